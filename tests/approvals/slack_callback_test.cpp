#include "approvals/notify/slack_callback.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include "tests/approvals/slack_form.hpp"

namespace countersign::approvals::notify {

namespace {

using tests::form_of;

const std::string value = to_value({"0123", "KX4-7PM", {}});

std::string click(std::string_view action = slack_action_approve, std::string_view with = value) {
  return R"({"type":"block_actions","user":{"id":"U0DANA"},"channel":{"id":"C0HELD"},"trigger_id":"12.34.ab",)"
         R"("response_url":"https://hooks.slack.com/actions/T1/2/x","actions":[{"action_id":")" +
         std::string(action) + R"(","value":")" + std::string(with) + R"("}]})";
}

unsigned refusal_of(std::string_view body) {
  const slack_callback out = read_slack_callback(body);
  const auto* refused = std::get_if<slack_refusal>(&out);
  return refused ? refused->status : 200;
}

}  // namespace

TEST_CASE("a click says who clicked what about which hold") {
  const struct {
    std::string_view action;
    slack_button expected;
  } rows[] = {{slack_action_approve, slack_button::approve},
              {slack_action_deny, slack_button::deny},
              {slack_action_deny_now, slack_button::deny_now},
              {slack_action_open, slack_button::open}};
  for (const auto& row : rows) {
    CAPTURE(row.action);
    const slack_callback out = read_slack_callback(form_of(click(row.action)));
    const auto* read = std::get_if<slack_click>(&out);
    REQUIRE(read);
    CHECK(read->what == row.expected);
    CHECK(read->user == "U0DANA");
    CHECK(read->channel == "C0HELD");
    CHECK(read->trigger == "12.34.ab");
    CHECK(read->response_url == "https://hooks.slack.com/actions/T1/2/x");
    CHECK(read->about.hold == "0123");
    CHECK(read->about.code == "KX4-7PM");
  }
}

TEST_CASE("a submitted dialog says who denies what, and why") {
  const boost::json::object metadata{{"subject", value}, {"channel", "C0HELD"}};
  const auto submission = [&](std::string_view reason_json) {
    return form_of(
        R"({"type":"view_submission","user":{"id":"U0DANA"},"view":{"callback_id":"countersign_deny_dialog",)"
        R"("private_metadata":)" +
        boost::json::serialize(boost::json::value(boost::json::serialize(metadata))) +
        R"(,"state":{"values":{"reason":{"reason":{"type":"plain_text_input","value":)" + std::string(reason_json) +
        "}}}}}}");
  };
  const struct {
    std::string_view name, json, expected;
  } rows[] = {{"a reason", R"("use the archive job")", "use the archive job"},
              {"none", "null", ""},
              {"plus, percent and more", R"("1+1 = 100% & \u20ac")", "1+1 = 100% & \xE2\x82\xAC"}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const slack_callback out = read_slack_callback(submission(row.json));
    const auto* denial = std::get_if<slack_denial>(&out);
    REQUIRE(denial);
    CHECK(denial->user == "U0DANA");
    CHECK(denial->channel == "C0HELD");
    CHECK(denial->reason == row.expected);
    CHECK(denial->about.hold == "0123");
  }
}

TEST_CASE("what is not one of our callbacks is refused") {
  const std::string good = click();
  REQUIRE(refusal_of(form_of(good)) == 200);
  const auto without = [&](std::string_view part, std::string_view instead) {
    std::string out = good;
    const auto at = out.find(part);
    REQUIRE(at != std::string::npos);
    return form_of(out.replace(at, part.size(), instead));
  };
  const struct {
    std::string_view name;
    std::string body;
  } rows[] = {
      {"nothing", ""},
      {"plain JSON", good},
      {"no payload", "token=x"},
      {"two payloads", form_of(good) + "&" + form_of(good)},
      {"an empty payload", "payload="},
      {"half a percent escape", "payload=%7"},
      {"JSON cut off", form_of(good.substr(0, good.size() - 1))},
      {"JSON with more after it", form_of(good + "{}")},
      {"an array", form_of("[]")},
      {"a string", form_of("\"x\"")},
      {"very deep", form_of(std::string(100'000, '['))},
      {"no type", without(R"("type":"block_actions",)", "")},
      {"another type", without("block_actions", "shortcut")},
      {"a number as type", without(R"("block_actions")", "1")},
      {"no user", without(R"("user":{"id":"U0DANA"},)", "")},
      {"a strange user", without("U0DANA", "U0<DANA>")},
      {"an empty user", without("U0DANA", "")},
      {"a user that is no object", without(R"({"id":"U0DANA"})", "\"U0DANA\"")},
      {"a very long user", without("U0DANA", std::string(65, 'U'))},
      {"an unknown action", form_of(click("countersign_run"))},
      {"no value", form_of(click(slack_action_approve, ""))},
      {"a strange value", form_of(click(slack_action_approve, "v1 x"))},
      {"a long value", form_of(click(slack_action_approve, std::string(3000, 'v')))},
      {"no actions", form_of(R"({"type":"block_actions","user":{"id":"U0DANA"}})")},
      {"an empty list of actions", form_of(R"({"type":"block_actions","user":{"id":"U0DANA"},"actions":[]})")},
      {"actions that are no objects", form_of(R"({"type":"block_actions","user":{"id":"U0DANA"},"actions":[1]})")},
      {"a submission without a view", form_of(R"({"type":"view_submission","user":{"id":"U0DANA"}})")},
      {"a submission of another dialog",
       form_of(R"({"type":"view_submission","user":{"id":"U0DANA"},"view":{"callback_id":"x"}})")},
      {"a submission that is about nothing",
       form_of(R"({"type":"view_submission","user":{"id":"U0DANA"},"view":{"callback_id":"countersign_deny_dialog",)"
               R"("private_metadata":"{}"}})")},
      {"a submission with broken metadata",
       form_of(R"({"type":"view_submission","user":{"id":"U0DANA"},"view":{"callback_id":"countersign_deny_dialog",)"
               R"("private_metadata":"{"}})")},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(refusal_of(row.body) == 400);
  }
}

TEST_CASE("a callback of two actions is refused: which one was meant?") {
  const std::string one = R"({"action_id":"countersign_approve","value":")" + value + "\"}";
  CHECK(refusal_of(form_of(R"({"type":"block_actions","user":{"id":"U0DANA"},"actions":[)" + one + "]}")) == 200);
  CHECK(refusal_of(form_of(R"({"type":"block_actions","user":{"id":"U0DANA"},"actions":[)" + one + "," + one + "]}")) ==
        400);
}

TEST_CASE("a callback cut at any byte is refused or the same") {
  const std::string whole = form_of(click());
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK(refusal_of(whole.substr(0, length)) == 400);
}

}  // namespace countersign::approvals::notify
