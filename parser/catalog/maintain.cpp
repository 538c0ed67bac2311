// What runs without being called: by operators, casts and domains, and by maintenance and definitions that go over the
// rows of a table.
#include <algorithm>

#include "parser/catalog/expand.hpp"

namespace countersign::parser {

namespace {

constexpr auto build = static_cast<row_events>(row_event::build);
constexpr auto check = static_cast<row_events>(row_event::check);
constexpr auto take_statistics = static_cast<row_events>(row_event::analyze);
constexpr std::string_view one_constraint = "validate constraint ";

// See the documentation of ALTER TABLE, "Notes", on what writes the table anew. A lazy VACUUM runs nothing.
row_events events_of_definition(const effect& what) {
  const std::string_view how = what.detail;
  if (what.what == verb::maintain) {
    if (how.starts_with("vacuum full")) return build | take_statistics;
    if (how.starts_with("vacuum, analyze") || how.starts_with("analyze")) return take_statistics;
    return how.starts_with("vacuum") ? row_events{0} : build;
  }
  if (what.what != verb::alter) return 0;
  if (how.starts_with("alter column type")) return build | check;
  if (how == "add column, table rewritten" || how == "set logged" || how == "set unlogged" ||
      how.starts_with("set access method")) {
    return build;
  }
  if (how.starts_with(one_constraint) || how == "attach partition" || how == "gets a partition") return check;
  return 0;
}

// A type of PostgreSQL's that is surely not of the category of strings.
bool is_no_text(std::string_view type) {
  constexpr std::string_view known[] = {"int2", "int4", "int8",      "numeric",     "float4",   "float8", "bool",
                                        "date", "time", "timestamp", "timestamptz", "interval", "uuid",   "inet"};
  return std::ranges::find(known, type) != std::end(known);
}

// Takes the first of a list of types off.
std::string_view next_type(std::string_view& types) {
  const std::size_t end = std::min(types.find(','), types.size());
  const std::string_view first = types.substr(0, end);
  types.remove_prefix(std::min(end + 1, types.size()));
  return first;
}

}  // namespace

// Whether the name of a type of PostgreSQL's means that type: no path that may be in force puts pg_catalog elsewhere
// than in front of it.
bool expander::system_types(const effect& what, const origin& from) const {
  // The session's temporary schema comes before all others, and a table is a type too.
  if (std::ranges::any_of(names_->temporary,
                          [&](std::string_view each) { return what.detail.find(each) != std::string_view::npos; }))
    return false;
  const auto names_it = [](const auto& path) {
    return std::ranges::any_of(path, [](const auto& each) { return std::string_view{each} == "pg_catalog"; });
  };
  if (from.path == &any_schema) return false;
  if (from.path != nullptr) return !names_it(*from.path);
  return !names_->paths.empty() && std::ranges::none_of(names_->paths, names_it);
}

// Whether arguments of these types, as far as they are certain, can be given to a function or operator of those.
bool expander::may_take(const effect& what, std::string_view types, const origin& from) const {
  if (what.detail.empty() || what.detail == "()" || types.empty() || !system_types(what, from)) return true;
  // A constant in quotes, where PostgreSQL has a function of text: it is taken for that, not for a number or a time;
  // see the documentation, "Function Type Resolution", 4.e. With more arguments the others may decide before.
  if (what.detail == "unknown" && what.kind == hidden_function && is_no_text(types)) {
    return !has_built_in(what.object, "text");
  }
  std::string_view given = what.detail;
  while (!given.empty() && !types.empty()) {
    const std::string_view value = next_type(given);
    const std::string_view taken = next_type(types);
    if (value == "?" || value == "unknown" || value == taken || taken.starts_with("any")) continue;
    // A domain's base type is what may be cast, and a type in brackets an array.
    const auto& casts = known_->hidden().implicit_casts;
    const bool cast = std::ranges::any_of(casts, [&](std::string_view each) {
      return each.size() == value.size() + 1 + taken.size() && each.starts_with(value) && each[value.size()] == ' ' &&
             each.ends_with(taken);
    });
    if (!cast) return false;
  }
  return true;
}

bool expander::has_built_in(std::string_view name, std::string_view types) const {
  return std::ranges::any_of(known_->hidden().built_in, [&](std::string_view each) {
    return each.size() == name.size() + types.size() + 2 && each.starts_with(name) && each[name.size()] == '(' &&
           each.substr(name.size() + 1, types.size()) == types;
  });
}

// PostgreSQL's own function or operator of exactly these types is found before any of a user's.
bool expander::is_built_in(const effect& what, const origin& from) const {
  const bool certain = !what.detail.empty() && what.detail.find('?') == std::string_view::npos &&
                       what.detail.find("unknown") == std::string_view::npos;
  if (!certain || !what.schema.empty() || !system_types(what, from)) return false;
  return has_built_in(what.object, what.detail == "()" ? std::string_view{} : what.detail);
}

void expander::hidden_call(std::size_t index) {
  const effect what = (*effects_)[index];
  const origin from = origins_[index];
  origins_[index].dropped = true;
  const bool exact = is_exact(*names_, what.object) && is_exact(*names_, what.schema);
  const auto meant = [&](std::string_view schema, std::string_view name) {
    if (!exact) return true;
    return name == what.object &&
           (what.schema.empty() ? may_be_seen(*names_, schema, from.path) : schema == what.schema);
  };
  const auto add = [&](function_index which, std::string_view detail) {
    const catalog_function& function = known_->functions()[which];
    effect call;
    call.what = verb::call;
    call.kind = object_kind::function;
    call.schema = function.schema;
    call.object = function.name;
    call.detail = detail;
    append(call, what, {}, from);
  };
  if ((what.kind == hidden_function || what.kind == hidden_operator) && is_built_in(what, from)) return;
  if (what.kind == hidden_function) {
    const auto commas = static_cast<std::size_t>(std::ranges::count(what.detail, ','));
    const std::size_t arguments = what.detail == "()" ? 0 : commas + 1;
    for (const function_index each : known_->functions_named(what.object)) {
      const catalog_function& function = known_->functions()[each];
      if (!what.detail.empty() && (arguments < function.arguments_min || arguments > function.arguments_max)) continue;
      // The last type of a variadic function is an array, of as many arguments as there are.
      const bool fixed = function.arguments_max != UINT16_MAX;
      if (fixed && !may_take(what, function.types, from)) continue;
      if (meant(function.schema, what.object)) add(each, {});
    }
  } else if (what.kind == hidden_operator) {
    for (const catalog_operator& each : known_->operators()) {
      if (meant(each.schema, each.name) && may_take(what, each.source, from))
        add(each.function, join({"operator ", each.name}));
    }
  } else if (what.kind == hidden_cast) {
    for (const catalog_operator& each : known_->casts()) {
      const bool other_type =
          what.detail != "?" && what.detail != "unknown" && system_types(what, from) && each.source != what.detail;
      if (!other_type && meant(each.schema, each.name)) add(each.function, join({"cast to ", each.name}));
    }
  } else {
    for (const catalog_type& each : known_->types()) {
      if (meant(each.schema, each.name)) check_type(what, each, from);
    }
  }
}

void expander::check_type(const effect& what, const catalog_type& type, const origin& from) {
  effect cause = what;
  cause.when_parsed = what.when_parsed || what.detail == hidden_array;
  run_code(cause, type.checks, any_row_event, from);
}

void expander::run_stored(const effect& what, const catalog_relation& relation, row_events events, const origin& from) {
  const std::string_view only =
      what.detail.starts_with(one_constraint) ? what.detail.substr(one_constraint.size()) : std::string_view{};
  for (const stored_code& each : relation.code) {
    if (only.empty() || each.part == only || !is_exact(*names_, only)) run_code(what, {&each, 1}, events, from);
  }
}

void expander::begin_walk(std::span<const relation_index> from) {
  open_.assign(from.begin(), from.end());
  taken_.assign(known_->relations().size(), false);
}

std::optional<relation_index> expander::next_of_walk() {
  while (!open_.empty() && !full_) {
    const relation_index next = open_.back();
    open_.pop_back();
    if (taken_[next]) continue;
    taken_[next] = true;
    return next;
  }
  return std::nullopt;
}

// The table and, but for ONLY, what inherits from it: each has indexes of its own.
void expander::maintain_tree(const effect& what, relation_index which, const origin& from) {
  const row_events events = events_of_definition(what);
  if (events == 0) return;
  begin_walk({&which, 1});
  while (const auto next = next_of_walk()) {
    const catalog_relation& relation = known_->relations()[*next];
    effect at = what;
    if (*next != which) {
      const std::string_view part = join({"child ", relation.schema, ".", relation.name});
      at.via = what.via.empty() ? part : join({what.via, " > ", part});
    }
    run_stored(at, relation, events, from);
    if (!what.only) open_.insert(open_.end(), relation.children.begin(), relation.children.end());
  }
}

// REINDEX of an index, a schema or a database, and VACUUM, ANALYZE and CLUSTER of everything.
void expander::maintain_many(const effect& what, const origin& from) {
  if (what.what == verb::alter && what.kind == object_kind::type && what.detail.ends_with("validate constraint")) {
    for (const catalog_type& each : known_->types()) {
      if (each.name == what.object || !is_exact(*names_, what.object)) check_type(what, each, from);
    }
    return;
  }
  if (what.what != verb::maintain) return;
  const row_events events = events_of_definition(what);
  if (events == 0) return;
  const bool one_schema = what.kind == object_kind::schema && is_exact(*names_, what.object);
  const bool one_index = what.kind == object_kind::index && is_exact(*names_, what.object);
  const bool known_schema = one_index && !what.schema.empty() && is_exact(*names_, what.schema);
  for (const catalog_relation& each : known_->relations()) {
    if (full_) return;
    if (one_schema && each.schema != what.object) continue;
    if (known_schema && each.schema != what.schema) continue;
    for (const stored_code& code : each.code) {
      if (!one_index || code.part == what.object) run_code(what, {&code, 1}, events, from);
    }
  }
}

}  // namespace countersign::parser
