#include "proxy/session/portals.hpp"

#include <algorithm>
#include <utility>

namespace countersign::session {

void portal_book::bind(std::string_view name, std::vector<name_change> changes, bool looks_up,
                       std::shared_ptr<const own_answer> own) {
  const bool worth_noting = !changes.empty() || looks_up || own ||
                            std::ranges::any_of(portals_, [&](const bound_portal& p) { return p.name == name; });
  if (!worth_noting) return;
  bound_portal& fresh = portals_.emplace_back();
  fresh.name = name;
  fresh.changes = std::move(changes);
  fresh.looks_up = looks_up;
  fresh.bound_at = now_;
  fresh.own = std::move(own);
}

// Binds are answered in their order: the oldest one that is not confirmed is meant, and what was before it is gone.
void portal_book::bind_confirmed(std::string_view name) {
  for (auto each = portals_.begin(); each != portals_.end();) {
    if (each->name != name) {
      ++each;
    } else if (each->confirmed) {
      each = portals_.erase(each);
    } else {
      each->confirmed = true;
      return;
    }
  }
}

void portal_book::bind_failed(std::string_view name) {
  const auto at = std::ranges::find_if(portals_, [&](const bound_portal& p) { return !p.confirmed && p.name == name; });
  if (at != portals_.end()) portals_.erase(at);
}

std::vector<name_change> portal_book::take_changes(std::string_view name) {
  for (bound_portal& each : portals_) {
    if (each.confirmed && each.name == name) return std::exchange(each.changes, {});
  }
  return {};
}

bool portal_book::outdated(std::string_view name) const {
  return std::ranges::any_of(portals_,
                             [&](const bound_portal& p) { return p.looks_up && p.bound_at != now_ && p.name == name; });
}

bool portal_book::may_change_names(std::string_view name) const {
  return std::ranges::any_of(portals_, [&](const bound_portal& p) { return !p.changes.empty() && p.name == name; });
}

std::shared_ptr<const own_answer> portal_book::own(std::string_view name) const {
  for (auto each = portals_.rbegin(); each != portals_.rend(); ++each) {
    if (each->name == name) return each->own;
  }
  return nullptr;
}

void portal_book::transaction_ended() {
  std::erase_if(portals_, [](const bound_portal& p) { return p.confirmed; });
}

}  // namespace countersign::session
