// Constant folding of expressions and conditions, on a stack of its own.
#pragma once

#include "parser/tree/constant.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

[[nodiscard]] constant fold_constant(walker& walk, const Node* node);

// `target` is the table whose rows the condition chooses; null if there is none.
[[nodiscard]] folded fold_condition(walker& walk, const Node* condition, const RangeVar* target);

// fold_logic.cpp
[[nodiscard]] folded constant_result(const constant& value);
[[nodiscard]] folded truth_result(truths may);
[[nodiscard]] bool is_constant_like(const folded& operand);  // made of constants and parameters
[[nodiscard]] folded fold_and(std::span<const folded> operands);
[[nodiscard]] folded fold_or(std::span<const folded> operands);
[[nodiscard]] folded fold_not(const folded& operand);
[[nodiscard]] folded fold_comparison(const folded& left, const folded& right, std::string_view sign,
                                     const RangeVar* target);
[[nodiscard]] folded fold_like(const folded& value, const folded& pattern, bool negated, bool is_regex);
[[nodiscard]] folded fold_null_test(const folded& operand, bool wants_null);
[[nodiscard]] folded fold_boolean_test(const folded& operand, BoolTestType test);
[[nodiscard]] bool is_qualified_by(std::span<const ListCell> fields, const RangeVar* target);
[[nodiscard]] bool same_name(const Node* left, const Node* right);
[[nodiscard]] bool same_column(const Node* left, const Node* right, const RangeVar* target);

// same.cpp
[[nodiscard]] bool same_expression(walker& walk, const Node* first, const Node* second);
// `x OR NOT x`: true for every row but those where x is null.
[[nodiscard]] bool has_opposite_conditions(walker& walk, const BoolExpr* any);

// where.cpp
[[nodiscard]] bool is_system_column(std::string_view name);
[[nodiscard]] bool gives_rows_of(const SelectStmt* query, const RangeVar* target);
// Where a subquery's own condition decides: null if it has none or is more than a plain SELECT.
[[nodiscard]] bool is_plain(const SelectStmt* query);

}  // namespace countersign::parser::tree
