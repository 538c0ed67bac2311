// The Slack channel over real HTTP, with a real desk.
#include <doctest/doctest.h>

#include "approvals/notify/slack.hpp"
#include "approvals/notify/webhook.hpp"
#include "tests/approvals/notify_fixture.hpp"
#include "tests/approvals/slack_server.hpp"

namespace countersign::approvals::tests {

namespace {

using namespace std::chrono_literals;

// A desk whose news goes to the Slack of the test.
struct slack_fixture : notify_fixture {
  explicit slack_fixture(std::chrono::milliseconds timeout = 10s, doors at_first = doors::open)
      : patience(timeout), slack(std::make_unique<slack_server>(at_first)) {}
  ~slack_fixture() { disconnect(); }

  notify::slack_options options() {
    notify::slack_options out;
    out.token = "xoxb-test";
    out.signing_secret = "secret";
    out.channel = "#approvals";
    out.base_url = slack->base_url();
    out.inbox_url = "http://localhost:6433";
    out.http.timeout = patience;
    out.limits.backoff_first = 5ms;
    out.limits.backoff_max = 20ms;
    out.limits.misconfigured_pause = 20ms;
    out.jitter = [] { return 0.0; };
    out.log = log.function();
    return out;
  }
  void connect() {
    on_io([&] {
      channel = std::make_unique<notify::slack_notifier>(*io, options());
      channel->start(*desks);
    });
    news.to = channel.get();
  }
  void disconnect() {
    news.to = nullptr;
    if (channel) on_io([&] { channel.reset(); });
    if (desks) settle_down();
  }
  // As if the process ended, with only the store left, and began again.
  void restart() {
    disconnect();
    stop();
    start();
  }
  void finish(const std::string& id, outcome what) {
    desks->ask([&](desk& at) {
      at.released(id, time.now());
      at.finished(id, what);
    });
  }

