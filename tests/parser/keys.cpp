// What foreign keys of a catalog say about conditions.
#include "parser/catalog/builder.hpp"
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

TEST_CASE("a foreign key leads from each row to one of the table that it refers to") {
  catalog_builder to;
  to.add_schema("app");
  to.add_relation({1, "app", "orders", 'r', {}});
  to.add_column({1, "id", true, "int4"});
  to.add_column({1, "status", false, "text"});
  to.add_relation({2, "app", "items", 'r', {}});
  to.add_column({2, "order_id", true, "int4"});
  to.add_column({2, "gift_for", false, "int4"});
  to.add_column({2, "status", false, "text"});
  const auto refers = [&](std::string_view column, bool validated) {
    to.add_key({.name = "fk",
                .referencing = 2,
                .referenced = 1,
                .on_delete = 'a',
                .on_update = 'a',
                .columns = column,
                .key_columns = "id",
                .validated = validated});
  };
  bool every_row = true;
  std::string_view condition;
  const auto check = [&] {
    const name_context names{.known = to.finish(), .paths = {{"app"}}, .temporary = {}, .same_encoding = true};
    CAPTURE(condition);
    CHECK((effects_of(condition, {.names = &names}).find("always true") != std::string::npos) == every_row);
  };
  SUBCASE("by IN") {
    refers("order_id", true);
    condition = "DELETE FROM items WHERE order_id IN (SELECT id FROM orders)";
    check();
  }
  SUBCASE("by USING") {
    refers("order_id", true);
    condition = "DELETE FROM items i USING orders o WHERE o.id = i.order_id";
    check();
  }
  SUBCASE("by EXISTS through a subquery") {
    refers("order_id", true);
    condition =
        "DELETE FROM items WHERE EXISTS (SELECT 1 FROM (SELECT id AS k FROM orders) x WHERE x.k = items.order_id)";
    check();
  }
  every_row = false;
  SUBCASE("a condition on a column of its own") {
    refers("order_id", true);
    condition = "DELETE FROM items WHERE order_id IN (SELECT id FROM orders WHERE status = 'new')";
    check();
  }
  SUBCASE("a condition on the key") {
    refers("order_id", true);
    condition = "DELETE FROM items WHERE order_id IN (SELECT id FROM orders WHERE id > 7)";
    check();
  }
  SUBCASE("another column") {
    refers("order_id", true);
    condition = "DELETE FROM items WHERE gift_for IN (SELECT id FROM orders)";
    check();
  }
  SUBCASE("a column that may be null") {
    refers("gift_for", true);
    condition = "DELETE FROM items WHERE gift_for IN (SELECT id FROM orders)";
    check();
  }
  SUBCASE("rows that were never looked at") {
    refers("order_id", false);
    condition = "DELETE FROM items WHERE order_id IN (SELECT id FROM orders)";
    check();
  }
}

}  // namespace countersign::parser::testing
