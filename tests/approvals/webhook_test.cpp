// The webhook: what it sends, pure, and that it arrives, over real HTTP.
#include "approvals/notify/webhook.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include "approvals/notify/catch_up.hpp"
#include "approvals/notify/hmac.hpp"
#include "tests/approvals/notify_fixture.hpp"
#include "tests/approvals/notify_server.hpp"

namespace countersign::approvals::tests {

namespace {

using namespace std::chrono_literals;
using notify::statement_detail;

std::shared_ptr<const hold> failed_hold() {
  auto out = std::make_shared<hold>();
  out->id = "0123";
  out->code = "KX4-7PM";
  out->revision = 4;
  out->request = delete_request("DELETE FROM orders WHERE email = 'dana@example.com'");
  out->request.parameters = {{"text", "secret value"}};
  out->result = {outcome_kind::failed, "23503 Key (email)=(dana@example.com) is still referenced", 2ms};
  return out;
}

// A server that answers 200 unless told otherwise, once for each entry.
struct webhook_fixture : notify_fixture {
  ~webhook_fixture() { disconnect(); }

  void connect() {
    on_io([&] {
      notify::webhook_options options;
      options.url = server.origin() + "/hook?team=dba";
      options.secret = "shared secret";
      options.http.timeout = 200ms;
      options.limits.backoff_first = 5ms;
      options.limits.backoff_max = 20ms;
      options.limits.misconfigured_pause = 20ms;
      options.log = log.function();
      hook = std::make_unique<notify::webhook_notifier>(*io, options, time);
      hook->start(*desks);
    });
    news.to = hook.get();
  }
  void disconnect() {
    news.to = nullptr;
    if (hook) on_io([&] { hook.reset(); });
    if (desks) settle_down();
  }
  [[nodiscard]] std::vector<sent_request> wait_for(std::size_t count) const {
    return server.wait([&](const std::vector<sent_request>& so_far) { return so_far.size() >= count; });
  }

  std::mutex mutex;
  std::deque<told_answer> scripted;
  notify_server server{[this](const sent_request&) {
    const std::lock_guard lock(mutex);
    if (scripted.empty()) return told_answer{};
    told_answer out = scripted.front();
    scripted.pop_front();
    return out;
  }};
  std::unique_ptr<notify::webhook_notifier> hook;
};

std::string event_of(const sent_request& what) {
  return what.headers.at("x-countersign-event");
}

}  // namespace

TEST_CASE("an event carries the hold without its data, unless the statement is wanted") {
  const notify::letter news{failed_hold(), news_kind::finished};
  const auto redacted = notify::webhook_event_of(news, statement_detail::redacted);
  CHECK(redacted.name == "finished");
  CHECK(redacted.delivery == "0123-4-finished");
  const boost::json::object body = boost::json::parse(redacted.body).as_object();
  CHECK(body.at("event").as_string() == "finished");
  CHECK(body.at("statement_redacted").as_bool());
  CHECK(body.at("hold").at("code").as_string() == "KX4-7PM");
  CHECK(body.at("hold").at("outcome").at("text").as_string() == "23503");
  for (const std::string_view data : {"dana@example.com", "secret value", "still referenced"}) {
    CAPTURE(data);
    CHECK(redacted.body.find(data) == std::string::npos);
  }

  const auto whole = notify::webhook_event_of(news, statement_detail::whole);
  CHECK(whole.delivery == redacted.delivery);
  for (const std::string_view data : {"'dana@example.com'", "secret value", "still referenced"}) {
    CAPTURE(data);
    CHECK(whole.body.find(data) != std::string::npos);
  }
}

TEST_CASE("a redacted effect names objects and quotes nothing") {
  auto held = failed_hold();
  auto changed = std::make_shared<hold>(*held);
  changed->request.effects = {{"set app.password = hunter2", "approve", "r", true, 0},
                              {"unreadable (syntax error at or near \"hunter2\")", "approve", "r", true, 7},
                              {"delete orders (no WHERE)", "approve", "r", true, 12}};
  const auto event = notify::webhook_event_of({changed, news_kind::opened}, statement_detail::redacted);
  CHECK(event.body.find("hunter2") == std::string::npos);
  CHECK(event.body.find("set app.password = (left out)") != std::string::npos);
  CHECK(event.body.find("\"unreadable\"") != std::string::npos);
  CHECK(event.body.find("delete orders (no WHERE)") != std::string::npos);
}

TEST_CASE("bytes that are no UTF-8 do not keep an event from being JSON") {
  auto changed = std::make_shared<hold>(*failed_hold());
  changed->request.application = "psql\xff";
  changed->request.statement = "SELECT '\xc3('";
  changed->request.effects.front().text = "read \x80";
  for (const auto detail : {statement_detail::redacted, statement_detail::whole}) {
    const auto event = notify::webhook_event_of({changed, news_kind::opened}, detail);
    const boost::json::value body = boost::json::parse(event.body);
    CHECK(body.at("hold").at("application").as_string() == "psql\\xff");
    CHECK(body.at("hold").at("code").as_string() == "KX4-7PM");
  }
}

TEST_CASE("a late approval has the same delivery id at once and after a restart") {
  hold ended = *failed_hold();
  ended.result = {};
  ended.state = hold_state::expired;
  ended.settled = time_point{1700000600s};
  CHECK(notify::latest_news(ended) == news_kind::settled);
  ended.decisions = {{"dana", true, "", "slack", time_point{1700000601s}}};
  CHECK(notify::latest_news(ended) == news_kind::decided);
  ended.decisions.front().at = time_point{1700000599s};
  CHECK(notify::latest_news(ended) == news_kind::settled);
}

TEST_CASE("the signature is the HMAC of version, time and body") {
  notify::webhook_event event;
  event.name = "opened";
  event.delivery = "0123-1-opened";
  event.body = R"({"event":"opened"})";
  const auto fields = notify::webhook_fields(event, "shared secret", time_point{1700000000s});
  const std::map<std::string, std::string> by_name(fields.begin(), fields.end());
  CHECK(by_name.at("X-Countersign-Timestamp") == "1700000000");
  // printf '%s' 'v1:1700000000:{"event":"opened"}' | openssl dgst -sha256 -hmac 'shared secret'
  CHECK(by_name.at("X-Countersign-Signature") == "v1=9f7fb314e2afaec3d47e06c84ec9646cf22b0216bf4628267bb37d1f650c3f3e");
  CHECK(by_name.at("X-Countersign-Event") == "opened");
  CHECK(by_name.at("X-Countersign-Delivery") == "0123-1-opened");
}

TEST_CASE("every event arrives, signed and in order") {
  webhook_fixture at;
  at.connect();
  const auto held = at.open();
  at.decide(held->id, true, "dana");
  at.desks->ask([&](desk& d) {
    d.released(held->id, at.time.now());
    d.finished(held->id, {outcome_kind::completed, "DELETE 1204", 38ms});
  });
  const auto received = at.wait_for(4);
  const std::vector<std::string> expected{"opened", "settled", "released", "finished"};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(event_of(received[i]) == expected[i]);
    CHECK(received[i].target == "/hook?team=dba");
    const std::string signature =
        "v1=" + notify::hmac_sha256_hex(
                    "shared secret", {"v1:", received[i].headers.at("x-countersign-timestamp"), ":", received[i].body});
    CHECK(received[i].headers.at("x-countersign-signature") == signature);
  }
}

