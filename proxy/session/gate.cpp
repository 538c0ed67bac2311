#include "proxy/session/gate.hpp"

#include <algorithm>
#include <optional>

#include "proxy/wire/frame.hpp"

namespace countersign::session {

namespace {

// Where `name` was prepared before position `index` of the same text, if it was.
std::optional<std::size_t> prepared_earlier(std::span<const parser::statement> statements, std::size_t index,
                                            std::string_view name) {
  for (std::size_t i = 0; i < index && i < statements.size(); ++i) {
    if (statements[i].names == parser::name_action::prepare && statements[i].name == name) return i;
  }
  return std::nullopt;
}

bool changes_names(std::span<const parser::statement> statements) {
  return std::ranges::any_of(statements, [](const parser::statement& each) {
    return each.names != parser::name_action::none && each.names != parser::name_action::execute;
  });
}

// What runs under another name may do to names what that name does.
bool acts_on_names(const prepared& what) {
  return std::ranges::any_of(what.facts.statements(),
                             [](const parser::statement& each) { return each.names != parser::name_action::none; });
}

bool has_execute(std::span<const parser::effect> effects) {
  for (const parser::effect& each : effects) {
    if (each.what == parser::verb::execute) return true;
  }
  return false;
}

}  // namespace

bool question::refused_in_failed_transaction() const {
  if (statements.empty()) return false;
  for (const parser::statement& each : statements) {
    if (each.ends_transaction) return false;
  }
  for (const parser::effect& each : effects) {
    if (each.what == parser::verb::unreadable || each.what == parser::verb::unknown ||
        each.what == parser::verb::transaction || each.what == parser::verb::two_phase) {
      return false;
    }
  }
  return true;
}

std::size_t question::bytes() const {
  std::size_t total = text.size();
  for (const std::string_view each : sources) total += each.size();
  return total;
}

void gate::move_to(shared& there, std::size_t text_bytes_max) {
  with_ = &there;
  text_bytes_max_ = text_bytes_max;
  lookup.move_to(there.catalogs);
}

bool gate::fits(std::string_view text) {
  if (text.size() > text_bytes_max_) too_long_ = text.size();
  return too_long_ == 0;
}

// Of a long statement that was read already a Bind may make another reading necessary.
bool gate::fits_bind(const prepared& what) {
  constexpr std::size_t few_effects = 500;
  const bool known = what.names_version == lookup.version() && !what.facts.depends_on_parameters() &&
                     !acts_on_names(what) && what.facts.effects().size() <= few_effects;
  return known || fits(what.text);
}

void gate::begin_question(std::string_view text, parser::lexing how) {
  asked_.text = text;
  asked_.statements = {};
  asked_.effects = {};
  asked_.parameters = {};
  asked_.sources.clear();
  asked_.looks_up = false;
  asked_as_ = how;
  recalled_ = {};
  too_long_ = 0;
  untold_.clear();
  resolved_.clear();
  executed_used_ = 0;
}

const question& gate::ask_query(std::string_view text, parser::lexing how) {
  begin_question(text, how);
  if (!fits(text)) return asked_;
  if (replication_ != wire::startup::replication::none && ask_replication(text)) return asked_;
  recalled_ = recall(text, how, parser::recall::numbers::any);
  if (recalled_.facts) {
    asked_.statements = recalled_.facts->statements();
    asked_.effects = recalled_.facts->effects();
    return asked_;
  }
  read_question();
  with_->known_texts.note(with_->analyzer, lookup.current(), with_->scratch);
  if (has_execute(asked_.effects)) {
    resolve_executes(with_->scratch, asked_.effects);
    asked_.effects = resolved_;
  }
  return asked_;
}

void gate::read_question() {
  with_->analyzer.analyze(asked_.text, options(asked_as_), with_->scratch);
  asked_.statements = with_->scratch.statements();
  asked_.effects = with_->scratch.effects();
}

// What the text means, if such a one was read before, in a session where names mean the same.
parser::recall::found gate::recall(std::string_view text, parser::lexing how, parser::recall::numbers which) {
  parser::recall& known = with_->known_texts;
  if (!with_->recalls) return {};
  if (with_->known_for != with_->catalogs.version) {
    known.forget();
    with_->known_for = with_->catalogs.version;
  }
  const parser::name_context* const names = lookup.current();
  const circumstance_key here{with_, known.generation(), lookup.version()};
  if (here != circumstances_of_) {
    circumstances_ = known.circumstances(names);
    circumstances_of_ = here;
  }
  return known.find(text, how, circumstances_, which);
}

void gate::read(prepared& what) {
  if (!fits(what.text)) return;
  // What is known of a text is known of it with parameters of any types.
  const bool text_alone = !checks_values(what.types);
  what.facts.known = {};
  if (text_alone) what.facts.known = recall(what.text, what.backslashes, parser::recall::numbers::same).facts;
  if (!what.facts.known) {
    with_->analyzer.analyze(what.text, options(what.backslashes, what.types), what.facts.read);
    if (text_alone) with_->known_texts.note(with_->analyzer, lookup.current(), what.facts.read);
  }
  what.names_version = lookup.version();
}

bool gate::checks_values(std::span<const parser::type_oid> types) {
  if (types.empty() || !lookup.has_catalog()) return false;
  const parser::catalog& known = *lookup.current()->known;
  return std::ranges::any_of(types, [&](parser::type_oid each) { return known.type_of(each) != nullptr; });
}

// The server plans a statement anew when the names in it mean something else.
void gate::refresh(prepared& what) {
  static_cast<void>(lookup.current());
  if (what.names_version != lookup.version()) read(what);
}

// EXECUTE stands for whatever its name may stand for when the backend reads it.
void gate::resolve_executes(const parser::analysis& facts, std::span<const parser::effect> effects) {
  resolved_.clear();
  for (const parser::effect& each : effects) {
    if (each.what != parser::verb::execute) {
      resolved_.push_back(each);
      continue;
    }
    asked_.looks_up = true;
    const auto same_in = [&](std::string_view text) { return same_for_server(each.object, text); };
    if (!same_in(asked_.text) || !std::ranges::all_of(asked_.sources, same_in)) {
      add_unknown(parser::verb::execute, each.object, "the server may read this name in another way: use ASCII");
      untold_.push_back(each.statement);
      continue;
    }
    if (const auto where = prepared_earlier(facts.statements(), each.statement, each.object)) {
      if (!add_with_arguments(facts.statements()[*where].body, asked_as_, facts.statements()[*where].types, each)) {
        add_prepared_just_now(*where, effects, facts);
      }
      continue;
    }
    if (!find_candidates(each.object)) {
      add_unknown(parser::verb::execute, each.object, "not prepared in this session");
      untold_.push_back(each.statement);
    }
    for (prepared* candidate : candidates_) {
      refresh(*candidate);
      if (!add_with_arguments(candidate->text, candidate->backslashes, candidate->types, each)) {
        add_executed(*candidate, each);
      }
      if (!acts_on_names(*candidate)) continue;
      add_unknown(parser::verb::unknown, each.object, "EXECUTE of a statement that acts on prepared statements itself");
      untold_.push_back(each.statement);
    }
  }
}

// The effects of a PREPARE in the same text are listed already, but not what other values could make of its WHERE.
void gate::add_prepared_just_now(std::size_t index, std::span<const parser::effect> effects,
                                 const parser::analysis& facts) {
  if (!facts.depends_on_parameters()) return;
  for (parser::effect each : effects) {
    if (each.statement != index || each.where != parser::restriction::restricted) continue;
    each.where = parser::restriction::always_true;
    resolved_.push_back(each);
  }
}

// Adds what a prepared statement does. Without its values a WHERE that depends on them may be true for every row.
void gate::add_candidate(const prepared& what, bool values_known) {
  asked_.sources.push_back(what.text);
  const bool doubtful = !values_known && what.facts.depends_on_parameters();
  for (parser::effect each : what.facts.effects()) {
    if (doubtful && each.where == parser::restriction::restricted) each.where = parser::restriction::always_true;
    resolved_.push_back(each);
  }
}

// With the values that the EXECUTE gives. False: it gives none, or not all of them are known.
bool gate::add_with_arguments(std::string_view text, parser::lexing how, std::span<const parser::type_oid> types,
                              const parser::effect& because) {
  constexpr std::size_t executed_max = 16;
  if (because.statement >= asked_.statements.size() || text.size() > text_bytes_max_) return false;
  const std::span<const parser::bound_value> given = asked_.statements[because.statement].arguments;
  if (given.empty() || executed_used_ == executed_max) return false;
  if (executed_used_ == executed_.size()) executed_.emplace_back();
  arguments_.assign(given.begin(), given.end());
  for (std::size_t i = 0; i < arguments_.size() && i < types.size(); ++i) arguments_[i].type = types[i];
  parser::analyze_options with_values = options(how, types);
  with_values.parameters = arguments_;
  with_values.values_in_place = true;
  parser::analysis& facts = executed_[executed_used_++];
  with_->analyzer.analyze(text, with_values, facts);
  asked_.sources.push_back(text);
  for (parser::effect each : facts.effects()) {
    each.location = because.location;
    each.statement = because.statement;
    resolved_.push_back(each);
  }
  return true;
}

// EXECUTE does it, so it stands where EXECUTE does: places in the prepared text mean nothing in this one.
void gate::add_executed(const prepared& what, const parser::effect& because) {
  const std::size_t before = resolved_.size();
  add_candidate(what, false);
  for (std::size_t i = before; i < resolved_.size(); ++i) {
    resolved_[i].location = because.location;
    resolved_[i].statement = because.statement;
  }
}

void gate::add_unknown(parser::verb what, std::string_view name, std::string_view why) {
  parser::effect& fresh = resolved_.emplace_back();
  fresh.what = what;
  fresh.kind = parser::object_kind::prepared_statement;
  fresh.object = name;
  fresh.detail = why;
}

// Everything that the name may stand for when the backend comes to it: what is confirmed, and every Parse or PREPARE on
// the way. A Parse of the same unsynced group is certain: were it to fail, the backend would skip what asks now.
bool gate::find_candidates(std::string_view name) {
  candidates_.clear();
  if (!same_for_server(name)) return false;
  const auto add_changes = [&](const std::vector<name_change>& changes) {
    for (const name_change& change : changes) {
      if (change.what == parser::name_action::prepare && change.name == name) {
        candidates_.push_back(change.statement.get());
      }
    }
  };
  for (const bound_portal& each : portals_.all()) add_changes(each.changes);
  bool same_group = true;
  for (std::size_t i = replies_.size(); i-- > 0;) {
    expected& each = replies_[i];
    if (each.kind == reply_kind::sync || each.kind == reply_kind::query) same_group = false;
    if (each.kind == reply_kind::parse && each.statement && each.statement->name == name) {
      candidates_.push_back(each.statement.get());
      if (same_group) return true;
    }
    if (each.extra) add_changes(each.extra->names);
  }
  if (prepared* const confirmed = names_.find(name)) candidates_.push_back(confirmed);
  return !candidates_.empty();
}

prepared_ref gate::newest(std::string_view name) {
  return find_candidates(name) ? prepared_ref{candidates_.front()} : prepared_ref{};
}

const question& gate::ask_parse(const prepared& what) {
  begin_question(what.text, what.backslashes);
  const parser::name_context* const names = lookup.current();
  if (names == nullptr || !names->known || !names->known->checks_constants()) return asked_;
  for (const parser::effect& each : what.facts.effects()) {
    const bool may_be_any = each.what == parser::verb::unreadable || each.what == parser::verb::unknown;
    if (each.when_parsed || may_be_any) resolved_.push_back(each);
  }
  if (!resolved_.empty() || !distrusted_.empty()) asked_.sources.push_back(what.text);
  asked_.effects = resolved_;
  return asked_;
}

const question& gate::ask_bind(const wire::frontend::bind& what) {
  const std::string_view name = wire::clip_name(what.statement);
  begin_question({}, parser::lexing::uncertain);
  parameters_.clear();
  if (!find_candidates(name)) {
    add_unknown(parser::verb::unknown, name,
                same_for_server(name) ? "bound, but not prepared in this session"
                                      : "the server may read this name in another way: use ASCII");
    untold_.push_back(0);
    asked_.effects = resolved_;
    return asked_;
  }
  static_cast<void>(lookup.current());
  for (prepared* each : candidates_) {
    if (!fits_bind(*each)) return asked_;
    refresh(*each);
  }
  const prepared& newest = *candidates_.front();
  asked_.text = newest.text;
  asked_as_ = newest.backslashes;
  if (candidates_.size() == 1) asked_.statements = newest.facts.statements();
  std::size_t index = 0;
  for (const wire::value value : what.parameters) {
    parameters_.push_back(
        {value.bytes, index < newest.types.size() ? newest.types[index] : 0,
         value.format == wire::format::binary ? parser::wire_format::binary : parser::wire_format::text, value.null});
    ++index;
  }
  asked_.parameters = parameters_;
  if (candidates_.size() == 1 && !newest.facts.depends_on_parameters() && !has_execute(newest.facts.effects())) {
    asked_.effects = newest.facts.effects();
    asked_.sources.push_back(newest.text);
    return asked_;
  }
  const std::vector<prepared*> all = candidates_;
  if (more_.size() < all.size()) more_.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    prepared& each = *all[i];
    // Which of several changes to the names is confirmed later could not be told.
    if (all.size() > 1 && changes_names(each.facts.statements())) {
      add_unknown(parser::verb::unknown, name, "one of several statements of this name, and it prepares others");
      untold_.push_back(0);
    }
    if (!each.facts.depends_on_parameters()) {
      add_candidate(each, true);
    } else {
      parser::analyze_options with_values = options(each.backslashes, each.types);
      with_values.parameters = parameters_;
      with_->analyzer.analyze(each.text, with_values, more_[i]);
      asked_.sources.push_back(each.text);
      resolved_.insert(resolved_.end(), more_[i].effects().begin(), more_[i].effects().end());
    }
  }
  if (has_execute(resolved_)) {
    const std::vector<parser::effect> before = resolved_;
    resolve_executes(newest.facts.now(), before);
  }
  asked_.effects = resolved_;
  return asked_;
}

