// Dates and times in values and in rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace countersign::policy {

// A date, or a date and time. Microseconds since 1970-01-01; `zoned`: in UTC, otherwise in a zone that is not known,
// which the server takes from the session.
struct moment {
  std::int64_t microseconds = 0;
  bool zoned = false;
  bool date_only = false;

  // ISO 8601 as PostgreSQL prints it (`2026-03-01`, `2026-03-01 12:30:00.5+02`, also with T and Z), `infinity` and
  // `-infinity`. Nothing for other spellings: what they mean depends on DateStyle.
  [[nodiscard]] static std::optional<moment> parse(std::string_view text);
  static constexpr std::int64_t infinity = INT64_MAX;

  // Negative, zero or positive; nothing if it depends on what is not known.
  [[nodiscard]] std::optional<int> compare(const moment& other) const;
};

// Days since 1970-01-01 of a day in the Gregorian calendar; nothing if there is no such day.
[[nodiscard]] std::optional<std::int64_t> days_of(std::int64_t year, unsigned month, unsigned day);

}  // namespace countersign::policy
