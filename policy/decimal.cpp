#include "policy/decimal.hpp"

#include <algorithm>

namespace countersign::policy {

namespace {

// Larger exponents are no numbers to PostgreSQL, and a size that is clamped there compares the same.
constexpr std::int64_t exponent_max = 1'000'000'000;

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(std::string_view text, std::string_view word) {
  return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

// An exponent such as `e-7`, from the front; nothing if there is text that is no exponent.
std::optional<std::int64_t> parse_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  std::int64_t out = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    out = std::min(out * 10 + (c - '0'), exponent_max);
  }
  return negative ? -out : out;
}

// Gives the digits of a view one by one, the point left out, and zeros after the end.
class digit_cursor {
 public:
  explicit digit_cursor(std::string_view digits) : rest_(digits) {}
  [[nodiscard]] bool done() const { return rest_.empty(); }
  char next() {
    if (!rest_.empty() && rest_.front() == '.') rest_.remove_prefix(1);
    if (rest_.empty()) return '0';
    const char out = rest_.front();
    rest_.remove_prefix(1);
    return out;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<decimal> decimal::parse(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  decimal out;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    out.negative_ = text.front() == '-';
    text.remove_prefix(1);
  }
  if (is_word(text, "nan")) {
    out.kind_ = kind::not_a_number;
    out.negative_ = false;
    return out;
  }
  if (is_word(text, "infinity") || is_word(text, "inf")) {
    out.kind_ = kind::infinite;
    return out;
  }
  std::size_t end = 0;
  std::size_t point = std::string_view::npos;
  std::size_t digits = 0;
  for (; end < text.size(); ++end) {
    if (is_digit(text[end])) {
      ++digits;
    } else if (text[end] == '.' && point == std::string_view::npos) {
      point = end;
    } else {
      break;
    }
  }
  if (digits == 0) return std::nullopt;
  const auto exponent = parse_exponent(text.substr(end));
  if (!exponent) return std::nullopt;
  text = text.substr(0, end);
  const std::size_t first = text.find_first_not_of("0.");
  if (first == std::string_view::npos) {  // zero has no sign and no size
    out.negative_ = false;
    return out;
  }
  if (point == std::string_view::npos) point = text.size();
  const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  out.magnitude_ = (place > 0 ? place - 1 : place) + *exponent;
  out.digits_ = text.substr(first, text.find_last_not_of("0.") - first + 1);
  return out;
}

decimal decimal::negated() const {
  decimal out = *this;
  if (kind_ != kind::not_a_number && !(kind_ == kind::finite && zero())) out.negative_ = !negative_;
  return out;
}

decimal decimal::absolute() const {
  decimal out = *this;
  out.negative_ = false;
  return out;
}

int decimal::compare_size(const decimal& other) const {
  if (kind_ != other.kind_) return kind_ < other.kind_ ? -1 : 1;
  if (kind_ != kind::finite) return 0;
  if (zero() || other.zero()) return static_cast<int>(other.zero()) - static_cast<int>(zero());
  if (magnitude_ != other.magnitude_) return magnitude_ < other.magnitude_ ? -1 : 1;
  digit_cursor mine{digits_};
  digit_cursor theirs{other.digits_};
  while (!mine.done() || !theirs.done()) {
    const char a = mine.next();
    const char b = theirs.next();
    if (a != b) return a < b ? -1 : 1;
  }
  return 0;
}

int decimal::compare(const decimal& other) const {
  if (negative_ != other.negative_) return negative_ ? -1 : 1;
  const int size = compare_size(other);
  return negative_ ? -size : size;
}

bool decimal::could_round_to(const decimal& other) const {
  if (kind_ != kind::finite || other.kind_ != kind::finite) return false;
  const auto digits_count = static_cast<std::int64_t>(std::count_if(digits_.begin(), digits_.end(), is_digit));
  if (digits_count <= magnitude_ + 1) return compare(other) == 0;  // a whole number stays what it is
  constexpr std::int64_t exact_digits_max = 17;
  if (magnitude_ >= exact_digits_max || other.magnitude_ >= exact_digits_max) {
    // A difference below one cannot be told cheaply there; the same first digits are close enough to doubt.
    return magnitude_ == other.magnitude_ && negative_ == other.negative_ && digits_.front() == other.digits_.front();
  }
  const auto whole = [](const decimal& of) {
    std::int64_t out = 0;
    digit_cursor digits{of.digits_};
    for (std::int64_t i = 0; i <= of.magnitude_; ++i) out = out * 10 + (digits.next() - '0');
    return of.negative_ ? -out : out;
  };
  const std::int64_t difference = whole(*this) - whole(other);
  return difference >= -1 && difference <= 1;
}

}  // namespace countersign::policy
