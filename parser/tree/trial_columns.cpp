#include <algorithm>

#include "parser/tree/fold.hpp"
#include "parser/tree/trial_compiler.hpp"

namespace countersign::parser::tree {

namespace {

constexpr std::size_t variables_max = 8;
constexpr std::size_t sources_max = 16;
constexpr int subqueries_deep_max = 4;

column_type type_named(std::string_view type) {
  if (type == "int2" || type == "int4" || type == "int8") return column_type::whole;
  if (type == "numeric" || type == "float4" || type == "float8") return column_type::fraction;
  if (type == "text" || type == "varchar") return column_type::text;
  if (type == "bool") return column_type::boolean;
  return column_type::opaque;
}

}  // namespace

trial_columns::trial_columns(walker& walk, const written_table& target)
    : walk_(walk),
      out_(walk.trial()),
      target_(target),
      relation_(walk.known_relation(text_of(target.table->schemaname), text_of(target.table->relname))) {}

const CommonTableExpr* trial_columns::cte_named(const RangeVar* table) {
  if (target_.with == nullptr || table->schemaname != nullptr) return nullptr;
  for (const CommonTableExpr* each : items<CommonTableExpr>(target_.with->ctes)) {
    if (text_of(each->ctename) == text_of(table->relname)) return each;
  }
  return nullptr;
}

bool trial_columns::is_target(const RangeVar* table) const {
  return text_of(table->relname) == text_of(target_.table->relname) &&
         (table->schemaname == nullptr || target_.table->schemaname == nullptr ||
          text_of(table->schemaname) == text_of(target_.table->schemaname));
}

// What a FROM item is a plain selection of; false: it has not all of the target's rows, or that is not certain.
bool trial_columns::step_into(const Node* item, const SelectStmt*& query) {
  query = nullptr;
  if (tag_of(item) == T_RangeVar) {
    const auto* const table = as<RangeVar>(item);
    if (table->alias != nullptr && table->alias->colnames != nullptr) return false;
    const CommonTableExpr* const cte = cte_named(table);
    const catalog_relation* other = nullptr;
    if (cte == nullptr) return is_target(table) || key_to(table, other) != nullptr;
    const bool plain = !target_.with->recursive && cte->aliascolnames == nullptr && cte->ctequery != nullptr &&
                       tag_of(cte->ctequery) == T_SelectStmt;
    if (!plain) return false;
    query = as<SelectStmt>(cte->ctequery);
  } else if (tag_of(item) == T_RangeSubselect) {
    const auto* const inner = as<RangeSubselect>(item);
    if (inner->alias != nullptr && inner->alias->colnames != nullptr) return false;
    if (inner->subquery == nullptr || tag_of(inner->subquery) != T_SelectStmt) return false;
    query = as<SelectStmt>(inner->subquery);
  } else {
    return false;
  }
  return is_plain(query) && query->whereClause == nullptr && query->valuesLists == nullptr &&
         cells(query->fromClause).size() == 1;
}

const referencing_key* trial_columns::key_to(const RangeVar* table, const catalog_relation*& other) {
  if (relation_ == nullptr || walk_.names() == nullptr || !table->inh) return nullptr;
  other = walk_.known_relation(text_of(table->schemaname), text_of(table->relname));
  if (other == nullptr) return nullptr;
  const auto relations = walk_.names()->known->relations();
  for (const referencing_key& each : other->keys) {
    const bool certain = each.validated && each.columns.size() == each.key_columns.size() &&
                         std::ranges::all_of(each.columns, [&](std::string_view name) {
                           const catalog_column* const column = relation_->column(name);
                           return column != nullptr && column->not_null;
                         });
    if (certain && &relations[each.referencing] == relation_) return &each;
  }
  return nullptr;
}

bool trial_columns::has_all_rows(const Node* item, row_source& source) {
  const SelectStmt* query = nullptr;
  for (int deep = 0; deep < subqueries_deep_max; ++deep) {
    if (!step_into(item, query)) return false;
    if (query == nullptr) {
      const auto* const table = as<RangeVar>(item);
      if (!is_target(table)) source.key = key_to(table, source.referenced);
      return true;
    }
    item = items<Node>{query->fromClause}[0];
  }
  return false;
}

// The target's column that a column of the source is; empty: none.
std::string_view trial_columns::column_behind(const row_source& source, std::string_view name) {
  const SelectStmt* query = source.through;
  while (query != nullptr) {
    std::string_view found;
    for (const ResTarget* each : items<ResTarget>(query->targetList)) {
      if (each->val == nullptr || tag_of(each->val) != T_ColumnRef) continue;
      const auto fields = cells(as<ColumnRef>(each->val)->fields);
      if (fields.empty()) continue;
      const auto* const last = as<Node>(fields.back().ptr_value);
      if (tag_of(last) == T_A_Star) {
        found = name;
      } else if ((each->name != nullptr ? text_of(each->name) : string_of(last)) == name) {
        found = string_of(last);
      }
    }
    if (found.empty() || !walk_.spend(1)) return {};
    name = found;
    const SelectStmt* inner = nullptr;
    if (!step_into(items<Node>{query->fromClause}[0], inner)) return {};
    query = inner;
  }
  if (source.key == nullptr) return name;
  const auto at = std::ranges::find(source.key->key_columns, name);
  return at == source.key->key_columns.end()
             ? std::string_view{}
             : source.key->columns[static_cast<std::size_t>(at - source.key->key_columns.begin())];
}

std::uint32_t trial_columns::open_source(const Node* item, std::uint32_t outer) {
  if (item == nullptr || out_.sources.size() >= sources_max) return no_slot;
  row_source fresh;
  fresh.outer = outer;
  if (!has_all_rows(item, fresh)) return no_slot;
  if (!step_into(item, fresh.through)) return no_slot;
  const Alias* const alias = tag_of(item) == T_RangeVar ? as<RangeVar>(item)->alias : as<RangeSubselect>(item)->alias;
  if (alias != nullptr) fresh.alias = text_of(alias->aliasname);
  if (alias == nullptr && tag_of(item) == T_RangeVar) fresh.alias = text_of(as<RangeVar>(item)->relname);
  out_.sources.push_back(fresh);
  return static_cast<std::uint32_t>(out_.sources.size() - 1);
}

std::uint32_t trial_columns::open_others() {
  std::uint32_t scope = no_slot;
  const auto open = [&](const Node* item) {
    const std::uint32_t opened = open_source(item, scope);
    if (opened == no_slot) others_exist_ = true;
    if (opened != no_slot) scope = opened;
  };
  for (const Node* each : items<Node>(target_.others)) open(each);
  if (target_.source != nullptr) open(target_.source);
  return scope;
}

bool trial_columns::may_have(std::string_view column) const {
  if (is_system_column(column)) return true;
  return relation_ != nullptr ? relation_->column(column) != nullptr : !others_exist_;
}

std::uint32_t trial_columns::variable_of(const Node* node, std::uint32_t scope) {
  const auto fields = cells(as<ColumnRef>(node)->fields);
  if (fields.empty() || tag_of(fields.back().ptr_value) == T_A_Star) return no_slot;
  const std::string_view name = string_of(fields.back().ptr_value);
  if (fields.size() > 1) {
    const std::string_view table = string_of(fields[fields.size() - 2].ptr_value);
    for (std::uint32_t at = scope; at != no_slot; at = out_.sources[at].outer) {
      const row_source& source = out_.sources[at];
      if (source.alias != table) continue;
      const std::string_view column = column_behind(source, name);
      return column.empty() ? no_slot : variable_named(column);
    }
    return is_qualified_by(fields, target_.table) ? variable_named(name) : no_slot;
  }
  for (std::uint32_t at = scope; at != no_slot; at = out_.sources[at].outer) {
    const row_source& source = out_.sources[at];
    if (source.through == nullptr && source.key == nullptr) break;  // the same columns as the target
    const std::string_view column = column_behind(source, name);
    if (!column.empty()) return variable_named(column);
    const bool its_own = source.key != nullptr && (source.through != nullptr || is_system_column(name) ||
                                                   source.referenced->column(name) != nullptr);
    if (its_own) return no_slot;
  }
  return may_have(name) ? variable_named(name) : no_slot;
}

std::uint32_t trial_columns::variable_named(std::string_view column) {
  for (std::size_t i = 0; i < out_.variables.size(); ++i) {
    if (out_.variables[i].column == column) return static_cast<std::uint32_t>(i);
  }
  if (out_.variables.size() >= variables_max) return no_slot;
  trial_variable fresh;
  fresh.column = column;
  fresh.nullable = fresh.certain = false;
  if (!is_system_column(column)) {
    const catalog_column* const known = relation_ == nullptr ? nullptr : relation_->column(column);
    fresh.nullable = known == nullptr || !known->not_null;
    fresh.certain = known != nullptr;
    if (known != nullptr) fresh.type = type_named(known->type);
    if (fresh.type == column_type::whole) fresh.bytes = static_cast<std::uint8_t>(known->type.back() - '0');
  }
  out_.variables.push_back(fresh);
  return static_cast<std::uint32_t>(out_.variables.size() - 1);
}

// Without a catalog a column's type is what it is used as.
void trial_columns::note_type(const Node* node, column_type type, std::uint32_t scope) {
  if (node == nullptr || tag_of(node) != T_ColumnRef) return;
  const std::uint32_t which = variable_of(node, scope);
  if (which == no_slot) return;
  trial_variable& variable = out_.variables[which];
  if (variable.certain || is_system_column(variable.column) || variable.type == type) return;
  variable.certain = variable.type != column_type::opaque;
  variable.type = variable.certain ? column_type::opaque : type;
}

void trial_columns::note_type_by(const Node* node, const Node* other, std::uint32_t scope) {
  if (other == nullptr || tag_of(other) != T_A_Const) return;
  switch (literal(as<A_Const>(other)).what) {
    case constant::number:
      return note_type(node, column_type::fraction, scope);
    case constant::text:
      return note_type(node, column_type::text, scope);
    case constant::boolean:
      return note_type(node, column_type::boolean, scope);
    case constant::null:
    case constant::unknown:
    case constant::parameter:
      return;
  }
}

}  // namespace countersign::parser::tree
