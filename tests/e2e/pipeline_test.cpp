// libpq in pipeline mode with a held statement in the middle. What the application sees must be what it sees without
// Countersign, where the statement simply works or fails.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <stdexcept>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"

using namespace countersign::test;

namespace {

constexpr milliseconds patience{20'000};

// One connection in pipeline mode. Results come as words: "SELECT 1: 7", "42501", "aborted", "sync".
class pipeline {
 public:
  explicit pipeline(sql_connection& on) : connection_{on.get()} {
    if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) != 1) fail();
  }
  pipeline& send(const std::string& sql) {
    if (PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) != 1) fail();
    return *this;
  }
  pipeline& prepare(const char* name, const char* sql) {
    if (PQsendPrepare(connection_, name, sql, 0, nullptr) != 1) fail();
    return *this;
  }
  pipeline& execute(const char* name) {
    if (PQsendQueryPrepared(connection_, name, 0, nullptr, nullptr, nullptr, 0) != 1) fail();
    return *this;
  }
  pipeline& sync() {
    if (PQpipelineSync(connection_) != 1) fail();
    return *this;
  }
  // Sends what is waiting, without a Sync.
  void push() {
    const deadline end{patience};
    while (PQflush(connection_) == 1) {
      if (end.passed()) fail();
      wait(POLLIN | POLLOUT, milliseconds{end.left()});
      if (PQconsumeInput(connection_) != 1) fail();
    }
  }

  // The next result; "nothing" if none comes in time.
  std::string next(milliseconds within = patience) {
    push();
    const deadline end{within};
    for (;;) {
      while (PQisBusy(connection_) == 1) {
        if (end.passed()) return "nothing";
        wait(POLLIN, milliseconds{end.left()});
        if (PQconsumeInput(connection_) != 1) return "lost";
      }
      if (PGresult* result = PQgetResult(connection_); result != nullptr) {
        std::string words = words_of(result);
        PQclear(result);
        ended_ = false;
        return words;
      }
      // One null ends each statement's results; two in a row mean that nothing is under way.
      if (std::exchange(ended_, true)) return "nothing";
    }
  }
  // All up to and including this many Syncs.
  std::vector<std::string> rest(int syncs = 1) {
    std::vector<std::string> all;
    while (syncs > 0) {
      all.push_back(next());
      if (all.back() == "sync") --syncs;
      if (all.back() == "nothing" || all.back() == "lost") break;
    }
    return all;
  }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error{PQerrorMessage(connection_)}; }
  void wait(int events, milliseconds within) const {
    pollfd one{PQsocket(connection_), static_cast<short>(events), 0};
    ::poll(&one, 1, static_cast<int>(within.count()));
  }
  static std::string words_of(const PGresult* result) {
    switch (PQresultStatus(result)) {
      case PGRES_TUPLES_OK: {
        std::string words{PQcmdStatus(const_cast<PGresult*>(result))};
        for (int row = 0; row < PQntuples(result); ++row) words += fmt::format(": {}", PQgetvalue(result, row, 0));
        return words;
      }
      case PGRES_COMMAND_OK:
        return PQcmdStatus(const_cast<PGresult*>(result));
      case PGRES_PIPELINE_ABORTED:
        return "aborted";
      case PGRES_PIPELINE_SYNC:
        return "sync";
      default:
        return PQresultErrorField(result, PG_DIAG_SQLSTATE);
    }
  }

  PGconn* connection_;
  bool ended_ = false;
};

using words = std::vector<std::string>;

// The same pipeline without Countersign, with a statement that fails by itself where the held one stood; what its own
// SQLSTATE is does not matter.
words without_countersign(const counted_shop& here, bool in_transaction, std::string_view sqlstate, char& status) {
  sql_connection direct{here.cluster().conninfo("app", counted_shop::database)};
  pipeline flow{direct};
  if (in_transaction) flow.send("BEGIN");
  flow.send("SELECT 1").send("UPDATE notes SET n = n + 1 WHERE n > 0");
  flow.send("SELECT 1/0").send("SELECT 2").sync().send("SELECT 3").sync();
  words all = flow.rest(2);
  for (std::string& each : all) {
    if (each == "22012") each = sqlstate;
  }
  status = direct.transaction();
  return all;
}

struct settled_otherwise {
  std::string name;
  std::string sqlstate;
  bool in_transaction;
};

}  // namespace

TEST_CASE("a held statement in a pipeline runs after its approval, between what came before and what comes after") {
  counted_shop here;
  for (const bool in_transaction : {false, true}) {
    CAPTURE(in_transaction);
    here.sql("TRUNCATE orders; INSERT INTO orders VALUES (1), (2), (3)");
    const int before = here.runs();
    sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
    const api_client dana = here.proxy().as("dana");
    pipeline flow{app};
    if (in_transaction) flow.send("BEGIN");
    flow.send("SELECT 1").send("SELECT count(*) FROM orders").send("DELETE FROM orders");
    flow.send("SELECT count(*) FROM orders").sync().send("SELECT 3").sync();
    if (in_transaction) CHECK(flow.next() == "BEGIN");
    // What came before is here while the statement is held, though no Sync came.
    CHECK(flow.next() == "SELECT 1: 1");
    CHECK(flow.next() == "SELECT 1: 3");
    const std::string code = dana.wait_for_hold("DELETE FROM orders");
    CHECK(flow.next(milliseconds{50}) == "nothing");
    CHECK(here.runs() == before);
    CHECK(here.orders() == "3");
    CHECK(result_of(dana.approve(code)) == "settled");
    CHECK(flow.rest(2) == words{"DELETE 3", "SELECT 1: 0", "sync", "SELECT 1: 3", "sync"});
    CHECK(here.runs() == before + 1);
    CHECK(app.transaction() == (in_transaction ? 'T' : 'I'));
    CHECK(text_at(dana.wait_for_state(code, "approved"), "outcome.text") == "DELETE 3");
    CHECK(here.orders() == (in_transaction ? "3" : "0"));
  }
}

