#include "policy/pattern.hpp"

#include <array>
#include <vector>

#include "parser/analysis.hpp"

namespace countersign::policy {

namespace {

char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The end of the character that starts at `at`; a byte that is no UTF-8 is a character of its own.
std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) ++at;
  return at;
}

}  // namespace

glob glob::plain(std::string_view text, letters how) {
  glob out;
  for (const char c : text) {
    if (c == '*') {
      out.add_any();
    } else if (c == '?') {
      out.add_one();
    } else {
      const char kept = how == letters::folded ? fold(c) : c;
      out.add_literal({&kept, 1});
    }
  }
  return out;
}

void glob::add_literal(std::string_view text) {
  if (text.empty()) return;
  if (shape_ != shape::word) shape_ = shape::other;
  pattern_ += text;
}

void glob::add_any() {
  if (!pattern_.empty() && pattern_.back() == any_) return;
  shape_ = pattern_.empty() ? shape::everything : shape_ == shape::word ? shape::beginning : shape::other;
  pattern_ += any_;
}

void glob::add_one() {
  shape_ = shape::other;
  pattern_ += one_;
}

void glob::clip() {
  if (shape_ == shape::word) pattern_.resize(parser::clip_name(pattern_).size());
}

std::optional<std::string_view> glob::literal() const {
  if (shape_ != shape::word) return std::nullopt;
  return pattern_;
}

bool glob::matches(std::string_view text) const {
  switch (shape_) {
    case shape::word:
      return text == pattern_;
    case shape::everything:
      return true;
    case shape::beginning:
      return text.starts_with(std::string_view{pattern_}.substr(0, pattern_.size() - 1));
    case shape::other:
      return search(text);
  }
  return false;
}

bool glob::search(std::string_view text) const {
  // Greedy with one point of return, the last `*`: linear space, at worst pattern times text, and no recursion.
  constexpr std::size_t none = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t return_pattern = none;
  std::size_t return_text = 0;
  while (t < text.size()) {
    if (p < pattern_.size() && pattern_[p] == any_) {
      return_pattern = ++p;
      return_text = t;
    } else if (p < pattern_.size() && pattern_[p] == one_) {
      ++p;
      t = next_character(text, t);
    } else if (p < pattern_.size() && pattern_[p] == text[t]) {
      ++p;
      ++t;
    } else if (return_pattern != none) {
      p = return_pattern;
      t = ++return_text;
    } else {
      return false;
    }
  }
  while (p < pattern_.size() && pattern_[p] == any_) ++p;
  return p == pattern_.size();
}

namespace {

// Reads one part of a name from the front of `text`, up to a dot or the end.
std::optional<glob> take_part(std::string_view& text, std::string& error) {
  glob out;
  bool empty = true;
  while (!text.empty() && text.front() != '.') {
    empty = false;
    if (text.front() == '"') {
      text.remove_prefix(1);
      for (;;) {
        const std::size_t quote = text.find('"');
        if (quote == std::string_view::npos) {
          error = "a quoted name is not closed";
          return std::nullopt;
        }
        out.add_literal(text.substr(0, quote));
        text.remove_prefix(quote + 1);
        if (text.empty() || text.front() != '"') break;
        out.add_literal("\"");  // two quotes inside quotes are one
        text.remove_prefix(1);
      }
      continue;
    }
    if (text.front() == '*') {
      out.add_any();
    } else if (text.front() == '?') {
      out.add_one();
    } else {
      const char c = fold(text.front());
      out.add_literal({&c, 1});
    }
    text.remove_prefix(1);
  }
  if (empty) {
    error = "a part of the name is empty";
    return std::nullopt;
  }
  out.clip();
  return out;
}

bool has_control_character(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  }
  return false;
}

}  // namespace

std::optional<glob> parse_name_part(std::string_view text, std::string& error) {
  if (has_control_character(text)) {
    error = "a name has no control characters";
    return std::nullopt;
  }
  auto out = take_part(text, error);
  if (out && !text.empty()) {
    error = "one name is wanted here, without a dot";
    return std::nullopt;
  }
  return out;
}

std::optional<object_pattern> parse_object_pattern(std::string_view text, name_style style, std::string& error) {
  if (text.empty()) {
    error = "an empty pattern matches nothing";
    return std::nullopt;
  }
  if (has_control_character(text)) {
    error = "a name has no control characters";
    return std::nullopt;
  }
  object_pattern out;
  out.written = text;
  out.flat = glob::plain(text, glob::letters::as_written);
  out.setting = glob::plain(text, glob::letters::folded);
  if (style == name_style::flat_names || text.front() == '/') {
    out.flat_only = true;
    return out;
  }
  std::vector<glob> parts;
  for (;;) {
    auto part = take_part(text, error);
    if (!part) return std::nullopt;
    parts.push_back(*std::move(part));
    if (text.empty()) break;
    text.remove_prefix(1);
    if (text.empty()) {
      error = "a part of the name is empty";
      return std::nullopt;
    }
  }
  if (parts.size() > 2) {
    error = "a pattern is `name` or `schema.name`; for a database, use the key databases";
    return std::nullopt;
  }
  out.name = parts.back();
  if (parts.size() == 2) out.schema = parts.front();
  return out;
}

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
