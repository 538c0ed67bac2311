// Reads and writes that go through a view.
#include <algorithm>

#include "parser/catalog/expand.hpp"
#include "parser/catalog/kinds.hpp"

namespace countersign::parser {

namespace {

// A part of the rows of one relation is at most a part of another's.
restriction within(restriction outer, restriction inner) {
  if (outer == restriction::not_applicable) return outer;
  return unbounded(outer) && unbounded(inner) ? outer : restriction::restricted;
}

}  // namespace

void expander::read_view(const effect& what, const catalog_relation& relation, const origin& from) {
  const bool stored = relation.kind == object_kind::materialized_view;
  const std::string_view label = join({stored ? "materialized view " : "view ", relation.schema, ".", relation.name});
  origin inside = from;
  inside.path = &no_path;
  const auto add = [&](std::span<const effect> all) {
    for (const effect& each : all) {
      // Reading what is stored runs nothing.
      if (stored && what.what == verb::read && each.what != verb::read) continue;
      if (append(each, what, label, inside) == nullptr) return;
    }
  };
  if (!relation.query->readable) {
    effect unknown;
    unknown.what = verb::unreadable;
    unknown.detail = "a view whose query cannot be read";
    add({&unknown, 1});
    return;
  }
  if (what.all_columns || what.what != verb::read || relation.query->by_column.empty()) {
    return add(relation.query->whole);
  }
  parts_.assign(relation.query->always.begin(), relation.query->always.end());
  more_columns_.clear();
  for (std::size_t i = 0; i < relation.query->by_column.size() && i < relation.columns.size(); ++i) {
    if (std::ranges::find(what.columns, relation.columns[i].name) == what.columns.end()) continue;
    for (const effect& each : relation.query->by_column[i]) add_part(each);
  }
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    columns_.assign(parts_[i].columns.begin(), parts_[i].columns.end());
    for (const auto& [part, column] : more_columns_) {
      if (part == i && std::ranges::find(columns_, column) == columns_.end()) columns_.push_back(column);
    }
    if (columns_.size() != parts_[i].columns.size()) {
      parts_[i].columns = memory_->copy(std::span<const std::string_view>{columns_});
    }
  }
  add(parts_);
}

// One effect for each thing, however many columns of a view lead to it.
void expander::add_part(const effect& one) {
  const auto known =
      std::ranges::find_if(parts_, [&](const effect& other) { return same_but_for_columns(other, one); });
  if (known == parts_.end()) return parts_.push_back(one);
  for (const std::string_view column : one.columns) more_columns_.emplace_back(known - parts_.begin(), column);
}

// The server turns a write to a simple view into one to its table; see the documentation of CREATE VIEW, "Updatable
// Views".
void expander::write_view(const effect& what, const catalog_relation& relation, const origin& from) {
  const view_query& query = *relation.query;
  if (query.base.empty() || (!is_write(what.what) && what.what != verb::lock)) return;
  effect* const added = append(what, what, join({"view ", relation.schema, ".", relation.name}), from);
  if (added == nullptr) return;
  added->kind = object_kind::relation;
  added->schema = query.base_schema;
  added->object = query.base;
  added->where = within(what.where, query.where);
  const auto base_column = [&](std::string_view written, std::size_t position) -> std::string_view {
    for (std::size_t i = 0; i < relation.columns.size() && i < query.base_columns.size(); ++i) {
      if (written.empty() ? i == position : relation.columns[i].name == written) return query.base_columns[i];
    }
    return written;
  };
  columns_.clear();
  for (const std::string_view each : what.columns) columns_.push_back(base_column(each, 0));
  added->columns = memory_->copy(std::span<const std::string_view>{columns_});
  if (what.values.empty()) return;
  const std::span<assigned_value> values = memory_->copy(what.values);
  for (assigned_value& each : values) each.column = base_column(each.column, each.position);
  added->values = values;
}

}  // namespace countersign::parser
