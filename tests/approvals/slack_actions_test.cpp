// Clicks in Slack, over the whole way: signed callback, desk, private answers over real HTTP.
#include "approvals/notify/slack_actions.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include "approvals/notify/slack_signature.hpp"
#include "approvals/notify/slack_subject.hpp"
#include "tests/approvals/notify_fixture.hpp"
#include "tests/approvals/slack_form.hpp"
#include "tests/approvals/slack_server.hpp"

namespace countersign::approvals::tests {

namespace {

namespace json = boost::json;
constexpr std::string_view secret = "8f742231b10e8888abcd99yyyzzz85a5";

struct callback {
  std::string body;
  std::string timestamp;
  std::string signature;
};

struct actions_fixture : notify_fixture {
  actions_fixture() {
    notify::slack_options options;
    options.token = "xoxb-test";
    options.signing_secret = secret;
    options.channel = "C0HELD";
    options.base_url = slack.base_url();
    options.inbox_url = "http://localhost:6433";
    options.log = log.function();
    on_io([&] { actions = std::make_unique<notify::slack_actions>(*io, options, *desks, time); });
  }
  ~actions_fixture() {
    on_io([&] { actions.reset(); });
    settle_down();
  }

  [[nodiscard]] callback sign(std::string body, std::chrono::seconds ago = {}) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time.now() - ago).time_since_epoch().count();
    callback out{std::move(body), std::to_string(seconds), {}};
    out.signature = notify::slack_signature(secret, out.body, out.timestamp);
    return out;
  }
  unsigned send(const callback& what) {
    unsigned status = 0;
    int answers = 0;
    actions->handle(what.body, what.timestamp, what.signature, [&](notify::slack_reply reply) {
      status = reply.status;
      ++answers;
      if (status == 200) CHECK(reply.body.empty());
    });
    CHECK(answers == 1);
    return status;
  }
  // What Slack sends when a button is clicked. `response_url` empty: none.
  [[nodiscard]] callback click(const hold& what, std::string_view user, std::string_view action,
                               std::string response_url = {}) const {
    return sign(form_of(json::serialize(json::object{
        {"type", "block_actions"},
        {"user", {{"id", user}}},
        {"channel", {{"id", "C0CLICKED"}}},
        {"trigger_id", "12.34.ab"},
        {"response_url", response_url},
        {"actions", json::array{{{"action_id", action},
                                 {"value", notify::to_value({what.id, what.code, what.request.what})}}}}})));
  }
  [[nodiscard]] callback submit(const slack_call& opened, std::string_view user, std::string_view reason) const {
    const json::object& view = opened.arguments.at("view").get_object();
    return sign(form_of(json::serialize(json::object{
        {"type", "view_submission"},
        {"user", {{"id", user}}},
        {"view",
         {{"callback_id", view.at("callback_id")},
          {"private_metadata", view.at("private_metadata")},
          {"state", {{"values", {{"reason", {{"reason", {{"type", "plain_text_input"}, {"value", reason}}}}}}}}}}}})));
  }
  [[nodiscard]] hold_state state_of(const std::string& id) {
    settle_down();
    return find(id)->state;
  }

  slack_server slack;
  std::unique_ptr<notify::slack_actions> actions;
};

}  // namespace

TEST_CASE("a signed click by an approver approves") {
  actions_fixture at;
  const auto held = at.open();
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_approve)) == 200);
  CHECK(at.state_of(held->id) == hold_state::approved);
  const auto after = at.find(held->id);
  REQUIRE(after->decisions.size() == 1);
  CHECK(after->decisions.front().approver == "dana");
  CHECK(after->decisions.front().channel == "slack");
  CHECK(at.slack.calls().empty());  // the channel's message says it; nothing private
}

