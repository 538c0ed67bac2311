// What queries read: FROM, CTE names, columns.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row read_rows[] = {
    {"a column", "SELECT a FROM t", "read t (a)"},
    {"every column", "SELECT * FROM t", "read t (all columns)"},
    {"a count", "SELECT count(*) FROM t", "read t"},
    {"no table", "SELECT 1", ""},
    {"a whole row", "SELECT t FROM t", "read t (all columns)"},
    {"a whole row to json", "SELECT row_to_json(x) FROM t x", "read t (all columns)"},
    {"EXISTS of all columns", "SELECT EXISTS (SELECT * FROM t WHERE a = 1)", "read t (a)"},
    {"EXISTS of some", "SELECT 1 FROM u WHERE EXISTS (SELECT t.*, b FROM t LIMIT 1)",
     "read u\n"
     "read t"},
    {"EXISTS that goes on", "SELECT EXISTS (SELECT a FROM t OFFSET 2)", "read t (a)"},
    {"EXISTS of a calculation", "SELECT EXISTS (SELECT a, f(b) FROM t)",
     "read t (a, b)\n"
     "call f"},
    {"EXISTS of a UNION", "SELECT EXISTS (SELECT a FROM t UNION SELECT b FROM u)",
     "read t (a)\n"
     "read u (b)"},
    {"EXISTS over a subquery", "SELECT EXISTS (SELECT * FROM (SELECT * FROM t) x)", "read t (all columns)"},
    {"IN is no EXISTS", "SELECT 1 FROM u WHERE c IN (SELECT a FROM t)",
     "read u (c, a)\n"
     "read t (a)"},
    {"statistics without values", "SELECT null_frac, avg_width FROM pg_stats WHERE tablename = 't'",
     "read pg_stats (null_frac, avg_width, tablename)"},
    {"statistics of a column",
     "SELECT histogram_bounds FROM pg_stats WHERE schemaname = 's' AND 't' = tablename AND attname = 'a'",
     "read pg_stats (histogram_bounds, schemaname, tablename, attname)\n"
     "read s.t (a) (statistics)"},
    {"statistics of a table", "SELECT * FROM pg_catalog.pg_stats x WHERE x.tablename = 't'",
     "read pg_catalog.pg_stats (all columns)\n"
     "read t (all columns) (statistics)"},
    {"statistics of one or another", "SELECT most_common_vals FROM pg_stats WHERE tablename = 't' OR tablename = 'u'",
     "read pg_stats (most_common_vals, tablename)\n"
     "read (all columns) (statistics of any table)"},
    {"statistics of a join", "SELECT most_common_vals FROM pg_stats s, u WHERE tablename = 't'",
     "read pg_stats (most_common_vals, tablename)\n"
     "read u (most_common_vals, tablename)\n"
     "read (all columns) (statistics of any table)"},
    {"stored statistics", "SELECT stavalues2 FROM pg_statistic WHERE tablename = 't'",
     "read pg_statistic (stavalues2, tablename)\n"
     "read (all columns) (statistics of any table)"},
    {"statistics of an outer query's",
     "SELECT 1 FROM u WHERE EXISTS (SELECT most_common_vals[1] FROM pg_stats s WHERE u.tablename = 't')",
     "read u (tablename, most_common_vals)\n"
     "read pg_stats (most_common_vals)\n"
     "read (all columns) (statistics of any table)"},
    {"a field of a row", "SELECT (x).a FROM t x", "read t (all columns)"},
    {"columns in every clause", "SELECT a FROM t WHERE b = 1 GROUP BY c HAVING max(d) > 1 ORDER BY e",
     "read t (a, b, c, d, e)"},
    {"aliases", "SELECT x.a, y.b FROM s.t x, u y",
     "read s.t (a)\n"
     "read u (b)"},
    {"all of one", "SELECT x.*, y.b FROM t x JOIN u y ON x.id = y.id",
     "read t (all columns)\n"
     "read u (id, b)"},
    {"unqualified in a join", "SELECT a FROM t, u",
     "read t (a)\n"
     "read u (a)"},
    {"using", "SELECT t.a FROM t JOIN u USING (id)",
     "read t (a, id)\n"
     "read u (id)"},
    {"natural", "SELECT t.a FROM t NATURAL JOIN u",
     "read t (all columns)\n"
     "read u (all columns)"},
    {"a join's alias", "SELECT j.a FROM (t JOIN u ON true) AS j",
     "read t (a)\n"
     "read u (a)"},
    {"schema qualified columns", "SELECT s.t.a, u.b FROM s.t, u",
     "read s.t (a)\n"
     "read u (b)"},
    {"three part name", "SELECT db.s.t.a FROM db.s.t", "read db.s.t (a)"},
    {"a composite column", "SELECT t.a.b FROM t", "read t (b, a)"},
    {"renamed columns", "SELECT x FROM t AS q(x)", "read t (all columns)"},
    {"correlated", "SELECT (SELECT u.b FROM u WHERE u.id = t.id) FROM t",
     "read t (id)\n"
     "read u (b, id)"},
    {"perhaps the outer one's", "SELECT (SELECT secret FROM u) FROM t",
     "read t (secret)\n"
     "read u (secret)"},
    {"an outer whole row", "SELECT (SELECT row_to_json(o) FROM u) FROM t o",
     "read t (all columns)\n"
     "read u (o)"},
    {"from subquery", "SELECT q.a FROM (SELECT a, b FROM t) q", "read t (a, b)"},
    {"a subquery does not see its neighbour", "SELECT 1 FROM t, (SELECT a FROM u) q",
     "read t\n"
     "read u (a)"},
    {"lateral does", "SELECT 1 FROM t, LATERAL (SELECT t.a, b FROM u) q",
     "read t (a, b)\n"
     "read u (b)"},
    {"a cte", "WITH x AS (SELECT a FROM t) SELECT * FROM x", "read t (a)"},
    {"a cte hides a table", "WITH t AS (SELECT 1) SELECT * FROM t", ""},
    {"a schema shows the table again", "WITH t AS (SELECT 1) SELECT * FROM public.t", "read public.t (all columns)"},
    {"a cte is not seen by itself", "WITH t AS (SELECT * FROM t) SELECT * FROM t", "read t (all columns)"},
    {"with recursive it is", "WITH RECURSIVE t AS (SELECT 1 UNION SELECT * FROM t) SELECT * FROM t", ""},
    {"a cte sees those before", "WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b", ""},
    {"not those after", "WITH b AS (SELECT * FROM a), a AS (SELECT 1) SELECT * FROM b", "read a (all columns)"},
    {"a cte in a subquery is not seen outside", "SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) q, x",
     "read x (all columns)"},
    {"an outer cte is seen inside", "WITH x AS (SELECT 1) SELECT (SELECT count(*) FROM x)", ""},
    {"cte of a set operation", "WITH x AS (SELECT 1) SELECT * FROM x UNION SELECT * FROM x UNION SELECT a FROM t",
     "read t (a)"},
    {"a target is never a cte", "WITH t AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM t)",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"insert source sees the cte", "WITH x AS (SELECT a FROM t) INSERT INTO x SELECT * FROM x",
     "insert x\n"
     "read t (a)"},
    {"union", "SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY 1",
     "read t (a)\n"
     "read u (b)"},
    {"values", "VALUES (1, (SELECT a FROM t))", "read t (a)"},
    {"table", "TABLE t", "read t (all columns)"},
    {"only", "SELECT a FROM ONLY t", "read t (a)"},
    {"tablesample", "SELECT a FROM t TABLESAMPLE bernoulli (10)", "read t (a)"},
    {"a foreign sampling method", "SELECT a FROM t TABLESAMPLE evil.m (f(1))",
     "call evil.m\n"
     "read t (a)\n"
     "call f"},
    {"function in from", "SELECT * FROM generate_series(1, 3), json_each((SELECT doc FROM t)) AS j", "read t (doc)"},
    {"rows from", "SELECT * FROM ROWS FROM (f(1), g(2)) AS x",
     "call g\n"
     "call f"},
    {"xmltable", "SELECT * FROM t, XMLTABLE('/r' PASSING t.doc COLUMNS a int PATH 'a' DEFAULT f()) x",
     "read t (all columns)\n"
     "call f"},
    {"window", "SELECT sum(a) OVER (PARTITION BY b ORDER BY c) FROM t WINDOW w AS (ORDER BY f(d))",
     "read t (a, b, c, d)\n"
     "call f"},
    {"filter and order in an aggregate", "SELECT array_agg(a ORDER BY b) FILTER (WHERE c) FROM t", "read t (a, b, c)"},
    {"case and coalesce", "SELECT CASE WHEN a THEN b ELSE coalesce(c, d) END FROM t", "read t (a, b, c, d)"},
    {"array and row", "SELECT ARRAY[a, b], ROW(c, d), e[f:g] FROM t", "read t (a, b, c, d, e, f, g)"},
    {"in a subquery", "SELECT 1 FROM t WHERE a IN (SELECT b FROM u)",
     "read t (a, b)\n"
     "read u (b)"},
    {"grouping sets", "SELECT a FROM t GROUP BY GROUPING SETS ((a), ROLLUP (b, c))", "read t (a, b, c)"},
    {"limit and offset", "SELECT 1 FROM t LIMIT (SELECT n FROM u) OFFSET f()",
     "read t (n)\n"
     "call f\n"
     "read u (n)"},
    {"distinct on", "SELECT DISTINCT ON (a) b FROM t", "read t (b, a)"},
    {"cast with collation", "SELECT (a COLLATE \"C\")::text FROM t", "read t (a)"},
    {"xml", "SELECT xmlelement(name x, xmlattributes(a), b), xmlserialize(content c AS text) FROM t",
     "read t (a, b, c)"},
    {"for update", "SELECT a FROM t FOR UPDATE",
     "read t (a)\n"
     "lock t (for update)"},
    {"for update of one", "SELECT 1 FROM t, u FOR SHARE OF u",
     "read t\n"
     "read u\n"
     "lock u (for share)"},
    {"for update reaches subqueries", "SELECT * FROM (SELECT a FROM t) q FOR UPDATE",
     "read t (a)\n"
     "lock t (for update of an outer query)"},
    {"for update does not lock a cte", "WITH x AS (SELECT 1) SELECT * FROM x FOR UPDATE", ""},
    {"temporary table", "SELECT a FROM pg_temp.t", "read pg_temp.t (a)"},
    {"quoted and folded", "SELECT \"A\", B FROM \"T\", U",
     "read T (A, b)\n"
     "read u (A, b)"},
    {"select into", "SELECT a INTO TEMP n FROM t",
     "create table n\n"
     "read t (a)"},
    {"cycle", "WITH RECURSIVE x AS (SELECT a FROM t UNION ALL SELECT a FROM x) CYCLE a SET c USING p SELECT * FROM x",
     "read t (a)"},
};
// clang-format on

}  // namespace

TEST_CASE("every table and column that a query reads is listed") {
  check_rows(read_rows);
}

}  // namespace countersign::parser::testing
