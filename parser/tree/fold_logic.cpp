// Three-valued logic over sets of possible outcomes.
#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

namespace {

truths truth_of(const constant& value) {
  switch (value.what) {
    case constant::null:
      return is_null;
    case constant::boolean:
      return value.truth ? is_true : is_false;
    case constant::unknown:
    case constant::number:
    case constant::text:
    case constant::parameter:
      return anything;
  }
  return anything;
}

// The outcomes of AND over every pair of outcomes.
truths both(truths left, truths right) {
  truths out = 0;
  if ((left & is_true) != 0 && (right & is_true) != 0) out |= is_true;
  if (((left | right) & is_false) != 0) out |= is_false;
  if (((left & is_null) != 0 && (right & (is_null | is_true)) != 0) ||
      ((right & is_null) != 0 && (left & (is_null | is_true)) != 0)) {
    out |= is_null;
  }
  return out;
}

truths negated(truths set) {
  truths out = set & is_null;
  if ((set & is_true) != 0) out |= is_false;
  if ((set & is_false) != 0) out |= is_true;
  return out;
}

// What follows from the operands, whatever the operator: constants that parameters decide.
folded decided_by(bool parameters, const std::optional<bool>& answer, bool null) {
  folded out;
  const truths now = null ? is_null : answer ? (*answer ? is_true : is_false) : anything;
  out.may = now;
  if (now == is_true || now == is_false) {
    out.value.what = constant::boolean;
    out.value.truth = now == is_true;
  } else if (now == is_null) {
    out.value.what = constant::null;
  }
  if (parameters) {
    out.parameters = true;
    out.reach = anything;
  } else {
    out.may_unbound = now;
    out.reach = now == anything ? truths{0} : now;
  }
  return out;
}

}  // namespace

bool is_constant_like(const folded& operand) {
  return operand.value.known() || operand.parameters;
}

folded constant_result(const constant& value) {
  folded out;
  out.value = value;
  out.may = truth_of(value);
  out.may_unbound = out.may;
  // A text may become a condition by itself: WHERE 'true'.
  if (value.what == constant::text && !value.typed) {
    constant truth = value;
    const std::optional<bool> yes = compare_constants(truth, {.what = constant::boolean, .truth = true}, "=");
    if (yes) out.may = out.may_unbound = *yes ? is_true : is_false;
  }
  out.reach = out.may == anything ? truths{0} : out.may;
  out.never_null = value.known() && value.what != constant::null;
  return out;
}

folded truth_result(truths may) {
  folded out;
  out.may = may;
  out.may_unbound = may;
  out.reach = may == is_true || may == is_false || may == is_null ? may : truths{0};
  return out;
}

folded fold_and(std::span<const folded> operands) {
  folded out = truth_result(is_true);
  bool parameters = false;
  bool only_constants = true;
  truths reach = is_true;
  for (const folded& each : operands) {
    out.may = both(out.may, each.may);
    out.may_unbound = both(out.may_unbound, each.may_unbound);
    // True needs every operand to be made true, false one.
    truths next = 0;
    if ((reach & is_true) != 0 && (each.reach & is_true) != 0) next |= is_true;
    if (((reach | each.reach) & is_false) != 0) next |= is_false;
    reach = next;
    parameters = parameters || each.parameters;
    only_constants = only_constants && is_constant_like(each);
  }
  out.reach = reach;
  out.parameters = parameters && only_constants;
  return out;
}

folded fold_not(const folded& operand) {
  folded out = operand;
  out.may = negated(operand.may);
  out.may_unbound = negated(operand.may_unbound);
  out.reach = negated(operand.reach);
  out.column = nullptr;
  out.tested = nullptr;
  if (operand.value.what == constant::boolean) out.value.truth = !operand.value.truth;
  if (operand.value.what != constant::boolean && operand.value.what != constant::null) out.value = {};
  return out;
}

