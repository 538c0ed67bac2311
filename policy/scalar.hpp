// Assigned values, as far as they can be known, and what rules compare them with.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "parser/value.hpp"
#include "policy/decimal.hpp"
#include "policy/moment.hpp"
#include "policy/pattern.hpp"

namespace countersign::policy {

// What a rule compares with: the right side of over, under, is, one_of. Immutable.
struct operand {
  enum class kind : std::uint8_t { number, text, boolean, moment };
  kind what = kind::text;
  std::string text;  // as people write it; of a number, its digits
  bool truth = false;
  policy::moment when;
};

// One way to read a value. The texts belong to the statement, the message or the reading's owner.
struct reading {
  enum class kind : std::uint8_t { text, number, boolean, moment };
  kind what = kind::text;
  std::string_view text{};
  bool negated = false;
  bool relative = false;
  bool truth = false;
  policy::moment when{};
};

// All the ways in which the server may read one assigned value: usually one; none if nothing is known of it; several
// where it depends on the server's settings. Keeps the digits of binary numbers, so it cannot be copied.
class readings {
 public:
  readings(const parser::assigned_value& value, std::span<const parser::bound_value> parameters);
  readings(const readings&) = delete;
  readings& operator=(const readings&) = delete;

  [[nodiscard]] bool null() const { return null_; }
  [[nodiscard]] std::span<const reading> all() const { return {all_.data(), count_}; }

 private:
  friend class binary_reader;
  void add(const reading& each) {
    if (count_ < all_.size()) all_[count_++] = each;
  }

  static constexpr std::size_t digits_max = 1200;
  bool null_ = false;
  std::size_t count_ = 0;
  std::array<reading, 3> all_;
  std::array<char, digits_max> digits_;  // left as it is until a binary number needs it
};

enum class comparison : std::uint8_t { over, under, is };

// Whether the value, read this way, is over, under or the same as the operand; maybe if types do not tell.
[[nodiscard]] match compare(const reading& value, comparison how, const operand& with);

// Reads a binary parameter into `out`; leaves it without readings if its type is not known or its bytes are no value.
void read_binary(const parser::bound_value& value, readings& out);

}  // namespace countersign::policy
