#include "parser/tree/dump_setting.hpp"

#include "parser/tree/settings.hpp"
#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

namespace {

constexpr std::string_view setting = "restrict_nonsystem_relation_kind";

bool is_of_catalog(std::string_view schema) {
  return schema.empty() || schema == "pg_catalog";
}

// Exactly the column `name`, without a table before it.
bool is_name_column(const Node* node) {
  if (node == nullptr || tag_of(node) != T_ColumnRef) return false;
  const items<Node> fields{as<ColumnRef>(node)->fields};
  return fields.size() == 1 && tag_of(fields[0]) == T_String && string_of(fields[0]) == "name";
}

bool is_from_settings(const List* from) {
  const items<Node> all{from};
  if (all.size() != 1 || tag_of(all[0]) != T_RangeVar) return false;
  const auto* table = as<RangeVar>(all[0]);
  return table->alias == nullptr && text_of(table->relname) == "pg_settings" &&
         is_of_catalog(text_of(table->schemaname));
}

bool is_for_setting(const Node* where) {
  if (where == nullptr || tag_of(where) != T_A_Expr) return false;
  const auto* equal = as<A_Expr>(where);
  const items<Node> sign{equal->name};
  if (equal->kind != AEXPR_OP || sign.size() != 1 || string_of(sign[0]) != "=") return false;
  const char* const text = string_constant(equal->rexpr);
  return is_name_column(equal->lexpr) && text != nullptr && std::string_view{text} == setting;
}

// set_config(name, '...', false); null if the targets are anything else.
const FuncCall* lone_set_config(const List* targets) {
  const items<ResTarget> all{targets};
  if (all.size() != 1 || all[0]->val == nullptr || tag_of(all[0]->val) != T_FuncCall) return nullptr;
  const auto* call = as<FuncCall>(all[0]->val);
  const items<Node> name{call->funcname};
  const items<Node> given{call->args};
  if (name.size() == 0 || name.size() > 2 || string_of(name[name.size() - 1]) != "set_config") return nullptr;
  if (name.size() == 2 && string_of(name[0]) != "pg_catalog") return nullptr;
  const bool plain = call->agg_filter == nullptr && call->agg_order == nullptr && call->over == nullptr;
  if (!plain || given.size() != 3 || !is_name_column(given[0]) || string_constant(given[1]) == nullptr) return nullptr;
  return tag_of(given[2]) == T_A_Const ? call : nullptr;
}

}  // namespace

bool read_dump_setting(walker& walk, const SelectStmt* select, place at) {
  if (!is_plain(select) || !is_from_settings(select->fromClause) || !is_for_setting(select->whereClause)) return false;
  const FuncCall* const call = lone_set_config(select->targetList);
  if (call == nullptr) return false;
  const std::string_view value{string_constant(items<Node>{call->args}[1])};
  change_setting(walk, {.name = setting, .value = value, .location = call->location}, at);
  return true;
}

}  // namespace countersign::parser::tree