namespace {

std::string_view opposite(std::string_view test) {
  constexpr std::pair<std::string_view, std::string_view> pairs[] = {
      {"=", "<>"}, {"<", ">="}, {">", "<="}, {"is null", "is not null"}};
  for (const auto& [one, other] : pairs) {
    if (test == one) return other;
    if (test == other || (test == "!=" && other == "<>")) return one;
  }
  return {};
}

struct opposites {
  bool found = false;
  bool by_values = false;  // of parameters: others could make it so, or not
};

// `a > 0 OR a <= 0`, `a IS NULL OR a IS NOT NULL`: true for every row but those where the column is null.
opposites look_for_opposites(std::span<const folded> operands) {
  constexpr std::size_t looked_at_max = 16;
  const std::size_t count = std::min(operands.size(), looked_at_max);
  opposites out;
  for (std::size_t i = 0; i < count; ++i) {
    if (operands[i].tested == nullptr) continue;
    const std::string_view wanted = opposite(operands[i].test);
    for (std::size_t k = 0; k < count; ++k) {
      const folded& other = operands[k];
      const bool opposed = other.test == wanted || (wanted == "<>" && other.test == "!=");
      if (!opposed || !same_name(operands[i].tested, other.tested)) continue;
      const bool same = wanted.starts_with("is ") ||
                        compare_constants(operands[i].tested_with, other.tested_with, "=") == std::optional{true};
      const bool by_values = operands[i].tested_with_parameters || other.tested_with_parameters;
      if (same && !by_values) return {.found = true, .by_values = false};
      out.found = out.found || same;
      out.by_values = out.by_values || by_values;
    }
  }
  return out;
}

}  // namespace

folded fold_or(std::span<const folded> operands) {
  folded out = truth_result(is_false);
  bool parameters = false;
  bool only_constants = true;
  truths reach = is_false;
  for (const folded& each : operands) {
    out.may = negated(both(negated(out.may), negated(each.may)));
    out.may_unbound = negated(both(negated(out.may_unbound), negated(each.may_unbound)));
    truths next = 0;
    if (((reach | each.reach) & is_true) != 0) next |= is_true;
    if ((reach & is_false) != 0 && (each.reach & is_false) != 0) next |= is_false;
    reach = next;
    parameters = parameters || each.parameters;
    only_constants = only_constants && is_constant_like(each);
  }
  out.reach = reach;
  out.parameters = parameters && only_constants;
  if (out.may == is_true) return out;
  const opposites all = look_for_opposites(operands);
  if (all.found && !all.by_values) return truth_result(is_true);
  if (all.found) out.may = is_true;
  if (all.by_values) out.reach |= is_true;
  return out;
}

namespace {

std::string_view column_of(std::span<const ListCell> fields) {
  return string_of(fields.back().ptr_value);
}

}  // namespace

// Is what stands before the column's name the target's alias, or its name if it has none?
bool is_qualified_by(std::span<const ListCell> fields, const RangeVar* target) {
  if (target == nullptr || fields.size() < 2) return false;
  const std::string_view qualifier = string_of(fields[fields.size() - 2].ptr_value);
  return qualifier == (target->alias != nullptr ? text_of(target->alias->aliasname) : text_of(target->relname));
}

bool same_name(const Node* left, const Node* right) {
  if (left == nullptr || right == nullptr) return false;
  const auto a = cells(as<ColumnRef>(left)->fields);
  const auto b = cells(as<ColumnRef>(right)->fields);
  return !a.empty() && !b.empty() && !column_of(a).empty() && column_of(a) == column_of(b);
}

bool same_column(const Node* left, const Node* right, const RangeVar* target) {
  if (!same_name(left, right)) return false;
  const auto a = cells(as<ColumnRef>(left)->fields);
  const auto b = cells(as<ColumnRef>(right)->fields);
  if (a.size() == b.size()) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (string_of(a[i].ptr_value) != string_of(b[i].ptr_value)) return false;
    }
    return true;
  }
  // `id = t.id` where t is the target; `id = u.id` compares with another table.
  return (a.size() == 1 || is_qualified_by(a, target)) && (b.size() == 1 || is_qualified_by(b, target));
}

