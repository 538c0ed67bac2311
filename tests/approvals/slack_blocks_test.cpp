#include "approvals/notify/slack_blocks.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "approvals/notify/slack_words.hpp"
#include "tests/approvals/slack_holds.hpp"

namespace countersign::approvals::notify {

using namespace tests;
using namespace std::chrono_literals;

TEST_CASE("a pending hold shows who wants what, where from, its code, rule, effects and statement") {
  const slack_message message = slack_message_of(pending_hold(), look);
  for (const std::string_view text :
       {"Approval needed: KX4-7PM", "`app` with `psql`", "`10.20.1.7:51212`", "`shop`",
        "`unbounded writes`: 2 of `dba`", "`delete orders (no WHERE)`", "`read customers`",
        "```\\nDELETE FROM orders;\\n```", "<!date^1700000600^", "https://countersign.example.com/holds/KX4-7PM"}) {
    CAPTURE(text);
    CHECK(has(message, text));
  }
  CHECK(actions_of(message) == all_buttons);
  CHECK(message.text == "Approval needed: KX4-7PM. `app` on `shop`, `delete orders (no WHERE)`");
  check_limits(message);
}

TEST_CASE("buttons carry the hold and the digest of what was shown") {
  const hold what = pending_hold();
  const slack_message message = slack_message_of(what, look);
  for (const auto& button : message.blocks.back().at("elements").get_array()) {
    const auto subject = from_value(button.at("value").get_string());
    REQUIRE(subject);
    CHECK(subject->hold == what.id);
    CHECK(subject->code == what.code);
    CHECK(subject->seen == what.request.what);
  }
}

TEST_CASE("button values that we did not write are not read") {
  const std::string good = to_value({"0123", "KX4-7PM", {}});
  REQUIRE(from_value(good));
  const std::string digits(64, '0');
  for (const std::string& value :
       {std::string(), std::string("v1"), "v2" + good.substr(2), good + " ", good + "0", " " + good,
        "v1 0123 " + digits, "v1  KX4-7PM " + digits, "v1 01;3 KX4-7PM " + digits,
        "v1 0123 KX4-7PM " + digits.substr(1), "v1 0123 KX4-7PM " + std::string(64, 'x'),
        "v1 " + std::string(65, 'a') + " KX4-7PM " + digits}) {
    CAPTURE(value);
    CHECK_FALSE(from_value(value));
  }
}

TEST_CASE("Slack is told not to fold any text away") {
  for (const auto& block : slack_message_of(pending_hold(), look).blocks) {
    const json::object& at = block.get_object();
    if (at.at("type") != "section" || !at.contains("text")) continue;
    CHECK(at.at("expand").as_bool());
  }
}

TEST_CASE("without an inbox the message names the command instead of a link") {
  hold what = pending_hold();
  what.request.statement = std::string(100'000, 'x');
  const slack_message message = slack_message_of(what, {});
  CHECK(has(message, "`countersign show KX4-7PM`"));
  CHECK(actions_of(message) == std::set<std::string>{std::string(slack_action_deny)});
}

TEST_CASE("text of strangers is escaped wherever it stands") {
  const std::string evil =
      "<!channel> & <https://evil.example|click> *approved* `x` ``` \xE2\x80\xAE\xE2\x80\x8F\n\x01";
  hold what = pending_hold();
  what.request.role = what.request.database = what.request.application = what.request.address = evil;
  what.request.upstream = what.request.reason = what.request.statement = evil;
  what.request.parameters = {{evil, evil}};
  what.request.effects = {{evil, evil, evil, true, 0}};
  what.request.requirements = {{evil, {evil}, 1}};
  what.decisions = {{evil, false, evil, evil, time_point{1700000100s}}};
  what.state = hold_state::denied;
  what.result = {outcome_kind::failed, evil, 1ms};
  const slack_message message = slack_message_of(what, look);
  check_limits(message);
  std::vector<std::string> texts{message.text, slack_plain_message_of(what, look).text};
  collect_texts(message.blocks, texts);
  for (std::string text : texts) {
    CAPTURE(text);
    CHECK(text.find("<!channel") == std::string::npos);
    CHECK(text.find("<https://evil") == std::string::npos);
    CHECK(text.find('\x01') == std::string::npos);
    CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(text.find("\xE2\x80\x8F") == std::string::npos);
    // Backticks only come in pairs, or as the two fences of a block that nothing inside can end.
    if (text.starts_with("```\n")) {
      CHECK(text.find('`', 3) == text.size() - 3);
    } else {
      CHECK(std::count(text.begin(), text.end(), '`') % 2 == 0);
      CHECK(text.find("``") == std::string::npos);
    }
  }
}

TEST_CASE("right-to-left marks and backticks in a statement are shown as escapes") {
  hold what = pending_hold();
  what.request.statement = "DELETE FROM \"or\xE2\x80\xAE\x64\x65rs\" -- ``` <x> & `";
  CHECK(has(slack_message_of(what, look),
            "DELETE FROM \\\"or\\\\u202eders\\\" -- \\\\x60\\\\x60\\\\x60 &lt;x&gt; &amp; \\\\x60"));
}

TEST_CASE("an approval in Slack needs everything that it covers in the message") {
  const auto with_statement = [](std::size_t bytes) {
    hold what = pending_hold();
    what.request.statement = std::string(bytes, 'x');
    return what;
  };
  CHECK(actions_of(slack_message_of(with_statement(slack_shown_max), look)) == all_buttons);
  CHECK(actions_of(slack_message_of(with_statement(slack_shown_max + 1), look)) == no_approval);

  SUBCASE("an escaped statement counts as long as it is shown") {
    hold what = with_statement(0);
    what.request.statement = std::string(slack_shown_max / 5, '&');
    CHECK(actions_of(slack_message_of(what, look)) == all_buttons);
    what.request.statement += '&';
    CHECK(actions_of(slack_message_of(what, look)) == no_approval);
  }
  SUBCASE("values") {
    hold what = pending_hold();
    what.request.parameters = {{"text", std::string(1000, 'v')}};
    CHECK(actions_of(slack_message_of(what, look)) == all_buttons);
    what.request.parameters = {{"text", std::string(5000, 'v')}};
    CHECK(actions_of(slack_message_of(what, look)) == no_approval);
    CHECK(has(slack_message_of(what, look), "values from $1 to $1 left out"));
    check_limits(slack_message_of(what, look));
    what.request.parameters.assign(60'000, {"int4", "1"});
    CHECK(actions_of(slack_message_of(what, look)) == no_approval);
    CHECK(has(slack_message_of(what, look), "$250 int4 = 1"));
    CHECK(has(slack_message_of(what, look), " to $60000 left out"));
    check_limits(slack_message_of(what, look));
  }
  SUBCASE("a gated effect that is too long") {
    hold what = pending_hold();
    what.request.effects.front().text = std::string(500, 'e');
    CHECK(actions_of(slack_message_of(what, look)) == no_approval);
  }
  SUBCASE("too many gated effects") {
    hold what = pending_hold();
    what.request.effects.assign(200, what.request.effects.front());
    CHECK(actions_of(slack_message_of(what, look)) == no_approval);
    check_limits(slack_message_of(what, look));
  }
  SUBCASE("other effects may be left out") {
    hold what = pending_hold();
    what.request.effects.insert(what.request.effects.end(), 10'000, what.request.effects.back());
    const slack_message message = slack_message_of(what, look);
    CHECK(actions_of(message) == all_buttons);
    CHECK(has(message, " more\""));
    check_limits(message);
  }
}

TEST_CASE("a long statement still shows each gated place, and what is left out is said outside of it") {
  hold what = pending_hold();
  const std::string filler(20'000, 'x');
  what.request.statement = "SELECT 1; " + filler + "DELETE FROM orders; " + filler + "TRUNCATE customers;";
  const auto place = [&](std::string_view word) {
    return static_cast<std::uint32_t>(what.request.statement.find(word));
  };
  what.request.effects = {{"delete orders", "approve", "r", true, place("DELETE")},
                          {"truncate customers", "approve", "r", true, place("TRUNCATE")}};
  const slack_message message = slack_message_of(what, look);
  for (const std::string_view text : {"SELECT 1;", "DELETE FROM orders;", "TRUNCATE customers;", "bytes left out",
                                      "it cannot be approved here", "Read all and decide"}) {
    CAPTURE(text);
    CHECK(has(message, text));
  }
  check_limits(message);
}

TEST_CASE("the surroundings of a gated place are whole even where each byte is an escape") {
  const std::string filler(20'000, 'x');
  for (const std::string_view byte : {"`", "&", "\x80", "\x01"}) {
    CAPTURE(byte);
    hold what = pending_hold();
    std::string noisy;
    while (noisy.size() < 900) noisy += byte;
    what.request.statement = filler + "DELETE FROM orders " + noisy + " TRUE;" + filler;
    what.request.effects = {{"delete orders", "approve", "r", true, 20'000}};
    what.request.parameters = {{"text", std::string(3000, 'v')}};
    const slack_message message = slack_message_of(what, look);
    CHECK(has(message, "DELETE FROM orders"));
    CHECK(has(message, " TRUE;"));
    CHECK(actions_of(message) == no_approval);
    check_limits(message);
    CHECK(all_of(message).size() < 16'000);
  }
}

TEST_CASE("a value cannot pass for the next one") {
  hold what = pending_hold();
  what.request.parameters = {{"text", "x\n$2 int4 = 1"}, {"int4", "2"}};
  const slack_message message = slack_message_of(what, look);
  CHECK(has(message, "$1 text = x\\\\n$2 int4 = 1\\n$2 int4 = 2"));
}

TEST_CASE("the dialog for a denial keeps what it is about within Slack's limits") {
  const slack_subject about{std::string(64, 'a'), "KX4-7PM", {}};
  const json::object dialog = slack_deny_dialog(about, "C0HELD");
  CHECK(dialog.at("callback_id").get_string() == slack_dialog_deny);
  CHECK(dialog.at("title").at("text").get_string().size() <= 24);
  CHECK(dialog.at("private_metadata").get_string().size() <= 3000);
}

}  // namespace countersign::approvals::notify
