// Every party of a hold is killed at every step of it. Nothing runs unapproved, nothing runs twice, and the record says
// what became of it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <boost/json.hpp>
#include <stdexcept>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"

using namespace countersign::test;

namespace {

constexpr milliseconds patience{30'000};

// Its processes are killed, so nobody else uses it. What was committed must outlive that.
postgres_cluster& mortal_cluster() {
  static postgres_cluster cluster{{.settings = {"synchronous_commit = on"}, .hba = {}}};
  static const bool made = [] {
    make_roles(cluster);
    return true;
  }();
  static_cast<void>(made);
  return cluster;
}

enum class victim { countersign, backend_told, backend_killed, psql };
enum class moment { asking, pending, decided, running };

std::string_view name_of(victim what) {
  switch (what) {
    case victim::countersign:
      return "Countersign killed";
    case victim::backend_told:
      return "backend terminated";
    case victim::backend_killed:
      return "backend killed";
    case victim::psql:
      return "psql killed";
  }
  return "?";
}

std::string_view name_of(moment what) {
  switch (what) {
    case moment::asking:
      return "before the hold is opened";
    case moment::pending:
      return "while it is pending";
    case moment::decided:
      return "right after the decision";
    case moment::running:
      return "while the statement runs";
  }
  return "?";
}

// A psql that has said something already, so that it is connected and logged in.
process connected_psql(const counted_shop& here, std::uint16_t port) {
  process psql{{.argv = {"psql", "-X", "-q", "-A", "-t"},
                .env = {{"PGHOST", "127.0.0.1"},
                        {"PGPORT", fmt::to_string(port)},
                        {"PGUSER", "app"},
                        {"PGDATABASE", std::string{counted_shop::database}},
                        {"PGSSLMODE", "disable"}},
                .user = {},
                .folder = {},
                .err_file = {},
                .out_file = {}}};
  psql.write("SELECT 'I am ' || 'here';\n");
  if (!psql.wait_for_output("I am here", patience)) throw std::runtime_error{"psql does not connect: " + psql.err()};
  CHECK(here.runs() == 0);
  return psql;
}

void strike(victim whom, counted_shop& here, process& psql, pid_t backend) {
  switch (whom) {
    case victim::countersign:
      here.proxy().kill9();
      return;
    case victim::backend_told:
      here.sql(fmt::format("SELECT pg_terminate_backend({})", backend));
      return;
    case victim::backend_killed: {
      // The server ends all sessions when it notices; until then it still takes new ones.
      sql_connection witness{here.cluster().socket_conninfo("postgres", "postgres")};
      ::kill(backend, SIGKILL);
      REQUIRE(eventually(patience, [&] { return !witness.exec("SELECT 1").ok(); }));
      return;
    }
    case victim::psql:
      psql.signal(SIGKILL);
      return;
  }
}

// Whoever was killed is there again, and nothing is under way any more. The server restarts all of itself when one of
// its processes is killed.
void recover(victim whom, counted_shop& here, process& psql) {
  if (whom == victim::countersign) here.proxy().start();
  if (whom == victim::backend_killed) {
    REQUIRE(eventually(patience, [&] {
      try {
        return here.sql("SELECT 1") == "1";
      } catch (const std::runtime_error&) {
        return false;
      }
    }));
  }
  here.let_runs_go();
  psql.close_input();
  psql.wait_or_kill(patience);
  REQUIRE(here.all_gone());
}

std::string reason_for(victim whom) {
  switch (whom) {
    case victim::countersign:
      return "process_died";
    case victim::backend_told:
    case victim::backend_killed:
      return "backend_gone";
    case victim::psql:
      return "frontend_gone";
  }
  return "?";
}

// What the record may say after the statement was approved, given how often it ran.
void check_outcome(const boost::json::object& hold, victim whom, moment when, int runs) {
  const std::string kind = text_at(hold, "outcome.kind");
  CHECK(text_at(hold, "state") == "approved");
  CHECK(runs <= 1);
  if (kind == "completed") CHECK(runs == 1);
  if (kind == "not_run") CHECK(runs == 0);
  if (when != moment::running) {
    const bool known = kind == "completed" || kind == "not_run" || kind == "unknown";
    CHECK(known);
    return;
  }
  CHECK(runs == 1);
  CHECK(kind == (whom == victim::psql ? "completed" : "unknown"));
}

int settlements(const countersign_process& proxy, const std::string& id) {
  int count = 0;
  for (const boost::json::object& line : proxy.audit()) {
    count += text_at(line, "event") == "settled" && text_at(line, "hold") == id ? 1 : 0;
  }
  return count;
}

void play(victim whom, moment when) {
  counted_shop here{{}, mortal_cluster()};
  const api_client dana = here.proxy().as("dana");
  const api_client sam = here.proxy().as("sam");
  process psql = connected_psql(here, here.proxy().port());
  const pid_t backend = std::stoi(here.sql("SELECT pid FROM pg_stat_activity WHERE usename = 'app'"));
  if (when == moment::running) here.stop_runs();
  psql.write("DELETE FROM orders;\n");
  std::string code;
  if (when != moment::asking) {
    code = dana.wait_for_hold("DELETE FROM orders");
    // Only what the requester has been told of is certain to be on record.
    REQUIRE(psql.wait_for_output(code, patience));
    CHECK(here.runs() == 0);
  }
  if (when == moment::decided || when == moment::running) CHECK(result_of(dana.approve(code)) == "settled");
  if (when == moment::running) CHECK(here.stopped_run() == backend);
  strike(whom, here, psql, backend);
  recover(whom, here, psql);

  REQUIRE(eventually(patience, [&] { return dana.pending().empty(); }));
  const boost::json::array holds = dana.all();
  REQUIRE(holds.size() <= 1);
  if (when == moment::asking) {
    CHECK(here.runs() == 0);
    if (!holds.empty()) CHECK(text_at(holds[0].as_object(), "state") == "withdrawn");
    return;
  }
  boost::json::object hold;
  REQUIRE(eventually(patience, [&] {
    hold = dana.show(code);
    return text_at(hold, "state") == "withdrawn" || text_at(hold, "outcome.kind") != "none";
  }));
  CAPTURE(boost::json::serialize(hold));
  CHECK(settlements(here.proxy(), text_at(hold, "id")) == 1);
  if (when == moment::pending) {
    CHECK(text_at(hold, "state") == "withdrawn");
    CHECK(text_at(hold, "withdrawn_why") == reason_for(whom));
    CHECK(here.runs() == 0);
    CHECK(here.orders() == "100");
    // Too late for this one, whatever anybody says.
    CHECK(result_of(sam.approve(code)) == "granted");
    CHECK(here.runs() == 0);
    return;
  }
  check_outcome(hold, whom, when, here.runs());
  CHECK(sam.approve(code).status == 409);
  if (when != moment::running) return;
  const bool undone = whom == victim::backend_told || whom == victim::backend_killed;
  CHECK(here.orders() == (undone ? "100" : "0"));
  CAPTURE(psql.err());
  if (undone) CHECK(psql.err().find("unknown") != std::string::npos);
}

}  // namespace

TEST_CASE("whoever is killed at whatever step of a hold, nothing runs unapproved or twice") {
  for (const moment when : {moment::asking, moment::pending, moment::decided, moment::running}) {
    for (const victim whom : {victim::countersign, victim::backend_told, victim::backend_killed, victim::psql}) {
      CAPTURE(name_of(whom));
      CAPTURE(name_of(when));
      CHECK_NOTHROW(play(whom, when));
    }
  }
}

TEST_CASE("a statement that is cut off in the middle never counts as asked for") {
  counted_shop here{{}, mortal_cluster()};
  const api_client dana = here.proxy().as("dana");
  const std::string query = frontend::query("DELETE FROM orders");
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{5}, query.size() - 1}) {
    CAPTURE(bytes);
    raw_client client{"127.0.0.1", here.proxy().port()};
    client.start("app", counted_shop::database);
    client.send(std::string_view{query}.substr(0, bytes));
    client.socket().reset();
  }
  CHECK(here.all_gone());
  CHECK(dana.all().empty());
  CHECK(here.runs() == 0);
}

