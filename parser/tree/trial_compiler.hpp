// How a condition becomes the steps of a trial; trial.hpp is what others use.
#pragma once

#include "parser/tree/trial.hpp"

namespace countersign::parser::tree {

[[nodiscard]] bool is_comparison(std::string_view sign);

// Which columns of the target the names of a condition are: of the target itself, and of what beside it or in a
// subquery has the same rows.
class trial_columns {
 public:
  trial_columns(walker& walk, const written_table& target);
  std::uint32_t open_source(const Node* item, std::uint32_t outer);
  std::uint32_t open_others();
  std::uint32_t variable_of(const Node* node, std::uint32_t scope);
  // Without a catalog a column's type is what it is used as.
  void note_type(const Node* node, column_type type, std::uint32_t scope);
  void note_type_by(const Node* node, const Node* other, std::uint32_t scope);

 private:
  const CommonTableExpr* cte_named(const RangeVar* table);
  bool is_target(const RangeVar* table) const;
  // What a FROM item is a plain selection of; false: it has not all of the target's rows, or that is not certain.
  bool step_into(const Node* item, const SelectStmt*& query);
  bool has_all_rows(const Node* item, row_source& source);
  // The foreign key by which each row of the target refers to one of the table's, which `other` becomes.
  const referencing_key* key_to(const RangeVar* table, const catalog_relation*& other);
  // The target's column that a column of the source is; empty: none.
  std::string_view column_behind(const row_source& source, std::string_view name);
  bool may_have(std::string_view column) const;
  std::uint32_t variable_named(std::string_view column);

  walker& walk_;
  trial_stacks& out_;
  const written_table& target_;
  const catalog_relation* relation_ = nullptr;
  bool others_exist_ = false;
};

class trial_compiler {
 public:
  trial_compiler(walker& walk, const written_table& target) : walk_(walk), out_(walk.trial()), columns_(walk, target) {}
  [[nodiscard]] bool run(const Node* condition);  // false: it is too long

 private:
  // What is to come, in order.
  void then(const void* node, std::uint32_t scope) { out_.agenda.push_back({.node = as<Node>(node), .scope = scope}); }
  void then(const trial_step& step) { out_.agenda.push_back({.is_step = true, .step = step}); }
  void then(trial_op what, std::size_t operands) {
    then(trial_step{.what = what, .operands = static_cast<std::uint32_t>(operands)});
  }
  void then_truth(bool truth) {
    then(trial_step{.what = trial_op::value, .value = {.what = constant::boolean, .truth = truth}});
  }
  void then_anything(const Node* node) { then(trial_step{.left = node}); }

  void compare(std::string_view sign, const Node* left, const Node* right, std::uint32_t scope,
               std::uint32_t right_scope);
  // `(a, b) < (c, d)` is `a < c OR a = c AND b < d`.
  void compare_rows(std::string_view sign, const List* left, const List* right, std::uint32_t scope,
                    std::uint32_t right_scope, const Node* whole);
  void compare_any(std::string_view sign, const Node* left, const Node* right, std::uint32_t scope,
                   std::uint32_t right_scope, const Node* whole);
  void visit(const Node* node, std::uint32_t scope);
  void visit_logic(const BoolExpr* logic, std::uint32_t scope);
  void visit_null_test(const NullTest* test, std::uint32_t scope);
  void visit_case(const CaseExpr* choice, std::uint32_t scope);
  void visit_call(const FuncCall* call, std::uint32_t scope);
  void visit_operator(const A_Expr* node, std::uint32_t scope);
  void compare_same(const Node* left, const Node* right, std::uint32_t scope);
  void between(const Node* value, const Node* low, const Node* high, std::uint32_t scope);
  void visit_plain_operator(const A_Expr* node, std::string_view sign, std::uint32_t scope);
  void visit_like(const A_Expr* node, std::string_view sign, std::uint32_t scope);
  // `x = ANY (ARRAY[...])`, `x <> ALL ('{}')`
  void visit_array(const A_Expr* node, std::string_view sign, std::uint32_t scope);
  bool is_empty_array(const ParamRef* parameter) const;

  // trial_subqueries.cpp
  bool collect_arms(const SelectStmt* query);
  void then_where(const SelectStmt* query, std::uint32_t scope);
  void visit_subquery(const SubLink* link, std::uint32_t scope);
  void exists(const SelectStmt* query, std::uint32_t scope);
  // One arm of `test = ANY (SELECT ...)`.
  void among(const SubLink* link, const SelectStmt* query, std::string_view sign, std::uint32_t scope);
  // The condition is on the agenda already.
  void give_up_arm();

  walker& walk_;
  trial_stacks& out_;
  trial_columns columns_;
};

// Gives comparisons and conditions an atom where what they are made of is not evaluated.
void place_atoms(walker& walk);

}  // namespace countersign::parser::tree
