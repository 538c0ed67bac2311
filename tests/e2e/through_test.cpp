// The whole way once: a driver, Countersign with the starter rules, PostgreSQL, and people who decide over the API.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <future>

#include "tests/support/countersign_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/sql.hpp"

using namespace countersign::test;

namespace {

// One cluster for the file; a Countersign of its own for each test.
struct shop {
  postgres_cluster& cluster;
  countersign_process proxy;

  shop() : cluster{shared()}, proxy{cluster} {
    cluster.sql(
        "DROP TABLE IF EXISTS orders; CREATE TABLE orders AS SELECT n FROM generate_series(1, 1204) n;"
        "GRANT ALL ON orders TO PUBLIC",
        "shop");
  }
  static postgres_cluster& shared() {
    static postgres_cluster cluster;
    static const bool made = [] {
      for (const char* role : {"app", "dana", "sam"}) cluster.sql(fmt::format("CREATE ROLE {} LOGIN", role));
      cluster.sql("CREATE DATABASE shop");
      return true;
    }();
    CHECK(made);
    return cluster;
  }
  [[nodiscard]] std::string orders() const { return cluster.sql("SELECT count(*) FROM orders", "shop"); }
};

// A statement under way on its own thread; the connection must outlive it.
std::future<sql_result> under_way(sql_connection& connection, std::string sql) {
  return std::async(std::launch::async, [&connection, text = std::move(sql)] { return connection.exec(text); });
}

}  // namespace

TEST_CASE("what no rule is about goes straight through, in both directions") {
  shop here;
  sql_connection app{here.proxy.conninfo("app", "shop")};
  CHECK(app.exec("SELECT count(*) FROM orders").value() == "1204");
  CHECK(app.exec_params("SELECT $1::int + 1", {"41"}).value() == "42");
  CHECK(app.exec("DELETE FROM orders WHERE n = 1").tag == "DELETE 1");
  const sql_result failed = app.exec("SELECT 1/0");
  CHECK(failed.sqlstate == "22012");
  CHECK(app.exec("SELECT 1").ok());
}

TEST_CASE("a held statement runs once, after its approval and not before") {
  shop here;
  sql_connection app{here.proxy.conninfo("app", "shop")};
  const api_client dana = here.proxy.as("dana");
  std::future<sql_result> answer = under_way(app, "DELETE FROM orders");
  const std::string code = dana.wait_for_hold("DELETE FROM orders");
  CHECK(here.orders() == "1204");
  CHECK(dana.approve(code).status == 200);
  CHECK(answer.get().tag == "DELETE 1204");
  CHECK(here.orders() == "0");
  REQUIRE(app.notices().size() >= 1);
  CHECK(app.notices()[0].find(code) != std::string::npos);
  CHECK(dana.approve(code).status != 200);
}

TEST_CASE("a denial is an ordinary error, and aborts a transaction as any error does") {
  shop here;
  sql_connection app{here.proxy.conninfo("app", "shop")};
  const api_client sam = here.proxy.as("sam");
  app.must("BEGIN");
  app.must("DELETE FROM orders WHERE n = 1");
  std::future<sql_result> answer = under_way(app, "TRUNCATE orders");
  CHECK(sam.deny(sam.wait_for_hold("TRUNCATE"), "use the archive job").status == 200);
  const sql_result denied = answer.get();
  CHECK(denied.sqlstate == "42501");
  CHECK((denied.message + denied.detail + denied.hint).find("use the archive job") != std::string::npos);
  CHECK(app.transaction() == 'E');
  CHECK(app.exec("SELECT 1").sqlstate == "25P02");
  app.must("ROLLBACK");
  CHECK(app.exec("SELECT 1").ok());
  CHECK(here.orders() == "1204");
}

TEST_CASE("a cancel withdraws a hold, which can never be approved afterwards") {
  shop here;
  sql_connection app{here.proxy.conninfo("app", "shop")};
  const api_client dana = here.proxy.as("dana");
  std::future<sql_result> answer = under_way(app, "DELETE FROM orders");
  const std::string code = dana.wait_for_hold("DELETE FROM orders");
  CHECK(app.cancel());
  CHECK(answer.get().sqlstate == "57014");
  dana.wait_for_state(code, "withdrawn");
  CHECK(dana.approve(code).status == 409);
  CHECK(app.exec("SELECT 1").ok());
  CHECK(here.orders() == "1204");
}

TEST_CASE("who may be the requester cannot approve") {
  shop here;
  sql_connection mine{here.proxy.conninfo("dana", "shop")};
  const api_client dana = here.proxy.as("dana");
  const api_client sam = here.proxy.as("sam");
  std::future<sql_result> answer = under_way(mine, "DELETE FROM orders");
  const std::string code = sam.wait_for_hold("DELETE FROM orders");
  CHECK(dana.approve(code).status == 403);
  CHECK(here.orders() == "1204");
  CHECK(sam.approve(code).status == 200);
  CHECK(answer.get().tag == "DELETE 1204");
}

TEST_CASE(
    "a crash of Countersign withdraws its holds; approving one then is a grant for the next time, and runs nothing") {
  shop here;
  std::string code;
  {
    raw_client app{"127.0.0.1", here.proxy.port()};
    app.start("app", "shop");
    app.send(frontend::query("DELETE FROM orders"));
    code = here.proxy.as("dana").wait_for_hold("DELETE FROM orders");
    here.proxy.kill9();
    CHECK(eventually(milliseconds{10'000}, [&] { return !app.next(milliseconds{100}).has_value() && app.ended(); }));
  }
  here.proxy.start();
  const api_client dana = here.proxy.as("dana");
  dana.wait_for_state(code, "withdrawn");
  CHECK(dana.approve(code).body.find("\"granted\"") != std::string::npos);
  CHECK(here.orders() == "1204");
  sql_connection app{here.proxy.conninfo("app", "shop")};
  const sql_result again = app.exec("DELETE FROM orders");
  CAPTURE(again.message);
  CHECK(again.tag == "DELETE 1204");
}
