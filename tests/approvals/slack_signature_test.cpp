#include "approvals/notify/slack_signature.hpp"

#include <doctest/doctest.h>

namespace countersign::approvals::notify {

namespace {

// The worked example of https://api.slack.com/authentication/verifying-requests-from-slack
constexpr std::string_view secret = "8f742231b10e8888abcd99yyyzzz85a5";
constexpr std::string_view sent_at = "1531420618";
constexpr std::string_view body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&"
    "user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
    "803a0bc887a14d10d2c447fce8b6703c";
constexpr std::string_view signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

time_point at(std::int64_t seconds) {
  return time_point{std::chrono::seconds{seconds}};
}

}  // namespace

TEST_CASE("Slack's documented example has Slack's documented signature") {
  CHECK(slack_signature(secret, body, sent_at) == signature);
}

TEST_CASE("a callback counts only if it is signed with our secret, unchanged and of now") {
  const std::string changed = std::string(body) + "&admin=1";
  const std::string almost = std::string(signature.substr(0, signature.size() - 1)) + "4";
  const std::string upper = "v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503";
  const struct {
    std::string_view name, secret, body, timestamp, signature;
    std::int64_t now;
    signature_check expected;
  } rows[] = {
      {"at once", secret, body, sent_at, signature, 1531420618, signature_check::good},
      {"five minutes later", secret, body, sent_at, signature, 1531420918, signature_check::good},
      {"five minutes and a second later", secret, body, sent_at, signature, 1531420919, signature_check::not_now},
      {"five minutes early", secret, body, sent_at, signature, 1531420318, signature_check::good},
      {"five minutes and a second early", secret, body, sent_at, signature, 1531420317, signature_check::not_now},
      {"tampered body", secret, changed, sent_at, signature, 1531420618, signature_check::wrong},
      {"empty body", secret, "", sent_at, signature, 1531420618, signature_check::wrong},
      {"another timestamp", secret, body, "1531420619", signature, 1531420618, signature_check::wrong},
      {"another secret", "8f742231b10e8888abcd99yyyzzz85a6", body, sent_at, signature, 1531420618,
       signature_check::wrong},
      {"one digit off", secret, body, sent_at, almost, 1531420618, signature_check::wrong},
      {"digits in capitals", secret, body, sent_at, upper, 1531420618, signature_check::wrong},
      {"no secret", "", body, sent_at, signature, 1531420618, signature_check::missing},
      {"no timestamp", secret, body, "", signature, 1531420618, signature_check::missing},
      {"no signature", secret, body, sent_at, "", 1531420618, signature_check::missing},
      {"timestamp with a sign", secret, body, "-1531420618", signature, 1531420618, signature_check::malformed},
      {"timestamp with a space", secret, body, " 1531420618", signature, 1531420618, signature_check::malformed},
      {"timestamp of letters", secret, body, "yesterday", signature, 1531420618, signature_check::malformed},
      {"timestamp that is huge", secret, body, "99999999999999999999", signature, 1531420618,
       signature_check::malformed},
      {"timestamp far in the future", secret, body, "999999999999", signature, 1531420618, signature_check::not_now},
      {"another version", secret, body, sent_at, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
       1531420618, signature_check::malformed},
      {"too short", secret, body, sent_at, "v0=a2", 1531420618, signature_check::malformed},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(check_slack_signature(row.secret, row.body, row.timestamp, row.signature, at(row.now)) == row.expected);
  }
}

}  // namespace countersign::approvals::notify
