#include "proxy/session/gate.hpp"

#include "proxy/wire/frame.hpp"

namespace countersign::session {

namespace {

// True for the statement texts in which `name` was prepared before position `index`: its effects are counted already.
bool prepared_earlier(std::span<const parser::statement> statements, std::size_t index, std::string_view name) {
  for (std::size_t i = 0; i < index && i < statements.size(); ++i) {
    if (statements[i].names == parser::name_action::prepare && statements[i].name == name) return true;
  }
  return false;
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

const question& gate::ask_query(std::string_view text, parser::lexing how) {
  parser::analysis& facts = with_.scratch;
  with_.analyzer.analyze(text, {.backslashes = how, .parameters = {}}, facts);
  asked_.text = text;
  asked_.statements = facts.statements();
  asked_.effects = facts.effects();
  asked_.parameters = {};
  asked_.sources.clear();
  asked_.may_change_settings = facts.may_change_settings();
  if (has_execute(asked_.effects)) {
    resolve_executes(facts, asked_.effects);
    asked_.effects = resolved_;
  }
  return asked_;
}

// EXECUTE stands for whatever its name may stand for when the backend reads it.
void gate::resolve_executes(const parser::analysis& facts, std::span<const parser::effect> effects) {
  resolved_.clear();
  for (const parser::effect& each : effects) {
    if (each.what != parser::verb::execute) {
      resolved_.push_back(each);
      continue;
    }
    if (prepared_earlier(facts.statements(), each.statement, each.object)) continue;
    if (!find_candidates(each.object)) add_unknown(parser::verb::execute, each.object, "not prepared in this session");
    for (prepared* candidate : candidates_) add_candidate(*candidate, false);
  }
}

// Adds what a prepared statement does. Without its values a WHERE that depends on them may be true for every row.
void gate::add_candidate(const prepared& what, bool values_known) {
  asked_.sources.push_back(what.text);
  asked_.may_change_settings = asked_.may_change_settings || what.facts.may_change_settings();
  const bool doubtful = !values_known && what.facts.depends_on_parameters();
  for (parser::effect each : what.facts.effects()) {
    if (doubtful && each.where == parser::restriction::restricted) each.where = parser::restriction::always_true;
    resolved_.push_back(each);
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
  bool same_group = true;
  for (std::size_t i = replies_.size(); i-- > 0;) {
    expected& each = replies_[i];
    if (each.kind == reply_kind::sync || each.kind == reply_kind::query) same_group = false;
    if (each.kind == reply_kind::parse && each.statement && each.statement->name == name) {
      candidates_.push_back(each.statement.get());
      if (same_group) return true;
    }
    if (!each.extra) continue;
    for (const name_change& change : each.extra->names) {
      if (change.what == parser::name_action::prepare && change.name == name) {
        candidates_.push_back(change.statement.get());
      }
    }
  }
  if (prepared* const confirmed = names_.find(name)) candidates_.push_back(confirmed);
  return !candidates_.empty();
}

prepared_ref gate::newest(std::string_view name) {
  return find_candidates(name) ? prepared_ref{candidates_.front()} : prepared_ref{};
}

const question& gate::ask_bind(const wire::frontend::bind& what) {
  const std::string_view name = wire::clip_name(what.statement);
  asked_.sources.clear();
  asked_.statements = {};
  asked_.may_change_settings = false;
  asked_.text = {};
  resolved_.clear();
  parameters_.clear();
  if (!find_candidates(name)) {
    add_unknown(parser::verb::unknown, name, "bound, but not prepared in this session");
    asked_.effects = resolved_;
    asked_.parameters = {};
    return asked_;
  }
  const prepared& newest = *candidates_.front();
  asked_.text = newest.text;
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
    asked_.may_change_settings = newest.facts.may_change_settings();
    return asked_;
  }
  const std::vector<prepared*> all = candidates_;
  if (more_.size() < all.size()) more_.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    prepared& each = *all[i];
    // Which of several changes to the names is confirmed later could not be told.
    if (all.size() > 1 && changes_names(each.facts.statements())) {
      add_unknown(parser::verb::unknown, name, "one of several statements of this name, and it prepares others");
    }
    if (!each.facts.depends_on_parameters()) {
      add_candidate(each, true);
    } else {
      with_.analyzer.analyze(each.text, {.backslashes = each.backslashes, .parameters = parameters_}, more_[i]);
      asked_.sources.push_back(each.text);
      asked_.may_change_settings = asked_.may_change_settings || more_[i].may_change_settings();
      resolved_.insert(resolved_.end(), more_[i].effects().begin(), more_[i].effects().end());
    }
  }
  if (has_execute(resolved_)) {
    const std::vector<parser::effect> before = resolved_;
    resolve_executes(newest.facts, before);
  }
  asked_.effects = resolved_;
  return asked_;
}

const question& gate::ask_function_call(std::uint32_t oid) {
  with_.analyzer.analyze_function_call(oid, with_.scratch);
  asked_.text = {};
  asked_.statements = {};
  asked_.effects = with_.scratch.effects();
  asked_.parameters = {};
  asked_.sources.clear();
  asked_.may_change_settings = true;
  return asked_;
}

const policy::verdict& gate::judge(const identity& who, time_point now) {
  if (!distrusted_.empty()) {
    if (asked_.effects.data() != resolved_.data()) resolved_.assign(asked_.effects.begin(), asked_.effects.end());
    parser::effect& fresh = resolved_.emplace_back();
    fresh.what = parser::verb::unreadable;
    fresh.detail = distrusted_;
    asked_.effects = resolved_;
  }
  const policy::subject subject{who.role, who.database, who.application, who.address, now};
  with_.rules->evaluate(subject, asked_.effects, asked_.parameters, with_.verdict);
  return with_.verdict;
}

void gate::distrust_encoding(std::string_view encoding) {
  distrusted_ = encoding.empty()
                    ? std::string{}
                    : fmt::format("client_encoding is {}, in which a backslash can hide inside a character", encoding);
}

bool gate::changes_names(std::span<const parser::statement> statements) {
  for (const parser::statement& each : statements) {
    if (each.names != parser::name_action::none && each.names != parser::name_action::execute) return true;
  }
  return false;
}

std::vector<name_change> gate::name_changes(std::span<const parser::statement> statements, parser::lexing how) {
  std::vector<name_change> changes;
  for (const parser::statement& each : statements) {
    if (each.names == parser::name_action::none || each.names == parser::name_action::execute) continue;
    name_change& fresh = changes.emplace_back();
    fresh.what = each.names;
    fresh.name = each.name;
    if (each.names != parser::name_action::prepare) continue;
    fresh.statement = with_.statements->make();
    fresh.statement->name = each.name;
    fresh.statement->text = each.body;
    fresh.statement->backslashes = how;
  }
  // Reading the bodies overwrites nothing that `statements` points to: each prepared statement has an analysis of its
  // own.
  for (name_change& each : changes) {
    if (!each.statement) continue;
    with_.analyzer.analyze(each.statement->text, {.backslashes = how, .parameters = {}}, each.statement->facts);
  }
  return changes;
}

prepared_ref gate::prepare(const wire::frontend::parse& what, parser::lexing how) {
  prepared_ref fresh = with_.statements->make();
  fresh->name = wire::clip_name(what.name);
  fresh->text = what.text;
  fresh->backslashes = how;
  fresh->types.clear();
  for (std::size_t i = 0; i < what.parameter_types.size(); ++i) fresh->types.push_back(what.parameter_types[i]);
  with_.analyzer.analyze(fresh->text, {.backslashes = how, .parameters = {}}, fresh->facts);
  return fresh;
}

// The spellings that pg_char_to_encoding() takes: letter case and anything but letters and digits do not count.
bool unsafe_encoding(std::string_view name) {
  std::string bare;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      bare.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      bare.push_back(c);
    }
  }
  for (const std::string_view bad :
       {"sjis", "mskanji", "shiftjis", "win932", "windows932", "shiftjis2004", "big5", "win950", "windows950", "gbk",
        "win936", "windows936", "uhc", "win949", "windows949", "gb18030", "johab"}) {
    if (bare == bad) return true;
  }
  return false;
}

}  // namespace countersign::session
