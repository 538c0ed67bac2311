// Makes a catalog from the rows of a server's system catalogs.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "parser/catalog/catalog.hpp"

namespace countersign::parser {

// Rows as the server has them; texts are copied. OIDs tie them together; rows of unknown OIDs are left out.
struct relation_row {
  std::uint32_t oid = 0;
  std::string_view schema;
  std::string_view name;
  char kind = 'r';              // pg_class.relkind
  std::string_view view_query;  // pg_get_viewdef(); empty for other kinds
};
struct column_row {
  std::uint32_t relation = 0;
  std::string_view name;
  bool not_null = false;
  std::string_view type{};  // of pg_catalog's base types
};
struct function_row {
  std::uint32_t oid = 0;
  std::string_view schema;
  std::string_view name;
  char kind = 'f';  // pg_proc.prokind
  char volatility = 'v';
  std::string_view language;
  std::string_view source;    // prosrc
  std::string_view sql_body;  // pg_get_function_sqlbody(); empty if it has none
  std::string_view types;     // of the arguments: "int4,public.place"; "any" for what may be several
  std::uint16_t arguments = 0;
  std::uint16_t defaults = 0;
  bool variadic = false;
  bool of_extension = false;
  bool sets_path = false;
  std::string_view path;  // of its SET search_path clause
};
struct trigger_row {
  std::uint32_t relation = 0;
  std::string_view name;
  std::uint16_t type = 0;    // pg_trigger.tgtype
  std::string_view columns;  // UPDATE OF, one a line
  std::uint32_t function = 0;
  std::string_view definition{};  // pg_get_triggerdef(), if it has a WHEN
};
struct rule_row {
  std::uint32_t relation = 0;
  std::string_view name;
  char event = '1';  // pg_rewrite.ev_type: '2' UPDATE, '3' INSERT, '4' DELETE
  std::string_view definition;
};
struct key_row {
  std::string_view name;
  std::uint32_t referencing = 0;
  std::uint32_t referenced = 0;
  char on_delete = 'a';  // pg_constraint.confdeltype: a, r, c, n, d
  char on_update = 'a';
  std::string_view columns;      // one a line
  std::string_view key_columns;  // likewise, in the same order
  bool validated = false;
};
// A default, constraint, policy, index or generated column whose expression runs when rows are written or read.
struct expression_row {
  std::uint32_t relation = 0;
  std::string_view via;   // "default of id"
  std::string_view part;  // the name of an index or a constraint
  row_events events = 0;
  std::string_view text;
};
// A domain's check, for each type that it is in.
struct check_row {
  std::uint32_t type = 0;
  std::string_view schema;
  std::string_view name;
  std::string_view via;  // "domain public.positive"
  std::string_view text;
  bool of_constants = false;  // it runs for constants that are only parsed: the domain is a part of the type
};

class catalog_builder {
 public:
  catalog_builder();
  ~catalog_builder();

  void add_schema(std::string_view name);
  // What a text may call without saying so, before everything whose text is read.
  void add_hidden_operator(std::string_view name);
  void add_hidden_type(std::string_view name);
  void add_hidden_function(std::string_view name);
  void add_built_in_signature(std::string_view signature);  // "lower(text)", of a name that hides something
  void add_implicit_cast(std::string_view source_and_target);
  // Checks come before functions: a function with such an argument or result runs them.
  void add_check(const check_row& row);
  // Functions first: others refer to them.
  void add_function(const function_row& row);
  void add_builtin(std::uint32_t oid, std::string_view name);  // one of pg_catalog
  void add_checked_type(std::uint32_t function, std::uint32_t type);
  // An aggregate's functions: what it calls.
  void add_aggregate_function(std::uint32_t aggregate, std::uint32_t function);
  void add_relation(const relation_row& row);
  void add_column(const column_row& row);  // in the order of the columns
  void add_child(std::uint32_t child, std::uint32_t parent);
  void add_trigger(const trigger_row& row);
  void add_event_trigger(std::string_view name, std::uint32_t function);
  void add_rule(const rule_row& row);
  void add_key(const key_row& row);
  void add_expression(const expression_row& row);
  void add_operator(std::string_view schema, std::string_view name, std::string_view types, std::uint32_t function);
  void add_cast(std::string_view source, std::string_view target_schema, std::string_view target,
                std::uint32_t function);
  void add_object(const object_row& row);
  void add_link(const link_row& row);  // after the objects
  // The search_path of a role's sessions; an empty role is everybody else's.
  void add_initial_path(std::string_view role, std::string_view path);

  [[nodiscard]] std::shared_ptr<const catalog> finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace countersign::parser
