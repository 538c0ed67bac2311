// With a catalog: types that are certain tell a user's functions, operators and casts from PostgreSQL's own.
#include "parser/catalog/builder.hpp"
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

std::shared_ptr<const catalog> make() {
  catalog_builder to;
  for (const char* each : {"app", "public"}) to.add_schema(each);
  for (const char* each : {"lower", "sum", "upper"}) to.add_hidden_function(each);
  to.add_hidden_operator("=");
  to.add_hidden_type("inet");
  for (const char* each : {"lower(text)", "upper(text)", "=(int4,int4)", "=(text,text)"})
    to.add_built_in_signature(each);
  for (const char* each : {"int4 int8", "text varchar", "int4 numeric"}) to.add_implicit_cast(each);
  const auto function = [&](std::uint32_t oid, const char* name, const char* types, std::uint16_t arguments) {
    function_row row;
    row.oid = oid;
    row.schema = "app";
    row.name = name;
    row.types = types;
    row.arguments = arguments;
    row.language = "sql";
    row.source = "DELETE FROM pg_catalog.x";
    to.add_function(row);
  };
  function(1, "lower", "varchar", 1);
  function(2, "sum", "int8,any", 2);
  function(3, "same", "int8,int8", 2);
  function(4, "to_inet", "int4", 1);
  function(5, "ring", "", 0);
  to.add_operator("app", "=", "int8,int8", 3);
  to.add_cast("int4", "pg_catalog", "inet", 4);
  to.add_relation({10, "app", "bells", 'r', {}});
  to.add_relation({11, "app", "dumb", 'r', {}});
  to.add_column({11, "id", true, "int4"});
  to.add_column({11, "title", true, "text"});
  to.add_column({11, "size", true, "int8"});
  to.add_column({11, "odd", true, {}});
  to.add_relation({12, "app", "other", 'r', {}});
  to.add_column({12, "title", true, "varchar"});
  function(6, "upper", "int4", 1);
  to.add_trigger({10,
                  "loud",
                  1U << 2,
                  {},
                  5,
                  "CREATE TRIGGER loud AFTER INSERT ON app.bells FOR EACH ROW WHEN (app.same(new.id, 1::bigint) > 0) "
                  "EXECUTE FUNCTION app.ring()"});
  to.add_trigger({11,
                  "WHEN (false) EXECUTE",
                  1U << 2,
                  {},
                  5,
                  "CREATE TRIGGER \"WHEN (false) EXECUTE\" AFTER INSERT ON app.dumb FOR EACH ROW WHEN (true) EXECUTE "
                  "FUNCTION app.ring()"});
  to.add_trigger(
      {11,
       "mute",
       1U << 4,
       {},
       5,
       "CREATE TRIGGER mute AFTER UPDATE ON app.dumb FOR EACH ROW WHEN (false) EXECUTE FUNCTION app.ring()"});
  to.add_initial_path({}, "app");
  return to.finish();
}

name_context names_on(std::vector<search_path> paths) {
  static const std::shared_ptr<const catalog> known = make();
  return {.known = known, .paths = std::move(paths), .temporary = {}, .same_encoding = true};
}

}  // namespace

TEST_CASE("a user's function, operator or cast counts unless certain types rule it out") {
  struct type_row {
    const char* sql;
    bool runs;
  };
  const type_row rows[] = {
      {"SELECT lower(note) FROM app.dumb", true},
      {"SELECT lower('A')", true},  // varchar or text, as the server likes
      {"SELECT lower('A'::varchar)", true},
      {"SELECT lower('A'::text)", false},  // exactly the built-in one
      {"SELECT lower('A'::pg_catalog.text)", false},
      {"SELECT lower(5)", false},  // no varchar without being asked
      {"SELECT lower('2024-01-01'::date)", false},
      {"SELECT lower('A'::text[])", true},  // nothing is known of arrays
      {"SELECT lower('A'::public.text)", true},
      {"SELECT lower('A', 'B')", false},  // too many arguments
      {"SELECT sum(5, 'x')", true},
      {"SELECT sum('x'::text, 'x')", false},
      {"SELECT 1 = 2", false},  // exactly the built-in one
      {"SELECT 1 = odd FROM app.dumb", true},
      {"SELECT 1 = id FROM app.dumb", false},
      {"SELECT size = 1::bigint FROM app.dumb", true},
      {"SELECT upper('a')", false},  // text before numbers
      {"SELECT upper(5)", true},
      {"SELECT upper(odd) FROM dumb", true},
      {"SELECT upper(id) FROM dumb", true},
      {"SELECT upper(title) FROM dumb", false},
      {"SELECT upper(d.title) FROM dumb d", false},
      {"SELECT lower(title) FROM dumb", false},
      {"SELECT lower(title) FROM other", true},
      {"SELECT lower(o.title) FROM dumb, other o", true},
      {"SELECT lower(title) FROM dumb JOIN other USING (title)", true},
      {"SELECT lower(title) FROM dumb NATURAL JOIN other", true},
      {"SELECT lower(title) FROM dumb, (SELECT 1) x", true},  // the query's columns are not known
      {"SELECT lower(title) FROM dumb AS d (title)", true},
      {"SELECT (SELECT lower(title) FROM bells) FROM dumb", true},
      {"WITH dumb AS (SELECT 1 AS title) SELECT upper(title) FROM dumb", true},
      {"SELECT 1::bigint = 2::bigint", true},
      {"SELECT 'a'::text = id FROM app.dumb", false},
      {"SELECT 'a'::text OPERATOR(app.=) odd FROM app.dumb", false},
      {"SELECT 1 IN (2)", true},
      {"SELECT (5::int4)::inet", true},
      {"SELECT ('a'::text)::inet", false},
      {"SELECT id::inet FROM app.dumb", true},
      {"SELECT size::inet FROM app.dumb", false},
      {"SELECT odd::inet FROM app.dumb", true},
  };
  const name_context names = names_on({{"app"}});
  for (const type_row& each : rows) {
    const std::string sql = each.sql;
    CAPTURE(sql);
    CHECK((effects_of(each.sql, {.names = &names}).find("call app.") != std::string::npos) == each.runs);
  }
  // Where pg_catalog does not come first, a type's or function's name may be anybody's.
  for (const name_context& other :
       {names_on({{"app", "pg_catalog"}}), names_on({}), names_on({{"app"}, {"app", "pg_catalog"}})}) {
    CHECK(effects_of("SELECT lower('A'::text)", {.names = &other}).find("call app.lower") != std::string::npos);
    CHECK(effects_of("SELECT 1 = 2", {.names = &other}).find("call app.same") != std::string::npos);
  }
  name_context temporary = names_on({{"app"}});
  temporary.temporary = {"text"};
  CHECK(effects_of("SELECT lower('A'::text)", {.names = &temporary}).find("call app.lower") != std::string::npos);
}

TEST_CASE("a trigger's WHEN runs what it calls, and a trigger that can never run does nothing") {
  const name_context names = names_on({{"app"}});
  const std::string said = effects_of("INSERT INTO bells VALUES (1)", {.names = &names});
  CHECK(said.find("[trigger loud > function app.same()]") != std::string::npos);
  CHECK(said.find("[trigger loud > function app.ring()]") != std::string::npos);
  CHECK(effects_of("UPDATE dumb SET id = 1", {.names = &names}).find("ring") == std::string::npos);
  CHECK(effects_of("INSERT INTO dumb VALUES (1)", {.names = &names}).find("ring") != std::string::npos);
}

}  // namespace countersign::parser::testing
