// Does a WHERE restrict anything? Constant folding with the bound values in place.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

struct written_table {
  const RangeVar* table = nullptr;
};

[[nodiscard]] restriction judge_where(walker& walk, const Node* where, const written_table& target);

}  // namespace countersign::parser::tree
