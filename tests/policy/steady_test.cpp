// From text to verdict without memory anew.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "parser/analysis.hpp"
#include "parser/catalog/builder.hpp"
#include "tests/policy/rules.hpp"
#include "tests/support/allocations.hpp"

namespace countersign::policy::tests {

namespace {

std::vector<std::string> everyday_statements() {
  std::string rows = "INSERT INTO orders (id, state, total) VALUES (1, 'paid', 10.5)";
  for (int i = 2; i <= 300; ++i) rows += ", (" + std::to_string(i) + ", 'open', -1.50 + 2)";
  std::string list = "DELETE FROM orders WHERE id IN (1";
  for (int i = 2; i <= 300; ++i) list += ", " + std::to_string(i);
  return {
      "SELECT abalance FROM pgbench_accounts WHERE aid = 345678;",
      "UPDATE pgbench_accounts SET abalance = abalance + -2713 WHERE aid = 345678;",
      "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (42, 7, 345678, -2713, CURRENT_TIMESTAMP);",
      "BEGIN; SELECT 1; COMMIT",
      "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE o.state = $1 ORDER BY 2",
      "WITH r AS (SELECT customer_id, sum(total) AS spent FROM orders GROUP BY 1) SELECT * FROM r JOIN customers c "
      "ON c.id = r.customer_id WHERE EXISTS (SELECT 1 FROM visits v WHERE v.customer_id = c.id)",
      "UPDATE orders SET (a, b) = ROW(1, 'x' || 'y'), c = CASE WHEN d > 1 THEN 2 ELSE coalesce(e, 3) END WHERE (id = "
      "$1 "
      "OR id BETWEEN 1 AND 5) AND NOT (state = 'open') AND lower(name) = lower(name) AND note = 'a\\b'",
      "DELETE FROM orders o USING customers c WHERE c.id = o.customer_id AND (c.city LIKE 'B%' OR c.city IS NULL)",
      "INSERT INTO orders (id) SELECT id FROM staged ON CONFLICT (id) DO UPDATE SET total = excluded.total",
      "SELECT nextval('orders_id_seq'), set_config('application_name', 'a' || 'b', false)",
      "SET application_name = 'worker'",
      "ALTER TABLE orders ADD COLUMN note text DEFAULT 'x', ALTER COLUMN total TYPE numeric USING total + 1",
      "COPY orders (id, total) FROM STDIN",
      "EXPLAIN ANALYZE SELECT * FROM orders",
      rows,
      list + ")",
  };
}

// A catalog in which some of these statements do more than they say.
std::shared_ptr<const parser::catalog> busy_catalog() {
  parser::catalog_builder to;
  to.add_schema("public");
  parser::function_row touch;
  touch.oid = 1;
  touch.schema = "public";
  touch.name = "touch";
  touch.language = "sql";
  touch.source = "INSERT INTO journal (what) VALUES ('touched')";
  to.add_function(touch);
  to.add_relation({1, "public", "orders", 'r', {}});
  for (const char* each : {"id", "state", "total", "customer_id", "name", "note"}) to.add_column({1, each, false});
  to.add_relation({2, "public", "customers", 'v', "SELECT p.id, p.name, p.city FROM public.people p WHERE p.active"});
  for (const char* each : {"id", "name", "city"}) to.add_column({2, each, false});
  to.add_relation({3, "public", "people", 'p', {}});
  for (const char* each : {"id", "name", "city", "active"}) to.add_column({3, each, false});
  to.add_relation({4, "public", "people_1", 'r', {}});
  to.add_child(4, 3);
  to.add_trigger({1, "watch", 28, {}, 1});  // INSERT, DELETE and UPDATE
  return to.finish();
}

// Reads and judges everything a few times, and then without memory anew.
void check_steady(const parser::name_context* names) {
  const auto rules = rules_of(std::string{ruleset::starter_text()});
  const std::vector<std::string> statements = everyday_statements();
  const parser::bound_value values[] = {{"17", 23, parser::wire_format::text, false}};
  parser::analyzer reader;
  parser::analysis facts;
  verdict out;
  const subject who = somebody();
  const auto read = [&](const std::string& text) {
    reader.analyze(text, {.backslashes = parser::lexing::standard, .parameters = values, .names = names}, facts);
    rules->evaluate(who, facts.effects(), values, out);
  };
  for (int round = 0; round < 3; ++round) {
    for (const std::string& each : statements) read(each);
  }
  for (const std::string& each : statements) {
    CAPTURE(each);
    const std::size_t before = test::allocations_so_far();
    for (int round = 0; round < 50; ++round) read(each);
    CHECK(test::allocations_so_far() == before);
    REQUIRE(!facts.effects().empty());
    CHECK(facts.effects()[0].what != verb::unreadable);
  }
  const std::size_t before = test::allocations_so_far();
  for (int round = 0; round < 20; ++round) {
    for (const std::string& each : statements) read(each);
  }
  CHECK(test::allocations_so_far() == before);
}

}  // namespace

TEST_CASE("reading and judging statements that came before needs no memory anew") {
  SUBCASE("as they are written") {
    check_steady(nullptr);
  }
  SUBCASE("with a catalog that adds what they lead to") {
    const parser::name_context names{busy_catalog(), {{"public"}}, {}, true};
    check_steady(&names);
  }
}

}  // namespace countersign::policy::tests