TEST_CASE("callbacks that are tampered with, old, early or unsigned decide nothing") {
  actions_fixture at;
  const auto held = at.open();
  const callback good = at.click(*held, "U0TOM", notify::slack_action_approve);
  callback tampered = good;
  tampered.body.replace(tampered.body.find("U0TOM"), 5, "U0SAM");
  callback later = good;
  later.timestamp.back() = later.timestamp.back() == '9' ? '8' : static_cast<char>(later.timestamp.back() + 1);
  callback unsigned_one = good;
  unsigned_one.signature.clear();
  const callback old = at.sign(at.click(*held, "U0DANA", notify::slack_action_approve).body, std::chrono::seconds{302});
  const callback early =
      at.sign(at.click(*held, "U0DANA", notify::slack_action_approve).body, std::chrono::seconds{-302});
  for (const callback& each : {tampered, later, unsigned_one, old, early}) CHECK(at.send(each) == 401);
  CHECK(at.send({std::string(notify::slack_body_bytes_max + 1, 'x'), good.timestamp, good.signature}) == 413);
  CHECK(at.state_of(held->id) == hold_state::pending);
  CHECK(at.find(held->id)->decisions.empty());
  CHECK(at.slack.calls().empty());
  CHECK(at.log.count("a callback was refused") == 1);  // a flood of them is one line
}

TEST_CASE("signed callbacks that are not understood are refused and decide nothing") {
  actions_fixture at;
  const auto held = at.open();
  CHECK(at.send(at.sign("payload=%7B")) == 400);
  CHECK(at.send(at.sign(form_of(R"({"type":"shortcut","user":{"id":"U0DANA"}})"))) == 400);
  CHECK(at.send(at.click(*held, "U0DANA", "countersign_run_it")) == 400);
  CHECK(at.state_of(held->id) == hold_state::pending);
}

TEST_CASE("Slack has its answer while the desk is still busy, and the click counts afterwards") {
  actions_fixture at;
  const auto held = at.open();
  std::promise<void> free;
  at.desks->post([busy = free.get_future().share()](desk&) { busy.wait(); });
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_approve)) == 200);  // does not wait for `free`
  free.set_value();
  CHECK(at.state_of(held->id) == hold_state::approved);
}

TEST_CASE("a click on the link to the inbox is acknowledged and decides nothing") {
  actions_fixture at;
  const auto held = at.open();
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_open)) == 200);
  CHECK(at.state_of(held->id) == hold_state::pending);
  CHECK(at.slack.calls().empty());
}

TEST_CASE("a replayed callback changes nothing") {
  actions_fixture at;
  auto request = delete_request();
  request.requirements.front().quorum = 2;
  const auto held = at.open(request);
  const callback once = at.click(*held, "U0DANA", notify::slack_action_approve);
  for (int i = 0; i < 3; ++i) CHECK(at.send(once) == 200);
  CHECK(at.state_of(held->id) == hold_state::pending);
  CHECK(at.find(held->id)->decisions.size() == 1);
  CHECK(at.slack.wait_for("chat.postEphemeral", 2).text("text").find("decided") != std::string::npos);
}

TEST_CASE("whoever may not decide, or comes too late, is told so privately") {
  actions_fixture at;
  const auto held = at.open();
  const struct {
    std::string_view name, user, text;
  } rows[] = {
      {"unknown", "U0NOBODY", "slack = \"U0NOBODY\""},
      {"not an approver", "U0TOM", "other approvers"},
      {"the requester", "U0EVE", "nobody decides on their own request"},
  };
  std::size_t told = 0;
  for (const auto& row : rows) {
    for (const std::string_view action : {notify::slack_action_approve, notify::slack_action_deny}) {
      CAPTURE(row.name);
      CAPTURE(action);
      CHECK(at.send(at.click(*held, row.user, action)) == 200);
      const slack_call answer = at.slack.wait_for("chat.postEphemeral", ++told);
      CHECK(answer.text("user") == row.user);
      CHECK(answer.text("channel") == "C0CLICKED");
      CHECK(answer.text("text").find(row.text) != std::string::npos);
    }
  }
  CHECK(at.state_of(held->id) == hold_state::pending);
  CHECK(at.slack.calls("views.open").empty());  // nobody is asked for a reason in vain

  at.decide(held->id, true, "sam");
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_deny)) == 200);
  CHECK(at.slack.wait_for("chat.postEphemeral", ++told).text("text").find("already approved by sam") !=
        std::string::npos);
  CHECK(at.state_of(held->id) == hold_state::approved);
}

