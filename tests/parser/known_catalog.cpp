#include "tests/parser/known_catalog.hpp"

#include <fmt/format.h>

#include "parser/catalog/builder.hpp"

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
  steady,
  shadow,
  compares,
  declares,
  sized,
  sized_child,
  totals,
  checked_type,
  checked_list,
  lists,
  lists_row,
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
  to.add_function(sql(steady, "steady", "DELETE FROM audit.log RETURNING 1"));
  function_row lower = sql(shadow, "lower", "DELETE FROM audit.log");
  lower.arguments = 1;
  to.add_function(lower);
  to.add_function(sql(compares, "compares", "SELECT lower(a) OPERATOR(app.===) b FROM app.orders"));
  function_row body = sql(declares, "declares", "DECLARE x app.checked := 1; BEGIN RETURN 1; END");
  body.language = "plpgsql";
  to.add_function(body);
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
  to.add_hidden_function("lower");
  to.add_hidden_operator("===");
  to.add_hidden_type("checked");
  to.add_hidden_type("inet");
  to.add_check({checked_type, "app", "checked", "domain app.checked", "app.steady(VALUE)"});
  to.add_hidden_type("checked_list");
  to.add_check({checked_list, "app", "checked_list", "domain app.checked", "app.steady(VALUE)", true});
  add_functions(to);
  add_tables(to);
  to.add_relation({lists, "app", "lists", 'r', {}});
  to.add_hidden_type("lists");
  to.add_check({lists_row, "app", "lists", "domain app.checked", "app.steady(VALUE)", true});
  to.add_expression({lists, "domain app.checked", "", 327, "app.steady(VALUE)"});
  to.add_relation({sized, "app", "sized", 'r', {}});
  to.add_relation({sized_child, "app", "sized_child", 'r', {}});
  to.add_child(sized_child, sized);
  to.add_relation({totals, "app", "totals", 'm', "SELECT s.amount FROM payroll.salaries s"});
  to.add_expression({sized, "index app.sized_i", "sized_i", 166, "app.steady(size)"});
  to.add_expression({sized, "constraint positive", "positive", 70, "(app.steady(size) > 0)"});
  to.add_expression({sized_child, "statistics s", "s", 128, "app.steady(size)"});
  to.add_expression({totals, "index app.totals_i", "totals_i", 166, "app.steady(1)"});
  to.add_operator("app", "===", "int4,int4", steady);
  to.add_cast("int4", "pg_catalog", "inet", steady);
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

}  // namespace

name_context names_on(std::vector<search_path> paths) {
  static const std::shared_ptr<const catalog> known = make();
  return {.known = known, .paths = std::move(paths), .temporary = {}, .same_encoding = true};
}

std::string when_parsed(std::string_view sql, const name_context& names) {
  analyzer reader;
  analysis facts;
  reader.analyze(sql, {.names = &names}, facts);
  std::string said;
  for (const effect& each : facts.effects()) {
    if (each.when_parsed) said += describe(each);
  }
  return said;
}

void check(const name_context& names, std::span<const row> rows) {
  for (const row& each : rows) {
    CAPTURE(each.name);
    CHECK(effects_of(each.sql, {.names = &names}) == each.effects);
  }
}

}  // namespace countersign::parser::testing
