// GRANT, REVOKE, roles and what they own.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row roles_rows[] = {
    {"grant", "GRANT SELECT (a, b), UPDATE ON s.t TO bob, PUBLIC WITH GRANT OPTION",
     "grant s.t (a, b) (select, update to bob, public with grant option)"},
    {"grant all", "GRANT ALL ON ALL TABLES IN SCHEMA s, x TO bob",
     "grant schema s (every table: all to bob)\n"
     "grant schema x (every table: all to bob)"},
    {"revoke", "REVOKE GRANT OPTION FOR SELECT ON t FROM bob CASCADE",
     "revoke t (select from bob (grant option) cascade)"},
    {"grant function", "GRANT EXECUTE ON FUNCTION s.f(int) TO bob", "grant function s.f (execute to bob)"},
    {"grant database", "GRANT CONNECT ON DATABASE d TO bob", "grant database d (connect to bob)"},
    {"grant on parameter", "GRANT SET ON PARAMETER work_mem TO bob", "grant setting work_mem (set to bob)"},
    {"grant large object", "GRANT SELECT ON LARGE OBJECT 12 TO bob", "grant large object 12 (select to bob)"},
    {"default privileges", "ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s GRANT ALL ON FUNCTIONS TO PUBLIC",
     "grant schema s (default for every function: all to public)"},
    {"grant role", "GRANT admin TO bob, CURRENT_USER WITH ADMIN OPTION",
     "role admin (grant to bob, current_user with admin option)"},
    {"revoke role", "REVOKE admin FROM bob", "role admin (revoke from bob)"},
    {"create role", "CREATE ROLE bob LOGIN SUPERUSER PASSWORD 'secret' IN ROLE admin",
     "role bob (create: canlogin, superuser, password, addroleto admin)"},
    {"create user", "CREATE USER bob NOSUPERUSER CREATEROLE", "role bob (create: no superuser, createrole)"},
    {"alter role", "ALTER ROLE bob NOSUPERUSER PASSWORD NULL", "role bob (alter: no superuser, password)"},
    {"alter group", "ALTER GROUP g ADD USER bob", "role g (alter: rolemembers bob)"},
    {"drop group user", "ALTER GROUP g DROP USER bob", "role g (drop: rolemembers bob)"},
    {"drop role", "DROP ROLE a, b",
     "role a (drop)\n"
     "role b (drop)"},
    {"reassign", "REASSIGN OWNED BY a, b TO c",
     "role a (reassign owned to c)\n"
     "role b (reassign owned to c)"},
};
// clang-format on

}  // namespace

TEST_CASE("roles and privileges are seen in every spelling") {
  check_rows(roles_rows);
}

}  // namespace countersign::parser::testing
