// [[rule]]
#include <fmt/format.h>

#include <algorithm>

#include "policy/loading.hpp"

namespace countersign::policy {

namespace {

std::string& written_of(rule& of, condition which) {
  return of.written[static_cast<std::size_t>(which)];
}

void load_effects(table_reader& table, rule& into, report& to) {
  if (!table.has("effects")) {
    to.mistake(table.where(), table.key("effects"), "the rule does not say which effects it is about",
               "add effects = [\"delete\", ...], or effects = \"any\"");
  }
  const std::vector<field> words = table.texts("effects");
  for (const field& each : words) {
    const std::string& word = each.value->text;
    if (const auto found = find_effect_word(word)) {
      into.verbs |= found->verbs;
      if (found->single) into.named_verbs |= found->verbs;
      continue;
    }
    std::string_view guess = effect_synonym(word);
    if (guess.empty()) guess = nearest(word, effect_words()).value_or(std::string_view{});
    to.mistake(each.value->where, each.key, fmt::format("{} is no effect", quoted(word)),
               guess.empty() ? fmt::format("it is one of {}", join_or(effect_words()))
                             : fmt::format("did you mean \"{}\"?", guess));
  }
  written_of(into, condition::effects) = written_list(words);
}

void load_objects(table_reader& table, rule& into, report& to) {
  bool flat = into.verbs.any();
  for (std::size_t i = 0; i < parser::verb_count; ++i) {
    if (into.verbs.test(i) && !has_flat_name(static_cast<parser::verb>(i))) flat = false;
  }
  const std::vector<field> words = table.texts("objects");
  for (const field& each : words) {
    std::string error;
    auto parsed = parse_object_pattern(each.value->text, flat ? name_style::flat_names : name_style::sql_names, error);
    if (parsed) {
      into.objects.push_back(*std::move(parsed));
    } else {
      to.mistake(each.value->where, each.key, fmt::format("{} is no pattern for objects", quoted(each.value->text)),
                 error);
    }
  }
  written_of(into, condition::objects) = written_list(words);
}

void load_kinds(table_reader& table, rule& into, report& to) {
  const std::vector<field> words = table.texts("kinds");
  for (const field& each : words) {
    const std::string& word = each.value->text;
    if (const auto found = find_kind_word(word)) {
      into.kinds.set(index_of(*found));
      continue;
    }
    const auto near = nearest(word, kind_words());
    to.mistake(
        each.value->where, each.key, fmt::format("{} is no kind of object", quoted(word)),
        near ? fmt::format("did you mean \"{}\"?", *near) : fmt::format("it is one of {}", join_or(kind_words())));
  }
  written_of(into, condition::kinds) = written_list(words);
}

void load_columns(table_reader& table, rule& into, report& to) {
  const std::vector<field> words = table.texts("columns");
  for (const field& each : words) {
    std::string error;
    if (auto parsed = parse_name_part(each.value->text, error)) {
      into.columns.push_back(*std::move(parsed));
    } else {
      to.mistake(each.value->where, each.key, fmt::format("{} is no column", quoted(each.value->text)), error);
    }
  }
  written_of(into, condition::columns) = written_list(words);
}

void load_details(table_reader& table, rule& into, report& to) {
  const std::vector<field> words = table.texts("details");
  for (const field& each : words) {
    if (each.value->text.empty()) to.mistake(each.value->where, each.key, "an empty text is no detail");
    into.details.push_back(glob::plain(each.value->text, glob::letters::as_written));
  }
  written_of(into, condition::details) = written_list(words);
}

void load_where(table_reader& table, rule& into, report& to) {
  const auto found = table.text("where");
  if (!found) return;
  const std::string& word = found->value->text;
  written_of(into, condition::where) = word;
  if (word == "unbounded") {
    into.where = where_test::unbounded;
  } else if (word == "bounded") {
    into.where = where_test::bounded;
  } else {
    static constexpr std::array<std::string_view, 2> known{"unbounded", "bounded"};
    const auto near = nearest(word, known);
    to.mistake(found->value->where, found->key, fmt::format("{} says nothing about WHERE", quoted(word)),
               near ? fmt::format("did you mean \"{}\"?", *near)
                    : "it is \"unbounded\" (no WHERE, or one that is always true) or \"bounded\"");
  }
}

// One table, or a list of them, any of which exempts.
void load_unless(table_reader& table, rule& into, report& to) {
  const auto found = table.any("unless");
  if (!found) return;
  std::vector<field> tables;
  if (found->value->what == node::kind::table) tables.push_back(*found);
  if (found->value->what == node::kind::array) {
    for (std::size_t i = 0; i < found->value->items.size(); ++i) {
      tables.push_back({&found->value->items[i], fmt::format("{}[{}]", found->key, i + 1)});
    }
  }
  constexpr std::string_view hint = "write it as in unless = { networks = [\"10.20.0.0/16\"] }";
  if (tables.empty()) to.mistake(found->value->where, found->key, "a table is wanted here", std::string{hint});
  std::string& written = written_of(into, condition::unless);
  for (const field& each : tables) {
    if (each.value->what != node::kind::table || each.value->members.empty()) {
      to.mistake(each.value->where, each.key, "a table with at least one key is wanted here", std::string{hint});
      continue;
    }
    table_reader exemption{*each.value, each.key, to};
    std::array<std::string, condition_count> parts;
    load_context(exemption, into.unless.emplace_back(), parts, to);
    exemption.finish();
    if (!written.empty()) written += ", or ";
    bool first = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].empty()) continue;
      written += fmt::format("{}{} {}", first ? "" : " and ", to_string(static_cast<condition>(i)), parts[i]);
      first = false;
    }
  }
}