// Whoever is held or refused, or told of, is so for what was really said.
const policy::verdict& gate::judge(const identity& who, time_point now) {
  evaluate(who, now);
  const policy::verdict& found = with_->verdict;
  const bool silent = found.kind == policy::verdict_kind::allow && found.observed.empty();
  if (recalled_.other_numbers && !silent) {
    recalled_ = {};
    read_question();
    evaluate(who, now);
  }
  return with_->verdict;
}

void gate::evaluate(const identity& who, time_point now) {
  const std::string_view doubt = too_long_ > 0 ? std::string_view{"not read: it is too long"} : distrusted_;
  if (!doubt.empty()) {
    if (asked_.effects.data() != resolved_.data()) resolved_.assign(asked_.effects.begin(), asked_.effects.end());
    parser::effect& fresh = resolved_.emplace_back();
    fresh.what = parser::verb::unreadable;
    fresh.detail = doubt;
    asked_.effects = resolved_;
  }
  const policy::subject subject{who.role, who.database, who.application, who.address, now, lookup.has_catalog()};
  with_->rules->evaluate(subject, asked_.effects, asked_.parameters, with_->verdict);
}

void gate::distrust_encoding(std::string_view encoding) {
  distrusted_ = encoding.empty()
                    ? std::string{}
                    : fmt::format("client_encoding is {}, in which a backslash can hide inside a character", encoding);
}

