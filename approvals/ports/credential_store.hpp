// Where credentials, invitations and failed proofs are kept: a part of the store, in its transactions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "approvals/credentials.hpp"

namespace countersign::approvals {

// As for the store: blocking, on the desk's thread, throws store_error.
class credential_store {
 public:
  virtual ~credential_store() = default;
  [[nodiscard]] virtual bool insert(const credential& what) = 0;                  // false: the id is taken
  [[nodiscard]] virtual std::vector<credential> of(std::string_view person) = 0;  // oldest first
  [[nodiscard]] virtual std::optional<credential> find(std::string_view id) = 0;
  // counter: before -> after, once, whoever is first: compare and set. So a code is good once, also after a restart.
  [[nodiscard]] virtual bool use(std::string_view id, std::int64_t before, std::int64_t after, time_point at) = 0;
  [[nodiscard]] virtual bool remove(std::string_view id) = 0;

  virtual void invite(const invitation& what) = 0;
  [[nodiscard]] virtual std::optional<invitation> accept(const digest& hash) = 0;  // and it is gone

  [[nodiscard]] virtual failures failed(std::string_view person) = 0;
  virtual void set_failed(std::string_view person, const failures& what) = 0;
};

}  // namespace countersign::approvals
