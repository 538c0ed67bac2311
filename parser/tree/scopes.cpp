#include "parser/tree/scopes.hpp"

#include <algorithm>
#include <functional>

namespace countersign::parser::tree {

namespace {
constexpr std::size_t slots_min = 64;
constexpr std::uint32_t none = UINT32_MAX;
}  // namespace

void scope_table::clear() {
  scopes.clear();
  ranges.clear();
  ctes.clear();
  columns.clear();
  described.clear();
  used_ = 0;
  if (++generation_ == 0) {
    slots_.assign(slots_.size(), {});
    generation_ = 1;
  }
}

std::uint32_t scope_table::open(std::uint32_t parent) {
  scopes.push_back({.parent = parent});
  return static_cast<std::uint32_t>(scopes.size() - 1);
}

std::uint32_t scope_table::add(std::uint32_t scope, const range_item& item) {
  const auto index = static_cast<std::uint32_t>(ranges.size());
  ranges.push_back(item);
  ranges.back().next = scopes[scope].first;
  scopes[scope].first = index;
  return index;
}

std::uint32_t scope_table::add_cte(std::string_view name, std::uint32_t outer) {
  ctes.push_back({name, outer});
  return static_cast<std::uint32_t>(ctes.size() - 1);
}

void scope_table::grow() {
  std::vector<slot> old(slots_.empty() ? slots_min : slots_.size() * 2);
  old.swap(slots_);
  for (const slot& each : old) {
    if (each.generation != generation_) continue;
    std::size_t at = each.hash & (slots_.size() - 1);
    while (slots_[at].generation == generation_) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = each;
  }
}

bool scope_table::seen(std::uint32_t owner, std::string_view name, std::string_view& kept, arena& memory) {
  if (used_ * 2 >= slots_.size()) grow();
  const std::uint64_t hash = std::hash<std::string_view>{}(name) ^ (owner * 0x9E3779B97F4A7C15ull);
  std::size_t at = hash & (slots_.size() - 1);
  for (; slots_[at].generation == generation_; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].hash == hash && slots_[at].owner == owner && slots_[at].name == name) return true;
  }
  kept = memory.copy(name);
  slots_[at] = {generation_, owner, hash, kept};
  ++used_;
  return false;
}

template <typename Owner>
void scope_table::append(Owner& owner, std::string_view name) {
  const auto index = static_cast<std::uint32_t>(columns.size());
  columns.push_back({name, none});
  if (owner.last_column == none) {
    owner.columns = index;
  } else {
    columns[owner.last_column].next = index;
  }
  owner.last_column = index;
  ++owner.column_count;
}

void scope_table::add_column(range_item& item, std::string_view name, arena& memory) {
  if (item.all_columns) return;
  if (used_ >= names_max) item.all_columns = true;
  std::string_view kept;
  const auto owner = static_cast<std::uint32_t>(&item - ranges.data()) * 2;
  if (seen(owner, name, kept, memory)) return;
  if (item.column_count == columns_max) {
    item.all_columns = true;
    return;
  }
  append(item, kept);
}

void scope_table::add_column(query_scope& scope, std::string_view name, arena& memory) {
  if (scope.all_columns) return;
  if (used_ >= names_max) scope.all_columns = true;
  std::string_view kept;
  const auto owner = static_cast<std::uint32_t>(&scope - scopes.data()) * 2 + 1;
  if (seen(owner, name, kept, memory)) return;
  if (scope.column_count == columns_max) {
    scope.all_columns = true;
    return;
  }
  append(scope, kept);
}

// NATURAL JOIN compares the columns that have the same name. All of them count where a table's are not known.
void scope_table::join_naturally(query_scope& scope, arena& memory) {
  for (std::uint32_t r = scope.first; r != none; r = ranges[r].next) {
    const range_item& item = ranges[r];
    if (item.kind != range_kind::joined && item.known == nullptr) {
      scope.star = true;
      return;
    }
  }
  for (std::uint32_t r = scope.first; r != none; r = ranges[r].next) {
    if (ranges[r].known == nullptr) continue;
    for (const catalog_column& column : ranges[r].known->columns) {
      for (std::uint32_t other = ranges[r].next; other != none; other = ranges[other].next) {
        if (ranges[other].known == nullptr || ranges[other].known->column(column.name) == nullptr) continue;
        add_column(ranges[r], column.name, memory);
        add_column(ranges[other], column.name, memory);
      }
    }
  }
}

// A table of this query is known to have the column, so it is no outer query's.
bool scope_table::belongs_here(const query_scope& scope, std::string_view name) const {
  for (std::uint32_t r = scope.first; r != none; r = ranges[r].next) {
    if (ranges[r].known != nullptr && ranges[r].known->column(name) != nullptr) return true;
  }
  return false;
}

void scope_table::spread(arena& memory, bool same_encoding) {
  const auto is_exact = [&](std::string_view name) {
    return same_encoding ||
           std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  for (query_scope& scope : scopes) {
    if (scope.natural) join_naturally(scope, memory);
  }
  // Inner scopes come after outer ones, so going backwards every scope is complete when it is handed up.
  for (std::size_t i = scopes.size(); i-- > 0;) {
    const query_scope inner = scopes[i];
    if (inner.parent == none) continue;
    query_scope& outer = scopes[inner.parent];
    if (inner.all_columns) outer.all_columns = true;
    for (std::uint32_t at = inner.columns; at != none; at = columns[at].next) {
      if (!belongs_here(inner, columns[at].name)) add_column(outer, columns[at].name, memory);
    }
  }
  // Each table of a scope may have every column that was written there without a table.
  for (query_scope& scope : scopes) {
    for (std::uint32_t r = scope.first; r != none; r = ranges[r].next) {
      range_item& item = ranges[r];
      if (item.kind != range_kind::table && item.kind != range_kind::target) continue;
      if (scope.all_columns || scope.star) item.all_columns = true;
      for (std::uint32_t at = scope.columns; at != none && !item.all_columns; at = columns[at].next) {
        const std::string_view name = columns[at].name;
        if (item.known == nullptr || item.known->column(name) != nullptr || !is_exact(name))
          add_column(item, name, memory);
      }
    }
  }
}

}  // namespace countersign::parser::tree
