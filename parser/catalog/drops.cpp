// What goes with something that is dropped: with CASCADE all that depends on it, without it what is a part of it.
#include <algorithm>

#include "parser/catalog/expand.hpp"

namespace countersign::parser {

namespace {

constexpr std::size_t dropped_max = 1000;
constexpr std::size_t path_bytes_max = 400;
constexpr std::string_view drop_constraint = "drop constraint ";
constexpr std::string_view cascade_word = "cascade";

bool is_ascii(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

// Which objects a statement drops, of all that have a name.
struct dropped_names {
  const effect* what = nullptr;
  std::string_view constraint;  // ALTER TABLE ... DROP CONSTRAINT
  bool owned = false;           // DROP OWNED BY
  bool any_role = false;        // of a role that is not named

  [[nodiscard]] bool is_kind(const dependent_object& each) const {
    if (owned) return each.kind == object_kind::role;
    if (!constraint.empty()) return each.is == dependent_object::sort::constraint;
    if (each.is != dependent_object::sort::whole) return false;
    const auto table_like = [](object_kind kind) {
      return kind == object_kind::relation || kind == object_kind::view || kind == object_kind::materialized_view;
    };
    const auto runs = [](object_kind kind) { return kind == object_kind::function || kind == object_kind::aggregate; };
    if (table_like(what->kind)) return table_like(each.kind);
    return runs(what->kind) ? runs(each.kind) : each.kind == what->kind;
  }
};

namespace {

bool leads_on(const effect& what, dropped_names& out) {
  out.what = &what;
  if (what.what == verb::drop) return !what.object.empty();
  if (what.what == verb::role) {
    out.owned = what.detail.starts_with("drop owned");
    out.any_role = what.object == "current_role" || what.object == "current_user" || what.object == "session_user";
    return out.owned;
  }
  if (what.what != verb::alter) return false;
  if (what.detail.starts_with(drop_constraint)) {
    out.constraint = what.detail.substr(drop_constraint.size());
    if (const auto comma = out.constraint.rfind(", cascade"); comma != std::string_view::npos)
      out.constraint = out.constraint.substr(0, comma);
    return true;
  }
  return what.detail.starts_with("drop column") && what.columns.size() == 1;
}

bool reaches_children(const effect& what) {
  if (what.what != verb::alter || what.kind != object_kind::relation) return false;
  return std::ranges::any_of(std::initializer_list<std::string_view>{"add column", "drop column", "alter column type",
                                                                     "add constraint", drop_constraint, "set not null",
                                                                     "drop not null", "set default", "drop default"},
                             [&](std::string_view word) { return what.detail.starts_with(word); });
}

effect words_of(const dependent_object& object, std::string_view column, arena& memory) {
  effect out;
  out.what = verb::drop;
  out.kind = object.kind;
  out.schema = object.schema;
  out.object = object.name;
  if (!object.table.empty() && object.is == dependent_object::sort::whole) out.detail = object.table;
  if (column.empty() && object.is == dependent_object::sort::whole) return out;
  out.what = verb::alter;
  if (object.is == dependent_object::sort::constraint) {
    out.object = object.table;
    out.detail = object.name;
  } else if (object.is == dependent_object::sort::default_value) {
    out.object = object.table;
    out.detail = "drop default";
    out.columns = memory.copy(std::span<const std::string_view>{&object.name, 1});
  } else {
    out.detail = "drop column";
    out.columns = memory.copy(std::span<const std::string_view>{&column, 1});
  }
  return out;
}

}  // namespace

// Definitions of a table hold for those that inherit from it; see the documentation of ALTER TABLE.
void expander::alter_children(const effect& what, const origin& from) {
  children_.clear();
  if (what.only || !reaches_children(what)) return;
  resolve_relation(*names_, what.schema, what.object, from.path, meaning_);
  begin_walk(meaning_.candidates);
  while (const auto next = next_of_walk()) {
    const catalog_relation& parent = known_->relations()[*next];
    for (const relation_index each : parent.children) {
      const catalog_relation& child = known_->relations()[each];
      origin down = from;
      down.cascaded = true;
      effect* const added = append(what, what, join({"child of ", parent.schema, ".", parent.name}), down);
      if (added == nullptr) return;
      added->schema = child.schema;
      added->object = child.name;
      children_.push_back({&child, added->via});
      open_.push_back(each);
    }
  }
}

bool expander::is_gone(const dependency& link) const {
  return std::ranges::any_of(gone_, [&](const gone& each) {
    return each.object == link.object && (each.column.empty() || each.column == link.part);
  });
}

// Every object that may be meant, and a column's on the children of its table.
void expander::find_dropped(const dropped_names& wanted, std::string_view column, const origin& from) {
  const effect& what = *wanted.what;
  const dependents& all = known_->what_depends();
  const std::string_view name = wanted.constraint.empty() ? what.object : wanted.constraint;
  std::vector<gone>& list = gone_;
  list.clear();
  const auto start = [&](std::uint32_t index) {
    const dependent_object& each = all.objects()[index];
    if (!wanted.is_kind(each)) return;
    if (!wanted.constraint.empty() && is_exact(*names_, what.object) && each.table != what.object) return;
    const bool schema_known = !what.schema.empty() && is_exact(*names_, what.schema);
    const bool seen = schema_known          ? each.schema == what.schema
                      : each.schema.empty() ? true
                                            : may_be_seen(*names_, each.schema, from.path);
    if (seen) list.push_back({index, column, what.via});
  };
  if (wanted.any_role || !is_exact(*names_, name)) {
    for (std::uint32_t i = 0; i < all.objects().size(); ++i) {
      if (wanted.any_role || !is_ascii(all.objects()[i].name)) start(i);
    }
  } else {
    for (const std::uint32_t each : all.named(name)) start(each);
  }
  for (const inherited& child : children_) {
    for (const std::uint32_t each : all.named(child.relation->name)) {
      if (all.objects()[each].schema == child.relation->schema && wanted.is_kind(all.objects()[each]))
        list.push_back({each, column, child.via});
    }
  }
}

void expander::drop(const effect& what, const origin& from) {
  alter_children(what, from);
  dropped_names wanted;
  if (!leads_on(what, wanted) || known_->what_depends().objects().empty()) return;
  const dependents& all = known_->what_depends();
  const bool cascade = what.detail.ends_with(cascade_word);
  const std::string_view column =
      what.what == verb::alter && wanted.constraint.empty() ? what.columns.front() : std::string_view{};
  find_dropped(wanted, column, from);
  std::vector<gone>& list = gone_;
  const std::size_t named = list.size();
  origin next = from;
  next.cascaded = true;
  next.upward = next.downward = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const gone now = list[i];
    const dependent_object& object = all.objects()[now.object];
    std::string_view words = what.via;
    for (const dependency& link : all.of(now.object)) {
      if (!cascade && !link.automatic) continue;
      if (!now.column.empty() && link.on != now.column) continue;
      if (is_gone(link)) continue;
      if (list.size() - named >= dropped_max) {
        effect more;
        more.what = verb::unreadable;
        more.detail = "the drop takes more than 1000 other objects with it: not all of them are looked at";
        append(more, what, {}, next);
        return;
      }
      if (words.data() == what.via.data()) {
        const bool whole = object.is == dependent_object::sort::whole;
        const std::string_view kind = whole ? to_string(object.kind) : "constraint";
        const std::string_view schema = whole ? object.schema : std::string_view{};
        const std::string_view step = join({"drop of ", kind, " ", schema, schema.empty() ? "" : ".", object.name});
        words = now.via.empty() || now.via.size() > path_bytes_max ? step : join({now.via, " > ", step});
      }
      list.push_back({link.object, link.part, words});
      effect because = what;
      because.via = words;
      effect fresh = words_of(all.objects()[link.object], link.part, *memory_);
      if (fresh.what == verb::drop && !fresh.detail.empty()) fresh.detail = join({"on ", fresh.detail});
      if (all.objects()[link.object].is == dependent_object::sort::constraint)
        fresh.detail = join({drop_constraint, fresh.detail});
      if (append(fresh, because, {}, next) == nullptr) return;
    }
  }
}

}  // namespace countersign::parser
