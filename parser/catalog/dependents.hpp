// What depends on what, as pg_depend has it: what else goes when something is dropped.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parser/arena.hpp"
#include "parser/effect.hpp"

namespace countersign::parser {

// Something that others depend on, or that depends on others.
struct dependent_object {
  // A part of a table has no effect of its own: the table is altered.
  enum class sort : std::uint8_t { whole, constraint, default_value };
  sort is = sort::whole;
  object_kind kind = object_kind::other;
  std::string_view schema;
  std::string_view name;
  std::string_view table;  // that it is a part of
};

struct dependency {
  std::uint32_t object = 0;  // that depends
  std::string_view part;     // only this column of it
  std::string_view on;       // on this column only
  bool automatic = false;    // goes without CASCADE too
};

// Immutable once it is made. Names and columns live in the catalog's arena.
class dependents {
 public:
  [[nodiscard]] std::span<const dependent_object> objects() const { return objects_; }
  [[nodiscard]] std::span<const std::uint32_t> named(std::string_view name) const;
  [[nodiscard]] std::span<const dependency> of(std::uint32_t object) const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  friend class dependents_builder;
  std::vector<dependent_object> objects_;
  std::vector<dependency> links_;
  std::vector<std::uint32_t> first_;  // of each object's links; one more than objects
  std::unordered_map<std::string_view, std::span<const std::uint32_t>> names_;
};

// Rows as queries of pg_depend give them; an object is known by the OIDs of its catalog and of itself.
struct object_row {
  std::uint32_t in = 0;
  std::uint32_t oid = 0;
  std::string_view kind;  // as pg_identify_object() says it
  std::string_view schema;
  std::string_view name;
  std::string_view table;
};
struct link_row {
  std::uint32_t in = 0;
  std::uint32_t oid = 0;
  std::string_view part;
  std::uint32_t on_in = 0;
  std::uint32_t on_oid = 0;
  std::string_view on_part;
  bool automatic = false;
};

class dependents_builder {
 public:
  void add_object(const object_row& row, arena& memory);
  void add_link(const link_row& row, arena& memory);  // after all objects
  [[nodiscard]] dependents finish(arena& memory);

 private:
  dependents out_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known_;
  std::vector<std::pair<std::uint32_t, dependency>> links_;
};

}  // namespace countersign::parser
