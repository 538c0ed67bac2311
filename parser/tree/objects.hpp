// Readers of statements on objects other than tables; see statements.hpp.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

// changes.cpp: the same statement for every kind of object
void read_drop(walker&, const DropStmt*, place);
void read_comment(walker&, const CommentStmt*, place);
void read_security_label(walker&, const SecLabelStmt*, place);
void read_rename(walker&, const RenameStmt*, place);
void read_owner(walker&, const AlterOwnerStmt*, place);
void read_object_schema(walker&, const AlterObjectSchemaStmt*, place);
void read_depends(walker&, const AlterObjectDependsStmt*, place);
void read_define(walker&, const DefineStmt*, place);

// objects.cpp
void read_create_domain(walker&, const CreateDomainStmt*, place);
void read_alter_domain(walker&, const AlterDomainStmt*, place);
void read_composite_type(walker&, const CompositeTypeStmt*, place);
void read_create_enum(walker&, const CreateEnumStmt*, place);
void read_alter_enum(walker&, const AlterEnumStmt*, place);
void read_create_range(walker&, const CreateRangeStmt*, place);
void read_alter_type(walker&, const AlterTypeStmt*, place);
void read_alter_collation(walker&, const AlterCollationStmt*, place);
void read_conversion(walker&, const CreateConversionStmt*, place);
void read_cast(walker&, const CreateCastStmt*, place);
void read_transform(walker&, const CreateTransformStmt*, place);
void read_operator_class(walker&, const CreateOpClassStmt*, place);
void read_operator_family(walker&, const CreateOpFamilyStmt*, place);
void read_alter_operator_family(walker&, const AlterOpFamilyStmt*, place);
void read_alter_operator(walker&, const AlterOperatorStmt*, place);
void read_dictionary(walker&, const AlterTSDictionaryStmt*, place);
void read_configuration(walker&, const AlterTSConfigurationStmt*, place);
void read_access_method(walker&, const CreateAmStmt*, place);
void read_event_trigger(walker&, const CreateEventTrigStmt*, place);
void read_alter_event_trigger(walker&, const AlterEventTrigStmt*, place);
void read_extension(walker&, const CreateExtensionStmt*, place);
void read_alter_extension(walker&, const AlterExtensionStmt*, place);
void read_extension_contents(walker&, const AlterExtensionContentsStmt*, place);
void read_language(walker&, const CreatePLangStmt*, place);

// outside.cpp: what reaches other servers, files and databases
void read_wrapper(walker&, const CreateFdwStmt*, place);
void read_alter_wrapper(walker&, const AlterFdwStmt*, place);
void read_server(walker&, const CreateForeignServerStmt*, place);
void read_alter_server(walker&, const AlterForeignServerStmt*, place);
void read_mapping(walker&, const CreateUserMappingStmt*, place);
void read_alter_mapping(walker&, const AlterUserMappingStmt*, place);
void read_drop_mapping(walker&, const DropUserMappingStmt*, place);
void read_import(walker&, const ImportForeignSchemaStmt*, place);
void read_publication(walker&, const CreatePublicationStmt*, place);
void read_alter_publication(walker&, const AlterPublicationStmt*, place);
void read_subscription(walker&, const CreateSubscriptionStmt*, place);
void read_alter_subscription(walker&, const AlterSubscriptionStmt*, place);
void read_drop_subscription(walker&, const DropSubscriptionStmt*, place);
void read_create_database(walker&, const CreatedbStmt*, place);
void read_alter_database(walker&, const AlterDatabaseStmt*, place);
void read_refresh_collation(walker&, const AlterDatabaseRefreshCollStmt*, place);
void read_drop_database(walker&, const DropdbStmt*, place);
void read_create_tablespace(walker&, const CreateTableSpaceStmt*, place);
void read_drop_tablespace(walker&, const DropTableSpaceStmt*, place);
void read_tablespace_options(walker&, const AlterTableSpaceOptionsStmt*, place);

// roles.cpp
void read_grant(walker&, const GrantStmt*, place);
void read_grant_role(walker&, const GrantRoleStmt*, place);
void read_default_privileges(walker&, const AlterDefaultPrivilegesStmt*, place);
void read_create_role(walker&, const CreateRoleStmt*, place);
void read_alter_role(walker&, const AlterRoleStmt*, place);
void read_drop_role(walker&, const DropRoleStmt*, place);
void read_drop_owned(walker&, const DropOwnedStmt*, place);
void read_reassign_owned(walker&, const ReassignOwnedStmt*, place);

// code.cpp
void read_create_function(walker&, const CreateFunctionStmt*, place);
void read_alter_function(walker&, const AlterFunctionStmt*, place);
void read_do(walker&, const DoStmt*, place);
void read_call(walker&, const CallStmt*, place);
void read_load(walker&, const LoadStmt*, place);

// session.cpp
void read_transaction(walker&, const TransactionStmt*, place);
void read_constraints(walker&, const ConstraintsSetStmt*, place);
void read_prepare(walker&, const PrepareStmt*, place);
void read_execute(walker&, const ExecuteStmt*, place);
void read_deallocate(walker&, const DeallocateStmt*, place);
void read_declare(walker&, const DeclareCursorStmt*, place);
void read_fetch(walker&, const FetchStmt*, place);
void read_close(walker&, const ClosePortalStmt*, place);
void read_explain(walker&, const ExplainStmt*, place);
void read_notify(walker&, const NotifyStmt*, place);
void read_listen(walker&, const ListenStmt*, place);
void read_unlisten(walker&, const UnlistenStmt*, place);
void read_checkpoint(walker&, const CheckPointStmt*, place);

}  // namespace countersign::parser::tree
