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

hold redacted(hold what) {
  what.request.statement = parser::redact(what.request.statement);
  for (parameter_line& each : what.request.parameters) each.value = left_out;
  // Offsets are into the text that is not there any more.
  for (effect_line& each : what.request.effects) each.offset = 0;
  // An error's text may quote rows: duplicate key value (email)=(...).
  if (what.result.kind == outcome_kind::failed) {
    what.result.text = what.result.text.substr(0, sqlstate_bytes);
  }
  return what;
}

}  // namespace

webhook_event webhook_event_of(const letter& what, statement_detail detail) {
  webhook_event out;
  out.name = to_string(what.what);
  out.delivery = fmt::format("{}-{}-{}", what.about->id, what.about->revision, out.name);
  json::object body{{"event", out.name}, {"delivery", out.delivery}};
  body["statement_redacted"] = detail == statement_detail::redacted;
  body["hold"] = detail == statement_detail::whole ? to_json(*what.about) : to_json(redacted(*what.about));
  out.body = json::serialize(body);
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
