// Whether a pattern means the object of an effect.
#include <array>

#include "policy/pattern.hpp"

namespace countersign::policy {

bool has_flat_name(parser::verb what) {
  using parser::verb;
  return what == verb::set || what == verb::configure || what == verb::read_file || what == verb::write_file ||
         what == verb::run_program || what == verb::notify;
}

name_style style_of(const parser::effect& what) {
  using parser::object_kind;
  const bool flat = what.kind == object_kind::setting || what.kind == object_kind::file ||
                    what.kind == object_kind::program || what.kind == object_kind::channel ||
                    what.kind == object_kind::large_object || has_flat_name(what.what);
  return flat ? name_style::flat_names : name_style::sql_names;
}

namespace {

// Kinds that live in no schema: a pattern that names a schema does not mean them.
bool lives_in_no_schema(parser::object_kind kind) {
  using parser::object_kind;
  switch (kind) {
    case object_kind::database:
    case object_kind::role:
    case object_kind::extension:
    case object_kind::language:
    case object_kind::server:
    case object_kind::publication:
    case object_kind::subscription:
    case object_kind::tablespace:
    case object_kind::cursor:
    case object_kind::prepared_statement:
    case object_kind::event_trigger:
    case object_kind::access_method:
      return true;
    case object_kind::none:
    case object_kind::relation:
    case object_kind::view:
    case object_kind::materialized_view:
    case object_kind::index:
    case object_kind::sequence:
    case object_kind::schema:
    case object_kind::function:
    case object_kind::type:
    case object_kind::setting:
    case object_kind::file:
    case object_kind::program:
    case object_kind::trigger:
    case object_kind::rule:
    case object_kind::policy:
    case object_kind::channel:
    case object_kind::large_object:
    case object_kind::cast:
    case object_kind::op:
    case object_kind::aggregate:
    case object_kind::collation:
    case object_kind::statistics:
    case object_kind::text_search:
    case object_kind::text_search_parser:
    case object_kind::text_search_template:
    case object_kind::conversion:
    case object_kind::other:
      return false;
  }
  return false;
}

// An effect that names no object: may it still be on any? DO blocks and VACUUM of everything may, CHECKPOINT may not.
bool may_hide_an_object(parser::verb what) {
  using parser::verb;
  switch (what) {
    case verb::set_role:
    case verb::signal:
    case verb::server:
    case verb::wait:
    case verb::transaction:
    case verb::two_phase:
    case verb::session:
      return false;
    case verb::read:
    case verb::insert:
    case verb::update:
    case verb::remove:
    case verb::truncate:
    case verb::lock:
    case verb::create:
    case verb::alter:
    case verb::drop:
    case verb::comment:
    case verb::grant:
    case verb::revoke:
    case verb::role:
    case verb::set:
    case verb::configure:
    case verb::call:
    case verb::run_code:
    case verb::read_file:
    case verb::write_file:
    case verb::run_program:
    case verb::connect:
    case verb::replicate:
    case verb::maintain:
    case verb::large_object:
    case verb::sequence:
    case verb::notify:
    case verb::execute:
    case verb::unknown:
    case verb::unreadable:
      return true;
  }
  return true;
}

char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

match match_setting(const object_pattern& pattern, std::string_view name) {
  std::array<char, 256> folded{};
  if (name.size() > folded.size()) return match::maybe;  // the server has no setting with such a name
  for (std::size_t i = 0; i < name.size(); ++i) folded[i] = fold(name[i]);
  return pattern.setting.matches({folded.data(), name.size()}) ? match::yes : match::no;
}

match match_flat(const object_pattern& pattern, const parser::effect& what) {
  if (what.object.empty()) return match::maybe;  // a file or setting that cannot be told, or all of them
  if (what.kind == parser::object_kind::setting || what.what == parser::verb::set ||
      what.what == parser::verb::configure) {
    return match_setting(pattern, what.object);
  }
  return pattern.flat.matches(what.object) ? match::yes : match::no;
}

}  // namespace

match match_object(const object_pattern& pattern, const parser::effect& what, name_style style) {
  if (style == name_style::flat_names) return match_flat(pattern, what);
  if (what.object.empty() && what.schema.empty()) {
    return may_hide_an_object(what.what) ? match::maybe : match::no;
  }
  if (pattern.flat_only) return match::no;
  if (what.kind == parser::object_kind::schema) {
    if (!pattern.schema) return pattern.name.matches(what.object) ? match::yes : match::no;
    // What is done to a schema reaches what is in it; whether the things that the pattern names are among them, the
    // statement does not say.
    return pattern.schema->matches(what.object) ? match::maybe : match::no;
  }
  const std::string_view schema = what.schema.empty() && what.temporary ? std::string_view{"pg_temp"} : what.schema;
  if (what.object.empty()) {  // something in this schema
    if (pattern.schema && !pattern.schema->matches(schema)) return match::no;
    return pattern.name.matches_everything() ? match::yes : match::maybe;
  }
  if (!pattern.name.matches(what.object)) return match::no;
  if (!pattern.schema) return match::yes;
  if (lives_in_no_schema(what.kind)) return match::no;
  if (pattern.schema->matches_everything()) return match::yes;
  if (schema.empty()) return match::maybe;
  return pattern.schema->matches(schema) ? match::yes : match::no;
}

}  // namespace countersign::policy
