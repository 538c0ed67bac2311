#include "parser/tree/decimal.hpp"

#include <algorithm>
#include <array>

namespace countersign::parser::tree {

namespace {

constexpr int scale_max = 30;
constexpr int digits_in_64 = 19;
constexpr int128 digits_limit = [] {
  int128 limit = 1;
  for (int i = 0; i < 37; ++i) limit *= 10;
  return limit;
}();

std::optional<int128> times(int128 left, int128 right) {
  int128 out = 0;
  if (__builtin_mul_overflow(left, right, &out) || out > digits_limit || out < -digits_limit) return std::nullopt;
  return out;
}

// The digits at another, larger scale.
std::optional<int128> scaled(const decimal& value, int scale) {
  std::optional<int128> out = value.digits;
  for (int i = value.scale; i < scale && out; ++i) out = times(*out, 10);
  return out;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// "e-12" at the front of the rest of a number; nothing if it is malformed or large.
std::optional<int> parse_exponent(std::string_view text) {
  text.remove_prefix(1);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  int out = 0;
  for (const char c : text) out = out * 10 + (c - '0');
  return negative ? -out : out;
}

}  // namespace

std::optional<decimal> parse_decimal(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  decimal out;
  out.whole = true;
  bool any = false;
  std::uint64_t few = 0;  // the digits, as long as 64 bits hold them
  int count = 0;
  for (; !text.empty(); text.remove_prefix(1)) {
    const char c = text.front();
    if (c == '.' && out.whole) {
      out.whole = false;
    } else if (is_digit(c)) {
      any = true;
      if (count < digits_in_64) {
        few = few * 10 + static_cast<unsigned>(c - '0');
        ++count;
        out.digits = few;
      } else {
        const std::optional<int128> next = times(out.digits, 10);
        if (!next) return std::nullopt;
        out.digits = *next + (c - '0');
      }
      if (!out.whole && ++out.scale > scale_max) return std::nullopt;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (!text.empty()) {
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    const std::optional<int> exponent = parse_exponent(text);
    if (!exponent) return std::nullopt;
    out.whole = false;
    out.scale -= *exponent;
    if (out.scale < 0) {
      const std::optional<int128> digits = scaled(out, 0);
      if (!digits) return std::nullopt;
      out.digits = *digits;
      out.scale = 0;
    }
    if (out.scale > scale_max) return std::nullopt;
  }
  if (negative) out.digits = -out.digits;
  return out;
}

std::string_view decimal_words(const decimal& value, arena& memory) {
  std::array<char, 96> buffer{};
  char* const end = buffer.data() + buffer.size();
  char* at = end;
  int128 rest = value.digits < 0 ? -value.digits : value.digits;
  int written = 0;
  const auto write = [&](int digit) {
    if (written++ == value.scale && value.scale > 0) *--at = '.';
    *--at = static_cast<char>('0' + digit);
  };
  for (; rest > UINT64_MAX; rest /= 10) write(static_cast<int>(rest % 10));
  // Nearly every number is this small, and dividing 128 bits is slow.
  for (auto few = static_cast<std::uint64_t>(rest); few != 0 || written <= value.scale; few /= 10) {
    write(static_cast<int>(few % 10));
  }
  if (value.digits < 0) *--at = '-';
  return memory.copy(std::string_view{at, static_cast<std::size_t>(end - at)});
}

std::optional<decimal> negate(const decimal& value) {
  return decimal{-value.digits, value.scale, value.whole};
}

std::optional<decimal> add(const decimal& left, const decimal& right) {
  const int scale = std::max(left.scale, right.scale);
  const std::optional<int128> a = scaled(left, scale);
  const std::optional<int128> b = scaled(right, scale);
  if (!a || !b) return std::nullopt;
  const int128 sum = *a + *b;
  if (sum > digits_limit || sum < -digits_limit) return std::nullopt;
  return decimal{sum, scale, left.whole && right.whole};
}

std::optional<decimal> multiply(const decimal& left, const decimal& right) {
  const std::optional<int128> digits = times(left.digits, right.digits);
  if (!digits || left.scale + right.scale > scale_max) return std::nullopt;
  return decimal{*digits, left.scale + right.scale, left.whole && right.whole};
}

std::optional<decimal> divide(const decimal& left, const decimal& right) {
  if (!left.whole || !right.whole || right.digits == 0) return std::nullopt;
  return decimal{left.digits / right.digits, 0, true};
}

std::optional<decimal> remainder(const decimal& left, const decimal& right) {
  if (!left.whole || !right.whole || right.digits == 0) return std::nullopt;
  return decimal{left.digits % right.digits, 0, true};
}

std::optional<std::strong_ordering> compare(const decimal& left, const decimal& right) {
  const int scale = std::max(left.scale, right.scale);
  const std::optional<int128> a = scaled(left, scale);
  const std::optional<int128> b = scaled(right, scale);
  if (!a || !b) return std::nullopt;
  return *a < *b ? std::strong_ordering::less : *a > *b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

std::optional<decimal> round_to(const decimal& value, int scale) {
  decimal out = value;
  if (out.scale <= scale) return out;
  int128 divisor = 1;
  for (int i = scale; i < out.scale; ++i) divisor *= 10;
  const int128 rest = out.digits % divisor;
  out.digits /= divisor;
  if (rest * 2 >= divisor) ++out.digits;
  if (rest * 2 <= -divisor) --out.digits;
  out.scale = scale;
  return out;
}

}  // namespace countersign::parser::tree
