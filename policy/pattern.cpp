#include "policy/pattern.hpp"

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

}  // namespace countersign::policy
