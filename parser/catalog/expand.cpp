#include "parser/catalog/expand.hpp"

#include <algorithm>
#include <tuple>

#include "parser/catalog/kinds.hpp"

namespace countersign::parser {

namespace {

constexpr std::uint8_t depth_max = 24;

row_events event_of(verb what) {
  switch (what) {
    case verb::read:
      return static_cast<row_events>(row_event::read);
    case verb::insert:
      return static_cast<row_events>(row_event::insert);
    case verb::update:
      return static_cast<row_events>(row_event::update);
    case verb::remove:
      return static_cast<row_events>(row_event::remove);
    case verb::truncate:
      return static_cast<row_events>(row_event::truncate);
    default:
      return 0;
  }
}

bool is_definition(verb what) {
  return what == verb::create || what == verb::alter || what == verb::drop || what == verb::comment ||
         what == verb::grant || what == verb::revoke;
}

bool names_any(const effect& what, std::span<const std::string_view> columns) {
  if (columns.empty() || what.all_columns || what.columns.empty()) return true;
  return std::ranges::any_of(
      columns, [&](std::string_view each) { return std::ranges::find(what.columns, each) != what.columns.end(); });
}

}  // namespace

std::string_view expander::join(std::initializer_list<std::string_view> parts) {
  std::size_t total = 0;
  for (const std::string_view part : parts) total += part.size();
  char* const start = static_cast<char*>(memory_->allocate(std::max<std::size_t>(total, 1), 1));
  char* at = start;
  for (const std::string_view part : parts) at = std::copy(part.begin(), part.end(), at);
  return {start, total};
}

bool expander::first_time(const followed& key) {
  const auto before = [](const followed& a, const followed& b) {
    const auto rest = [](const followed& each) {
      return std::tuple{each.what, each.how, each.where, each.flags, each.columns.size()};
    };
    if (rest(a) != rest(b)) return rest(a) < rest(b);
    return std::ranges::lexicographical_compare(a.columns, b.columns);
  };
  const auto at = std::ranges::lower_bound(seen_, key, before);
  if (at != seen_.end() && !before(key, *at)) return false;
  seen_.insert(at, key);
  return true;
}

bool expander::expand(std::vector<effect>& effects, std::size_t first, const name_context& names, arena& memory,
                      std::size_t effects_max) {
  effects_ = &effects;
  names_ = &names;
  known_ = names.known.get();
  memory_ = &memory;
  effects_max_ = effects_max;
  full_ = false;
  seen_.clear();
  origins_.assign(effects.size(), {});
  for (std::size_t i = first; i < effects.size() && !full_; ++i) expand_one(i);
  drop_implied(first);
  return !full_;
}

void expander::drop_implied(std::size_t first) {
  std::size_t kept = first;
  for (std::size_t i = first; i < effects_->size(); ++i) {
    if (origins_[i].dropped) continue;
    if (kept != i) (*effects_)[kept] = (*effects_)[i];
    ++kept;
  }
  effects_->resize(kept);
}

// What `because` leads to, by way of `via`.
effect* expander::append(const effect& like, const effect& because, std::string_view via, const origin& from) {
  if (effects_->size() >= effects_max_) {
    full_ = true;
    return nullptr;
  }
  effect copy = like;  // either may be one of the vector's own
  std::string_view path = because.via;
  if (!via.empty()) path = path.empty() ? via : join({path, " > ", via});
  const bool own_way = !like.via.empty() && like.via.data() != because.via.data();  // inside a stored text
  copy.via = !own_way ? path : path.empty() ? like.via : join({path, " > ", like.via});
  copy.statement = because.statement;
  copy.location = because.location;
  copy.when_parsed = because.when_parsed;
  origin child = from;
  ++child.depth;
  origins_.push_back(child);
  effects_->push_back(copy);
  return &effects_->back();
}

void expander::expand_one(std::size_t index) {
  const effect what = (*effects_)[index];
  const origin from = origins_[index];
  if (from.depth >= depth_max) {
    full_ = true;
    return;
  }
  if (is_hidden_call(what)) return hidden_call(index);
  if (what.what == verb::call) return call(index);
  if (is_definition(what.what) && !known_->event_triggers().empty() && what.kind != object_kind::database &&
      what.kind != object_kind::role && what.kind != object_kind::tablespace) {
    if (first_time({.what = not_in_catalog, .how = what.what})) {
      run_code(what, known_->event_triggers(), any_row_event, from);
    }
  }
  if (!from.cascaded) drop(what, from);
  if (!is_relation(what.kind)) maintain_many(what, from);
  if (!is_relation(what.kind) || what.object.empty() || !what.database.empty()) return;
  if (what.what == verb::create) return;  // not there yet
  // Which column a name is that the server converts cannot be told.
  if (!std::ranges::all_of(what.columns, [&](std::string_view each) { return is_exact(*names_, each); })) {
    (*effects_)[index].all_columns = true;
    (*effects_)[index].columns = {};
  }
  if (!from.stands_in) add_recent(index);
  resolve_relation(*names_, what.schema, what.object, from.path, meaning_);
  if (meaning_.temporary) {
    (*effects_)[index].schema = "pg_temp";
    (*effects_)[index].temporary = true;
    return;
  }
  if (!meaning_.schema.empty()) {
    (*effects_)[index].schema = memory_->copy(meaning_.schema);
    return;
  }
  const bool certain = meaning_.certain;
  // One of its own, or a temporary one that hides it.
  if (!certain && meaning_.maybe_temporary && meaning_.candidates.size() == 1 && meaning_.settled) {
    (*effects_)[index].schema = known_->relations()[meaning_.candidates.front()].schema;
  }
  const std::vector<relation_index>& candidates = meaning_.candidates;
  if (certain) settle(index, known_->relations()[candidates.front()]);
  // Nothing below touches meaning_: what is appended is expanded later.
  for (const relation_index each : candidates) expand_relation(index, each);
}

// INSERT without a list of columns gives its values to the first ones, in their order. Those of a query or of COPY are
// one value without a place, which stays.
void expander::name_values(effect& what, const catalog_relation& relation) {
  if (what.what != verb::insert || what.values.empty() || !what.values.front().column.empty()) return;
  if (what.values.size() == 1 && what.values.front().kind == value_kind::unknown) return;
  const std::span<assigned_value> values = memory_->copy(what.values);
  for (assigned_value& each : values) {
    if (each.position < relation.columns.size()) each.column = relation.columns[each.position].name;
  }
  what.values = values;
}

// The relation is known: its schema, its kind, and which of the columns are its own.
void expander::settle(std::size_t index, const catalog_relation& relation) {
  effect& what = (*effects_)[index];
  what.schema = relation.schema;
  if (what.kind == object_kind::relation) what.kind = relation.kind;
  if (relation.columns.empty()) return;
  name_values(what, relation);
  if (what.all_columns) {
    if (!what.columns.empty()) return;
    auto* const names = static_cast<std::string_view*>(
        memory_->allocate(relation.columns.size() * sizeof(std::string_view), alignof(std::string_view)));
    for (std::size_t i = 0; i < relation.columns.size(); ++i) std::construct_at(names + i, relation.columns[i].name);
    what.columns = {names, relation.columns.size()};
    return;
  }
  // A name that stands for another table's column, or for nothing that is stored.
  if (what.what != verb::read) return;
  columns_.clear();
  const std::span<const std::string_view> named = what.columns;
  for (const std::string_view each : named) {
    if (relation.column(each) != nullptr) columns_.push_back(each);
  }
  if (columns_.size() == named.size()) return;
  what.columns = memory_->copy(std::span<const std::string_view>{columns_});
  // `customers.fullname` is fullname(customers) where there is no such column.
  for (const std::string_view each : named) {
    if (relation.column(each) != nullptr || known_->functions_named(each).empty()) continue;
    (*effects_)[index].all_columns = true;
    (*effects_)[index].columns = {};
    effect call;
    call.what = verb::call;
    call.kind = object_kind::function;
    call.object = each;
    if (append(call, (*effects_)[index], {}, origins_[index]) == nullptr) return;
  }
}

void expander::expand_relation(std::size_t index, relation_index which) {
  const catalog_relation& relation = known_->relations()[which];
  const effect what = (*effects_)[index];
  const origin from = origins_[index];
  const bool plain = relation.query == nullptr && relation.code.empty() && relation.keys.empty() &&
                     relation.children.empty() && relation.parents.empty();
  if (plain) return;
  lend_definitions(what, relation, from);
  const auto flags = static_cast<std::uint8_t>((from.upward ? 1 : 0) | (from.downward ? 2 : 0) | (what.only ? 4 : 0) |
                                               (what.all_columns ? 8 : 0) | (what.when_parsed ? 16 : 0));
  const bool in_use = is_write(what.what) || what.what == verb::read || what.what == verb::lock;
  if (in_use) {
    if (!first_time({.columns = what.all_columns ? std::span<const std::string_view>{} : what.columns,
                     .what = which,
                     .how = what.what,
                     .where = what.where,
                     .flags = flags}))
      return;
  }
  if (what.what == verb::maintain && relation.kind == object_kind::materialized_view && relation.query != nullptr) {
    read_view(what, relation, from);
  }
  if (!in_use) return maintain_tree(what, which, from);
  if (relation.query != nullptr && !from.upward) {
    what.what == verb::read ? read_view(what, relation, from) : write_view(what, relation, from);
  }
  follow_tree(what, relation, from);
  if (from.upward || what.what == verb::lock) return;
  run_code(what, relation.code, event_of(what.what), from);
  follow_keys(what, relation, from);
}

void expander::follow_tree(const effect& what, const catalog_relation& relation, const origin& from) {
  if (!from.upward && !what.only) {
    for (const relation_index each : relation.children) {
      const catalog_relation& child = known_->relations()[each];
      origin down = from;
      down.downward = true;
      effect* const added = append(what, what, join({"child of ", relation.schema, ".", relation.name}), down);
      if (added == nullptr) return;
      added->schema = child.schema;
      added->object = child.name;
      added->kind = child.kind;
      if (added->all_columns) added->columns = {};
    }
  }
  // The rows of a child are rows of its parents: a rule on those is not passed by naming the child.
  if (from.downward) return;
  for (const relation_index each : relation.parents) {
    const catalog_relation& parent = known_->relations()[each];
    origin up = from;
    up.upward = true;
    effect* const added = append(what, what, join({"rows of ", relation.schema, ".", relation.name}), up);
    if (added == nullptr) return;
    added->schema = parent.schema;
    added->object = parent.name;
    added->kind = parent.kind;
    added->where = what.where == restriction::not_applicable ? what.where : restriction::restricted;
    if (what.what == verb::truncate) {
      added->what = verb::remove;
      added->where = restriction::restricted;
    }
    if (added->all_columns) added->columns = {};
  }
}

void expander::follow_keys(const effect& what, const catalog_relation& relation, const origin& from) {
  for (const referencing_key& each : relation.keys) {
    verb consequence = verb::read;
    if (what.what == verb::remove) consequence = each.on_delete;
    if (what.what == verb::update && names_any(what, each.key_columns)) consequence = each.on_update;
    if (what.what == verb::truncate && what.detail.ends_with("cascade")) consequence = verb::truncate;
    if (consequence == verb::read) continue;
    const catalog_relation& other = known_->relations()[each.referencing];
    effect fresh;
    fresh.what = consequence;
    fresh.kind = object_kind::relation;
    fresh.schema = other.schema;
    fresh.object = other.name;
    fresh.all_columns = consequence != verb::update;
    if (consequence == verb::update) fresh.columns = each.columns;
    if (consequence == verb::truncate) fresh.detail = what.detail;
    if (consequence != verb::truncate) {
      fresh.where = unbounded(what.where) ? restriction::always_true : restriction::restricted;
    }
    origin next = from;
    next.upward = next.downward = false;
    if (append(fresh, what, each.via, next) == nullptr) return;
  }
}

void expander::run_code(const effect& because, std::span<const stored_code> code, row_events events,
                        const origin& from) {
  effect what = because;
  for (const stored_code& each : code) {
    if ((each.events & events) == 0) continue;
    what.when_parsed = because.when_parsed || (each.events & static_cast<row_events>(row_event::constant)) != 0;
    if (what.what == verb::update && !names_any(what, each.columns)) continue;
    origin next = from;
    next.implied = true;
    next.upward = next.downward = false;
    origin inside = next;
    inside.path = &no_path;
    for (const effect& one : each.effects) {
      if (append(one, what, each.via, inside) == nullptr) return;
    }
    if (each.function == not_in_catalog) continue;
    const catalog_function& function = known_->functions()[each.function];
    if (function.harmless) continue;
    if (function.readable) {
      effect caller = what;
      caller.via = what.via.empty() ? each.via : join({what.via, " > ", each.via});
      run_function(caller, each.function, next);
      continue;
    }
    effect call;
    call.what = verb::call;
    call.kind = object_kind::function;
    call.schema = function.schema;
    call.object = function.name;
    call.detail = "its code cannot be read";
    if (append(call, what, each.via, next) == nullptr) return;
  }
}

void expander::call(std::size_t index) {
  const effect what = (*effects_)[index];
  const origin from = origins_[index];
  bool all_readable = true;
  std::size_t found = 0;
  function_index last = not_in_catalog;
  const bool exact = is_exact(*names_, what.object) && is_exact(*names_, what.schema);
  for (const function_index each : exact ? known_->functions_named(what.object) : known_->functions_beyond_ascii()) {
    const catalog_function& function = known_->functions()[each];
    const bool meant = !exact                ? true
                       : what.schema.empty() ? may_be_seen(*names_, function.schema, from.path)
                                             : function.schema == what.schema;
    if (!meant || function.harmless) continue;
    ++found;
    last = each;
    all_readable = all_readable && function.readable;
    if (function.readable) run_function(what, each, from);
  }
  if (exact && found == 1 && what.schema.empty()) (*effects_)[index].schema = known_->functions()[last].schema;
  // A trigger's or a constraint's helpers are known by what they do. Nobody named them.
  if (from.implied && found > 0 && all_readable) origins_[index].dropped = true;
}

void expander::run_function(const effect& caller, function_index which, const origin& from) {
  const auto flags = static_cast<std::uint8_t>((from.implied ? 1 : 0) | (caller.when_parsed ? 16 : 0));
  if (!first_time({.what = which, .how = verb::call, .flags = flags})) return;
  const catalog_function& function = known_->functions()[which];
  const std::string_view words = join({"function ", function.schema, ".", function.name, "()"});
  origin next = from;
  next.upward = next.downward = false;
  if (function.own_path) next.path = &function.path;
  if (function.any_path) next.path = &any_schema;
  for (const effect& each : function.effects) {
    if (append(each, caller, words, next) == nullptr) return;
  }
}

}  // namespace countersign::parser
