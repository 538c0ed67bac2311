#include "parser/tree/fold.hpp"

#include "parser/tree/children.hpp"

namespace countersign::parser::tree {

namespace {

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
      stacks_.results.resize(frame.results_below);
      stacks_.results.push_back(result);
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
  folded combine_case(const CaseExpr* node, std::span<const folded> operands);
  folded combine_call(const FuncCall* node);

  walker& walk_;
  fold_stacks& stacks_;
  const RangeVar* target_;
};

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
      out.never_null =
          name == "ctid" || name == "xmin" || name == "xmax" || name == "cmin" || name == "cmax" || name == "tableoid";
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
        case OR_EXPR:
          return fold_or(operands);
        case NOT_EXPR:
          return fold_not(operands[0]);
      }
      return {};
    case T_NullTest:
      return fold_null_test(operands[0], as<NullTest>(node)->nulltesttype == IS_NULL);
    case T_BooleanTest:
      return fold_boolean_test(operands[0], as<BooleanTest>(node)->booltesttype);
    case T_CoalesceExpr: {
      // The first operand that is not null; beyond one that is not known nothing is.
      bool parameters = false;
      for (const folded& each : operands) {
        parameters = parameters || each.parameters;
        if (each.value.what == constant::null && !each.parameters) continue;
        folded out = each;
        out.parameters = parameters && (each.parameters || each.value.known());
        for (const folded& other : operands) out.never_null = out.never_null || other.never_null;
        // `coalesce(x, true)` is x's truth or the other's.
        if (&each != &operands.back()) {
          for (const folded& other : operands) {
            if (each.may == anything || (each.may & is_null) != 0) out.may |= other.may;
          }
          if (out.never_null) out.may &= static_cast<truths>(is_true | is_false);
          out.may_unbound = out.parameters ? anything : out.may;
        }
        return out;
      }
      return constant_result({.what = constant::null});
    }
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

folded folder::combine_case(const CaseExpr* node, std::span<const folded> operands) {
  // With every branch of the same truth, the conditions do not matter.
  truths may = 0;
  truths unbound = 0;
  bool decided = false;
  for (std::size_t i = 0; i + 1 < operands.size() && !decided; i += 2) {
    const truths when = node->arg == nullptr ? operands[i].may : anything;
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
      return sign.empty() ? folded{} : fold_comparison(left, right, sign, target_);
    }
    case AEXPR_LIKE:
    case AEXPR_ILIKE:
      return rest.empty() ? folded{} : fold_like(left, rest[0], negated, false);
    case AEXPR_IN: {
      std::vector<folded> answers;
      answers.reserve(rest.size());
      for (const folded& each : rest) answers.push_back(fold_comparison(left, each, "=", target_));
      const folded any = fold_or(answers);
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

}  // namespace

constant fold_constant(walker& walk, const Node* node) {
  if (node == nullptr) return {};
  // Nearly every value is one of these.
  if (tag_of(node) == T_A_Const) return literal(as<A_Const>(node));
  if (tag_of(node) == T_ParamRef) {
    return {.what = constant::parameter, .parameter_number = static_cast<std::uint32_t>(as<ParamRef>(node)->number)};
  }
  if (tag_of(node) == T_FuncCall || tag_of(node) == T_SetToDefault || tag_of(node) == T_ColumnRef) return {};
  return folder{walk, nullptr}.run(node).value;
}

folded fold_condition(walker& walk, const Node* condition, const RangeVar* target) {
  return folder{walk, target}.run(condition);
}

}  // namespace countersign::parser::tree
