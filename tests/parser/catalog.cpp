// What a catalog adds to statements, from rows as a server has them.
#include "parser/catalog/builder.hpp"

#include <fmt/format.h>

#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

enum oids : std::uint32_t {
  no_function = 0,
  pay = 1,
  purge,
  native,
  own_path,
  user_path,
  moving,
  orders,
  salaries,
  staff,
  wide,
  wide_table,
  parent,
  child,
  log_table,
  umlaut,
};

std::string wide_query() {
  std::string sql = "SELECT ";
  for (int i = 0; i < 70; ++i) sql += fmt::format("{}w.c{}", i == 0 ? "" : ", ", i);
  return sql + " FROM app.wide_table w";
}

void add_functions(catalog_builder& to) {
  const auto sql = [&](std::uint32_t oid, std::string_view name, std::string_view source) {
    function_row row;
    row.oid = oid;
    row.schema = "app";
    row.name = name;
    row.language = "sql";
    row.source = source;
    return row;
  };
  to.add_function(sql(pay, "pay", "SELECT amount FROM payroll.salaries"));
  to.add_function(sql(purge, "purge", "DELETE FROM log"));
  function_row c = sql(native, "native", "symbol");
  c.language = "c";
  to.add_function(c);
  function_row fixed = sql(own_path, "fixed", "DELETE FROM log");
  fixed.sets_path = true;
  fixed.path = "audit";
  to.add_function(fixed);
  function_row whose = sql(user_path, "whose", "DELETE FROM log");
  whose.sets_path = true;
  whose.path = "\"$user\", public";
  to.add_function(whose);
  to.add_function(sql(moving, "moving", "SELECT set_config('search_path', 'audit', true); DELETE FROM log"));
}

void add_tables(catalog_builder& to) {
  to.add_relation({orders, "app", "orders", 'r', {}});
  to.add_column({orders, "id", true});
  to.add_column({orders, "note", false});
  to.add_relation({salaries, "payroll", "salaries", 'r', {}});
  to.add_column({salaries, "person", true});
  to.add_column({salaries, "amount", true});
  to.add_relation({staff, "app", "staff", 'v', "SELECT s.person, s.amount AS pay FROM payroll.salaries s"});
  to.add_column({staff, "person", false});
  to.add_column({staff, "pay", false});
  to.add_relation({wide, "app", "wide", 'v', wide_query()});
  to.add_relation({wide_table, "app", "wide_table", 'r', {}});
  for (int i = 0; i < 70; ++i) {
    to.add_column({wide, fmt::format("c{}", i), false});
    to.add_column({wide_table, fmt::format("c{}", i), false});
  }
  to.add_relation({parent, "app", "events", 'p', {}});
  to.add_relation({child, "app", "events_1", 'r', {}});
  to.add_child(child, parent);
  to.add_relation({log_table, "audit", "log", 'r', {}});
  to.add_relation({umlaut, "app", "geh\xc3\xa4lter", 'v', "SELECT s.amount FROM payroll.salaries s"});
  to.add_column({umlaut, "amount", false});
}

std::shared_ptr<const catalog> make() {
  catalog_builder to;
  for (const char* each : {"app", "audit", "payroll", "public"}) to.add_schema(each);
  add_functions(to);
  add_tables(to);
  to.add_trigger({orders, "watch", 1U << 4, "note", purge});
  to.add_trigger({orders, "odd", 1U << 3, {}, native});
  to.add_rule({orders, "keep", '3', "CREATE RULE keep AS ON INSERT TO app.orders DO ALSO DELETE FROM audit.log"});
  to.add_key({.name = "fk",
              .referencing = salaries,
              .referenced = orders,
              .on_delete = 'c',
              .on_update = 'a',
              .columns = "person",
              .key_columns = "id"});
  to.add_initial_path({}, "app");
  return to.finish();
}

name_context names_on(std::vector<search_path> paths) {
  static const std::shared_ptr<const catalog> known = make();
  return {.known = known, .paths = std::move(paths), .temporary = {}, .same_encoding = true};
}

void check(const name_context& names, std::span<const row> rows) {
  for (const row& each : rows) {
    CAPTURE(each.name);
    CHECK(effects_of(each.sql, {.names = &names}) == each.effects);
  }
}

}  // namespace

TEST_CASE("views, triggers, rules, keys and partitions are followed, each with its path") {
  const row rows[] = {
      {"a column of a view", "SELECT person FROM staff",
       "read view app.staff (person)\nread payroll.salaries (person) [view app.staff]"},
      {"all of a view", "SELECT * FROM staff",
       "read view app.staff (all columns)\nread payroll.salaries (person, amount) [view app.staff]"},
      {"a trigger on its column", "UPDATE orders SET note = 'x' WHERE id = 1",
       "update app.orders (note) (with WHERE)\nread app.orders (id)\n"
       "delete app.log (no WHERE) [trigger watch > function app.purge()]"},
      {"a trigger on another column", "UPDATE orders SET id = 2 WHERE id = 1",
       "update app.orders (id) (with WHERE)\nread app.orders (id)"},
      {"a trigger that cannot be read, and a key", "DELETE FROM orders WHERE id = 1",
       "delete app.orders (with WHERE)\nread app.orders (id)\n"
       "call app.native (its code cannot be read) [trigger odd]\n"
       "delete payroll.salaries (with WHERE) [foreign key fk]"},
      {"a rule", "INSERT INTO orders VALUES (1, 'a')", "insert app.orders\ndelete audit.log (no WHERE) [rule keep]"},
      {"a partition", "DELETE FROM events_1",
       "delete app.events_1 (no WHERE)\ndelete app.events (with WHERE) [rows of app.events_1]"},
      {"a partitioned table", "DELETE FROM events",
       "delete app.events (no WHERE)\ndelete app.events_1 (no WHERE) [child of app.events]"},
      {"ONLY", "SELECT FROM ONLY events", "read app.events"},
  };
  check(names_on({{"app"}}), rows);
}

