// The programs that come with PostgreSQL, once directly and once through Countersign: both must say the same.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <regex>
#include <set>
#include <stop_token>
#include <thread>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/process.hpp"

using namespace countersign::test;

namespace {

constexpr milliseconds tool_max{120'000};

// Two databases with the same content, one for the direct run and one for the run through Countersign.
struct two_ways {
  postgres_cluster& cluster = shared_cluster();
  countersign_process proxy{cluster};

  two_ways() {
    for (const char* name : {"tools_direct", "tools_through"}) {
      make_database(cluster, name);
      cluster.sql("GRANT ALL ON SCHEMA public TO PUBLIC", name);
    }
  }

  [[nodiscard]] static process_options tool(std::vector<std::string> argv, std::uint16_t port,
                                            std::string_view database) {
    return {.argv = std::move(argv),
            .env = {{"PGHOST", "127.0.0.1"},
                    {"PGPORT", fmt::to_string(port)},
                    {"PGUSER", "app"},
                    {"PGDATABASE", std::string{database}},
                    {"PAGER", ""},
                    {"PSQLRC", "/dev/null"}},
            .user = {},
            .folder = {},
            .err_file = {},
            .out_file = {}};
  }
  [[nodiscard]] run_result direct(std::vector<std::string> argv, std::string_view input = {},
                                  std::string_view database = "tools_direct") const {
    return run(tool(std::move(argv), cluster.port(), database), input, tool_max);
  }
  [[nodiscard]] run_result through(std::vector<std::string> argv, std::string_view input = {},
                                   std::string_view database = "tools_through") const {
    return run(tool(std::move(argv), proxy.port(), database), input, tool_max);
  }
};

std::string without_pids(const std::string& text) {
  return std::regex_replace(text, std::regex{"with PID [0-9]+"}, "with PID N");
}

// What a psql script prints, both streams, must not depend on the way.
void same_in_psql(const two_ways& here, std::string_view script, std::string_view proof) {
  const std::vector<std::string> psql{"psql", "-X", "-a", "-v", "VERBOSITY=verbose"};
  const run_result direct = here.direct(psql, script);
  const run_result through = here.through(psql, script);
  CHECK(direct.status == through.status);
  CHECK(without_pids(direct.out) == without_pids(through.out));
  CHECK(without_pids(direct.err) == without_pids(through.err));
  CAPTURE(direct.out);
  CAPTURE(direct.err);
  CHECK((direct.out + direct.err).find(proof) != std::string::npos);
}

constexpr std::string_view schema = R"(
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, born date);
CREATE TABLE orders (id serial PRIMARY KEY, customer int NOT NULL REFERENCES customers, amount numeric(10, 2)
  DEFAULT 0 CHECK (amount >= 0), note text, payload bytea, tags text[]);
CREATE INDEX orders_by_customer ON orders (customer) WHERE amount > 10;
COMMENT ON TABLE orders IS 'what people bought';
COMMENT ON COLUMN orders.amount IS 'in euro';
CREATE VIEW large_orders AS SELECT id, amount FROM orders WHERE amount > 100;
INSERT INTO customers SELECT n, 'customer ' || n, date '2000-01-01' + n FROM generate_series(1, 50) n;
INSERT INTO orders (customer, amount, note, payload, tags)
  SELECT 1 + n % 50, n, E'note \\ ''' || n || E'\n\t\u00e4\u20ac', decode(md5(n::text), 'hex'), ARRAY['a', 'b ' || n]
  FROM generate_series(1, 3000) n;
)";

// As the superuser, who may make what the starter rules would have approved.
void build_schema(const two_ways& here, std::string_view database) {
  here.cluster.sql(std::string{schema}, database);
  here.cluster.sql(
      "CREATE FUNCTION total(c int) RETURNS numeric LANGUAGE sql STABLE AS "
      "'SELECT sum(amount) FROM orders WHERE customer = c';"
      "GRANT ALL ON ALL TABLES IN SCHEMA public TO app; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO app",
      database);
}

