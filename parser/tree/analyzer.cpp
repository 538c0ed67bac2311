#include <algorithm>
#include <new>

#include "parser/analysis.hpp"
#include "parser/builtins.hpp"
#include "parser/recall.hpp"
#include "parser/replication.hpp"
#include "parser/tree/library.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser {

struct analyzer::state {
  explicit state(limits bounds) : bounds_max(bounds), walk(bounds) {}

  void analyze(std::string_view text, const analyze_options& how, analysis& out);

  limits bounds_max;
  tree::walker walk;
  std::string copied;  // the library reads up to a NUL
};

// The one who may fill an analysis.
struct analysis_builder {
  static void clear(analysis& out) {
    out.memory_.reset();
    out.known_.reset();
    out.statements_ = {};
    out.effects_ = {};
    out.parse_error_ = {};
    out.depends_on_parameters_ = false;
    out.may_change_settings_ = false;
  }
  static void use(analysis& out, const name_context* names) {
    if (names != nullptr) out.known_ = names->known;
  }
  static arena& memory(analysis& out) { return out.memory_; }
  static void set_error(analysis& out, std::string_view what) { out.parse_error_ = out.memory_.copy(what); }

  // Takes what the walk collected.
  static void take(tree::walker& walk, analysis& out) {
    out.effects_ = out.memory_.copy(std::span<const effect>{walk.effects_});
    out.statements_ = out.memory_.copy(std::span<const statement>{walk.statements_});
    out.depends_on_parameters_ = out.depends_on_parameters_ || walk.depends_on_parameters_;
    out.may_change_settings_ = out.may_change_settings_ || walk.may_change_settings_;
  }

  // Adds the effects of a second reading, if they differ from the first's.
  static void merge(tree::walker& walk, analysis& out);
  static void add_unreadable(analysis& out, std::string_view why, std::size_t location = 0);
};

namespace {

bool same_text(std::span<const std::string_view> left, std::span<const std::string_view> right) {
  return std::ranges::equal(left, right);
}

bool same_values(std::span<const assigned_value> left, std::span<const assigned_value> right) {
  return std::ranges::equal(left, right, [](const assigned_value& a, const assigned_value& b) {
    return a.column == b.column && a.position == b.position && a.kind == b.kind && a.parameter == b.parameter &&
           a.negated == b.negated && a.relative == b.relative && a.alternative == b.alternative && a.text == b.text;
  });
}

bool same_effect(const effect& a, const effect& b) {
  return a.what == b.what && a.kind == b.kind && a.where == b.where && a.all_columns == b.all_columns &&
         a.temporary == b.temporary && a.only == b.only && a.database == b.database && a.schema == b.schema &&
         a.object == b.object && a.detail == b.detail && a.via == b.via && a.statement == b.statement &&
         same_text(a.columns, b.columns) && same_values(a.values, b.values);
}

bool same_statement(const statement& a, const statement& b) {
  return a.tag == b.tag && a.offset == b.offset && a.length == b.length && a.names == b.names && a.name == b.name &&
         a.body == b.body && a.ends_transaction == b.ends_transaction;
}

}  // namespace

void analysis_builder::add_unreadable(analysis& out, std::string_view why, std::size_t location) {
  std::vector<effect> all{out.effects_.begin(), out.effects_.end()};
  effect& added = all.emplace_back();
  added.what = verb::unreadable;
  added.detail = out.memory_.copy(why);
  added.location = static_cast<std::uint32_t>(location);
  out.effects_ = out.memory_.copy(std::span<const effect>{all});
}

void analysis_builder::merge(tree::walker& walk, analysis& out) {
  out.depends_on_parameters_ = out.depends_on_parameters_ || walk.depends_on_parameters_;
  out.may_change_settings_ = out.may_change_settings_ || walk.may_change_settings_;
  const bool statements_agree = std::ranges::equal(out.statements_, walk.statements_, same_statement);
  if (statements_agree && std::ranges::equal(out.effects_, walk.effects_, same_effect)) return;
  std::vector<effect> all{out.effects_.begin(), out.effects_.end()};
  for (effect& each : walk.effects_) {
    each.statement =
        std::min(each.statement, static_cast<std::uint32_t>(out.statements_.empty() ? 0 : out.statements_.size() - 1));
    const bool listed = std::ranges::any_of(out.effects_, [&](const effect& old) { return same_effect(old, each); });
    if (!listed) all.push_back(each);
  }
  out.effects_ = out.memory_.copy(std::span<const effect>{all});
  // The session follows names and transactions by the statements; with two versions of them it could not.
  if (!statements_agree) {
    add_unreadable(out,
                   "its statements depend on standard_conforming_strings, which may be on or off here; set it "
                   "in a statement before, or write the text without backslashes");
  }
}

