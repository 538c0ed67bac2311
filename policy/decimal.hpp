// Decimal numbers of any size, compared exactly: no amount becomes another one by way of a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace countersign::policy {

// A view of the digits in a text; the text must outlive it.
class decimal {
 public:
  // What PostgreSQL's numeric and float types take: blanks around, a sign, digits, a point, an exponent, Infinity, NaN.
  // Nothing for anything else, such as 0x10, 1_000 or $5, whose meaning depends on the server.
  [[nodiscard]] static std::optional<decimal> parse(std::string_view text);

  [[nodiscard]] decimal negated() const;
  [[nodiscard]] decimal absolute() const;
  // Negative, zero or positive, as strcmp. NaN is above everything and equal to itself, as in PostgreSQL.
  [[nodiscard]] int compare(const decimal& other) const;
  [[nodiscard]] bool is_finite() const { return kind_ == kind::finite; }
  // This has a fraction, and less than about one lies between the two: a column with fewer decimals could store this as
  // the other. May say yes where it is not so, never no where it is.
  [[nodiscard]] bool could_round_to(const decimal& other) const;

 private:
  enum class kind : std::uint8_t { finite, infinite, not_a_number };
  [[nodiscard]] int compare_size(const decimal& other) const;
  [[nodiscard]] bool zero() const { return digits_.empty(); }

  kind kind_ = kind::finite;
  bool negative_ = false;
  std::string_view digits_;     // from the first to the last digit that is not 0; may hold the point. Empty: zero
  std::int64_t magnitude_ = 0;  // the first digit counts times ten to this
};

}  // namespace countersign::policy
