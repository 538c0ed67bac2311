// What a catalog adds to statements.
#include <fmt/format.h>

#include "parser/catalog/builder.hpp"
#include "tests/parser/known_catalog.hpp"

namespace countersign::parser::testing {

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

namespace {

// Catalogs of pg_depend, by the OIDs that PostgreSQL gives them.
enum catalogs : std::uint32_t {
  in_class = 1259,
  in_proc = 1255,
  in_type = 1247,
  in_schema = 2615,
  in_constraint = 2606,
  in_default = 2604,
  in_role = 1260,
  in_trigger = 2620,
  in_extension = 3079
};

std::shared_ptr<const catalog> linked(std::size_t views) {
  catalog_builder to;
  for (const char* each : {"app", "payroll", "staging"}) to.add_schema(each);
  const auto object = [&](std::uint32_t in, std::uint32_t oid, const char* kind, const char* schema,
                          std::string_view name, const char* table = "") {
    to.add_object({in, oid, kind, schema, name, table});
  };
  to.add_relation({1, "app", "orders", 'r', {}});
  to.add_relation({2, "payroll", "orders_old", 'r', {}});
  to.add_child(2, 1);
  object(in_class, 1, "table", "app", "orders");
  object(in_class, 3, "view", "payroll", "totals");
  object(in_class, 4, "view", "app", "report");
  object(in_class, 5, "sequence", "app", "orders_id_seq");
  object(in_constraint, 6, "constraint", "payroll", "fk", "bonuses");
  object(in_constraint, 7, "constraint", "app", "orders_pkey", "orders");
  object(in_proc, 8, "function", "payroll", "pay");
  object(in_type, 9, "type", "app", "mood");
  object(in_default, 10, "default", "payroll", "state", "people");
  object(in_trigger, 11, "trigger", "payroll", "watch", "people");
  object(in_schema, 12, "schema", "", "staging");
  object(in_role, 13, "role", "", "sam");
  object(in_extension, 14, "extension", "", "crypt");
  for (std::uint32_t i = 0; i < views; ++i) object(in_class, 100 + i, "view", "staging", fmt::format("v{}", i));
  to.add_link({in_class, 3, "", in_class, 1, "amount", false});
  to.add_link({in_class, 4, "", in_class, 3, "", false});
  to.add_link({in_class, 5, "", in_class, 1, "id", true});
  to.add_link({in_constraint, 6, "", in_constraint, 7, "", false});
  to.add_link({in_proc, 8, "", in_type, 9, "", false});
  to.add_link({in_default, 10, "", in_type, 9, "", false});
  to.add_link({in_class, 1, "state", in_type, 9, "", false});
  to.add_link({in_trigger, 11, "", in_proc, 8, "", false});
  to.add_link({in_class, 1, "", in_role, 13, "", true});
  to.add_link({in_proc, 8, "", in_extension, 14, "", true});
  for (std::uint32_t i = 0; i < views; ++i) to.add_link({in_class, 100 + i, "", in_schema, 12, "", false});
  return to.finish();
}

}  // namespace

TEST_CASE("what goes with a dropped object is listed, with CASCADE all that depends on it") {
  const name_context names = {.known = linked(2), .paths = {{"app"}}, .temporary = {}, .same_encoding = true};
  const row rows[] = {
      {"its own parts", "DROP TABLE orders",
       "drop table app.orders\ndrop sequence app.orders_id_seq [drop of table app.orders]"},
      {"all of it", "DROP TABLE app.orders CASCADE",
       "drop table app.orders (cascade)\n"
       "drop view payroll.totals [drop of table app.orders]\n"
       "drop sequence app.orders_id_seq [drop of table app.orders]\n"
       "drop view app.report [drop of table app.orders > drop of view payroll.totals]"},
      {"a column", "ALTER TABLE ONLY orders DROP COLUMN amount CASCADE",
       "alter table app.orders (amount) (drop column cascade)\n"
       "drop view payroll.totals [drop of table app.orders]\n"
       "drop view app.report [drop of table app.orders > drop of view payroll.totals]"},
      {"a column that others have too", "ALTER TABLE orders DROP COLUMN note",
       "alter table app.orders (note) (drop column)\n"
       "alter table payroll.orders_old (note) (drop column) [child of app.orders]"},
      {"a constraint", "ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE",
       "alter table app.orders (drop constraint orders_pkey, cascade)\n"
       "alter table payroll.orders_old (drop constraint orders_pkey, cascade) [child of app.orders]\n"
       "alter table payroll.bonuses (drop constraint fk) [drop of constraint orders_pkey]"},
      {"a type", "DROP TYPE mood CASCADE",
       "drop type mood (cascade)\n"
       "drop function payroll.pay [drop of type app.mood]\n"
       "alter table payroll.people (state) (drop default) [drop of type app.mood]\n"
       "alter table app.orders (state) (drop column) [drop of type app.mood]\n"
       "drop trigger payroll.watch (on people) [drop of type app.mood > drop of function payroll.pay]"},
      {"a function", "DROP FUNCTION payroll.pay", "drop function payroll.pay"},
      {"another schema's", "DROP TYPE payroll.mood CASCADE", "drop type payroll.mood (cascade)"},
      {"what a role owns", "DROP OWNED BY sam",
       "role sam (drop owned)\n"
       "drop (everything that sam owns)\n"
       "drop table app.orders [drop of role sam]\n"
       "drop sequence app.orders_id_seq [drop of role sam > drop of table app.orders]"},
      {"an extension", "DROP EXTENSION crypt",
       "drop extension crypt\ndrop function payroll.pay [drop of extension crypt]"},
      {"a schema", "DROP SCHEMA staging CASCADE",
       "drop schema staging (cascade)\n"
       "drop view staging.v0 [drop of schema staging]\n"
       "drop view staging.v1 [drop of schema staging]"},
  };
  check(names, rows);
}

TEST_CASE("a drop that takes more along than is looked at says so") {
  name_context names = {.known = linked(1000), .paths = {{"app"}}, .temporary = {}, .same_encoding = true};
  CHECK(effects_of("DROP SCHEMA staging CASCADE", {.names = &names}).find("unreadable") == std::string::npos);
  names.known = linked(1001);
  CHECK(effects_of("DROP SCHEMA staging CASCADE", {.names = &names}).find("unreadable (the drop takes more than") !=
        std::string::npos);
}

}  // namespace countersign::parser::testing
