// Statements and what they do, as rows of a table.
#pragma once

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/analysis.hpp"

namespace countersign::parser::testing {

struct row {
  const char* name;
  const char* sql;
  const char* effects;  // describe() of each, one per line
};

inline std::string effects_of(const analysis& facts) {
  std::string said;
  for (const effect& each : facts.effects()) {
    if (!said.empty()) said += '\n';
    said += describe(each);
  }
  return said;
}

inline std::string effects_of(std::string_view sql, const analyze_options& how = {}) {
  analyzer reader;
  analysis facts;
  reader.analyze(sql, how, facts);
  return effects_of(facts);
}

// One analyzer for all rows, as in a session: what one statement leaves behind must not reach the next.
inline void check_rows(std::span<const row> rows) {
  analyzer reader;
  analysis facts;
  for (const row& each : rows) {
    CAPTURE(each.name);
    CAPTURE(each.sql);
    reader.analyze(each.sql, {}, facts);
    CHECK(effects_of(facts) == each.effects);
  }
}

}  // namespace countersign::parser::testing
