#include "approvals/inbox/api.hpp"

#include <charconv>

#include "approvals/digest.hpp"
#include "approvals/inbox/json_body.hpp"
#include "approvals/inbox/proof_api.hpp"
#include "approvals/inbox/view.hpp"
#include "approvals/json.hpp"

namespace countersign::approvals::inbox {

namespace {

constexpr std::string_view holds_path = "/api/holds/";
constexpr std::string_view decision_end = "/decision";
constexpr std::size_t page_default = 50;
constexpr std::size_t page_max = 200;
constexpr std::size_t pages_read_max = 5;  // holds that a person may not see are passed over, but not without end
constexpr std::size_t reason_bytes_max = 2000;

http_response not_found() {
  return error_response(404, "there is no such hold",
                        "check the code, for example KX4-7PM; old holds are in the audit file");
}

http_response not_yours() {
  return error_response(403, "this hold is not addressed to you", "its approvers are named in the requester's NOTICE");
}

http_response not_allowed(std::string_view method, std::string_view allowed) {
  auto answer = error_response(405, std::string(method) + " does nothing here", "use " + std::string(allowed));
  answer.headers.push_back({"Allow", std::string(allowed)});
  return answer;
}

unsigned status_of(decide_result what) {
  switch (what) {
    case decide_result::settled:
    case decide_result::recorded:
    case decide_result::granted:
      return 200;
    case decide_result::already_settled:
    case decide_result::already_decided:
    case decide_result::mismatch:
      return 409;
    case decide_result::not_proven:
      return 422;
    case decide_result::not_entitled:
    case decide_result::own_request:
      return 403;
    case decide_result::expired:
      return 410;
    case decide_result::not_found:
      return 404;
    case decide_result::broken:
      return 503;
  }
  return 500;
}

std::string_view hint_of(decide_result what) {
  switch (what) {
    case decide_result::settled:
    case decide_result::recorded:
    case decide_result::granted:
      return "";
    case decide_result::already_settled:
      return "nothing more is needed";
    case decide_result::already_decided:
      return "somebody else has to decide now";
    case decide_result::not_proven:
      return "approve it on the page of the inbox, with your passkey";
    case decide_result::mismatch:
      return "fetch the hold again, read it, and decide on what is there now";
    case decide_result::not_entitled:
      return "ask one of its approvers";
    case decide_result::own_request:
      return "ask somebody else who is an approver";
    case decide_result::expired:
      return "the requester can send the statement again";
    case decide_result::not_found:
      return "check the code, for example KX4-7PM";
    case decide_result::broken:
      return "nothing was decided; see the log of Countersign, then try again";
  }
  return "";
}

// Which holds the query asks for; false if it cannot be read.
bool read_filter(const http_request& request, hold_filter& filter, http_response& refusal) {
  const auto state = request.query_value("state");
  bool known = state.empty() || state == "all";
  if (state == "pending" || state.empty()) filter.state = hold_state::pending;
  for (const auto one :
       {hold_state::pending, hold_state::approved, hold_state::denied, hold_state::expired, hold_state::withdrawn}) {
    if (state != to_string(one)) continue;
    filter.state = one;
    known = true;
  }
  filter.limit = page_default;
  if (const auto limit = request.query_value("limit"); !limit.empty()) {
    const auto [end, ec] = std::from_chars(limit.data(), limit.data() + limit.size(), filter.limit);
    known = known && ec == std::errc{} && end == limit.data() + limit.size() && filter.limit > 0;
    filter.limit = std::min(filter.limit, page_max);
  }
  filter.before_id = request.query_value("before");
  if (!known)
    refusal = error_response(400, "the query cannot be read",
                             "state is all, pending, approved, denied, expired or withdrawn; limit is 1 to 200");
  return known;
}

std::string code_of(const http_request& request) {
  auto rest = std::string_view{request.path}.substr(holds_path.size());
  if (rest.ends_with(decision_end)) rest.remove_suffix(decision_end.size());
  return rest.size() <= 64 ? std::string(rest) : std::string{};
}

bool is_decision_path(const http_request& request) {
  return request.path.ends_with(decision_end);
}

// What the body asks for. False if it cannot be taken; `refusal` then says why.
bool read_decision(const http_request& request, verdict_input& what, http_response& refusal) {
  const auto body = read_json(request, {"decision", "reason", "digest", "nonce", "credential", "client_data",
                                        "authenticator_data", "signature"});
  if (!body.value) {
    refusal = body.refusal;
    return false;
  }
  bool bad = false;
  const auto said = body.text("decision", bad).value_or("");
  what.reason = body.text("reason", bad).value_or("");
  const auto seen = body.text("digest", bad);
  what.passkey = read_passkey(body, bad);
  if (bad || (said != "approve" && said != "deny")) {
    refusal = error_response(400, "the decision cannot be read",
                             "send {\"decision\": \"approve\" or \"deny\", \"reason\": \"...\", \"digest\": \"...\"}");
    return false;
  }
  what.approve = said == "approve";
  if (what.reason.size() > reason_bytes_max || what.reason.find('\0') != std::string::npos) {
    refusal = error_response(400, "the reason is too long or holds a NUL", "at most 2000 bytes of text");
    return false;
  }
  if (seen) what.seen = from_hex(*seen);
  // An approval is for the bytes that were seen, so it has to name them.
  if (what.approve ? !what.seen : seen && !what.seen) {
    refusal = error_response(400, "the digest is missing or not 64 hex digits",
                             "send the member \"digest\" of the hold as it was shown");
    return false;
  }
  return true;
}

http_response decision_response(const decided& result, const policy::ruleset& rules, std::string_view name) {
  boost::json::object body{{"result", to_string(result.result)}, {"message", result.message}};
  const auto status = status_of(result.result);
  if (status != 200) {
    body["error"] = result.message;
    body["hint"] = hint_of(result.result);
  }
  // The rules may have changed since the request came: the person is looked up anew.
  const auto* still = rules.find_person(name);
  if (still && result.about && may_see(*still, *result.about, rules))
    body["hold"] = view_of(*result.about, *still, rules, detail::whole);
  return json_response(status, body);
}

}  // namespace

api::api(desk_access& desks, const clock& time, std::shared_ptr<door> entrance)
    : desks_(desks), time_(time), entrance_(std::move(entrance)) {}

void api::me(const http_request& request, const responder& answer) {
  entrance_->admit(
      request, answer, intent::read, [answer, &time = time_](desk&, const policy::person& person, const caller& who) {
        boost::json::object body{{"name", person.name}, {"admin", person.admin}, {"now", iso_time(time.now())}};
        if (!who.csrf.empty()) body["csrf"] = who.csrf;
        answer(json_response(200, body));
      });
}

void api::list(const http_request& request, const responder& answer) {
  hold_filter filter;
  if (http_response refusal; !read_filter(request, filter, refusal)) return answer(std::move(refusal));
  entrance_->admit(
      request, answer, intent::read,
      [answer, filter, &time = time_](desk& d, const policy::person& person, const caller&) mutable {
        const std::size_t wanted = filter.limit;
        boost::json::array holds;
        std::string next;
        for (std::size_t page = 0; page < pages_read_max && holds.size() < wanted; ++page) {
          const auto found = d.list(filter);
          next.clear();
          for (const auto& one : found) {
            next = one.id;
            if (!may_see(person, one, d.rules())) continue;
            holds.push_back(view_of(one, person, d.rules(), detail::listed));
            if (holds.size() == wanted) break;
          }
          if (found.size() < filter.limit) {
            if (found.empty() || next == found.back().id) next.clear();
            break;
          }
          filter.before_id = next;
        }
        boost::json::object body{{"holds", std::move(holds)}, {"now", iso_time(time.now())}, {"next", nullptr}};
        if (!next.empty()) body["next"] = next;
        answer(json_response(200, body));
      });
}

void api::one(const http_request& request, const responder& answer) {
  if (is_decision_path(request)) return answer(not_allowed(request.method, "POST"));
  entrance_->admit(
      request, answer, intent::read,
      [answer, code = code_of(request), &time = time_](desk& d, const policy::person& person, const caller&) {
        const auto found = d.find(code);
        if (!found) return answer(not_found());
        if (!may_see(person, *found, d.rules())) return answer(not_yours());
        answer(json_response(200, boost::json::object{{"hold", view_of(*found, person, d.rules(), detail::whole)},
                                                      {"now", iso_time(time.now())}}));
      });
}

void api::decide(const http_request& request, const responder& answer) {
  if (!is_decision_path(request)) return answer(not_allowed(request.method, "GET"));
  verdict_input what;
  what.hold = code_of(request);
  http_response refusal;
  const bool readable = read_decision(request, what, refusal);
  entrance_->admit(
      request, answer, intent::change,
      [answer, what, readable, refusal](desk& d, const policy::person& person, const caller& who) mutable {
        if (!readable) return answer(std::move(refusal));
        what.channel = who.channel;
        d.decide(what, person, [answer, &d, name = person.name](const decided& result) {
          // The desk calls this after its commit; nothing may escape into it.
          try {
            answer(decision_response(result, d.rules(), name));
          } catch (const std::exception&) {
            answer(error_response(500, "the decision was taken, but its result cannot be shown", "reload the page"));
          }
        });
      });
}

void api::health(const http_request&, const responder& answer) {
  on_desk(desks_, answer, [answer](desk&) { answer(json_response(200, boost::json::object{{"ok", true}})); });
}

}  // namespace countersign::approvals::inbox
