// Which conditions restrict anything.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row where_rows[] = {
    {"no condition", "DELETE FROM t", "delete t (no WHERE)"},
    {"true", "DELETE FROM t WHERE true", "delete t (WHERE is always true)"},
    {"text that is true", "DELETE FROM t WHERE 'yes'", "delete t (WHERE is always true)"},
    {"one equals one", "DELETE FROM t WHERE 1=1", "delete t (WHERE is always true)"},
    {"equal texts", "DELETE FROM t WHERE 'a'='a'", "delete t (WHERE is always true)"},
    {"equal after a cast", "DELETE FROM t WHERE '1'::int = 1", "delete t (WHERE is always true)"},
    {"a date as text", "DELETE FROM t WHERE date '2024-01-02'::text = '02.01.2024'", "delete t (WHERE is always true)"},
    {"a date as another text", "DELETE FROM t WHERE date '2024-01-02'::text <> '2024-01-02'",
     "delete t (WHERE is always true)"},
    {"an interval as text", "DELETE FROM t WHERE '1 day'::interval::varchar = 'P1D'",
     "delete t (WHERE is always true)"},
    {"a float as text", "DELETE FROM t WHERE (1234::float8 + 0)::text = '1e+03'", "delete t (WHERE is always true)"},
    {"bits as a number", "DELETE FROM t WHERE '10'::bit(2)::int = 2", "delete t (WHERE is always true)"},
    {"a date as text is not null", "DELETE FROM t WHERE date '2024-01-02'::text IS NULL", "delete t (with WHERE)"},
    {"a date and another", "DELETE FROM t WHERE date '2024-01-02' = date '2024-01-02'",
     "delete t (WHERE is always true)"},
    {"arithmetic", "DELETE FROM t WHERE 1 + 1 = 2", "delete t (WHERE is always true)"},
    {"not false", "DELETE FROM t WHERE NOT false", "delete t (WHERE is always true)"},
    {"anything or true", "DELETE FROM t WHERE id = 5 OR true",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"true and one equals one", "DELETE FROM t WHERE true AND 1=1", "delete t (WHERE is always true)"},
    {"one in a list", "DELETE FROM t WHERE 1 IN (3, 2, 1)", "delete t (WHERE is always true)"},
    {"not in a list", "DELETE FROM t WHERE 1 NOT IN (2, 3)", "delete t (WHERE is always true)"},
    {"between", "DELETE FROM t WHERE 2 BETWEEN 1 AND 3", "delete t (WHERE is always true)"},
    {"now is not null", "DELETE FROM t WHERE now() IS NOT NULL", "delete t (WHERE is always true)"},
    {"current_user is not null", "DELETE FROM t WHERE current_user IS NOT NULL", "delete t (WHERE is always true)"},
    {"a column equals itself", "DELETE FROM t WHERE id = id",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a qualified column equals itself", "DELETE FROM t AS x WHERE x.id = id",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a column is at least itself", "DELETE FROM t WHERE id >= id",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"not unequal to itself", "DELETE FROM t WHERE NOT (id <> id)",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"not distinct from itself", "DELETE FROM t WHERE id IS NOT DISTINCT FROM id",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a system column is not null", "DELETE FROM t WHERE ctid IS NOT NULL",
     "delete t (WHERE is always true)\n"
     "read t (ctid)"},
    {"everything is like %", "DELETE FROM t WHERE name LIKE '%'",
     "delete t (WHERE is always true)\n"
     "read t (name)"},
    {"everything matches .*", "DELETE FROM t WHERE name ~ '.*'",
     "delete t (WHERE is always true)\n"
     "read t (name)"},
    {"is true", "DELETE FROM t WHERE (1=1) IS TRUE", "delete t (WHERE is always true)"},
    {"never unknown", "DELETE FROM t WHERE (1=1) IS NOT UNKNOWN", "delete t (WHERE is always true)"},
    {"coalesce to true", "DELETE FROM t WHERE coalesce(true, false)", "delete t (WHERE is always true)"},
    {"a null or true", "DELETE FROM t WHERE coalesce(NULL, true)", "delete t (WHERE is always true)"},
    {"the value of a CASE is what it is compared with", "DELETE FROM t WHERE CASE 1 WHEN 1 THEN true ELSE id = 1 END",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"the value of a CASE is something else", "DELETE FROM t WHERE CASE 2 WHEN 1 THEN true ELSE id = 1 END",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"a condition or its NOT", "DELETE FROM t WHERE id = 3 OR NOT id = 3",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a condition or the NOT of another", "DELETE FROM t WHERE id = 3 OR NOT id = 4",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"a boolean column or its NOT", "DELETE FROM t WHERE NOT done OR name = '' OR done",
     "delete t (WHERE is always true)\n"
     "read t (done, name)"},
    {"an expression equals itself", "DELETE FROM t WHERE lower(name) || 'x' = lower(name) || 'x'",
     "delete t (WHERE is always true)\n"
     "read t (name)"},
    {"an expression equals another", "DELETE FROM t WHERE lower(name) || 'x' = lower(name) || 'y'",
     "delete t (with WHERE)\n"
     "read t (name)"},
    {"a volatile function may differ from itself", "DELETE FROM t WHERE id * random() <= id * random()",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"an operator of one's own is not known", "DELETE FROM t WHERE id + 1 OPERATOR(mine.=) id + 1",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"every branch true", "DELETE FROM t WHERE CASE WHEN id > 5 THEN true ELSE true END",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a branch taken", "DELETE FROM t WHERE CASE WHEN 1=1 THEN true ELSE id = 3 END",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a scalar subquery", "DELETE FROM t WHERE (SELECT true)", "delete t (WHERE is always true)"},
    {"a scalar subquery compared", "DELETE FROM t WHERE (SELECT 1) = 1", "delete t (WHERE is always true)"},
    {"exists of nothing", "DELETE FROM t WHERE EXISTS (SELECT 1)", "delete t (WHERE is always true)"},
    {"exists of a whole table", "DELETE FROM t WHERE EXISTS (SELECT 1 FROM u)",
     "delete t (WHERE is always true)\n"
     "read u"},
    {"in its own rows", "DELETE FROM t WHERE id IN (SELECT id FROM t)",
     "delete t (WHERE is always true)\n"
     "read t (id)\n"
     "read t (id)"},
    {"in its own rows, with schema", "DELETE FROM s.t WHERE id IN (SELECT t.id FROM s.t WHERE 1=1)",
     "delete s.t (WHERE is always true)\n"
     "read s.t (id)\n"
     "read s.t (id)"},
    {"any of its own rows", "DELETE FROM t WHERE ctid = ANY (ARRAY(SELECT ctid FROM t))",
     "delete t (WHERE is always true)\n"
     "read t (ctid)\n"
     "read t (ctid)"},
    {"a join on nothing of ours", "DELETE FROM t USING u WHERE u.id = 7",
     "delete t (WHERE is always true)\n"
     "read u (id)"},
    {"a cross join", "DELETE FROM t USING u",
     "delete t (no WHERE)\n"
     "read u"},
    {"an update from elsewhere", "UPDATE t SET a = u.a FROM u WHERE u.id = 7",
     "update t (a) (WHERE is always true)\n"
     "read u (a, id)"},
    {"x or its opposite", "DELETE FROM t WHERE id > 0 OR id <= 0",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a comparison", "DELETE FROM t WHERE id = 5",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"a condition and true", "DELETE FROM t WHERE id = 5 AND true",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"false", "DELETE FROM t WHERE false", "delete t (with WHERE)"},
    {"null", "DELETE FROM t WHERE NULL", "delete t (with WHERE)"},
    {"one is two", "DELETE FROM t WHERE 1 = 2", "delete t (with WHERE)"},
    {"different texts", "DELETE FROM t WHERE 'a' = 'b'", "delete t (with WHERE)"},
    {"not null of a column", "DELETE FROM t WHERE deleted_at IS NOT NULL",
     "delete t (with WHERE)\n"
     "read t (deleted_at)"},
    {"a prefix", "DELETE FROM t WHERE name LIKE 'a%'",
     "delete t (with WHERE)\n"
     "read t (name)"},
    {"in other rows", "DELETE FROM t WHERE id IN (SELECT t_id FROM u)",
     "delete t (with WHERE)\n"
     "read u (t_id)\n"
     "read t (id, t_id)"},
    {"in some of its own rows", "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE old)",
     "delete t (with WHERE)\n"
     "read t (id, old)\n"
     "read t (id, old)"},
    {"in ten of its own rows", "DELETE FROM t WHERE ctid IN (SELECT ctid FROM t LIMIT 10)",
     "delete t (with WHERE)\n"
     "read t (ctid)\n"
     "read t (ctid)"},
    {"a correlated exists", "DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id)",
     "delete t (with WHERE)\n"
     "read u (id)\n"
     "read t (id)"},
    {"a join on ours", "DELETE FROM t USING u WHERE u.id = t.u_id",
     "delete t (with WHERE)\n"
     "read u (id)\n"
     "read t (u_id)"},
    {"a join on ours by alias", "UPDATE t AS x SET a = 1 FROM u WHERE u.id = x.u_id",
     "update t (a) (with WHERE)\n"
     "read u (id)\n"
     "read t (u_id)"},
    {"an unqualified join condition", "UPDATE t SET a = 1 FROM u WHERE u_id = u.id",
     "update t (a) (with WHERE)\n"
     "read u (id, u_id)\n"
     "read t (u_id)"},
    {"where current of", "DELETE FROM t WHERE CURRENT OF c", "delete t (with WHERE)"},
    {"a user function", "DELETE FROM t WHERE f(id)",
     "delete t (with WHERE)\n"
     "call f\n"
     "read t (id)"},
    {"rows compared", "DELETE FROM t WHERE (id, v) = (1, 2)",
     "delete t (with WHERE)\n"
     "read t (id, v)"},
    {"a parameter alone", "DELETE FROM t WHERE $1", "delete t (with WHERE)"},
    {"a parameter in a comparison", "DELETE FROM t WHERE id = $1",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"an optional filter", "DELETE FROM t WHERE $1::int IS NULL OR id = $1",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"a like with a parameter", "DELETE FROM t WHERE name LIKE $1",
     "delete t (with WHERE)\n"
     "read t (name)"},
    {"two parameters compared", "DELETE FROM t WHERE $1 = $2", "delete t (with WHERE)"},
    {"an optional filter and another", "DELETE FROM t WHERE ($1::int IS NULL OR id = $1) AND kind = 'x'",
     "delete t (with WHERE)\n"
     "read t (id, kind)"},
    {"dates compared", "DELETE FROM t WHERE '2020-01-01'::date < '2021-01-01'::date",
     "delete t (WHERE is always true)"},
    {"equal dates", "DELETE FROM t WHERE '2020-01-01'::date = '2020-01-01'::date", "delete t (WHERE is always true)"},
    {"merge on true", "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE",
     "delete t (WHERE is always true) (merge)\n"
     "read s"},
    {"merge on ours", "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = 1",
     "update t (a) (with WHERE) (merge)\n"
     "read s (id)\n"
     "read t (id)"},
    {"merge with a condition", "MERGE INTO t USING s ON true WHEN MATCHED AND t.x = 3 THEN DELETE",
     "delete t (with WHERE) (merge)\n"
     "read s\n"
     "read t (x)"},
    {"null or not null", "DELETE FROM t WHERE a IS NULL OR a IS NOT NULL",
     "delete t (WHERE is always true)\n"
     "read t (a)"},
    {"unequal or equal", "DELETE FROM t WHERE a <> 5 OR a = 5",
     "delete t (WHERE is always true)\n"
     "read t (a)"},
    {"opposites of different things", "DELETE FROM t WHERE a > 5 OR a <= 4 OR b <= 5",
     "delete t (with WHERE)\n"
     "read t (a, b)"},
    {"the other table's column of that name", "DELETE FROM t USING u WHERE id = u.id",
     "delete t (with WHERE)\n"
     "read u (id)\n"
     "read t (id)"},
};
// clang-format on

}  // namespace

TEST_CASE("a WHERE counts as restricting only if it can leave a row out") {
  check_rows(where_rows);
}

}  // namespace countersign::parser::testing
