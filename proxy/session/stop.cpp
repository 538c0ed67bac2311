// Verdicts other than allow, and how the frontend is answered for a statement that may not run.
#include <boost/assert.hpp>

#include "approvals/digest.hpp"
#include "policy/reason.hpp"
#include "proxy/session/impl.hpp"

namespace countersign::session {

namespace {

// The name of the Parse that must fail; nobody's statement has it, and no server can read its text.
constexpr std::string_view pill_name = "countersign refuses";
constexpr std::string_view pill_text = "\x01";

// The whole messages in these bytes.
std::vector<std::string_view> cut(std::string_view bytes) {
  std::vector<std::string_view> messages;
  wire::frame f;
  while (wire::next_frame(bytes, f) == wire::scan::complete) {
    messages.push_back(f.whole);
    bytes.remove_prefix(f.whole.size());
  }
  return messages;
}

}  // namespace

// False: the message was dealt with, and will not go on now.
bool session::impl::gate_passes(const wire::frame& f, const question& asked) {
  const policy::verdict& verdict = ask.judge(who_is, now);
  const bool allowed = verdict.kind == policy::verdict_kind::allow;
  const bool silent = allowed && verdict.observed.empty();
  const std::size_t bytes = f.whole.size() + asked.bytes();
  if (!silent && !elsewhere && bytes > how.offload_bytes) {
    put_off(bytes);  // to say what it is takes as long as to read it
    return false;
  }
  if (!verdict.observed.empty()) note_observed(asked);
  const bool quiet = transaction == wire::backend::transaction::idle && replies.empty();
  ask.lookup.note(asked.statements, asked.effects, allowed && quiet, !allowed);
  if (allowed) return true;
  // In a failed transaction the server itself refuses everything but its end.
  if (transaction == wire::backend::transaction::failed && replies.empty() && left_open != unsynced::executed &&
      asked.refused_in_failed_transaction()) {
    ask.lookup.went_on();
    return true;
  }
  if (verdict.kind == policy::verdict_kind::deny) {
    deny_by_rule(f, asked);
    return false;
  }
  for (const policy::effect_verdict& each : verdict.deciding) {
    const std::string given = reason_of(asked.text, reason);
    if (policy::reason_accepted(with->rules->terms(each.rule), given)) continue;
    const answer why = error_reason(*with->rules, each.rule, given);
    stop(f);
    refuse(f.type, front.stopped_bytes, why.error());
    return false;
  }
  hold(f, asked);
  return false;
}

// Takes back the run of messages that led to this one and was not sent yet, so that it is held or refused as a whole:
// statement_timeout runs from the first of them that the backend sees.
void session::impl::stop(const wire::frame& f) {
  const std::size_t end = front.at + f.whole.size();
  if (f.type == 'B' && run_from != no_run) {
    front.at = run_from;
    replies.truncate(run_replies);
    left_open = run_left_open;
  }
  run_from = no_run;
  front.stopped_bytes = end - front.at;
}

void session::impl::hold(const wire::frame& f, const question& asked) {
  open_hold opening;
  opening.ticket = ++tickets;
  approvals::hold_request& request = opening.request;
  describe_request(request, *with->rules, with->verdict, asked);
  request.session = who.id;
  request.role = who_is.role;
  request.database = who_is.database;
  request.application = who_is.application;
  request.address = who.name;
  request.reason = reason_of(asked.text, reason);
  request.in_transaction = transaction != wire::backend::transaction::idle || left_open == unsynced::executed;
  request.upstream = who_is.upstream;
  const std::size_t from = f.type == 'B' && run_from != no_run ? run_from : front.at;
  const std::vector<std::string_view> messages = cut(front.now.substr(from, front.at + f.whole.size() - from));
  std::string sources;
  for (const std::string_view each : asked.sources) sources.append(fmt::format("{} {}\n", each.size(), each));
  for (const parser::bound_value& each : asked.parameters) sources.append(fmt::format("{} ", each.type));
  request.what = approvals::digest_of({messages, sources, who_is.role, who_is.role, request.upstream, who_is.database,
                                       search_path, request.policy_version});
  const bool by_requester =
      std::ranges::any_of(request.requirements, [](const auto& each) { return !each.factors.empty(); });
  if (by_requester) {
    opening.code = otp;
    take_otp({});
  }
  stop(f);
  held.emplace();
  held->ticket = opening.ticket;
  held->type = f.type;
  held->bytes = held->scanned = front.stopped_bytes;
  held->expires = request.expires;
  held->comes_back = request.ticket;
  held->words = words_of(request);
  out.to_desk.push_back(std::move(opening));
  front.pass(out.to_backend);
  // What was done before must be seen now, and nothing of it may run into a timeout while people think.
  if (left_open == unsynced::described) {
    wire::build::sync(out.to_backend.own());
    replies.push(reply_kind::sync, origin::hidden);
    left_open = unsynced::nothing;
  } else if (left_open == unsynced::executed) {
    wire::build::flush(out.to_backend.own());
  }
}

void session::impl::deny_by_rule(const wire::frame& f, const question& asked) {
  const answer why = error_rule(*with->rules, with->verdict, asked);
  out.to_desk.push_back(audit_note{"denied", audit_fields(who, who_is, *with->rules, with->verdict.deciding, asked)});
  stop(f);
  refuse(f.type, front.stopped_bytes, why.error());
}

// A message that the server would take apart with an error: it gets the error from here.
void session::impl::malformed(const wire::frame& f, wire::errc why) {
  run_from = no_run;
  refuse(f.type, f.whole.size(), {"ERROR", wire::sqlstate_of(why), wire::to_string(why), {}, {}, {}});
}

// What was asked before this message goes on; only the message itself does not.
void session::impl::refuse_here(const wire::frame& f, const answer& why) {
  run_from = no_run;
  refuse(f.type, f.whole.size(), why.error());
}

// Answers for the stopped bytes at the front of the stream, in the backend's order. If there is anything that the
// backend has to undo or has yet to answer, it is made to fail in the statement's place, and only the words of its
// error are changed: so the two ends cannot disagree about the transaction.
void session::impl::refuse(char type, std::size_t bytes, const wire::build::fields& why) {
  ask.lookup.took_back();
  front.pass(out.to_backend);
  std::string error;
  wire::build::error_response(error, why);
  const bool alone =
      replies.empty() && transaction == wire::backend::transaction::idle && left_open != unsynced::executed;
  const bool answers_alone = type == 'Q' || type == 'F';
  if (alone) {
    if (answers_alone) wire::build::ready_for_query(error, wire::backend::transaction::idle);
    say(error);
  } else if (answers_alone) {
    // A FunctionCall that fails leaves the unnamed statement alone, a Query does not, as for the refused ones.
    if (type == 'Q') {
      wire::build::query(out.to_backend.own(), pill_text);
    } else {
      wire::build::function_call(out.to_backend.own(), 0);
    }
    replies.push(type == 'Q' ? reply_kind::query : reply_kind::function_call, origin::pill).more().refusal =
        std::move(error);
    left_open = unsynced::nothing;
  } else {
    wire::build::parse(out.to_backend.own(), pill_name, pill_text);
    replies.push(reply_kind::parse, origin::pill).more().refusal = std::move(error);
    left_open = unsynced::executed;
  }
  if (!answers_alone) skipping = true;
  front.skip(bytes, out.to_backend);
}

void session::impl::note_observed(const question& asked) {
  out.to_desk.push_back(audit_note{"observed", audit_fields(who, who_is, *with->rules, with->verdict.observed, asked)});
}

}  // namespace countersign::session
