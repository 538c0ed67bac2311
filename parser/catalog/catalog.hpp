// What a database's own catalog says: relations, views, triggers, functions and what each does when it is used. A
// snapshot: made once by catalog_builder, then immutable and shared by threads.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parser/arena.hpp"
#include "parser/catalog/dependents.hpp"
#include "parser/catalog/hidden.hpp"
#include "parser/effect.hpp"

namespace countersign::parser {

// Indexes into a catalog's relations and functions.
using relation_index = std::uint32_t;
using function_index = std::uint32_t;
inline constexpr std::uint32_t not_in_catalog = UINT32_MAX;

// A set of things that can be done to a relation: with its rows one by one, or with all of them at once.
enum class row_event : std::uint16_t {
  read = 1,
  insert = 2,
  update = 4,
  remove = 8,
  truncate = 16,
  build = 32,     // REINDEX, CLUSTER and whatever writes the table anew: indexes are made again
  check = 64,     // constraints are looked at again, generated columns worked out again
  analyze = 128,  // statistics are taken
  // Nothing is done to it yet: a constant is compared with a column, or to be its value. The server reads it, and an
  // array's, a row's or a range's checks its parts, as soon as it parses the text (coerce_type() in parse_coerce.c).
  constant = 256
};
using row_events = std::uint16_t;
inline constexpr row_events any_row_event = 255;

struct catalog_column {
  std::string_view name;
  bool not_null = false;
  std::string_view type;  // one of pg_catalog's own base types; empty for all others
};

// Code that runs because something else is done: a trigger, a rule, a default, a policy, a constraint.
struct stored_code {
  std::string_view via;   // "trigger orders_bd"
  std::string_view part;  // the name alone of an index or a constraint
  row_events events = 0;
  std::span<const std::string_view> columns;  // UPDATE OF; empty: any
  std::span<const effect> effects;            // names as the definition writes them
  function_index function = not_in_catalog;   // of a trigger
};

// What a foreign key does to the rows that refer to this relation when it is written to.
struct referencing_key {
  std::string_view via;
  relation_index referencing = 0;
  verb on_delete = verb::read;  // remove or update; read: nothing
  verb on_update = verb::read;
  std::span<const std::string_view> columns;      // of the referring relation
  std::span<const std::string_view> key_columns;  // of this one, in the same order
  bool validated = false;                         // every row that there is has been looked at
};

// Do both do the same to the same thing, to which columns ever? Never where values are given.
[[nodiscard]] bool same_but_for_columns(const effect& a, const effect& b);

// A view's query.
struct view_query {
  bool readable = false;
  std::span<const effect> whole;                       // all of its columns
  std::span<const effect> always;                      // whichever of its columns are asked for
  std::span<const std::span<const effect>> by_column;  // what the n-th column adds to that; empty: cannot be told apart
  // Where a write to it goes, if it is simple enough for the server to let that happen.
  std::string_view base_schema;
  std::string_view base;                           // empty: to no table
  std::span<const std::string_view> base_columns;  // by column; empty for an expression
  restriction where = restriction::absent;
};

struct catalog_relation {
  std::string_view schema;
  std::string_view name;
  object_kind kind = object_kind::relation;
  std::span<const catalog_column> columns;
  std::span<const relation_index> children;  // partitions and those that inherit
  std::span<const relation_index> parents;
  std::span<const stored_code> code;
  std::span<const referencing_key> keys;
  const view_query* query = nullptr;

  [[nodiscard]] const catalog_column* column(std::string_view wanted) const;
};

struct catalog_function {
  std::string_view schema;
  std::string_view name;
  std::string_view types;  // of its arguments: "int4,any,public.place"; "any" also where it is a domain
  std::uint16_t arguments_min = 0;
  std::uint16_t arguments_max = 0;  // UINT16_MAX: any number
  bool harmless = false;            // PostgreSQL's or an extension's own, and it changes nothing
  bool readable = false;            // `effects` is all that it does
  bool own_path = false;            // it has a search_path of its own: `path`
  bool any_path = false;  // what its names mean cannot be told: it sets the search_path, or has "$user" in its own
  std::span<const std::string_view> path;
  std::span<const effect> effects;
};

// A type that has domains in it, or is one, and what their checks do.
struct catalog_type {
  std::string_view schema;
  std::string_view name;
  std::span<const stored_code> checks;
  std::uint32_t oid = 0;
};

// An operator or a cast that runs a function of a user's.
struct catalog_operator {
  std::string_view schema;
  std::string_view name;    // of a cast: the type that it gives
  std::string_view source;  // of a cast: the type that it takes; of an operator: "int4,int4"
  function_index function = 0;
};

class catalog {
 public:
  [[nodiscard]] std::span<const catalog_relation> relations() const { return relations_; }
  [[nodiscard]] std::span<const catalog_function> functions() const { return functions_; }
  [[nodiscard]] std::span<const relation_index> relations_named(std::string_view name) const;
  [[nodiscard]] std::span<const function_index> functions_named(std::string_view name) const;
  // What a function is called, PostgreSQL's own among them; nothing if it is not known.
  struct function_name {
    std::string_view schema;
    std::string_view name;
  };
  [[nodiscard]] const function_name* function_of(std::uint32_t oid) const;
  // Those whose schema or name is not all ASCII.
  [[nodiscard]] std::span<const relation_index> relations_beyond_ascii() const { return beyond_ascii_; }
  [[nodiscard]] std::span<const function_index> functions_beyond_ascii() const { return functions_beyond_ascii_; }
  [[nodiscard]] std::span<const std::uint32_t> types_named(std::string_view name) const;
  [[nodiscard]] std::span<const catalog_type> types() const { return types_; }
  [[nodiscard]] const catalog_type* type_of(std::uint32_t oid) const;  // null: values of it run nothing
  [[nodiscard]] const hidden_names& hidden() const { return hidden_; }
  // There are types whose constants run code of a user's when they are parsed.
  [[nodiscard]] bool checks_constants() const { return checks_constants_; }
  [[nodiscard]] const dependents& what_depends() const { return dependents_; }
  [[nodiscard]] std::span<const catalog_operator> operators() const { return operators_; }
  [[nodiscard]] std::span<const catalog_operator> casts() const { return casts_; }
  // Run by DDL.
  [[nodiscard]] std::span<const stored_code> event_triggers() const { return event_triggers_; }
  [[nodiscard]] bool has_schema(std::string_view name) const;
  // The search_path that a session of this role starts with; nothing if it could not be told.
  [[nodiscard]] const std::string_view* initial_path(std::string_view role) const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  friend class catalog_builder;
  using by_name = std::unordered_map<std::string_view, std::span<const std::uint32_t>>;

  arena memory_;
  std::vector<catalog_relation> relations_;
  std::vector<catalog_function> functions_;
  std::vector<catalog_type> types_;
  hidden_names hidden_;
  bool checks_constants_ = false;
  dependents dependents_;
  std::vector<catalog_operator> operators_;
  std::vector<catalog_operator> casts_;
  std::vector<stored_code> event_triggers_;
  std::vector<std::string_view> schemas_;  // sorted
  std::span<const relation_index> beyond_ascii_;
  std::span<const function_index> functions_beyond_ascii_;
  by_name relation_names_;
  by_name function_names_;
  by_name type_names_;
  std::unordered_map<std::uint32_t, std::uint32_t> type_oids_;
  std::unordered_map<std::uint32_t, function_name> function_oids_;
  std::unordered_map<std::string_view, std::string_view> role_paths_;
  std::string_view default_path_;
  bool knows_default_path_ = false;
};

}  // namespace countersign::parser
