// Patterns for names, as rules write them: `payroll.salaries`, `staging.*`, `*.salaries`, `orders`, `"Weird Name"`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parser/effect.hpp"

namespace countersign::policy {

// How sure a condition is. `maybe` is what keeps the policy closed: a strict rule that may match counts, a mild one
// that may match exempts nothing.
enum class match : std::uint8_t { no, maybe, yes };

// A text with wildcards: `*` for any run of characters, `?` for one character. Immutable.
class glob {
 public:
  enum class letters : std::uint8_t { as_written, folded };  // folded: A-Z become a-z, as SQL does to bare names
  // Everything but the wildcards stands for itself.
  [[nodiscard]] static glob plain(std::string_view text, letters how);

  void add_literal(std::string_view text);
  void add_any();
  void add_one();

  [[nodiscard]] bool matches(std::string_view text) const;
  [[nodiscard]] bool matches_everything() const { return shape_ == shape::everything; }
  // The text, if there is no wildcard.
  [[nodiscard]] std::optional<std::string_view> literal() const;
  // Names longer than the backend's are cut as it cuts them. Only for patterns without wildcards.
  void clip();

 private:
  // Bytes that UTF-8, and so a TOML file, never has; a name in another encoding that has them is compared as text.
  static constexpr char any_ = '\xff';
  static constexpr char one_ = '\xfe';
  // Most patterns are a word, a `*`, or a beginning and a `*`: those need no search.
  enum class shape : std::uint8_t { word, everything, beginning, other };
  [[nodiscard]] bool search(std::string_view text) const;

  std::string pattern_;
  shape shape_ = shape::word;
};

// A pattern for one part of a name, or for a whole name without a schema (columns).
// `error` says what is wrong where nothing is returned.
[[nodiscard]] std::optional<glob> parse_name_part(std::string_view text, std::string& error);

// A pattern for an object.
struct object_pattern {
  std::string written;         // as in the file
  std::optional<glob> schema;  // absent: any schema, and objects that have none
  glob name;
  glob flat;               // the whole text, for names that are not SQL names: files, programs, channels
  glob setting;            // the same for settings, whose names ignore case
  bool flat_only = false;  // not readable as an SQL name, such as a path
};

// `flat_names`: the rule is about such names only, so that dots mean nothing.
enum class name_style : std::uint8_t { sql_names, flat_names };
[[nodiscard]] std::optional<object_pattern> parse_object_pattern(std::string_view text, name_style style,
                                                                 std::string& error);

// Does the effect's object match? The schema of a name that is written without one is not known. `style` is that of the
// effect (style_of), which callers with many patterns find out once.
[[nodiscard]] match match_object(const object_pattern& pattern, const parser::effect& what, name_style style);

// How the effect's object is named, and whether all objects of a verb have flat names.
[[nodiscard]] name_style style_of(const parser::effect& what);
[[nodiscard]] bool has_flat_name(parser::verb what);

}  // namespace countersign::policy