std::vector<name_change> gate::name_changes() {
  std::vector<name_change> changes;
  const auto add = [&](parser::name_action what, std::size_t command) -> name_change& {
    name_change& fresh = changes.emplace_back();
    fresh.what = what;
    fresh.command = command;
    return fresh;
  };
  if (asked_.statements.empty() && !untold_.empty()) add(parser::name_action::deallocate_all, 0);
  for (std::size_t i = 0; i < asked_.statements.size(); ++i) {
    const parser::statement& each = asked_.statements[i];
    if (std::ranges::find(untold_, i) != untold_.end()) add(parser::name_action::deallocate_all, i);
    if (each.names == parser::name_action::none || each.names == parser::name_action::execute) continue;
    if (each.names != parser::name_action::deallocate_all && !same_for_server(each.name, asked_.text)) {
      if (may_be_another(each.name)) add(parser::name_action::deallocate_all, i);
      continue;
    }
    name_change& fresh = add(each.names, i);
    fresh.name = each.name;
    if (each.names != parser::name_action::prepare) continue;
    fresh.statement = home_.make();
    fresh.statement->name = each.name;
    fresh.statement->text = each.body;
    fresh.statement->backslashes = asked_as_;
    fresh.statement->types.assign(each.types.begin(), each.types.end());
  }
  // Reading the bodies overwrites nothing that the statements point to: each prepared statement has an analysis of its
  // own.
  for (name_change& each : changes) {
    if (!each.statement) continue;
    read(*each.statement);
  }
  return changes;
}

prepared_ref gate::prepare(const wire::frontend::parse& what, parser::lexing how) {
  too_long_ = 0;
  prepared_ref fresh = home_.make();
  fresh->name = wire::clip_name(what.name);
  fresh->text = what.text;
  fresh->backslashes = how;
  fresh->types.clear();
  for (std::size_t i = 0; i < what.parameter_types.size(); ++i) fresh->types.push_back(what.parameter_types[i]);
  read(*fresh);
  return fresh;
}

}  // namespace countersign::session