folded fold_comparison(const folded& left, const folded& right, std::string_view sign, const RangeVar* target) {
  if (is_constant_like(left) && is_constant_like(right)) {
    const bool null = left.value.what == constant::null || right.value.what == constant::null;
    const std::optional<bool> answer = left.value.known() && right.value.known() && !null
                                           ? compare_constants(left.value, right.value, sign)
                                           : std::nullopt;
    return decided_by(left.parameters || right.parameters, answer, null);
  }
  if (same_column(left.column, right.column, target)) {
    // Only rows where it is null escape; nobody means that by `id = id`.
    folded out;
    if (sign == "=" || sign == "<=" || sign == ">=") out = truth_result(is_true);
    if (sign == "<>" || sign == "!=" || sign == "<" || sign == ">") out = truth_result(is_false);
    if (left.by_parameters || right.by_parameters) out.may_unbound = out.reach = anything;
    return out;
  }
  folded out;
  // `id = coalesce($1, id)` with another $1
  if (same_column(left.column, right.otherwise, target) || same_column(left.otherwise, right.column, target)) {
    out.reach = anything;
  }
  if (left.value.what == constant::null || right.value.what == constant::null) return truth_result(is_null);
  if (left.column != nullptr && is_constant_like(right)) {
    out.tested = left.column;
    out.test = sign;
    out.tested_with = right.value;
    out.tested_with_parameters = right.parameters;
  }
  return out;
}

folded fold_like(const folded& value, const folded& pattern, bool negate, bool is_regex) {
  folded out;
  const auto matches_all = [&](std::string_view text) {
    if (!is_regex) return !text.empty() && text.find_first_not_of('%') == std::string_view::npos;
    return text.empty() || text == ".*" || text == "^" || text == "$" || text == "^.*$" || text == "^.*" ||
           text == ".*$";
  };
  const bool all = pattern.value.what == constant::text && matches_all(pattern.value.words);
  if (pattern.parameters) {
    // A bound pattern of '%' would match everything.
    out.reach = is_true | is_false;
    if (all) out.may = is_true;
    if (value.value.known() || value.parameters) out.parameters = true;
  } else if (all) {
    out = truth_result(is_true);
  } else if (value.value.what == constant::text && pattern.value.what == constant::text && !is_regex &&
             pattern.value.words.find_first_of("%_\\") == std::string_view::npos) {
    out = truth_result(value.value.words == pattern.value.words ? is_true : is_false);
  }
  return negate ? fold_not(out) : out;
}

folded fold_null_test(const folded& operand, bool wants_null) {
  if (operand.parameters || operand.value.known()) {
    const bool known = operand.value.known() || operand.value.not_null;
    const bool null = operand.value.what == constant::null;
    return decided_by(operand.parameters, known ? std::optional{null == wants_null} : std::nullopt, false);
  }
  if (operand.never_null) return truth_result(wants_null ? is_false : is_true);
  folded out;
  // A condition's outcome tested for null.
  const auto test = [&](truths set) {
    truths answer = 0;
    if ((set & is_null) != 0) answer |= wants_null ? is_true : is_false;
    if ((set & (is_true | is_false)) != 0) answer |= wants_null ? is_false : is_true;
    return answer;
  };
  if (operand.may != anything) out.may = test(operand.may);
  if (operand.may_unbound != anything) out.may_unbound = test(operand.may_unbound);
  out.may &= static_cast<truths>(is_true | is_false);
  out.may_unbound &= static_cast<truths>(is_true | is_false);
  out.reach = out.may_unbound == is_true || out.may_unbound == is_false ? out.may_unbound : truths{0};
  out.tested = operand.column;
  out.test = wants_null ? "is null" : "is not null";
  return out;
}

folded fold_boolean_test(const folded& operand, BoolTestType test) {
  truths wanted = 0;
  bool positive = true;
  switch (test) {
    case IS_TRUE:
      wanted = is_true;
      break;
    case IS_NOT_TRUE:
      wanted = is_true;
      positive = false;
      break;
    case IS_FALSE:
      wanted = is_false;
      break;
    case IS_NOT_FALSE:
      wanted = is_false;
      positive = false;
      break;
    case IS_UNKNOWN:
      wanted = is_null;
      break;
    case IS_NOT_UNKNOWN:
      wanted = is_null;
      positive = false;
      break;
  }
  const auto answer = [&](truths set) {
    truths out = 0;
    if ((set & wanted) != 0) out |= positive ? is_true : is_false;
    if ((set & ~wanted & anything) != 0) out |= positive ? is_false : is_true;
    return out;
  };
  folded out;
  out.may = answer(operand.may);
  out.may_unbound = answer(operand.may_unbound);
  out.reach = answer(operand.reach);
  out.parameters = operand.parameters;
  return out;
}

}  // namespace countersign::parser::tree
