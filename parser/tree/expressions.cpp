// Expressions: subqueries, functions and columns are in them; everything else is only walked through.
#include "parser/tree/children.hpp"
#include "parser/tree/functions.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

void walker::visit_expression(const Node* node, place at) {
  switch (node->type) {
    case T_ColumnRef:
      name_column(as<ColumnRef>(node), at);
      return;
    case T_FuncCall:
      read_function(*this, as<FuncCall>(node), at);
      break;
    case T_RangeVar:
    case T_RangeSubselect:
    case T_RangeFunction:
    case T_RangeTableFunc:
    case T_RangeTableSample:
    case T_JoinExpr: {
      // FROM items are taken by add_from(); one that turns up elsewhere is still read.
      add_from_item(node, at.scope == none ? open_scope(at) : at);
      return;
    }
    case T_A_Expr:
      call_operator(as<A_Expr>(node)->name, as<A_Expr>(node), as<A_Expr>(node)->location, at);
      break;
    case T_SubLink:
      call_operator(as<SubLink>(node)->operName, nullptr, as<SubLink>(node)->location, at);
      if (as<SubLink>(node)->subLinkType == EXISTS_SUBLINK) {
        place inner = at;
        inner.only_exists = true;
        return push(as<SubLink>(node)->subselect, inner);
      }
      break;
    case T_SortBy:
      call_operator(as<SortBy>(node)->useOp, nullptr, as<SortBy>(node)->location, at);
      break;
    case T_TypeCast:
      call_cast(as<TypeCast>(node)->arg, as<TypeCast>(node)->typeName, at);
      break;
    case T_TypeName:
      call_type(as<TypeName>(node), at);
      break;
    default:
      break;
  }
  if (!each_child(node, [&](const Node* child) { push(child, at); })) {
    add(verb::unknown, {.detail = "a node that this program does not know"}, at);
  }
}

}  // namespace countersign::parser::tree
