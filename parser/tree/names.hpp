// How statements name things: objects of every kind, roles, constants.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

[[nodiscard]] object_kind kind_of(ObjectType type);
// The words of a command tag: "TABLE", "MATERIALIZED VIEW".
[[nodiscard]] std::string_view words_of(ObjectType type);

// The object that DROP, COMMENT, ALTER ... RENAME and friends give as a node whose shape depends on the kind. For parts
// of a table (trigger, policy, rule, column, constraint) the schema is the table's.
[[nodiscard]] named object_of(walker& walk, ObjectType type, const Node* object);
// Also the table that a part belongs to; its object is empty if the object is no part of a table.
[[nodiscard]] named owner_of(walker& walk, ObjectType type, const Node* object);

[[nodiscard]] named type_name(walker& walk, const TypeName* type);
[[nodiscard]] named simple(std::string_view name, object_kind kind, std::string_view detail = {});
[[nodiscard]] std::string_view role_name(walker& walk, const RoleSpec* role);
[[nodiscard]] std::string_view role_names(walker& walk, const List* roles);  // "a, b"
[[nodiscard]] std::string_view constant_text(walker& walk, const A_Const* constant);
[[nodiscard]] std::string_view dotted_name(walker& walk, const named& what);  // "schema.object"

// The options of BEGIN and SET TRANSACTION: "isolation level serializable, read write".
[[nodiscard]] std::string_view transaction_modes(walker& walk, const List* options);
[[nodiscard]] std::string_view mode_value(walker& walk, const DefElem* mode);

// An option of a statement by its name; null if it is not given.
[[nodiscard]] const DefElem* option(const List* options, std::string_view name);
// Its argument as text, whatever kind of constant it is; empty if it has none.
[[nodiscard]] std::string_view option_text(walker& walk, const DefElem* option);
// As defGetBoolean reads it: no argument is true.
[[nodiscard]] bool option_is_on(walker& walk, const List* options, std::string_view name);

}  // namespace countersign::parser::tree
