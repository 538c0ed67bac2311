#include "parser/catalog/dependents.hpp"

#include <algorithm>

#include "parser/catalog/name_index.hpp"

namespace countersign::parser {

namespace {

object_kind kind_of(std::string_view words) {
  constexpr std::pair<std::string_view, object_kind> kinds[] = {
      {"table", object_kind::relation},
      {"foreign table", object_kind::relation},
      {"view", object_kind::view},
      {"materialized view", object_kind::materialized_view},
      {"index", object_kind::index},
      {"sequence", object_kind::sequence},
      {"schema", object_kind::schema},
      {"function", object_kind::function},
      {"aggregate", object_kind::aggregate},
      {"procedure", object_kind::function},
      {"type", object_kind::type},
      {"role", object_kind::role},
      {"extension", object_kind::extension},
      {"language", object_kind::language},
      {"server", object_kind::server},
      {"trigger", object_kind::trigger},
      {"rule", object_kind::rule},
      {"policy", object_kind::policy},
      {"publication", object_kind::publication},
      {"cast", object_kind::cast},
      {"operator", object_kind::op},
      {"operator class", object_kind::op},
      {"operator family", object_kind::op},
      {"collation", object_kind::collation},
      {"conversion", object_kind::conversion},
      {"statistics object", object_kind::statistics},
      {"text search parser", object_kind::text_search_parser},
      {"text search template", object_kind::text_search_template},
      {"event trigger", object_kind::event_trigger},
      {"access method", object_kind::access_method},
  };
  for (const auto& [word, kind] : kinds) {
    if (word == words) return kind;
  }
  return words.starts_with("text search") ? object_kind::text_search : object_kind::other;
}

}  // namespace

std::span<const std::uint32_t> dependents::named(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::span<const std::uint32_t>{} : found->second;
}

std::span<const dependency> dependents::of(std::uint32_t object) const {
  return std::span{links_}.subspan(first_[object], first_[object + 1] - first_[object]);
}

std::size_t dependents::memory_bytes() const {
  constexpr std::size_t node = 64;  // an entry of a hash table, with its pointers
  return objects_.capacity() * sizeof(dependent_object) + links_.capacity() * sizeof(dependency) +
         first_.capacity() * sizeof(std::uint32_t) + names_.size() * node;
}

void dependents_builder::add_object(const object_row& row, arena& memory) {
  dependent_object fresh;
  fresh.schema = memory.copy(row.schema);
  fresh.name = memory.copy(row.name);
  fresh.table = memory.copy(row.table);
  if (row.kind == "constraint" || row.kind == "default") {
    fresh.is = row.kind == "default" ? dependent_object::sort::default_value : dependent_object::sort::constraint;
    fresh.kind = object_kind::relation;
  } else {
    fresh.kind = kind_of(row.kind);
  }
  known_.emplace(std::pair{row.in, row.oid}, static_cast<std::uint32_t>(out_.objects_.size()));
  out_.objects_.push_back(fresh);
}

void dependents_builder::add_link(const link_row& row, arena& memory) {
  const auto from = known_.find({row.in, row.oid});
  const auto on = known_.find({row.on_in, row.on_oid});
  if (from == known_.end() || on == known_.end()) return;
  links_.emplace_back(on->second,
                      dependency{from->second, memory.copy(row.part), memory.copy(row.on_part), row.automatic});
}

dependents dependents_builder::finish(arena& memory) {
  std::ranges::stable_sort(links_, {}, &std::pair<std::uint32_t, dependency>::first);
  out_.links_.reserve(links_.size());
  for (std::uint32_t object = 0; object < out_.objects_.size(); ++object) {
    out_.first_.push_back(static_cast<std::uint32_t>(out_.links_.size()));
    while (out_.links_.size() < links_.size() && links_[out_.links_.size()].first == object) {
      out_.links_.push_back(links_[out_.links_.size()].second);
    }
  }
  out_.first_.push_back(static_cast<std::uint32_t>(out_.links_.size()));
  out_.names_ = index_by_name(out_.objects_, memory, [](const auto&) { return true; });
  return std::move(out_);
}

}  // namespace countersign::parser
