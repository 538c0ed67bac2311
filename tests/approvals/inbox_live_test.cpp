#include <doctest/doctest.h>

#include <memory>

#include "tests/approvals/inbox_client.hpp"
#include "tests/approvals/inbox_fixture.hpp"

namespace {

using namespace countersign::approvals;
using namespace countersign::approvals::tests;
using namespace countersign::tests;
using namespace std::chrono_literals;
namespace json = boost::json;

struct event {
  std::string name;
  std::string id;
  json::object data;
};

// A live page, as EventSource would read it.
struct listener {
  listener(std::uint16_t port, const header_list& headers) : peer(port) {
    peer.send(request_text("GET", "/api/events", headers, ""));
    head = peer.read_head();
  }
  event next() {
    while (true) {
      const auto text = peer.read_until("\n\n");
      if (text.starts_with(":") || text.starts_with("retry:")) continue;
      event got;
      for (std::size_t at = 0; at + 1 < text.size();) {
        const auto end = text.find('\n', at);
        const auto line = text.substr(at, end - at);
        if (line.starts_with("event: ")) got.name = line.substr(7);
        if (line.starts_with("id: ")) got.id = line.substr(4);
        if (line.starts_with("data: ")) got.data = json::parse(line.substr(6)).as_object();
        at = end + 1;
      }
      return got;
    }
  }
  raw_peer peer;
  answer head;
};

struct started : inbox_fixture {
  explicit started(inbox::inbox_options options = {}) : inbox_fixture(std::move(options)) { start(); }
  std::unique_ptr<listener> listen(std::string person) {
    auto made = std::make_unique<listener>(page->port(), header_list{{"Authorization", "Bearer " + token(person)}});
    REQUIRE(made->head.status == 200);
    REQUIRE(made->next().name == "hello");
    return made;
  }
  decide_result decide(const std::string& id, std::string_view who, verdict_input what) {
    what.hold = id;
    what.channel = "slack";
    std::promise<decide_result> result;
    desks->post([&](desk& d) {
      d.decide(what, *d.rules().find_person(who), [&](const decided& one) { result.set_value(one.result); });
    });
    return result.get_future().get();
  }
};

verdict_input approval() {
  verdict_input what;
  what.approve = true;
  return what;
}

}  // namespace

TEST_CASE("a live page hears of a hold's whole life, in order") {
  started world;
  const auto dana = world.listen("dana");
  CHECK(dana->head.header("content-type") == "text/event-stream");
  CHECK(dana->head.header("cache-control") == "no-store");
  const auto held = world.open(world.request("DELETE FROM orders -- <b>\n\ndata: forged\n\nevent: opened\n"));
  CHECK(world.decide(held.id, "sam", approval()) == decide_result::settled);
  world.desks->ask([&](desk& d) {
    d.released(held.id, world.time.now());
    d.finished(held.id, {outcome_kind::completed, "DELETE 1204", 38ms});
  });
  std::uint64_t revision = 0;
  std::vector<std::string> names;
  for (const std::string last : {"finished"}) {
    while (names.empty() || names.back() != last) {
      const auto got = dana->next();
      names.push_back(got.name);
      CHECK(got.data.at("kind").as_string() == got.name);
      CHECK(got.data.at("hold").at("code").as_string() == held.code);
      CHECK(got.data.at("hold").at("statement").as_string().find("forged") != std::string::npos);
      const auto now = got.data.at("hold").at("revision").to_number<std::uint64_t>();
      CHECK(now >= revision);
      revision = now;
    }
  }
  const std::vector<std::string> without_counting{"opened", "settled", "released", "finished"};
  std::erase(names, "decided");
  CHECK(names == without_counting);
}

TEST_CASE("news of a hold reaches those who may see it and nobody else") {
  started world;
  const auto sam = world.listen("sam");
  const auto dana = world.listen("dana");
  auto secret = world.request("DELETE FROM payroll");
  secret.requirements = {{"unbounded writes", {"sam"}, 1}};
  const auto hidden = world.open(secret);
  const auto open = world.open(world.request("DELETE FROM orders"));
  const auto first = sam->next();
  CHECK(first.data.at("hold").at("code").as_string() == hidden.code);
  CHECK(first.data.at("hold").at("viewer").at("may_decide").as_bool());
  CHECK(sam->next().data.at("hold").at("code").as_string() == open.code);
  CHECK(dana->next().data.at("hold").at("code").as_string() == open.code);
}

TEST_CASE("a page that reconnects with the id of its last event is welcome") {
  started world;
  const header_list headers{{"Authorization", "Bearer " + world.token("dana")},
                            {"Last-Event-ID", "what\xff ever-99999"}};
  listener again(world.page->port(), headers);
  CHECK(again.head.status == 200);
  CHECK(again.next().name == "hello");
}

TEST_CASE("quiet streams get heartbeats, and end for people whose token was removed") {
  inbox::inbox_options options;
  options.live.heartbeat = 20ms;
  started world(options);
  const auto dana = world.listen("dana");
  (void)dana->peer.read_until(": beat\n\n");
  (void)dana->peer.read_until(": beat\n\n");
  world.desks->ask([&](desk&) { (void)world.records.remove_tokens("dana"); });
  CHECK(dana->peer.closes());
}

TEST_CASE("a person has few live pages, and closing one makes room") {
  inbox::inbox_options options;
  options.live.per_person_max = 2;
  started world(options);
  auto first = world.listen("dana");
  const auto second = world.listen("dana");
  const header_list headers{{"Authorization", "Bearer " + world.token("dana")}};
  const auto third = call(world.page->port(), "GET", "/api/events", headers);
  CHECK(third.status == 429);
  CHECK(!third.json().at("hint").as_string().empty());
  const auto sam = world.listen("sam");
  first->peer.finish_sending();
  CHECK(first->peer.at_end());
  first = world.listen("dana");
  CHECK(first->head.status == 200);
}

TEST_CASE("a page that does not read is let go instead of being waited for") {
  inbox::inbox_options options;
  options.http.stream_backlog_max = 500'000;
  started world(options);
  const auto dana = world.listen("dana");
  const auto sam = world.listen("sam");
  // More than the sockets between can hold, so that the backlog must grow.
  auto what = world.request("DELETE FROM orders");
  what.effects.front().text += std::string(200'000, 'x');
  for (int i = 0; i < 100; ++i) {
    (void)world.open(what);
    CHECK(sam->next().name == "opened");
  }
  CHECK(dana->peer.closes());
  CHECK(call(world.page->port(), "GET", "/healthz").status == 200);
}

TEST_CASE("stopping the inbox ends every stream") {
  started world;
  const auto dana = world.listen("dana");
  world.stop();
  CHECK(dana->peer.at_end());
}
