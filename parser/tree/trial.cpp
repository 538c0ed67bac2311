#include "parser/tree/trial.hpp"

#include <algorithm>
#include <array>

#include "parser/tree/constant.hpp"
#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

namespace {

// Steps that a trial may take: rows times the length of the condition. Most conditions leave out the first row tried.
constexpr std::size_t steps_taken_max = 40'000;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// LIKE with backslash as its escape. Nothing for a pattern that is an error to the server.
std::optional<bool> is_like(std::string_view text, std::string_view pattern, bool ignore_case) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  if (pattern.ends_with('\\')) return std::nullopt;
  while (t < text.size()) {
    const bool more = p < pattern.size();
    if (more && pattern[p] == '%') {
      star = p++;
      resume = t;
      continue;
    }
    const bool escaped = more && pattern[p] == '\\';
    const char wanted = more ? pattern[escaped ? p + 1 : p] : '\0';
    const bool fits =
        more && ((!escaped && wanted == '_') || (ignore_case ? lower(wanted) == lower(text[t]) : wanted == text[t]));
    if (fits) {
      p += escaped ? 2 : 1;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

class trial {
 public:
  trial(walker& walk) : walk_(walk), s_(walk.trial()) {}

  // Is there a row for which it is not true? `bound`: with the values that are bound; else with any.
  bool leaves_none_out(bool bound, const constant* stand_in = nullptr) {
    stand_in_ = stand_in;
    s_.choice.assign(s_.variables.size() + s_.atoms.size(), 0);
    std::size_t taken = 0;
    do {
      taken += s_.steps.size();
      if (taken > steps_taken_max || !walk_.spend(s_.steps.size())) return false;
      const trial_outcome row = evaluate(bound);
      if (row.may != is_true && (bound || (row.reach & is_true) == 0)) return false;
    } while (next_row());
    return true;
  }

 private:
  // --- rows -----------------------------------------------------------------------------------------------------
  std::uint32_t choices_of(std::size_t which) const {
    if (which < s_.variables.size()) return s_.first_candidate[which + 1] - s_.first_candidate[which];
    return s_.atoms[which - s_.variables.size()].is_order ? 3 : 2;
  }

  bool next_row() {
    for (std::size_t i = 0; i < s_.choice.size(); ++i) {
      if (++s_.choice[i] < choices_of(i)) return true;
      s_.choice[i] = 0;
    }
    return false;
  }

  std::uint32_t choice_of_atom(std::uint32_t atom) const { return s_.choice[s_.variables.size() + atom]; }

  // --- one row --------------------------------------------------------------------------------------------------
  static trial_outcome known(const constant& value) {
    trial_outcome out;
    out.value = value;
    out.never_null = value.what != constant::null;
    out.may = constant_result(value).may;
    out.reach = out.may == anything ? truths{0} : out.may;
    return out;
  }
  static trial_outcome truth(bool is) { return known(truth_constant(is)); }
  static trial_outcome nothing() { return known({.what = constant::null}); }
  static trial_outcome unknown_truth(truths may) {
    trial_outcome out;
    out.may = may;
    if (may == is_true) return truth(true);
    if (may == is_false) return truth(false);
    if (may == is_null) return nothing();
    out.never_null = (may & is_null) == 0;
    return out;
  }
  static trial_outcome wildly() {
    trial_outcome out;
    out.reach = anything;
    out.wild = true;
    return out;
  }
  static bool is_known(const trial_outcome& each) { return each.value.known() && !each.wild; }
  static bool is_null_value(const trial_outcome& each) { return each.value.what == constant::null && !each.wild; }

  trial_outcome evaluate(bool bound) {
    s_.results.clear();
    for (const trial_step& step : s_.steps) {
      const std::size_t below = s_.results.size() - std::min<std::size_t>(step.operands, s_.results.size());
      const std::span<const trial_outcome> operands{s_.results.data() + below, s_.results.size() - below};
      const trial_outcome made = take(step, operands, bound);
      s_.results.resize(below);
      s_.results.push_back(made);
    }
    return s_.results.empty() ? trial_outcome{} : s_.results.back();
  }

  trial_outcome take(const trial_step& step, std::span<const trial_outcome> operands, bool bound) {
    switch (step.what) {
      case trial_op::value:
        return known(step.value);
      case trial_op::parameter:
        if (stand_in_ != nullptr) return known(*stand_in_);
        return bound && step.value.known() ? known(step.value) : wildly();
      case trial_op::emptiness: {
        if (bound) return step.flag ? truth(true) : trial_outcome{};
        trial_outcome out = unknown_truth(is_true | is_false);
        out.reach = is_true;
        return out;
      }
      case trial_op::variable: {
        const constant& chosen = s_.candidates[s_.first_candidate[step.slot] + s_.choice[step.slot]];
        trial_outcome out = chosen.known() ? known(chosen) : trial_outcome{};
        out.never_null = chosen.what != constant::null;
        out.variable = step.slot;
        return out;
      }
      case trial_op::unknown:
        return step.slot == no_slot ? trial_outcome{}
                                    : unknown_truth(choice_of_atom(step.slot) == 0 ? is_false : is_true);
      case trial_op::all_of:
        return all_of(operands, false);
      case trial_op::any_of:
        return all_of(operands, true);
      case trial_op::negation:
        return negate_truth(operands[0]);
      case trial_op::compare:
        return compare(step, operands[0], operands[1]);
      case trial_op::calculate:
        return calculate(step, operands);
      case trial_op::null_test:
        return null_test(operands[0], step.flag);
      case trial_op::truth_test:
        return truth_test(operands[0], static_cast<BoolTestType>(step.detail));
      case trial_op::same:
        return same(operands[0], operands[1]);
      case trial_op::like:
        return like(step, operands[0], operands[1]);
      case trial_op::choose:
        return choose(operands);
      case trial_op::first_not_null:
        for (const trial_outcome& each : operands) {
          if (!is_null_value(each)) return each.never_null || &each == &operands.back() ? each : vague(operands);
        }
        return nothing();
      case trial_op::null_if: {
        if (is_null_value(operands[0])) return nothing();
        const trial_outcome equal = compare_values("=", operands[0], operands[1]);
        if (equal.may == is_true) return nothing();
        return equal.may == is_false || equal.may == is_null ? operands[0] : vague(operands);
      }
      case trial_op::greatest:
      case trial_op::least:
        return extreme(operands, step.what == trial_op::greatest ? ">" : "<");
      case trial_op::call:
        return call(step, operands);
      case trial_op::witness:
        return operands[0].may == is_true ? operands[0] : witness(operands[0]);
      case trial_op::lone_row:
        if (operands[0].may == is_true) return operands[1];
        if ((operands[0].may & is_true) == 0) return truth(step.flag);
        return vague(operands);
    }
    return {};
  }

  static trial_outcome witness(const trial_outcome& operand) {
    trial_outcome out = unknown_truth(is_true | is_false);
    out.reach = operand.reach & is_true;
    return out;
  }

  static trial_outcome vague(std::span<const trial_outcome> operands) {
    const bool wild = std::ranges::any_of(operands, [](const trial_outcome& each) { return each.wild; });
    return wild ? wildly() : trial_outcome{};
  }

  // AND; OR is the same with true and false swapped.
  static trial_outcome all_of(std::span<const trial_outcome> operands, bool any) {
    const truths decides = any ? is_true : is_false;
    const truths passes = any ? is_false : is_true;
    truths may = passes;
    truths reach = passes;
    for (const trial_outcome& each : operands) {
      if (each.may == decides) return unknown_truth(decides);
      reach = static_cast<truths>(((reach | each.reach) & decides) | (reach & each.reach & passes));
      truths next = 0;
      if (((may | each.may) & decides) != 0) next |= decides;
      if ((may & passes) != 0 && (each.may & passes) != 0) next |= passes;
      if (((may | each.may) & is_null) != 0) next |= is_null;
      may = next;
    }
    trial_outcome out = unknown_truth(may);
    out.reach |= reach;
    return out;
  }

  static trial_outcome negate_truth(const trial_outcome& operand) {
    const auto turned = [](truths set) {
      return static_cast<truths>((set & is_null) | ((set & is_true) != 0 ? is_false : 0) |
                                 ((set & is_false) != 0 ? is_true : 0));
    };
    trial_outcome out = unknown_truth(turned(operand.may));
    out.reach = turned(operand.reach);
    return out;
  }

  static truths judge_order(std::uint32_t order, std::string_view sign) {  // 0 less, 1 equal, 2 greater
    const bool is = sign == "="    ? order == 1
                    : sign == "<"  ? order == 0
                    : sign == ">"  ? order == 2
                    : sign == "<=" ? order != 2
                    : sign == ">=" ? order != 0
                                   : order != 1;
    return is ? is_true : is_false;
  }

  static trial_outcome compare_values(std::string_view sign, const trial_outcome& left, const trial_outcome& right) {
    if (is_null_value(left) || is_null_value(right)) return nothing();
    if (left.variable != no_slot && left.variable == right.variable) return unknown_truth(judge_order(1, sign));
    if (left.wild || right.wild) {
      // One value that is right for all rows cannot be bound to a comparison with a column.
      const trial_outcome& other = left.wild ? right : left;
      return other.variable != no_slot ? unknown_truth(is_true | is_false) : wildly();
    }
    if (!is_known(left) || !is_known(right)) return {};
    const std::optional<bool> answer = compare_constants(left.value, right.value, sign);
    if (answer) return truth(*answer);
    const bool texts = left.value.what == constant::text && right.value.what == constant::text && !left.value.typed &&
                       !right.value.typed;
    // Nothing sorts before the empty text, whatever the collation.
    if (texts && right.value.words.empty()) return unknown_truth(judge_order(2, sign));
    if (texts && left.value.words.empty()) return unknown_truth(judge_order(0, sign));
    return {};
  }

  trial_outcome compare(const trial_step& step, const trial_outcome& left, const trial_outcome& right) const {
    const trial_outcome out = compare_values(step.sign, left, right);
    if (is_known(out) || out.wild || step.slot == no_slot || left.wild || right.wild) return out;
    if (s_.tests_null && !(never_null(left) && never_null(right))) return out;
    return unknown_truth(judge_order(choice_of_atom(step.slot), step.sign));
  }

  static bool never_null(const trial_outcome& each) { return each.never_null; }

  trial_outcome calculate(const trial_step& step, std::span<const trial_outcome> operands) {
    if (std::ranges::any_of(operands, is_null_value)) return nothing();
    if (!std::ranges::all_of(operands, is_known)) return vague(operands);
    const constant made = operands.size() == 1 ? apply_unary(operands[0].value, step.sign)
                                               : apply_binary(walk_, operands[0].value, operands[1].value, step.sign);
    return made.known() ? known(made) : trial_outcome{};
  }

  static trial_outcome null_test(const trial_outcome& operand, bool wants_null) {
    if (operand.wild) return wildly();
    if (is_null_value(operand)) return truth(wants_null);
    if (operand.never_null) return truth(!wants_null);
    return unknown_truth(is_true | is_false);
  }

  static trial_outcome truth_test(const trial_outcome& operand, BoolTestType test) {
    if (operand.wild) return wildly();
    folded asked;
    asked.may = operand.may;
    return unknown_truth(fold_boolean_test(asked, test).may);
  }

  static trial_outcome same(const trial_outcome& left, const trial_outcome& right) {
    if (left.variable != no_slot && left.variable == right.variable) return truth(true);
    if (is_null_value(left) || is_null_value(right)) {
      return null_test(is_null_value(left) ? right : left, true);
    }
    const trial_outcome equal = compare_values("=", left, right);
    return is_known(equal) || equal.wild ? equal : unknown_truth(is_true | is_false);
  }

  trial_outcome like(const trial_step& step, const trial_outcome& value, const trial_outcome& pattern) const {
    if (is_null_value(value) || is_null_value(pattern)) return nothing();
    if (pattern.wild || value.wild) {
      return value.variable != no_slot ? unknown_truth(is_true | is_false) : wildly();
    }
    const bool texts = value.value.what == constant::text && pattern.value.what == constant::text;
    if (texts && !pattern.value.typed) {
      const std::optional<bool> fits = is_like(value.value.words, pattern.value.words, step.flag);
      return fits ? truth(*fits) : trial_outcome{};
    }
    if (step.slot == no_slot || (s_.tests_null && !value.never_null)) return {};
    return truth(choice_of_atom(step.slot) == 1);
  }

  static trial_outcome choose(std::span<const trial_outcome> operands) {
    for (std::size_t i = 0; i + 1 < operands.size(); i += 2) {
      if (operands[i].may == is_true) return operands[i + 1];
      if (operands[i].wild || (operands[i].may & is_true) != 0) return vague(operands);
    }
    return operands.back();
  }

  static trial_outcome extreme(std::span<const trial_outcome> operands, std::string_view better) {
    const trial_outcome* best = nullptr;
    for (const trial_outcome& each : operands) {
      if (is_null_value(each)) continue;  // nulls do not count
      if (best == nullptr) {
        best = &each;
        continue;
      }
      const trial_outcome is_better = compare_values(better, each, *best);
      if (is_better.may != is_true && is_better.may != is_false) return vague(operands);
      if (is_better.may == is_true) best = &each;
    }
    return best == nullptr ? nothing() : *best;
  }

  trial_outcome call(const trial_step& step, std::span<const trial_outcome> operands) {
    if (step.sign == "num_nulls" || step.sign == "num_nonnulls") {
      int128 nulls = 0;
      for (const trial_outcome& each : operands) {
        if (!each.never_null && !is_null_value(each)) return vague(operands);
        nulls += is_null_value(each) ? 1 : 0;
      }
      return known(
          number_constant(step.sign == "num_nulls" ? nulls : static_cast<int128>(operands.size()) - nulls, true));
    }
    if (std::ranges::any_of(operands, is_null_value)) return nothing();
    if (!std::ranges::all_of(operands, is_known)) return vague(operands);
    const constant& first = operands[0].value;
    if (step.sign == "abs") {
      if (first.what != constant::number) return {};
      return known(first.value.digits < 0 ? apply_unary(first, "-") : first);
    }
    if (first.what != constant::text) return {};
    const std::string_view text = first.words;
    if (operands.size() == 1) {
      // A candidate with a character of several bytes stands for a text of either length.
      return known(number_constant(static_cast<int128>(text.size()), true));
    }
    const constant& second = operands[1].value;
    if (step.sign == "left") {
      if (second.what != constant::number || second.value.scale != 0 || second.value.digits < 0) return {};
      return known(
          text_constant(text.substr(0, static_cast<std::size_t>(std::min<int128>(second.value.digits, 1 << 30)))));
    }
    if (second.what != constant::text) return {};
    if (step.sign == "starts_with") return truth(text.starts_with(second.words));
    const std::size_t at = text.find(second.words);
    return known(number_constant(at == std::string_view::npos ? 0 : static_cast<int128>(at) + 1, true));
  }

  walker& walk_;
  trial_stacks& s_;
  const constant* stand_in_ = nullptr;  // for all bound values
};

}  // namespace

trial_result try_rows(walker& walk, const Node* condition, const written_table& target) {
  trial_result out;
  if (!compile_trial(walk, condition, target)) return out;
  choose_candidates(walk);
  trial rows{walk};
  out.leaves_none_out = rows.leaves_none_out(true);
  if (!walk.trial().has_parameters) return out;
  // `x = $1 OR x <> $1`, whatever the value is; or a value that no row has to have: `$1 IS NULL OR x = $1`.
  const constant some_number = number_constant(7, true);
  const constant some_text = text_constant("7");
  out.for_some_values =
      rows.leaves_none_out(false) || rows.leaves_none_out(true, &some_number) || rows.leaves_none_out(true, &some_text);
  return out;
}

}  // namespace countersign::parser::tree
