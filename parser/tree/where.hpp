// Does a WHERE restrict anything? Constant folding with the bound values in place.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

// The table whose rows a condition picks, and what stands beside it in the statement.
struct written_table {
  const RangeVar* table = nullptr;
  const List* others = nullptr;  // USING, or the FROM of an UPDATE
  const Node* source = nullptr;  // of a MERGE
  const WithClause* with = nullptr;
};

[[nodiscard]] restriction judge_where(walker& walk, const Node* where, const written_table& target);

}  // namespace countersign::parser::tree
