// Where holds, decisions, grants and tokens are kept. Adapters: memory, SQLite. One contract test for all of them
// (tests/approvals/store_contract.hpp).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/ports/credential_store.hpp"
#include "approvals/records.hpp"

namespace countersign::approvals {

// The store cannot be written or read; what() says which file or server and why. The desk then refuses to release.
struct store_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct hold_filter {
  std::optional<hold_state> state;  // absent: any
  std::size_t limit = 100;          // newest first
  std::string before_id;            // page: only holds opened before this one; empty for the first page
};

// Blocking; used by the desk's thread only. Every call throws store_error when it cannot do what it says.
class store {
 public:
  virtual ~store() = default;

  // Everything between is one atomic, durable change; commit() returns when it is on disk. Calls outside of a
  // begin/commit pair are each their own transaction. The desk batches concurrent decisions this way.
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  [[nodiscard]] virtual credential_store& credentials() = 0;

  // False if the id or a code among the holds opened since `code_horizon` is taken already: choose another.
  [[nodiscard]] virtual bool insert_hold(const hold& what, time_point code_horizon) = 0;
  [[nodiscard]] virtual std::optional<hold> find_hold(std::string_view id) = 0;
  [[nodiscard]] virtual std::optional<hold> find_code(std::string_view code) = 0;  // the newest with it
  [[nodiscard]] virtual std::vector<hold> list_holds(const hold_filter& filter) = 0;

  // Records one more decision, only while the hold is pending and this person has not decided on it: compare and set.
  [[nodiscard]] virtual bool add_decision(std::string_view hold_id, const decision& what) = 0;
  // For a late approval: as above, on a hold that is expired or withdrawn.
  [[nodiscard]] virtual bool add_late_decision(std::string_view hold_id, const decision& what) = 0;
  // pending -> state, once, whoever is first: compare and set. False if it was settled already.
  [[nodiscard]] virtual bool settle(std::string_view hold_id, hold_state to, std::optional<withdrawal> why,
                                    time_point at, std::string_view used_grant) = 0;
  virtual void set_released(std::string_view hold_id, time_point at) = 0;
  virtual void set_outcome(std::string_view hold_id, const outcome& what) = 0;
  // Pending holds of processes other than `living`.
  [[nodiscard]] virtual std::vector<std::string> pending_of_others(std::string_view living) = 0;
  // Approved holds without an outcome of processes other than `living`. Whether their release was recorded does not
  // matter: who dies right after sending a statement has had no time to say so.
  [[nodiscard]] virtual std::vector<std::string> unanswered_of_others(std::string_view living) = 0;

  virtual void insert_grant(const grant& what) = 0;
  // Marks the oldest live, unused grant for `what` as used by the hold, once: compare and set.
  [[nodiscard]] virtual std::optional<grant> use_grant(const digest& what, std::string_view hold_id,
                                                       time_point now) = 0;
  [[nodiscard]] virtual std::vector<grant> live_grants(time_point now) = 0;

  virtual void insert_token(const token& what) = 0;
  [[nodiscard]] virtual std::optional<token> find_token(const digest& hash) = 0;
  [[nodiscard]] virtual std::size_t remove_tokens(std::string_view person) = 0;

  virtual void set_delivery(const delivery& what) = 0;  // insert or replace by (hold, channel)
  [[nodiscard]] virtual std::optional<delivery> find_delivery(std::string_view hold_id, std::string_view channel) = 0;
  // Deliveries whose revision is behind the hold's, oldest first: what a channel still has to update, also after a
  // restart. A hold opened since `since` without a delivery on that channel counts as revision 0.
  [[nodiscard]] virtual std::vector<delivery> stale_deliveries(std::string_view channel, time_point since) = 0;
};

}  // namespace countersign::approvals
