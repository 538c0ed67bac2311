// Whether a rule matches an effect. Three-valued throughout: see `match`.
#include <algorithm>

#include "policy/rule.hpp"

namespace countersign::policy {

namespace {

using parser::object_kind;
using parser::restriction;
using parser::verb;

match certain(bool what) {
  return what ? match::yes : match::no;
}
match certain_not(bool what) {
  return what ? match::no : match::maybe;
}
match both(match a, match b) {
  return std::min(a, b);
}

// Verbs behind which anything may be.
bool is_opaque(verb what) {
  return what == verb::unknown || what == verb::unreadable || what == verb::execute;
}

match check_where(where_test wanted, const parser::effect& what) {
  switch (what.where) {
    case restriction::absent:
    case restriction::always_true:
      return certain(wanted != where_test::bounded);
    case restriction::restricted:
      return certain(wanted != where_test::unbounded);
    case restriction::not_applicable:
      break;
  }
  if (is_opaque(what.what)) return match::maybe;
  // TRUNCATE has no WHERE to have, and takes every row.
  return certain(wanted == where_test::unbounded && what.what == verb::truncate);
}

// Only these say for certain which kind of relation they are on; `read` and ALTER TABLE take a view's name as well.
bool says_kind_of_relation(verb what) {
  return what == verb::create || what == verb::drop || what == verb::truncate;
}

match check_kinds(const kind_set& wanted, const parser::effect& what) {
  if (wanted.test(index_of(what.kind))) return match::yes;
  const auto wants = [&](object_kind kind) { return wanted.test(index_of(kind)); };
  if (what.kind == object_kind::other) return match::maybe;
  if (what.kind == object_kind::none) return certain_not(!is_opaque(what.what) && what.what != verb::run_code);
  if (what.kind == object_kind::function) return certain_not(!wants(object_kind::aggregate));
  if (what.kind != object_kind::relation || says_kind_of_relation(what.what)) return match::no;
  return certain_not(!wants(object_kind::view) && !wants(object_kind::materialized_view) &&
                     !wants(object_kind::index) && !wants(object_kind::sequence));
}

match check_objects(const std::vector<object_pattern>& wanted, const parser::effect& what) {
  const name_style style = style_of(what);
  match out = match::no;
  for (const object_pattern& each : wanted) {
    out = std::max(out, match_object(each, what, style));
    if (out == match::yes) break;
  }
  return out;
}

bool any_matches(const std::vector<glob>& wanted, std::string_view name) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const glob& each) { return each.matches(name); });
}

// A rule on columns speaks of those only. Where an effect has others too, they go on to the next rule, so the answer is
// maybe: a strict rule counts, and a mild one lets nothing pass that it does not name.
match check_columns(const std::vector<glob>& wanted, const parser::effect& what) {
  const bool everything =
      std::any_of(wanted.begin(), wanted.end(), [](const glob& g) { return g.matches_everything(); });
  if (everything) return match::yes;
  if (what.all_columns && what.columns.empty()) return match::maybe;
  // `SELECT count(*) FROM t` looks at no column. Other verbs reach columns that they do not name.
  const bool rows_only = what.what == parser::verb::read && what.kind == parser::object_kind::relation;
  if (what.columns.empty()) return rows_only ? match::no : match::maybe;
  std::size_t hits = 0;
  for (const std::string_view column : what.columns) hits += any_matches(wanted, column) ? 1u : 0u;
  if (hits == 0) return match::no;
  return hits == what.columns.size() ? match::yes : match::maybe;
}

// The parser's own words on what exactly happens, such as `drop column` or `cascade`.
match check_details(const std::vector<glob>& wanted, const parser::effect& what) {
  if (any_matches(wanted, what.detail)) return match::yes;
  return certain_not(!is_opaque(what.what));
}

// Anybody can set application_name, so it never makes a verdict milder: where it fits, the rule counts, and so does the
// next one that matches.
match check_applications(const std::vector<glob>& wanted, const subject& who) {
  return any_matches(wanted, who.application) ? match::maybe : match::no;
}

