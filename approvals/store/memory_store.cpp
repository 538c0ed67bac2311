#include "approvals/store/memory_store.hpp"

#include <algorithm>

namespace countersign::approvals {

void memory_store::begin() {
  before_ = now_;
  credentials_before_ = credentials_.now;
}
void memory_store::commit() {
  before_.reset();
}
void memory_store::rollback() noexcept {
  if (before_) {
    now_ = std::move(*before_);
    credentials_.now = std::move(credentials_before_);
  }
  before_.reset();
}

bool memory_credentials::insert(const credential& what) {
  if (find(what.id)) return false;
  now.credentials.push_back(what);
  return true;
}

std::vector<credential> memory_credentials::of(std::string_view person) {
  std::vector<credential> list;
  for (const credential& each : now.credentials) {
    if (each.person == person) list.push_back(each);
  }
  std::ranges::sort(list, {}, [](const credential& each) { return std::pair{each.made, each.id}; });
  return list;
}

std::optional<credential> memory_credentials::find(std::string_view id) {
  const auto found = std::ranges::find(now.credentials, id, &credential::id);
  return found == now.credentials.end() ? std::nullopt : std::optional{*found};
}

bool memory_credentials::use(std::string_view id, std::int64_t before, std::int64_t after, time_point at) {
  const auto found = std::ranges::find(now.credentials, id, &credential::id);
  if (found == now.credentials.end() || found->counter != before) return false;
  found->counter = after;
  found->used = at;
  return true;
}

bool memory_credentials::remove(std::string_view id) {
  return std::erase_if(now.credentials, [id](const credential& each) { return each.id == id; }) > 0;
}

void memory_credentials::invite(const invitation& what) {
  now.invitations.push_back(what);
}

std::optional<invitation> memory_credentials::accept(const digest& hash) {
  const auto found = std::ranges::find(now.invitations, hash, &invitation::hash);
  if (found == now.invitations.end()) return std::nullopt;
  invitation taken = std::move(*found);
  now.invitations.erase(found);
  return taken;
}

failures memory_credentials::failed(std::string_view person) {
  const auto found = now.failed.find(person);
  return found == now.failed.end() ? failures{} : found->second;
}

void memory_credentials::set_failed(std::string_view person, const failures& what) {
  now.failed[std::string{person}] = what;
}

hold* memory_store::at(std::string_view id) {
  const auto found =
      std::find_if(now_.holds.begin(), now_.holds.end(), [id](const hold& each) { return each.id == id; });
  return found == now_.holds.end() ? nullptr : &*found;
}

bool memory_store::insert_hold(const hold& what, time_point code_horizon) {
  for (const hold& each : now_.holds) {
    if (each.id == what.id || (each.code == what.code && each.opened >= code_horizon)) return false;
  }
  now_.holds.push_back(what);
  return true;
}

std::optional<hold> memory_store::find_hold(std::string_view id) {
  const hold* const found = at(id);
  return found ? std::optional{*found} : std::nullopt;
}

std::optional<hold> memory_store::find_code(std::string_view code) {
  const auto found =
      std::find_if(now_.holds.rbegin(), now_.holds.rend(), [code](const hold& each) { return each.code == code; });
  return found == now_.holds.rend() ? std::nullopt : std::optional{*found};
}

std::vector<hold> memory_store::list_holds(const hold_filter& filter) {
  std::vector<hold> list;
  bool started = filter.before_id.empty();
  for (auto each = now_.holds.rbegin(); each != now_.holds.rend() && list.size() < filter.limit; ++each) {
    if (started && (!filter.state || *filter.state == each->state)) list.push_back(*each);
    if (each->id == filter.before_id) started = true;
  }
  return list;
}

bool memory_store::decide(std::string_view hold_id, const decision& what, bool late) {
  hold* const found = at(hold_id);
  if (found == nullptr) return false;
  const bool fits = late ? found->state == hold_state::expired || found->state == hold_state::withdrawn
                         : found->state == hold_state::pending;
  const bool again = std::any_of(found->decisions.begin(), found->decisions.end(),
                                 [&](const decision& each) { return each.approver == what.approver; });
  if (!fits || again) return false;
  found->decisions.push_back(what);
  ++found->revision;
  return true;
}

bool memory_store::add_decision(std::string_view hold_id, const decision& what) {
  return decide(hold_id, what, false);
}
bool memory_store::add_late_decision(std::string_view hold_id, const decision& what) {
  return decide(hold_id, what, true);
}

bool memory_store::settle(std::string_view hold_id, hold_state to, std::optional<withdrawal> why, time_point when,
                          std::string_view used_grant) {
  hold* const found = at(hold_id);
  if (found == nullptr || found->state != hold_state::pending || to == hold_state::pending) return false;
  found->state = to;
  found->withdrawn_why = why;
  found->settled = when;
  found->used_grant = used_grant;
  ++found->revision;
  return true;
}

void memory_store::set_released(std::string_view hold_id, time_point when) {
  if (hold* const found = at(hold_id)) {
    found->released = when;
    ++found->revision;
  }
}

void memory_store::set_outcome(std::string_view hold_id, const outcome& what) {
  if (hold* const found = at(hold_id)) {
    found->result = what;
    ++found->revision;
  }
}

std::vector<std::string> memory_store::pending_of_others(std::string_view living) {
  std::vector<std::string> ids;
  for (const hold& each : now_.holds) {
    if (each.state == hold_state::pending && each.process != living) ids.push_back(each.id);
  }
  return ids;
}

std::vector<std::string> memory_store::unanswered_of_others(std::string_view living) {
  std::vector<std::string> ids;
  for (const hold& each : now_.holds) {
    if (each.state == hold_state::approved && each.result.kind == outcome_kind::none && each.process != living) {
      ids.push_back(each.id);
    }
  }
  return ids;
}

void memory_store::insert_grant(const grant& what) {
  now_.grants.push_back(what);
}

std::optional<grant> memory_store::use_grant(const digest& what, std::string_view hold_id, time_point now) {
  for (grant& each : now_.grants) {
    if (each.what != what || !each.used_by.empty() || each.expires <= now) continue;
    each.used_by = hold_id;
    return each;
  }
  return std::nullopt;
}

std::vector<grant> memory_store::live_grants(time_point now) {
  std::vector<grant> list;
  for (const grant& each : now_.grants) {
    if (each.used_by.empty() && each.expires > now) list.push_back(each);
  }
  return list;
}

void memory_store::insert_token(const token& what) {
  now_.tokens.push_back(what);
}

std::optional<token> memory_store::find_token(const digest& hash) {
  for (const token& each : now_.tokens) {
    if (each.hash == hash) return each;
  }
  return std::nullopt;
}

std::size_t memory_store::remove_tokens(std::string_view person) {
  return std::erase_if(now_.tokens, [person](const token& each) { return each.person == person; });
}

void memory_store::set_delivery(const delivery& what) {
  now_.deliveries[{what.hold, what.channel}] = what;
}

std::optional<delivery> memory_store::find_delivery(std::string_view hold_id, std::string_view channel) {
  const auto found = now_.deliveries.find({std::string{hold_id}, std::string{channel}});
  return found == now_.deliveries.end() ? std::nullopt : std::optional{found->second};
}

std::vector<delivery> memory_store::stale_deliveries(std::string_view channel, time_point since) {
  std::vector<delivery> list;
  for (const hold& each : now_.holds) {
    const std::optional<delivery> known = find_delivery(each.id, channel);
    if (known ? known->revision < each.revision : each.opened >= since) {
      list.push_back(known.value_or(delivery{each.id, std::string{channel}, {}, 0}));
    }
  }
  return list;
}

}  // namespace countersign::approvals
