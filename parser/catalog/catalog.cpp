#include "parser/catalog/catalog.hpp"

#include <algorithm>

namespace countersign::parser {

const catalog_column* catalog_relation::column(std::string_view wanted) const {
  const auto found = std::ranges::find(columns, wanted, &catalog_column::name);
  return found == columns.end() ? nullptr : &*found;
}

bool same_but_for_columns(const effect& a, const effect& b) {
  return a.what == b.what && a.kind == b.kind && a.where == b.where && a.all_columns == b.all_columns &&
         a.only == b.only && a.database == b.database && a.schema == b.schema && a.object == b.object &&
         a.detail == b.detail && a.via == b.via && a.values.empty() && b.values.empty();
}

namespace {

std::span<const std::uint32_t> look_up(const std::unordered_map<std::string_view, std::span<const std::uint32_t>>& in,
                                       std::string_view name) {
  const auto found = in.find(name);
  return found == in.end() ? std::span<const std::uint32_t>{} : found->second;
}

}  // namespace

std::span<const relation_index> catalog::relations_named(std::string_view name) const {
  return look_up(relation_names_, name);
}

std::span<const function_index> catalog::functions_named(std::string_view name) const {
  return look_up(function_names_, name);
}

const catalog_type* catalog::type_of(std::uint32_t oid) const {
  const auto found = type_oids_.find(oid);
  return found == type_oids_.end() ? nullptr : &types_[found->second];
}

std::span<const std::uint32_t> catalog::types_named(std::string_view name) const {
  return look_up(type_names_, name);
}

const catalog::function_name* catalog::function_of(std::uint32_t oid) const {
  const auto found = function_oids_.find(oid);
  return found == function_oids_.end() ? nullptr : &found->second;
}

bool catalog::has_schema(std::string_view name) const {
  return std::ranges::binary_search(schemas_, name);
}

const std::string_view* catalog::initial_path(std::string_view role) const {
  if (const auto found = role_paths_.find(role); found != role_paths_.end()) return &found->second;
  return knows_default_path_ ? &default_path_ : nullptr;
}

std::size_t catalog::memory_bytes() const {
  constexpr std::size_t node = 64;  // an entry of a hash table, with its pointers
  return memory_.capacity_bytes() + dependents_.memory_bytes() + relations_.capacity() * sizeof(catalog_relation) +
         functions_.capacity() * sizeof(catalog_function) +
         (relation_names_.size() + function_names_.size() + function_oids_.size()) * node;
}

}  // namespace countersign::parser
