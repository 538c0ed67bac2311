// Statements made to look like less than they are.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row disguised_rows[] = {
    // A cast may cut a text or take its blanks away.
    {"a setting cut to role", "SELECT set_config('rolexx'::varchar(4), 'admin', false)",
     "set = the setting's name is not in the statement\n"
     "set role (the setting's name is not in the statement)\n"
     "unreadable (may set client_encoding: the setting's name is not in the statement; write it out)"},
    {"blanks that char(n) loses", "SELECT set_config('role  '::bpchar || '', 'admin', false)",
     "set = the setting's name is not in the statement\n"
     "set role (the setting's name is not in the statement)\n"
     "unreadable (may set client_encoding: the setting's name is not in the statement; write it out)"},
    {"casts that change nothing", "SELECT set_config('role'::text::varchar || ''::text, 'admin', false)",
     "set role admin"},
    {"an encoding that is cut", "SELECT set_config('client_encoding', 'SJISxx'::varchar(4), false)",
     "set client_encoding\n"
     "unreadable (sets client_encoding to a value that is not in the statement; write it out)"},
    {"a query without its WHERE", "SELECT query_to_xml('delete from t where id=1'::varchar(13), true, true, '')",
     "run code (SQL in an argument)"},
    {"a query in a name", "SELECT query_to_xml('delete from t where id=1'::name, true, true, '')",
     "run code (SQL in an argument)"},
    {"a sequence is the same in any cast", "SELECT nextval('s.q'::regclass)", "sequence s.q (nextval)"},
    {"the second query of crosstab", "SELECT * FROM crosstab('select 1', 'delete from t') AS x (a int)",
     "call crosstab\n"
     "delete t (no WHERE) [query in crosstab]"},
    {"crosstab with a number", "SELECT * FROM crosstab('select 1', 2) AS x (a int)", "call crosstab"},
    // What looks at no column takes all rows or none.
    {"the time", "DELETE FROM t WHERE now() > '2000-01-01'", "delete t (WHERE is always true)"},
    {"chance", "DELETE FROM t WHERE random() < 2", "delete t (WHERE is always true)"},
    {"a function of constants", "DELETE FROM t WHERE length('a') = 1", "delete t (WHERE is always true)"},
    {"bits", "UPDATE t SET a = 1 WHERE 1 & 1 = 1", "update t (a) (WHERE is always true)"},
    {"arrays", "DELETE FROM t WHERE 1 = ANY ('{1,2}')", "delete t (WHERE is always true)"},
    {"rows", "DELETE FROM t WHERE ROW(1, 2) = ROW(1, 2)", "delete t (WHERE is always true)"},
    {"numbers that are equal once rounded", "DELETE FROM t WHERE 1.00000001::float4 = 1",
     "delete t (WHERE is always true)"},
    {"blanks that do not count", "DELETE FROM t WHERE 'a '::bpchar = 'a'", "delete t (WHERE is always true)"},
    {"another table", "DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = 1)",
     "delete t (WHERE is always true)\n"
     "read u (a)"},
    {"the time beside a key", "DELETE FROM t WHERE id = -1 OR now() > '2000-01-01'",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"the same by De Morgan", "DELETE FROM t WHERE NOT (id <> -1 AND now() < '2000-01-01')",
     "delete t (WHERE is always true)\n"
     "read t (id)"},
    {"a key and the time", "DELETE FROM t WHERE id = 1 AND (id = 2 OR now() > '2000-01-01')",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"keys", "DELETE FROM t WHERE (id = 1 OR id = 2) OR (id = 3 AND now() > '2000-01-01')",
     "delete t (with WHERE)\n"
     "read t (id)"},
    {"false as query builders write it", "DELETE FROM t WHERE 1 = 0", "delete t (with WHERE)"},
    {"another table, joined on the row",
     "DELETE FROM t WHERE EXISTS (SELECT 1 FROM u JOIN v ON v.a = t.id WHERE u.b = 1)",
     "delete t (with WHERE)\n"
     "read u (b)\n"
     "read v (a)\n"
     "read t (id)"},
    // ALTER TABLE.
    {"every value replaced", "ALTER TABLE t ALTER c TYPE text USING ''",
     "alter table t (c) (alter column type, values replaced)"},
    {"every value converted", "ALTER TABLE t ALTER c TYPE int USING c::int", "alter table t (c) (alter column type)"},
    {"a trigger that only replicas fire", "ALTER TABLE t ENABLE REPLICA TRIGGER x, ENABLE REPLICA RULE y",
     "alter table t (enable replica trigger x)\n"
     "alter table t (enable replica rule y)"},
    // Views that a write goes through.
    {"a view of the settings", "CREATE VIEW v AS SELECT name, setting FROM pg_settings",
     "create view v\n"
     "read pg_settings (name, setting) [view v]\n"
     "set = view of pg_settings [view v]\n"
     "set role (view of pg_settings) [view v]\n"
     "unreadable (UPDATE of a view of pg_settings may change how later text is read; use SET) [view v]"},
};
// clang-format on

}  // namespace

