// The evaluation itself; fold.hpp is what others use.
#pragma once

#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

// Evaluates bottom up: a node's frame is seen twice, first to push its children, then to combine their results.
class folder {
 public:
  folder(walker& walk, const RangeVar* target) : walk_(walk), stacks_(walk.folding()), target_(target) {}

  folded run(const Node* root) {
    stacks_.frames.clear();
    stacks_.results.clear();
    enter(root);
    while (!stacks_.frames.empty()) {
      const fold_frame frame = stacks_.frames.back();
      if (!frame.children_done) {
        stacks_.frames.back().children_done = true;
        stacks_.frames.back().results_below = stacks_.results.size();
        push_children(frame.node);
        continue;
      }
      stacks_.frames.pop_back();
      const std::span<const folded> operands{stacks_.results.data() + frame.results_below,
                                             stacks_.results.size() - frame.results_below};
      const folded result = combine(frame.node, operands);
      if (operands.empty()) {
        stacks_.results.push_back(result);
      } else {
        stacks_.results.resize(frame.results_below + 1);
        stacks_.results.back() = result;
      }
    }
    return stacks_.results.empty() ? folded{} : stacks_.results.back();
  }

 private:
  void enter(const void* node) { stacks_.frames.push_back({as<Node>(node), 0, false}); }
  // Children are evaluated last in, first out; pushed backwards, their results lie in order. Null children count as
  // unknown.
  void enter_all(const List* list) {
    const auto all = cells(list);
    for (std::size_t i = all.size(); i-- > 0;) enter(all[i].ptr_value);
  }
  void push_children(const Node* node);
  folded combine(const Node* node, std::span<const folded> operands);
  folded combine_expression(const A_Expr* node, std::span<const folded> operands);
  folded combine_sublink(const SubLink* node, std::span<const folded> operands);
  folded combine_coalesce(std::span<const folded> operands);
  folded combine_case(const CaseExpr* node, std::span<const folded> operands);
  folded combine_call(const FuncCall* node);
  [[nodiscard]] bool is_never_null(const Node* column);

  walker& walk_;
  fold_stacks& stacks_;
  const RangeVar* target_;
};

[[nodiscard]] const SelectStmt* subselect(const SubLink* link);
// The expression of `SELECT <expression>` and nothing else; null for any other query.
[[nodiscard]] const Node* lone_expression(const SelectStmt* query);

}  // namespace countersign::parser::tree
