#include "policy/document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

namespace countersign::policy {

const member* node::find(std::string_view key) const {
  for (const member& each : members) {
    if (each.key == key) return &each;
  }
  return nullptr;
}

std::string_view to_string(node::kind what) {
  switch (what) {
    case node::kind::text:
      return "a text";
    case node::kind::integer:
      return "a whole number";
    case node::kind::real:
      return "a number";
    case node::kind::boolean:
      return "true or false";
    case node::kind::moment:
      return "a date";
    case node::kind::array:
      return "a list";
    case node::kind::table:
      return "a table";
    case node::kind::other:
      return "a time of day";
  }
  return "a value";
}

namespace {

position where_of(const toml::source_region& source) {
  return {source.begin.line, source.begin.column};
}

constexpr std::int64_t microseconds_of(const toml::time& time) {
  return ((std::int64_t{time.hour} * 60 + time.minute) * 60 + time.second) * 1'000'000 + time.nanosecond / 1000;
}

moment to_moment(const toml::date& date) {
  constexpr std::int64_t day = 86'400'000'000;
  return {days_of(date.year, date.month, date.day).value_or(0) * day, false, true};
}

moment to_moment(const toml::date_time& value) {
  moment out = to_moment(value.date);
  out.date_only = false;
  out.microseconds += microseconds_of(value.time);
  if (value.offset) {
    out.zoned = true;
    out.microseconds -= std::int64_t{value.offset->minutes} * 60 * 1'000'000;
  }
  return out;
}

void convert_real(double value, node& out) {
  out.what = node::kind::real;
  out.text = fmt::format("{}", value);  // the shortest that reads back as the same double
  const auto digits = std::count_if(out.text.begin(), std::find(out.text.begin(), out.text.end(), 'e'),
                                    [](char c) { return c >= '0' && c <= '9'; });
  constexpr auto exact_digits = 15;  // up to here a double keeps what was written
  out.exact = digits <= exact_digits;
}

// Recursion is bounded: the library refuses values nested deeper than TOML_MAX_NESTED_VALUES (256).
node convert(const toml::node& from) {
  node out;
  out.where = where_of(from.source());
  if (const auto* text = from.as_string()) {
    out.what = node::kind::text;
    out.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    out.what = node::kind::integer;
    out.integer = integer->get();
    out.text = fmt::format("{}", out.integer);
  } else if (const auto* real = from.as_floating_point()) {
    convert_real(real->get(), out);
  } else if (const auto* boolean = from.as_boolean()) {
    out.what = node::kind::boolean;
    out.truth = boolean->get();
  } else if (const auto* date = from.as_date()) {
    out.what = node::kind::moment;
    out.when = to_moment(date->get());
  } else if (const auto* date_time = from.as_date_time()) {
    out.what = node::kind::moment;
    out.when = to_moment(date_time->get());
  } else if (const auto* array = from.as_array()) {
    out.what = node::kind::array;
    for (const toml::node& each : *array) out.items.push_back(convert(each));
  } else if (const auto* table = from.as_table()) {
    out.what = node::kind::table;
    for (const auto& [key, value] : *table) {
      out.members.push_back({std::string{key.str()}, where_of(key.source()), convert(value)});
    }
    std::stable_sort(out.members.begin(), out.members.end(), [](const member& a, const member& b) {
      return std::pair{a.where.line, a.where.column} < std::pair{b.where.line, b.where.column};
    });
  }
  return out;
}

}  // namespace

std::optional<node> parse_document(std::string_view text, syntax_error& why) {
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    why = {where_of(error.source()), std::string{error.description()}};
  } catch (const std::exception& error) {
    why = {{}, error.what()};
  }
  return std::nullopt;
}

}  // namespace countersign::policy
