#include "parser/catalog/recent.hpp"

#include <algorithm>
#include <utility>

#include "parser/catalog/expand.hpp"
#include "parser/catalog/kinds.hpp"

namespace countersign::parser {

namespace {

bool may_be_same(std::string_view schema, std::string_view other) {
  return schema.empty() || other.empty() || schema == other;
}

// `ALTER ... RENAME`, `SET SCHEMA`, `INHERIT` and their kind.
stand_in renamed(const effect& what) {
  const other_name& now = *what.becomes;
  stand_in out;
  out.kind = is_relation(what.kind) ? object_kind::relation : what.kind;
  out.schema = now.schema.empty() ? what.schema : now.schema;
  out.name = now.object.empty() ? what.object : now.object;
  out.known_schema = what.schema;
  out.known_name = what.object;
  out.temporary = what.temporary;
  out.other_columns = !now.column.empty() || (!now.schema.empty() && !now.object.empty());
  return out;
}

}  // namespace

void recent_definitions::add(stand_in fresh) {
  if (std::ranges::find(names, fresh) != names.end()) return;
  if (names.size() >= names_max) {
    too_many = true;
    too_many_temporary = too_many_temporary || fresh.temporary;
    return;
  }
  // What is renamed twice is what it was at first.
  const std::size_t before = names.size();
  for (std::size_t i = 0; i < before && names.size() < names_max; ++i) {
    const stand_in& each = names[i];
    if (each.kind != fresh.kind || each.name != fresh.known_name || !may_be_same(each.schema, fresh.known_schema)) {
      continue;
    }
    stand_in first = fresh;
    first.known_schema = each.known_schema;
    first.known_name = each.known_name;
    first.other_columns = first.other_columns || each.other_columns;
    first.temporary = first.temporary || each.temporary;
    first.writes_only = first.writes_only || each.writes_only;
    first.is_type = each.is_type;
    if (std::ranges::find(names, first) == names.end()) names.push_back(std::move(first));
  }
  names.push_back(std::move(fresh));
}

bool recent_definitions::add(std::span<const effect> done) {
  bool any = false;
  for (const effect& each : done) {
    if (each.becomes != nullptr && each.what == verb::create) {
      stand_in table;
      table.schema = each.schema;
      table.name = each.object;
      table.known_schema = each.becomes->schema;
      table.known_name = each.becomes->object;
      table.temporary = each.temporary;
      table.writes_only = table.is_type = true;
      add(std::move(table));
      any = true;
    } else if (each.becomes != nullptr && each.via.empty()) {
      const bool followed =
          is_relation(each.kind) || each.kind == object_kind::schema || each.kind == object_kind::type;
      if (followed) add(renamed(each));
      any = any || followed;
    }
    if (each.what != verb::create || each.kind != object_kind::view) continue;
    // Writes to a view may be writes to what it reads.
    for (const effect& read : done) {
      if (read.statement != each.statement || read.what != verb::read || !is_relation(read.kind)) continue;
      stand_in view;
      view.schema = each.schema;
      view.name = each.object;
      view.known_schema = read.schema;
      view.known_name = read.object;
      view.temporary = each.temporary;
      view.writes_only = view.other_columns = true;
      add(std::move(view));
      any = true;
    }
  }
  return any;
}

bool recent_definitions::forget_all_but_temporary() {
  const std::size_t gone = std::erase_if(names, [](const stand_in& each) { return !each.temporary; });
  const bool was_too_many = std::exchange(too_many, too_many_temporary);
  return gone > 0 || was_too_many != too_many;
}

// What the name may be that this session has given to something else.
void expander::add_recent(std::size_t index) {
  const effect what = (*effects_)[index];
  origin from = origins_[index];
  from.stands_in = true;
  for (const stand_in& each : names_->recent.names) {
    if (full_) return;
    const bool of_schema = each.kind == object_kind::schema && (what.schema.empty() || what.schema == each.name);
    const bool of_name = each.kind == object_kind::relation && each.name == what.object &&
                         (each.schema.empty() || what.schema.empty() || each.schema == what.schema);
    if ((!of_schema && !of_name) || (each.writes_only && !is_write(what.what))) continue;
    if (each.is_type) {
      effect check;
      check.what = verb::call;
      check.kind = hidden_type;
      check.schema = memory_->copy(each.known_schema);
      check.object = memory_->copy(each.known_name);
      if (append(check, what, {}, from) == nullptr) return;
      continue;
    }
    effect copy = what;
    copy.kind = object_kind::relation;
    copy.schema = memory_->copy(of_schema ? each.known_name : each.known_schema);
    if (of_name) copy.object = memory_->copy(each.known_name);
    if (of_schema) {
      resolve_relation(*names_, copy.schema, copy.object, nullptr, meaning_);
      if (meaning_.candidates.empty()) continue;
    }
    if (each.other_columns) {
      copy.all_columns = true;  // one that the catalog does not know may not even be listed here
      copy.columns = {};
      copy.values = {};
    }
    if (append(copy, what, join({"new name ", what.object}), from) == nullptr) return;
  }
}

// A new table that takes the defaults, constraints and indexes of this one along: what they run is judged now, for
// until the catalog is read again nobody knows that the new table has them.
void expander::lend_definitions(const effect& what, const catalog_relation& relation, const origin& from) {
  const bool lends =
      (what.what == verb::read && what.detail == "like") ||
      (what.what == verb::alter && (what.detail == "is inherited from" || what.detail == "gets a partition"));
  if (!lends) return;
  for (const stored_code& each : relation.code) {
    const bool own =
        each.function != not_in_catalog || each.via.starts_with("rule ") || each.via.starts_with("policy ");
    if (!own) run_code(what, {&each, 1}, static_cast<row_events>(row_event::insert), from);
  }
}

}  // namespace countersign::parser
