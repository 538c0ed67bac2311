#include "approvals/notify/slack_answer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace countersign::approvals::notify {

namespace {

namespace json = boost::json;
using end = attempt::end;

// Slack asks for this when it says no number; https://api.slack.com/docs/rate-limits
constexpr std::chrono::seconds throttle_unless_told{30};
constexpr std::size_t error_bytes_max = 100;

struct known_error {
  std::string_view error;
  end how;
  std::string_view remedy;
};

constexpr std::string_view new_token = "make a new bot token (OAuth & Permissions) and give it to Countersign";
constexpr std::string_view wait = "Slack has trouble of its own";

constexpr known_error known[] = {
    {"invalid_auth", end::misconfigured, new_token},
    {"not_authed", end::misconfigured, "the bot token is empty; set it"},
    {"account_inactive", end::misconfigured, new_token},
    {"token_revoked", end::misconfigured, new_token},
    {"token_expired", end::misconfigured, new_token},
    {"not_allowed_token_type", end::misconfigured, "use the bot token, which begins with xoxb-"},
    {"missing_scope", end::misconfigured, "give the app the scope chat:write and install it again"},
    {"no_permission", end::misconfigured, "give the app the scope chat:write and install it again"},
    {"channel_not_found", end::misconfigured, "check the channel's id, and invite the app if it is private"},
    {"not_in_channel", end::misconfigured, "invite the app into the channel: /invite @Countersign"},
    {"is_archived", end::misconfigured, "unarchive the channel, or configure another"},
    {"restricted_action", end::misconfigured, "let the app post there (channel settings, posting permissions)"},
    {"restricted_action_read_only_channel", end::misconfigured, "let the app post there, or configure another channel"},
    {"org_login_required", end::misconfigured, "the workspace is being migrated; ask its administrator"},
    {"team_access_not_granted", end::misconfigured, "approve the app for this workspace"},
    {"ekm_access_denied", end::misconfigured, "ask the administrator of the workspace's keys"},
    {"access_denied", end::misconfigured, "approve the app for this workspace"},
    {"ratelimited", end::throttled, "Slack asked to wait"},
    {"rate_limited", end::throttled, "Slack asked to wait"},
    {"message_limit_exceeded", end::throttled, "the workspace's message limit is reached"},
    {"internal_error", end::unreachable, wait},
    {"fatal_error", end::unreachable, wait},
    {"service_unavailable", end::unreachable, wait},
    {"request_timeout", end::unreachable, wait},
    {"team_added_to_org", end::unreachable, "the workspace is being migrated"},
};

// Errors go to the log; only what looks like one of Slack's does.
bool is_error_word(std::string_view text) {
  return !text.empty() && text.size() <= error_bytes_max && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

slack_answer ended(end how, std::string why, std::chrono::milliseconds after = {}) {
  slack_answer out;
  out.outcome = {how, after, std::move(why)};
  return out;
}

slack_answer refused(std::string_view method, std::string_view error, std::chrono::milliseconds after) {
  const auto at =
      std::find_if(std::begin(known), std::end(known), [&](const known_error& each) { return each.error == error; });
  slack_answer out;
  if (at == std::end(known)) {
    out = ended(end::rejected, fmt::format("{} answered {}", method, error));
  } else {
    out = ended(at->how, fmt::format("{} answered {}: {}", method, error, at->remedy), after);
  }
  out.error = error;
  return out;
}

}  // namespace

slack_answer read_slack_answer(std::string_view method, const http_result& from) {
  if (!from.answer) return ended(end::unreachable, from.error);
  const http_answer& answer = *from.answer;
  const std::chrono::milliseconds after = answer.retry_after.value_or(std::chrono::seconds{0});
  if (answer.status == 429) {
    return ended(end::throttled, fmt::format("{} answered 429: Slack asked to wait", method),
                 answer.retry_after.value_or(throttle_unless_told));
  }
  if (answer.status >= 500) return ended(end::unreachable, fmt::format("{} answered {}", method, answer.status), after);
  if (answer.status != 200) {
    return ended(end::misconfigured,
                 fmt::format("{} answered {}; does slack.api lead to Slack's Web API?", method, answer.status));
  }
  boost::system::error_code ec;
  json::value body = json::parse(answer.body, ec);
  const json::object* object = ec ? nullptr : body.if_object();
  const json::value* ok = object ? object->if_contains("ok") : nullptr;
  if (!ok || !ok->is_bool())
    return ended(end::unreachable, fmt::format("{} answered something that is not Slack's", method));
  if (!ok->get_bool()) {
    const json::value* error = object->if_contains("error");
    const json::string* word = error ? error->if_string() : nullptr;
    const bool says_when = answer.retry_after.has_value();
    return refused(method, word && is_error_word(*word) ? std::string_view(*word) : "an error without a name",
                   says_when ? after : std::chrono::milliseconds{throttle_unless_told});
  }
  slack_answer out;
  out.outcome.how = end::delivered;
  out.body = std::move(body.get_object());
  return out;
}

bool means_message_is_gone(std::string_view error) {
  return error == "message_not_found" || error == "cant_update_message" || error == "edit_window_closed";
}

bool means_blocks_are_refused(std::string_view error) {
  return error == "invalid_blocks" || error == "invalid_blocks_format" || error == "msg_blocks_too_long" ||
         error == "msg_too_long" || error == "block_mismatch" || error == "invalid_arguments";
}

}  // namespace countersign::approvals::notify
