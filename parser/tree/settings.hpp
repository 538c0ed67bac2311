// Settings: SET, RESET and set_config() in every spelling, and those that live on (ALTER SYSTEM, ROLE, DATABASE).
#pragma once

#include <optional>

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

struct setting_change {
  std::optional<std::string_view> name;   // nothing: not in the statement
  std::optional<std::string_view> value;  // nothing: not in the statement, or the default
  bool to_default = false;                // RESET, SET ... TO DEFAULT
  bool local = false;                     // ends with the transaction, or may
  int location = -1;
};

// A change for this session: `set`, or `set_role` for role and session_authorization; `unreadable` for an encoding that
// we cannot follow.
void change_setting(walker& walk, const setting_change& change, place at);

// The view pg_settings has a rule that turns an UPDATE into set_config() of whatever rows it meets.
[[nodiscard]] bool is_settings_view(const RangeVar* table);
// Which setting is changed is not in the statement: the role and the encoding may be among them.
void change_any_setting(walker& walk, std::string_view how, std::string_view danger, int location, place at);

// "name = value" of a SET clause in another statement.
[[nodiscard]] std::string_view setting_name(walker& walk, const VariableSetStmt* change);
[[nodiscard]] std::string_view setting_value(walker& walk, const VariableSetStmt* change);
// The effect `configure` of ALTER SYSTEM / ROLE / DATABASE ... SET; `whose` says who or what gets it.
void configure(walker& walk, const VariableSetStmt* change, std::string_view whose, place at);

void read_set(walker&, const VariableSetStmt*, place);
void read_show(walker&, const VariableShowStmt*, place);
void read_alter_system(walker&, const AlterSystemStmt*, place);
void read_alter_role_set(walker&, const AlterRoleSetStmt*, place);
void read_alter_database_set(walker&, const AlterDatabaseSetStmt*, place);
void read_discard(walker&, const DiscardStmt*, place);

}  // namespace countersign::parser::tree
