// VACUUM, ANALYZE, CLUSTER, REINDEX, REFRESH.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row maintenance_rows[] = {
    {"vacuum", "VACUUM (FULL, ANALYZE) t (a), s.u",
     "maintain t (a) (vacuum full)\n"
     "maintain s.u (vacuum full)"},
    {"vacuum everything", "VACUUM", "maintain database (vacuum, every table)"},
    {"analyze", "ANALYZE t (a)", "maintain t (a) (analyze)"},
    {"cluster", "CLUSTER t USING i", "maintain t (cluster)"},
    {"cluster everything", "CLUSTER", "maintain database (cluster, every table)"},
    {"reindex", "REINDEX TABLE CONCURRENTLY s.t", "maintain s.t (reindex concurrently)"},
    {"reindex database", "REINDEX DATABASE d", "maintain database d (reindex)"},
    {"reindex schema", "REINDEX SCHEMA s", "maintain schema s (reindex)"},
    {"refresh", "REFRESH MATERIALIZED VIEW CONCURRENTLY m", "maintain materialized view m (refresh)"},
};
// clang-format on

}  // namespace

TEST_CASE("maintenance names its tables") {
  check_rows(maintenance_rows);
}

}  // namespace countersign::parser::testing
