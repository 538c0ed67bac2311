// The test support itself, against PostgreSQL directly: what it shows must be true before anything else here means
// much.
#include <doctest/doctest.h>

#include "tests/support/eventually.hpp"
#include "tests/support/http.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/process.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/sql.hpp"
#include "tests/support/temp_dir.hpp"

using namespace countersign::test;

namespace {

postgres_cluster& shared_cluster() {
  static postgres_cluster cluster;
  return cluster;
}

process_options shell(std::string script) {
  return {.argv = {"sh", "-c", std::move(script)}, .env = {}, .user = {}, .folder = {}, .err_file = {}, .out_file = {}};
}

}  // namespace

TEST_CASE("a temporary folder goes away with its owner") {
  std::filesystem::path path;
  {
    const temp_dir folder;
    path = folder.path();
    folder.write("file", "text");
    CHECK(folder.read("file") == "text");
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a process gets its input and environment, and its output and status come back") {
  process_options what = shell("read line; echo got $line $EXTRA; echo bad >&2; exit 3");
  what.env = {{"EXTRA", "and more"}};
  const run_result result = run(std::move(what), "input\n");
  CHECK(result.status == 3);
  CHECK(result.out == "got input and more\n");
  CHECK(result.err == "bad\n");
}

TEST_CASE("a process that outlives its deadline is killed, and says so in its status") {
  process child{shell("echo up; exec cat")};
  CHECK(child.read_line(milliseconds{10'000}) == "up");
  CHECK_FALSE(child.wait(milliseconds{10}).has_value());
  CHECK(child.wait_or_kill(milliseconds{10}) == 128 + 9);
}

TEST_CASE("a process can be given more input than a pipe holds while it answers with as much") {
  const std::string much(1'000'000, 'x');
  const run_result result =
      run({.argv = {"cat"}, .env = {}, .user = {}, .folder = {}, .err_file = {}, .out_file = {}}, much);
  CHECK(result.out.size() == much.size());
}

TEST_CASE("waiting ends as soon as the condition holds, and at the deadline if it never does") {
  int asked = 0;
  CHECK(eventually(milliseconds{10'000}, [&] { return ++asked == 3; }));
  CHECK(asked == 3);
  CHECK_FALSE(eventually(milliseconds{20}, [] { return false; }));
}

TEST_CASE("a cluster answers over TCP and over its socket") {
  postgres_cluster& cluster = shared_cluster();
  CHECK(sql_connection{cluster.conninfo("postgres", "postgres")}.exec("SELECT 1").value() == "1");
  CHECK(sql_connection{cluster.socket_conninfo("postgres", "postgres")}.exec("SELECT 2").value() == "2");
  CHECK(cluster.sql("SHOW server_version").starts_with("15."));
}

TEST_CASE("passwords are asked for where pg_hba.conf says so") {
  postgres_cluster& cluster = shared_cluster();
  struct row {
    std::string name;
    std::string method;
  };
  for (const row& row : {row{"clear text", "password"}, row{"md5", "md5"}, row{"SCRAM", "scram-sha-256"}}) {
    CAPTURE(row.name);
    cluster.sql(
        fmt::format("SET password_encryption = '{}'; DROP ROLE IF EXISTS ann; CREATE ROLE ann LOGIN PASSWORD 's3cret'",
                    row.method == "md5" ? "md5" : "scram-sha-256"));
    cluster.set_hba({fmt::format("host all ann 127.0.0.1/32 {}", row.method)});
    const std::string conninfo = cluster.conninfo("ann", "postgres");
    // The postmaster reads the file when it handles the signal, which may be after the statement that sent it returns.
    CHECK(eventually(milliseconds{10'000}, [&] {
      try {
        sql_connection{conninfo + " password=wrong"};
      } catch (const std::runtime_error&) {
        return true;
      }
      return false;
    }));
    CHECK(sql_connection{conninfo + " password=s3cret"}.must("SELECT current_user") == "ann");
  }
  cluster.set_hba({});
}

TEST_CASE("a raw client sees the messages of both query protocols") {
  postgres_cluster& cluster = shared_cluster();
  for (const std::string& host : {std::string{"127.0.0.1"}, cluster.socket_path()}) {
    CAPTURE(host);
    raw_client client{host, cluster.port()};
    client.start("postgres", "postgres");
    CHECK(client.key_data().size() == 8);
    CHECK(types(client.ask("SELECT 1")) == "TDCZ");
    client.send(frontend::parse("", "SELECT $1::int") + frontend::bind("", "", {"7"}) + frontend::execute("") +
                frontend::sync());
    CHECK(types(client.until('Z')) == "12DCZ");
    const std::vector<raw_message> failed = client.ask("SELECT 1/0");
    CHECK(types(failed) == "EZ");
    CHECK(failed[0].field('C') == "22012");
    CHECK(client.quiet(milliseconds{20}));
    client.send(frontend::terminate());
    CHECK_FALSE(client.next().has_value());
    CHECK(client.ended());
  }
}

TEST_CASE("a cancel request ends what its backend does") {
  postgres_cluster& cluster = shared_cluster();
  raw_client client{"127.0.0.1", cluster.port()};
  client.start("postgres", "postgres");
  client.send(frontend::query("SELECT pg_sleep(60)"));
  CHECK(eventually(milliseconds{10'000}, [&] {
    return cluster.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "1";
  }));
  raw_client{"127.0.0.1", cluster.port()}.send(frontend::cancel_request(client.key_data()));
  const std::vector<raw_message> answer = client.until('Z');
  CHECK(types(answer) == "TEZ");
  CHECK(answer[1].field('C') == "57014");
}

TEST_CASE("a cluster keeps what was committed over a restart and a crash") {
  postgres_cluster cluster{{.settings = {"max_connections = 20"}, .hba = {}}};
  CHECK(cluster.sql("SHOW max_connections") == "20");
  cluster.sql("CREATE TABLE kept AS SELECT 1 AS n");
  cluster.sql("CHECKPOINT");
  cluster.restart();
  CHECK(cluster.sql("SELECT n FROM kept") == "1");
  raw_client client{"127.0.0.1", cluster.port()};
  client.start("postgres", "postgres");
  cluster.kill9();
  // A backend that sees another die before it does says so, and then closes.
  while (client.next().has_value()) {
  }
  CHECK(client.ended());
  cluster.start();
  CHECK(cluster.sql("SELECT n FROM kept") == "1");
}