TEST_CASE("a button that shows something else than what is held decides nothing") {
  actions_fixture at;
  hold other = *at.open();
  other.request.what.fill(0x11);
  CHECK(at.send(at.click(other, "U0DANA", notify::slack_action_approve)) == 200);
  CHECK(at.slack.wait_for("chat.postEphemeral").text("text").find("not what is held") != std::string::npos);
  CHECK(at.state_of(other.id) == hold_state::pending);
}

TEST_CASE("a denial asks for the reason and passes it on") {
  actions_fixture at;
  const auto held = at.open();
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_deny)) == 200);
  const slack_call dialog = at.slack.wait_for("views.open");
  CHECK(dialog.text("trigger_id") == "12.34.ab");
  CHECK(at.state_of(held->id) == hold_state::pending);
  CHECK(at.send(at.submit(dialog, "U0DANA", "use the archive job")) == 200);
  CHECK(at.state_of(held->id) == hold_state::denied);
  CHECK(at.find(held->id)->decisions.front().reason == "use the archive job");
}

TEST_CASE("a dialog submitted by somebody else, or too late, is judged as their own and answered privately") {
  actions_fixture at;
  const auto held = at.open();
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_deny)) == 200);
  const slack_call dialog = at.slack.wait_for("views.open");
  CHECK(at.send(at.submit(dialog, "U0TOM", "x")) == 200);
  const slack_call told = at.slack.wait_for("chat.postEphemeral");
  CHECK(told.text("user") == "U0TOM");
  CHECK(told.text("channel") == "C0CLICKED");
  CHECK(at.state_of(held->id) == hold_state::pending);
  at.decide(held->id, true, "sam");
  CHECK(at.send(at.submit(dialog, "U0DANA", "x")) == 200);
  CHECK(at.slack.wait_for("chat.postEphemeral", 2).text("text").find("already approved") != std::string::npos);
}

TEST_CASE("if the dialog does not open, denying without a reason is offered") {
  actions_fixture at;
  const auto held = at.open();
  at.slack.script_error("views.open", "expired_trigger_id");
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_deny)) == 200);
  const slack_call offer = at.slack.wait_for("chat.postEphemeral");
  CHECK(offer.text("user") == "U0DANA");
  CHECK(offer.everything().find(notify::slack_action_deny_now) != std::string::npos);
  CHECK(at.state_of(held->id) == hold_state::pending);
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_deny_now)) == 200);
  CHECK(at.state_of(held->id) == hold_state::denied);
}

TEST_CASE("private answers use the click's response_url, but only on Slack's own host") {
  actions_fixture at;
  const auto held = at.open();
  const notify_server elsewhere([](const sent_request&) { return told_answer{}; });
  CHECK(at.send(at.click(*held, "U0TOM", notify::slack_action_approve, elsewhere.origin() + "/steal")) == 200);
  (void)at.slack.wait_for("chat.postEphemeral");
  CHECK(elsewhere.requests().empty());
  CHECK(at.send(at.click(*held, "U0TOM", notify::slack_action_approve, at.slack.response_url())) == 200);
  const slack_call answer = at.slack.wait_for("response_url");
  CHECK(answer.authorization.empty());
  CHECK(answer.text("response_type") == "ephemeral");
  CHECK(at.slack.calls("chat.postEphemeral").size() == 1);
}

TEST_CASE("a private answer is tried once more") {
  actions_fixture at;
  const auto held = at.open();
  at.slack.script("chat.postEphemeral", {500, ""});
  CHECK(at.send(at.click(*held, "U0TOM", notify::slack_action_approve)) == 200);
  (void)at.slack.wait_for("chat.postEphemeral", 2);
}

TEST_CASE("an approval that comes too late says what it still does") {
  actions_fixture at;
  const auto held = at.open();
  at.time.ahead_seconds = 700;
  at.desks->ask([](desk& d) { (void)d.expire_due(); });
  CHECK(at.send(at.click(*held, "U0DANA", notify::slack_action_approve)) == 200);
  const slack_call answer = at.slack.wait_for("chat.postEphemeral");
  CHECK(answer.text("text").starts_with("`" + held->code + "`: "));
  CHECK(at.state_of(held->id) == hold_state::expired);
  CHECK(at.records.live_grants(at.time.now()).size() == 1);
}

}  // namespace countersign::approvals::tests
