#include "approvals/notify/slack_callback.hpp"

#include <boost/json.hpp>
#include <boost/url/parse_query.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace countersign::approvals::notify {

namespace {

namespace json = boost::json;
namespace urls = boost::urls;

constexpr std::size_t id_bytes_max = 64;
constexpr std::size_t trigger_bytes_max = 512;
constexpr std::size_t url_bytes_max = 1024;
constexpr std::size_t value_bytes_max = 2000;
constexpr std::size_t reason_bytes_max = slack_reason_max * 4;  // characters of UTF-8

slack_refusal malformed(std::string why) {
  return {400, std::move(why)};
}

// The string under a path of keys; nothing if it is not there, is no string, or is longer than `bytes_max`.
std::optional<std::string> text_at(const json::value& from, std::initializer_list<std::string_view> path,
                                   std::size_t bytes_max) {
  const json::value* at = &from;
  for (const std::string_view key : path) {
    const json::object* object = at->if_object();
    at = object ? object->if_contains(key) : nullptr;
    if (!at) return {};
  }
  const json::string* text = at->if_string();
  if (!text || text->size() > bytes_max) return {};
  return std::string(*text);
}

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// An id that may be absent, but not strange.
std::string id_at(const json::value& from, std::initializer_list<std::string_view> path) {
  auto id = text_at(from, path, id_bytes_max);
  return id && is_id(*id) ? std::move(*id) : "";
}

std::optional<slack_button> button_of(std::string_view action) {
  if (action == slack_action_approve) return slack_button::approve;
  if (action == slack_action_deny) return slack_button::deny;
  if (action == slack_action_deny_now) return slack_button::deny_now;
  if (action == slack_action_open) return slack_button::open;
  return {};
}

slack_callback read_click(const json::value& payload, std::string user) {
  const json::value* list = payload.get_object().if_contains("actions");
  const json::array* actions = list ? list->if_array() : nullptr;
  // One click is one action. Of several we would not know which one the person meant.
  if (!actions || actions->size() != 1) return malformed("block_actions without exactly one action");
  const json::value& action = actions->front();
  const auto kind = button_of(text_at(action, {"action_id"}, id_bytes_max).value_or(""));
  if (!kind) return malformed("an action that is not one of ours");

  slack_click out;
  out.what = *kind;
  out.user = std::move(user);
  out.channel = id_at(payload, {"channel", "id"});
  if (out.channel.empty()) out.channel = id_at(payload, {"container", "channel_id"});
  out.trigger = text_at(payload, {"trigger_id"}, trigger_bytes_max).value_or("");
  out.response_url = text_at(payload, {"response_url"}, url_bytes_max).value_or("");
  const auto subject = from_value(text_at(action, {"value"}, value_bytes_max).value_or(""));
  if (!subject) return malformed("a button whose value does not name a hold and what was shown");
  out.about = *subject;
  return out;
}

slack_callback read_denial(const json::value& payload, std::string user) {
  if (text_at(payload, {"view", "callback_id"}, id_bytes_max) != slack_dialog_deny) {
    return malformed("a dialog that is not one of ours");
  }
  const auto kept = text_at(payload, {"view", "private_metadata"}, value_bytes_max);
  boost::system::error_code ec;
  const json::value metadata = kept ? json::parse(*kept, ec) : json::value{};
  const auto subject = from_value(text_at(metadata, {"subject"}, value_bytes_max).value_or(""));
  if (ec || !subject) return malformed("a dialog that does not name a hold and what was shown");

  // An empty text is null here, which is a denial without a reason.
  const json::value* state = payload.get_object().at("view").get_object().if_contains("state");
  std::string reason;
  if (state) {
    reason =
        text_at(*state, {"values", slack_dialog_reason, slack_dialog_reason, "value"}, reason_bytes_max).value_or("");
  }
  return slack_denial{std::move(user), id_at(metadata, {"channel"}), std::move(reason), *subject};
}

// The one `payload` of the form.
std::optional<std::string> payload_of(std::string_view body) {
  const auto form = urls::parse_query(body);
  if (!form) return {};
  urls::encoding_opts decode;
  decode.space_as_plus = true;
  std::optional<std::string> payload;
  for (const auto& each : *form) {
    if (each.key != "payload") continue;
    if (payload) return {};  // which of them was meant?
    payload = each.value.decode(decode);
  }
  return payload;
}

}  // namespace

slack_callback read_slack_callback(std::string_view body) {
  const auto text = payload_of(body);
  if (!text) return malformed("not a form with one payload");
  boost::system::error_code ec;
  const json::value payload = json::parse(*text, ec);
  if (ec || !payload.is_object()) return malformed("the payload is not a JSON object");
  std::string user = id_at(payload, {"user", "id"});
  if (user.empty()) return malformed("the payload names no user");
  const std::string type = text_at(payload, {"type"}, id_bytes_max).value_or("");
  if (type == "block_actions") return read_click(payload, std::move(user));
  if (type == "view_submission") return read_denial(payload, std::move(user));
  return malformed("a callback of a type that this program did not ask for");
}

}  // namespace countersign::approvals::notify
