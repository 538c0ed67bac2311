#include "policy/moment.hpp"

#include <date/date.h>

#include <chrono>

namespace countersign::policy {

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
// PostgreSQL takes offsets up to 15:59:59.
constexpr std::int64_t offset_max = 16 * hour;

// Reads from the front of a text, and remembers whether it ever could not.
class scanner {
 public:
  explicit scanner(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { good_ = take(c) && good_; }
  std::int64_t digits(std::size_t least, std::size_t most) {
    std::int64_t out = 0;
    std::size_t count = 0;
    for (; count < most && peek() >= '0' && peek() <= '9'; ++count) {
      out = out * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (count < least) good_ = false;
    return out;
  }
  // The digits after a decimal point, as microseconds; more than six are rounded by the server, so they are not read.
  std::int64_t fraction() {
    std::int64_t out = 0;
    std::int64_t unit = second;
    std::size_t count = 0;
    for (; peek() >= '0' && peek() <= '9'; ++count) {
      unit /= 10;
      out += unit * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (count == 0 || count > 6) good_ = false;
    return out;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

// `12:30`, `12:30:00`, `12:30:00.25`
std::int64_t scan_time(scanner& from) {
  const std::int64_t hours = from.digits(2, 2);
  from.expect(':');
  const std::int64_t minutes = from.digits(2, 2);
  std::int64_t out = hours * hour + minutes * minute;
  std::int64_t seconds = 0;
  if (from.take(':')) {
    seconds = from.digits(2, 2);
    out += seconds * second;
    if (from.take('.')) out += from.fraction();
  }
  if (hours > 24 || minutes > 59 || seconds > 60) from.expect('\0');
  return out;
}

// `Z`, `+02`, `-05:30`, `+0530`
std::int64_t scan_offset(scanner& from) {
  if (from.take('Z') || from.take('z')) return 0;
  const bool negative = from.peek() == '-';
  if (!negative && from.peek() != '+') from.expect('+');
  from.take(negative ? '-' : '+');
  std::int64_t out = from.digits(2, 2) * hour;
  if (from.take(':') || !from.done()) out += from.digits(2, 2) * minute;
  if (from.take(':')) out += from.digits(2, 2) * second;
  return negative ? -out : out;
}

}  // namespace

std::optional<std::int64_t> days_of(std::int64_t year, unsigned month, unsigned day_of_month) {
  if (year < -30'000 || year > 30'000) return std::nullopt;
  const date::year_month_day when{date::year{static_cast<int>(year)}, date::month{month}, date::day{day_of_month}};
  if (!when.ok()) return std::nullopt;
  return date::sys_days{when}.time_since_epoch().count();
}

std::optional<moment> moment::parse(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text == "infinity") return moment{infinity, true, false};
  if (text == "-infinity") return moment{-infinity, true, false};
  scanner from{text};
  // Whatever the DateStyle, what begins with a year of four digits or more goes on with the month.
  const bool packed = text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos;
  const std::int64_t year = packed ? from.digits(4, 4) : from.digits(4, 6);
  const char between = from.peek() == '/' ? '/' : '-';
  if (!packed) from.expect(between);
  const std::int64_t month = from.digits(packed ? 2 : 1, 2);
  if (!packed) from.expect(between);
  const std::int64_t day_of_month = from.digits(packed ? 2 : 1, 2);
  if (!from.good()) return std::nullopt;
  const auto days = days_of(year, static_cast<unsigned>(month), static_cast<unsigned>(day_of_month));
  if (!days) return std::nullopt;
  moment out{*days * day, false, from.done()};
  if (out.date_only) return out;
  if (!from.take('T')) from.expect(' ');
  out.microseconds += scan_time(from);
  if (from.good() && !from.done()) {
    out.microseconds -= scan_offset(from);
    out.zoned = true;
  }
  if (!from.good() || !from.done()) return std::nullopt;
  return out;
}

std::optional<int> moment::compare(const moment& other) const {
  const auto infinite = [](const moment& m) { return m.microseconds == infinity || m.microseconds == -infinity; };
  const int order = microseconds == other.microseconds ? 0 : microseconds < other.microseconds ? -1 : 1;
  if (infinite(*this) || infinite(other)) return order;
  // Both are far from the ends of the type here, since years are bounded.
  const std::int64_t apart =
      microseconds < other.microseconds ? other.microseconds - microseconds : microseconds - other.microseconds;
  if (zoned != other.zoned && apart <= offset_max) return std::nullopt;
  // A date column drops the time of day, a timestamp column adds midnight: on one day, that decides.
  if (date_only != other.date_only && apart < day && order != 0) return std::nullopt;
  return order;
}

}  // namespace countersign::policy
