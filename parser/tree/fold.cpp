#include "parser/tree/fold.hpp"

#include "parser/tree/folder.hpp"

namespace countersign::parser::tree {

void folder::push_children(const Node* node) {
  if (node == nullptr) return;
  switch (node->type) {
    case T_A_Expr: {
      const auto* each = as<A_Expr>(node);
      // IN and BETWEEN have a list on the right.
      if (each->rexpr != nullptr && tag_of(each->rexpr) == T_List) {
        enter_all(as<List>(each->rexpr));
      } else {
        enter(each->rexpr);
      }
      enter(each->lexpr);
      return;
    }
    case T_BoolExpr:
      enter_all(as<BoolExpr>(node)->args);
      return;
    case T_NullTest:
      enter(as<NullTest>(node)->arg);
      return;
    case T_BooleanTest:
      enter(as<BooleanTest>(node)->arg);
      return;
    case T_TypeCast:
      enter(as<TypeCast>(node)->arg);
      return;
    case T_CollateClause:
      enter(as<CollateClause>(node)->arg);
      return;
    case T_CoalesceExpr:
      enter_all(as<CoalesceExpr>(node)->args);
      return;
    case T_RowExpr:
      enter_all(as<RowExpr>(node)->args);
      return;
    case T_A_ArrayExpr:
      enter_all(as<A_ArrayExpr>(node)->elements);
      return;
    case T_CaseExpr: {
      const auto* each = as<CaseExpr>(node);
      enter(each->defresult);
      const auto whens = cells(each->args);
      for (std::size_t i = whens.size(); i-- > 0;) {
        const auto* when = as<CaseWhen>(whens[i].ptr_value);
        enter(when->result);
        enter(when->expr);
      }
      if (each->arg != nullptr) enter(each->arg);
      return;
    }
    case T_SubLink: {
      const auto* link = as<SubLink>(node);
      const SelectStmt* const query = subselect(link);
      if (const Node* only = lone_expression(query); only != nullptr && link->subLinkType == EXPR_SUBLINK) {
        enter(only);
        return;
      }
      enter(query != nullptr ? query->whereClause : nullptr);
      enter(link->testexpr);
      return;
    }
    default:
      return;
  }
}

// A column of the target that the catalog knows to be NOT NULL.
bool folder::is_never_null(const Node* column) {
  if (column == nullptr || target_ == nullptr || walk_.names() == nullptr) return false;
  const auto fields = cells(as<ColumnRef>(column)->fields);
  if (fields.empty() || (fields.size() > 1 && !is_qualified_by(fields, target_))) return false;
  const catalog_relation* const relation =
      walk_.known_relation(text_of(target_->schemaname), text_of(target_->relname));
  const catalog_column* const known =
      relation == nullptr ? nullptr : relation->column(string_of(fields.back().ptr_value));
  return known != nullptr && known->not_null;
}

folded folder::combine(const Node* node, std::span<const folded> operands) {
  if (node == nullptr) return {};
  switch (node->type) {
    case T_A_Const:
      return constant_result(literal(as<A_Const>(node)));
    case T_ParamRef: {
      folded out = constant_result(bound(walk_, as<ParamRef>(node)));
      out.parameters = true;
      out.never_null = false;
      out.may_unbound = anything;
      out.reach = anything;
      return out;
    }
    case T_ColumnRef: {
      folded out;
      out.column = node;
      const auto fields = cells(as<ColumnRef>(node)->fields);
      const std::string_view name = fields.empty() ? std::string_view{} : string_of(fields.back().ptr_value);
      // System columns are never null.
      out.never_null = is_system_column(name);
      return out;
    }
    case T_SQLValueFunction: {
      folded out;
      out.never_null = true;
      return out;
    }
    case T_FuncCall:
      return combine_call(as<FuncCall>(node));
    case T_CollateClause:
      return operands[0];
    case T_TypeCast: {
      folded out = constant_result(cast(walk_, operands[0].value, as<TypeCast>(node)->typeName));
      out.parameters = operands[0].parameters;
      if (out.parameters) out.may_unbound = out.reach = anything;
      out.never_null = operands[0].never_null;
      out.column = operands[0].column;
      if (operands[0].may != anything && out.may == anything) out.may = operands[0].may;
      return out;
    }
    case T_BoolExpr:
      switch (as<BoolExpr>(node)->boolop) {
        case AND_EXPR:
          return fold_and(operands);
        case OR_EXPR: {
          const folded any = fold_or(operands);
          return any.may == anything && has_opposite_conditions(walk_, as<BoolExpr>(node)) ? truth_result(is_true)
                                                                                           : any;
        }
        case NOT_EXPR:
          return fold_not(operands[0]);
      }
      return {};
    case T_NullTest:
      if (is_never_null(operands[0].column)) {
        return truth_result(as<NullTest>(node)->nulltesttype == IS_NULL ? is_false : is_true);
      }
      return fold_null_test(operands[0], as<NullTest>(node)->nulltesttype == IS_NULL);
    case T_BooleanTest:
      return fold_boolean_test(operands[0], as<BooleanTest>(node)->booltesttype);
    case T_CoalesceExpr:
      return combine_coalesce(operands);
    case T_A_Expr:
      return combine_expression(as<A_Expr>(node), operands);
    case T_SubLink:
      return combine_sublink(as<SubLink>(node), operands);
    case T_CaseExpr:
      return combine_case(as<CaseExpr>(node), operands);
    default:
      return {};
  }
}

folded folder::combine_call(const FuncCall* node) {
  folded out;
  const items<Node> name{node->funcname};
  if (name.empty()) return out;
  constexpr std::string_view never_null[] = {
      "now",       "clock_timestamp", "statement_timestamp", "random",       "version", "transaction_timestamp",
      "timeofday", "pg_backend_pid",  "gen_random_uuid",     "txid_current", "count",   "pi"};
  for (const std::string_view each : never_null)
    out.never_null = out.never_null || each == string_of(name[name.size() - 1]);
  return out;
}

// The first operand that is not null; beyond one that is not known nothing is.
folded folder::combine_coalesce(std::span<const folded> operands) {
  bool parameters = false;
  bool never_null = false;
  for (const folded& each : operands) never_null = never_null || each.never_null;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const folded& each = operands[i];
    parameters = parameters || each.parameters;
    if (each.value.what == constant::null) continue;
    folded out = each;
    out.never_null = never_null;
    out.by_parameters = parameters && each.column != nullptr;
    out.parameters = parameters && is_constant_like(each);
    // `coalesce(x, true)` is x's truth or the other's.
    for (const folded& other : operands.subspan(i + 1)) {
      if (each.may == anything || (each.may & is_null) != 0) out.may |= other.may;
      if (each.parameters && out.otherwise == nullptr) out.otherwise = other.column;
    }
    if (never_null) out.may &= static_cast<truths>(is_true | is_false);
    out.may_unbound = parameters ? anything : out.may;
    if (parameters) out.reach = anything;
    return out;
  }
  folded out = constant_result({.what = constant::null});
  out.parameters = parameters;
  if (parameters) out.may_unbound = out.reach = anything;
  return out;
}