TEST_CASE("a held statement in a pipeline that may not run is an error like any other") {
  counted_shop here;
  here.sql("CREATE TABLE notes AS SELECT 1 AS n; GRANT ALL ON notes TO app");
  for (const settled_otherwise& row : {settled_otherwise{"denied", "42501", false},
                                       {"denied in a transaction", "42501", true},
                                       {"withdrawn", "57014", false},
                                       {"withdrawn in a transaction", "57014", true}}) {
    CAPTURE(row.name);
    here.sql("UPDATE notes SET n = 1 WHERE true");
    char status = '?';
    const words expected = without_countersign(here, row.in_transaction, row.sqlstate, status);

    sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
    const api_client dana = here.proxy().as("dana");
    pipeline flow{app};
    if (row.in_transaction) flow.send("BEGIN");
    flow.send("SELECT 1").send("UPDATE notes SET n = n + 1 WHERE n > 0");
    flow.send("DELETE FROM orders").send("SELECT 2").sync().send("SELECT 3").sync();
    words seen;
    for (int i = 0; i < (row.in_transaction ? 3 : 2); ++i) seen.push_back(flow.next());
    const std::string code = dana.wait_for_hold("DELETE FROM orders");
    CHECK(flow.next(milliseconds{50}) == "nothing");
    if (row.sqlstate == "42501") {
      CHECK(result_of(dana.deny(code, "not today")) == "settled");
    } else {
      CHECK(app.cancel());
    }
    for (const std::string& each : flow.rest(2)) seen.push_back(each);
    CHECK(seen == expected);
    CHECK(app.transaction() == status);
    dana.wait_for_state(code, row.sqlstate == "42501" ? "denied" : "withdrawn");
    CHECK(here.runs() == 0);
    CHECK(here.orders() == "100");
    // The implicit transaction of the pipeline is rolled back with the statement that failed.
    CHECK(here.sql("SELECT n FROM notes") == "1");
  }
}

TEST_CASE("an error before a held statement withdraws it, and the pipeline goes on after its Sync") {
  counted_shop here;
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  const api_client dana = here.proxy().as("dana");
  pipeline flow{app};
  here.stop_runs();
  // The INSERT waits in the trigger, and fails once it is let go; meanwhile the DELETE behind it is held.
  flow.send("INSERT INTO orders SELECT 1 / (n - n) FROM generate_series(1, 1) n")
      .send("DELETE FROM orders")
      .send("SELECT 2")
      .sync()
      .send("SELECT 3")
      .sync();
  flow.push();
  const std::string code = dana.wait_for_hold("DELETE FROM orders");
  (void)here.stopped_run();
  here.let_runs_go();
  CHECK(flow.rest(2) == words{"22012", "aborted", "aborted", "sync", "SELECT 1: 3", "sync"});
  CHECK(text_at(dana.wait_for_state(code, "withdrawn"), "withdrawn_why") == "pipeline_failed");
  CHECK(dana.approve(code).status == 409);
  CHECK(here.runs() == 1);
  CHECK(here.orders() == "100");
}

TEST_CASE("several holds in one pipeline are asked one after the other, and each has its own answer") {
  counted_shop here;
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  const api_client sam = here.proxy().as("sam");
  pipeline flow{app};
  flow.send("UPDATE orders SET n = n + 1000").sync();
  flow.send("DELETE FROM orders").sync();
  flow.send("TRUNCATE orders").sync().send("SELECT count(*) FROM orders").sync();
  flow.push();
  CHECK(result_of(sam.approve(sam.wait_for_hold("UPDATE orders"))) == "settled");
  CHECK(flow.rest() == words{"UPDATE 100", "sync"});
  CHECK(result_of(sam.deny(sam.wait_for_hold("DELETE FROM orders"), "no")) == "settled");
  CHECK(flow.rest() == words{"42501", "sync"});
  CHECK(result_of(sam.approve(sam.wait_for_hold("TRUNCATE orders"))) == "settled");
  CHECK(flow.rest(2) == words{"TRUNCATE TABLE", "sync", "SELECT 1: 0", "sync"});
  CHECK(here.runs() == 2);
}

TEST_CASE("a prepared statement in a pipeline is held each time it is bound, not when it is prepared") {
  counted_shop here;
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  const api_client dana = here.proxy().as("dana");
  pipeline flow{app};
  flow.prepare("d", "DELETE FROM orders").sync();
  CHECK(flow.rest() == words{"", "sync"});
  CHECK(dana.pending().empty());
  flow.send("SELECT 1").execute("d").sync().execute("d").sync();
  CHECK(flow.next() == "SELECT 1: 1");
  const std::string first = dana.wait_for_hold("DELETE FROM orders");
  CHECK(result_of(dana.approve(first)) == "settled");
  CHECK(flow.rest() == words{"DELETE 100", "sync"});
  const std::string second = dana.wait_for_hold("DELETE FROM orders");
  CHECK(second != first);
  CHECK(result_of(dana.deny(second, "once is enough")) == "settled");
  CHECK(flow.rest() == words{"42501", "sync"});
  CHECK(here.runs() == 1);
}
