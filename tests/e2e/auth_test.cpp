// Logging in through Countersign, with secrets that stay secret, and cancelling what one has started.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"

using namespace countersign::test;

namespace {

constexpr milliseconds patience{20'000};

// The postmaster reads pg_hba.conf again some time after it was told to: wait until it asks for passwords.
void ask_for_passwords(postgres_cluster& cluster, std::string_view method) {
  cluster.set_hba({fmt::format("host all keeper 127.0.0.1/32 {}", method)});
  REQUIRE(eventually(patience, [&] {
    return refusal(cluster.conninfo("keeper", "postgres") + " password=surely-not-this").find("password") !=
           std::string::npos;
  }));
}

// Without the place that libpq puts in front, which differs.
std::string reason(const std::string& words) {
  const std::size_t at = words.find("FATAL:");
  return at == std::string::npos ? words : words.substr(at);
}

}  // namespace

TEST_CASE("each way to authenticate works through Countersign, with right and with wrong passwords") {
  counted_shop here;
  constexpr std::string_view secret = "opensesame-4711";
  struct row {
    std::string method;
    std::string encryption;
  };
  for (const row& row : {row{"password", "scram-sha-256"}, row{"password", "md5"}, row{"md5", "md5"},
                         row{"md5", "scram-sha-256"}, row{"scram-sha-256", "scram-sha-256"}}) {
    CAPTURE(row.method);
    CAPTURE(row.encryption);
    here.cluster().sql(fmt::format(
        "SET password_encryption = '{}'; DROP ROLE IF EXISTS keeper; CREATE ROLE keeper LOGIN PASSWORD '{}'",
        row.encryption, secret));
    ask_for_passwords(here.cluster(), row.method);
    const std::string through = here.proxy().conninfo("keeper", counted_shop::database);
    const std::string direct = here.cluster().conninfo("keeper", counted_shop::database);
    const std::string good = fmt::format(" password={}", secret);
    sql_connection keeper{through + good};
    CHECK(keeper.must("SELECT current_user") == "keeper");
    CHECK(keeper.must("SELECT pg_backend_pid()") == fmt::to_string(keeper.backend_pid()));
    for (const char* bad : {" password=opensesame-wrong", " password=''", ""}) {
      CAPTURE(bad);
      const std::string told = refusal(through + bad);
      CHECK_FALSE(told.empty());
      CHECK(reason(told).substr(0, 40) == reason(refusal(direct + bad)).substr(0, 40));
    }
  }
  here.cluster().set_hba({});
  CHECK(eventually(patience, [&] { return refusal(here.proxy().conninfo("keeper", "postgres")).empty(); }));
  here.proxy().stop();
  for (const char* file : {"countersign.log", "audit.jsonl"}) {
    CAPTURE(file);
    CHECK(here.proxy().home().read(file).find("opensesame") == std::string::npos);
  }
  CHECK(here.proxy().home().read("countersign.db").find("opensesame") == std::string::npos);
  here.proxy().start();
}

TEST_CASE("a password in a held statement reaches its approvers, but neither log nor audit") {
  counted_shop here;
  sql_connection root{here.proxy().conninfo("postgres", counted_shop::database)};
  const api_client dana = here.proxy().as("dana");
  std::future<sql_result> answer = under_way(root, "CREATE ROLE guest LOGIN PASSWORD 'rosebud-1941'");
  const std::string code = dana.wait_for_hold("CREATE ROLE guest");
  CHECK(result_of(dana.deny(code, "no guests")) == "settled");
  CHECK(answer.get().sqlstate == "42501");
  dana.wait_for_state(code, "denied");
  for (const char* file : {"countersign.log", "audit.jsonl"}) {
    CAPTURE(file);
    CHECK(here.proxy().home().read(file).find("rosebud") == std::string::npos);
  }
  CHECK(here.proxy().home().read("audit.jsonl").find(code) != std::string::npos);
}

TEST_CASE("clients that prefer encryption connect without it, those that insist are refused") {
  counted_shop here;
  const std::string base =
      fmt::format("host=127.0.0.1 port={} user=app dbname={}", here.proxy().port(), counted_shop::database);
  for (const char* way : {"", " sslmode=prefer gssencmode=prefer", " sslmode=allow gssencmode=disable",
                          " sslmode=disable gssencmode=prefer", " sslmode=prefer gssencmode=disable"}) {
    CAPTURE(way);
    CHECK(refusal(base + way).empty());
  }
  CHECK(refusal(base + " sslmode=require").find("does not support SSL") != std::string::npos);
}

TEST_CASE("startup parameters of every kind arrive") {
  counted_shop here;
  sql_connection app{here.proxy().conninfo("app", counted_shop::database) +
                     " application_name='my tool' options='-c work_mem=7MB -c search_path=x,public' "
                     "client_encoding=LATIN1"};
  CHECK(app.must("SHOW application_name") == "my tool");
  CHECK(app.must("SHOW work_mem") == "7MB");
  CHECK(app.must("SHOW search_path") == "x,public");
  CHECK(app.must("SHOW client_encoding") == "LATIN1");
}

TEST_CASE("a cancel reaches the backend it is meant for, and no other") {
  counted_shop here;
  sql_connection one{here.proxy().conninfo("app", counted_shop::database)};
  sql_connection two{here.proxy().conninfo("app", counted_shop::database)};
  std::future<sql_result> first = under_way(one, "SELECT pg_sleep(600)");
  std::future<sql_result> second = under_way(two, "SELECT pg_sleep(600)");
  REQUIRE(eventually(
      patience, [&] { return here.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "2"; }));
  CHECK(one.cancel());
  const sql_result cancelled = first.get();
  CHECK(cancelled.sqlstate == "57014");
  CHECK(cancelled.message == "canceling statement due to user request");
  CHECK(here.sql(fmt::format("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = {}",
                             two.backend_pid())) == "1");
  CHECK(two.cancel());
  CHECK(second.get().sqlstate == "57014");
}

TEST_CASE("a cancel never hits the statement after the one that it was sent for") {
  counted_shop here;
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  for (int round = 0; round < 100; ++round) {
    CAPTURE(round);
    std::future<sql_result> answer = under_way(app, "SELECT pg_sleep(0.002)");
    CHECK(app.cancel());
    // It came in time or it did not; either way it is over when cancel() returns.
    const sql_result result = answer.get();
    CHECK((result.ok() || result.sqlstate == "57014"));
    CHECK(app.exec("SELECT count(*) FROM pg_class, generate_series(1, 5)").ok());
  }
}

TEST_CASE("a cancel with a key that nobody has changes nothing") {
  counted_shop here;
  raw_client app{"127.0.0.1", here.proxy().port()};
  app.start("app", counted_shop::database);
  app.send(frontend::query("SELECT pg_sleep(600)"));
  REQUIRE(eventually(
      patience, [&] { return here.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "1"; }));
  std::string wrong = app.key_data();
  wrong.back() = static_cast<char>(wrong.back() ^ 1);
  raw_client stranger{"127.0.0.1", here.proxy().port()};
  stranger.send(frontend::cancel_request(wrong));
  CHECK_FALSE(stranger.next(patience).has_value());
  CHECK(stranger.ended());
  CHECK(here.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "1");
  raw_client friendly{"127.0.0.1", here.proxy().port()};
  friendly.send(frontend::cancel_request(app.key_data()));
  CHECK(types(app.until('Z', patience)) == "TEZ");
}