match check_networks(const std::vector<network>& wanted, const subject& who) {
  return certain(std::any_of(wanted.begin(), wanted.end(), [&](const network& n) { return n.contains(who.address); }));
}

match check_hours(const std::vector<weekly_hours>& wanted, const subject& who) {
  return certain(std::any_of(wanted.begin(), wanted.end(), [&](const weekly_hours& h) { return h.contains(who.now); }));
}

match check_context(const context_test& wanted, const subject& who) {
  match out = match::yes;
  if (!wanted.roles.empty()) out = both(out, certain(any_matches(wanted.roles, who.role)));
  if (!wanted.databases.empty()) out = both(out, certain(any_matches(wanted.databases, who.database)));
  if (!wanted.networks.empty()) out = both(out, check_networks(wanted.networks, who));
  if (!wanted.applications.empty()) out = both(out, check_applications(wanted.applications, who));
  if (out != match::no && !wanted.hours.empty()) out = both(out, check_hours(wanted.hours, who));
  return out;
}

// An exemption that may hold takes nothing back, but makes the rule a maybe.
match check_unless(const std::vector<context_test>& exemptions, const subject& who) {
  match out = match::no;
  for (const context_test& each : exemptions) out = std::max(out, check_context(each, who));
  switch (out) {
    case match::no:
      return match::yes;
    case match::maybe:
      return match::maybe;
    case match::yes:
      return match::no;
  }
  return match::maybe;
}

match check_reading(const value_test& wanted, const reading& value) {
  match out = match::yes;
  if (wanted.over) out = both(out, compare(value, comparison::over, *wanted.over));
  if (wanted.under) out = both(out, compare(value, comparison::under, *wanted.under));
  if (!wanted.one_of.empty()) {
    match among = match::no;
    for (const operand& each : wanted.one_of) among = std::max(among, compare(value, comparison::is, each));
    out = both(out, among);
  }
  return out;
}

match check_value(const value_test& wanted, const parser::assigned_value& value, const question& about) {
  const readings known{value, about.parameters};
  if (known.null()) return match::no;  // NULL is neither over nor under nor the same as anything
  if (known.all().empty()) return match::maybe;
  match weakest = match::yes;
  match strongest = match::no;
  for (const reading& each : known.all()) {
    const match one = check_reading(wanted, each);
    weakest = std::min(weakest, one);
    strongest = std::max(strongest, one);
  }
  return weakest == strongest ? weakest : match::maybe;
}

using row = std::span<const parser::assigned_value>;

// The values that this row gives to the columns that the test is about.
match check_row_for(const value_test& wanted, row values, const question& about) {
  bool found = false;
  bool unnamed = false;
  match weakest = match::yes;
  match strongest = match::no;
  for (const parser::assigned_value& each : values) {
    if (each.column.empty()) {
      unnamed = true;  // the statement names no columns: this value may be the one, and so may a default
      continue;
    }
    if (!wanted.column.matches(each.column)) continue;
    found = true;
    const match one = check_value(wanted, each, about);
    weakest = std::min(weakest, one);
    strongest = std::max(strongest, one);
  }
  if (found) return weakest == strongest ? weakest : match::maybe;
  if (unnamed) return match::maybe;
  if (about.what.what == verb::insert) return match::maybe;  // the column's default, which the statement does not show
  if (about.what.all_columns) return match::maybe;
  for (const std::string_view column : about.what.columns) {
    if (wanted.column.matches(column)) return match::maybe;  // assigned, but not by a value of its own
  }
  return match::no;
}

match check_row(const std::vector<value_test>& wanted, row values, const question& about) {
  match out = match::yes;
  for (const value_test& each : wanted) {
    out = both(out, check_row_for(each, values, about));
    if (out == match::no) break;
  }
  return out;
}

