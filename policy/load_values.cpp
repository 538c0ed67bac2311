// values = { amount = { over = 10000 } }
#include <fmt/format.h>

#include "policy/loading.hpp"

namespace countersign::policy {

namespace {

std::string written_operand(const node& from) {
  switch (from.what) {
    case node::kind::text:
      return quoted(from.text);
    case node::kind::integer:
    case node::kind::real:
      return from.text;
    case node::kind::boolean:
      return from.truth ? "true" : "false";
    case node::kind::moment:
      return "the given date";
    case node::kind::array:
    case node::kind::table:
    case node::kind::other:
      break;
  }
  return {};
}

enum class wants : std::uint8_t { order, sameness };

std::optional<operand> load_operand(const field& from, wants what, report& to) {
  const node& value = *from.value;
  operand out;
  out.text = value.text;
  switch (value.what) {
    case node::kind::integer:
      out.what = operand::kind::number;
      return out;
    case node::kind::real:
      if (!value.exact) {
        to.mistake(value.where, from.key, "this number has more digits than TOML keeps exactly",
                   "put it in quotes: a number in quotes keeps all its digits");
        return std::nullopt;
      }
      out.what = operand::kind::number;
      return out;
    case node::kind::moment:
      out.what = operand::kind::moment;
      out.when = value.when;
      return out;
    case node::kind::boolean:
      if (what == wants::order) break;
      out.what = operand::kind::boolean;
      out.truth = value.truth;
      return out;
    case node::kind::text:
      if (what == wants::sameness) {
        out.what = operand::kind::text;
        return out;
      }
      out.what = operand::kind::number;
      if (decimal::parse(value.text)) return out;
      break;
    case node::kind::array:
    case node::kind::table:
    case node::kind::other:
      break;
  }
  to.mistake(value.where, from.key,
             what == wants::order ? "a number or a date is wanted here"
                                  : "a text, a number, a date, true or false is wanted here",
             what == wants::order ? "write it as in over = 10000, over = \"10000.50\" or over = 2026-01-01" : "");
  return std::nullopt;
}

void append(std::string& written, std::string_view column, std::string_view how, std::string_view what) {
  if (!written.empty()) written += " and ";
  written += fmt::format("{} {} {}", column, how, what);
}

void load_one_of(const field& from, value_test& into, report& to) {
  if (from.value->what != node::kind::array || from.value->items.empty()) {
    to.mistake(from.value->where, from.key, "a list of values is wanted here",
               "write it as in one_of = [\"a\", \"b\"]");
    return;
  }
  std::string all;
  for (std::size_t i = 0; i < from.value->items.size(); ++i) {
    const field each{&from.value->items[i], fmt::format("{}[{}]", from.key, i + 1)};
    if (auto parsed = load_operand(each, wants::sameness, to)) into.one_of.push_back(*std::move(parsed));
    all += (i > 0 ? ", " : "") + written_operand(*each.value);
  }
  append(into.written, into.column_written, "one of", all);
}

void load_test(const member& from, const std::string& path, rule& into, report& to) {
  std::string error;
  const std::string key = fmt::format("{}.{}", path, from.key);
  auto column = parse_name_part(from.key, error);
  if (!column) {
    to.mistake(from.where, key, fmt::format("{} is no column: {}", quoted(from.key), error));
    return;
  }
  if (from.value.what != node::kind::table) {
    to.mistake(from.value.where, key, fmt::format("a table is wanted here, not {}", to_string(from.value.what)),
               fmt::format("write it as in values = {{ {} = {{ over = 10000 }} }}", from.key));
    return;
  }
  value_test test;
  test.column = *std::move(column);
  test.column_written = from.key;
  table_reader table{from.value, key, to};
  if (const auto over = table.any("over")) {
    test.over = load_operand(*over, wants::order, to);
    append(test.written, from.key, "over", written_operand(*over->value));
  }
  if (const auto under = table.any("under")) {
    test.under = load_operand(*under, wants::order, to);
    append(test.written, from.key, "under", written_operand(*under->value));
  }
  const auto is = table.any("is");
  const auto one_of = table.any("one_of");
  if (is && one_of) to.mistake(one_of->value->where, one_of->key, "is and one_of say the same", "keep one_of");
  if (is) {
    if (auto parsed = load_operand(*is, wants::sameness, to)) test.one_of.push_back(*std::move(parsed));
    append(test.written, from.key, "is", written_operand(*is->value));
  } else if (one_of) {
    load_one_of(*one_of, test, to);
  }
  table.finish();
  if (from.value.members.empty()) {
    to.mistake(from.value.where, key, "nothing is asked of the column", "add over, under, is or one_of");
  }
  into.values.push_back(std::move(test));
}

}  // namespace

void load_values(table_reader& table, rule& into, report& to) {
  const auto found = table.table("values");
  if (!found) return;
  if (found->value->members.empty()) {
    to.mistake(found->value->where, found->key, "no column is named",
               "write it as in values = { amount = { over = 10000 } }");
  }
  for (const member& each : found->value->members) load_test(each, found->key, into, to);
  std::string& written = into.written[static_cast<std::size_t>(condition::values)];
  for (const value_test& each : into.values) written += (written.empty() ? "" : " and ") + each.written;
}

}  // namespace countersign::policy
