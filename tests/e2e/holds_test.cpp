// A thousand statements held at once on one machine.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"

using namespace countersign::test;

namespace {

constexpr milliseconds patience{60'000};
constexpr std::size_t sessions_wanted = 1000;
constexpr std::size_t deciders = 4;

// Each session is one descriptor here and two in Countersign, which inherits the limit.
std::size_t sessions_possible() {
  rlimit files{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = files.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &files) == 0);
  const std::size_t possible = files.rlim_cur < 400 ? 0 : (static_cast<std::size_t>(files.rlim_cur) - 300) / 2;
  if (possible < sessions_wanted) MESSAGE("only ", possible, " sessions: ulimit -n allows no more");
  return std::min(possible, sessions_wanted);
}

long resident_megabytes(pid_t pid) {
  std::ifstream file{fmt::format("/proc/{}/status", pid)};
  for (std::string word; file >> word;) {
    if (word != "VmRSS:") continue;
    long kilobytes = 0;
    file >> kilobytes;
    return kilobytes / 1024;
  }
  return 0;
}

struct pending_one {
  std::string code;
  std::string digest;
  std::size_t session = 0;
};

// Which session a hold is about: the number in its statement.
std::size_t session_of(const boost::json::object& hold) {
  const std::string statement = text_at(hold, "statement");
  return std::stoul(statement.substr(statement.find('(') + 1));
}

// Every hold that the API lists in this state, page by page.
std::vector<boost::json::object> listed(const api_client& who, std::string_view state) {
  std::vector<boost::json::object> all;
  for (std::string before;;) {
    const http_response answer =
        who.get(fmt::format("/api/holds?state={}&limit=200{}{}", state, before.empty() ? "" : "&before=", before));
    REQUIRE(answer.status == 200);
    const boost::json::value page = boost::json::parse(answer.body);
    for (const boost::json::value& one : page.at("holds").as_array()) all.push_back(one.as_object());
    if (!page.at("next").is_string()) return all;
    before = std::string{page.at("next").as_string()};
  }
}

std::string rules() {
  return short_rules("10m") + R"(
[[rule]]
name = "everything about ran"
effects = ["insert"]
objects = ["ran"]
action = "approve"
)";
}

// What every session was answered after the decision: "C INSERT 0 1" or "E 42501".
std::string answer_of(raw_client& session) {
  for (const raw_message& each : session.until('Z', patience)) {
    if (each.type == 'C') return "C " + each.body.substr(0, each.body.find('\0'));
    if (each.type == 'E') return "E " + each.field('C');
  }
  return "nothing";
}

void print_times(const std::vector<boost::json::object>& approved) {
  std::vector<double> times;
  for (const boost::json::object& each : approved) {
    if (each.contains("release_us")) times.push_back(each.at("release_us").to_number<double>() / 1000);
  }
  CHECK(times.size() == approved.size());
  if (times.empty()) return;
  std::sort(times.begin(), times.end());
  const auto at = [&](double part) {
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
  };
  MESSAGE(
      fmt::format("from the last decision to the bytes on the backend's socket: p50 {:.2f} ms, p99 {:.2f} ms, "
                  "max {:.2f} ms, of {}",
                  at(0.5), at(0.99), times.back(), times.size()));
}

}  // namespace

TEST_CASE("a thousand statements are held at once; each runs exactly once if it is approved and never if it is not") {
  const std::size_t count = sessions_possible();
  REQUIRE(count > 0);
  postgres_cluster cluster{
      {.settings = {"max_connections = 1100", "shared_buffers = 32MB", "max_parallel_workers = 0"}, .hba = {}}};
  make_roles(cluster);
  make_database(cluster, "many");
  cluster.sql("CREATE TABLE ran (session int); GRANT ALL ON ran TO PUBLIC", "many");
  countersign_process proxy{
      cluster,
      {.rules = rules(), .upstream_host = {}, .config = "[holds]\npending_max = 1100\npending_per_role_max = 1100\n"}};
  const api_client dana = proxy.as("dana");
  const api_client sam = proxy.as("sam");
  const long before = resident_megabytes(proxy.pid());

  std::vector<std::unique_ptr<raw_client>> sessions;
  for (std::size_t i = 0; i < count; ++i) {
    sessions.push_back(std::make_unique<raw_client>("127.0.0.1", proxy.port()));
    sessions.back()->start("app", "many", patience);
  }
  const long idle = resident_megabytes(proxy.pid());
  for (std::size_t i = 0; i < count; ++i) {
    sessions[i]->send(frontend::query(fmt::format("INSERT INTO ran VALUES ({})", i)));
  }
  // Each is told that it is held.
  for (const std::unique_ptr<raw_client>& each : sessions) {
    const std::optional<raw_message> notice = each->next(patience);
    REQUIRE(notice.has_value());
    CHECK(notice->type == 'N');
  }
  CHECK(cluster.sql("SELECT count(*) FROM ran", "many") == "0");
  MESSAGE(fmt::format("Countersign's memory: {} MB at first, {} MB with {} sessions, {} MB with all of them held",
                      before, idle, count, resident_megabytes(proxy.pid())));

  std::vector<pending_one> pending;
  for (const boost::json::object& each : listed(dana, "pending")) {
    pending.push_back({text_at(each, "code"), text_at(each, "digest"), session_of(each)});
  }
  REQUIRE(pending.size() == count);
  std::shuffle(pending.begin(), pending.end(), std::mt19937{7});  // NOLINT(cert-msc51-cpp): the same every time

  std::atomic<std::size_t> refused = 0;
  const auto approves = [](const pending_one& what) { return what.session % 3 != 0; };
  std::vector<std::thread> threads;
  for (std::size_t which = 0; which < deciders; ++which) {
    threads.emplace_back([&, which] {
      const api_client& who = which % 2 == 0 ? dana : sam;
      for (std::size_t i = which; i < pending.size(); i += deciders) {
        const http_response answer = approves(pending[i]) ? who.approve(pending[i].code, pending[i].digest)
                                                          : who.deny(pending[i].code, "every third is denied");
        refused += answer.status == 200 ? 0 : 1;
      }
    });
  }
  for (std::thread& each : threads) each.join();
  CHECK(refused == 0);

  std::map<std::string, std::size_t> answers;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string answer = answer_of(*sessions[i]);
    ++answers[answer];
    if (answer != (i % 3 != 0 ? "C INSERT 0 1" : "E 42501")) FAIL_CHECK("session " << i << " was answered " << answer);
  }
  sessions.clear();
  const std::size_t denied = (count + 2) / 3;
  CHECK(answers["C INSERT 0 1"] == count - denied);
  CHECK(answers["E 42501"] == denied);
  CHECK(cluster.sql("SELECT count(*) FROM ran", "many") == fmt::to_string(count - denied));
  CHECK(cluster.sql("SELECT count(DISTINCT session) FROM ran", "many") == fmt::to_string(count - denied));
  CHECK(cluster.sql("SELECT count(*) FROM ran WHERE session % 3 = 0", "many") == "0");
  CHECK(eventually(patience, [&] { return dana.pending().empty(); }));
  print_times(listed(dana, "approved"));
  CHECK(listed(dana, "denied").size() == denied);
}
