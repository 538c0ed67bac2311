#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "parser/locate.hpp"
#include "policy/reason.hpp"
#include "proxy/app/explain_report.hpp"
#include "proxy/app/hold_text.hpp"
#include "proxy/app/marked_text.hpp"
#include "proxy/session/texts.hpp"

namespace countersign::app {

namespace {

using parser::text_range;
using policy::verdict_kind;

constexpr std::string_view indent = "                 ";

text_range moved(text_range what, std::size_t by) {
  return {what.first + by, what.last + by};
}

std::string rule_words(const policy::ruleset& rules, policy::rule_index rule) {
  return rule == policy::default_rule ? "default" : fmt::format("rule \"{}\"", one_line(rules.rule_name(rule)));
}

// The rules that were tried, up to the one that decided.
void add_steps(std::string& out, const explain_context& of, const policy::effect_explanation& why) {
  const policy::ruleset& rules = *of.rules;
  for (const policy::explanation_step& step : why.steps) {
    if (!step.concerns) continue;
    // A default that allows is said by there being nothing else.
    const bool decides =
        step.rule != policy::default_rule || (why.rule == policy::default_rule && why.kind != verdict_kind::allow);
    if (of.told == told_rules::matching && (!step.matched || !decides)) continue;
    out += fmt::format("{}{}{}: {}\n", indent,
                       !step.matched   ? "not "
                       : step.observed ? "only observed: "
                       : !step.certain ? "maybe "
                                       : "",
                       rule_words(rules, step.rule), one_line(step.why));
  }
}

void add_effect(std::string& out, const explain_context& of, const explained_message& what, std::size_t index,
                std::optional<text_range> where) {
  parser::effect shown = what.effects[index];
  const std::string path = one_line(shown.via);
  shown.via = {};
  std::string place = "-";
  if (where) {
    const text_position at = what.input->position_of(where->first);
    place = fmt::format("{}:{}", at.line, at.column);
  }
  const policy::effect_explanation& why = what.reasons[index];
  out += fmt::format("  {:<8} {:<6} {}\n", policy::to_string(why.kind), place, parser::describe(shown));
  if (!path.empty()) out += fmt::format("{}by way of {}\n", indent, path);
  add_steps(out, of, why);
}

// What it takes to get it approved.
void add_terms(std::string& out, const explain_context& of, const explained_message& what) {
  std::vector<policy::rule_index> said;
  for (const policy::effect_verdict& each : what.verdict->deciding) {
    if (std::ranges::find(said, each.rule) != said.end()) continue;
    said.push_back(each.rule);
    const std::string_view message = of.rules->rule_message(each.rule);
    if (!message.empty()) {
      out += fmt::format("  {} tells the requester: {}\n", rule_words(*of.rules, each.rule), one_line(message));
    }
    if (each.kind == verdict_kind::deny) continue;
    const policy::approval_terms& terms = of.rules->terms(each.rule);
    if (each.kind == verdict_kind::step_up) {
      out += fmt::format("  {} asks the requester to confirm it with {}, for {}\n", rule_words(*of.rules, each.rule),
                         fmt::join(terms.factors, " or "), session::duration_words(terms.expires));
      continue;
    }
    out += fmt::format("  {} asks {}{}, for {}{}\n", rule_words(*of.rules, each.rule),
                       terms.quorum > 1 ? fmt::format("{} of ", terms.quorum) : "",
                       one_line(fmt::format("{}", fmt::join(terms.approvers, " or "))),
                       session::duration_words(terms.expires), terms.ticket ? ", by ticket" : "");
    if (terms.reason_pattern.empty()) continue;
    const bool accepted = policy::reason_accepted(terms, what.reason);
    out += fmt::format("  {} wants a reason that matches {}: {}\n", rule_words(*of.rules, each.rule),
                       one_line(terms.reason_pattern),
                       accepted              ? fmt::format("{} does", one_line(what.reason))
                       : what.reason.empty() ? "none is given, so it is refused"
                                             : fmt::format("{} does not, so it is refused", one_line(what.reason)));
  }
}

}  // namespace

std::string explain_text(const explain_context& of, const explained_message& what) {
  const parser::locator finder{what.text, what.backslashes};
  std::vector<std::optional<text_range>> places;
  std::vector<text_range> marks;
  for (std::size_t i = 0; i < what.effects.size(); ++i) {
    const parser::effect& each = what.effects[i];
    std::optional<text_range> place = finder.thing(what.statements, each);
    if (place) place = moved(*place, what.offset);
    places.push_back(place);
    if (what.reasons[i].kind == verdict_kind::allow) continue;
    if (place) marks.push_back(*place);
    if (each.where != parser::restriction::always_true) continue;
    if (const auto condition = finder.condition(what.statements, each)) marks.push_back(moved(*condition, what.offset));
  }
  text_range shown = moved(finder.all(), what.offset);
  std::string out = marked_lines(*what.input, shown, marks);
  if (what.effects.empty()) out += "  allow    -      nothing that a rule could match\n";
  // In the order of the text. What follows from an effect has its place and stays behind it.
  std::vector<std::size_t> order(what.effects.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {},
                           [&](std::size_t i) { return places[i] ? places[i]->first : what.input->text().size(); });
  for (const std::size_t i : order) add_effect(out, of, what, i, places[i]);
  for (const std::string& each : what.notes) out += fmt::format("  note: {}\n", one_line(each));
  out += fmt::format("  verdict: {}\n", policy::to_string(what.verdict->kind));
  add_terms(out, of, what);
  return out;
}

std::string explain_text_end(const explain_context& of, std::span<const verdict_kind> verdicts) {
  std::string out;
  if (verdicts.size() > 1) {
    const auto count = [&](verdict_kind kind) { return std::ranges::count(verdicts, kind); };
    out += fmt::format("{} statements: {} allow, {} approve, {} deny\n", verdicts.size(), count(verdict_kind::allow),
                       count(verdict_kind::approve) + count(verdict_kind::step_up), count(verdict_kind::deny));
  }
  out += of.catalog ? fmt::format("catalog: of database {}\n", one_line(of.who->database))
                    : "catalog: none, so names count as written, and views, triggers and functions stay closed\n";
  return out;
}

}  // namespace countersign::app