// Approves what comes, as somebody would who watches the inbox, and keeps what it was.
class busy_approver {
 public:
  explicit busy_approver(api_client who)
      : who_{std::move(who)}, thread_{[this](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            for (const boost::json::value& one : who_.pending()) {
              const boost::json::object& hold = one.as_object();
              if (who_.approve(text_at(hold, "code"), text_at(hold, "digest")).status == 200) {
                approved_.insert(text_at(hold, "statement").substr(0, 8));
              }
            }
            pause_briefly();
          }
        }} {}
  // The beginnings of the statements that were approved.
  [[nodiscard]] std::set<std::string> stop() {
    thread_.request_stop();
    thread_.join();
    return approved_;
  }

 private:
  api_client who_;
  std::set<std::string> approved_;
  std::jthread thread_;
};

}  // namespace

TEST_CASE("psql describes tables, views, indexes and functions as it does directly") {
  const two_ways here;
  for (const char* name : {"tools_direct", "tools_through"}) build_schema(here, name);
  same_in_psql(here,
               "\\d\n\\d orders\n\\d+ orders\n\\d large_orders\n\\dt\n\\dt+ pg_catalog.pg_cl*\n\\di\n\\dv\n\\ds\n\\df\n"
               "\\df+ total\n\\sf total\n\\dn\n\\du\n\\dT\n\\dp orders\n\\d nothing\n\\encoding\n",
               "orders_by_customer");
}

TEST_CASE("psql copies tables in and out as it does directly") {
  const two_ways here;
  const temp_dir files;
  std::filesystem::permissions(files.path(), std::filesystem::perms::all);
  for (const char* name : {"tools_direct", "tools_through"}) build_schema(here, name);
  const std::string out = (files.path() / "orders.csv").native();
  const std::string binary = (files.path() / "orders.bin").native();
  const std::string script = fmt::format(
      "\\copy orders to '{0}' csv header\n\\copy (SELECT * FROM orders ORDER BY id LIMIT 10) to stdout\n"
      "CREATE TABLE again (LIKE orders);\n\\copy again from '{0}' csv header\n"
      "\\copy again from stdin\n9001\t1\t3.50\tnote\t\\N\t{{x}}\n\\.\n"
      "\\copy again from stdin\nnot a number\n\\.\n"
      "\\copy orders to '{1}' binary\n\\copy again from '{1}' binary\n"
      "SELECT count(*), sum(amount), md5(string_agg(a::text, ',' ORDER BY id, amount)) FROM again a;\n"
      "COPY again TO STDOUT WITH (FORMAT csv);\n",
      out, binary);
  same_in_psql(here, script, "6001");
}

TEST_CASE("psql sees transactions, errors and their places as it does directly") {
  const two_ways here;
  same_in_psql(
      here,
      "CREATE TABLE t (n int PRIMARY KEY);\nBEGIN;\nINSERT INTO t VALUES (1);\nSAVEPOINT s;\n"
      "INSERT INTO t VALUES (1);\nSELECT 1;\nROLLBACK TO s;\nINSERT INTO t VALUES (2);\nCOMMIT;\n"
      "SELECT * FROM t;\nSELECT nothing FROM t;\nSELECT 1; SELECT 1/0; SELECT 2;\n"
      "SELECT 1 \\; SELECT 2 \\; SELECT 3;\n"
      "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY;\nINSERT INTO t VALUES (3);\nROLLBACK;\n"
      "\\set ON_ERROR_ROLLBACK on\nBEGIN;\nSELECT 1/0;\nINSERT INTO t VALUES (4);\nCOMMIT;\nTABLE t;\n"
      "PREPARE p(int) AS SELECT $1 + 1;\nEXECUTE p(41);\nDEALLOCATE p;\nDEALLOCATE p;\n"
      "BEGIN;\nDECLARE c CURSOR FOR SELECT * FROM generate_series(1, 10);\nFETCH 3 FROM c;\nCLOSE c;\nCOMMIT;\n"
      "\\set FETCH_COUNT 7\nSELECT * FROM generate_series(1, 20);\n"
      "SELECT 'SELECT ' || n FROM generate_series(1, 3) n \\gexec\n"
      "SELECT 1 AS x \\gdesc\nSELECT * FROM nowhere;\n",
      "42P01");
}

