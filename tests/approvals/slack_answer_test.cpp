#include "approvals/notify/slack_answer.hpp"

#include <doctest/doctest.h>

#include "approvals/notify/webhook_event.hpp"

namespace countersign::approvals::notify {

namespace {

using namespace std::chrono_literals;
using end = attempt::end;

http_result answered(unsigned status, std::string body, std::optional<std::chrono::seconds> after = {}) {
  http_result out;
  out.answer = http_answer{status, std::move(body), after};
  return out;
}

}  // namespace

TEST_CASE("Slack's answers say whether to go on, to wait, or to ask a person") {
  const struct {
    std::string_view name;
    http_result from;
    end how;
    std::chrono::milliseconds after;
    std::string_view why;
  } rows[] = {
      {"ok", answered(200, R"({"ok":true,"ts":"1.2"})"), end::delivered, 0s, ""},
      {"no connection", {{}, "cannot connect to slack.com:443: refused"}, end::unreachable, 0s, "refused"},
      {"429 with a pause", answered(429, "", 7s), end::throttled, 7s, "429"},
      {"429 without", answered(429, ""), end::throttled, 30s, "429"},
      {"429 by word", answered(200, R"({"ok":false,"error":"ratelimited"})", 9s), end::throttled, 9s, "ratelimited"},
      {"500", answered(500, ""), end::unreachable, 0s, "500"},
      {"503 with a pause", answered(503, "", 60s), end::unreachable, 60s, "503"},
      {"404", answered(404, ""), end::misconfigured, 0s, "slack.api"},
      {"a redirect", answered(302, ""), end::misconfigured, 0s, "slack.api"},
      {"a web page", answered(200, "<html>"), end::unreachable, 0s, "not Slack's"},
      {"no object", answered(200, "[]"), end::unreachable, 0s, "not Slack's"},
      {"ok that is no boolean", answered(200, R"({"ok":"yes"})"), end::unreachable, 0s, "not Slack's"},
      {"a wrong token", answered(200, R"({"ok":false,"error":"invalid_auth"})"), end::misconfigured, 30s,
       "new bot token"},
      {"not invited", answered(200, R"({"ok":false,"error":"not_in_channel"})"), end::misconfigured, 30s, "/invite"},
      {"Slack is ill", answered(200, R"({"ok":false,"error":"internal_error"})"), end::unreachable, 30s, "of its own"},
      {"bad blocks", answered(200, R"({"ok":false,"error":"invalid_blocks"})"), end::rejected, 0s, "invalid_blocks"},
      {"no word", answered(200, R"({"ok":false})"), end::rejected, 0s, "without a name"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const slack_answer read = read_slack_answer("chat.postMessage", row.from);
    CHECK(read.outcome.how == row.how);
    CHECK(read.outcome.after == row.after);
    CHECK(read.outcome.why.find(row.why) != std::string::npos);
  }
}

TEST_CASE("an error's text from outside reaches no log as it is") {
  const slack_answer read = read_slack_answer("chat.update", answered(200, R"({"ok":false,"error":"a\nb\u202e<x>"})"));
  CHECK(read.outcome.why == "chat.update answered an error without a name");
}

TEST_CASE("a webhook's answers say the same") {
  const struct {
    std::string_view name;
    http_result from;
    end how;
    std::chrono::milliseconds after;
  } rows[] = {
      {"200", answered(200, ""), end::delivered, 0s},
      {"204", answered(204, ""), end::delivered, 0s},
      {"301", answered(301, ""), end::misconfigured, 0s},
      {"400", answered(400, ""), end::rejected, 0s},
      {"401", answered(401, ""), end::misconfigured, 0s},
      {"410", answered(410, ""), end::misconfigured, 0s},
      {"429", answered(429, "", 5s), end::throttled, 5s},
      {"500", answered(500, ""), end::unreachable, 0s},
      {"503", answered(503, "", 5s), end::unreachable, 5s},
      {"nothing", {{}, "no answer in time"}, end::unreachable, 0s},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const attempt read = read_webhook_answer(row.from);
    CHECK(read.how == row.how);
    CHECK(read.after == row.after);
    CHECK(read.why.empty() == (row.how == end::delivered));
  }
}

}  // namespace countersign::approvals::notify
