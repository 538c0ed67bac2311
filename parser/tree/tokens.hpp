// The tokens of a text, from the library's own scanner.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace countersign::parser::tree {

// Token numbers of the library (pg_query.proto). The first ones are the core scanner's own and have not moved in years.
enum token_number : std::uint64_t {
  fconst = 260,
  sconst = 261,
  usconst = 262,
  bconst = 263,
  xconst = 264,
  iconst = 266,
  param = 267,
  sql_comment = 275,
  c_comment = 276,
};

struct token {
  std::size_t start = 0;
  std::size_t end = 0;
  std::uint64_t number = 0;
};

// Nothing if the scanner does not accept the text.
[[nodiscard]] std::optional<std::vector<token>> scan(const char* text, bool standard_conforming_strings);

}  // namespace countersign::parser::tree
