// What a trial does not evaluate.
#include <algorithm>

#include "parser/tree/fold.hpp"
#include "parser/tree/trial_compiler.hpp"

namespace countersign::parser::tree {

namespace {

constexpr std::size_t atoms_max = 6;

class atom_table {
 public:
  explicit atom_table(walker& walk) : walk_(walk), out_(walk.trial()) {}

  // Gives comparisons and conditions an atom where what they are made of is not evaluated.
  void place() {
    out_.made_by.clear();
    for (std::uint32_t i = 0; i < out_.steps.size(); ++i) {
      trial_step& step = out_.steps[i];
      const std::size_t below = out_.made_by.size() - std::min<std::size_t>(step.operands, out_.made_by.size());
      const std::span<const std::uint32_t> operands{out_.made_by.data() + below, out_.made_by.size() - below};
      const bool vague = std::ranges::any_of(operands, [&](std::uint32_t each) { return is_vague(out_.steps[each]); });
      if (step.what == trial_op::compare && vague) step.slot = atom(true, {}, step.left, step.right);
      if (step.what == trial_op::like && vague) step.slot = atom(false, step.sign, step.left, step.right);
      if (step.what == trial_op::calculate || step.what == trial_op::call || step.what == trial_op::choose ||
          step.what == trial_op::greatest || step.what == trial_op::least || step.what == trial_op::first_not_null ||
          step.what == trial_op::null_if) {
        step.detail = vague ? 1 : 0;
      }
      const bool logic = step.what == trial_op::all_of || step.what == trial_op::any_of ||
                         step.what == trial_op::negation || step.what == trial_op::truth_test;
      for (const std::uint32_t each : operands) {
        trial_step& condition = out_.steps[each];
        if (logic && condition.what == trial_op::unknown && condition.slot == no_slot) {
          condition.slot = atom(false, {}, condition.left, nullptr);
        }
      }
      out_.made_by.resize(below);
      out_.made_by.push_back(i);
    }
  }

 private:
  std::uint32_t atom(bool is_order, std::string_view sign, const Node* left, const Node* right) {
    if (left == nullptr) return no_slot;
    for (std::size_t i = 0; i < out_.atoms.size(); ++i) {
      const trial_atom& each = out_.atoms[i];
      if (each.is_order == is_order && each.sign == sign && same_expression(walk_, each.left, left) &&
          same_expression(walk_, each.right, right)) {
        return static_cast<std::uint32_t>(i);
      }
    }
    if (out_.atoms.size() >= atoms_max) return no_slot;
    out_.atoms.push_back({.is_order = is_order, .sign = sign, .left = left, .right = right});
    return static_cast<std::uint32_t>(out_.atoms.size() - 1);
  }

  bool is_vague(const trial_step& step) const {
    switch (step.what) {
      case trial_op::unknown:
        return true;
      case trial_op::variable:
        return out_.variables[step.slot].type == column_type::opaque;
      case trial_op::calculate:
      case trial_op::call:
      case trial_op::choose:
      case trial_op::greatest:
      case trial_op::least:
      case trial_op::first_not_null:
      case trial_op::null_if:
        return step.detail != 0;
      default:
        return false;
    }
  }

  walker& walk_;
  trial_stacks& out_;
};

}  // namespace

void place_atoms(walker& walk) {
  atom_table{walk}.place();
}

}  // namespace countersign::parser::tree
