// Whether two expressions say the same, so that what compares them is known without their values.
#include "parser/builtins.hpp"
#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

namespace {

bool same_names(const List* left, const List* right) {
  const auto a = cells(left);
  const auto b = cells(right);
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto* const one = as<Node>(a[i].ptr_value);
    const auto* const other = as<Node>(b[i].ptr_value);
    if (one == nullptr || other == nullptr || tag_of(one) != T_String || tag_of(other) != T_String) return false;
    if (string_of(one) != string_of(other)) return false;
  }
  return true;
}

bool same_type(const TypeName* left, const TypeName* right) {
  return left != nullptr && right != nullptr && same_names(left->names, right->names) && left->typmods == nullptr &&
         right->typmods == nullptr && left->setof == right->setof &&
         (left->arrayBounds == nullptr) == (right->arrayBounds == nullptr);
}

// What gives the same again within one statement.
bool is_steady(const FuncCall* call) {
  const items<Node> name{call->funcname};
  if (name.empty() || call->over != nullptr || call->agg_filter != nullptr || call->agg_order != nullptr) return false;
  const bool qualified = name.size() > 1 && string_of(name[0]) != "pg_catalog";
  const volatility how = builtin_volatility(string_of(name[name.size() - 1]));
  return !qualified && (how == volatility::immutable || how == volatility::stable);
}

using pairs = stack_on<std::pair<const Node*, const Node*>>;

bool add_lists(pairs& stack, const List* left, const List* right) {
  const auto a = cells(left);
  const auto b = cells(right);
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) stack.push({as<Node>(a[i].ptr_value), as<Node>(b[i].ptr_value)});
  return true;
}

bool same_operator(pairs& stack, const A_Expr* left, const A_Expr* right) {
  if (left->kind != right->kind || !same_names(left->name, right->name)) return false;
  stack.push({left->lexpr, right->lexpr});
  stack.push({left->rexpr, right->rexpr});
  return true;
}

// One node; its children go onto the stack.
bool same_node(pairs& stack, const Node* left, const Node* right) {
  switch (left->type) {
    case T_ColumnRef:
      return same_names(as<ColumnRef>(left)->fields, as<ColumnRef>(right)->fields);
    case T_ParamRef:
      return as<ParamRef>(left)->number == as<ParamRef>(right)->number;
    case T_A_Const: {
      const auto* const a = as<A_Const>(left);
      const auto* const b = as<A_Const>(right);
      if (a->isnull || b->isnull) return a->isnull && b->isnull;
      if (a->val.node.type != b->val.node.type) return false;
      const constant one = literal(a);
      const constant other = literal(b);
      return one.known() && compare_constants(one, other, "=") == std::optional{true};
    }
    case T_List:
      return add_lists(stack, as<List>(left), as<List>(right));
    case T_A_Expr:
      return same_operator(stack, as<A_Expr>(left), as<A_Expr>(right));
    case T_BoolExpr:
      return as<BoolExpr>(left)->boolop == as<BoolExpr>(right)->boolop &&
             add_lists(stack, as<BoolExpr>(left)->args, as<BoolExpr>(right)->args);
    case T_NullTest:
      stack.push({as<Node>(as<NullTest>(left)->arg), as<Node>(as<NullTest>(right)->arg)});
      return as<NullTest>(left)->nulltesttype == as<NullTest>(right)->nulltesttype;
    case T_TypeCast:
      stack.push({as<TypeCast>(left)->arg, as<TypeCast>(right)->arg});
      return same_type(as<TypeCast>(left)->typeName, as<TypeCast>(right)->typeName);
    case T_CoalesceExpr:
      return add_lists(stack, as<CoalesceExpr>(left)->args, as<CoalesceExpr>(right)->args);
    case T_A_ArrayExpr:
      return add_lists(stack, as<A_ArrayExpr>(left)->elements, as<A_ArrayExpr>(right)->elements);
    case T_RowExpr:
      return add_lists(stack, as<RowExpr>(left)->args, as<RowExpr>(right)->args);
    case T_FuncCall:
      return is_steady(as<FuncCall>(left)) && is_steady(as<FuncCall>(right)) &&
             same_names(as<FuncCall>(left)->funcname, as<FuncCall>(right)->funcname) &&
             add_lists(stack, as<FuncCall>(left)->args, as<FuncCall>(right)->args);
    default:
      return false;
  }
}

}  // namespace

bool same_expression(walker& walk, const Node* first, const Node* second) {
  pairs stack{walk.folding().pairs};
  stack.push({first, second});
  while (!stack.empty()) {
    const auto [left, right] = stack.pop();
    if (left == nullptr && right == nullptr) continue;
    if (left == nullptr || right == nullptr || tag_of(left) != tag_of(right)) return false;
    if (!walk.spend(1) || !same_node(stack, left, right)) return false;
  }
  return true;
}

bool has_opposite_conditions(walker& walk, const BoolExpr* any) {
  constexpr std::size_t looked_at_max = 16;
  const auto operands = cells(any->args);
  const std::size_t count = std::min(operands.size(), looked_at_max);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* const one = as<Node>(operands[i].ptr_value);
    if (one == nullptr || tag_of(one) != T_BoolExpr || as<BoolExpr>(one)->boolop != NOT_EXPR) continue;
    const auto inside = cells(as<BoolExpr>(one)->args);
    for (std::size_t k = 0; k < count; ++k) {
      if (k != i && same_expression(walk, as<Node>(inside[0].ptr_value), as<Node>(operands[k].ptr_value))) return true;
    }
  }
  return false;
}

}  // namespace countersign::parser::tree
