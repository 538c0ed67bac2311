#include "policy/hours.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <vector>

#include "policy/words.hpp"

namespace countersign::policy {

namespace {

constexpr std::array<std::string_view, 7> day_words{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::uint8_t every_day = 0x7f;

// Loading the database can throw (no /usr/share/zoneinfo), and so can reading a zone for the first time; both happen
// here, so that judging never does either.
const date::time_zone* find_zone(std::string_view name, std::string& problem) {
  try {
    const date::time_zone* const zone = date::locate_zone(std::string{name});
    (void)zone->get_info(date::sys_seconds{});
    return zone;
  } catch (const std::exception&) {
    try {
      std::vector<std::string_view> names;
      for (const auto& each : date::get_tzdb().zones) names.emplace_back(each.name());
      if (const auto near = nearest(name, names)) problem = fmt::format("did you mean {}?", *near);
      return nullptr;
    } catch (const std::exception&) {
      problem = "no time zones are installed here; install the package tzdata";
      return nullptr;
    }
  }
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t end = text.find(at);
    if (end != 0 || at != ' ') out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::optional<unsigned> parse_day(std::string_view word) {
  for (unsigned i = 0; i < day_words.size(); ++i) {
    if (day_words[i] == word) return i;
  }
  return std::nullopt;
}

// `Mon-Fri`, `Sat`, `Mon,Wed,Fri-Sun` or `daily`.
std::optional<std::uint8_t> parse_days(std::string_view text) {
  if (text == "daily") return every_day;
  unsigned out = 0;
  for (const std::string_view each : split(text, ',')) {
    const std::size_t dash = each.find('-');
    const auto first = parse_day(each.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_day(each.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    for (unsigned day = *first;; day = (day + 1) % 7) {
      out |= 1u << day;
      if (day == *last) break;
    }
  }
  return static_cast<std::uint8_t>(out);
}

// `08:00`, up to `24:00`.
std::optional<std::uint16_t> parse_minute(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour > 24 || (hour == 24 && minute > 0)) return std::nullopt;
  return static_cast<std::uint16_t>(hour * 60 + minute);
}

}  // namespace

std::optional<weekly_hours> weekly_hours::parse(std::string_view text, mistake& why) {
  constexpr std::string_view example = "write them as in \"Mon-Fri 08:00-18:00 Europe/Berlin\"";
  const std::vector<std::string_view> words = split(text, ' ');
  const auto fail = [&](std::string message, std::string suggestion) {
    why = {std::move(message), std::move(suggestion)};
    return std::nullopt;
  };
  if (words.size() == 2 && parse_days(words[0])) {
    return fail("these hours name no time zone",
                fmt::format("for example \"{} Europe/Berlin\" or \"{} UTC\"", text, text));
  }
  if (words.size() != 3) return fail("hours have three parts: days, times and a time zone", std::string{example});
  weekly_hours out;
  const auto days = parse_days(words[0]);
  if (!days) {
    return fail(fmt::format("\"{}\" are not days", words[0]),
                "days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges such as Mon-Fri, lists such as Mon,Wed, or daily");
  }
  const std::size_t dash = words[1].find('-');
  const auto begin = parse_minute(words[1].substr(0, dash));
  const auto end = dash == std::string_view::npos ? std::nullopt : parse_minute(words[1].substr(dash + 1));
  if (!begin || !end) return fail(fmt::format("\"{}\" are not times", words[1]), "times are as in 08:00-18:00");
  if (*begin == *end || *begin == 24 * 60) {
    return fail(fmt::format("{} is no stretch of time", words[1]), "a whole day is 00:00-24:00");
  }
  std::string problem;
  out.zone = find_zone(words[2], problem);
  if (out.zone == nullptr) {
    return fail(fmt::format("there is no time zone \"{}\"", words[2]),
                problem.empty() ? "names are as in Europe/Berlin, America/New_York or UTC" : problem);
  }
  out.days = *days;
  out.begin_minute = *begin;
  out.end_minute = *end;
  return out;
}

bool weekly_hours::contains(time_point now) const {
  // From UTC to the wall clock there is exactly one answer, also in the hour that a clock change repeats or skips.
  const auto seconds = date::floor<std::chrono::seconds>(now);
  const auto local = seconds.time_since_epoch() + zone->get_info(seconds).offset;
  const auto day = date::floor<date::days>(local);
  const auto minute = date::floor<std::chrono::minutes>(local - day).count();
  const unsigned weekday = date::weekday{date::sys_days{day}}.c_encoding();
  const auto has = [this](unsigned which) { return (days >> which & 1u) != 0; };
  if (begin_minute < end_minute) return has(weekday) && minute >= begin_minute && minute < end_minute;
  return (has(weekday) && minute >= begin_minute) || (has((weekday + 6) % 7) && minute < end_minute);
}

}  // namespace countersign::policy
