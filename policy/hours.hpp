// Times of the week, as rules write them: "Mon-Fri 08:00-18:00 Europe/Berlin".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/subject.hpp"

namespace date {
class time_zone;
}

namespace countersign::policy {

// A stretch of some days of the week, in the wall clock of one time zone. Over midnight it belongs to the day on which
// it begins. Immutable; the zone belongs to the process.
struct weekly_hours {
  std::uint8_t days = 0;  // bit 0 is Sunday
  std::uint16_t begin_minute = 0;
  std::uint16_t end_minute = 24 * 60;  // not included; before `begin_minute`: on the next day
  const date::time_zone* zone = nullptr;

  struct mistake {
    std::string message;
    std::string suggestion;
  };
  [[nodiscard]] static std::optional<weekly_hours> parse(std::string_view text, mistake& why);
  [[nodiscard]] bool contains(time_point now) const;
};

}  // namespace countersign::policy
