// One Countersign in front of two real servers.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/e2e/tls_cluster.hpp"
#include "tests/support/eventually.hpp"

using namespace countersign::test;

namespace {

// The first server speaks TLS, has shop, and is read by a catalog; the second has neither.
struct two_servers {
  two_servers() {
    make_roles(second);
    make_database(first, "two_shop");
    make_database(second, "two_billing");
    first.sql("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1); GRANT ALL ON orders TO app", "two_shop");
    second.sql("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1), (2); GRANT ALL ON orders TO app",
               "two_billing");
    home.write("catalog.url", fmt::format("{} sslmode=disable", first.conninfo("postgres", "two_shop")));
    tables = fmt::format(
        "[[upstream]]\nhost = \"127.0.0.1\"\nport = {}\ndatabases = [\"two_shop\"]\ntls = \"verify-full\"\n"
        "tls_ca = \"{}\"\ncatalog_url_file = \"{}\"\n"
        "[[upstream]]\nhost = \"{}\"\nport = {}\ndatabases = [\"two_billing\"]\n",
        first.port(), ours().ca(), (home.path() / "catalog.url").native(), second.socket_folder(), second.port());
  }
  postgres_cluster& first = tls_cluster();
  postgres_cluster second;
  temp_dir home{"countersign-upstreams"};
  std::string tables;
};

const two_servers& both() {
  static const two_servers made;
  return made;
}

}  // namespace

TEST_CASE("each database is reached on the server that has it, and a cancel finds its way back there") {
  const two_servers& servers = both();
  countersign_process proxy{servers.first, {.upstreams = servers.tables}};
  sql_connection shop{proxy.conninfo("app", "two_shop")};
  sql_connection billing{proxy.conninfo("app", "two_billing")};
  CHECK(shop.must("SELECT count(*) FROM orders") == "1");
  CHECK(shop.must("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == "t");
  CHECK(billing.must("SELECT count(*) FROM orders") == "2");
  CHECK(billing.must("SELECT inet_server_addr() IS NULL") == "t");
  for (sql_connection* const each : {&shop, &billing}) {
    std::future<sql_result> sleeping = under_way(*each, "SELECT pg_sleep(60)");
    // A cancel that comes before the statement does hits nothing.
    CHECK(eventually(milliseconds{20'000}, [&] {
      static_cast<void>(each->cancel());
      return sleeping.wait_for(milliseconds{100}) == std::future_status::ready;
    }));
    CHECK(sleeping.get().sqlstate == "57014");
    CHECK(each->must("SELECT 1") == "1");
  }
}

TEST_CASE("a database that is not listed is refused, though a server has it") {
  const two_servers& servers = both();
  countersign_process proxy{servers.first, {.upstreams = servers.tables}};
  for (const char* name : {"postgres", "nope"}) {
    CAPTURE(name);
    const std::string told = refusal(proxy.conninfo("app", name));
    CHECK(told.find(fmt::format("FATAL:  database \"{}\" does not exist", name)) != std::string::npos);
  }
  CHECK(proxy.running());
}

TEST_CASE("holds and the audit name the server") {
  const two_servers& servers = both();
  countersign_process proxy{servers.first, {.upstreams = servers.tables}};
  sql_connection billing{proxy.conninfo("app", "two_billing")};
  std::future<sql_result> answer = under_way(billing, "DELETE FROM orders");
  const api_client dana = proxy.as("dana");
  const std::string code = dana.wait_for_hold("DELETE FROM orders");
  const std::string where = servers.second.socket_path();
  CHECK(dana.show(code).at("upstream").as_string() == where);
  CHECK(result_of(dana.approve(code)) == "settled");
  CHECK(answer.get().tag == "DELETE 2");
  CHECK(servers.first.sql("SELECT count(*) FROM orders", "two_shop") == "1");
  bool named = false;
  for (const auto& line : proxy.audit()) {
    const auto* const upstream = line.if_contains("upstream");
    named = named || (line.at("event") == "session started" && upstream != nullptr && *upstream == where.c_str());
  }
  CHECK(named);
}