folded folder::combine_case(const CaseExpr* node, std::span<const folded> operands) {
  // With every branch of the same truth, the conditions do not matter.
  truths may = 0;
  truths unbound = 0;
  bool decided = false;
  // `CASE x WHEN y` compares; x is the first operand then.
  for (std::size_t i = node->arg == nullptr ? 0 : 1; i + 1 < operands.size() && !decided; i += 2) {
    const truths when =
        node->arg == nullptr ? operands[i].may : fold_comparison(operands[0], operands[i], "=", target_).may;
    if ((when & is_true) == 0) continue;
    may |= operands[i + 1].may;
    unbound |= operands[i + 1].may_unbound;
    decided = when == is_true;
  }
  if (!decided) {
    may |= node->defresult == nullptr ? is_null : operands.back().may;
    unbound |= node->defresult == nullptr ? is_null : operands.back().may_unbound;
  }
  folded out = truth_result(may);
  out.may_unbound = unbound;
  for (const folded& each : operands) {
    if (each.parameters) out.reach = anything;
  }
  return out;
}

namespace {

// `balance + 10` is not known, whatever the number.
bool calculates_with_column(const Node* node) {
  if (tag_of(node) != T_A_Expr || as<A_Expr>(node)->kind != AEXPR_OP) return false;
  const auto* const expression = as<A_Expr>(node);
  const auto is_column = [](const Node* side) { return side != nullptr && tag_of(side) == T_ColumnRef; };
  if (!is_column(expression->lexpr) && !is_column(expression->rexpr)) return false;
  const items<Node> name{expression->name};
  const std::string_view sign = name.size() == 1 ? string_of(name[0]) : std::string_view{};
  return sign == "+" || sign == "-" || sign == "*" || sign == "/" || sign == "||";
}

}  // namespace

constant fold_constant(walker& walk, const Node* node) {
  if (node == nullptr) return {};
  // Nearly every value is one of these.
  if (tag_of(node) == T_A_Const) return literal(as<A_Const>(node));
  if (tag_of(node) == T_ParamRef) {
    const constant value = walk.values_in_place() ? bound(walk, as<ParamRef>(node)) : constant{};
    if (value.known()) return value;
    return {.what = constant::parameter, .parameter_number = static_cast<std::uint32_t>(as<ParamRef>(node)->number)};
  }
  if (tag_of(node) == T_FuncCall || tag_of(node) == T_SetToDefault || tag_of(node) == T_ColumnRef) return {};
  if (calculates_with_column(node)) return {};
  return folder{walk, nullptr}.run(node).value;
}

folded fold_condition(walker& walk, const Node* condition, const RangeVar* target) {
  return folder{walk, target}.run(condition);
}

}  // namespace countersign::parser::tree