TEST_CASE("an event that did not arrive is sent again under the same delivery id, before later ones") {
  const struct {
    std::string_view name;
    told_answer trouble;
  } rows[] = {{"500", {500, ""}}, {"429", {429, "", "0"}}, {"hang", {200, "", "", true}}, {"401", {401, ""}}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    webhook_fixture at;
    at.scripted.push_back(row.trouble);
    at.connect();
    const auto held = at.open();
    at.decide(held->id, false, "dana");
    const auto received = at.wait_for(3);
    CHECK(event_of(received[0]) == "opened");
    CHECK(event_of(received[1]) == "opened");
    CHECK(received[0].headers.at("x-countersign-delivery") == received[1].headers.at("x-countersign-delivery"));
    CHECK(event_of(received[2]) == "settled");
  }
}

TEST_CASE("an event that the receiver refuses is given up, and said") {
  webhook_fixture at;
  at.scripted.push_back({422, ""});
  at.connect();
  const auto held = at.open();
  at.decide(held->id, false, "dana");
  CHECK(event_of(at.wait_for(2)[1]) == "settled");
  at.wait_until_shown(held->id, "webhook");
  CHECK(at.log.count("hold " + held->id + ": the receiver answered 422; not tried again") == 1);
}

TEST_CASE("after a restart only what had not arrived is sent") {
  webhook_fixture at;
  at.connect();
  const auto before = at.open();
  at.decide(before->id, false, "dana");
  (void)at.wait_for(2);
  at.wait_until_shown(before->id, "webhook");
  at.disconnect();
  const auto unheard = at.open();
  at.decide(unheard->id, false, "dana");
  at.stop();
  at.start();
  at.connect();
  const auto received = at.wait_for(3);
  CHECK(received[2].headers.at("x-countersign-delivery").starts_with(unheard->id));
  CHECK(event_of(received[2]) == "settled");
}

TEST_CASE("a webhook without a secret, or over plain HTTP to elsewhere, is refused at the start") {
  boost::asio::io_context io;
  moved_clock time;
  const auto refused = [&](std::string url, std::string secret) {
    notify::webhook_options options;
    options.url = std::move(url);
    options.secret = std::move(secret);
    try {
      notify::webhook_notifier made(io, options, time);
    } catch (const std::invalid_argument& why) {
      return std::string(why.what());
    }
    return std::string("accepted");
  };
  CHECK(refused("https://siem.example.com/hook", "s") == "accepted");
  CHECK(refused("https://siem.example.com/hook", "").starts_with("webhook.secret_file"));
  CHECK(refused("http://siem.example.com/hook", "s").starts_with("webhook.url"));
}

}  // namespace countersign::approvals::tests