TEST_CASE("two columns far to the right of a view are two reads") {
  const name_context names = names_on({{"app"}});
  const std::string said = effects_of("SELECT a.c66, b.c68 FROM wide a, wide b", {.names = &names});
  CHECK(said.find("wide_table (c66) [view app.wide]") != std::string::npos);
  CHECK(said.find("wide_table (c68) [view app.wide]") != std::string::npos);
}

TEST_CASE("names in a function's body mean what its search_path says, or anything where that cannot be told") {
  const row rows[] = {
      {"its own", "SELECT fixed()", "call app.fixed\ndelete audit.log (no WHERE) [function app.fixed()]"},
      {"that of whoever calls", "SELECT whose()", "call app.whose\ndelete log (no WHERE) [function app.whose()]"},
      {"one that it sets", "SELECT moving()",
       "call app.moving\nset search_path = audit [function app.moving()]\n"
       "delete log (no WHERE) [function app.moving()]"},
  };
  check(names_on({{"app"}}), rows);
}

TEST_CASE("where several paths may be in force, a name is all that they find") {
  const name_context names = names_on({{"public"}, {"payroll"}});
  CHECK(effects_of("SELECT amount FROM salaries", {.names = &names}) == "read payroll.salaries (amount)");
  const name_context none = names_on({});
  CHECK(effects_of("SELECT pay FROM staff", {.names = &none}) ==
        "read staff (pay)\nread payroll.salaries (amount) [view app.staff]");
}

TEST_CASE("a statement that may move names leaves those behind it in the same text open") {
  const name_context names = names_on({{"public"}});
  for (const char* first :
       {"SET search_path TO payroll", "SET ROLE x", "SET client_encoding TO latin1", "SELECT native()", "RESET ALL"}) {
    CAPTURE(first);
    const std::string said = effects_of(fmt::format("{}; SELECT pay FROM staff", first), {.names = &names});
    CHECK(said.find("payroll.salaries (amount) [view app.staff]") != std::string::npos);
  }
  CHECK(effects_of("SHOW x; SELECT pay FROM staff", {.names = &names}).find("salaries") == std::string::npos);
}

TEST_CASE("a name that the server converts may be any name beyond ASCII") {
  name_context names = names_on({{"app"}});
  CHECK(effects_of("SELECT amount FROM \"geh\xc3\xa4lter\"", {.names = &names}).find("payroll.salaries (amount)") !=
        std::string::npos);
  names.same_encoding = false;
  CHECK(effects_of("SELECT amount FROM \"geh\xe4lter\"", {.names = &names}).find("payroll.salaries (amount)") !=
        std::string::npos);
  // A column that cannot be told is every column.
  CHECK(effects_of("SELECT \"\xe4\" FROM staff", {.names = &names}).find("payroll.salaries (person, amount)") !=
        std::string::npos);
}

TEST_CASE("a table that the session has made and the catalog does not have yet is where it must be") {
  name_context names = names_on({{"nowhere", "app"}});
  CHECK(effects_of("SELECT FROM fresh", {.names = &names}) == "read app.fresh");
  names = names_on({{"public", "app"}});
  CHECK(effects_of("SELECT FROM fresh", {.names = &names}) == "read fresh");
  names.temporary = {"fresh", "orders"};
  CHECK(effects_of("SELECT FROM fresh", {.names = &names}) == "read pg_temp.fresh");
  // It may have been dropped again.
  CHECK(effects_of("DELETE FROM orders WHERE id = 1", {.names = &names}).find("payroll.salaries") != std::string::npos);
}

TEST_CASE("with a catalog, IS NOT NULL of a column that is never null restricts nothing") {
  const name_context names = names_on({{"app"}});
  const auto where = [&](const char* sql) { return effects_of(sql, {.names = &names}).substr(0, 50); };
  CHECK(where("DELETE FROM orders WHERE id IS NOT NULL").find("always true") != std::string::npos);
  CHECK(where("DELETE FROM orders WHERE note IS NOT NULL").find("with WHERE") != std::string::npos);
}

TEST_CASE("a search_path is read as the server reads it") {
  struct path_row {
    const char* value;
    bool good;
    search_path parsed;
  };
  const path_row rows[] = {
      {"app, Public", true, {"app", "public"}},
      {"\"$user\", public", true, {"dana", "public"}},
      {"\"A \"\"b\"", true, {"A \"b"}},
      {"", true, {}},
      {"app,", false, {}},
      {"\"app", false, {}},
      {"app public", false, {}},
      {"sch\xc3\xa4ma", false, {}},
  };
  for (const path_row& each : rows) {
    CAPTURE(each.value);
    search_path out;
    CHECK(parse_search_path(each.value, "dana", out) == each.good);
    if (each.good) CHECK(out == each.parsed);
  }
}

}  // namespace countersign::parser::testing
