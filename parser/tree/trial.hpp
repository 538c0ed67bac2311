// Looks for a row that a condition leaves out, by evaluating it on rows with values of all sorts: those that the
// condition itself names, their neighbours, the ends of the types, nulls. What is not evaluated (most functions, dates,
// other tables) comes out as anything, but the same each time where it is written the same.
#pragma once

#include "parser/tree/where.hpp"

namespace countersign::parser::tree {

struct trial_result {
  bool leaves_none_out = false;  // with the bound values in place
  bool for_some_values = false;  // there may be values to bind with which it would leave none out
};

[[nodiscard]] trial_result try_rows(walker& walk, const Node* condition, const written_table& target);

// trial_program.cpp: the steps, variables and atoms of a condition. False: it is too long.
[[nodiscard]] bool compile_trial(walker& walk, const Node* condition, const written_table& target);

// trial_rows.cpp: what the columns may be, by the constants of the program.
void choose_candidates(walker& walk);

}  // namespace countersign::parser::tree
