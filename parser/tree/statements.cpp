#include "parser/tree/statements.hpp"

#include <array>

#include "parser/tree/decisions.hpp"
#include "parser/tree/names.hpp"
#include "parser/tree/objects.hpp"
#include "parser/tree/settings.hpp"

namespace countersign::parser::tree {

namespace {

template <typename Statement, void (*read)(walker&, const Statement*, place)>
void reader(walker& walk, const Node* node, place at) {
  read(walk, as<Statement>(node), at);
}

#define COUNTERSIGN_STATEMENT(type, words, read) \
  { T_##type, #type, words, reader<type, read> }

constexpr statement_decision decisions[] = {
    COUNTERSIGN_STATEMENT(AlterCollationStmt, "ALTER COLLATION", read_alter_collation),
    COUNTERSIGN_STATEMENT(AlterDatabaseRefreshCollStmt, "ALTER DATABASE", read_refresh_collation),
    COUNTERSIGN_STATEMENT(AlterDatabaseSetStmt, "ALTER DATABASE", read_alter_database_set),
    COUNTERSIGN_STATEMENT(AlterDatabaseStmt, "ALTER DATABASE", read_alter_database),
    COUNTERSIGN_STATEMENT(AlterDefaultPrivilegesStmt, "ALTER DEFAULT PRIVILEGES", read_default_privileges),
    COUNTERSIGN_STATEMENT(AlterDomainStmt, "ALTER DOMAIN", read_alter_domain),
    COUNTERSIGN_STATEMENT(AlterEnumStmt, "ALTER TYPE", read_alter_enum),
    COUNTERSIGN_STATEMENT(AlterEventTrigStmt, "ALTER EVENT TRIGGER", read_alter_event_trigger),
    COUNTERSIGN_STATEMENT(AlterExtensionContentsStmt, "ALTER EXTENSION", read_extension_contents),
    COUNTERSIGN_STATEMENT(AlterExtensionStmt, "ALTER EXTENSION", read_alter_extension),
    COUNTERSIGN_STATEMENT(AlterFdwStmt, "ALTER FOREIGN DATA WRAPPER", read_alter_wrapper),
    COUNTERSIGN_STATEMENT(AlterForeignServerStmt, "ALTER SERVER", read_alter_server),
    COUNTERSIGN_STATEMENT(AlterFunctionStmt, "ALTER FUNCTION", read_alter_function),
    COUNTERSIGN_STATEMENT(AlterObjectDependsStmt, "ALTER", read_depends),
    COUNTERSIGN_STATEMENT(AlterObjectSchemaStmt, "ALTER", read_object_schema),
    COUNTERSIGN_STATEMENT(AlterOpFamilyStmt, "ALTER OPERATOR FAMILY", read_alter_operator_family),
    COUNTERSIGN_STATEMENT(AlterOperatorStmt, "ALTER OPERATOR", read_alter_operator),
    COUNTERSIGN_STATEMENT(AlterOwnerStmt, "ALTER", read_owner),
    COUNTERSIGN_STATEMENT(AlterPolicyStmt, "ALTER POLICY", read_alter_policy),
    COUNTERSIGN_STATEMENT(AlterPublicationStmt, "ALTER PUBLICATION", read_alter_publication),
    COUNTERSIGN_STATEMENT(AlterRoleSetStmt, "ALTER ROLE", read_alter_role_set),
    COUNTERSIGN_STATEMENT(AlterRoleStmt, "ALTER ROLE", read_alter_role),
    COUNTERSIGN_STATEMENT(AlterSeqStmt, "ALTER SEQUENCE", read_alter_sequence),
    COUNTERSIGN_STATEMENT(AlterStatsStmt, "ALTER STATISTICS", read_alter_statistics),
    COUNTERSIGN_STATEMENT(AlterSubscriptionStmt, "ALTER SUBSCRIPTION", read_alter_subscription),
    COUNTERSIGN_STATEMENT(AlterSystemStmt, "ALTER SYSTEM", read_alter_system),
    COUNTERSIGN_STATEMENT(AlterTSConfigurationStmt, "ALTER TEXT SEARCH CONFIGURATION", read_configuration),
    COUNTERSIGN_STATEMENT(AlterTSDictionaryStmt, "ALTER TEXT SEARCH DICTIONARY", read_dictionary),
    COUNTERSIGN_STATEMENT(AlterTableMoveAllStmt, "ALTER TABLE", read_move_all),
    COUNTERSIGN_STATEMENT(AlterTableSpaceOptionsStmt, "ALTER TABLESPACE", read_tablespace_options),
    COUNTERSIGN_STATEMENT(AlterTableStmt, "ALTER", read_alter_table),
    COUNTERSIGN_STATEMENT(AlterTypeStmt, "ALTER TYPE", read_alter_type),
    COUNTERSIGN_STATEMENT(AlterUserMappingStmt, "ALTER USER MAPPING", read_alter_mapping),
    COUNTERSIGN_STATEMENT(CallStmt, "CALL", read_call),
    COUNTERSIGN_STATEMENT(CheckPointStmt, "CHECKPOINT", read_checkpoint),
    COUNTERSIGN_STATEMENT(ClosePortalStmt, "CLOSE CURSOR", read_close),
    COUNTERSIGN_STATEMENT(ClusterStmt, "CLUSTER", read_cluster),
    COUNTERSIGN_STATEMENT(CommentStmt, "COMMENT", read_comment),
    COUNTERSIGN_STATEMENT(CompositeTypeStmt, "CREATE TYPE", read_composite_type),
    COUNTERSIGN_STATEMENT(ConstraintsSetStmt, "SET CONSTRAINTS", read_constraints),
    COUNTERSIGN_STATEMENT(CopyStmt, "COPY", read_copy),
    COUNTERSIGN_STATEMENT(CreateAmStmt, "CREATE ACCESS METHOD", read_access_method),
    COUNTERSIGN_STATEMENT(CreateCastStmt, "CREATE CAST", read_cast),
    COUNTERSIGN_STATEMENT(CreateConversionStmt, "CREATE CONVERSION", read_conversion),
    COUNTERSIGN_STATEMENT(CreateDomainStmt, "CREATE DOMAIN", read_create_domain),
    COUNTERSIGN_STATEMENT(CreateEnumStmt, "CREATE TYPE", read_create_enum),
    COUNTERSIGN_STATEMENT(CreateEventTrigStmt, "CREATE EVENT TRIGGER", read_event_trigger),
    COUNTERSIGN_STATEMENT(CreateExtensionStmt, "CREATE EXTENSION", read_extension),
    COUNTERSIGN_STATEMENT(CreateFdwStmt, "CREATE FOREIGN DATA WRAPPER", read_wrapper),
    COUNTERSIGN_STATEMENT(CreateForeignServerStmt, "CREATE SERVER", read_server),
    COUNTERSIGN_STATEMENT(CreateForeignTableStmt, "CREATE FOREIGN TABLE", read_create_foreign_table),
    COUNTERSIGN_STATEMENT(CreateFunctionStmt, "CREATE FUNCTION", read_create_function),
    COUNTERSIGN_STATEMENT(CreateOpClassStmt, "CREATE OPERATOR CLASS", read_operator_class),
    COUNTERSIGN_STATEMENT(CreateOpFamilyStmt, "CREATE OPERATOR FAMILY", read_operator_family),
    COUNTERSIGN_STATEMENT(CreatePLangStmt, "CREATE LANGUAGE", read_language),
    COUNTERSIGN_STATEMENT(CreatePolicyStmt, "CREATE POLICY", read_create_policy),
    COUNTERSIGN_STATEMENT(CreatePublicationStmt, "CREATE PUBLICATION", read_publication),
    COUNTERSIGN_STATEMENT(CreateRangeStmt, "CREATE TYPE", read_create_range),
    COUNTERSIGN_STATEMENT(CreateRoleStmt, "CREATE ROLE", read_create_role),
    COUNTERSIGN_STATEMENT(CreateSchemaStmt, "CREATE SCHEMA", read_schema),
    COUNTERSIGN_STATEMENT(CreateSeqStmt, "CREATE SEQUENCE", read_create_sequence),
    COUNTERSIGN_STATEMENT(CreateStatsStmt, "CREATE STATISTICS", read_create_statistics),
    COUNTERSIGN_STATEMENT(CreateStmt, "CREATE TABLE", read_create),
    COUNTERSIGN_STATEMENT(CreateSubscriptionStmt, "CREATE SUBSCRIPTION", read_subscription),
    COUNTERSIGN_STATEMENT(CreateTableAsStmt, "CREATE TABLE AS", read_create_table_as),
    COUNTERSIGN_STATEMENT(CreateTableSpaceStmt, "CREATE TABLESPACE", read_create_tablespace),
    COUNTERSIGN_STATEMENT(CreateTransformStmt, "CREATE TRANSFORM", read_transform),
    COUNTERSIGN_STATEMENT(CreateTrigStmt, "CREATE TRIGGER", read_trigger),
    COUNTERSIGN_STATEMENT(CreateUserMappingStmt, "CREATE USER MAPPING", read_mapping),
    COUNTERSIGN_STATEMENT(CreatedbStmt, "CREATE DATABASE", read_create_database),
    COUNTERSIGN_STATEMENT(DeallocateStmt, "DEALLOCATE", read_deallocate),
    COUNTERSIGN_STATEMENT(DeclareCursorStmt, "DECLARE CURSOR", read_declare),
    COUNTERSIGN_STATEMENT(DefineStmt, "CREATE", read_define),
    COUNTERSIGN_STATEMENT(DeleteStmt, "DELETE", read_delete),
    COUNTERSIGN_STATEMENT(DiscardStmt, "DISCARD", read_discard),
    COUNTERSIGN_STATEMENT(DoStmt, "DO", read_do),
    COUNTERSIGN_STATEMENT(DropOwnedStmt, "DROP OWNED", read_drop_owned),
    COUNTERSIGN_STATEMENT(DropRoleStmt, "DROP ROLE", read_drop_role),
    COUNTERSIGN_STATEMENT(DropStmt, "DROP", read_drop),
    COUNTERSIGN_STATEMENT(DropSubscriptionStmt, "DROP SUBSCRIPTION", read_drop_subscription),
    COUNTERSIGN_STATEMENT(DropTableSpaceStmt, "DROP TABLESPACE", read_drop_tablespace),
    COUNTERSIGN_STATEMENT(DropUserMappingStmt, "DROP USER MAPPING", read_drop_mapping),
    COUNTERSIGN_STATEMENT(DropdbStmt, "DROP DATABASE", read_drop_database),
    COUNTERSIGN_STATEMENT(ExecuteStmt, "EXECUTE", read_execute),
    COUNTERSIGN_STATEMENT(ExplainStmt, "EXPLAIN", read_explain),
    COUNTERSIGN_STATEMENT(FetchStmt, "FETCH", read_fetch),
    COUNTERSIGN_STATEMENT(GrantRoleStmt, "GRANT ROLE", read_grant_role),
    COUNTERSIGN_STATEMENT(GrantStmt, "GRANT", read_grant),
    COUNTERSIGN_STATEMENT(ImportForeignSchemaStmt, "IMPORT FOREIGN SCHEMA", read_import),
    COUNTERSIGN_STATEMENT(IndexStmt, "CREATE INDEX", read_index),
    COUNTERSIGN_STATEMENT(InsertStmt, "INSERT", read_insert),
    COUNTERSIGN_STATEMENT(ListenStmt, "LISTEN", read_listen),
    COUNTERSIGN_STATEMENT(LoadStmt, "LOAD", read_load),
    COUNTERSIGN_STATEMENT(LockStmt, "LOCK TABLE", read_lock),
    COUNTERSIGN_STATEMENT(MergeStmt, "MERGE", read_merge),
    COUNTERSIGN_STATEMENT(NotifyStmt, "NOTIFY", read_notify),
    COUNTERSIGN_STATEMENT(PLAssignStmt, "SELECT", read_assignment),
    COUNTERSIGN_STATEMENT(PrepareStmt, "PREPARE", read_prepare),
    COUNTERSIGN_STATEMENT(ReassignOwnedStmt, "REASSIGN OWNED", read_reassign_owned),
    COUNTERSIGN_STATEMENT(RefreshMatViewStmt, "REFRESH MATERIALIZED VIEW", read_refresh),
    COUNTERSIGN_STATEMENT(ReindexStmt, "REINDEX", read_reindex),
    COUNTERSIGN_STATEMENT(RenameStmt, "ALTER", read_rename),
    COUNTERSIGN_STATEMENT(ReturnStmt, "RETURN", read_return),
    COUNTERSIGN_STATEMENT(RuleStmt, "CREATE RULE", read_rule),
    COUNTERSIGN_STATEMENT(SecLabelStmt, "SECURITY LABEL", read_security_label),
    COUNTERSIGN_STATEMENT(SelectStmt, "SELECT", read_select),
    COUNTERSIGN_STATEMENT(TransactionStmt, "", read_transaction),
    COUNTERSIGN_STATEMENT(TruncateStmt, "TRUNCATE TABLE", read_truncate),
    COUNTERSIGN_STATEMENT(UnlistenStmt, "UNLISTEN", read_unlisten),
    COUNTERSIGN_STATEMENT(UpdateStmt, "UPDATE", read_update),
    COUNTERSIGN_STATEMENT(VacuumStmt, "VACUUM", read_maintenance),
    COUNTERSIGN_STATEMENT(VariableSetStmt, "SET", read_set),
    COUNTERSIGN_STATEMENT(VariableShowStmt, "SHOW", read_show),
    COUNTERSIGN_STATEMENT(ViewStmt, "CREATE VIEW", read_view),
};

#undef COUNTERSIGN_STATEMENT

// Tags are small numbers: the decision is one look away.
constexpr std::size_t tags_max = 1024;
constexpr auto by_tag = [] {
  std::array<std::uint8_t, tags_max> table{};
  static_assert(std::size(decisions) < 255);
  for (std::size_t i = 0; i < std::size(decisions); ++i) {
    table.at(static_cast<std::size_t>(decisions[i].tag)) = static_cast<std::uint8_t>(i + 1);
  }
  return table;
}();

std::string_view transaction_tag(TransactionStmtKind kind) {
  switch (kind) {
    case TRANS_STMT_BEGIN:
      return "BEGIN";
    case TRANS_STMT_START:
      return "START TRANSACTION";
    case TRANS_STMT_COMMIT:
      return "COMMIT";
    case TRANS_STMT_ROLLBACK:
    case TRANS_STMT_ROLLBACK_TO:
      return "ROLLBACK";
    case TRANS_STMT_SAVEPOINT:
      return "SAVEPOINT";
    case TRANS_STMT_RELEASE:
      return "RELEASE";
    case TRANS_STMT_PREPARE:
      return "PREPARE TRANSACTION";
    case TRANS_STMT_COMMIT_PREPARED:
      return "COMMIT PREPARED";
    case TRANS_STMT_ROLLBACK_PREPARED:
      return "ROLLBACK PREPARED";
  }
  return "";
}

// RENAME of a column and the like is an ALTER of what it belongs to.
std::string_view rename_words(const RenameStmt* rename) {
  switch (rename->renameType) {
    case OBJECT_COLUMN:
    case OBJECT_ATTRIBUTE:
      return words_of(rename->relationType);
    case OBJECT_TABCONSTRAINT:
      return "TABLE";
    default:
      return words_of(rename->renameType);
  }
}

std::string_view select_tag(const SelectStmt* select) {
  // INTO stands in the first of a chain of UNIONs.
  while (select->op != SETOP_NONE && select->larg != nullptr) select = select->larg;
  return select->intoClause != nullptr ? "SELECT INTO" : "SELECT";
}

}  // namespace

const statement_decision* decision_for(NodeTag tag) {
  const auto number = static_cast<std::size_t>(tag);
  return number < tags_max && by_tag[number] != 0 ? &decisions[by_tag[number] - 1] : nullptr;
}

std::span<const std::string_view> decided_statements() {
  static constexpr auto names = [] {
    std::array<std::string_view, std::size(decisions)> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = decisions[i].name;
    return out;
  }();
  return names;
}

std::string_view command_tag(walker& walk, const Node* statement) {
  const statement_decision* const decision = decision_for(tag_of(statement));
  if (decision == nullptr) return "???";
  const auto with = [&](ObjectType type) { return walk.join({decision->words, " ", words_of(type)}); };
  switch (decision->tag) {
    case T_AlterObjectDependsStmt:
      return with(as<AlterObjectDependsStmt>(statement)->objectType);
    case T_AlterObjectSchemaStmt:
      return with(as<AlterObjectSchemaStmt>(statement)->objectType);
    case T_AlterOwnerStmt:
      return with(as<AlterOwnerStmt>(statement)->objectType);
    case T_AlterTableStmt:
      return with(as<AlterTableStmt>(statement)->objtype);
    case T_DefineStmt:
      return with(as<DefineStmt>(statement)->kind);
    case T_DropStmt:
      return with(as<DropStmt>(statement)->removeType);
    case T_RenameStmt:
      return walk.join({"ALTER ", rename_words(as<RenameStmt>(statement))});
    case T_TransactionStmt:
      return transaction_tag(as<TransactionStmt>(statement)->kind);
    case T_SelectStmt:
      return select_tag(as<SelectStmt>(statement));
    case T_VacuumStmt:
      return as<VacuumStmt>(statement)->is_vacuumcmd ? "VACUUM" : "ANALYZE";
    case T_FetchStmt:
      return as<FetchStmt>(statement)->ismove ? "MOVE" : "FETCH";
    case T_GrantStmt:
      return as<GrantStmt>(statement)->is_grant ? "GRANT" : "REVOKE";
    case T_GrantRoleStmt:
      return as<GrantRoleStmt>(statement)->is_grant ? "GRANT ROLE" : "REVOKE ROLE";
    case T_CreateFunctionStmt:
      return as<CreateFunctionStmt>(statement)->is_procedure ? "CREATE PROCEDURE" : decision->words;
    case T_AlterFunctionStmt:
      return walk.join({"ALTER ", words_of(as<AlterFunctionStmt>(statement)->objtype)});
    case T_CreateTableAsStmt:
      return as<CreateTableAsStmt>(statement)->objtype == OBJECT_MATVIEW ? "CREATE MATERIALIZED VIEW" : decision->words;
    case T_VariableSetStmt: {
      const VariableSetKind kind = as<VariableSetStmt>(statement)->kind;
      return kind == VAR_RESET || kind == VAR_RESET_ALL ? "RESET" : "SET";
    }
    case T_DiscardStmt:
      return as<DiscardStmt>(statement)->target == DISCARD_ALL ? "DISCARD ALL" : "DISCARD";
    case T_DeallocateStmt:
      return as<DeallocateStmt>(statement)->name == nullptr ? "DEALLOCATE ALL" : "DEALLOCATE";
    default:
      return decision->words;
  }
}

}  // namespace countersign::parser::tree
