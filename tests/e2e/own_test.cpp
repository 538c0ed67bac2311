// Settings that Countersign answers itself, with a real server that logs every statement it is sent.
#include <doctest/doctest.h>
#include <libpq-fe.h>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"

using namespace countersign::test;

namespace {

constexpr const char* database = "own_settings";

struct world {
  postgres_cluster& cluster = shared_cluster();
  countersign_process proxy{cluster, {.rules = short_rules(), .upstream_host = {}, .config = {}}};
  world() {
    make_database(cluster, database);
    cluster.sql("CREATE TABLE orders AS SELECT n FROM generate_series(1, 9) n; GRANT ALL ON orders TO PUBLIC",
                database);
    cluster.sql(fmt::format("ALTER DATABASE {} SET log_statement = 'all'", database));
  }
};

std::string parameter(const sql_result& what) {
  return what.ok() ? what.value() : what.sqlstate;
}

}  // namespace

TEST_CASE("a reason reaches whoever decides, however it is given, and no server sees countersign's settings") {
  world here;
  const api_client dana = here.proxy.as("dana");
  struct row {
    const char* name;
    const char* options;
    std::vector<std::string> before;
    const char* statement;
  };
  for (const row& each :
       {row{"SET", "", {"SET countersign.reason = 'INC-1'"}, "DELETE FROM orders"},
        row{"a comment", "", {}, "/* reason: INC-1 */ DELETE FROM orders"},
        row{"startup", " options='-c countersign.reason=INC-1 -c work_mem=64kB'", {}, "DELETE FROM orders"},
        row{"in a transaction", "", {"BEGIN", "SET countersign.reason = 'INC-1'"}, "DELETE FROM orders"}}) {
    CAPTURE(each.name);
    sql_connection app{here.proxy.conninfo("app", database) + each.options};
    for (const std::string& text : each.before) app.must(text);
    std::future<sql_result> answer = under_way(app, each.statement);
    const std::string code = dana.wait_for_hold("DELETE");
    CHECK(text_at(dana.show(code), "reason") == "INC-1");
    CHECK(here.proxy.command({"show", code}, "dana").out.find("INC-1") != std::string::npos);
    sql_connection other{here.proxy.conninfo("app", database)};
    const sql_result pending = other.exec("SHOW countersign.pending");
    REQUIRE(pending.rows.size() == 1);
    CHECK(pending.rows[0][0] == code);
    CHECK(pending.rows[0][3] == "INC-1");
    CHECK(other.exec_params("SHOW countersign.pending", {}).rows == pending.rows);
    CHECK(dana.deny(code, "not now").status == 200);
    CHECK(answer.get().sqlstate == "42501");
    CHECK(other.exec("SHOW countersign.pending").rows.empty());
    bool audited = false;
    for (const boost::json::object& line : here.proxy.audit()) {
      audited = audited || (text_at(line, "event") == "held" && text_at(line, "code") == code &&
                            text_at(line, "reason") == "INC-1");
    }
    CHECK(audited);
  }
  CHECK(here.cluster.log().find("SHOW work_mem") == std::string::npos);
  sql_connection app{here.proxy.conninfo("app", database) + " options='-c countersign.reason=INC-1 -c work_mem=64kB'"};
  CHECK(app.must("SHOW work_mem") == "64kB");
  CHECK(here.cluster.log().find("SHOW work_mem") != std::string::npos);
  CHECK(here.cluster.log().find("countersign.") == std::string::npos);
}

TEST_CASE("the server's transactions go on as if it had been asked") {
  world here;
  sql_connection app{here.proxy.conninfo("app", database)};
  CHECK(app.exec("SET countersign.reason = 'INC-2'").tag == "SET");
  CHECK(app.exec_params("SHOW countersign.reason", {}).value() == "INC-2");
  app.must("BEGIN");
  CHECK(app.exec("SET countersign.reason = 'INC-3'").ok());
  CHECK(app.transaction() == 'T');
  CHECK(app.exec("SET countersign.reason = 'a'; SELECT 1").sqlstate == "0A000");
  CHECK(app.transaction() == 'E');
  CHECK(app.exec("SHOW countersign.reason").sqlstate == "25P02");
  CHECK(app.exec_params("SET countersign.reason = 'INC-4'", {}).sqlstate == "25P02");
  app.must("ROLLBACK");
  CHECK(parameter(app.exec("SHOW countersign.reason")) == "INC-3");
  app.must("DISCARD ALL");
  CHECK(parameter(app.exec("SHOW countersign.reason")).empty());
}

TEST_CASE("a pipeline has its answers in order, ours among them") {
  world here;
  sql_connection app{here.proxy.conninfo("app", database)};
  PGconn* const raw = app.get();
  REQUIRE(PQenterPipelineMode(raw) == 1);
  for (const char* text : {"SELECT 1", "SET countersign.reason = 'INC-5'", "SHOW countersign.reason", "SELECT 2",
                           "SHOW countersign.pending"}) {
    REQUIRE(PQsendQueryParams(raw, text, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1);
  }
  REQUIRE(PQpipelineSync(raw) == 1);
  std::string seen;
  for (bool synced = false; !synced;) {
    PGresult* const result = PQgetResult(raw);
    if (result == nullptr) continue;
    const ExecStatusType status = PQresultStatus(result);
    synced = status == PGRES_PIPELINE_SYNC || status == PGRES_FATAL_ERROR;
    if (status == PGRES_FATAL_ERROR) seen += PQresultErrorMessage(result);
    if (!synced) seen += fmt::format("{} {}|", PQcmdStatus(result), PQntuples(result));
    PQclear(result);
  }
  CHECK(seen == "SELECT 1 1|SET 0|SHOW 1|SELECT 1 1|SHOW 0|");
}
