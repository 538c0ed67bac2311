#include "parser/effect.hpp"

#include <fmt/format.h>

#include "parser/analysis.hpp"

namespace countersign::parser {

std::string_view to_string(verb what) {
  switch (what) {
    case verb::read:
      return "read";
    case verb::insert:
      return "insert";
    case verb::update:
      return "update";
    case verb::remove:
      return "delete";
    case verb::truncate:
      return "truncate";
    case verb::lock:
      return "lock";
    case verb::create:
      return "create";
    case verb::alter:
      return "alter";
    case verb::drop:
      return "drop";
    case verb::comment:
      return "comment";
    case verb::grant:
      return "grant";
    case verb::revoke:
      return "revoke";
    case verb::role:
      return "role";
    case verb::set_role:
      return "set role";
    case verb::set:
      return "set";
    case verb::configure:
      return "configure";
    case verb::call:
      return "call";
    case verb::run_code:
      return "run code";
    case verb::read_file:
      return "read file";
    case verb::write_file:
      return "write file";
    case verb::run_program:
      return "run program";
    case verb::connect:
      return "connect";
    case verb::signal:
      return "signal";
    case verb::server:
      return "server";
    case verb::replicate:
      return "replicate";
    case verb::maintain:
      return "maintain";
    case verb::large_object:
      return "large object";
    case verb::sequence:
      return "sequence";
    case verb::notify:
      return "notify";
    case verb::wait:
      return "wait";
    case verb::transaction:
      return "transaction";
    case verb::two_phase:
      return "two phase";
    case verb::session:
      return "session";
    case verb::execute:
      return "execute";
    case verb::unknown:
      return "unknown";
    case verb::unreadable:
      return "unreadable";
  }
  return "unknown";
}

std::string_view to_string(object_kind what) {
  switch (what) {
    case object_kind::none:
      return "";
    case object_kind::relation:
      return "table";
    case object_kind::view:
      return "view";
    case object_kind::materialized_view:
      return "materialized view";
    case object_kind::index:
      return "index";
    case object_kind::sequence:
      return "sequence";
    case object_kind::schema:
      return "schema";
    case object_kind::database:
      return "database";
    case object_kind::function:
      return "function";
    case object_kind::type:
      return "type";
    case object_kind::role:
      return "role";
    case object_kind::setting:
      return "setting";
    case object_kind::file:
      return "file";
    case object_kind::program:
      return "program";
    case object_kind::extension:
      return "extension";
    case object_kind::language:
      return "language";
    case object_kind::server:
      return "server";
    case object_kind::trigger:
      return "trigger";
    case object_kind::rule:
      return "rule";
    case object_kind::policy:
      return "policy";
    case object_kind::publication:
      return "publication";
    case object_kind::subscription:
      return "subscription";
    case object_kind::tablespace:
      return "tablespace";
    case object_kind::cursor:
      return "cursor";
    case object_kind::prepared_statement:
      return "prepared statement";
    case object_kind::channel:
      return "channel";
    case object_kind::large_object:
      return "large object";
    case object_kind::cast:
      return "cast";
    case object_kind::op:
      return "operator";
    case object_kind::aggregate:
      return "aggregate";
    case object_kind::collation:
      return "collation";
    case object_kind::statistics:
      return "statistics";
    case object_kind::text_search:
      return "text search";
    case object_kind::text_search_parser:
      return "text search parser";
    case object_kind::text_search_template:
      return "text search template";
    case object_kind::event_trigger:
      return "event trigger";
    case object_kind::access_method:
      return "access method";
    case object_kind::conversion:
      return "conversion";
    case object_kind::other:
      return "other";
  }
  return "other";
}

namespace {

// A table is what people expect after these verbs; any other kind is worth saying.
bool says_kind(const effect& what) {
  switch (what.kind) {
    case object_kind::none:
    case object_kind::other:
    case object_kind::file:
    case object_kind::program:
    case object_kind::channel:
      return false;
    case object_kind::setting:
      return what.what == verb::grant || what.what == verb::revoke;
    case object_kind::large_object:
      return what.what != verb::large_object;
    case object_kind::relation:
      return what.what == verb::create || what.what == verb::alter || what.what == verb::drop ||
             what.what == verb::comment;
    case object_kind::role:
      return what.what != verb::set_role && what.what != verb::role;
    case object_kind::function:
      return what.what != verb::call;
    case object_kind::sequence:
      return what.what != verb::sequence;
    case object_kind::prepared_statement:
      return what.what != verb::execute;
    case object_kind::view:
    case object_kind::materialized_view:
    case object_kind::index:
    case object_kind::schema:
    case object_kind::database:
    case object_kind::type:
    case object_kind::extension:
    case object_kind::language:
    case object_kind::server:
    case object_kind::trigger:
    case object_kind::rule:
    case object_kind::policy:
    case object_kind::publication:
    case object_kind::subscription:
    case object_kind::tablespace:
    case object_kind::cursor:
    case object_kind::cast:
    case object_kind::op:
    case object_kind::aggregate:
    case object_kind::collation:
    case object_kind::statistics:
    case object_kind::text_search:
    case object_kind::text_search_parser:
    case object_kind::text_search_template:
    case object_kind::event_trigger:
    case object_kind::access_method:
    case object_kind::conversion:
      return true;
  }
  return true;
}

void add_name(std::string& out, const effect& what) {
  const auto part = [&](std::string_view name) {
    if (name.empty()) return;
    if (out.back() != ' ') out += '.';
    out += visible(name);
  };
  if (what.object.empty() && what.schema.empty() && what.database.empty()) return;
  out += ' ';
  part(what.database);
  part(what.schema);
  part(what.object);
}

void add_columns(std::string& out, const effect& what) {
  constexpr std::size_t shown_max = 12;
  if (what.all_columns) {
    if (what.what == verb::read) out += " (all columns)";
  } else if (!what.columns.empty()) {
    out += " (";
    for (std::size_t i = 0; i < what.columns.size() && i < shown_max; ++i) {
      if (i > 0) out += ", ";
      out += visible(what.columns[i]);
    }
    if (what.columns.size() > shown_max) out += fmt::format(" and {} more", what.columns.size() - shown_max);
    out += ')';
  }
}

}  // namespace

std::string describe(const effect& what) {
  std::string out{to_string(what.what)};
  if (says_kind(what)) {
    out += ' ';
    out += to_string(what.kind);
  }
  add_name(out, what);
  add_columns(out, what);
  switch (what.where) {
    case restriction::not_applicable:
      break;
    case restriction::absent:
      out += " (no WHERE)";
      break;
    case restriction::always_true:
      out += " (WHERE is always true)";
      break;
    case restriction::restricted:
      out += " (with WHERE)";
      break;
  }
  if (!what.detail.empty()) {
    const bool assigns = what.what == verb::set || what.what == verb::configure;
    out += fmt::format(fmt::runtime(assigns ? " = {}" : " ({})"), visible(what.detail));
  }
  if (!what.via.empty()) out += fmt::format(" [{}]", visible(what.via));
  // One line: what visible() leaves in place for statements, a description must not have.
  std::string line;
  line.reserve(out.size());
  for (const char c : out) {
    if (c == '\n' || c == '\t') {
      line += c == '\n' ? "\\n" : "\\t";
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace countersign::parser
