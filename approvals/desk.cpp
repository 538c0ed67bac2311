#include "approvals/desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "approvals/desk_impl.hpp"
#include "approvals/digest.hpp"
#include "approvals/json.hpp"
#include "parser/analysis.hpp"

namespace countersign::approvals {

// --- batches

void desk::impl::begin() {
  batching = true;
  broken.clear();
  undo.clear();
  try {
    records.begin();
  } catch (const store_error& error) {
    fail(error.what());
  }
}

void desk::impl::fail(std::string why) {
  if (broken.empty()) broken = std::move(why);
}

// The audit first: what is on record but not released does no harm, what was released without a record does.
void desk::impl::end() {
  if (broken.empty() && !audit.flush()) fail(fmt::format("the audit log cannot be written: {}", audit.why()));
  if (broken.empty()) {
    try {
      records.commit();
    } catch (const store_error& error) {
      fail(error.what());
    }
  }
  const bool ok = broken.empty();
  if (!ok) {
    records.rollback();
    for (auto each = undo.rbegin(); each != undo.rend(); ++each) {
      forget(each->first);
      if (each->second) remember(*each->second);
    }
  }
  undo.clear();
  batching = false;
  // What is called here may start the next batch.
  const std::vector<std::function<void(bool)>> ready = std::exchange(waiting, {});
  for (const auto& each : ready) each(ok);
}

void desk::impl::save_for_undo(const std::string& id) {
  const auto at = pending.find(id);
  undo.emplace_back(id, at == pending.end() ? std::nullopt : std::optional{at->second});
}

void desk::impl::remember(pending_hold what) {
  const hold& about = *what.about;
  deadlines.emplace(std::pair{about.deadline, about.id}, 0);
  ++per_role[about.request.role];
  if (!what.link.empty()) proving.links[what.link] = about.id;
  pending.insert_or_assign(about.id, std::move(what));
}

void desk::impl::forget(const std::string& id) {
  const auto at = pending.find(id);
  if (at == pending.end()) return;
  deadlines.erase({at->second.about->deadline, id});
  if (const auto role = per_role.find(at->second.about->request.role); role != per_role.end() && --role->second == 0) {
    per_role.erase(role);
  }
  proving.links.erase(at->second.link);
  pending.erase(at);
}

// --- small things

std::string desk::impl::fresh_id(std::size_t bytes) {
  std::vector<std::uint8_t> random(bytes);
  ids.fill(random);
  std::string hex;
  for (const std::uint8_t byte : random) hex += fmt::format("{:02x}", byte);
  return hex;
}

void desk::impl::tell(news_kind what, const std::shared_ptr<const hold>& about) {
  after([this, what, about](bool ok) {
    if (ok) news.on_news(what, about);
  });
}

std::shared_ptr<const hold> desk::impl::load(std::string_view id_or_code) {
  if (const auto at = pending.find(std::string{id_or_code}); at != pending.end()) return at->second.about;
  const std::string code = normalize_code(id_or_code);
  std::optional<hold> found = code.empty() ? records.find_hold(id_or_code) : records.find_code(code);
  if (!found) return nullptr;
  return std::make_shared<const hold>(std::move(*found));
}

void desk::impl::write_line(std::string_view event, std::string_view fields) {
  const std::string line = fmt::format(R"({{"ts":"{}","seq":{},"event":"{}"{}{}}})", iso_time(time.now()), ++sequence,
                                       event, fields.empty() ? "" : ",", fields);
  if (!audit.append(line)) fail(fmt::format("the audit log cannot be written: {}", audit.why()));
}

void desk::impl::write(std::string_view event, const hold* about, boost::json::object more) {
  if (about != nullptr) {
    more["hold"] = about->id;
    more["code"] = about->code;
    more["session"] = about->request.session;
    more["role"] = about->request.role;
    more["digest"] = to_hex(about->request.what);
  }
  const std::string whole = boost::json::serialize(more);
  write_line(event, std::string_view{whole}.substr(1, whole.size() - 2));
}

// --- opening

void desk::impl::open_now(hold_request request, on_settled settled, std::string_view code,
                          std::function<void(const opened&)> answer) {
  const time_point now = time.now();
  opened result;
  const auto refused = [&](open_result why, std::string error) {
    result.result = why;
    result.error = std::move(error);
    after([result, answer = std::move(answer), this](bool ok) {
      opened told = result;
      if (!ok) {
        told.result = open_result::broken;
        told.error = broken;
      }
      answer(told);
    });
  };
  if (request.ticket && comes_back(request, result)) {
    return refused(result.result, result.error);
  }
  const auto of_role = per_role.find(request.role);
  if (pending.size() >= limits.pending_max) {
    return refused(open_result::too_many,
                   fmt::format("{} are pending, the limit for all (pending_max)", pending.size()));
  }
  if (of_role != per_role.end() && of_role->second >= limits.pending_per_role_max) {
    return refused(open_result::too_many,
                   fmt::format("{} of role {} are pending, the limit for one (pending_per_role_max)", of_role->second,
                               parser::visible(request.role)));
  }
  if (request.ticket && tickets_of(request.role) >= limits.tickets_per_role_max) {
    return refused(open_result::too_many, fmt::format("{} tickets of role {} wait for a decision",
                                                      limits.tickets_per_role_max, parser::visible(request.role)));
  }
  auto fresh = std::make_shared<hold>();
  fresh->request = std::move(request);
  fresh->opened = now;
  fresh->deadline = now + fresh->request.expires;
  fresh->process = process;
  fresh->revision = 1;
  bool inserted = false;
  for (int attempt = 0; attempt < 20 && !inserted; ++attempt) {
    fresh->id = fresh_id(16);
    fresh->code = match_code(fresh->request.what, fresh->id);
    inserted = records.insert_hold(*fresh, now - std::chrono::hours{24});
  }
  if (!inserted) return refused(open_result::broken, "no free code could be found");
  result.id = fresh->id;
  result.code = fresh->code;
  result.deadline = fresh->deadline;
  boost::json::array effects;
  for (const effect_line& each : fresh->request.effects) {
    if (each.gated) effects.push_back({{"effect", each.text}, {"rule", each.rule}});
  }
  write("held", fresh.get(),
        {{"database", fresh->request.database},
         {"address", fresh->request.address},
         {"application", fresh->request.application},
         {"statement", parser::redact(fresh->request.statement)},
         {"effects", std::move(effects)},
         {"reason", fresh->request.reason},
         {"policy_version", fresh->request.policy_version}});
  save_for_undo(fresh->id);
  if (wants_proof(*fresh)) result.link = fresh_id(16);
  // Who has a ticket comes back; no session waits for news of it.
  remember({fresh, fresh->request.ticket ? on_settled{} : std::move(settled), result.link});
  tell(news_kind::opened, fresh);
  // A late proof is no grant: who proves themselves does so for what runs now.
  const bool by_proof = !result.link.empty();
  const std::optional<grant> used = by_proof ? std::nullopt : records.use_grant(fresh->request.what, fresh->id, now);
  const std::shared_ptr<const hold> now_held = by_proof ? prove_at_once(fresh, code, result.note) : fresh;
  const bool confirmed = by_proof && satisfied(*now_held);
  result.result = used || confirmed ? open_result::approved : open_result::opened;
  result.ticket = fresh->request.ticket && result.result == open_result::opened;
  after([result, answer = std::move(answer), this](bool ok) {
    opened told = result;
    if (!ok) {
      told = {};
      told.error = broken;
    }
    answer(told);
  });
  if (used) {
    write("grant used", fresh.get(), {{"grant", used->id}, {"grant_hold", used->hold}});
    settle(fresh, hold_state::approved, std::nullopt, used->id, false, now);
  } else if (confirmed) {
    settle(now_held, hold_state::approved, std::nullopt, {}, false, now);
  }
}

bool desk::impl::settle(const std::shared_ptr<const hold>& about, hold_state to, std::optional<withdrawal> why,
                        std::string_view used_grant, bool tell_session, time_point decided_at) {
  const time_point now = time.now();
  if (!records.settle(about->id, to, why, now, used_grant)) return false;
  auto changed = std::make_shared<hold>(*about);
  changed->state = to;
  changed->withdrawn_why = why;
  changed->settled = now;
  changed->used_grant = used_grant;
  ++changed->revision;
  boost::json::object fields{{"state", to_string(to)}};
  if (why) fields["why"] = to_string(*why);
  write("settled", changed.get(), std::move(fields));
  on_settled callback;
  save_for_undo(about->id);
  if (const auto at = pending.find(about->id); at != pending.end()) callback = at->second.settled;
  forget(about->id);
  if (tell_session && callback) {
    settlement how;
    how.id = changed->id;
    how.state = to;
    how.deadline = changed->deadline;
    how.decided = decided_at;
    for (const decision& each : changed->decisions) {
      if (each.approve != (to == hold_state::approved)) continue;
      how.by += (how.by.empty() ? "" : ", ") + each.approver;
      if (!each.approve) how.reason = each.reason;
    }
    after([how, callback](bool ok) {
      if (ok) callback(how);
    });
  }
  tell(news_kind::settled, changed);
  return true;
}

// --- the desk itself

desk::desk(store& records, audit_log& audit, notifier& news, const clock& time, id_source& ids, desk_limits limits,
           std::shared_ptr<const policy::ruleset> rules, proof_settings proofs)
    : impl_(std::make_unique<impl>(records, audit, news, time, ids, limits, std::move(rules), std::move(proofs))) {
  impl_->process = impl_->fresh_id(8);
}
desk::~desk() = default;

void desk::recover() {
  impl& me = *impl_;
  me.begin();
  try {
    for (const std::string& id : me.records.pending_of_others(me.process)) {
      const auto about = me.load(id);
      if (!about) continue;
      if (about->request.ticket) {
        me.remember({about, {}, {}});  // nobody has waited for it
      } else {
        me.settle(about, hold_state::withdrawn, withdrawal::process_died, {}, false, {});
      }
    }
    for (const std::string& id : me.records.unanswered_of_others(me.process)) {
      outcome lost;
      lost.kind = outcome_kind::unknown;
      lost.text = "Countersign stopped before the database answered";
      me.records.set_outcome(id, lost);
      if (const auto about = me.load(id)) {
        me.write("finished", about.get(), {{"outcome", "unknown"}, {"text", lost.text}});
        me.tell(news_kind::finished, about);
      }
    }
  } catch (const store_error& error) {
    me.fail(error.what());
  }
  me.end();
  if (!me.broken.empty()) throw store_error(me.broken);
}

void desk::use_rules(std::shared_ptr<const policy::ruleset> rules) {
  impl_->rules = std::move(rules);
  note("rules", fmt::format(R"("policy_version":"{}")", impl_->rules->version()));
}

void desk::begin_batch() {
  impl_->begin();
}
void desk::end_batch() {
  impl_->end();
}

void desk::open(hold_request request, on_settled settled, std::function<void(const opened&)> answer, std::string code) {
  impl& me = *impl_;
  const auto shared_answer = std::make_shared<std::function<void(const opened&)>>(std::move(answer));
  me.in_batch([&] {
    try {
      me.open_now(std::move(request), std::move(settled), code, *shared_answer);
    } catch (const store_error& error) {
      me.fail(error.what());
      me.after([shared_answer, why = std::string{error.what()}](bool) {
        opened told;
        told.error = why;
        (*shared_answer)(told);
      });
    }
  });
}

void desk::withdraw(std::string_view id, withdrawal why) {
  impl& me = *impl_;
  me.in_batch([&] {
    const auto about = me.load(id);
    if (!about) return;
    if (about->state == hold_state::pending) {
      me.settle(about, hold_state::withdrawn, why, {}, false, {});
      return;
    }
    if (about->state != hold_state::approved || about->released != time_point{} ||
        about->result.kind != outcome_kind::none) {
      return;
    }
    // Approved, but the requester was gone by then. The approval stays good for one more try.
    outcome missed;
    missed.kind = outcome_kind::not_run;
    missed.text = std::string{to_string(why)};
    me.records.set_outcome(about->id, missed);
    me.write("finished", about.get(), {{"outcome", "not_run"}, {"why", to_string(why)}});
    if (why != withdrawal::cancelled) me.make_grant(*about);
    if (const auto changed = me.load(about->id)) me.tell(news_kind::finished, changed);
  });
}

void desk::released(std::string_view id, time_point at) {
  impl& me = *impl_;
  me.in_batch([&] {
    me.records.set_released(id, at);
    if (const auto about = me.load(id)) {
      me.write("released", about.get(), {{"at", iso_time(at)}});
      me.tell(news_kind::released, about);
    }
  });
}

void desk::finished(std::string_view id, const outcome& what) {
  impl& me = *impl_;
  me.in_batch([&] {
    me.records.set_outcome(id, what);
    if (const auto about = me.load(id)) {
      me.write("finished", about.get(),
               {{"outcome", to_string(what.kind)}, {"text", what.text}, {"took_us", what.took.count()}});
      me.tell(news_kind::finished, about);
    }
  });
}

std::optional<time_point> desk::expire_due() {
  impl& me = *impl_;
  const time_point now = me.time.now();
  if (!me.deadlines.empty() && me.deadlines.begin()->first.first <= now) {
    me.in_batch([&] {
      std::vector<std::string> due;
      for (const auto& each : me.deadlines) {
        if (each.first.first > now) break;
        due.push_back(each.first.second);
      }
      for (const std::string& id : due) {
        if (const auto about = me.load(id)) me.settle(about, hold_state::expired, std::nullopt, {}, true, {});
      }
    });
  }
  if (me.deadlines.empty()) return std::nullopt;
  // After a failed write the overdue ones are still here: try again soon, not at once for ever.
  return std::max(me.deadlines.begin()->first.first,
                  me.time.now() + std::chrono::milliseconds{me.broken.empty() ? 0 : 500});
}

void desk::session_started(std::string_view json_fields) {
  note("session started", json_fields);
}
void desk::session_ended(std::string_view json_fields) {
  note("session ended", json_fields);
}

void desk::note(std::string_view event, std::string_view json_fields) {
  impl_->in_batch([&] { impl_->write_line(event, json_fields); });
}

std::string desk::make_token(std::string_view person, std::string_view note) {
  impl& me = *impl_;
  token fresh;
  const std::string clear = "cs_" + me.fresh_id(24);
  fresh.hash = digest_of_token(clear);
  fresh.person = person;
  fresh.made = me.time.now();
  fresh.note = note;
  me.in_batch([&] {
    me.records.insert_token(fresh);
    me.write("token made", nullptr, {{"person", person}});
  });
  if (!me.broken.empty()) throw store_error(me.broken);
  return clear;
}

const policy::person* desk::who(std::string_view bearer_token) {
  const std::optional<token> found = impl_->records.find_token(digest_of_token(bearer_token));
  return found ? impl_->rules->find_person(found->person) : nullptr;
}

std::shared_ptr<const hold> desk::find(std::string_view id_or_code) {
  return impl_->load(id_or_code);
}
std::vector<hold> desk::list(const hold_filter& filter) {
  return impl_->records.list_holds(filter);
}
pending_list desk::pending_of(std::string_view role, std::string_view database) const {
  constexpr std::size_t listed_max = 100;
  pending_list list;
  for (const auto& [id, each] : impl_->pending) {
    const hold_request& asked = each.about->request;
    if (asked.role == role && asked.database == database) list.push_back(each.about);
  }
  std::ranges::sort(list, {}, [](const auto& each) { return std::pair{each->opened, each->id}; });
  if (list.size() > listed_max) list.resize(listed_max);
  return list;
}
const policy::ruleset& desk::rules() const {
  return *impl_->rules;
}

void desk::set_delivery(const delivery& what) {
  impl_->records.set_delivery(what);
}
std::optional<delivery> desk::find_delivery(std::string_view hold_id, std::string_view channel) {
  return impl_->records.find_delivery(hold_id, channel);
}
std::vector<delivery> desk::stale_deliveries(std::string_view channel, time_point since) {
  return impl_->records.stale_deliveries(channel, since);
}

}  // namespace countersign::approvals
