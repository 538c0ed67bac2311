#include "proxy/net/desk_bridge.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <deque>

#include "approvals/store/memory_store.hpp"
#include "tests/proxy/net/running_proxy.hpp"

namespace net = countersign::net;
namespace approvals = countersign::approvals;

namespace {

struct kept_audit final : approvals::audit_log {
  std::vector<std::string> lines;
  bool append(std::string_view line) override { return lines.emplace_back(line), true; }
  bool flush() override { return true; }
  [[nodiscard]] std::string_view why() const override { return ""; }
};

struct counted_ids final : approvals::id_source {
  std::uint8_t next = 0;
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& each : bytes) each = next++;
  }
};

struct still_clock final : approvals::clock {
  [[nodiscard]] net::time_point now() const override { return net::time_point{std::chrono::hours(24 * 20'000)}; }
};

struct no_news final : approvals::notifier {
  void on_news(approvals::news_kind, std::shared_ptr<const approvals::hold>) override {}
};

// The desk's thread, but it works when it is told to.
struct desk_queue final : approvals::desk_access {
  approvals::memory_store records;
  kept_audit audit;
  counted_ids ids;
  still_clock clock;
  no_news news;
  approvals::desk desk{records, audit, news, clock, ids, {}, countersign::test::test_rules()};
  std::deque<std::function<void(approvals::desk&)>> waiting;

  void post(std::function<void(approvals::desk&)> work) override { waiting.push_back(std::move(work)); }
  void work() {
    desk.begin_batch();
    for (; !waiting.empty(); waiting.pop_front()) waiting.front()(desk);
    desk.end_batch();
  }
  [[nodiscard]] approvals::hold only() {
    const auto all = records.list_holds({});
    REQUIRE(all.size() == 1);
    return all[0];
  }
};

struct listening final : net::session_events {
  std::vector<std::string> heard;
  void hold_opened(std::uint64_t ticket, const approvals::opened& answer) override {
    heard.push_back(fmt::format("opened {} {}", ticket, answer.id.empty() ? "without id" : "with id"));
  }
  void hold_settled(std::uint64_t ticket, const approvals::settlement& how) override {
    heard.push_back(fmt::format("settled {} {}", ticket, approvals::to_string(how.state)));
  }
  void pending_listed(std::uint64_t, const approvals::pending_list&) override {}
  void cancel_asked(net::receipt) override {}
  void cancel_done() override {}
};

approvals::hold_request a_request() {
  approvals::hold_request request;
  request.session = 1;
  request.role = "app";
  request.database = "shop";
  request.statement = "delete from t";
  approvals::requirement needed;
  needed.rule = "unbounded deletes";
  needed.approvers = {"dana"};
  request.requirements.push_back(needed);
  return request;
}

}  // namespace

TEST_CASE("a hold's answer and its settlement come to the session on its own thread, with the ticket") {
  desk_queue queue;
  const auto bridge = net::make_desk_bridge(queue);
  const auto loop = std::make_shared<net::thread_loop>();
  const auto session = std::make_shared<listening>();
  bridge->open(7, a_request(), {}, {loop, session});
  queue.work();
  CHECK(session->heard.empty());
  loop->poll();
  CHECK(session->heard == std::vector<std::string>{"opened 7 with id"});

  approvals::verdict_input no;
  no.hold = queue.only().id;
  no.reason = "not today";
  no.channel = "cli";
  const auto* dana = queue.desk.rules().find_person("dana");
  REQUIRE(dana != nullptr);
  queue.post([&](approvals::desk& desk) { desk.decide(no, *dana, [](const approvals::decided&) {}); });
  queue.work();
  loop->poll();
  CHECK(session->heard == std::vector<std::string>{"opened 7 with id", "settled 7 denied"});
}

TEST_CASE("a hold whose session left before the answer came is withdrawn") {
  struct row {
    const char* name;
    bool gone_at_once;  // before the desk has worked
    bool thread_ends;   // nobody runs what was posted
  };
  for (const row& row : {row{"before the desk answers", true, false},
                         row{"while the answer is on its way", false, false}, row{"with its thread", false, true}}) {
    CAPTURE(row.name);
    desk_queue queue;
    const auto bridge = net::make_desk_bridge(queue);
    auto loop = std::make_shared<net::thread_loop>();
    auto session = std::make_shared<listening>();
    bridge->open(7, a_request(), {}, {loop, session});
    if (row.gone_at_once) session.reset();
    queue.work();
    CHECK(queue.only().state == approvals::hold_state::pending);
    session.reset();
    if (!row.thread_ends) loop->poll();
    loop.reset();
    queue.work();
    CHECK(queue.only().state == approvals::hold_state::withdrawn);
    CHECK(queue.only().withdrawn_why == approvals::withdrawal::frontend_gone);
  }
}

TEST_CASE("a ticket stays when its session left before the answer came") {
  for (const bool gone_at_once : {true, false}) {
    CAPTURE(gone_at_once);
    desk_queue queue;
    const auto bridge = net::make_desk_bridge(queue);
    const auto loop = std::make_shared<net::thread_loop>();
    auto session = std::make_shared<listening>();
    approvals::hold_request request = a_request();
    request.ticket = true;
    bridge->open(7, request, {}, {loop, session});
    if (gone_at_once) session.reset();
    queue.work();
    session.reset();
    loop->poll();
    queue.work();
    CHECK(queue.only().state == approvals::hold_state::pending);
  }
}
