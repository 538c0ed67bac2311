// How the desk takes a decision: who may, whether it is in time, and whether it is the last one needed.
#include <fmt/format.h>

#include <algorithm>

#include "approvals/desk_impl.hpp"
#include "approvals/digest.hpp"
#include "parser/analysis.hpp"

namespace countersign::approvals {

namespace {

bool late_allowed(const hold& about) {
  if (about.state == hold_state::expired) return true;
  if (about.state != hold_state::withdrawn || !about.withdrawn_why) return false;
  switch (*about.withdrawn_why) {
    case withdrawal::frontend_gone:
    case withdrawal::backend_gone:
    case withdrawal::process_died:
    case withdrawal::shutdown:
      return true;
    case withdrawal::cancelled:
    case withdrawal::pipeline_failed:
      return false;
  }
  return false;
}

}  // namespace

// Those whose approval counts as of now: entitlement is looked up again, since people leave groups.
std::vector<std::string> desk::impl::counted(const hold& about) const {
  std::vector<std::string> names;
  for (const decision& each : about.decisions) {
    const policy::person* const person = rules->find_person(each.approver);
    if (!each.approve || person == nullptr || rules->may_be(*person, about.request.role)) continue;
    if (std::find(names.begin(), names.end(), each.approver) == names.end()) names.push_back(each.approver);
  }
  return names;
}

bool desk::impl::proved_enough(const hold& about, const requirement& by, std::string_view name) {
  return by.approver_factor.empty() || std::ranges::any_of(about.decisions, [&](const decision& each) {
           return each.approve && each.approver == name && each.factor == by.approver_factor;
         });
}

// Which factor an approval by this person has to come with; empty: none.
std::string desk::impl::factor_wanted(const hold& about, const policy::person& approver) const {
  for (const requirement& each : about.request.requirements) {
    if (!each.approver_factor.empty() && rules->entitled(approver, each.approvers)) return each.approver_factor;
  }
  return {};
}

bool desk::impl::satisfied(const hold& about) const {
  if (about.request.requirements.empty()) return false;
  const std::vector<std::string> names = counted(about);
  for (const requirement& each : about.request.requirements) {
    if (!each.factors.empty()) {
      if (!proven(about, each)) return false;
      continue;
    }
    const auto fit = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
      return rules->entitled(*rules->find_person(name), each.approvers) && proved_enough(about, each, name);
    });
    if (static_cast<std::size_t>(fit) < std::max<std::size_t>(each.quorum, 1)) return false;
  }
  return true;
}

bool desk::impl::useful(const hold& about, const policy::person& approver) const {
  return std::any_of(
      about.request.requirements.begin(), about.request.requirements.end(),
      [&](const requirement& each) { return each.factors.empty() && rules->entitled(approver, each.approvers); });
}

std::string desk::impl::how_settled(const hold& about) const {
  std::string by;
  std::string reason;
  std::string channel;
  for (const decision& each : about.decisions) {
    if (each.approve != (about.state == hold_state::approved)) continue;
    by += (by.empty() ? "" : ", ") + each.approver;
    channel = each.channel;
    reason = each.reason;
  }
  const auto ago = std::chrono::duration_cast<std::chrono::seconds>(time.now() - about.settled).count();
  return fmt::format("already {}{}{} {} s ago{}", to_string(about.state), by.empty() ? "" : " by " + by,
                     channel.empty() ? "" : " via " + channel, std::max<std::int64_t>(ago, 0),
                     reason.empty() ? "" : ": " + parser::visible(reason));
}

decided desk::impl::refuse(decide_result why, std::string message, std::shared_ptr<const hold> about) const {
  return {why, std::move(message), std::move(about)};
}

