#include "approvals/notify/webhook_event.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "approvals/json.hpp"
#include "approvals/notify/hmac.hpp"
#include "parser/analysis.hpp"

namespace countersign::approvals::notify {

namespace {

namespace json = boost::json;
using end = attempt::end;

constexpr std::string_view left_out = "(left out)";
constexpr std::size_t sqlstate_bytes = 5;
constexpr std::chrono::seconds throttle_unless_told{30};

// An effect names objects; beside them it may quote the statement: a setting's new value, or where it cannot be read.
std::string redacted_effect(const std::string& text) {
  constexpr std::string_view unreadable = "unreadable";
  if (text.starts_with(unreadable)) return std::string(unreadable);
  const std::size_t value = text.find(" = ");
  return value == std::string::npos ? text : text.substr(0, value) + " = " + std::string(left_out);
}

hold redacted(hold what) {
  what.request.statement = parser::redact(what.request.statement);
  for (parameter_line& each : what.request.parameters) each.value = left_out;
  for (effect_line& each : what.request.effects) {
    each.text = redacted_effect(each.text);
    each.offset = 0;  // into the text that is not there any more
  }
  // An error's text may quote rows: duplicate key value (email)=(...).
  if (what.result.kind == outcome_kind::failed) {
    what.result.text = what.result.text.substr(0, sqlstate_bytes);
  }
  return what;
}

bool is_json(std::string_view text) {
  json::error_code ec;
  (void)json::parse(text, ec);
  return !ec;
}

// Texts that are no UTF-8, with escapes for what is none. A requester chooses them, and JSON with such bytes is refused
// by receivers: nobody may make their own request unspeakable.
void make_readable(json::value& what) {
  if (json::string* const text = what.if_string()) {
    if (!is_json(json::serialize(*text))) *text = parser::visible(*text);
  } else if (json::object* const object = what.if_object()) {
    for (auto& each : *object) make_readable(each.value());
  } else if (json::array* const array = what.if_array()) {
    for (json::value& each : *array) make_readable(each);
  }
}

}  // namespace

webhook_event webhook_event_of(const letter& what, statement_detail detail) {
  webhook_event out;
  out.name = to_string(what.what);
  out.delivery = fmt::format("{}-{}-{}", what.about->id, what.about->revision, out.name);
  json::value body(json::object{
      {"event", out.name}, {"delivery", out.delivery}, {"statement_redacted", detail == statement_detail::redacted}});
  body.get_object()["hold"] = detail == statement_detail::whole ? to_json(*what.about) : to_json(redacted(*what.about));
  out.body = json::serialize(body);
  if (!is_json(out.body)) {
    make_readable(body);
    out.body = json::serialize(body);
  }
  return out;
}

http_fields webhook_fields(const webhook_event& what, std::string_view secret, time_point now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::string timestamp = std::to_string(seconds);
  return {{"Content-Type", "application/json; charset=utf-8"},
          {"X-Countersign-Timestamp", timestamp},
          {"X-Countersign-Signature", "v1=" + hmac_sha256_hex(secret, {"v1:", timestamp, ":", what.body})},
          {"X-Countersign-Event", what.name},
          {"X-Countersign-Delivery", what.delivery}};
}

attempt read_webhook_answer(const http_result& from) {
  if (!from.answer) return {end::unreachable, {}, from.error};
  const http_answer& answer = *from.answer;
  const std::chrono::milliseconds after = answer.retry_after.value_or(std::chrono::seconds{0});
  const std::string said = fmt::format("the receiver answered {}", answer.status);
  switch (answer.status) {
    case 401:
    case 403:
      return {end::misconfigured, {}, said + ": does it know the same secret?"};
    case 404:
    case 405:
    case 410:
      return {end::misconfigured, {}, said + ": check webhook.url"};
    case 408:
      return {end::unreachable, after, said};
    case 429:
      return {end::throttled, answer.retry_after.value_or(throttle_unless_told), said};
    default:
      break;
  }
  if (answer.status >= 200 && answer.status < 300) return {end::delivered, {}, {}};
  if (answer.status >= 500) return {end::unreachable, after, said};
  if (answer.status >= 400) return {end::rejected, {}, said};
  return {end::misconfigured, {}, said + ": redirects are not followed; configure the final URL"};
}

}  // namespace countersign::approvals::notify