  std::chrono::milliseconds patience;
  std::unique_ptr<slack_server> slack;
  std::unique_ptr<notify::slack_notifier> channel;
};

}  // namespace

TEST_CASE("a hold becomes one message, rewritten as it is decided, released and finished") {
  slack_fixture at;
  at.connect();
  const auto held = at.open();
  const slack_call posted = at.slack->wait_for("chat.postMessage");
  CHECK(posted.authorization == "Bearer xoxb-test");
  CHECK(posted.text("channel") == "#approvals");
  CHECK(posted.everything().find("countersign_approve") != std::string::npos);
  CHECK(posted.everything().find("DELETE FROM orders;") != std::string::npos);

  at.decide(held->id, true, "dana");
  at.finish(held->id, {outcome_kind::completed, "DELETE 1204", 38ms});
  const slack_call last = at.slack->wait_for_text("chat.update", "DELETE 1204");
  CHECK(last.text("channel") == "C0HELD");
  CHECK(last.text("ts") == "1700000000.100001");
  CHECK(last.everything().find("*dana* approved") != std::string::npos);
  CHECK(last.everything().find("38 ms") != std::string::npos);
  CHECK(last.everything().find("countersign_approve") == std::string::npos);
  CHECK(at.slack->calls("chat.postMessage").size() == 1);
  CHECK(at.channel->health().trouble.empty());
}

TEST_CASE("a right-to-left mark and backticks in SQL reach Slack as escapes") {
  slack_fixture at;
  at.connect();
  (void)at.open(delete_request("DELETE FROM \"or\xE2\x80\xAE\x64\x65rs\" -- ```"));
  const slack_call posted = at.slack->wait_for("chat.postMessage");
  const std::string all = posted.everything();
  CHECK(all.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(all.find("\\\\u202e") != std::string::npos);
  CHECK(all.find("\\\\x60\\\\x60\\\\x60") != std::string::npos);
}

TEST_CASE("after a restart the message of before is updated, and no second one is posted") {
  slack_fixture at;
  at.connect();
  const auto held = at.open();
  at.wait_until_shown(held->id, "slack");
  at.restart();  // the hold was pending, so its process took it along
  at.connect();
  const slack_call update = at.slack->wait_for("chat.update");
  CHECK(update.text("channel") == "C0HELD");
  CHECK(update.text("ts") == "1700000000.100001");
  CHECK(update.everything().find("Withdrawn: " + held->code) != std::string::npos);
  CHECK(at.slack->calls("chat.postMessage").size() == 1);
}

TEST_CASE("a message whose place never came to be known is followed by one that says how it ended") {
  slack_fixture at;
  at.slack->script("chat.postMessage", {200, "", "", true});  // shown by Slack, but its answer never arrives
  at.connect();
  const auto held = at.open();
  (void)at.slack->wait_for("chat.postMessage");
  at.restart();
  at.connect();
  const slack_call after = at.slack->wait_for("chat.postMessage", 2);
  CHECK(after.everything().find("Withdrawn: " + held->code) != std::string::npos);
  at.wait_until_shown(held->id, "slack");
  at.restart();
  at.connect();
  const auto next = at.open();
  (void)at.slack->wait_for_text("chat.postMessage", next->code);
  CHECK(at.slack->calls().size() == 3);  // said once
}

TEST_CASE("what Slack never takes is not tried again at each start") {
  slack_fixture at;
  for (int i = 0; i < 2; ++i) at.slack->script_error("chat.postMessage", "invalid_blocks");
  at.connect();
  const auto refused = at.open();
  at.wait_until_shown(refused->id, "slack");
  at.decide(refused->id, false, "dana");  // another state is another message, which Slack may like
  at.wait_until_shown(refused->id, "slack");
  CHECK(at.slack->calls("chat.postMessage").size() == 3);
  at.restart();
  at.connect();
  const auto next = at.open();
  (void)at.slack->wait_for_text("chat.postMessage", next->code);
  CHECK(at.slack->calls("chat.postMessage").size() == 4);
}

TEST_CASE("after a restart what is up to date is left alone, and what was settled unseen is not posted") {
  slack_fixture at;
  const auto unseen = at.open();  // nobody listens yet
  at.decide(unseen->id, false, "dana");
  at.connect();
  const auto seen = at.open();
  (void)at.slack->wait_for_text("chat.postMessage", seen->code);
  at.decide(seen->id, false, "dana", "no");
  (void)at.slack->wait_for_text("chat.update", "Denied: " + seen->code);
  at.wait_until_shown(seen->id, "slack");
  at.restart();
  at.connect();
  const auto next = at.open();
  (void)at.slack->wait_for_text("chat.postMessage", next->code);
  CHECK(at.slack->calls().size() == 3);
}

TEST_CASE("a hold that opened while nobody brought news is shown at the start") {
  slack_fixture at;
  const auto held = at.open();
  at.connect();
  CHECK(at.slack->wait_for("chat.postMessage").everything().find(held->code) != std::string::npos);
}

TEST_CASE("trouble that heals is waited out, and then the newest state is shown") {
  const struct {
    std::string_view name;
    told_answer trouble;
  } rows[] = {
      {"500", {500, "oops"}},
      {"429", {429, "", "0"}},
      {"hang", {200, "", "", true}},
      {"a web page", {200, "<html>down for maintenance</html>"}},
      {"not_in_channel", {200, R"({"ok":false,"error":"not_in_channel"})"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    slack_fixture at(200ms);
    for (int i = 0; i < 2; ++i) at.slack->script("chat.postMessage", row.trouble);
    at.connect();
    const auto held = at.open();
    const slack_call third = at.slack->wait_for("chat.postMessage", 3);
    CHECK(third.everything().find(held->code) != std::string::npos);
    at.decide(held->id, false, "dana");
    (void)at.slack->wait_for_text("chat.update", "Denied");
    at.settle_down();
  }
}

TEST_CASE("while Slack cannot be reached holds open and settle as ever, and it catches up afterwards") {
  slack_fixture at(10s, doors::closed);
  at.connect();
  const auto denied = at.open();
  at.decide(denied->id, false, "dana", "no");
  CHECK(at.find(denied->id)->state == hold_state::denied);
  const auto pending = at.open();
  at.eventually("trouble is noticed", [&] { return !at.channel->health().trouble.empty(); });
  CHECK(at.channel->health().trouble.find("cannot connect") != std::string::npos);
  CHECK(at.log.count("cannot connect") == 1);  // not a line for each retry

  at.slack->open();
  CHECK(at.slack->wait_for_text("chat.postMessage", pending->code).everything().find("Approval needed") !=
        std::string::npos);
  CHECK(at.slack->wait_for_text("chat.postMessage", denied->code).everything().find("Denied") != std::string::npos);
  at.eventually("the trouble is over", [&] { return at.channel->health().trouble.empty(); });
  CHECK(at.log.count("delivered again") == 1);
}

TEST_CASE("while Slack hangs, a webhook on the same thread brings its news") {
  slack_fixture at;
  for (int i = 0; i < 3; ++i) at.slack->script("chat.postMessage", {200, "", "", true});
  const notify_server receiver([](const sent_request&) { return told_answer{}; });
  std::unique_ptr<notify::webhook_notifier> hook;
  at.connect();
  at.on_io([&] {
    notify::webhook_options options;
    options.url = receiver.origin();
    options.secret = "secret";
    hook = std::make_unique<notify::webhook_notifier>(*at.io, options, at.time);
    hook->start(*at.desks);
  });
  struct both_channels final : notifier {
    notifier* first = nullptr;
    notifier* second = nullptr;
    void on_news(news_kind what, std::shared_ptr<const hold> about) override {
      first->on_news(what, about);
      second->on_news(what, std::move(about));
    }
  } both;
  both.first = at.channel.get();
  both.second = hook.get();
  at.news.to = &both;
  const auto held = at.open();
  (void)at.slack->wait_for("chat.postMessage");
  at.decide(held->id, false, "dana");
  (void)receiver.wait([](const std::vector<sent_request>& so_far) { return so_far.size() >= 2; });
  CHECK(at.slack->calls().size() == 1);
  at.news.to = nullptr;
  at.on_io([&] { hook.reset(); });
  at.settle_down();
}

TEST_CASE("what a person has to repair is said once, with the remedy, and never with the token") {
  slack_fixture at;
  for (int i = 0; i < 3; ++i) at.slack->script_error("chat.postMessage", "invalid_auth");
  at.connect();
  (void)at.open();
  (void)at.slack->wait_for("chat.postMessage", 4);
  at.settle_down();
  CHECK(at.log.count("make a new bot token") == 1);
  CHECK(at.log.count("xoxb-test") == 0);
}

TEST_CASE("a message that Slack refuses is replaced by a plain one without buttons") {
  slack_fixture at;
  at.slack->script_error("chat.postMessage", "invalid_blocks");
  at.connect();
  const auto held = at.open();
  const slack_call plain = at.slack->wait_for("chat.postMessage", 2);
  CHECK(plain.everything().find(held->code) != std::string::npos);
  CHECK(plain.everything().find("/holds/" + held->code) != std::string::npos);
  CHECK(plain.everything().find("countersign_approve") == std::string::npos);
}

TEST_CASE("a deleted message of a pending hold is posted again, one of a settled hold is not") {
  slack_fixture at;
  at.connect();
  auto request = delete_request();
  request.requirements.front().quorum = 2;
  const auto held = at.open(request);
  (void)at.slack->wait_for("chat.postMessage");
  at.slack->forget_messages();
  at.decide(held->id, true, "dana");
  const slack_call again = at.slack->wait_for("chat.postMessage", 2);
  CHECK(again.everything().find("1 so far") != std::string::npos);
  at.slack->forget_messages();
  at.decide(held->id, true, "sam");
  (void)at.slack->wait_for("chat.update", 2);
  const auto next = at.open();
  (void)at.slack->wait_for_text("chat.postMessage", next->code);
  CHECK(at.slack->calls("chat.postMessage").size() == 3);
}

TEST_CASE("settings that cannot work are refused at the start, by name") {
  boost::asio::io_context io;
  const auto refused = [&](auto change) {
    notify::slack_options options;
    options.token = "xoxb-test";
    options.channel = "C0HELD";
    change(options);
    try {
      notify::slack_notifier made(io, options);
    } catch (const std::invalid_argument& why) {
      return std::string(why.what());
    }
    return std::string("accepted");
  };
  using notify::slack_options;
  CHECK(refused([](slack_options&) {}) == "accepted");
  CHECK(refused([](slack_options& o) { o.token = ""; }).starts_with("slack.token_file"));
  CHECK(refused([](slack_options& o) { o.token = "xoxb\r\nX-Evil: 1"; }).starts_with("slack.token_file"));
  CHECK(refused([](slack_options& o) { o.channel = ""; }).starts_with("slack.channel"));
  CHECK(refused([](slack_options& o) { o.base_url = "http://slack.com/api"; }).starts_with("slack.api"));
}

}  // namespace countersign::approvals::tests