bool same_facts(const analysis& left, const analysis& right) {
  const auto same = [](const statement& a, const statement& b) {
    return a.tag == b.tag && a.first_effect == b.first_effect && a.effect_count == b.effect_count &&
           a.names == b.names && a.name == b.name && a.body == b.body && a.ends_transaction == b.ends_transaction;
  };
  return left.depends_on_parameters() == right.depends_on_parameters() &&
         left.may_change_settings() == right.may_change_settings() && left.parse_error() == right.parse_error() &&
         left.known() == right.known() && std::ranges::equal(left.statements(), right.statements(), same) &&
         std::ranges::equal(left.effects(), right.effects(), same_effect);
}

analyzer::analyzer(limits bounds) : state_(std::make_unique<state>(bounds)) {}
analyzer::~analyzer() = default;

namespace {

// What is wrong with a text, or nothing; and which of its bytes the parser says so of.
struct mistake {
  std::string what;
  std::size_t location = 0;
  [[nodiscard]] bool empty() const { return what.empty(); }
};

// The library counts characters, from 1.
std::size_t byte_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (std::size_t seen = 1; at < text.size(); ++at) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0u) != 0x80u;
    if (starts && seen++ == character) return at;
  }
  return character == 0 ? 0 : at;
}

// One reading of a text.
mistake read_once(tree::walker& walk, arena& memory, const analyze_options& how, const char* text,
                  std::string_view given, bool standard) {
  tree::library_session library;
  if (!library.ready()) return {"out of memory"};
  const tree::parsed_text parsed = library.parse(text, standard);
  analyze_options this_time = how;
  this_time.backslashes = standard ? lexing::standard : lexing::escaped;
  walk.start(memory, this_time, given);
  if (!parsed.error.empty()) return {std::string{parsed.error}, byte_of(given, parsed.error_at)};
  walk.read_statements(parsed.statements);
  return {};
}

}  // namespace

void analyzer::analyze(std::string_view text, const analyze_options& how, analysis& out) {
  try {
    state_->analyze(text, how, out);
  } catch (const std::bad_alloc&) {
    analysis_builder::clear(out);
    analysis_builder::add_unreadable(out, "not enough memory to read the statement");
  }
}

void analyzer::state::analyze(std::string_view text, const analyze_options& how, analysis& out) {
  analysis_builder::clear(out);
  analysis_builder::use(out, how.names);
  arena& memory = analysis_builder::memory(out);
  if (text.size() > bounds_max.statement_bytes_max) {
    return analysis_builder::add_unreadable(out, "the statement is longer than this proxy reads; split it");
  }
  if (text.find('\0') != std::string_view::npos) {
    return analysis_builder::add_unreadable(out, "the statement contains a NUL byte");
  }
  copied.assign(text);
  const bool backslash = text.find('\\') != std::string_view::npos;
  const bool twice = backslash && how.backslashes == lexing::uncertain;
  const mistake error = read_once(walk, memory, how, copied.c_str(), text, how.backslashes != lexing::escaped);
  if (error.empty()) {
    analysis_builder::take(walk, out);
  } else {
    analysis_builder::set_error(out, error.what);
    analysis_builder::add_unreadable(out, error.what, error.location);
  }
  if (!twice) return;
  const mistake second = read_once(walk, memory, how, copied.c_str(), text, false);
  if (second.empty()) {
    analysis_builder::set_error(out, {});  // not the only thing there is to say
    analysis_builder::merge(walk, out);
  } else if (error.empty()) {
    analysis_builder::add_unreadable(out, "with standard_conforming_strings off: " + second.what, second.location);
  }
}

void analyzer::analyze_function_call(std::uint32_t function_oid, analysis& out) {
  analysis_builder::clear(out);
  tree::walker& walk = state_->walk;
  walk.start(analysis_builder::memory(out), {}, {});
  walk.read_function_call(function_oid);
  analysis_builder::take(walk, out);
}

bool analyzer::analyze_replication_command(std::string_view text, analysis& out) {
  analysis_builder::clear(out);
  if (text.find('\0') != std::string_view::npos) return false;
  const std::optional<replication_command> command = read_replication_command(text);
  if (!command) return false;
  tree::walker& walk = state_->walk;
  walk.start(analysis_builder::memory(out), {}, text);
  walk.read_replication(*command);
  analysis_builder::take(walk, out);
  return true;
}

}  // namespace countersign::parser
