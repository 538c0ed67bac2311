// The stacks of an expression's evaluation; they live in the walker so that their memory is reused.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/tree/decimal.hpp"
#include "parser/tree/nodes.hpp"

namespace countersign::parser::tree {

struct constant {
  enum kind : std::uint8_t { unknown, null, boolean, number, text, parameter };
  kind what = unknown;
  bool truth = false;     // boolean
  bool typed = false;     // text: of a type whose order and equality we do not know (a date, a UUID)
  bool outlives = false;  // text: the bytes of a bound value, which need no copy
  bool negated = false;   // parameter
  std::uint32_t parameter_number = 0;
  decimal value{};           // number
  std::string_view words{};  // text

  [[nodiscard]] bool known() const { return what != unknown && what != parameter; }
};

// A set of truth values: what a condition may come out as, over all rows.
using truths = std::uint8_t;
inline constexpr truths is_true = 1;
inline constexpr truths is_false = 2;
inline constexpr truths is_null = 4;
inline constexpr truths anything = is_true | is_false | is_null;

// What is known about one expression.
struct folded {
  constant value{};               // with the bound values in place
  truths may = anything;          // as a condition, with the bound values in place
  truths may_unbound = anything;  // the same without them
  truths reach = 0;               // the constants that bound values could make of it
  bool parameters = false;        // made of constants and parameters only, with a parameter among them
  bool never_null = false;
  bool whole_table = false;         // a subquery that gives every row of the target, one column of it
  const Node* column = nullptr;     // the ColumnRef that it is
  bool by_parameters = false;       // ... because parameters before it in a COALESCE are null
  const Node* otherwise = nullptr;  // the ColumnRef that it would be if the parameters were null
  // For `column < constant` and `column IS NULL`: what is compared how, so that an OR with the opposite is seen.
  const Node* tested = nullptr;
  std::string_view test{};
  constant tested_with{};
};

struct fold_frame {
  const Node* node = nullptr;
  std::size_t results_below = 0;
  bool children_done = false;
};

struct fold_stacks {
  std::vector<fold_frame> frames;
  std::vector<folded> results;
};

}  // namespace countersign::parser::tree
