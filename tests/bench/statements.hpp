// The statements that the benchmark of verdicts measures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace countersign::bench {

struct statement {
  std::string_view name;
  std::string sql;
  double target = 0;  // how many times the price of parsing alone a verdict may cost; 0: it is only shown
};

[[nodiscard]] std::vector<statement> statements();

}  // namespace countersign::bench
