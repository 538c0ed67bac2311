// The doors beside SQL text: functions that are called by number, and the commands of replication.
#include <fmt/format.h>

#include <algorithm>

#include "proxy/session/gate.hpp"

namespace countersign::session {

namespace {

// An identifier as SQL writes it, whatever is in it.
std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out.push_back(c);
    out.push_back(c);
  }
  return out + '"';
}

}  // namespace

// A function whose number the catalog knows is judged as the SELECT that calls it. The large object functions, which
// drivers call so all the time, are known without a catalog.
const question& gate::ask_function_call(const wire::frontend::function_call& what) {
  const parser::name_context* const names = lookup.current();
  const bool looks_up = names != nullptr && names->known != nullptr;
  const auto* const function = looks_up ? names->known->function_of(what.oid) : nullptr;
  with_->analyzer.analyze_function_call(what.oid, with_->scratch);
  const bool known = with_->scratch.effects().size() == 1 && with_->scratch.effects()[0].what != parser::verb::unknown;
  if (known || function == nullptr) {
    begin_question({}, parser::lexing::standard);
    asked_.effects = with_->scratch.effects();
    return asked_;
  }
  call_ = fmt::format("SELECT {}.{}(", quoted(function->schema), quoted(function->name));
  parameters_.clear();
  for (const wire::value each : what.arguments) {
    call_ += fmt::format("{}${}", parameters_.empty() ? "" : ", ", parameters_.size() + 1);
    const bool binary = each.format == wire::format::binary;
    parameters_.push_back({each.bytes, 0, binary ? parser::wire_format::binary : parser::wire_format::text, each.null});
  }
  call_ += ')';
  begin_question(call_, parser::lexing::standard);
  parser::analyze_options how = options(parser::lexing::standard);
  how.parameters = parameters_;
  with_->analyzer.analyze(call_, how, with_->scratch);
  asked_.effects = with_->scratch.effects();
  asked_.parameters = parameters_;
  return asked_;
}

// False: it is SQL, for all that can be told, and its effects are those of SQL.
bool gate::ask_replication(std::string_view text) {
  if (with_->analyzer.analyze_replication_command(text, with_->scratch)) {
    asked_.statements = with_->scratch.statements();
    asked_.effects = with_->scratch.effects();
    return true;
  }
  if (replication_ == wire::startup::replication::database) return false;
  add_unknown(parser::verb::unreadable, {}, "not a command of physical replication; for SQL say replication=database");
  resolved_.back().kind = parser::object_kind::none;
  asked_.effects = resolved_;
  return true;
}

const question& gate::ask_replication_connection() {
  begin_question({}, parser::lexing::standard);
  parser::effect& connection = resolved_.emplace_back();
  connection.what = parser::verb::replicate;
  connection.detail = "connection";
  asked_.effects = resolved_;
  return asked_;
}

bool gate::allowed_by_rule(const identity& who, time_point now) {
  const policy::subject subject{who.role, who.database, who.application, who.address, now, lookup.has_catalog()};
  const auto answers = with_->rules->explain(subject, asked_.effects, asked_.parameters);
  return std::ranges::all_of(answers, [](const policy::effect_explanation& each) {
    return each.kind == policy::verdict_kind::allow && each.rule != policy::default_rule;
  });
}

}  // namespace countersign::session
