// Portals whose execution matters to the names of prepared statements.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/session/statements.hpp"

namespace countersign::session {

struct own_answer;

struct bound_portal {
  std::string name;
  std::vector<name_change> changes;       // what its execution does to the names
  bool looks_up = false;                  // of EXECUTE: which statement that is, the server finds out when it runs
  std::uint64_t bound_at = 0;             // the names were those when it was judged
  std::shared_ptr<const own_answer> own;  // what its execution answers, if it is Countersign that does
  bool confirmed = false;                 // the backend has bound it
};

// Portals are judged when they are bound and run later, so a portal is what the backend last confirmed, and until then
// also what it was before: a Bind that fails leaves the old portal, for a savepoint may keep its transaction alive.
class portal_book {
 public:
  void bind(std::string_view name, std::vector<name_change> changes, bool looks_up,
            std::shared_ptr<const own_answer> own = nullptr);
  void bind_confirmed(std::string_view name);
  void bind_failed(std::string_view name);
  // The changes of a portal that was executed.
  [[nodiscard]] std::vector<name_change> take_changes(std::string_view name);
  void names_may_change() { ++now_; }
  // Whether executing it would look up a name that may have changed since it was judged.
  [[nodiscard]] bool outdated(std::string_view name) const;
  [[nodiscard]] bool may_change_names(std::string_view name) const;
  // Of the portal that was bound last under this name; null: the backend answers.
  [[nodiscard]] std::shared_ptr<const own_answer> own(std::string_view name) const;
  void transaction_ended();  // and with it the portals; not those whose Bind is still on its way
  [[nodiscard]] bool full() const { return portals_.size() >= portals_max; }
  [[nodiscard]] std::span<const bound_portal> all() const { return portals_; }

 private:
  static constexpr std::size_t portals_max = 1000;
  std::vector<bound_portal> portals_;  // in the order of their Binds
  std::uint64_t now_ = 0;
};

}  // namespace countersign::session