// Like columns: a rule that fits some rows decides those, and the others go on.
match check_values(const std::vector<value_test>& wanted, const question& about) {
  const parser::effect& what = about.what;
  if (is_opaque(what.what)) return match::maybe;
  if (what.what != verb::insert && what.what != verb::update) return match::no;
  if (what.values.empty()) return check_row(wanted, {}, about);
  match weakest = match::yes;
  match strongest = match::no;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= what.values.size(); ++i) {
    const bool row_ends = i == what.values.size() ||
                          (what.values[i].position <= what.values[i - 1].position && !what.values[i].alternative);
    if (!row_ends) continue;
    const match one = check_row(wanted, what.values.subspan(begin, i - begin), about);
    weakest = std::min(weakest, one);
    strongest = std::max(strongest, one);
    if (weakest == match::no && strongest != match::no) return match::maybe;
    begin = i;
  }
  return weakest == strongest ? weakest : match::maybe;
}

// Who asks, from where and when.
bool is_about_requester(condition which) {
  switch (which) {
    case condition::roles:
    case condition::databases:
    case condition::networks:
    case condition::applications:
    case condition::hours:
    case condition::unless:
      return true;
    case condition::effects:
    case condition::where:
    case condition::kinds:
    case condition::objects:
    case condition::columns:
    case condition::details:
    case condition::values:
      return false;
  }
  return false;
}

}  // namespace

bool may_hide_others(parser::verb what) {
  return what == verb::read || what == verb::insert || what == verb::update || what == verb::remove ||
         what == verb::truncate || what == verb::call;
}

match check(const rule& of, condition which, const question& about) {
  const bool blind = of.needs_catalog && !about.who.has_catalog;
  if (blind && (which == condition::objects || which == condition::columns || which == condition::kinds ||
                which == condition::where || which == condition::values)) {
    return match::maybe;
  }
  switch (which) {
    case condition::effects:
      if (blind && may_hide_others(about.what.what)) return match::maybe;
      return certain(of.verbs.test(index_of(about.what.what)));
    case condition::where:
      return check_where(of.where, about.what);
    case condition::kinds:
      return check_kinds(of.kinds, about.what);
    case condition::objects:
      return check_objects(of.objects, about.what);
    case condition::columns:
      return check_columns(of.columns, about.what);
    case condition::roles:
      return certain(any_matches(of.context.roles, about.who.role));
    case condition::databases:
      return certain(any_matches(of.context.databases, about.who.database));
    case condition::networks:
      return check_networks(of.context.networks, about.who);
    case condition::applications:
      return check_applications(of.context.applications, about.who);
    case condition::details:
      return check_details(of.details, about.what);
    case condition::hours:
      return check_hours(of.context.hours, about.who);
    case condition::unless:
      return check_unless(of.unless, about.who);
    case condition::values:
      return check_values(of.values, about);
  }
  return match::maybe;
}

match check_sight(const rule& of, const question& about) {
  const parser::effect& what = about.what;
  if (what.becomes == nullptr || what.what == parser::verb::create || of.action == verdict_kind::allow || of.objects.empty()) return match::no;
  const match before = check_objects(of.objects, what);
  if (before == match::no) return match::no;
  if (what.becomes->column.empty()) {
    parser::effect later = what;
    if (!what.becomes->schema.empty()) later.schema = what.becomes->schema;
    if (!what.becomes->object.empty()) later.object = what.becomes->object;
    if (check_objects(of.objects, later) >= before) return match::no;
  } else {
    const bool named = std::any_of(what.columns.begin(), what.columns.end(),
                                   [&](std::string_view column) { return any_matches(of.columns, column); });
    if (!named || any_matches(of.columns, what.becomes->column)) return match::no;
  }
  const bool concerns_others = std::any_of(of.asks.begin(), of.asks.end(), [&](condition each) {
    return is_about_requester(each) && check(of, each, about) == match::no;
  });
  return concerns_others ? match::no : match::maybe;
}

match check_rule(const rule& of, const question& about) {
  const match out = check_all(of, about);
  return out == match::no ? check_sight(of, about) : out;
}

match check_all(const rule& of, const question& about) {
  match out = check(of, condition::effects, about);
  if (out == match::no) return out;
  for (const condition each : of.asks) {
    out = both(out, check(of, each, about));
    if (out == match::no) break;
  }
  return out;
}

}  // namespace countersign::policy
