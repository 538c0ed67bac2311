// Statements that take any kind of object.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row changes_rows[] = {
    {"rename table", "ALTER TABLE s.t RENAME TO u", "alter table s.t (rename to u)"},
    {"rename column", "ALTER TABLE t RENAME COLUMN a TO b", "alter table t (a) (rename a to b)"},
    {"rename constraint", "ALTER TABLE t RENAME CONSTRAINT a TO b", "alter table t (rename a to b)"},
    {"rename trigger", "ALTER TRIGGER a ON t RENAME TO b",
     "alter trigger a (on t, rename to b)\n"
     "alter table t (rename a to b)"},
    {"rename role", "ALTER ROLE a RENAME TO b", "role a (rename to b)"},
    {"rename database", "ALTER DATABASE a RENAME TO b", "alter database a (rename to b)"},
    {"rename schema", "ALTER SCHEMA a RENAME TO b", "alter schema a (rename to b)"},
    {"rename function", "ALTER FUNCTION s.f(int) RENAME TO g", "alter function s.f (rename to g)"},
    {"rename domain constraint", "ALTER DOMAIN d RENAME CONSTRAINT a TO b", "alter type d (rename a to b)"},
    {"owner", "ALTER FUNCTION s.f(int) OWNER TO bob", "alter function s.f (owner to bob)"},
    {"owner of large object", "ALTER LARGE OBJECT 12 OWNER TO bob", "alter large object 12 (owner to bob)"},
    {"set schema", "ALTER TABLE a.t SET SCHEMA b", "alter table a.t (set schema b)"},
    {"depends", "ALTER FUNCTION f() DEPENDS ON EXTENSION e", "alter function f (depends on extension e)"},
    {"drop tables", "DROP TABLE IF EXISTS a, s.b, d.s.c CASCADE",
     "drop table a (cascade)\n"
     "drop table s.b (cascade)\n"
     "drop table d.s.c (cascade)"},
    {"drop others", "DROP FUNCTION s.f(int), g",
     "drop function s.f\n"
     "drop function g"},
    {"drop trigger", "DROP TRIGGER tr ON s.t",
     "drop trigger s.tr\n"
     "alter table s.t (loses a trigger)"},
    {"drop policy", "DROP POLICY p ON t",
     "drop policy p\n"
     "alter table t (loses a policy)"},
    {"drop rule", "DROP RULE r ON t",
     "drop rule r\n"
     "alter table t (loses a rule)"},
    {"drop schema", "DROP SCHEMA a, b CASCADE",
     "drop schema a (cascade)\n"
     "drop schema b (cascade)"},
    {"drop extension", "DROP EXTENSION e", "drop extension e"},
    {"drop type", "DROP TYPE s.t", "drop type s.t"},
    {"drop operator", "DROP OPERATOR s.+ (int, int)", "drop operator s.+"},
    {"drop cast", "DROP CAST (text AS s.t)", "drop cast text (as t)"},
    {"drop opclass", "DROP OPERATOR CLASS s.c USING btree", "drop operator s.c"},
    {"drop owned", "DROP OWNED BY bob, CURRENT_USER CASCADE",
     "role bob (drop owned cascade)\n"
     "drop (everything that bob owns)\n"
     "role current_user (drop owned cascade)\n"
     "drop (everything that current_user owns)"},
    {"comment", "COMMENT ON COLUMN s.t.a IS 'x'", "comment table s.t (a)"},
    {"comment on table", "COMMENT ON TABLE s.t IS NULL", "comment table s.t"},
    {"comment on a function", "COMMENT ON FUNCTION s.f(int) IS 'x'", "comment function s.f"},
    {"comment on a cast", "COMMENT ON CAST (a AS b) IS 'x'", "comment cast a (as b)"},
    {"security label", "SECURITY LABEL FOR p ON TABLE t IS 'x'", "alter table t (security label)"},
};
// clang-format on

}  // namespace

TEST_CASE("RENAME, OWNER, DROP and COMMENT name objects of every kind") {
  check_rows(changes_rows);
}

}  // namespace countersign::parser::testing