TEST_CASE("what looks like less than it is counts as what it may be") {
  check_rows(disguised_rows);
}

TEST_CASE("a bound value that its type may round is not known to differ") {
  const struct {
    const char* name;
    const char* sql;
    std::string_view value;
    type_oid type;
    bool restricted;
  } rows[] = {
      {"a fraction that float8 rounds", "DELETE FROM t WHERE id = -1 OR $1 = 2", "2.00000000000000001", 701, false},
      {"a fraction of a type not known", "DELETE FROM t WHERE id = -1 OR $1 = 2", "2.00000000000000001", 0, false},
      {"an exact fraction", "DELETE FROM t WHERE id = -1 OR $1 = 2", "2.5", 1700, true},
      {"blanks of char(n)", "DELETE FROM t WHERE id = -1 OR $1 = 'a'", "a  ", 1042, false},
      {"the rest of \"char\"", "DELETE FROM t WHERE id = -1 OR $1 = 'a'", "abc", 18, false},
      {"a date spelt otherwise", "DELETE FROM t WHERE id = -1 OR $1 = '2020-01-01'", "20200101", 1082, false},
      {"text", "DELETE FROM t WHERE id = -1 OR $1 = 'a'", "b", 25, true},
      {"a filter that is used", "DELETE FROM t WHERE $1 = 0 OR id = $1", "5", 23, true},
  };
  for (const auto& each : rows) {
    CAPTURE(std::string{each.name});
    const bound_value values[] = {{each.value, each.type, wire_format::text, false}};
    const std::string said = effects_of(each.sql, {lexing::standard, values});
    CHECK(said.starts_with("delete t (with WHERE)") == each.restricted);
  }
}

TEST_CASE("a bound value is a text only if its type leaves it whole") {
  const struct {
    const char* name;
    const char* sql;
    type_oid type;
    bool known;
  } rows[] = {
      {"text", "SELECT set_config($1, 'admin', false)", 25, true},
      {"varchar", "SELECT set_config($1, 'admin', false)", 1043, true},
      {"whatever the function takes", "SELECT set_config($1, 'admin', false)", 0, true},
      {"name is cut", "SELECT set_config($1, 'admin', false)", 19, false},
      {"char(n) loses blanks", "SELECT set_config($1, 'admin', false)", 1042, false},
      {"a domain or another type", "SELECT set_config($1, 'admin', false)", 99'999, false},
      {"of the type of another use", "SELECT $1::name, set_config($1, 'admin', false)", 0, false},
      {"$1 and $10 are not the same", "SELECT $10::name, set_config($1, 'admin', false)", 0, true},
  };
  for (const auto& each : rows) {
    CAPTURE(std::string{each.name});
    const bound_value values[] = {{"work_mem", each.type, wire_format::text, false}};
    const std::string said = effects_of(each.sql, {lexing::standard, values});
    CHECK((said == "set work_mem = admin") == each.known);
    CHECK((said.find("unreadable") != std::string::npos) != each.known);
  }
}

}  // namespace countersign::parser::testing
