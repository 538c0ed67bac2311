#include "policy/hours.hpp"

#include <date/date.h>
#include <doctest/doctest.h>

#include <sstream>

namespace countersign::policy {

namespace {

time_point utc(const std::string& text) {
  std::istringstream in{text};
  date::sys_seconds out;
  in >> date::parse("%Y-%m-%d %H:%M:%S", out);
  REQUIRE_FALSE(in.fail());
  return out;
}

}  // namespace

TEST_CASE("hours follow the wall clock of their zone") {
  struct row {
    std::string_view hours;
    std::string now;  // UTC
    bool inside;
  };
  for (const row& each : std::initializer_list<row>{
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-02 07:00:00", true},  // Monday 08:00 in winter
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-02 06:59:59", false},
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-02 16:59:59", true},
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-02 17:00:00", false},
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-30 06:00:00", true},  // Monday 08:00 in summer
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-30 05:59:59", false},
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-30 16:30:00", false},
           {"Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-01 10:00:00", false},  // Sunday
           // The clock jumps from 02:00 to 03:00 on 2026-03-29, at 01:00 UTC.
           {"Sun 02:00-03:00 Europe/Berlin", "2026-03-29 00:59:59", false},
           {"Sun 02:00-03:00 Europe/Berlin", "2026-03-29 01:00:00", false},
           {"Sun 03:00-04:00 Europe/Berlin", "2026-03-29 01:00:00", true},
           // It falls from 03:00 to 02:00 on 2026-10-25, at 01:00 UTC: the hour comes twice.
           {"Sun 02:00-03:00 Europe/Berlin", "2026-10-25 00:30:00", true},
           {"Sun 02:00-03:00 Europe/Berlin", "2026-10-25 01:30:00", true},
           {"Sun 02:00-03:00 Europe/Berlin", "2026-10-25 02:00:00", false},
           // Over midnight: the night belongs to the day on which it begins.
           {"Fri 22:00-06:00 UTC", "2026-03-06 22:00:00", true},
           {"Fri 22:00-06:00 UTC", "2026-03-07 05:59:59", true},
           {"Fri 22:00-06:00 UTC", "2026-03-07 06:00:00", false},
           {"Fri 22:00-06:00 UTC", "2026-03-06 05:00:00", false},  // Thursday's night
           {"Sat 22:00-06:00 UTC", "2026-03-08 01:00:00", true},   // into Sunday
           {"daily 22:00-06:00 UTC", "2026-03-04 02:00:00", true},
           {"daily 00:00-24:00 UTC", "2026-03-04 23:59:59", true},
           {"Fri-Mon 09:00-10:00 UTC", "2026-03-02 09:30:00", true},
           {"Fri-Mon 09:00-10:00 UTC", "2026-03-03 09:30:00", false},
           {"Mon,Wed 09:00-10:00 UTC", "2026-03-04 09:30:00", true},
           {"Mon,Wed 09:00-10:00 UTC", "2026-03-03 09:30:00", false},
           {"Mon,Thu-Sat 09:00-10:00 UTC", "2026-03-06 09:30:00", true},
           // Another calendar day than in UTC, both ways.
           {"Mon 07:00-09:00 Asia/Tokyo", "2026-03-01 23:00:00", true},
           {"Sun 18:00-20:00 America/New_York", "2026-03-02 00:30:00", true},
           // Before 1970 no arithmetic goes wrong either.
           {"Wed 23:00-24:00 UTC", "1969-12-31 23:30:00", true},
       }) {
    CAPTURE(each.hours);
    CAPTURE(each.now);
    weekly_hours::mistake why;
    const auto parsed = weekly_hours::parse(each.hours, why);
    CAPTURE(why.message);
    REQUIRE(parsed.has_value());
    CHECK(parsed->contains(utc(each.now)) == each.inside);
  }
}

TEST_CASE("what are no hours says what is wrong and what to write") {
  struct row {
    std::string_view text;
    std::string_view message;
    std::string_view suggestion;
  };
  for (const row& each : std::initializer_list<row>{
           {"Mon-Fri 08:00-18:00", "no time zone", "Mon-Fri 08:00-18:00 Europe/Berlin"},
           {"08:00-18:00", "three parts", "Mon-Fri"},
           {"", "three parts", "Mon-Fri"},
           {"Mon-Fry 08:00-18:00 UTC", "\"Mon-Fry\" are not days", "Mon, Tue"},
           {"Mon-Fri 8-18 UTC", "\"8-18\" are not times", "08:00-18:00"},
           {"Mon-Fri 08:00-25:00 UTC", "are not times", "08:00-18:00"},
           {"Mon-Fri 08:00 UTC", "are not times", "08:00-18:00"},
           {"Mon-Fri 08:00-08:00 UTC", "no stretch of time", "00:00-24:00"},
           {"Mon-Fri 08:00-18:00 Europe/Berlim", "no time zone \"Europe/Berlim\"", "Europe/Berlin"},
           {"Mon-Fri 08:00-18:00 ../../etc/passwd", "no time zone", ""},
       }) {
    CAPTURE(each.text);
    weekly_hours::mistake why;
    CHECK_FALSE(weekly_hours::parse(each.text, why).has_value());
    CHECK(why.message.find(each.message) != std::string::npos);
    CHECK(why.suggestion.find(each.suggestion) != std::string::npos);
  }
}

}  // namespace countersign::policy
