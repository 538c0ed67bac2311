#include <fmt/format.h>

#include <algorithm>

#include "approvals/json.hpp"
#include "parser/locate.hpp"
#include "parser/utf8.hpp"
#include "policy/reason.hpp"
#include "proxy/app/explain_report.hpp"
#include "proxy/app/marked_text.hpp"

namespace countersign::app {

namespace {

namespace json = boost::json;
using parser::text_range;
using policy::verdict_kind;

json::value text_or_null(std::string_view what) {
  return what.empty() ? json::value(nullptr) : json::value(what);
}

json::value place_json(const explained_message& what, const std::optional<text_range>& range) {
  if (!range) return nullptr;
  const std::size_t first = range->first + what.offset;
  const text_position at = what.input->position_of(first);
  return json::object{
      {"offset", first}, {"length", range->last - range->first}, {"line", at.line}, {"column", at.column}};
}

json::value rule_json(const policy::ruleset& rules, policy::rule_index rule) {
  return rule == policy::default_rule ? json::value(nullptr) : json::value(rules.rule_name(rule));
}

std::string_view where_word(parser::restriction what) {
  switch (what) {
    case parser::restriction::not_applicable:
      return {};
    case parser::restriction::absent:
      return "absent";
    case parser::restriction::always_true:
      return "always true";
    case parser::restriction::restricted:
      return "restricts";
  }
  return {};
}

json::array steps_json(const policy::ruleset& rules, const policy::effect_explanation& why) {
  json::array out;
  for (const policy::explanation_step& step : why.steps) {
    if (!step.concerns) continue;
    out.push_back(json::object{{"rule", rule_json(rules, step.rule)},
                               {"matches", !step.matched  ? "no"
                                           : step.certain ? "yes"
                                                          : "maybe"},
                               {"observed", step.observed},
                               {"why", step.why}});
  }
  return out;
}

json::object effect_json(const explain_context& of, const explained_message& what, const parser::locator& finder,
                         std::size_t index) {
  const parser::effect& effect = what.effects[index];
  const policy::effect_explanation& why = what.reasons[index];
  json::array columns;
  for (const std::string_view each : effect.columns) columns.push_back(json::value(each));
  return {{"text", why.effect},
          {"verb", parser::to_string(effect.what)},
          {"kind", text_or_null(parser::to_string(effect.kind))},
          {"database", text_or_null(effect.database)},
          {"schema", text_or_null(effect.schema)},
          {"object", text_or_null(effect.object)},
          {"detail", text_or_null(effect.detail)},
          {"where", text_or_null(where_word(effect.where))},
          {"all_columns", effect.all_columns},
          {"columns", std::move(columns)},
          {"path", text_or_null(effect.via)},
          {"statement", effect.statement},
          {"location", place_json(what, finder.thing(what.statements, effect))},
          {"verdict", policy::to_string(why.kind)},
          {"rule", rule_json(*of.rules, why.rule)},
          {"rules", steps_json(*of.rules, why)}};
}

json::array requirements_json(const explain_context& of, const explained_message& what) {
  json::array out;
  std::vector<policy::rule_index> said;
  for (const policy::effect_verdict& each : what.verdict->deciding) {
    if (each.kind == verdict_kind::deny || std::ranges::find(said, each.rule) != said.end()) continue;
    said.push_back(each.rule);
    const policy::approval_terms& terms = of.rules->terms(each.rule);
    const bool step_up = each.kind == verdict_kind::step_up;
    json::array approvers;
    json::array factors;
    for (const std::string& name : terms.approvers) {
      if (!step_up) approvers.push_back(json::value(name));
    }
    for (const std::string& name : terms.factors) {
      if (step_up) factors.push_back(json::value(name));
    }
    out.push_back(json::object{{"rule", rule_json(*of.rules, each.rule)},
                               {"approvers", std::move(approvers)},
                               {"quorum", terms.quorum},
                               {"approver_factor", text_or_null(terms.approver_factor)},
                               {"hold", terms.ticket ? "ticket" : "wait"},
                               {"factors", std::move(factors)},
                               {"expires_seconds", terms.expires.count()},
                               {"reason_pattern", text_or_null(terms.reason_pattern)},
                               {"reason_accepted", policy::reason_accepted(terms, what.reason)}});
  }
  return out;
}

}  // namespace

json::object explain_json(const explain_context& of, const explained_message& what) {
  const parser::locator finder{what.text, what.backslashes};
  json::array statements;
  for (const parser::statement& each : what.statements) {
    statements.push_back(json::object{{"command", each.tag}, {"location", place_json(what, finder.whole(each))}});
  }
  json::array effects;
  for (std::size_t i = 0; i < what.effects.size(); ++i) effects.push_back(effect_json(of, what, finder, i));
  json::array notes;
  for (const std::string& each : what.notes) notes.push_back(json::value(each));
  return {{"sql", what.text},
          {"location", place_json(what, finder.all())},
          {"verdict", policy::to_string(what.verdict->kind)},
          {"statements", std::move(statements)},
          {"effects", std::move(effects)},
          {"requirements", requirements_json(of, what)},
          {"notes", std::move(notes)}};
}

json::object explain_json_head(const explain_context& of) {
  return {{"format", 1},
          {"rules", json::object{{"file", text_or_null(of.rules_file)}, {"version", of.rules->version()}}},
          {"role", of.who->role},
          {"database", of.who->database},
          {"application", text_or_null(of.who->application)},
          {"address", of.who->address ? json::value(of.who->address->to_string()) : json::value(nullptr)},
          {"at", approvals::iso_time(of.now)},
          {"catalog", of.catalog}};
}

std::string ascii_json(const json::value& what) {
  const std::string text = json::serialize(what);
  std::string out;
  out.reserve(text.size());
  const std::string_view rest{text};
  for (std::size_t at = 0; at < rest.size();) {
    const auto byte = static_cast<unsigned char>(rest[at]);
    if (byte < 0x7F) {
      out.push_back(rest[at++]);
      continue;
    }
    const parser::utf8_character next = parser::utf8_front(rest.substr(at));
    const char32_t point = next.bytes == 0 ? char32_t{0xFFFD} : next.point;
    if (point > 0xFFFF) {
      const unsigned beyond = static_cast<unsigned>(point) - 0x10000;
      fmt::format_to(std::back_inserter(out), "\\u{:04x}\\u{:04x}", 0xD800 + (beyond >> 10), 0xDC00 + (beyond & 0x3FF));
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(point));
    }
    at += std::max<std::size_t>(next.bytes, 1);
  }
  return out;
}

}  // namespace countersign::app
