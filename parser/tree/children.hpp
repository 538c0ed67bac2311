// The children of a raw expression node, for walks with a stack of their own.
#pragma once

#include "parser/tree/nodes.hpp"

namespace countersign::parser::tree {

// Calls `visit(const Node*)` for every child that is not null and not a constant: those are the most frequent of all
// nodes and nobody looks for them. False: the node is not one of PostgreSQL's raw expression nodes, so nothing can be
// said about what is below it. It is raw_expression_tree_walker() of nodeFuncs.c without its recursion, its callback
// and its error on unknown nodes.
template <typename Visit>
[[nodiscard]] bool each_child(const Node* node, Visit&& visit) {
  const auto one = [&](const void* child) {
    if (child != nullptr && tag_of(child) != T_A_Const) visit(as<Node>(child));
  };
  const auto all = [&](const List* list) {
    // Backwards: callers push on a stack.
    const auto children = cells(list);
    for (std::size_t i = children.size(); i-- > 0;) one(children[i].ptr_value);
  };
  switch (node->type) {
    case T_A_Const:
    case T_A_Star:
    case T_BitString:
    case T_Boolean:
    case T_ColumnRef:
    case T_CurrentOfExpr:
    case T_Float:
    case T_Integer:
    case T_IntList:
    case T_ObjectWithArgs:
    case T_OidList:
    case T_ParamRef:
    case T_RoleSpec:
    case T_SQLValueFunction:
    case T_SetToDefault:
    case T_String:
    case T_TriggerTransition:
      return true;
    case T_List:
      all(as<List>(node));
      return true;
    case T_A_Expr:
      one(as<A_Expr>(node)->rexpr), one(as<A_Expr>(node)->lexpr);
      return true;
    case T_A_Indices:
      one(as<A_Indices>(node)->uidx), one(as<A_Indices>(node)->lidx);
      return true;
    case T_A_Indirection:
      all(as<A_Indirection>(node)->indirection), one(as<A_Indirection>(node)->arg);
      return true;
    case T_A_ArrayExpr:
      all(as<A_ArrayExpr>(node)->elements);
      return true;
    case T_AccessPriv:
      return true;
    case T_BoolExpr:
      all(as<BoolExpr>(node)->args);
      return true;
    case T_BooleanTest:
      one(as<BooleanTest>(node)->arg);
      return true;
    case T_CaseExpr: {
      const auto* each = as<CaseExpr>(node);
      one(each->defresult), all(each->args), one(each->arg);
      return true;
    }
    case T_CaseWhen:
      one(as<CaseWhen>(node)->result), one(as<CaseWhen>(node)->expr);
      return true;
    case T_CoalesceExpr:
      all(as<CoalesceExpr>(node)->args);
      return true;
    case T_CollateClause:
      one(as<CollateClause>(node)->arg);
      return true;
    case T_ColumnDef: {
      const auto* each = as<ColumnDef>(node);
      all(each->fdwoptions), all(each->constraints), one(each->raw_default), one(each->typeName);
      return true;
    }
    case T_Constraint: {
      const auto* each = as<Constraint>(node);
      one(each->where_clause), all(each->options), all(each->exclusions), one(each->raw_expr);
      return true;
    }
    case T_CTECycleClause: {
      const auto* each = as<CTECycleClause>(node);
      one(each->cycle_mark_default), one(each->cycle_mark_value);
      return true;
    }
    case T_CTESearchClause:
      return true;
    case T_DefElem:
      one(as<DefElem>(node)->arg);
      return true;
    case T_FuncCall: {
      const auto* each = as<FuncCall>(node);
      one(each->over), one(each->agg_filter), all(each->agg_order), all(each->args);
      return true;
    }
    case T_FunctionParameter: {
      const auto* each = as<FunctionParameter>(node);
      one(each->defexpr), one(each->argType);
      return true;
    }
    case T_GroupingFunc:
      all(as<GroupingFunc>(node)->args);
      return true;
    case T_GroupingSet:
      all(as<GroupingSet>(node)->content);
      return true;
    case T_IndexElem:
      all(as<IndexElem>(node)->opclassopts), one(as<IndexElem>(node)->expr);
      return true;
    case T_InferClause:
      one(as<InferClause>(node)->whereClause), all(as<InferClause>(node)->indexElems);
      return true;
    case T_MinMaxExpr:
      all(as<MinMaxExpr>(node)->args);
      return true;
    case T_MultiAssignRef:
      // `(a, b) = (SELECT ...)` is one node per column with the source shared: look at it once.
      if (as<MultiAssignRef>(node)->colno == 1) one(as<MultiAssignRef>(node)->source);
      return true;
    case T_NamedArgExpr:
      one(as<NamedArgExpr>(node)->arg);
      return true;
    case T_NullTest:
      one(as<NullTest>(node)->arg);
      return true;
    case T_PartitionBoundSpec: {
      const auto* each = as<PartitionBoundSpec>(node);
      all(each->upperdatums), all(each->lowerdatums), all(each->listdatums);
      return true;
    }
    case T_PartitionElem:
      one(as<PartitionElem>(node)->expr);
      return true;
    case T_PartitionSpec:
      all(as<PartitionSpec>(node)->partParams);
      return true;
    case T_RangeTableFuncCol: {
      const auto* each = as<RangeTableFuncCol>(node);
      one(each->coldefexpr), one(each->colexpr), one(each->typeName);
      return true;
    }
    case T_ResTarget:
      all(as<ResTarget>(node)->indirection), one(as<ResTarget>(node)->val);
      return true;
    case T_RowExpr:
      all(as<RowExpr>(node)->args);
      return true;
    case T_SortBy:
      one(as<SortBy>(node)->node);
      return true;
    case T_StatsElem:
      one(as<StatsElem>(node)->expr);
      return true;
    case T_SubLink:
      one(as<SubLink>(node)->subselect), one(as<SubLink>(node)->testexpr);
      return true;
    case T_TypeCast:
      one(as<TypeCast>(node)->typeName), one(as<TypeCast>(node)->arg);
      return true;
    case T_TypeName:
      all(as<TypeName>(node)->typmods);
      return true;
    case T_WindowDef: {
      const auto* each = as<WindowDef>(node);
      one(each->endOffset), one(each->startOffset), all(each->orderClause), all(each->partitionClause);
      return true;
    }
    case T_XmlExpr:
      all(as<XmlExpr>(node)->args), all(as<XmlExpr>(node)->named_args);
      return true;
    case T_XmlSerialize:
      one(as<XmlSerialize>(node)->typeName), one(as<XmlSerialize>(node)->expr);
      return true;
    default:
      return false;
  }
}

}  // namespace countersign::parser::tree
