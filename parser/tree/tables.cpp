// CREATE and ALTER of tables, indexes and views.
#include "parser/builtins.hpp"
#include "parser/tree/children.hpp"
#include "parser/tree/functions.hpp"
#include "parser/tree/names.hpp"
#include "parser/tree/statements.hpp"

namespace countersign::parser::tree {

namespace {

// Columns, constraints and LIKE clauses of CREATE TABLE; their expressions may call functions when rows are there.
void read_elements(walker& walk, const List* elements, place at) {
  for (const Node* each : items<Node>(elements)) {
    if (tag_of(each) == T_TableLikeClause) {
      named on = walk.relation(as<TableLikeClause>(each)->relation);
      on.detail = "like";
      walk.add(verb::read, on, at);
    } else {
      walk.push(each, at);
    }
  }
}

void add_partner(walker& walk, const RangeVar* table, std::string_view why, place at,
                 const other_name* becomes = nullptr) {
  if (table == nullptr) return;
  named on = walk.relation(table);
  on.detail = why;
  on.becomes = becomes;
  walk.add(verb::alter, on, at);
}

// What is done to the rows of this table is done to those of another as well.
const other_name* reached_by(walker& walk, const RangeVar* table) {
  if (table == nullptr) return nullptr;
  return walk.keep({.schema = walk.keep(table->schemaname), .object = walk.keep(table->relname), .column = {}});
}

bool acts_on_rows(char foreign_key_action) {
  return foreign_key_action == FKCONSTR_ACTION_CASCADE || foreign_key_action == FKCONSTR_ACTION_SETNULL ||
         foreign_key_action == FKCONSTR_ACTION_SETDEFAULT;
}

// The parent of an inheriting table, the table whose rows take those of this one along.
const other_name* reached_after(walker& walk, const AlterTableCmd* command) {
  if (command->def == nullptr) return nullptr;
  if (command->subtype == AT_AddInherit) return reached_by(walk, as<RangeVar>(command->def));
  if (command->subtype != AT_AddConstraint || tag_of(command->def) != T_Constraint) return nullptr;
  const auto* constraint = as<Constraint>(command->def);
  const bool takes_along = acts_on_rows(constraint->fk_del_action) || acts_on_rows(constraint->fk_upd_action);
  return takes_along ? reached_by(walk, constraint->pktable) : nullptr;
}

// Foreign keys put triggers on the table that they point to; they are wherever a constraint can be written.
void add_referenced(walker& walk, const Node* element, place at) {
  if (element == nullptr) return;
  if (tag_of(element) == T_Constraint) {
    add_partner(walk, as<Constraint>(element)->pktable, "referenced by a foreign key", at);
  } else if (tag_of(element) == T_ColumnDef) {
    for (const Constraint* each : items<Constraint>(as<ColumnDef>(element)->constraints)) {
      add_partner(walk, each->pktable, "referenced by a foreign key", at);
    }
  }
}

// Whether something in it may be a constant of a column's type: a default, a condition, a partition's bound.
bool has_expression(const Constraint* each) {
  return each->raw_expr != nullptr || each->where_clause != nullptr;
}

bool has_expressions(const List* constraints) {
  for (const Constraint* each : items<Constraint>(constraints)) {
    if (has_expression(each)) return true;
  }
  return false;
}

bool has_expressions(const CreateStmt* create) {
  if (create->partspec != nullptr || has_expressions(create->constraints)) return true;
  for (const Node* each : items<Node>(create->tableElts)) {
    if (tag_of(each) == T_Constraint && has_expression(as<Constraint>(each))) return true;
    if (tag_of(each) == T_ColumnDef && has_expressions(as<ColumnDef>(each)->constraints)) return true;
  }
  return false;
}

// The types of a new table's columns that run something when a value is checked: nobody calls that now, but the first
// INSERT will. The table stands for one of them until the catalog has it; any more are judged at once.
const other_name* checked_type(walker& walk, const CreateStmt* create, place at) {
  const other_name* first = nullptr;
  const bool expressions = has_expressions(create);
  for (const Node* each : items<Node>(create->tableElts)) {
    const TypeName* const type = tag_of(each) == T_ColumnDef ? as<ColumnDef>(each)->typeName : nullptr;
    if (type == nullptr || !walk.may_have_checks(type)) continue;
    if (first != nullptr || expressions) {
      walk.call_type(type, at);
      if (first != nullptr) continue;
    }
    const items<Node> name{type->names};
    first = walk.keep({.schema = name.size() > 1 ? walk.keep(string_of(name[name.size() - 2])) : std::string_view{},
                       .object = walk.keep(string_of(name[name.size() - 1])),
                       .column = {}});
  }
  return first;
}

}  // namespace

void read_create(walker& walk, const CreateStmt* create, place at) {
  named on = walk.relation(create->relation);
  on.becomes = checked_type(walk, create, at);
  walk.add(verb::create, on, at);
  place in = walk.open_scope(at);
  in.declares = true;
  if (create->ofTypename != nullptr) walk.call_type(create->ofTypename, at);
  for (const Node* each : items<Node>(create->tableElts)) add_referenced(walk, each, at);
  for (const Node* each : items<Node>(create->constraints)) add_referenced(walk, each, at);
  const bool partition = create->partbound != nullptr;
  for (const RangeVar* parent : items<RangeVar>(create->inhRelations)) {
    add_partner(walk, parent, partition ? "gets a partition" : "is inherited from", at);
  }
  walk.push(create->partspec, in);
  walk.push(create->partbound, in);
  walk.push_all(create->constraints, in);
  read_elements(walk, create->tableElts, in);
}

void read_create_foreign_table(walker& walk, const CreateForeignTableStmt* create, place at) {
  read_create(walk, &create->base, at);
  walk.add(verb::connect, simple(walk.keep(create->servername), object_kind::server, "foreign table"), at);
}

void read_create_table_as(walker& walk, const CreateTableAsStmt* create, place at) {
  const object_kind kind = create->objtype == OBJECT_MATVIEW ? object_kind::materialized_view : object_kind::relation;
  if (create->into != nullptr) walk.add(verb::create, walk.relation(create->into->rel, kind), at);
  place inner = at;
  // WITH NO DATA plans the query and does not run it.
  if (create->into != nullptr && create->into->skipData && create->objtype != OBJECT_MATVIEW) inner.planned = true;
  walk.push(create->query, inner);
}

namespace {

// ALTER COLUMN ... TYPE ... USING with an expression that looks at no column: every value is replaced by another.
bool drops_values(walker& walk, const AlterTableCmd* command) {
  if (command->def == nullptr || tag_of(command->def) != T_ColumnDef) return false;
  const Node* const by = as<ColumnDef>(command->def)->raw_default;
  if (by == nullptr) return false;
  stack_on<const Node*> stack{walk.folding().nodes};
  stack.push(by);
  while (!stack.empty()) {
    const Node* const node = stack.pop();
    if (tag_of(node) == T_ColumnRef) return false;
    if (!each_child(node, [&](const Node* child) { stack.push(child); })) return true;
  }
  return true;
}

// A new column whose value has to be worked out for each row: its default may change from row to row, it is generated,
// numbered, or of a type with checks.
bool fills_rows(walker& walk, const AlterTableCmd* command) {
  if (command->def == nullptr || tag_of(command->def) != T_ColumnDef) return false;
  const auto* column = as<ColumnDef>(command->def);
  stack_on<const Node*> stack{walk.folding().nodes};
  if (column->raw_default != nullptr) stack.push(column->raw_default);
  for (const Constraint* each : items<Constraint>(column->constraints)) {
    if (each->contype == CONSTR_GENERATED || each->contype == CONSTR_IDENTITY) return true;
    if (each->contype == CONSTR_DEFAULT && each->raw_expr != nullptr) stack.push(each->raw_expr);
  }
  const items<Node> type{column->typeName == nullptr ? nullptr : column->typeName->names};
  if (type.size() == 1 && string_of(type[0]).find("serial") != std::string_view::npos) return true;
  if (column->typeName != nullptr && walk.may_have_checks(column->typeName)) return true;
  while (!stack.empty()) {
    const Node* const node = stack.pop();
    if (tag_of(node) == T_FuncCall) {
      const items<Node> name{as<FuncCall>(node)->funcname};
      const volatility how = name.empty() ? volatility::unknown : builtin_volatility(string_of(name[name.size() - 1]));
      if (how != volatility::immutable && how != volatility::stable) return true;
    }
    if (!each_child(node, [&](const Node* child) { stack.push(child); })) return true;
  }
  return false;
}

// What a subcommand does, where its name alone tells something that rules and people want to know.
std::string_view words_of_command(walker& walk, const AlterTableCmd* command) {
  const std::string_view name = walk.keep(command->name);
  switch (command->subtype) {
    case AT_AddColumn:
      return fills_rows(walk, command) ? "add column, table rewritten" : "add column";
    case AT_DropColumn:
      return command->behavior == DROP_CASCADE ? "drop column cascade" : "drop column";
    case AT_AlterColumnType:
      return drops_values(walk, command) ? "alter column type, values replaced" : "alter column type";
    case AT_ColumnDefault:
      return command->def == nullptr ? "drop default" : "set default";
    case AT_SetNotNull:
      return "set not null";
    case AT_DropNotNull:
      return "drop not null";
    case AT_AddConstraint:
      return "add constraint";
    case AT_DropConstraint:
      return walk.join({"drop constraint ", name, command->behavior == DROP_CASCADE ? ", cascade" : ""});
    case AT_ValidateConstraint:
      return walk.join({"validate constraint ", name});
    case AT_ChangeOwner:
      return walk.join({"owner to ", role_name(walk, command->newowner)});
    case AT_SetLogged:
      return "set logged";
    case AT_SetUnLogged:
      return "set unlogged";
    case AT_SetTableSpace:
      return walk.join({"set tablespace ", name});
    case AT_SetAccessMethod:
      return walk.join({"set access method ", name});
    case AT_EnableTrig:
    case AT_EnableAlwaysTrig:
      return walk.join({"enable trigger ", name});
    case AT_EnableReplicaTrig:
      return walk.join({"enable replica trigger ", name});
    case AT_DisableTrig:
      return walk.join({"disable trigger ", name});
    case AT_EnableTrigAll:
      return "enable trigger all";
    case AT_DisableTrigAll:
      return "disable trigger all";
    case AT_EnableTrigUser:
      return "enable trigger user";
    case AT_DisableTrigUser:
      return "disable trigger user";
    case AT_EnableRule:
    case AT_EnableAlwaysRule:
      return walk.join({"enable rule ", name});
    case AT_EnableReplicaRule:
      return walk.join({"enable replica rule ", name});
    case AT_DisableRule:
      return walk.join({"disable rule ", name});
    case AT_AddInherit:
      return "inherit";
    case AT_DropInherit:
      return "no inherit";
    case AT_EnableRowSecurity:
      return "enable row level security";
    case AT_DisableRowSecurity:
      return "disable row level security";
    case AT_ForceRowSecurity:
      return "force row level security";
    case AT_NoForceRowSecurity:
      return "no force row level security";
    case AT_AttachPartition:
      return "attach partition";
    case AT_DetachPartition:
    case AT_DetachPartitionFinalize:
      return "detach partition";
    case AT_ReplicaIdentity:
      return "replica identity";
    case AT_ClusterOn:
    case AT_DropCluster:
      return "cluster";
    default:
      return "other";
  }
}

bool names_column(AlterTableType type) {
  switch (type) {
    case AT_ColumnDefault:
    case AT_DropNotNull:
    case AT_SetNotNull:
    case AT_DropExpression:
    case AT_SetStatistics:
    case AT_SetOptions:
    case AT_ResetOptions:
    case AT_SetStorage:
    case AT_SetCompression:
    case AT_DropColumn:
    case AT_AlterColumnType:
    case AT_AlterColumnGenericOptions:
    case AT_AddIdentity:
    case AT_SetIdentity:
    case AT_DropIdentity:
      return true;
    default:
      return false;
  }
}

std::string_view command_column(walker& walk, const AlterTableCmd* command) {
  if (names_column(command->subtype)) return walk.keep(command->name);
  const bool adds = command->subtype == AT_AddColumn && command->def != nullptr && tag_of(command->def) == T_ColumnDef;
  return adds ? walk.keep(as<ColumnDef>(command->def)->colname) : std::string_view{};
}

void read_command_definition(walker& walk, const RangeVar* table, const AlterTableCmd* command, place at, place in) {
  const Node* const definition = command->def;
  if (definition == nullptr) return;
  switch (tag_of(definition)) {
    case T_PartitionCmd: {
      const auto* partition = as<PartitionCmd>(definition);
      const bool attached = command->subtype == AT_AttachPartition;
      add_partner(walk, partition->name, words_of_command(walk, command), at,
                  attached ? reached_by(walk, table) : nullptr);
      walk.push(partition->bound, in);
      return;
    }
    case T_RangeVar:
      add_partner(walk, as<RangeVar>(definition), words_of_command(walk, command), at);
      return;
    case T_ReplicaIdentityStmt:
    case T_RoleSpec:
      return;
    case T_ColumnDef:
      // Without USING the values are cast as in an assignment.
      if (command->subtype == AT_AlterColumnType && as<ColumnDef>(definition)->raw_default == nullptr)
        walk.call_cast(nullptr, as<ColumnDef>(definition)->typeName, in);
      [[fallthrough]];
    default:
      walk.call_types_of(table, at);
      add_referenced(walk, definition, at);
      walk.push(definition, in);
      return;
  }
}

}  // namespace

void read_alter_table(walker& walk, const AlterTableStmt* alter, place at) {
  const place in = walk.open_scope(at);
  const object_kind kind = kind_of(alter->objtype);
  for (const AlterTableCmd* command : items<AlterTableCmd>(alter->cmds)) {
    named on = walk.relation(alter->relation, kind);
    on.detail = words_of_command(walk, command);
    if (const std::string_view column = command_column(walk, command); !column.empty()) {
      on.columns = walk.memory().copy(std::span<const std::string_view>{&column, 1});
    }
    on.becomes = reached_after(walk, command);
    walk.add(verb::alter, on, at);
    read_command_definition(walk, alter->relation, command, at, in);
  }
}

void read_move_all(walker& walk, const AlterTableMoveAllStmt* move, place at) {
  named on = simple(walk.keep(move->orig_tablespacename), object_kind::tablespace);
  on.detail = walk.join({"move everything to tablespace ", text_of(move->new_tablespacename)});
  walk.add(verb::alter, on, at);
}

namespace {

// Something that is made on a table: it gets its own effect, with the table's schema, and the table is altered.
void create_on(walker& walk, const RangeVar* table, object_kind kind, std::string_view name, std::string_view detail,
               place at) {
  named on = walk.relation(table, kind);
  const std::string_view table_name = on.object;
  on.object = name.empty() ? table_name : name;
  on.detail = walk.join({"on ", table_name, detail.empty() ? "" : ", ", detail});
  walk.add(verb::create, on, at);
  named altered = walk.relation(table);
  altered.detail = walk.join({kind == object_kind::index ? "gets an " : "gets a ", to_string(kind)});
  walk.add(verb::alter, altered, at);
}

}  // namespace

void read_index(walker& walk, const IndexStmt* index, place at) {
  create_on(walk, index->relation, object_kind::index, walk.keep(index->idxname),
            index->concurrent ? "concurrently" : "", at);
  const place in = walk.open_scope(at);
  if (index->whereClause != nullptr) walk.call_types_of(index->relation, at);
  walk.push(index->whereClause, in);
  walk.push_all(index->indexParams, in);
}

void read_view(walker& walk, const ViewStmt* view, place at) {
  named on = walk.relation(view->view, object_kind::view);
  if (view->replace) on.detail = "or replace";
  walk.add(verb::create, on, at);
  // The query runs when somebody reads the view, with its owner's rights: what it reads belongs to the view.
  place inner = at;
  inner.in_view = true;
  inner.via = walk.path(walk.join({"view ", on.object}), at);
  walk.push(view->query, inner);
}

void read_rule(walker& walk, const RuleStmt* rule, place at) {
  create_on(walk, rule->relation, object_kind::rule, walk.keep(rule->rulename), rule->instead ? "instead" : "", at);
  place inner = walk.open_scope(at);
  inner.via = walk.path(walk.join({"rule ", text_of(rule->rulename)}), at);
  walk.push(rule->whereClause, inner);
  walk.push_all(rule->actions, inner);
}

namespace {

// What the function does is judged when it is put where others will run it.
void call_later(walker& walk, const List* function, std::string_view via, place at) {
  const named on = walk.qualified(function, object_kind::function);
  const bool own = on.schema.empty() || on.schema == "pg_catalog";
  if (own && builtin_volatility(on.object) != volatility::unknown) return;
  at.via = walk.path(via, at);
  walk.add(verb::call, on, at);
}

}  // namespace

void read_trigger(walker& walk, const CreateTrigStmt* trigger, place at) {
  create_on(walk, trigger->relation, object_kind::trigger, walk.keep(trigger->trigname),
            walk.join({"runs ", dotted(walk, trigger->funcname)}), at);
  add_partner(walk, trigger->constrrel, "constraint trigger", at);
  call_later(walk, trigger->funcname, walk.join({"trigger ", text_of(trigger->trigname)}), at);
  walk.push(trigger->whenClause, walk.open_scope(at));
}

void read_create_policy(walker& walk, const CreatePolicyStmt* policy, place at) {
  create_on(walk, policy->table, object_kind::policy, walk.keep(policy->policy_name), text_of(policy->cmd_name), at);
  const place in = walk.open_scope(at);
  walk.push(policy->with_check, in);
  walk.push(policy->qual, in);
}

void read_alter_policy(walker& walk, const AlterPolicyStmt* policy, place at) {
  named on = walk.relation(policy->table, object_kind::policy);
  on.detail = walk.join({"on ", on.object});
  on.object = walk.keep(policy->policy_name);
  walk.add(verb::alter, on, at);
  add_partner(walk, policy->table, "policy changes", at);
  const place in = walk.open_scope(at);
  walk.push(policy->with_check, in);
  walk.push(policy->qual, in);
}

void read_create_statistics(walker& walk, const CreateStatsStmt* statistics, place at) {
  walk.add(verb::create, walk.qualified(statistics->defnames, object_kind::statistics), at);
  for (const Node* each : items<Node>(statistics->relations)) {
    if (tag_of(each) != T_RangeVar) continue;
    add_partner(walk, as<RangeVar>(each), "gets statistics", at);
    walk.call_types_of(as<RangeVar>(each), at);
  }
  walk.push_all(statistics->exprs, walk.open_scope(at));
}

void read_alter_statistics(walker& walk, const AlterStatsStmt* statistics, place at) {
  walk.add(verb::alter, walk.qualified(statistics->defnames, object_kind::statistics), at);
}

}  // namespace countersign::parser::tree
