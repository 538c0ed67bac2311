// A store that forgets everything when the process ends: for trying things out, and for tests.
#pragma once

#include <map>

#include "approvals/ports/store.hpp"

namespace countersign::approvals {

// Credentials of a memory_store, which puts them back when it rolls back.
class memory_credentials final : public credential_store {
 public:
  struct contents {
    std::vector<credential> credentials;
    std::vector<invitation> invitations;
    std::map<std::string, failures, std::less<>> failed;
  };
  [[nodiscard]] bool insert(const credential& what) override;
  [[nodiscard]] std::vector<credential> of(std::string_view person) override;
  [[nodiscard]] std::optional<credential> find(std::string_view id) override;
  [[nodiscard]] bool use(std::string_view id, std::int64_t before, std::int64_t after, time_point at) override;
  [[nodiscard]] bool remove(std::string_view id) override;
  void invite(const invitation& what) override;
  [[nodiscard]] std::optional<invitation> accept(const digest& hash) override;
  [[nodiscard]] failures failed(std::string_view person) override;
  void set_failed(std::string_view person, const failures& what) override;

  contents now;
};

class memory_store : public store {
 public:
  [[nodiscard]] credential_store& credentials() override { return credentials_; }
  void begin() override;
  void commit() override;
  void rollback() noexcept override;
  [[nodiscard]] bool insert_hold(const hold& what, time_point code_horizon) override;
  [[nodiscard]] std::optional<hold> find_hold(std::string_view id) override;
  [[nodiscard]] std::optional<hold> find_code(std::string_view code) override;
  [[nodiscard]] std::vector<hold> list_holds(const hold_filter& filter) override;
  [[nodiscard]] bool add_decision(std::string_view hold_id, const decision& what) override;
  [[nodiscard]] bool add_late_decision(std::string_view hold_id, const decision& what) override;
  [[nodiscard]] bool settle(std::string_view hold_id, hold_state to, std::optional<withdrawal> why, time_point at,
                            std::string_view used_grant) override;
  void set_released(std::string_view hold_id, time_point at) override;
  void set_outcome(std::string_view hold_id, const outcome& what) override;
  [[nodiscard]] std::vector<std::string> pending_of_others(std::string_view living) override;
  [[nodiscard]] std::vector<std::string> unanswered_of_others(std::string_view living) override;
  void insert_grant(const grant& what) override;
  [[nodiscard]] std::optional<grant> use_grant(const digest& what, std::string_view hold_id, time_point now) override;
  [[nodiscard]] std::vector<grant> live_grants(time_point now) override;
  void insert_token(const token& what) override;
  [[nodiscard]] std::optional<token> find_token(const digest& hash) override;
  [[nodiscard]] std::size_t remove_tokens(std::string_view person) override;
  void set_delivery(const delivery& what) override;
  [[nodiscard]] std::optional<delivery> find_delivery(std::string_view hold_id, std::string_view channel) override;
  [[nodiscard]] std::vector<delivery> stale_deliveries(std::string_view channel, time_point since) override;

 private:
  struct contents {
    std::vector<hold> holds;  // in the order of opening
    std::vector<grant> grants;
    std::vector<token> tokens;
    std::map<std::pair<std::string, std::string>, delivery> deliveries;
  };
  [[nodiscard]] hold* at(std::string_view id);
  [[nodiscard]] bool decide(std::string_view hold_id, const decision& what, bool late);
  contents now_;
  std::optional<contents> before_;  // what rollback() goes back to
  memory_credentials credentials_;
  memory_credentials::contents credentials_before_;
};

}  // namespace countersign::approvals