constexpr std::array<std::string_view, 4> of_approvers{"approvers", "quorum", "approver_factor", "hold"};
constexpr std::array<std::string_view, 2> of_requesters{"factors", "proof_for"};
constexpr std::array<std::string_view, 8> of_holds{"approvers", "quorum",    "approver_factor", "hold",
                                                   "factors",   "proof_for", "expires",         "reason"};

void warn_of_idle_keys(table_reader& table, std::span<const std::string_view> keys, verdict_kind kind, report& to) {
  for (const std::string_view key : keys) {
    if (!table.has(key)) continue;
    const bool requester = std::ranges::find(of_requesters, key) != of_requesters.end();
    to.warning(table.where_of(key), table.key(key),
               fmt::format("{} means nothing where the action is {}", key, to_string(kind)),
               fmt::format("take it out, or use action = \"{}\"", requester ? "step-up" : "approve"));
  }
}

void load_rule_action(table_reader& table, rule& into, const rules_data& data, report& to) {
  if (!table.has("action")) {
    to.mistake(table.where(), table.key("action"), "the rule does not say what happens",
               "add action = \"allow\", \"step-up\", \"approve\" or \"deny\"");
  }
  const auto word = table.text("action");
  const auto kind = word ? load_action(*word, to) : std::nullopt;
  if (kind) into.action = *kind;
  into.terms = data.default_terms;
  const std::size_t before = to.mistake_count();
  load_terms(table, data, into.terms, to);
  const bool terms_read = to.mistake_count() == before;  // else what is missing would be reported once more
  if (kind == verdict_kind::approve) {
    if (into.terms.approvers.empty() && !table.has("approvers")) {
      to.mistake(table.where(), table.key("approvers"), "nobody is named who can approve",
                 "add approvers = [\"...\"] here or in [defaults]");
    } else if (terms_read && (table.has("approvers") || table.has("quorum"))) {
      check_terms(table, data, into.terms, to);
    }
    warn_of_idle_keys(table, of_requesters, *kind, to);
    return;
  }
  if (!kind) return;
  const bool step_up = kind == verdict_kind::step_up;
  warn_of_idle_keys(
      table, step_up ? std::span<const std::string_view>{of_approvers} : std::span<const std::string_view>{of_holds},
      *kind, to);
}

void list_conditions(rule& into) {
  const auto add = [&](condition which, bool asked) {
    if (asked) into.asks.push_back(which);
  };
  add(condition::where, into.where != where_test::any);
  add(condition::kinds, into.kinds.any());
  add(condition::roles, !into.context.roles.empty());
  add(condition::databases, !into.context.databases.empty());
  add(condition::objects, !into.objects.empty());
  add(condition::networks, !into.context.networks.empty());
  add(condition::applications, !into.context.applications.empty());
  add(condition::columns, !into.columns.empty());
  add(condition::details, !into.details.empty());
  add(condition::hours, !into.context.hours.empty());
  add(condition::unless, !into.unless.empty());
  add(condition::values, !into.values.empty());
}

void load_name(table_reader& table, rule& into, const rules_data& data, report& to) {
  const auto name = table.text("name");
  if (!table.has("name")) {
    to.mistake(table.where(), table.key("name"), "the rule has no name", "people see it when a statement is held");
  }
  if (!name || !check_name(*name, to)) return;
  into.name = name->value->text;
  if (into.name == "default") {
    to.mistake(name->value->where, name->key, "\"default\" is what the file's default is called",
               "choose another name");
  }
  const bool known =
      std::any_of(data.rules.begin(), data.rules.end(), [&](const rule& r) { return r.name == into.name; });
  if (known) to.mistake(name->value->where, name->key, fmt::format("there is a rule {} already", quoted(into.name)));
}

rule load_rule(const field& from, const rules_data& data, report& to) {
  table_reader table{*from.value, from.key, to};
  rule out;
  load_name(table, out, data, to);
  load_effects(table, out, to);
  load_objects(table, out, to);
  load_kinds(table, out, to);
  load_columns(table, out, to);
  load_details(table, out, to);
  load_where(table, out, to);
  load_context(table, out.context, out.written, to);
  load_unless(table, out, to);
  load_values(table, out, to);
  load_rule_action(table, out, data, to);
  if (const auto observe = table.boolean("observe")) out.observe = observe->value->truth;
  if (const auto catalog = table.text("catalog")) {
    out.needs_catalog = catalog->value->text == "required";
    if (!out.needs_catalog) {
      to.mistake(catalog->value->where, catalog->key, "must be \"required\"",
                 "leave it out if the rule may work on names as they are written");
    }
  }
  load_message(table, out.message, to);
  table.finish();
  list_conditions(out);
  return out;
}

}  // namespace

void load_rules(table_reader& root, rules_data& into, report& to) {
  std::vector<rule_place> places;
  for (const field& each : root.tables("rule")) {
    if (into.rules.size() == rules_limits::rules_max) {
      to.mistake(each.value->where, each.key, fmt::format("more than {} rules are not read", rules_limits::rules_max));
      break;
    }
    into.rules.push_back(load_rule(each, into, to));
    places.push_back({each.value, each.key});
  }
  check_rules(into, places, to);
}

}  // namespace countersign::policy
