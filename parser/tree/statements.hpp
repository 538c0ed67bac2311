// The decision for every statement node of PostgreSQL's grammar: who reads it. What is not here is `unknown`.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

using statement_reader = void (*)(walker&, const Node*, place);

struct statement_decision {
  NodeTag tag = T_Invalid;
  std::string_view name{};   // as in nodes/nodes.h, without T_
  std::string_view words{};  // of the command tag; where it depends on the statement, command_tag() knows
  statement_reader read = nullptr;
};

// Null for nodes that are no statements.
[[nodiscard]] const statement_decision* decision_for(NodeTag tag);

// "DROP TABLE", "BEGIN", ...: the leading words of what the server will answer.
[[nodiscard]] std::string_view command_tag(walker& walk, const Node* statement);

// data.cpp
void read_select(walker&, const SelectStmt*, place);
void read_insert(walker&, const InsertStmt*, place);
void read_update(walker&, const UpdateStmt*, place);
void read_delete(walker&, const DeleteStmt*, place);
void read_merge(walker&, const MergeStmt*, place);
void read_truncate(walker&, const TruncateStmt*, place);
void read_copy(walker&, const CopyStmt*, place);
void read_lock(walker&, const LockStmt*, place);
void read_return(walker&, const ReturnStmt*, place);
void read_assignment(walker&, const PLAssignStmt*, place);

// tables.cpp
void read_create(walker&, const CreateStmt*, place);
void read_create_foreign_table(walker&, const CreateForeignTableStmt*, place);
void read_create_table_as(walker&, const CreateTableAsStmt*, place);
void read_alter_table(walker&, const AlterTableStmt*, place);
void read_move_all(walker&, const AlterTableMoveAllStmt*, place);
void read_index(walker&, const IndexStmt*, place);
void read_view(walker&, const ViewStmt*, place);
void read_rule(walker&, const RuleStmt*, place);
void read_trigger(walker&, const CreateTrigStmt*, place);
void read_create_policy(walker&, const CreatePolicyStmt*, place);
void read_alter_policy(walker&, const AlterPolicyStmt*, place);
void read_create_sequence(walker&, const CreateSeqStmt*, place);
void read_alter_sequence(walker&, const AlterSeqStmt*, place);
void read_create_statistics(walker&, const CreateStatsStmt*, place);
void read_alter_statistics(walker&, const AlterStatsStmt*, place);
void read_schema(walker&, const CreateSchemaStmt*, place);
// session.cpp
void read_maintenance(walker&, const VacuumStmt*, place);
void read_cluster(walker&, const ClusterStmt*, place);
void read_reindex(walker&, const ReindexStmt*, place);
void read_refresh(walker&, const RefreshMatViewStmt*, place);

}  // namespace countersign::parser::tree