TEST_CASE("psql is notified as it is directly") {
  const two_ways here;
  same_in_psql(
      here,
      "LISTEN news;\nNOTIFY news, 'one';\nSELECT 1;\nBEGIN;\nNOTIFY news;\nSELECT pg_notify('news', 'three');\n"
      "COMMIT;\nUNLISTEN news;\nNOTIFY news, 'unheard';\nSELECT 2;\n",
      "\"news\" with payload \"three\" received from server process");
}

TEST_CASE("pgbench sets its tables up with two approvals, then runs in its three modes without a failure") {
  two_ways here;
  busy_approver dana{here.proxy.as("dana")};
  const run_result made = here.through({"pgbench", "-i", "-s", "1", "-q"});
  const std::set<std::string> approved = dana.stop();
  CAPTURE(made.err);
  CHECK(made.status == 0);
  CHECK(approved == std::set<std::string>{"drop tab", "truncate"});
  CHECK(here.cluster.sql("SELECT count(*) FROM pgbench_accounts", "tools_through") == "100000");
  int transactions = 0;
  for (const char* mode : {"simple", "extended", "prepared"}) {
    CAPTURE(mode);
    const run_result result = here.through({"pgbench", "-n", "-M", mode, "-c", "4", "-j", "2", "-t", "50"});
    CAPTURE(result.out + result.err);
    CHECK(result.status == 0);
    CHECK(result.out.find("number of transactions actually processed: 200/200") != std::string::npos);
    CHECK(result.out.find("number of failed transactions: 0 ") != std::string::npos);
    transactions += 200;
  }
  CHECK(here.cluster.sql("SELECT count(*) FROM pgbench_history", "tools_through") == fmt::to_string(transactions));
  CHECK(here.cluster.sql("SELECT (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT sum(delta) FROM "
                         "pgbench_history)",
                         "tools_through") == "t");
}

TEST_CASE("pg_dump through Countersign is byte for byte the one taken directly") {
  const two_ways here;
  build_schema(here, "tools_direct");
  // The same database both ways.
  const auto both = [&](const std::vector<std::string>& argv) {
    const run_result direct = here.direct(argv);
    const run_result through = here.through(argv, {}, "tools_direct");
    CAPTURE(direct.err);
    CHECK(direct.status == 0);
    CHECK(through.err == direct.err);
    CHECK(through.status == 0);
    CHECK(through.out.size() > 500);
    CHECK((through.out == direct.out));
  };
  const std::string role = "--username=postgres";
  both({"pg_dump", role, "--restrict-key=k"});
  both({"pg_dump", role, "--restrict-key=k", "--inserts", "--clean", "--if-exists"});
  both({"pg_dumpall", role, "--restrict-key=k", "--globals-only", "--no-role-passwords"});

  const temp_dir files;
  const auto listing = [&](bool directly) {
    const std::string file = (files.path() / (directly ? "direct" : "through")).native();
    const std::vector<std::string> argv{"pg_dump", role, "--format=custom", "--file=" + file};
    const run_result made = directly ? here.direct(argv) : here.through(argv, {}, "tools_direct");
    CHECK(made.status == 0);
    const run_result list = here.direct({"pg_restore", "--list", file});
    CHECK(list.status == 0);
    return std::regex_replace(list.out, std::regex{"; Archive created at [^\n]*\n"}, "");
  };
  const std::string direct = listing(true);
  CHECK(direct.find("TABLE DATA public orders") != std::string::npos);
  CHECK(listing(false) == direct);
}

TEST_CASE("a custom dump is restored through Countersign into an equal database") {
  two_ways here;
  build_schema(here, "tools_direct");
  const temp_dir files;
  const std::string file = (files.path() / "dump").native();
  CHECK(here.through({"pg_dump", "--username=postgres", "--format=custom", "--file=" + file}, {}, "tools_direct")
            .status == 0);
  busy_approver dana{here.proxy.as("dana")};
  const run_result restored = here.through(
      {"pg_restore", "--username=postgres", "--dbname=tools_through", "--exit-on-error", "--single-transaction", file});
  const std::set<std::string> approved = dana.stop();
  CAPTURE(restored.err);
  CHECK(restored.status == 0);
  CHECK(approved.contains("CREATE F"));
  const std::vector<std::string> dump{"pg_dump", "--username=postgres", "--restrict-key=k"};
  CHECK((here.direct(dump).out == here.direct(dump, {}, "tools_through").out));
}
