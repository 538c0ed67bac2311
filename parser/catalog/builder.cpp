#include "parser/catalog/builder.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "parser/builtins.hpp"
#include "parser/catalog/definitions.hpp"
#include "parser/catalog/name_index.hpp"
#include "parser/catalog/names.hpp"

namespace countersign::parser {

namespace {

constexpr row_events events_of_trigger(std::uint16_t type) {
  // Bits of tgtype, src/include/catalog/pg_trigger.h.
  constexpr std::uint16_t on_insert = 1U << 2;
  constexpr std::uint16_t on_delete = 1U << 3;
  constexpr std::uint16_t on_update = 1U << 4;
  constexpr std::uint16_t on_truncate = 1U << 5;
  unsigned out = 0;
  if ((type & on_insert) != 0) out |= static_cast<unsigned>(row_event::insert);
  if ((type & on_delete) != 0) out |= static_cast<unsigned>(row_event::remove);
  if ((type & on_update) != 0) out |= static_cast<unsigned>(row_event::update);
  if ((type & on_truncate) != 0) out |= static_cast<unsigned>(row_event::truncate);
  return static_cast<row_events>(out);
}

object_kind kind_of_relation(char kind) {
  switch (kind) {
    case 'v':
      return object_kind::view;
    case 'm':
      return object_kind::materialized_view;
    case 'S':
      return object_kind::sequence;
    default:
      return object_kind::relation;
  }
}

verb consequence(char action) {
  switch (action) {
    case 'c':
      return verb::remove;
    case 'n':
    case 'd':
      return verb::update;
    default:
      return verb::read;
  }
}

bool is_system(std::string_view schema) {
  return schema == "pg_catalog" || schema == "information_schema";
}

}  // namespace

struct catalog_builder::state {
  // What belongs to a relation, until it is complete.
  struct parts {
    std::vector<catalog_column> columns;
    std::vector<relation_index> children;
    std::vector<relation_index> parents;
    std::vector<stored_code> code;
    std::vector<referencing_key> keys;
  };

  std::shared_ptr<catalog> out = std::make_shared<catalog>();
  arena* memory = nullptr;
  std::unique_ptr<definition_reader> reader;
  std::unordered_map<std::uint32_t, relation_index> relations;
  std::unordered_map<std::uint32_t, function_index> functions;
  std::unordered_map<function_index, std::vector<effect>> aggregates;
  std::unordered_map<function_index, std::vector<effect>> checked;  // what domains add to functions
  std::unordered_map<std::uint32_t, std::uint32_t> types;
  std::vector<std::vector<stored_code>> checks;  // of each type
  dependents_builder depends;
  std::vector<std::string_view> type_names;
  std::vector<parts> of;

