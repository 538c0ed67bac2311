// Functions, procedures, DO, LOAD.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row code_rows[] = {
    {"function", "CREATE FUNCTION s.f(a int DEFAULT g()) RETURNS int LANGUAGE sql RETURN (SELECT max(x) FROM t)",
     "create function s.f (sql)\n"
     "read t (x) [body of function f]\n"
     "call g"},
    {"function begin atomic", "CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM t; INSERT INTO u VALUES (1); END",
     "create function p (sql)\n"
     "delete t (no WHERE) [body of function p]\n"
     "insert u [body of function p]"},
    {"function in c", "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'sym'", "create function f (c)"},
    {"alter function", "ALTER FUNCTION s.f(int) SECURITY DEFINER SET search_path = x",
     "alter function s.f (security definer, set search_path = x)"},
    {"do", "DO $$ begin delete from t; end $$",
     "run code (DO, plpgsql)\n"
     "delete t (no WHERE) [DO]"},
    {"everything",
     "DO $$ <<l>> declare x int := f(1); c cursor (k int) for select a from t where k = b; r record; y u.col%type "
     "default g(2); begin delete from t where a = x; perform h(x); x := i(x) + 1; r.f[1] = j(2); if z(x) then update u "
     "set a = 1; elsif zz() then null; else insert into v values (1); end if; for r in select a from w loop return; "
     "end loop; while wh(1) loop exit when ex(1); end loop l; open c(ar(5)); fetch c into r; raise notice '%', k(1) "
     "using hint = hi(2); call p(1); assert m(1), 'x'; foreach x in array n(1) loop continue when o(1); end loop; get "
     "diagnostics x = row_count; case x when wa(1) then null; else truncate tr; end case; for i in reverse a1()..b1() "
     "by c1() loop null; end loop; return query select q from qq; return next rn(1); return r1(2); commit; exception "
     "when others then insert into log values (1); end l; $$",
     "run code (DO, plpgsql)\n"
     "call f [DO]\n"
     "read t (a, k, b) [DO]\n"
     "call g [DO]\n"
     "delete t (with WHERE) [DO]\n"
     "call h [DO]\n"
     "call i [DO]\n"
     "call j [DO]\n"
     "call z [DO]\n"
     "update u (a) (no WHERE) [DO]\n"
     "call zz [DO]\n"
     "insert v [DO]\n"
     "read w (a) [DO]\n"
     "call wh [DO]\n"
     "call ex [DO]\n"
     "call c [DO]\n"
     "call ar [DO]\n"
     "call k [DO]\n"
     "call hi [DO]\n"
     "call p (procedure) [DO]\n"
     "call m [DO]\n"
     "call n [DO]\n"
     "call o [DO]\n"
     "call wa [DO]\n"
     "truncate tr [DO]\n"
     "read qq (q) [DO]\n"
     "call rn [DO]\n"
     "call r1 [DO]\n"
     "transaction (commit) [DO]\n"
     "insert log [DO]\n"
     "read t (a, x) [DO]"},
    {"into",
     "DO $$ declare x int; begin select a, b into strict x, y.z from t where id = 1; insert into t (a) values (1) "
     "returning b into x; with d as (delete from u returning *) select count(*) from d into x; end $$",
     "run code (DO, plpgsql)\n"
     "read t (a, b, id) [DO]\n"
     "insert t (a) [DO]\n"
     "delete u (no WHERE) [DO]\n"
     "read t (b) [DO]\n"
     "read u (all columns) [DO]"},
    {"case expressions",
     "DO $$ begin if case when a then b else c end then x := case y when 1 then f(1) else g(2) end; end if; end $$",
     "run code (DO, plpgsql)\n"
     "call f [DO]\n"
     "call g [DO]"},
    {"dynamic",
     "DO $$ begin execute 'drop table ' || 'q'; execute 'delete from t where a = $1' using f(1); execute format('drop "
     "table %I', x); for r in execute 'select a from secret' loop null; end loop; open c for execute x; return query "
     "execute 'truncate z'; end $$",
     "run code (DO, plpgsql)\n"
     "run code (EXECUTE of SQL that is put together when it runs) [DO]\n"
     "run code (EXECUTE of SQL that is put together when it runs) [DO]\n"
     "drop table q [DO > EXECUTE]\n"
     "delete t (with WHERE) [DO > EXECUTE]\n"
     "call f [DO]\n"
     "read secret (a) [DO > EXECUTE]\n"
     "truncate z [DO > EXECUTE]\n"
     "read t (a) [DO > EXECUTE]"},
    {"nested", "DO $$ begin execute 'do $x$ begin execute ''delete from t''; end $x$'; end $$",
     "run code (DO, plpgsql)\n"
     "run code (DO, plpgsql) [DO > EXECUTE]\n"
     "delete t (no WHERE) [DO > EXECUTE > DO > EXECUTE]"},
    {"unreadable", "DO $$ begin frobnicate the table; end $$",
     "run code (DO, plpgsql)\n"
     "run code (a statement in the body that could not be read) [DO]"},
    {"not closed", "DO $$ begin delete from t; if x $$",
     "run code (DO, plpgsql)\n"
     "delete t (no WHERE) [DO]"},
    {"function",
     "CREATE FUNCTION f(a int) RETURNS trigger LANGUAGE plpgsql AS $$ begin new.x := g(1); delete from t where id = "
     "old.id; return new; end $$",
     "create function f (plpgsql)\n"
     "call g [body of function f]\n"
     "delete t (with WHERE) [body of function f]\n"
     "read t (id) [body of function f]"},
    {"sql function",
     "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'delete from t where id = $1; select max(a) from u'",
     "create function s.f (sql)\n"
     "delete t (with WHERE) [body of function f]\n"
     "read u (a) [body of function f]\n"
     "read t (id) [body of function f]"},
    {"other language", "DO LANGUAGE plpython3u 'plpy.execute(\"delete from t\")'", "run code (DO, plpython3u)"},
    {"comments", "DO $$ begin -- delete from a;\n /* delete from b; */ delete from c; end $$",
     "run code (DO, plpgsql)\n"
     "delete c (no WHERE) [DO]"},
    {"strings with semicolons", "DO $$ begin insert into t values ('a; delete from u;'); end $$",
     "run code (DO, plpgsql)\n"
     "insert t [DO]"},
    {"variables named like keywords", "DO $$ declare count int = 0; begin count = count + 1; \"End\" := 5; end $$",
     "run code (DO, plpgsql)"},
};
// clang-format on

}  // namespace

TEST_CASE("the SQL in function bodies and DO blocks is listed") {
  check_rows(code_rows);
}

}  // namespace countersign::parser::testing
