// Operators and subqueries in conditions.
#include "parser/tree/folder.hpp"

namespace countersign::parser::tree {

const SelectStmt* subselect(const SubLink* link) {
  return link->subselect != nullptr && tag_of(link->subselect) == T_SelectStmt ? as<SelectStmt>(link->subselect)
                                                                               : nullptr;
}

// `SELECT <expression>` and nothing else.
const Node* lone_expression(const SelectStmt* query) {
  if (query == nullptr || !is_plain(query) || query->fromClause != nullptr || query->whereClause != nullptr) {
    return nullptr;
  }
  if (query->valuesLists != nullptr) {
    const items<List> rows{query->valuesLists};
    const items<Node> row{rows.size() == 1 ? rows[0] : nullptr};
    return row.size() == 1 ? row[0] : nullptr;
  }
  const items<ResTarget> targets{query->targetList};
  return targets.size() == 1 ? targets[0]->val : nullptr;
}

folded folder::combine_sublink(const SubLink* node, std::span<const folded> operands) {
  const SelectStmt* const query = subselect(node);
  if (query == nullptr) return {};
  if (node->subLinkType == EXPR_SUBLINK && lone_expression(query) != nullptr) return operands[0];
  const folded& test = operands[0];
  const folded& condition = operands[1];
  const bool unrestricted = query->whereClause == nullptr || condition.may == is_true;
  if (!is_plain(query)) return {};
  switch (node->subLinkType) {
    case EXISTS_SUBLINK: {
      folded out;
      if (unrestricted) out.may = is_true;
      if (query->whereClause == nullptr || condition.may_unbound == is_true) out.may_unbound = is_true;
      out.reach = query->whereClause == nullptr ? is_true : condition.reach;
      return out;
    }
    case ANY_SUBLINK: {
      // `id IN (SELECT id FROM the same table)`
      if (!unrestricted || target_ == nullptr || !gives_rows_of(query, target_)) return {};
      const items<ResTarget> targets{query->targetList};
      const Node* const value = targets.size() == 1 ? targets[0]->val : nullptr;
      if (value == nullptr || tag_of(value) != T_ColumnRef || !same_name(test.column, value)) return {};
      folded out = truth_result(is_true);
      if (query->whereClause != nullptr && condition.may_unbound != is_true) out.may_unbound = anything;
      return out;
    }
    case ARRAY_SUBLINK: {
      const items<ResTarget> targets{query->targetList};
      const Node* const value = targets.size() == 1 ? targets[0]->val : nullptr;
      folded out;
      if (unrestricted && target_ != nullptr && gives_rows_of(query, target_) && value != nullptr &&
          tag_of(value) == T_ColumnRef) {
        out.whole_table = true;
        out.column = value;
      }
      return out;
    }
    case ALL_SUBLINK:
    case ROWCOMPARE_SUBLINK:
    case EXPR_SUBLINK:
    case MULTIEXPR_SUBLINK:
    case CTE_SUBLINK:
      return {};
  }
  return {};
}

folded folder::combine_expression(const A_Expr* node, std::span<const folded> operands) {
  const items<Node> name{node->name};
  const std::string_view schema = name.size() == 2 ? string_of(name[0]) : std::string_view{};
  const std::string_view sign = name.empty() || (!schema.empty() && schema != "pg_catalog")
                                    ? std::string_view{}
                                    : string_of(name[name.size() - 1]);
  const folded& left = operands[0];
  const std::span<const folded> rest = operands.subspan(1);
  const bool negated = sign == "<>" || sign.starts_with("!~");
  switch (node->kind) {
    case AEXPR_OP: {
      if (rest.empty()) return {};
      const folded& right = rest[0];
      if (node->lexpr == nullptr) {
        folded out = constant_result(apply_unary(right.value, sign));
        out.parameters = right.parameters;
        return out;
      }
      const bool row = tag_of(node->lexpr) == T_RowExpr;
      if (row) return {};
      if (sign == "~~" || sign == "!~~" || sign == "~~*" || sign == "!~~*") {
        return fold_like(left, right, negated, false);
      }
      if (sign == "~" || sign == "!~" || sign == "~*" || sign == "!~*") return fold_like(left, right, negated, true);
      if (sign == "+" || sign == "-" || sign == "*" || sign == "/" || sign == "%" || sign == "||") {
        folded out = constant_result(apply_binary(walk_, left.value, right.value, sign));
        out.parameters =
            (left.parameters && (right.parameters || right.value.known())) || (right.parameters && left.value.known());
        return out;
      }
      if (sign.empty()) return {};
      // `lower(a) = lower(a)`, as `a = a`.
      const bool equal = sign == "=" || sign == "<=" || sign == ">=";
      if ((equal || sign == "<>" || sign == "<" || sign == ">") && !is_constant_like(left) && left.column == nullptr &&
          same_expression(walk_, node->lexpr, node->rexpr)) {
        return truth_result(equal ? is_true : is_false);
      }
      return fold_comparison(left, right, sign, target_);
    }
    case AEXPR_LIKE:
    case AEXPR_ILIKE:
      return rest.empty() ? folded{} : fold_like(left, rest[0], negated, false);
    case AEXPR_IN: {
      stack_on<folded> answers{stacks_.answers};
      for (const folded& each : rest) answers.push(fold_comparison(left, each, "=", target_));
      const folded any = fold_or(answers.items());
      return negated ? fold_not(any) : any;
    }
    case AEXPR_OP_ANY: {
      if (rest.size() == 1 && sign == "=" && rest[0].whole_table && same_name(left.column, rest[0].column)) {
        return truth_result(is_true);
      }
      return {};
    }
    case AEXPR_DISTINCT:
    case AEXPR_NOT_DISTINCT: {
      if (rest.empty()) return {};
      const bool wants_same = node->kind == AEXPR_NOT_DISTINCT;
      folded same;
      const bool left_null = left.value.what == constant::null;
      const bool right_null = rest[0].value.what == constant::null;
      if (left_null || right_null) {
        same = fold_null_test(left_null ? rest[0] : left, true);
        same.parameters = left.parameters || rest[0].parameters;
        if (same.parameters) same.may_unbound = anything, same.reach = anything;
      } else {
        same = fold_comparison(left, rest[0], "=", target_);
      }
      return wants_same ? same : fold_not(same);
    }
    case AEXPR_BETWEEN:
    case AEXPR_NOT_BETWEEN: {
      if (rest.size() != 2) return {};
      const folded sides[] = {fold_comparison(left, rest[0], ">=", target_),
                              fold_comparison(left, rest[1], "<=", target_)};
      const folded inside = fold_and(sides);
      return node->kind == AEXPR_BETWEEN ? inside : fold_not(inside);
    }
    case AEXPR_OP_ALL:
    case AEXPR_NULLIF:
    case AEXPR_SIMILAR:
    case AEXPR_BETWEEN_SYM:
    case AEXPR_NOT_BETWEEN_SYM:
      return {};
  }
  return {};
}

}  // namespace countersign::parser::tree
