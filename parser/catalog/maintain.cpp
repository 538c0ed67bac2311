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

}  // namespace

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
  if (what.kind == hidden_function) {
    for (const function_index each : known_->functions_named(what.object)) {
      if (meant(known_->functions()[each].schema, what.object)) add(each, {});
    }
  } else if (what.kind == hidden_operator) {
    for (const catalog_operator& each : known_->operators()) {
      if (meant(each.schema, each.name)) add(each.function, join({"operator ", each.name}));
    }
  } else if (what.kind == hidden_cast) {
    for (const catalog_operator& each : known_->casts()) {
      if (meant(each.schema, each.name)) add(each.function, join({"cast to ", each.name}));
    }
  } else {
    for (const catalog_type& each : known_->types()) {
      if (meant(each.schema, each.name)) check_type(what, each, from);
    }
  }
}

void expander::check_type(const effect& what, const catalog_type& type, const origin& from) {
  run_code(what, type.checks, static_cast<row_events>(~0U), from);
}

void expander::run_stored(const effect& what, const catalog_relation& relation, row_events events, const origin& from) {
  const std::string_view only =
      what.detail.starts_with(one_constraint) ? what.detail.substr(one_constraint.size()) : std::string_view{};
  for (const stored_code& each : relation.code) {
    if (only.empty() || each.part == only || !is_exact(*names_, only)) run_code(what, {&each, 1}, events, from);
  }
}

// The table and, but for ONLY, what inherits from it: each has indexes of its own.
void expander::maintain_tree(const effect& what, relation_index which, const origin& from) {
  const row_events events = events_of_definition(what);
  if (events == 0) return;
  open_.assign(1, which);
  done_.clear();
  while (!open_.empty() && !full_) {
    const relation_index next = open_.back();
    open_.pop_back();
    if (std::ranges::find(done_, next) != done_.end()) continue;
    done_.push_back(next);
    const catalog_relation& relation = known_->relations()[next];
    effect at = what;
    if (next != which) {
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
