#include "parser/tree/where.hpp"

#include "parser/tree/children.hpp"
#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

bool is_plain(const SelectStmt* query) {
  return query->op == SETOP_NONE && query->groupClause == nullptr && query->havingClause == nullptr &&
         query->limitCount == nullptr && query->limitOffset == nullptr && query->withClause == nullptr &&
         query->intoClause == nullptr;
}

bool gives_rows_of(const SelectStmt* query, const RangeVar* target) {
  const items<Node> from{query->fromClause};
  if (from.size() != 1 || tag_of(from[0]) != T_RangeVar) return false;
  const auto* table = as<RangeVar>(from[0]);
  if (text_of(table->relname) != text_of(target->relname)) return false;
  return table->schemaname == nullptr || target->schemaname == nullptr ||
         text_of(table->schemaname) == text_of(target->schemaname);
}

namespace {

bool is_of(const ColumnRef* column, const RangeVar* table) {
  const auto fields = cells(column->fields);
  if (fields.size() < 2) return true;  // it may be
  const std::string_view name = table->alias != nullptr ? text_of(table->alias->aliasname) : text_of(table->relname);
  return string_of(fields[0].ptr_value) == name || string_of(fields[fields.size() - 2].ptr_value) == name;
}

// Does a condition look at any column that may be the table's?
bool mentions(walker& walk, const Node* condition, const RangeVar* table) {
  std::vector<const Node*> stack{condition};
  while (!stack.empty()) {
    const Node* const node = stack.back();
    stack.pop_back();
    if (!walk.spend(1)) return true;
    if (tag_of(node) == T_ColumnRef && is_of(as<ColumnRef>(node), table)) return true;
    if (tag_of(node) == T_CurrentOfExpr) return true;
    if (tag_of(node) == T_RangeVar) continue;
    if (tag_of(node) == T_SelectStmt) {
      const auto* query = as<SelectStmt>(node);
      const void* const parts[] = {query->targetList,  query->whereClause, query->havingClause, query->fromClause,
                                   query->groupClause, query->sortClause,  query->valuesLists,  query->limitCount,
                                   query->limitOffset, query->withClause,  query->larg,         query->rarg};
      for (const void* part : parts) {
        if (part != nullptr) stack.push_back(as<Node>(part));
      }
      continue;
    }
    if (!each_child(node, [&](const Node* child) { stack.push_back(child); })) return true;
  }
  return false;
}

}  // namespace

restriction judge_where(walker& walk, const Node* where, const written_table& target) {
  if (where == nullptr) return restriction::absent;
  const folded judged = fold_condition(walk, where, target.table);
  // Bound values matter if they can make it true and it is not true without them.
  if ((judged.reach & is_true) != 0 && judged.may_unbound != is_true) walk.note_parameters();
  if (judged.may == is_true) return restriction::always_true;
  // What looks at no column of the row takes all rows or none: the time, a setting, a condition on another table alone.
  if ((judged.may & is_true) != 0 && !mentions(walk, where, target.table)) return restriction::always_true;
  return restriction::restricted;
}

}  // namespace countersign::parser::tree
