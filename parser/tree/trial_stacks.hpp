// What a trial (trial.hpp) works on. It lives in the walker so that its memory is reused.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/catalog/catalog.hpp"
#include "parser/tree/fold_stacks.hpp"

namespace countersign::parser::tree {

enum class trial_op : std::uint8_t {
  value,      // a constant
  parameter,  // with its bound value, if it has one
  variable,   // a column of the target
  unknown,    // what is not evaluated
  all_of,
  any_of,
  negation,
  compare,
  calculate,
  null_test,
  truth_test,
  same,  // IS NOT DISTINCT FROM
  like,
  choose,  // CASE: condition, result, ..., otherwise
  first_not_null,
  null_if,
  greatest,
  least,
  call,
  witness,    // true if its operand is; otherwise some other row may make it true
  emptiness,  // of a bound array: true if it has no element
  lone_row    // its second operand, if the first, a WHERE, is true; if that is false, there is no row
};

inline constexpr std::uint32_t no_slot = UINT32_MAX;

// One step, in postfix order.
struct trial_step {
  trial_op what = trial_op::unknown;
  bool flag = false;        // null_test: IS NULL. lone_row: ALL. like: letters of either case
  std::uint8_t detail = 0;  // truth_test: the BoolTestType
  std::uint32_t operands = 0;
  std::uint32_t slot = no_slot;  // variable: which. compare, like, anything: the atom that stands for it
  std::string_view sign{};       // the operator or function
  const Node* left = nullptr;    // what an atom stands for
  const Node* right = nullptr;
  constant value{};
};

enum class column_type : std::uint8_t { opaque, whole, fraction, text, boolean };

struct trial_variable {
  std::string_view column{};
  column_type type = column_type::opaque;
  bool certain = false;  // nothing that is found later changes the type
  bool nullable = true;
  std::uint8_t bytes = 0;  // of an integer type that is known
};

// Something that is not evaluated: a condition, or how two values compare.
struct trial_atom {
  bool is_order = false;  // less, equal or greater; else true or false
  std::string_view sign{};
  const Node* left = nullptr;
  const Node* right = nullptr;
};

// A table, subquery or CTE beside the target that has all of its rows, or one for each of them by a foreign key.
struct row_source {
  std::string_view alias{};
  const SelectStmt* through = nullptr;   // null: the table itself
  const referencing_key* key = nullptr;  // its rows are those that the target's refer to
  const catalog_relation* referenced = nullptr;
  std::uint32_t outer = no_slot;
};

struct trial_task {
  const Node* node = nullptr;
  std::uint32_t scope = no_slot;  // the innermost source that its names can mean
  bool is_step = false;
  trial_step step{};
};

struct trial_outcome {
  constant value{};
  truths may = anything;
  truths reach = 0;         // what bound values can make of it for every row alike
  bool wild = false;        // a bound value, or made of one
  bool never_null = false;  // of a value that is not known
  std::uint32_t variable = no_slot;
};

struct trial_stacks {
  std::vector<trial_step> steps;
  std::vector<trial_variable> variables;
  std::vector<trial_atom> atoms;
  std::vector<row_source> sources;
  std::vector<trial_task> tasks;
  std::vector<trial_task> agenda;
  std::vector<const SelectStmt*> arms;
  std::vector<std::uint32_t> made_by;
  std::vector<constant> candidates;
  std::vector<std::uint32_t> first_candidate;  // of each variable, and the end
  std::vector<std::uint32_t> choice;           // of each variable and atom
  std::vector<trial_outcome> results;
  bool tests_null = false;
  bool has_parameters = false;
};

}  // namespace countersign::parser::tree
