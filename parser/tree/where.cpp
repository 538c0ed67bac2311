#include "parser/tree/where.hpp"

#include "parser/tree/children.hpp"
#include "parser/tree/constant.hpp"
#include "parser/tree/fold.hpp"
#include "parser/tree/trial.hpp"

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

bool is_system_column(std::string_view name) {
  return name == "ctid" || name == "xmin" || name == "xmax" || name == "cmin" || name == "cmax" || name == "tableoid";
}

namespace {

bool names_table(std::string_view name, const RangeVar* table) {
  return name == (table->alias != nullptr ? text_of(table->alias->aliasname) : text_of(table->relname));
}

bool is_of(walker& walk, const ColumnRef* column, const RangeVar* table) {
  const auto fields = cells(column->fields);
  if (fields.size() == 1) {
    const catalog_relation* const known = walk.known_relation(text_of(table->schemaname), text_of(table->relname));
    const std::string_view column_name = string_of(fields[0].ptr_value);
    // Without a catalog it may be.
    return known == nullptr || known->columns.empty() || column_name.empty() || is_system_column(column_name) ||
           known->column(column_name) != nullptr || names_table(column_name, table);
  }
  if (fields.empty()) return true;
  return names_table(string_of(fields[0].ptr_value), table) ||
         names_table(string_of(fields[fields.size() - 2].ptr_value), table);
}

// Does a condition look at any column that may be the table's?
bool mentions(walker& walk, const Node* condition, const RangeVar* table) {
  stack_on<const Node*> stack{walk.folding().nodes};
  stack.push(condition);
  while (!stack.empty()) {
    const Node* const node = stack.pop();
    if (!walk.spend(1)) return true;
    if (tag_of(node) == T_ColumnRef && is_of(walk, as<ColumnRef>(node), table)) return true;
    if (tag_of(node) == T_CurrentOfExpr) return true;
    if (tag_of(node) == T_RangeVar) continue;
    const auto push = [&](std::initializer_list<const void*> parts) {
      for (const void* part : parts) {
        if (part != nullptr) stack.push(as<Node>(part));
      }
    };
    if (tag_of(node) == T_RangeSubselect) {
      push({as<RangeSubselect>(node)->subquery});
      continue;
    }
    if (tag_of(node) == T_RangeFunction) {
      push({as<RangeFunction>(node)->functions});
      continue;
    }
    if (tag_of(node) == T_JoinExpr) {
      const auto* join = as<JoinExpr>(node);
      push({join->larg, join->rarg, join->quals});
      continue;
    }
    if (tag_of(node) == T_SelectStmt) {
      const auto* query = as<SelectStmt>(node);
      push({query->targetList, query->whereClause, query->havingClause, query->fromClause, query->groupClause,
            query->sortClause, query->valuesLists, query->limitCount, query->limitOffset, query->withClause,
            query->larg, query->rarg});
      continue;
    }
    if (!each_child(node, [&](const Node* child) { stack.push(child); })) return true;
  }
  return false;
}

bool has_unbound_value(walker& walk, const Node* condition) {
  stack_on<const Node*> stack{walk.folding().nodes};
  stack.push(condition);
  while (!stack.empty()) {
    const Node* const node = stack.pop();
    if (!walk.spend(1)) return false;
    if (tag_of(node) == T_ParamRef) {
      const auto number = static_cast<std::size_t>(as<ParamRef>(node)->number);
      if (number == 0 || number > walk.parameters().size()) return true;
    }
    if (tag_of(node) == T_SelectStmt) continue;
    static_cast<void>(each_child(node, [&](const Node* child) { stack.push(child); }));
  }
  return false;
}

// A part of a condition that is no AND, OR or NOT: can it leave out some rows and not others, or is it false for all?
// Values that are not bound yet get the benefit of the doubt, or not.
bool part_restricts(walker& walk, const Node* part, bool negated, bool trusting, const RangeVar* table) {
  const truths may = fold_condition(walk, part, table).may;
  if (may == (negated ? is_false : is_true)) return false;
  if (mentions(walk, part, table)) return true;
  if ((may & (negated ? is_false : is_true)) == 0) return true;
  return trusting && has_unbound_value(walk, part);
}

// What looks at no column of the row takes all rows or none: the time, a setting, a condition on another table alone.
// One such side of an OR is enough to take them all, one of the others in an AND to be choosy.
bool looks_at_rows(walker& walk, const Node* condition, bool trusting, const RangeVar* table) {
  stack_on<logic_level> stack{walk.folding().levels};
  stack.push({.node = condition, .negated = false});
  bool result = false;  // of the node that was finished last
  while (!stack.empty()) {
    logic_level& top = stack.top();
    const auto* const logic = tag_of(top.node) == T_BoolExpr ? as<BoolExpr>(top.node) : nullptr;
    if (logic == nullptr) {
      result = part_restricts(walk, top.node, top.negated, trusting, table);
      static_cast<void>(stack.pop());
      continue;
    }
    top.all_must = (logic->boolop == OR_EXPR) != top.negated;
    const auto operands = cells(logic->args);
    const bool decided = top.next > 0 && logic->boolop != NOT_EXPR && result != top.all_must;
    if (decided || top.next == operands.size()) {
      static_cast<void>(stack.pop());
      continue;
    }
    const bool negated = top.negated != (logic->boolop == NOT_EXPR);
    const auto* const operand = as<Node>(operands[top.next++].ptr_value);
    stack.push({.node = operand, .negated = negated});
  }
  return result;
}

// `id = 7`, `id > $1`: the condition of nearly every write of a program. It leaves rows out whatever the value is.
// Of those that look like it, the trial finds the ends of a type: `id >= -2147483648`, `name >= ''`.
bool is_end_of_a_type(const A_Const* value) {
  const constant known = literal(value);
  constexpr int128 smallest_end = 32767;
  if (known.what == constant::text) return known.words.empty();
  return known.what == constant::number &&
         (known.value.scale != 0 || known.value.digits >= smallest_end || known.value.digits <= -smallest_end);
}

bool compares_column_with_value(walker& walk, const Node* condition, const RangeVar* table) {
  if (tag_of(condition) != T_A_Expr || as<A_Expr>(condition)->kind != AEXPR_OP) return false;
  const auto* const comparison = as<A_Expr>(condition);
  const Node* const left = comparison->lexpr;
  const Node* const right = comparison->rexpr;
  if (left == nullptr || right == nullptr || tag_of(left) != T_ColumnRef) return false;
  if (tag_of(right) != T_A_Const && tag_of(right) != T_ParamRef) return false;
  const items<Node> name{comparison->name};
  const std::string_view sign = name.size() == 1 ? string_of(name[0]) : std::string_view{};
  const bool orders = sign == "=" || sign == "<" || sign == ">" || sign == "<=" || sign == ">=" || sign == "<>";
  if (sign != "=" && tag_of(right) == T_A_Const && is_end_of_a_type(as<A_Const>(right))) return false;
  return orders && is_of(walk, as<ColumnRef>(left), table);
}

}  // namespace

restriction judge_where(walker& walk, const Node* where, const written_table& target) {
  if (where == nullptr) return restriction::absent;
  if (compares_column_with_value(walk, where, target.table)) return restriction::restricted;
  const folded judged = fold_condition(walk, where, target.table);
  // Bound values matter if they can make it true and it is not true without them.
  if ((judged.reach & is_true) != 0 && judged.may_unbound != is_true) walk.note_parameters();
  if (judged.may == is_true) return restriction::always_true;
  if ((judged.may & is_true) == 0) return restriction::restricted;
  const trial_result tried = try_rows(walk, where, target);
  if (tried.for_some_values) walk.note_parameters();
  if (tried.leaves_none_out) return restriction::always_true;
  // What restricts without the benefit of the doubt does so with it.
  if (looks_at_rows(walk, where, false, target.table)) return restriction::restricted;
  if (!looks_at_rows(walk, where, true, target.table)) return restriction::always_true;
  walk.note_parameters();
  return restriction::restricted;
}

}  // namespace countersign::parser::tree