  [[nodiscard]] std::string_view keep(std::string_view text) const { return memory->copy(text); }
  [[nodiscard]] std::string_view keep(std::initializer_list<std::string_view> texts) const {
    std::string all;
    for (const std::string_view each : texts) all += each;
    return memory->copy(std::string_view{all});
  }
  [[nodiscard]] parts* find(std::uint32_t oid) {
    const auto found = relations.find(oid);
    return found == relations.end() ? nullptr : &of[found->second];
  }
  // There are few types and many columns.
  [[nodiscard]] std::string_view type(std::string_view name) {
    const auto known = std::ranges::find(type_names, name);
    return known != type_names.end() ? *known : type_names.emplace_back(keep(name));
  }
  // A function that the rows do not have is one that nothing is known about.
  [[nodiscard]] function_index function(std::uint32_t oid) {
    const auto found = functions.find(oid);
    if (found != functions.end()) return found->second;
    out->functions_.emplace_back().name = "a function that could not be read";
    return static_cast<function_index>(out->functions_.size() - 1);
  }
  [[nodiscard]] std::span<const std::string_view> lines(std::string_view text) const {
    std::vector<std::string_view> all;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      all.push_back(keep(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return memory->copy(std::span<const std::string_view>{all});
  }
};

catalog_builder::catalog_builder() : state_(std::make_unique<state>()) {
  state_->memory = &state_->out->memory_;
  state_->reader = std::make_unique<definition_reader>(*state_->memory, state_->out->hidden_);
}
catalog_builder::~catalog_builder() = default;

void catalog_builder::add_schema(std::string_view name) {
  state_->out->schemas_.push_back(state_->keep(name));
}

void catalog_builder::add_hidden_operator(std::string_view name) {
  hidden_names::add(state_->out->hidden_.operators, state_->keep(name));
}

void catalog_builder::add_hidden_type(std::string_view name) {
  hidden_names::add(state_->out->hidden_.types, state_->keep(name));
}

void catalog_builder::add_hidden_function(std::string_view name) {
  hidden_names::add(state_->out->hidden_.functions, state_->keep(name));
}

void catalog_builder::add_built_in_signature(std::string_view signature) {
  hidden_names::add(state_->out->hidden_.built_in, state_->keep(signature));
}

void catalog_builder::add_implicit_cast(std::string_view source_and_target) {
  hidden_names::add(state_->out->hidden_.implicit_casts, state_->keep(source_and_target));
}

void catalog_builder::add_check(const check_row& row) {
  state& s = *state_;
  stored_code fresh;
  fresh.via = s.keep(row.via);
  fresh.events = any_row_event;
  if (row.of_constants) fresh.events |= static_cast<row_events>(row_event::constant);
  fresh.effects = s.reader->expression(row.text);
  if (fresh.effects.empty()) return;
  s.out->checks_constants_ = s.out->checks_constants_ || row.of_constants;
  const auto [found, is_new] = s.types.emplace(row.type, static_cast<std::uint32_t>(s.out->types_.size()));
  if (is_new) {
    s.out->types_.push_back({s.keep(row.schema), s.keep(row.name), {}, row.type});
    s.checks.emplace_back();
  }
  s.checks[found->second].push_back(fresh);
}

void catalog_builder::add_checked_type(std::uint32_t function, std::uint32_t type) {
  state& s = *state_;
  const auto called = s.functions.find(function);
  const auto has = s.types.find(type);
  if (called == s.functions.end() || has == s.types.end()) return;
  effect check;
  check.what = verb::call;
  check.kind = hidden_type;
  check.schema = s.out->types_[has->second].schema;
  check.object = s.out->types_[has->second].name;
  s.checked[called->second].push_back(check);
}

void catalog_builder::add_function(const function_row& row) {
  state& s = *state_;
  catalog_function fresh;
  fresh.schema = s.keep(row.schema);
  fresh.name = s.keep(row.name);
  fresh.types = s.keep(row.types);
  fresh.arguments_min = static_cast<std::uint16_t>(row.arguments - std::min(row.arguments, row.defaults));
  fresh.arguments_max = row.variadic ? UINT16_MAX : row.arguments;
  if (row.variadic && fresh.arguments_min > 0) --fresh.arguments_min;
  const bool steady = row.volatility == 'i' || row.volatility == 's';
  fresh.harmless =
      is_system(row.schema) || (row.of_extension && steady && known_extension_function(row.name) == nullptr);
  if (row.sets_path) {
    constexpr std::string_view whoever = "$user";
    search_path path;
    const bool known = parse_search_path(row.path, whoever, path);
    fresh.any_path = !known || std::ranges::find(path, whoever) != path.end();
    fresh.own_path = true;
    std::vector<std::string_view> kept;
    for (const std::string& each : path) kept.push_back(s.keep(each));
    fresh.path = s.memory->copy(std::span<const std::string_view>{kept});
  }
  if (!fresh.harmless && row.kind != 'a') {
    if (!row.sql_body.empty()) {
      fresh.effects = s.reader->sql_body(row.sql_body);
      fresh.readable = true;
    } else if (row.language == "sql" || row.language == "plpgsql") {
      fresh.effects = s.reader->body(row.language, row.source);
      fresh.readable = true;
    }
  }
  fresh.any_path = fresh.any_path || std::ranges::any_of(fresh.effects, [](const effect& each) {
                     return each.what == verb::set && (each.object.empty() || each.object == "search_path");
                   });
  const auto index = static_cast<function_index>(s.out->functions_.size());
  if (!fresh.harmless && row.kind == 'a') {
    fresh.readable = true;
    s.aggregates[index];
  }
  s.functions.emplace(row.oid, index);
  s.out->function_oids_.emplace(row.oid, catalog::function_name{fresh.schema, fresh.name});
  s.out->functions_.push_back(fresh);
}

void catalog_builder::add_builtin(std::uint32_t oid, std::string_view name) {
  state_->out->function_oids_.emplace(oid, catalog::function_name{"pg_catalog", state_->keep(name)});
}

void catalog_builder::add_aggregate_function(std::uint32_t aggregate, std::uint32_t function) {
  state& s = *state_;
  const auto whole = s.functions.find(aggregate);
  const auto part = s.functions.find(function);
  if (whole == s.functions.end() || part == s.functions.end()) return;
  const catalog_function& called = s.out->functions_[part->second];
  if (called.harmless) return;
  effect call;
  call.what = verb::call;
  call.kind = object_kind::function;
  call.schema = called.schema;
  call.object = called.name;
  s.aggregates[whole->second].push_back(call);
}

void catalog_builder::add_relation(const relation_row& row) {
  state& s = *state_;
  catalog_relation fresh;
  fresh.schema = s.keep(row.schema);
  fresh.name = s.keep(row.name);
  fresh.kind = kind_of_relation(row.kind);
  if (fresh.kind == object_kind::view || fresh.kind == object_kind::materialized_view) {
    view_query query = s.reader->view(row.view_query);
    if (is_system(row.schema)) {
      // PostgreSQL's own views run its own functions; what can be hidden behind them are the tables.
      const auto only_reads = [&](std::span<const effect> all) {
        std::vector<effect> kept;
        std::ranges::copy_if(all, std::back_inserter(kept),
                             [](const effect& e) { return e.what == verb::read && !e.object.empty(); });
        return std::span<const effect>{s.memory->copy(std::span<const effect>{kept})};
      };
      query.whole = only_reads(query.whole);
      query.always = only_reads(query.always);
      std::vector<std::span<const effect>> columns;
      for (const auto each : query.by_column) columns.push_back(only_reads(each));
      query.by_column = s.memory->copy(std::span<const std::span<const effect>>{columns});
      query.readable = true;
    }
    fresh.query = s.memory->copy(std::span<const view_query>{&query, 1}).data();
  }
  s.relations.emplace(row.oid, static_cast<relation_index>(s.out->relations_.size()));
  s.out->relations_.push_back(fresh);
  s.of.emplace_back();
}

void catalog_builder::add_column(const column_row& row) {
  if (state::parts* const of = state_->find(row.relation))
    of->columns.push_back({state_->keep(row.name), row.not_null, state_->type(row.type)});
}

void catalog_builder::add_child(std::uint32_t child, std::uint32_t parent) {
  state& s = *state_;
  const auto below = s.relations.find(child);
  const auto above = s.relations.find(parent);
  if (below == s.relations.end() || above == s.relations.end()) return;
  s.of[above->second].children.push_back(below->second);
  s.of[below->second].parents.push_back(above->second);
}

void catalog_builder::add_trigger(const trigger_row& row) {
  state& s = *state_;
  state::parts* const of = s.find(row.relation);
  if (of == nullptr) return;
  stored_code fresh;
  fresh.via = s.keep({"trigger ", row.name});
  fresh.events = events_of_trigger(row.type);
  fresh.columns = s.lines(row.columns);
  bool never = false;
  if (!row.definition.empty()) fresh.effects = s.reader->when(row.definition, never);
  if (!never) fresh.function = s.function(row.function);
  of->code.push_back(fresh);
}

void catalog_builder::add_event_trigger(std::string_view name, std::uint32_t function) {
  state& s = *state_;
  stored_code fresh;
  fresh.via = s.keep({"event trigger ", name});
  fresh.events = any_row_event;
  fresh.function = s.function(function);
  s.out->event_triggers_.push_back(fresh);
}

void catalog_builder::add_rule(const rule_row& row) {
  state& s = *state_;
  state::parts* const of = s.find(row.relation);
  if (of == nullptr) return;
  stored_code fresh;
  fresh.via = s.keep({"rule ", row.name});
  fresh.events = static_cast<row_events>(row.event == '2'   ? row_event::update
                                         : row.event == '3' ? row_event::insert
                                                            : row_event::remove);
  fresh.effects = s.reader->rule(row.definition);
  if (!fresh.effects.empty()) of->code.push_back(fresh);
}

void catalog_builder::add_key(const key_row& row) {
  state& s = *state_;
  const auto referencing = s.relations.find(row.referencing);
  state::parts* const of = s.find(row.referenced);
  if (of == nullptr || referencing == s.relations.end()) return;
  referencing_key fresh;
  fresh.via = s.keep({"foreign key ", row.name});
  fresh.referencing = referencing->second;
  fresh.on_delete = consequence(row.on_delete);
  // A changed key is followed by an update of those that refer to it, whatever the action.
  fresh.on_update = consequence(row.on_update) == verb::read ? verb::read : verb::update;
  fresh.columns = s.lines(row.columns);
  fresh.key_columns = s.lines(row.key_columns);
  fresh.validated = row.validated;
  of->keys.push_back(fresh);
}

void catalog_builder::add_expression(const expression_row& row) {
  state& s = *state_;
  state::parts* const of = s.find(row.relation);
  if (of == nullptr) return;
  stored_code fresh;
  fresh.via = s.keep(row.via);
  fresh.part = s.keep(row.part);
  fresh.events = row.events;
  // The next number of a serial column is what an INSERT is for.
  std::vector<effect> kept;
  std::ranges::copy_if(s.reader->expression(row.text), std::back_inserter(kept),
                       [](const effect& each) { return each.what != verb::sequence; });
  fresh.effects = s.memory->copy(std::span<const effect>{kept});
  if (!fresh.effects.empty()) of->code.push_back(fresh);
}

void catalog_builder::add_operator(std::string_view schema, std::string_view name, std::string_view types,
                                   std::uint32_t function) {
  state& s = *state_;
  const function_index runs = s.function(function);
  if (!s.out->functions_[runs].harmless)
    s.out->operators_.push_back({s.keep(schema), s.keep(name), s.keep(types), runs});
}

void catalog_builder::add_cast(std::string_view source, std::string_view schema, std::string_view type,
                               std::uint32_t function) {
  state& s = *state_;
  const function_index runs = s.function(function);
  if (!s.out->functions_[runs].harmless) s.out->casts_.push_back({s.keep(schema), s.keep(type), s.keep(source), runs});
}

void catalog_builder::add_object(const object_row& row) {
  state_->depends.add_object(row, *state_->memory);
}

void catalog_builder::add_link(const link_row& row) {
  state_->depends.add_link(row, *state_->memory);
}

void catalog_builder::add_initial_path(std::string_view role, std::string_view path) {
  state& s = *state_;
  if (role.empty()) {
    s.out->default_path_ = s.keep(path);
    s.out->knows_default_path_ = true;
  } else {
    s.out->role_paths_.emplace(s.keep(role), s.keep(path));
  }
}

std::shared_ptr<const catalog> catalog_builder::finish() {
  state& s = *state_;
  // Most of the names that might have hidden something turn out not to.
  hidden_names& hidden = s.out->hidden_;
  hidden.operators.clear();
  hidden.types.clear();
  for (const catalog_operator& each : s.out->operators_) hidden_names::add(hidden.operators, each.name);
  for (const catalog_operator& each : s.out->casts_) hidden_names::add(hidden.types, each.name);
  for (const catalog_type& each : s.out->types_) hidden_names::add(hidden.types, each.name);
  for (std::size_t i = 0; i < s.of.size(); ++i) {
    catalog_relation& each = s.out->relations_[i];
    const state::parts& parts = s.of[i];
    each.columns = s.memory->copy(std::span<const catalog_column>{parts.columns});
    each.children = s.memory->copy(std::span<const relation_index>{parts.children});
    each.parents = s.memory->copy(std::span<const relation_index>{parts.parents});
    each.code = s.memory->copy(std::span<const stored_code>{parts.code});
    each.keys = s.memory->copy(std::span<const referencing_key>{parts.keys});
  }
  for (std::size_t i = 0; i < s.checks.size(); ++i) {
    s.out->types_[i].checks = s.memory->copy(std::span<const stored_code>{s.checks[i]});
  }
  for (const auto& [index, calls] : s.checked) {
    catalog_function& function = s.out->functions_[index];
    std::vector<effect> all{function.effects.begin(), function.effects.end()};
    all.insert(all.end(), calls.begin(), calls.end());
    function.effects = s.memory->copy(std::span<const effect>{all});
  }
  for (const auto& [index, calls] : s.aggregates) {
    s.out->functions_[index].effects = s.memory->copy(std::span<const effect>{calls});
    s.out->functions_[index].harmless = calls.empty();
  }
  s.out->dependents_ = s.depends.finish(*s.memory);
  std::ranges::sort(s.out->schemas_);
  s.out->beyond_ascii_ = beyond_ascii(s.out->relations_, *s.memory);
  s.out->functions_beyond_ascii_ = beyond_ascii(s.out->functions_, *s.memory);
  s.out->relation_names_ = index_by_name(s.out->relations_, *s.memory, [](const auto&) { return true; });
  s.out->type_oids_ = std::move(s.types);
  s.out->type_names_ = index_by_name(s.out->types_, *s.memory, [](const auto&) { return true; });
  s.out->function_names_ = index_by_name(s.out->functions_, *s.memory,
                                         [](const catalog_function& f) { return !is_system(f.schema) && !f.harmless; });
  return std::move(s.out);
}

}  // namespace countersign::parser
