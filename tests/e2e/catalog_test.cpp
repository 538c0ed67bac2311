// The catalog over the whole way: a login that may do nothing, definitions that change on and off the wire, and a
// server that does not answer it any more.
#include <doctest/doctest.h>
#include <libpq-fe.h>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"

using namespace countersign::test;

namespace {

constexpr std::string_view rules = R"(
version = 1
default = "allow"
[defaults]
approvers = ["sam"]
[[person]]
name = "sam"
[[rule]]
name = "payroll"
effects = ["read", "write"]
objects = ["payroll.*"]
catalog = "required"
action = "deny"
)";

constexpr const char* database = "shop_catalog";

// The whole world is made anew for each test; the cluster is the program's.
struct payroll_shop {
  postgres_cluster& cluster = shared_cluster();
  std::optional<countersign_process> proxy;

  explicit payroll_shop(std::string_view catalog = {}, std::string_view more = "check_every = \"1s\"\n") {
    make_database(cluster, database);
    cluster.sql("DO $$ BEGIN CREATE ROLE catalog_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    sql("CREATE SCHEMA payroll; CREATE TABLE payroll.salaries AS SELECT 91234 AS amount;"
        "CREATE TABLE orders AS SELECT 1 AS n; CREATE VIEW staff AS SELECT amount FROM payroll.salaries;"
        "GRANT ALL ON ALL TABLES IN SCHEMA public, payroll TO app; GRANT ALL ON SCHEMA public, payroll TO app");
    const std::string url =
        catalog.empty() ? cluster.socket_conninfo("catalog_reader", database) : std::string{catalog};
    proxy.emplace(cluster, countersign_options{.rules = std::string{rules},
                                               .config = fmt::format("[catalog]\nurl = '{}'\n{}", url, more)});
  }
  std::string sql(const std::string& statement) const { return cluster.sql(statement, database); }
  [[nodiscard]] sql_connection connect() const { return sql_connection{proxy->conninfo("app", database)}; }
};

bool denied(const sql_result& answer) {
  return answer.sqlstate == "42501" && answer.message.find("payroll") != std::string::npos;
}

}  // namespace

TEST_CASE("a login that may only connect is enough to see through a view") {
  payroll_shop shop;
  sql_connection app = shop.connect();
  CHECK(denied(app.exec("SELECT * FROM staff")));
  CHECK(app.exec("SELECT * FROM orders").value() == "1");
  // It has no right to the data itself.
  sql_connection reader{shop.cluster.socket_conninfo("catalog_reader", database)};
  CHECK(reader.exec("SELECT * FROM payroll.salaries").sqlstate == "42501");
}

TEST_CASE("what a session changes counts at once for its own statements, and soon for everybody's") {
  payroll_shop shop;
  sql_connection app = shop.connect();
  sql_connection other = shop.connect();
  CHECK(app.exec("CREATE VIEW door AS SELECT n AS amount FROM orders").ok());
  CHECK(app.exec("SELECT * FROM door").ok());
  // Made by somebody whom no rule stops, over a connection of their own; the requester then only renames.
  shop.sql("CREATE VIEW hidden AS SELECT amount FROM payroll.salaries; ALTER VIEW hidden OWNER TO app");
  CHECK(app.exec("ALTER VIEW hidden RENAME TO innocent").ok());
  CHECK(denied(app.exec("SELECT * FROM innocent")));
  CHECK(eventually(milliseconds{10'000}, [&] { return denied(other.exec("SELECT * FROM innocent")); }));
}

TEST_CASE("what somebody changes past Countersign is seen within the time between two looks") {
  payroll_shop shop;
  sql_connection app = shop.connect();
  CHECK(app.exec("SELECT * FROM orders").ok());
  shop.sql("CREATE OR REPLACE VIEW plain AS SELECT n AS amount FROM orders; GRANT SELECT ON plain TO app");
  CHECK(eventually(milliseconds{10'000}, [&] { return app.exec("SELECT * FROM plain").value() == "1"; }));
  shop.sql("CREATE OR REPLACE VIEW plain AS SELECT amount FROM payroll.salaries");
  CHECK(eventually(milliseconds{10'000}, [&] { return denied(app.exec("SELECT * FROM plain")); }));
}

TEST_CASE("without an answer the rule that needs the catalog denies what it cannot tell") {
  payroll_shop shop{{}, "check_every = \"1s\"\nstale_after = \"1s\"\n"};
  sql_connection app = shop.connect();
  CHECK(app.exec("SELECT * FROM orders").ok());
  shop.cluster.sql("ALTER ROLE catalog_reader NOLOGIN");
  shop.cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'catalog_reader'");
  CHECK(eventually(milliseconds{10'000}, [&] { return denied(app.exec("SELECT * FROM orders")); }));
  CHECK(app.exec("SHOW work_mem").ok());
  shop.cluster.sql("ALTER ROLE catalog_reader LOGIN");
  CHECK(eventually(milliseconds{10'000}, [&] { return app.exec("SELECT * FROM orders").ok(); }));
}

TEST_CASE("a connection string that cannot be read is not repeated in the log") {
  payroll_shop shop{"postgresql://reader@localhost/postgres?s3cret-value"};
  CHECK(shop.proxy->log().find("connection string cannot be read") != std::string::npos);
  CHECK(shop.proxy->log().find("s3cret-value") == std::string::npos);
}

TEST_CASE("values and constants of a type with a check are stopped before the server reads them") {
  payroll_shop shop;
  shop.sql(
      "CREATE FUNCTION spoils(int) RETURNS bool LANGUAGE plpgsql SECURITY DEFINER AS "
      "$$ BEGIN DELETE FROM payroll.salaries; RETURN true; END $$; CREATE DOMAIN spoiling AS int CHECK "
      "(spoils(VALUE))");
  const auto left = [&] { return shop.sql("SELECT count(*) FROM payroll.salaries"); };
  const auto oid = static_cast<Oid>(std::stoul(shop.sql("SELECT 'spoiling'::regtype::oid")));
  CHECK(eventually(milliseconds{10'000}, [&] { return denied(shop.connect().exec("SELECT 1::spoiling")); }));
  shop.sql("TRUNCATE payroll.salaries; INSERT INTO payroll.salaries VALUES (91234)");
  sql_connection app = shop.connect();
  const char* const value = "1";
  const auto code = [](PGresult* given) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result{given, &PQclear};
    const char* const said = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    return std::string{said == nullptr ? "" : said};
  };
  CHECK(code(PQexecParams(app.get(), "SELECT $1 IS NULL", 1, &oid, &value, nullptr, nullptr, 0)) == "42501");
  CHECK(code(PQprepare(app.get(), "", "SELECT '{1}'::spoiling[]", 0, nullptr)) == "42501");
  CHECK(left() == "1");
  // Directly they do what they are stopped for.
  sql_connection direct{shop.cluster.socket_conninfo("app", database)};
  CHECK(code(PQprepare(direct.get(), "", "SELECT '{1}'::spoiling[]", 0, nullptr)).empty());
  CHECK(left() == "0");
}