TEST_CASE("Countersign that is stopped in an orderly way withdraws its holds and says so in the protocol") {
  counted_shop here{{}, mortal_cluster()};
  const std::unique_ptr<sql_connection> app =
      std::make_unique<sql_connection>(here.proxy().conninfo("app", counted_shop::database));
  const std::string code = [&] {
    const api_client dana = here.proxy().as("dana");
    std::future<sql_result> answer = under_way(*app, "DELETE FROM orders");
    std::string held = dana.wait_for_hold("DELETE FROM orders");
    CHECK(here.proxy().stop() == 0);
    CHECK(answer.get().sqlstate == "57P01");
    return held;
  }();
  here.proxy().start();
  CHECK(text_at(here.proxy().as("dana").wait_for_state(code, "withdrawn"), "withdrawn_why") == "shutdown");
  CHECK(here.all_gone());
  CHECK(here.runs() == 0);
}

TEST_CASE("a database that cannot be reached is named in the frontend's protocol, and is found again when it is back") {
  counted_shop here{{}, mortal_cluster()};
  const std::string upstream = fmt::format("127.0.0.1:{}", here.cluster().port());
  here.cluster().stop();
  {
    raw_client client{"127.0.0.1", here.proxy().port()};
    client.send(frontend::startup({{"user", "app"}, {"database", std::string{counted_shop::database}}}));
    const std::optional<raw_message> refused = client.next();
    REQUIRE(refused.has_value());
    CHECK(refused->type == 'E');
    CHECK(refused->field('S') == "FATAL");
    CHECK(refused->field('V') == "FATAL");
    CHECK(refused->field('C') == "08001");
    CAPTURE(refused->field('M'));
    CHECK(refused->field('M').find(upstream) != std::string::npos);
    CHECK_FALSE(refused->field('H').empty());
    CHECK_FALSE(client.next().has_value());
    CHECK(client.ended());
  }
  const run_result psql = run({.argv = {"psql", "-X", here.proxy().conninfo("app", "shop"), "-c", "SELECT 1"},
                               .env = {},
                               .user = {},
                               .folder = {},
                               .err_file = {},
                               .out_file = {}});
  CHECK(psql.status == 2);
  CHECK(psql.err.find(upstream) != std::string::npos);
  here.cluster().start();
  CHECK(sql_connection{here.proxy().conninfo("app", counted_shop::database)}.must("SELECT 1") == "1");
}

TEST_CASE("a database that is shut down while a statement is held says so itself, and the hold is withdrawn") {
  counted_shop here{{}, mortal_cluster()};
  const api_client dana = here.proxy().as("dana");
  raw_client app{"127.0.0.1", here.proxy().port()};
  app.start("app", counted_shop::database);
  app.send(frontend::query("DELETE FROM orders"));
  CHECK(types(app.until('N', patience)) == "N");
  const std::string code = dana.wait_for_hold("DELETE FROM orders");
  here.cluster().restart();
  const std::vector<raw_message> told = app.until('E', patience);
  CHECK(told.back().field('S') == "FATAL");
  CHECK(told.back().field('C') == "57P01");
  CHECK_FALSE(app.next(patience).has_value());
  CHECK(app.ended());
  CHECK(text_at(dana.wait_for_state(code, "withdrawn"), "withdrawn_why") == "backend_gone");
  CHECK(here.runs() == 0);
  CHECK(here.orders() == "100");
}
