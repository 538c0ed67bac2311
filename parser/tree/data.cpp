// Statements on rows: SELECT, INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY, LOCK.
#include "parser/tree/dump_setting.hpp"
#include "parser/tree/names.hpp"
#include "parser/tree/settings.hpp"
#include "parser/tree/statements.hpp"
#include "parser/tree/values.hpp"
#include "parser/tree/where.hpp"

namespace countersign::parser::tree {

namespace {

std::string_view lock_words(LockClauseStrength strength) {
  switch (strength) {
    case LCS_NONE:
      return "";
    case LCS_FORKEYSHARE:
      return "for key share";
    case LCS_FORSHARE:
      return "for share";
    case LCS_FORNOKEYUPDATE:
      return "for no key update";
    case LCS_FORUPDATE:
      return "for update";
  }
  return "";
}

}  // namespace

namespace {

// The server leaves out the target list of an EXISTS (simplify_EXISTS_query() of subselect.c), and does so whatever the
// query is where nothing in it is worked out.
bool is_left_out(const SelectStmt* select) {
  if (select->groupClause != nullptr || select->havingClause != nullptr || select->limitOffset != nullptr ||
      select->distinctClause != nullptr || select->sortClause != nullptr || select->lockingClause != nullptr) {
    return false;
  }
  const Node* const limit = select->limitCount;
  if (limit != nullptr && (tag_of(limit) != T_A_Const || as<A_Const>(limit)->isnull)) return false;
  for (const ResTarget* each : items<ResTarget>(select->targetList)) {
    if (each->val == nullptr || (tag_of(each->val) != T_ColumnRef && tag_of(each->val) != T_A_Const)) return false;
  }
  return true;
}

}  // namespace

void read_select(walker& walk, const SelectStmt* select, place at) {
  const bool shows_nothing = at.only_exists && select->op == SETOP_NONE && is_left_out(select);
  at.only_exists = false;
  const place with = walk.enter_with(select->withClause, at);
  if (select->op != SETOP_NONE) {
    walk.push(select->limitCount, with);
    walk.push(select->limitOffset, with);
    walk.push_all(select->sortClause, with);
    walk.push(select->rarg, with);
    walk.push(select->larg, with);
    return;
  }
  if (select->intoClause != nullptr) {
    walk.add(verb::create, walk.relation(select->intoClause->rel), at);
  }
  place in = walk.open_scope(with);
  place from = in;
  from.locks_below = select->lockingClause != nullptr;
  in.locked = false;
  walk.push(select->limitCount, in);
  walk.push(select->limitOffset, in);
  walk.push_all(select->sortClause, in);
  walk.push_all(select->windowClause, in);
  walk.push(select->havingClause, in);
  walk.push_all(select->groupClause, in);
  walk.push(select->whereClause, in);
  walk.push_all(select->distinctClause, in);
  if (!shows_nothing && !read_dump_setting(walk, select, in)) walk.push_all(select->targetList, in);
  walk.push_all(select->valuesLists, in);
  walk.note_statistics(select, from);
  walk.add_from(select->fromClause, from);
  for (const LockingClause* lock : items<LockingClause>(select->lockingClause)) {
    walk.lock_tables(lock->lockedRels, lock_words(lock->strength), in);
  }
}

namespace {

// With the names that an INSERT without a list of columns leaves out.
assigned_values named_values(walker& walk, const RangeVar* table, assigned_values values) {
  const catalog_relation* const known = walk.known_relation(text_of(table->schemaname), text_of(table->relname));
  if (known == nullptr || values.empty() || !values.front().column.empty()) return values;
  const std::span<assigned_value> named = walk.memory().copy(values);
  for (assigned_value& each : named) {
    if (each.position < known->columns.size()) each.column = known->columns[each.position].name;
  }
  return named;
}

void read_on_conflict(walker& walk, const InsertStmt* insert, assigned_values inserted, place at) {
  const OnConflictClause* const conflict = insert->onConflictClause;
  if (conflict == nullptr) return;
  walk.push(conflict->infer, at);
  if (conflict->action != ONCONFLICT_UPDATE) return;
  named on = walk.relation(insert->relation);
  on.columns = target_columns(walk, conflict->targetList);
  on.detail = "on conflict";
  effect& update = walk.add(verb::update, on, at);
  // Only rows that the insert meets are changed, whatever its own WHERE says.
  update.where = restriction::restricted;
  update.values = values_of_assignments(walk, conflict->targetList, insert->relation,
                                        named_values(walk, insert->relation, inserted));
  walk.push(conflict->whereClause, at);
  walk.push_all(conflict->targetList, at);
}

assigned_values inserted_values(walker& walk, const Node* source, column_names columns) {
  if (source == nullptr || tag_of(source) != T_SelectStmt) return unknown_values(walk, columns);
  const auto* select = as<SelectStmt>(source);
  if (select->op != SETOP_NONE || select->valuesLists == nullptr) return values_of_query(walk, select, columns);
  return values_of_rows(walk, select->valuesLists, columns);
}

}  // namespace

void read_insert(walker& walk, const InsertStmt* insert, place at) {
  const place with = walk.enter_with(insert->withClause, at);
  const place in = walk.open_scope(with);
  named on = walk.relation(insert->relation);
  on.columns = target_columns(walk, insert->cols);
  const std::uint32_t index = walk.next_effect(at);
  effect& added = walk.add(verb::insert, on, at);
  added.all_columns = on.columns.empty();
  const assigned_values values = inserted_values(walk, insert->selectStmt, on.columns);
  added.values = values;
  walk.add_target(insert->relation, in, index);
  walk.add_excluded(in);
  walk.push_all(insert->returningList, in);
  read_on_conflict(walk, insert, values, in);
  // The source does not see the target's columns.
  walk.push(insert->selectStmt, with);
  for (const ResTarget* column : items<ResTarget>(insert->cols)) walk.push_all(column->indirection, in);
}

void read_update(walker& walk, const UpdateStmt* update, place at) {
  const place in = walk.open_scope(walk.enter_with(update->withClause, at));
  named on = walk.relation(update->relation);
  on.columns = target_columns(walk, update->targetList);
  const std::uint32_t index = walk.next_effect(at);
  effect& added = walk.add(verb::update, on, at);
  added.values = values_of_assignments(walk, update->targetList, update->relation);
  added.where = judge_where(walk, update->whereClause,
                            {.table = update->relation, .others = update->fromClause, .with = update->withClause});
  walk.add_target(update->relation, in, index);
  walk.push_all(update->returningList, in);
  walk.push(update->whereClause, in);
  walk.push_all(update->targetList, in);
  walk.add_from(update->fromClause, in);
  if (is_settings_view(update->relation)) {
    change_any_setting(walk, "UPDATE of pg_settings",
                       "UPDATE of pg_settings may change how later text is read; use SET", on.location, at);
  }
}

void read_delete(walker& walk, const DeleteStmt* remove, place at) {
  const place in = walk.open_scope(walk.enter_with(remove->withClause, at));
  const std::uint32_t index = walk.next_effect(at);
  effect& added = walk.add(verb::remove, walk.relation(remove->relation), at);
  added.all_columns = true;
  added.where = judge_where(walk, remove->whereClause,
                            {.table = remove->relation, .others = remove->usingClause, .with = remove->withClause});
  walk.add_target(remove->relation, in, index);
  walk.push_all(remove->returningList, in);
  walk.push(remove->whereClause, in);
  walk.add_from(remove->usingClause, in);
}

namespace {

written_table merged(const MergeStmt* merge) {
  return {.table = merge->relation, .source = merge->sourceRelation, .with = merge->withClause};
}

void read_merge_arm(walker& walk, const MergeStmt* merge, const MergeWhenClause* arm, restriction join, place at) {
  named on = walk.relation(merge->relation);
  on.detail = "merge";
  restriction where = join;
  if (where == restriction::always_true && arm->condition != nullptr) {
    where = judge_where(walk, arm->condition, merged(merge));
  }
  switch (arm->commandType) {
    case CMD_INSERT: {
      on.columns = target_columns(walk, arm->targetList);
      effect& added = walk.add(verb::insert, on, at);
      added.all_columns = on.columns.empty();
      added.values = values_of_row(walk, arm->values, on.columns);
      break;
    }
    case CMD_UPDATE: {
      on.columns = target_columns(walk, arm->targetList);
      effect& added = walk.add(verb::update, on, at);
      added.where = where;
      added.values = values_of_assignments(walk, arm->targetList, merge->relation);
      break;
    }
    case CMD_DELETE: {
      effect& added = walk.add(verb::remove, on, at);
      added.all_columns = true;
      added.where = where;
      break;
    }
    case CMD_NOTHING:
      break;
    case CMD_UNKNOWN:
    case CMD_SELECT:
    case CMD_MERGE:
    case CMD_UTILITY:
      on.detail = "an arm of MERGE that this program does not know";
      walk.add(verb::unknown, on, at);
      break;
  }
}

}  // namespace

void read_merge(walker& walk, const MergeStmt* merge, place at) {
  const place in = walk.open_scope(walk.enter_with(merge->withClause, at));
  const restriction join = judge_where(walk, merge->joinCondition, merged(merge));
  const std::uint32_t index = walk.next_effect(at);
  for (const MergeWhenClause* arm : items<MergeWhenClause>(merge->mergeWhenClauses)) {
    read_merge_arm(walk, merge, arm, join, in);
    walk.push_all(arm->values, in);
    walk.push_all(arm->targetList, in);
    walk.push(arm->condition, in);
  }
  if (walk.next_effect(at) == index) {
    // No arm writes: the target is only looked at.
    walk.add_from_item(as<Node>(merge->relation), in);
  } else {
    walk.add_target(merge->relation, in, index);
  }
  walk.push(merge->joinCondition, in);
  walk.add_from_item(merge->sourceRelation, in);
}

void read_truncate(walker& walk, const TruncateStmt* truncate, place at) {
  const bool cascade = truncate->behavior == DROP_CASCADE;
  const std::string_view detail = cascade && truncate->restart_seqs ? "restart identity cascade"
                                  : cascade                         ? "cascade"
                                  : truncate->restart_seqs          ? "restart identity"
                                                                    : "";
  for (const RangeVar* each : items<RangeVar>(truncate->relations)) {
    named on = walk.relation(each);
    on.detail = detail;
    effect& added = walk.add(verb::truncate, on, at);
    added.all_columns = true;
  }
}

void read_copy(walker& walk, const CopyStmt* copy, place at) {
  if (copy->filename != nullptr) {
    const verb outside = copy->is_program ? verb::run_program : copy->is_from ? verb::read_file : verb::write_file;
    walk.add(outside,
             simple(walk.keep(copy->filename), copy->is_program ? object_kind::program : object_kind::file, "copy"),
             at);
  }
  if (copy->query != nullptr) {
    walk.push(copy->query, at);
    return;
  }
  if (copy->relation == nullptr) return;
  named on = walk.relation(copy->relation);
  on.columns = walk.keep_strings(copy->attlist);
  on.detail = "copy";
  const place in = walk.open_scope(at);
  const std::uint32_t index = walk.next_effect(at);
  effect& added = walk.add(copy->is_from ? verb::insert : verb::read, on, at);
  added.all_columns = on.columns.empty();
  if (copy->is_from) {
    added.values = unknown_values(walk, on.columns);
    // Its WHERE is about the rows that come in.
    walk.add_target(copy->relation, in, index);
  }
  walk.push(copy->whereClause, in);
}

void read_lock(walker& walk, const LockStmt* lock, place at) {
  // Lock modes are numbered in storage/lockdefs.h.
  constexpr std::string_view modes[] = {
      "",      "access share",        "row share", "row exclusive",   "share update exclusive",
      "share", "share row exclusive", "exclusive", "access exclusive"};
  const bool known = lock->mode >= 0 && static_cast<std::size_t>(lock->mode) < std::size(modes);
  for (const RangeVar* each : items<RangeVar>(lock->relations)) {
    named on = walk.relation(each);
    on.detail = known ? modes[lock->mode] : "unknown mode";
    walk.add(verb::lock, on, at);
  }
}

void read_return(walker& walk, const ReturnStmt* statement, place at) {
  walk.push(statement->returnval, at);
}

void read_assignment(walker& walk, const PLAssignStmt* statement, place at) {
  walk.push_all(statement->indirection, at);
  walk.push(statement->val, at);
}

}  // namespace countersign::parser::tree