decided desk::impl::decide_now(const verdict_input& what, const policy::person& asked) {
  const time_point now = time.now();
  std::shared_ptr<const hold> about = load(what.hold);
  if (!about)
    return refuse(decide_result::not_found, "there is no such request; `countersign holds` lists them", nullptr);
  // Who decides is looked up by name in the rules of now, not in those of when they signed in.
  const policy::person* const approver = rules->find_person(asked.name);
  if (approver == nullptr) {
    return refuse(decide_result::not_entitled, "you are not in the rules file (any more)", about);
  }
  if (what.seen && *what.seen != about->request.what) {
    return refuse(decide_result::mismatch, "what you were shown is not what is held; look at it again", about);
  }
  if (rules->may_be(*approver, about->request.role)) {
    write("decision refused", about.get(), {{"approver", approver->name}, {"why", "own request"}});
    return refuse(decide_result::own_request,
                  fmt::format("role {} is yours: nobody decides on their own request, somebody else must",
                              parser::visible(about->request.role)),
                  about);
  }
  if (!useful(*about, *approver)) {
    return refuse(decide_result::not_entitled, "this request needs other approvers; see its rule", about);
  }
  if (about->state == hold_state::pending && now >= about->deadline) {
    settle(about, hold_state::expired, std::nullopt, {}, true, {});
    about = load(about->id);
    if (!about) return refuse(decide_result::broken, "the request cannot be read", nullptr);
  }
  decision made{approver->name, what.approve, what.reason, what.channel, now, {}, {}};
  const bool open = about->state == hold_state::pending || late_allowed(*about);
  if (what.approve && open) {
    if (!what.passkey && !factor_wanted(*about, *approver).empty()) {
      return refuse(decide_result::not_proven,
                    "this rule wants an approver's passkey: open the request on the page and approve it there", about);
    }
    if (what.passkey) {
      proof_result proof = check_passkey(*about, *what.passkey, approver->name);
      if (!proof.error.empty()) return refuse(decide_result::not_proven, proof.error, about);
      made.factor = std::move(proof.factor);
      made.proof = std::move(proof.record);
    }
  }
  if (about->state != hold_state::pending) {
    if (what.approve && late_allowed(*about)) return decide_late(about, made);
    return refuse(decide_result::already_settled, how_settled(*about), about);
  }
  if (!records.add_decision(about->id, made)) {
    return refuse(decide_result::already_decided, "you have decided on this request already; others must", about);
  }
  auto changed = std::make_shared<hold>(*about);
  changed->decisions.push_back(made);
  ++changed->revision;
  write("decision", changed.get(),
        {{"approver", made.approver},
         {"decision", made.approve ? "approve" : "deny"},
         {"channel", made.channel},
         {"reason", made.reason},
         {"factor", made.factor},
         {"proof", made.proof}});
  save_for_undo(about->id);
  if (const auto at = pending.find(about->id); at != pending.end()) at->second.about = changed;
  if (!made.approve || satisfied(*changed)) {
    const hold_state to = made.approve ? hold_state::approved : hold_state::denied;
    if (!settle(changed, to, std::nullopt, {}, true, now)) {
      return refuse(decide_result::already_settled, "settled by somebody else in the same moment", changed);
    }
    const bool by_ticket = made.approve && changed->request.ticket;
    if (by_ticket) {
      outcome later;
      later.kind = outcome_kind::not_run;
      later.text = "for the requester to run";
      records.set_outcome(changed->id, later);
      make_grant(*changed);
    }
    auto final_state = std::make_shared<hold>(*changed);
    final_state->state = to;
    final_state->settled = now;
    ++final_state->revision;
    if (by_ticket) {
      return {
          decide_result::settled,
          fmt::format("approved; the requester may run it once within {} min", changed->request.expires.count() / 60),
          final_state};
    }
    return {decide_result::settled, made.approve ? "approved; it runs now" : "denied", final_state};
  }
  tell(news_kind::decided, changed);
  return {decide_result::recorded, "approved; others must approve as well before it runs", changed};
}

// Too late for the statement that was held, in time for the next one that is the same.
decided desk::impl::decide_late(const std::shared_ptr<const hold>& about, const decision& made) {
  if (made.at > about->settled + limits.late_window) {
    return refuse(decide_result::expired,
                  fmt::format("too late: it was {} more than {} min ago; it has to be asked for again",
                              to_string(about->state), limits.late_window.count() / 60),
                  about);
  }
  if (!records.add_late_decision(about->id, made)) {
    return refuse(decide_result::already_decided, "you have approved this request already", about);
  }
  auto changed = std::make_shared<hold>(*about);
  changed->decisions.push_back(made);
  ++changed->revision;
  write("late decision", changed.get(), {{"approver", made.approver}, {"channel", made.channel}});
  tell(news_kind::decided, changed);
  if (!satisfied(*changed)) {
    return {decide_result::recorded, "recorded, though late; others must approve as well", changed};
  }
  make_grant(*changed);
  return {decide_result::granted,
          fmt::format("too late for the held statement: the requester may run the very same one once within {} min",
                      limits.grant_life.count() / 60),
          changed};
}

std::size_t desk::impl::tickets_of(std::string_view role) const {
  return static_cast<std::size_t>(std::ranges::count_if(pending, [&](const auto& each) {
    return each.second.about->request.ticket && each.second.about->request.role == role;
  }));
}

// A ticket is asked for once: whoever runs the statement again hears what became of it. False: this is news.
bool desk::impl::comes_back(const hold_request& request, opened& told) {
  const auto is_same = [&](const auto& each) { return each.what == request.what; };
  if (std::ranges::any_of(records.live_grants(time.now()), is_same)) return false;
  for (const auto& [id, each] : pending) {
    if (!each.about->request.ticket || !is_same(each.about->request)) continue;
    told = {open_result::opened, id, each.about->code, each.about->deadline, {}, {}, {}, true};
    return true;
  }
  for (const hold& each : records.list_holds({.state = hold_state::denied, .limit = 50, .before_id = {}})) {
    if (!each.request.ticket || !is_same(each.request) || time.now() > each.settled + limits.late_window) continue;
    told.result = open_result::denied;
    told.code = each.code;
    told.error = how_settled(each);
    return true;
  }
  return false;
}

void desk::impl::make_grant(const hold& about) {
  grant fresh;
  fresh.id = fresh_id(16);
  fresh.what = about.request.what;
  fresh.hold = about.id;
  fresh.approvers = counted(about);
  fresh.made = time.now();
  fresh.expires = fresh.made + (about.request.ticket ? about.request.expires : limits.grant_life);
  records.insert_grant(fresh);
  write("grant made", &about, {{"grant", fresh.id}});
}

void desk::decide(verdict_input what, const policy::person& approver, std::function<void(const decided&)> answer) {
  impl& me = *impl_;
  me.in_batch([&] {
    decided result;
    try {
      result = me.decide_now(what, approver);
    } catch (const store_error& error) {
      me.fail(error.what());
      result.message = error.what();
    }
    me.after([&me, result = std::move(result), answer = std::move(answer)](bool ok) {
      if (ok) {
        answer(result);
      } else {
        answer({decide_result::broken, fmt::format("nothing was decided: {}", me.broken), result.about});
      }
    });
  });
}

}  // namespace countersign::approvals
