// Transactions, prepared statements, cursors, EXPLAIN.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row session_rows[] = {
    {"begin", "BEGIN", "transaction (begin)"},
    {"begin with modes", "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
     "transaction (begin isolation level repeatable read, read only)"},
    {"start", "START TRANSACTION READ WRITE", "transaction (begin read write)"},
    {"commit", "COMMIT", "transaction (commit)"},
    {"commit and chain", "COMMIT AND CHAIN", "transaction (commit and chain)"},
    {"end", "END", "transaction (commit)"},
    {"rollback", "ROLLBACK", "transaction (rollback)"},
    {"abort", "ABORT", "transaction (rollback)"},
    {"savepoint", "SAVEPOINT a", "transaction a (savepoint)"},
    {"release", "RELEASE a", "transaction a (release)"},
    {"rollback to", "ROLLBACK TO a", "transaction a (rollback to savepoint)"},
    {"prepare transaction", "PREPARE TRANSACTION 'x'", "two phase x (prepare transaction)"},
    {"commit prepared", "COMMIT PREPARED 'x'", "two phase x (commit prepared)"},
    {"rollback prepared", "ROLLBACK PREPARED 'x'", "two phase x (rollback prepared)"},
    {"prepare", "PREPARE p (int) AS SELECT a FROM t WHERE id = $1",
     "session prepared statement p (prepare)\n"
     "read t (a, id)"},
    {"execute", "EXECUTE p (1, f(2))",
     "execute p\n"
     "call f"},
    {"deallocate", "DEALLOCATE p", "session prepared statement p (deallocate)"},
    {"deallocate all", "DEALLOCATE ALL", "session prepared statement (deallocate all)"},
    {"explain execute", "EXPLAIN ANALYZE EXECUTE p (1)", "execute p"},
    {"declare", "DECLARE c CURSOR WITH HOLD FOR SELECT a FROM t FOR UPDATE",
     "session cursor c (declare with hold)\n"
     "read t (a)\n"
     "lock t (for update)"},
    {"fetch", "FETCH ALL FROM c", "session cursor c (fetch)"},
    {"move", "MOVE NEXT FROM c", "session cursor c (move)"},
    {"close", "CLOSE c", "session cursor c (close)"},
    {"close all", "CLOSE ALL", "session cursor (close all)"},
    {"explain", "EXPLAIN SELECT * FROM t", ""},
    {"explain analyze", "EXPLAIN (ANALYZE, VERBOSE) UPDATE t SET a = 1", "update t (a) (no WHERE)"},
    {"explain analyze off", "EXPLAIN (ANALYZE off) DELETE FROM t", ""},
    {"explain analyze twice", "EXPLAIN (ANALYZE off, ANALYZE on) DELETE FROM t", "delete t (no WHERE)"},
    {"explain analyze in upper case", "EXPLAIN (ANALYZE 'Off') DELETE FROM t", "delete t (no WHERE)"},
    {"explain create table as", "EXPLAIN ANALYZE CREATE TABLE t AS SELECT * FROM u",
     "create table t\n"
     "read u (all columns)"},
    {"notify", "NOTIFY c, 'x'", "notify c"},
    {"listen", "LISTEN c", "session c (listen)"},
    {"unlisten", "UNLISTEN *", "session (unlisten)"},
    {"checkpoint", "CHECKPOINT", "server (checkpoint)"},
    {"do", "DO 'begin end'", "run code (DO, plpgsql)"},
    {"do in another language", "DO LANGUAGE plpython3u 'pass'", "run code (DO, plpython3u)"},
};
// clang-format on

}  // namespace

TEST_CASE("statements on the session itself are told apart") {
  check_rows(session_rows);
}

}  // namespace countersign::parser::testing
