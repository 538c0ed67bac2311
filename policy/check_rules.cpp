// Warnings about rules that are no mistakes by themselves, but surely not what their author means.
#include <fmt/format.h>

#include <algorithm>

#include "policy/loading.hpp"

namespace countersign::policy {

namespace {

using parser::verb;

// Verbs that such a condition can be about at all.
bool has_where(const verb_set& verbs) {
  for (const verb each : {verb::update, verb::remove, verb::truncate, verb::unknown, verb::unreadable, verb::execute}) {
    if (verbs.test(index_of(each))) return true;
  }
  return false;
}

bool has_values(const verb_set& verbs) {
  return verbs.test(index_of(verb::insert)) || verbs.test(index_of(verb::update));
}

// Conditions whose answer is never maybe. Only on those can one rule be known to take all that another would get.
bool is_certain(const rule& of, condition which) {
  switch (which) {
    case condition::effects:
    case condition::where:
    case condition::roles:
    case condition::databases:
    case condition::details:
    case condition::networks:
    case condition::hours:
      return true;
    case condition::objects:
      return std::all_of(of.objects.begin(), of.objects.end(),
                         [](const object_pattern& each) { return !each.schema || each.schema->matches_everything(); });
    case condition::kinds:
    case condition::applications:
    case condition::columns:
    case condition::unless:
    case condition::values:
      return false;
  }
  return false;
}

// Whatever `later` matches, `earlier` matches for certain, as far as effects of one verb go.
bool always_before(const rule& earlier, const rule& later) {
  if (earlier.observe) return false;
  return std::all_of(earlier.asks.begin(), earlier.asks.end(), [&](condition each) {
    const auto slot = static_cast<std::size_t>(each);
    return is_certain(earlier, each) && earlier.written[slot] == later.written[slot];
  });
}

void check_reachable(const rules_data& data, std::size_t index, const rule_place& place, report& to) {
  const rule& later = data.rules[index];
  if (later.verbs.none()) return;
  const rule* by = nullptr;
  for (std::size_t v = 0; v < parser::verb_count; ++v) {
    if (!later.verbs.test(v)) continue;
    const auto end = data.rules.begin() + static_cast<std::ptrdiff_t>(index);
    const auto found = std::find_if(data.rules.begin(), end,
                                    [&](const rule& each) { return each.verbs.test(v) && always_before(each, later); });
    if (found == end) return;
    by = &*found;
  }
  to.warning(place.table->where, place.key,
             fmt::format("this rule never decides: {} always matches before it", quoted(by->name)),
             "move it up, or take it out");
}

void check_applications(const rule& of, const rule_place& place, report& to) {
  if (!of.context.applications.empty() && of.action == verdict_kind::allow) {
    to.warning(place.where_of("applications"), place.key + ".applications",
               "anybody can set application_name, so this rule lets nothing through: the next rule that matches counts",
               "use roles or networks");
  }
  const bool exempts = std::any_of(of.unless.begin(), of.unless.end(),
                                   [](const context_test& each) { return !each.applications.empty(); });
  if (exempts && of.action != verdict_kind::allow) {
    to.warning(place.where_of("unless"), place.key + ".unless.applications",
               "anybody can set application_name, so this exempts nobody", "use roles or networks");
  }
}

void check_schemas(const rule& of, const rule_place& place, report& to) {
  if (of.action == verdict_kind::allow || of.observe) return;
  for (const object_pattern& each : of.objects) {
    if (each.flat_only || !each.schema || each.schema->matches_everything() || !each.name.matches_everything())
      continue;
    to.warning(place.where_of("objects"), place.key + ".objects",
               fmt::format("every name that is written without a schema may be in {}, and this rule counts for it",
                           quoted(each.written)),
               "where that is too much, name the tables, as in \"payroll.salaries\"");
    return;
  }
}

void check_fit(const rule& of, const rule_place& place, report& to) {
  if (of.where != where_test::any && of.verbs.any() && !has_where(of.verbs)) {
    to.mistake(place.where_of("where"), place.key + ".where", "none of the rule's effects has a WHERE that is judged",
               "where is for update and delete");
  }
  if (!of.values.empty() && of.verbs.any() && !has_values(of.verbs)) {
    to.mistake(place.where_of("values"), place.key + ".values", "none of the rule's effects gives a column a value",
               "values are for insert and update");
  }
  if (of.observe && of.action == verdict_kind::allow) {
    to.warning(place.where_of("observe"), place.key + ".observe", "a rule that allows and only observes does nothing",
               "take it out");
  }
}

}  // namespace

void check_rules(const rules_data& data, const std::vector<rule_place>& places, report& to) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const rule& each = data.rules[i];
    check_fit(each, places[i], to);
    check_applications(each, places[i], to);
    check_schemas(each, places[i], to);
    check_reachable(data, i, places[i], to);
  }
  if (data.default_action == verdict_kind::allow) return;
  for (const verb each : {verb::transaction, verb::session}) {
    const bool named =
        std::any_of(data.rules.begin(), data.rules.end(), [&](const rule& r) { return r.verbs.test(index_of(each)); });
    if (named) continue;
    to.warning({1, 1}, "default",
               fmt::format("no rule names the effect {}, so the default, {}, is for those statements too",
                           parser::to_string(each), to_string(data.default_action)),
               "add a rule with effects = [\"transaction\", \"session\"] and action = \"allow\"");
  }
}

}  // namespace countersign::policy
