// INSERT, UPDATE, DELETE, MERGE, COPY, LOCK, TRUNCATE.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row data_rows[] = {
    {"insert with columns", "INSERT INTO s.t (a, b) VALUES (1, 'x')", "insert s.t (a, b)"},
    {"insert without columns", "INSERT INTO t VALUES (1, 'x')", "insert t"},
    {"insert several rows", "INSERT INTO t (a) VALUES (1), (NULL), (DEFAULT)", "insert t (a)"},
    {"insert default values", "INSERT INTO t DEFAULT VALUES", "insert t"},
    {"insert from a query", "INSERT INTO t (a, b) SELECT c, d FROM u",
     "insert t (a, b)\n"
     "read u (c, d)"},
    {"insert from a union", "INSERT INTO t (a) SELECT 1 UNION SELECT 2", "insert t (a)"},
    {"insert of one selected row", "INSERT INTO t (a) SELECT 5", "insert t (a)"},
    {"returning", "INSERT INTO t AS x (a) VALUES (1) RETURNING x.b",
     "insert t (a)\n"
     "read t (b)"},
    {"on conflict do nothing", "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", "insert t (a)"},
    {"upsert",
     "INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b, c = t.c + 1 WHERE t.d < 5",
     "insert t (a, b)\n"
     "update t (b, c) (with WHERE) (on conflict)\n"
     "read t (c, d)"},
    {"upsert with a subquery", "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = (SELECT max(z) FROM u)",
     "insert t (a)\n"
     "update t (b) (with WHERE) (on conflict)\n"
     "read u (z)\n"
     "read t (z)"},
    {"insert in a cte", "WITH i AS (INSERT INTO t (a) VALUES (1) RETURNING a) INSERT INTO u SELECT a FROM i",
     "insert u\n"
     "insert t (a)\n"
     "read t (a)"},
    {"update", "UPDATE t SET a = 1, b = 'x' WHERE id = 3",
     "update t (a, b) (with WHERE)\n"
     "read t (id)"},
    {"update all", "UPDATE t SET a = 1", "update t (a) (no WHERE)"},
    {"update from", "UPDATE t SET a = u.x FROM u WHERE u.id = t.id",
     "update t (a) (with WHERE)\n"
     "read u (x, id)\n"
     "read t (id)"},
    {"update a row", "UPDATE t SET (a, b) = (1, 2) WHERE id = 1",
     "update t (a, b) (with WHERE)\n"
     "read t (id)"},
    {"update from a subquery", "UPDATE t SET (a, b) = (SELECT x, y FROM u) WHERE id = 1",
     "update t (a, b) (with WHERE)\n"
     "read u (x, y)\n"
     "read t (id, x, y)"},
    {"update a field", "UPDATE t SET a.f = 1, b[2] = 3 WHERE id = 1",
     "update t (a, b) (with WHERE)\n"
     "read t (id)"},
    {"a relative update", "UPDATE t SET a = a + 5, b = b - $1, c = 7 + c, d = d * 2, e = f + 1 WHERE id = 1",
     "update t (a, b, c, d, e) (with WHERE)\n"
     "read t (a, b, c, d, f, id)"},
    {"a negative change", "UPDATE t SET a = a + -12 WHERE id = 1",
     "update t (a) (with WHERE)\n"
     "read t (a, id)"},
    {"delete returning", "DELETE FROM t WHERE id = 1 RETURNING *",
     "delete t (with WHERE)\n"
     "read t (all columns)"},
    {"delete using", "DELETE FROM t USING u JOIN v ON u.id = v.id WHERE t.id = u.id",
     "delete t (with WHERE)\n"
     "read u (id)\n"
     "read v (id)\n"
     "read t (id)"},
    {"merge",
     "MERGE INTO t USING (SELECT * FROM u) s ON t.id = s.id WHEN MATCHED AND s.x > 1 THEN UPDATE SET a = s.a, b = 5 "
     "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, 7)",
     "update t (a, b) (with WHERE) (merge)\n"
     "delete t (with WHERE) (merge)\n"
     "insert t (id, a) (merge)\n"
     "read u (all columns)\n"
     "read t (id)"},
    {"merge that does nothing", "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DO NOTHING",
     "read t (id)\n"
     "read u (id)"},
    {"truncate", "TRUNCATE ONLY a, s.b RESTART IDENTITY CASCADE",
     "truncate a (restart identity cascade)\n"
     "truncate s.b (restart identity cascade)"},
    {"copy in", "COPY s.t (a, b) FROM STDIN WITH (FORMAT csv)", "insert s.t (a, b) (copy)"},
    {"copy in with a condition", "COPY t FROM STDIN WHERE f(a) > 1",
     "insert t (copy)\n"
     "call f\n"
     "read t (a)"},
    {"copy from a file", "COPY t FROM '/etc/passwd'",
     "read file /etc/passwd (copy)\n"
     "insert t (copy)"},
    {"copy from a program", "COPY t FROM PROGRAM 'curl x'",
     "run program curl x (copy)\n"
     "insert t (copy)"},
    {"copy out", "COPY t (a) TO STDOUT", "read t (a) (copy)"},
    {"copy to a file", "COPY (SELECT a FROM t) TO '/tmp/x'",
     "write file /tmp/x (copy)\n"
     "read t (a)"},
    {"copy to a program", "COPY t TO PROGRAM 'sh'",
     "run program sh (copy)\n"
     "read t (all columns) (copy)"},
    {"lock table", "LOCK TABLE a, s.b IN ACCESS EXCLUSIVE MODE NOWAIT",
     "lock a (access exclusive)\n"
     "lock s.b (access exclusive)"},
    {"delete in a copy", "COPY (WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d) TO STDOUT",
     "delete t (no WHERE)\n"
     "read t (all columns)"},
    {"deep cte", "SELECT * FROM (SELECT * FROM (WITH d AS (UPDATE t SET a = 1 RETURNING *) SELECT * FROM d) x) y",
     "update t (a) (no WHERE)\n"
     "read t (all columns)"},
    {"deletes and inserts nested",
     "EXPLAIN ANALYZE WITH a AS (WITH b AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM b RETURNING *) "
     "SELECT * FROM a",
     "insert u\n"
     "delete t (no WHERE)\n"
     "read u (all columns)\n"
     "read t (all columns)"},
    {"a prepared write", "PREPARE p AS UPDATE t SET a = 1",
     "session prepared statement p (prepare)\n"
     "update t (a) (no WHERE)"},
};
// clang-format on

}  // namespace

TEST_CASE("writes are seen wherever they stand") {
  check_rows(data_rows);
}

}  // namespace countersign::parser::testing
