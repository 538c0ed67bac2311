// What a write assigns to which column.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

using column_names = std::span<const std::string_view>;
using assigned_values = std::span<const assigned_value>;

// Values of one write that are listed; past it, each column is said once to be unknown.
inline constexpr std::size_t values_max = 100'000;

// VALUES rows, in the order of the columns; no columns: by position.
[[nodiscard]] assigned_values values_of_rows(walker& walk, const List* rows, column_names columns);
[[nodiscard]] assigned_values values_of_row(walker& walk, const List* row, column_names columns);
// What a query gives to an INSERT: the constants of its target list, in every row, and those of VALUES in its FROM.
[[nodiscard]] assigned_values values_of_query(walker& walk, const SelectStmt* query, column_names columns);
// SET column = value, (a, b) = (...). `inserted`: the rows that EXCLUDED stands for, with the names of their columns.
[[nodiscard]] assigned_values values_of_assignments(walker& walk, const List* targets, const RangeVar* table,
                                                    assigned_values inserted = {});
// COPY: anything.
[[nodiscard]] assigned_values unknown_values(walker& walk, column_names columns);
// The names of a target list's columns.
[[nodiscard]] column_names target_columns(walker& walk, const List* targets);

}  // namespace countersign::parser::tree
