// From a condition to the steps of a trial.
#include <algorithm>

#include "parser/tree/fold.hpp"
#include "parser/tree/trial_compiler.hpp"

namespace countersign::parser::tree {

bool is_comparison(std::string_view sign) {
  return sign == "=" || sign == "<>" || sign == "!=" || sign == "<" || sign == ">" || sign == "<=" || sign == ">=";
}

namespace {

constexpr std::size_t steps_max = 192;
constexpr std::size_t tasks_max = 512;

bool is_calculation(std::string_view sign) {
  return sign == "+" || sign == "-" || sign == "*" || sign == "/" || sign == "%" || sign == "||";
}

// `int4eq(a, b)` is `a = b`; the other names of pg_operator.dat are made in the same way.
std::string_view comparison_of(std::string_view function) {
  constexpr std::string_view types[] = {"int2",  "int4", "int8",  "float4", "float8",     "numeric_",    "text",
                                        "text_", "bool", "date_", "uuid_",  "timestamp_", "timestamptz_"};
  constexpr std::pair<std::string_view, std::string_view> ends[] = {{"eq", "="}, {"ne", "<>"}, {"lt", "<"},
                                                                    {"gt", ">"}, {"le", "<="}, {"ge", ">="}};
  for (const std::string_view type : types) {
    if (!function.starts_with(type)) continue;
    for (const auto& [end, sign] : ends) {
      if (function.substr(type.size()) == end) return sign;
    }
  }
  return {};
}

bool is_evaluated(std::string_view function, std::size_t arguments) {
  constexpr std::string_view of_one[] = {"length", "char_length", "character_length", "octet_length", "abs"};
  constexpr std::string_view of_two[] = {"left", "starts_with", "position", "strpos"};
  const auto among = [&](const auto& names) { return std::ranges::find(names, function) != std::end(names); };
  if (function == "num_nulls" || function == "num_nonnulls") return arguments > 0 && arguments <= 8;
  return (arguments == 1 && among(of_one)) || (arguments == 2 && among(of_two));
}

}  // namespace

bool trial_compiler::run(const Node* condition) {
  out_.steps.clear();
  out_.variables.clear();
  out_.atoms.clear();
  out_.sources.clear();
  out_.tasks.clear();
  out_.agenda.clear();
  out_.tests_null = out_.has_parameters = false;
  const std::uint32_t scope = columns_.open_others();
  columns_.note_type(condition, column_type::boolean, scope);
  out_.tasks.push_back({.node = condition, .scope = scope});
  while (!out_.tasks.empty()) {
    if (out_.steps.size() >= steps_max || out_.tasks.size() >= tasks_max || !walk_.spend(1)) return false;
    const trial_task next = out_.tasks.back();
    out_.tasks.pop_back();
    if (next.is_step) {
      out_.steps.push_back(next.step);
      continue;
    }
    visit(next.node, next.scope);
    while (!out_.agenda.empty()) {
      out_.tasks.push_back(out_.agenda.back());
      out_.agenda.pop_back();
    }
  }
  place_atoms(walk_);
  return true;
}

void trial_compiler::compare(std::string_view sign, const Node* left, const Node* right, std::uint32_t scope,
                             std::uint32_t right_scope) {
  columns_.note_type_by(left, right, scope);
  columns_.note_type_by(right, left, right_scope);
  then(left, scope);
  then(right, right_scope);
  then(trial_step{.what = trial_op::compare, .operands = 2, .sign = sign, .left = left, .right = right});
}

// `(a, b) < (c, d)` is `a < c OR a = c AND b < d`.
void trial_compiler::compare_rows(std::string_view sign, const List* left, const List* right, std::uint32_t scope,
                                  std::uint32_t right_scope, const Node* whole) {
  const items<Node> a{left};
  const items<Node> b{right};
  constexpr std::size_t columns_max = 8;
  if (a.size() != b.size() || a.empty() || a.size() > columns_max) return then_anything(whole);
  if (sign == "=" || sign == "<>" || sign == "!=") {
    for (std::size_t i = 0; i < a.size(); ++i) compare("=", a[i], b[i], scope, right_scope);
    then(trial_op::all_of, a.size());
    if (sign != "=") then(trial_op::negation, 1);
    return;
  }
  const std::string_view strict = sign.substr(0, 1);
  for (std::size_t i = 0; i + 1 < a.size(); ++i) {
    compare(strict, a[i], b[i], scope, right_scope);
    compare("=", a[i], b[i], scope, right_scope);
  }
  compare(sign, a[a.size() - 1], b[b.size() - 1], scope, right_scope);
  for (std::size_t i = 0; i + 1 < a.size(); ++i) {
    then(trial_op::all_of, 2);
    then(trial_op::any_of, 2);
  }
}

void trial_compiler::compare_any(std::string_view sign, const Node* left, const Node* right, std::uint32_t scope,
                                 std::uint32_t right_scope, const Node* whole) {
  const bool rows = left != nullptr && right != nullptr && tag_of(left) == T_RowExpr && tag_of(right) == T_RowExpr;
  if (!rows) return compare(sign, left, right, scope, right_scope);
  compare_rows(sign, as<RowExpr>(left)->args, as<RowExpr>(right)->args, scope, right_scope, whole);
}

void trial_compiler::visit(const Node* node, std::uint32_t scope) {
  if (node == nullptr) return then_anything(nullptr);
  switch (node->type) {
    case T_A_Const:
      return then(trial_step{.what = trial_op::value, .value = literal(as<A_Const>(node))});
    case T_ParamRef:
      out_.has_parameters = true;
      return then(trial_step{.what = trial_op::parameter, .value = bound(walk_, as<ParamRef>(node))});
    case T_ColumnRef: {
      const std::uint32_t which = columns_.variable_of(node, scope);
      if (which == no_slot) return then_anything(node);
      return then(trial_step{.what = trial_op::variable, .slot = which, .left = node});
    }
    case T_TypeCast: {
      const Node* const inner = as<TypeCast>(node)->arg;
      const bool parameter = inner != nullptr && tag_of(inner) == T_ParamRef;
      out_.has_parameters = out_.has_parameters || parameter;
      const constant value = fold_constant(walk_, node);
      if (parameter) return then(trial_step{.what = trial_op::parameter, .value = value});
      if (inner != nullptr && tag_of(inner) == T_A_Const && value.known()) {
        return then(trial_step{.what = trial_op::value, .value = value});
      }
      return then_anything(node);
    }
    case T_CollateClause:
      return then(as<CollateClause>(node)->arg, scope);
    case T_BoolExpr:
      return visit_logic(as<BoolExpr>(node), scope);
    case T_NullTest:
      return visit_null_test(as<NullTest>(node), scope);
    case T_BooleanTest: {
      const auto* const test = as<BooleanTest>(node);
      out_.tests_null = true;
      columns_.note_type(as<Node>(test->arg), column_type::boolean, scope);
      then(test->arg, scope);
      return then(trial_step{
          .what = trial_op::truth_test, .detail = static_cast<std::uint8_t>(test->booltesttype), .operands = 1});
    }
    case T_CoalesceExpr:
      out_.tests_null = true;
      for (const Node* each : items<Node>(as<CoalesceExpr>(node)->args)) then(each, scope);
      return then(trial_op::first_not_null, cells(as<CoalesceExpr>(node)->args).size());
    case T_MinMaxExpr: {
      const auto* const all = as<MinMaxExpr>(node);
      for (const Node* each : items<Node>(all->args)) then(each, scope);
      return then(all->op == IS_GREATEST ? trial_op::greatest : trial_op::least, cells(all->args).size());
    }
    case T_CaseExpr:
      return visit_case(as<CaseExpr>(node), scope);
    case T_FuncCall:
      return visit_call(as<FuncCall>(node), scope);
    case T_A_Expr:
      return visit_operator(as<A_Expr>(node), scope);
    case T_SubLink:
      return visit_subquery(as<SubLink>(node), scope);
    default:
      return then_anything(node);
  }
}

void trial_compiler::visit_logic(const BoolExpr* logic, std::uint32_t scope) {
  for (const Node* each : items<Node>(logic->args)) {
    columns_.note_type(each, column_type::boolean, scope);
    then(each, scope);
  }
  const trial_op what = logic->boolop == AND_EXPR  ? trial_op::all_of
                        : logic->boolop == OR_EXPR ? trial_op::any_of
                                                   : trial_op::negation;
  then(what, cells(logic->args).size());
}

void trial_compiler::visit_null_test(const NullTest* test, std::uint32_t scope) {
  out_.tests_null = true;
  const trial_step is{.what = trial_op::null_test, .flag = test->nulltesttype == IS_NULL, .operands = 1};
  const auto* const value = as<Node>(test->arg);
  if (value == nullptr || tag_of(value) != T_RowExpr) {
    then(value, scope);
    return then(is);
  }
  // Each of its fields must be null, or each must not be.
  const items<Node> fields{as<RowExpr>(value)->args};
  for (const Node* each : fields) {
    then(each, scope);
    then(is);
  }
  then(trial_op::all_of, fields.size());
}

void trial_compiler::visit_case(const CaseExpr* choice, std::uint32_t scope) {
  std::size_t operands = 1;
  for (const CaseWhen* each : items<CaseWhen>(choice->args)) {
    if (choice->arg != nullptr) {
      compare("=", as<Node>(choice->arg), as<Node>(each->expr), scope, scope);
    } else {
      columns_.note_type(as<Node>(each->expr), column_type::boolean, scope);
      then(each->expr, scope);
    }
    then(each->result, scope);
    operands += 2;
  }
  if (choice->defresult != nullptr) {
    then(choice->defresult, scope);
  } else {
    then(trial_step{.what = trial_op::value, .value = {.what = constant::null}});
  }
  then(trial_op::choose, operands);
}

void trial_compiler::visit_call(const FuncCall* call, std::uint32_t scope) {
  const auto* const node = as<Node>(static_cast<const void*>(call));
  const items<Node> name{call->funcname};
  const items<Node> arguments{call->args};
  const bool plain = !name.empty() && (name.size() == 1 || string_of(name[0]) == "pg_catalog") &&
                     call->agg_order == nullptr && call->agg_filter == nullptr && call->over == nullptr &&
                     !call->agg_star && !call->agg_distinct && !call->func_variadic;
  if (!plain) return then_anything(node);
  const std::string_view word = string_of(name[name.size() - 1]);
  if (const std::string_view sign = comparison_of(word); !sign.empty() && arguments.size() == 2) {
    return compare(sign, arguments[0], arguments[1], scope, scope);
  }
  if (!is_evaluated(word, arguments.size())) return then_anything(node);
  if (word.starts_with("num_")) out_.tests_null = true;
  for (const Node* each : arguments) {
    if (!word.starts_with("num_") && word != "abs") columns_.note_type(each, column_type::text, scope);
    then(each, scope);
  }
  then(trial_step{
      .what = trial_op::call, .operands = static_cast<std::uint32_t>(arguments.size()), .sign = word, .left = node});
}

void trial_compiler::visit_operator(const A_Expr* node, std::uint32_t scope) {
  const auto* const whole = as<Node>(static_cast<const void*>(node));
  const items<Node> name{node->name};
  const bool own = name.size() == 1 || (name.size() == 2 && string_of(name[0]) == "pg_catalog");
  const std::string_view sign = own ? string_of(name[name.size() - 1]) : std::string_view{};
  const Node* const left = node->lexpr;
  const Node* const right = node->rexpr;
  if (!own || right == nullptr) return then_anything(whole);
  switch (node->kind) {
    case AEXPR_OP:
      return visit_plain_operator(node, sign, scope);
    case AEXPR_OP_ANY:
    case AEXPR_OP_ALL:
      return visit_array(node, sign, scope);
    case AEXPR_IN: {
      if (tag_of(right) != T_List) return then_anything(whole);
      const items<Node> list{as<List>(right)};
      for (const Node* each : list) compare_any("=", left, each, scope, scope, whole);
      then(trial_op::any_of, list.size());
      if (sign == "<>") then(trial_op::negation, 1);
      return;
    }
    case AEXPR_DISTINCT:
    case AEXPR_NOT_DISTINCT:
      out_.tests_null = true;
      compare_same(left, right, scope);
      if (node->kind == AEXPR_DISTINCT) then(trial_op::negation, 1);
      return;
    case AEXPR_NULLIF:
      out_.tests_null = true;
      then(left, scope);
      then(right, scope);
      return then(trial_op::null_if, 2);
    case AEXPR_BETWEEN:
    case AEXPR_NOT_BETWEEN:
    case AEXPR_BETWEEN_SYM:
    case AEXPR_NOT_BETWEEN_SYM: {
      const items<Node> ends{tag_of(right) == T_List ? as<List>(right) : nullptr};
      if (ends.size() != 2) return then_anything(whole);
      between(left, ends[0], ends[1], scope);
      if (node->kind == AEXPR_BETWEEN_SYM || node->kind == AEXPR_NOT_BETWEEN_SYM) {
        between(left, ends[1], ends[0], scope);
        then(trial_op::any_of, 2);
      }
      if (node->kind == AEXPR_NOT_BETWEEN || node->kind == AEXPR_NOT_BETWEEN_SYM) then(trial_op::negation, 1);
      return;
    }
    case AEXPR_LIKE:
    case AEXPR_ILIKE:
      return visit_like(node, sign, scope);
    case AEXPR_SIMILAR: {
      const bool escaped = tag_of(right) == T_FuncCall && !items<Node>{as<FuncCall>(right)->args}.empty();
      const Node* const pattern = escaped ? items<Node>{as<FuncCall>(right)->args}[0] : nullptr;
      const constant text = fold_constant(walk_, pattern);
      if (text.what != constant::text || text.words != "%") return then_anything(whole);
      return then_truth(!sign.starts_with('!'));
    }
  }
  then_anything(whole);
}

void trial_compiler::compare_same(const Node* left, const Node* right, std::uint32_t scope) {
  const bool rows = left != nullptr && tag_of(left) == T_RowExpr && tag_of(right) == T_RowExpr;
  const items<Node> a{rows ? as<RowExpr>(left)->args : nullptr};
  const items<Node> b{rows ? as<RowExpr>(right)->args : nullptr};
  if (a.size() != b.size() || a.empty()) {
    columns_.note_type_by(left, right, scope);
    then(left, scope);
    then(right, scope);
    return then(trial_op::same, 2);
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    then(a[i], scope);
    then(b[i], scope);
    then(trial_op::same, 2);
  }
  then(trial_op::all_of, a.size());
}

void trial_compiler::between(const Node* value, const Node* low, const Node* high, std::uint32_t scope) {
  compare(">=", value, low, scope, scope);
  compare("<=", value, high, scope, scope);
  then(trial_op::all_of, 2);
}

void trial_compiler::visit_plain_operator(const A_Expr* node, std::string_view sign, std::uint32_t scope) {
  const auto* const whole = as<Node>(static_cast<const void*>(node));
  const Node* const left = node->lexpr;
  const Node* const right = node->rexpr;
  if (left == nullptr) {
    if (sign != "-" && sign != "+") return then_anything(whole);
    then(right, scope);
    return then(trial_step{.what = trial_op::calculate, .operands = 1, .sign = sign});
  }
  if (is_comparison(sign)) return compare_any(sign, left, right, scope, scope, whole);
  if (is_calculation(sign)) {
    const column_type type = sign == "||" ? column_type::text : column_type::fraction;
    columns_.note_type(left, type, scope);
    columns_.note_type(right, type, scope);
    then(left, scope);
    then(right, scope);
    return then(trial_step{.what = trial_op::calculate, .operands = 2, .sign = sign});
  }
  if (sign == "~~" || sign == "!~~" || sign == "~~*" || sign == "!~~*") return visit_like(node, sign, scope);
  if (sign == "^@") {
    columns_.note_type(left, column_type::text, scope);
    then(left, scope);
    then(right, scope);
    return then(trial_step{.what = trial_op::call, .operands = 2, .sign = "starts_with", .left = whole});
  }
  const bool arrays = tag_of(left) == T_A_ArrayExpr && tag_of(right) == T_A_ArrayExpr;
  if (arrays && (sign == "@>" || sign == "<@" || sign == "&&") && same_expression(walk_, left, right)) {
    return then_truth(true);
  }
  then(trial_step{.sign = sign, .left = whole});
}

void trial_compiler::visit_like(const A_Expr* node, std::string_view sign, std::uint32_t scope) {
  columns_.note_type(node->lexpr, column_type::text, scope);
  then(node->lexpr, scope);
  then(node->rexpr, scope);
  then(trial_step{.what = trial_op::like,
                  .flag = sign.ends_with('*'),
                  .operands = 2,
                  .sign = sign.ends_with('*') ? "~~*" : "~~",
                  .left = node->lexpr,
                  .right = node->rexpr});
  if (sign.starts_with('!')) then(trial_op::negation, 1);
}

// `x = ANY (ARRAY[...])`, `x <> ALL ('{}')`
void trial_compiler::visit_array(const A_Expr* node, std::string_view sign, std::uint32_t scope) {
  const auto* const whole = as<Node>(static_cast<const void*>(node));
  const bool any = node->kind == AEXPR_OP_ANY;
  const Node* array = node->rexpr;
  if (array != nullptr && tag_of(array) == T_TypeCast) array = as<TypeCast>(array)->arg;
  if (array == nullptr || !is_comparison(sign)) return then_anything(whole);
  if (tag_of(array) == T_ParamRef) {
    // Nothing is in an empty array, and everything is other than all of it.
    out_.has_parameters = true;
    then(trial_step{.what = trial_op::emptiness, .flag = is_empty_array(as<ParamRef>(array))});
    if (any) then(trial_op::negation, 1);
    return;
  }
  if (tag_of(array) == T_A_Const) {
    const constant text = literal(as<A_Const>(array));
    if (text.what != constant::text || text.words != "{}") return then_anything(whole);
    return then_truth(!any);
  }
  if (tag_of(array) != T_A_ArrayExpr) return then_anything(whole);
  const items<Node> elements{as<A_ArrayExpr>(array)->elements};
  for (const Node* each : elements) compare(sign, node->lexpr, each, scope, scope);
  then(any ? trial_op::any_of : trial_op::all_of, elements.size());
}

bool trial_compiler::is_empty_array(const ParamRef* parameter) const {
  const auto number = static_cast<std::size_t>(parameter->number);
  if (number == 0 || number > walk_.parameters().size()) return false;
  const bound_value& value = walk_.parameters()[number - 1];
  if (value.null) return false;
  // array_send() begins with the number of dimensions.
  return value.format == wire_format::binary ? value.bytes.starts_with(std::string_view{"\0\0\0\0", 4})
                                             : value.bytes == "{}";
}

bool compile_trial(walker& walk, const Node* condition, const written_table& target) {
  return trial_compiler{walk, target}.run(condition);
}

}  // namespace countersign::parser::tree
