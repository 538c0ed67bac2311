// Exact decimal numbers of up to 38 digits, for constants in statements. What does not fit is no number here.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "parser/arena.hpp"

namespace countersign::parser::tree {

__extension__ using int128 = __int128;

struct decimal {
  int128 digits = 0;
  int scale = 0;       // digits after the point
  bool whole = false;  // of an integer type: division cuts off

  friend bool operator==(const decimal&, const decimal&) = default;
};

[[nodiscard]] std::optional<decimal> parse_decimal(std::string_view text);
[[nodiscard]] std::string_view decimal_words(const decimal& value, arena& memory);

[[nodiscard]] std::optional<decimal> negate(const decimal& value);
[[nodiscard]] std::optional<decimal> add(const decimal& left, const decimal& right);
[[nodiscard]] std::optional<decimal> multiply(const decimal& left, const decimal& right);
// Integers only: cut off towards zero, as the server does. Nothing for others and for a divisor of 0.
[[nodiscard]] std::optional<decimal> divide(const decimal& left, const decimal& right);
[[nodiscard]] std::optional<decimal> remainder(const decimal& left, const decimal& right);
[[nodiscard]] std::optional<std::strong_ordering> compare(const decimal& left, const decimal& right);
// Half away from zero, as the server rounds numeric.
[[nodiscard]] std::optional<decimal> round_to(const decimal& value, int scale);

}  // namespace countersign::parser::tree
