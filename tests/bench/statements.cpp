#include "tests/bench/statements.hpp"

#include <fmt/format.h>

namespace countersign::bench {

namespace {

// As pgbench's tpcb-like script sends them, with its variables filled in (src/bin/pgbench/pgbench.c).
constexpr std::string_view pgbench_select = "SELECT abalance FROM pgbench_accounts WHERE aid = 345678;";
constexpr std::string_view pgbench_update =
    "UPDATE pgbench_accounts SET abalance = abalance + -2713 WHERE aid = 345678;";
constexpr std::string_view pgbench_insert =
    "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (42, 7, 345678, -2713, CURRENT_TIMESTAMP);";

// As Hibernate and SQLAlchemy write them: aliases for all, every column by name.
constexpr std::string_view orm_join =
    "SELECT o1_0.id, o1_0.state, o1_0.total, o1_0.created_at, c1_0.id, c1_0.name, c1_0.email, c1_0.city FROM orders "
    "o1_0 "
    "LEFT JOIN customers c1_0 ON c1_0.id = o1_0.customer_id JOIN order_lines l1_0 ON l1_0.order_id = o1_0.id WHERE "
    "o1_0.state = $1 AND l1_0.quantity > $2 ORDER BY o1_0.created_at DESC FETCH FIRST 50 ROWS ONLY";

// What psql asks for \d (src/bin/psql/describe.c).
constexpr std::string_view psql_d = R"(SELECT n.nspname as "Schema",
  c.relname as "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END as "Type",
  pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
FROM pg_catalog.pg_class c
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
WHERE c.relkind IN ('r','p','v','m','S','f','')
      AND n.nspname <> 'pg_catalog'
      AND n.nspname !~ '^pg_toast'
      AND n.nspname <> 'information_schema'
  AND pg_catalog.pg_table_is_visible(c.oid)
ORDER BY 1,2;)";

constexpr std::string_view report =
    "WITH recent AS (SELECT customer_id, sum(total) AS spent, count(*) AS orders FROM shop.orders WHERE created_at > "
    "now() - interval '30 days' AND state <> 'cancelled' GROUP BY customer_id HAVING sum(total) > 100) SELECT c.name, "
    "c.city, r.spent, r.orders, rank() OVER (PARTITION BY c.city ORDER BY r.spent DESC) FROM recent r JOIN "
    "shop.clients c ON c.id = r.customer_id WHERE EXISTS (SELECT 1 FROM shop.visits v WHERE v.customer_id = c.id AND "
    "v.seen_at > now() - interval '7 days') ORDER BY r.spent DESC LIMIT 100";

std::string many_rows(std::string_view into, std::size_t rows) {
  std::string sql = fmt::format("INSERT INTO {} VALUES ", into);
  for (std::size_t i = 0; i < rows; ++i) {
    sql += fmt::format("{}({}, 'paid', {}.5)", i == 0 ? "" : ", ", 1000 + i, 10 + i % 90);
  }
  return sql;
}

std::string long_list(std::size_t values) {
  std::string sql = "SELECT id, state FROM orders WHERE id IN (1";
  for (std::size_t i = 2; i <= values; ++i) sql += fmt::format(", {}", i);
  return sql + ")";
}

}  // namespace

std::vector<statement> statements() {
  return {
      {"pgbench select", std::string{pgbench_select}, 2.0},
      {"pgbench update", std::string{pgbench_update}, 2.0},
      {"pgbench insert", std::string{pgbench_insert}, 2.0},
      {"pgbench begin", "BEGIN;"},
      {"ORM join", std::string{orm_join}, 2.0},
      {"insert of 1000 rows", many_rows("orders (id, state, total)", 1000), 1.5},
      {"the same, its values judged", many_rows("bank.transfers (id, state, amount)", 1000)},
      {"psql's \\d", std::string{psql_d}},
      {"report with CTE and window", std::string{report}},
      {"IN of 1000 values", long_list(1000)},
      {"SET", "SET application_name = 'worker 7'"},
      {"SELECT 1", "SELECT 1"},
  };
}

}  // namespace countersign::bench
