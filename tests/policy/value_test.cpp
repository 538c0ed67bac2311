#include <doctest/doctest.h>

#include <bit>

#include "policy/scalar.hpp"

namespace countersign::policy {

namespace {

using parser::assigned_value;
using parser::bound_value;
using parser::value_kind;
using parser::wire_format;

operand number(std::string_view digits) {
  operand out;
  out.what = operand::kind::number;
  out.text = digits;
  return out;
}

operand text(std::string_view words) {
  operand out;
  out.what = operand::kind::text;
  out.text = words;
  return out;
}

operand day(std::string_view when) {
  operand out;
  out.what = operand::kind::moment;
  const auto parsed = moment::parse(when);
  REQUIRE(parsed.has_value());
  out.when = *parsed;
  return out;
}

operand truth(bool what) {
  operand out;
  out.what = operand::kind::boolean;
  out.truth = what;
  return out;
}

// All readings must agree.
match judge(const assigned_value& value, comparison how, const operand& with,
            std::span<const bound_value> parameters = {}) {
  const readings known{value, parameters};
  if (known.null()) return match::no;
  if (known.all().empty()) return match::maybe;
  const match first = compare(known.all()[0], how, with);
  for (const reading& each : known.all()) {
    if (compare(each, how, with) != first) return match::maybe;
  }
  return first;
}

match literal(std::string_view value, comparison how, const operand& with) {
  assigned_value out;
  out.kind = value_kind::literal;
  out.text = value;
  return judge(out, how, with);
}

match binary(parser::type_oid type, std::string_view bytes, comparison how, const operand& with, bool negated = false) {
  assigned_value value;
  value.kind = value_kind::parameter;
  value.parameter = 1;
  value.negated = negated;
  bound_value bound;
  bound.bytes = bytes;
  bound.type = type;
  bound.format = wire_format::binary;
  return judge(value, how, with, {&bound, 1});
}

std::string big_endian(std::uint64_t value, unsigned size) {
  std::string out;
  for (unsigned i = size; i-- > 0;) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

std::string float8(double value) {
  return big_endian(std::bit_cast<std::uint64_t>(value), 8);
}
std::string float4(float value) {
  return big_endian(std::bit_cast<std::uint32_t>(value), 4);
}

// numeric_send's bytes.
std::string numeric(std::int16_t weight, std::uint16_t sign, std::initializer_list<std::uint16_t> groups) {
  std::string out = big_endian(groups.size(), 2);
  out += big_endian(static_cast<std::uint16_t>(weight), 2) + big_endian(sign, 2) + big_endian(4, 2);
  for (const std::uint16_t each : groups) out += big_endian(each, 2);
  return out;
}

}  // namespace

TEST_CASE("decimals are compared exactly, whatever they look like") {
  struct row {
    std::string_view left;
    std::string_view right;
    int order;
  };
  for (const row& each : std::initializer_list<row>{
           {"10000", "10000", 0},
           {"1e4", "10000", 0},
           {"10000.000", "1E+4", 0},
           {"10000.0000001", "10000", 1},
           {"9999.99999999999999999999999999999", "10000", -1},
           {"0.1", "0.10", 0},
           {"0.30000000000000004", "0.3", 1},
           {"0.3", "0.1", 1},
           {"-1", "1", -1},
           {"-2", "-1", -1},
           {"-0", "0", 0},
           {"-0.000", "+0e99", 0},
           {"0", "1e-999999", -1},
           {".5", "0.5", 0},
           {"5.", "5", 0},
           {"005", "5", 0},
           {"100", "99", 1},
           {"12345678901234567890123456789012345678901", "12345678901234567890123456789012345678900", 1},
           {"1e1000000", "1e999999", 1},
           {" 12\t", "12", 0},
           {"Infinity", "1e999999", 1},
           {"-inf", "-1e999999", -1},
           {"NaN", "Infinity", 1},
           {"nan", "NaN", 0},
           {"1010", "1001", 1},
           {"10.01", "10.001", 1},
       }) {
    CAPTURE(each.left);
    CAPTURE(each.right);
    const auto left = decimal::parse(each.left);
    const auto right = decimal::parse(each.right);
    REQUIRE(left.has_value());
    REQUIRE(right.has_value());
    const auto sign = [](int n) { return n < 0 ? -1 : n > 0 ? 1 : 0; };
    CHECK(sign(left->compare(*right)) == each.order);
    CHECK(sign(right->compare(*left)) == -each.order);
  }
}

TEST_CASE("what is no plain decimal is not guessed at") {
  for (const std::string_view text : {"", " ", "-", "+", ".", "e5", "1e", "1e+", "1_000", "0x10", "$5", "1,000",
                                      "1 000", "--1", "1..2", "1.2.3", "5x", "\xD9\xA1"}) {
    CAPTURE(text);
    CHECK_FALSE(decimal::parse(text).has_value());
  }
}

TEST_CASE("literals are over, under or the same") {
  struct row {
    std::string_view value;
    comparison how;
    operand with;
    match answer;
  };
  const std::vector<row> rows{
      {"10000", comparison::over, number("10000"), match::no},
      {"10000.0000001", comparison::over, number("10000"), match::yes},
      {"1e4", comparison::is, number("10000"), match::yes},
      {"99.6", comparison::is, number("100"), match::maybe},  // an integer column stores 100
      {"101", comparison::is, number("100"), match::no},
      {"100.0", comparison::is, number("100"), match::yes},
      {"$10,001.00", comparison::over, number("10000"), match::maybe},
      {"0x2711", comparison::over, number("10000"), match::maybe},
      {"abc", comparison::under, number("0"), match::maybe},
      {"-5", comparison::under, number("0"), match::yes},
      {"USD", comparison::is, text("USD"), match::yes},
      {"USD ", comparison::is, text("USD"), match::maybe},
      {"usd", comparison::is, text("USD"), match::maybe},
      {"EUR", comparison::is, text("USD"), match::no},
      {"{A0EEBC999C0B4EF8BB6D6BB9BD380A11}", comparison::is, text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
       match::maybe},
      {"007", comparison::is, text("7"), match::maybe},
      {"t", comparison::is, truth(true), match::yes},
      {" TRUE ", comparison::is, truth(true), match::yes},
      {"of", comparison::is, truth(false), match::yes},
      {"o", comparison::is, truth(false), match::maybe},
      {"0", comparison::is, truth(true), match::no},
      {"maybe", comparison::is, truth(true), match::maybe},
      {"2026-03-02", comparison::over, day("2026-03-01"), match::yes},
      {"2026-03-01", comparison::over, day("2026-03-01"), match::no},
      {"2026-03-01 05:00:00", comparison::over, day("2026-03-01"), match::maybe},  // a date column drops the time
      {"3/2/2026", comparison::over, day("2026-03-01"), match::maybe},             // DateStyle decides
      {"tomorrow", comparison::over, day("2026-03-01"), match::maybe},
      {"infinity", comparison::over, day("2026-03-01"), match::yes},
      {"2026-03-02T12:00:00Z", comparison::over, day("2026-03-02 11:00:00+00"), match::yes},
      {"2026-03-02 12:00:00+05:30", comparison::under, day("2026-03-02 11:00:00Z"), match::yes},
      {"2026-03-02 12:00:00", comparison::over, day("2026-03-02 11:00:00Z"), match::maybe},  // the session's zone
      {"2026-03-04 12:00:00", comparison::over, day("2026-03-02 11:00:00Z"), match::yes},
      {"20260302", comparison::over, day("2026-03-01"), match::yes},
      {"2026-3-1", comparison::over, day("2026-03-01"), match::no},
      {"2026/03/02", comparison::over, day("2026-03-01"), match::yes},
      {"2026/3/1 12:00", comparison::under, day("2026-03-03"), match::yes},
      {"2026/03-02", comparison::over, day("2026-03-01"), match::maybe},
      {"260302", comparison::over, day("2026-03-01"), match::maybe},
      {"2026061", comparison::over, day("2026-03-01"), match::maybe},  // a day of the year
      {"02/03/2026", comparison::over, day("2026-03-01"), match::maybe},
      {"2026-02-30", comparison::over, day("2026-03-01"), match::maybe},
  };
  for (const row& each : rows) {
    CAPTURE(each.value);
    CAPTURE(each.with.text);
    CHECK(literal(each.value, each.how, each.with) == each.answer);
  }
}

TEST_CASE("binary parameters are read by their type") {
  struct row {
    std::string_view name;
    parser::type_oid type;
    std::string bytes;
    comparison how;
    operand with;
    match answer;
  };
  const std::string uuid = "\xa0\xee\xbc\x99\x9c\x0b\x4e\xf8\xbb\x6d\x6b\xb9\xbd\x38\x0a\x11";
  const std::vector<row> rows{
      {"int2", 21, big_endian(10001, 2), comparison::over, number("10000"), match::yes},
      {"int2, negative", 21, big_endian(0xffff, 2), comparison::is, number("-1"), match::yes},
      {"int4", 23, big_endian(10000, 4), comparison::over, number("10000"), match::no},
      {"int4, smallest", 23, big_endian(0x80000000, 4), comparison::is, number("-2147483648"), match::yes},
      {"int8", 20, big_endian(10001, 8), comparison::over, number("10000"), match::yes},
      {"int8, smallest", 20, big_endian(1ull << 63, 8), comparison::is, number("-9223372036854775808"), match::yes},
      {"int4 of a wrong length", 23, big_endian(1, 8), comparison::over, number("10000"), match::maybe},
      {"oid is not negative", 26, big_endian(0xffffffff, 4), comparison::is, number("4294967295"), match::yes},
      {"float8", 701, float8(10000.000000001), comparison::over, number("10000"), match::yes},
      {"float8, exact", 701, float8(0.1), comparison::is, number("0.1"), match::yes},
      {"float8, infinite", 701, float8(std::numeric_limits<double>::infinity()), comparison::over, number("1e300"),
       match::yes},
      {"float8, NaN", 701, float8(std::numeric_limits<double>::quiet_NaN()), comparison::over, number("1"), match::yes},
      {"float8, tiny", 701, float8(5e-324), comparison::over, number("0"), match::yes},
      {"float4", 700, float4(0.1F), comparison::is, number("0.1"), match::yes},
      {"numeric 10000", 1700, numeric(1, 0, {1}), comparison::over, number("10000"), match::no},
      {"numeric 10000.0001", 1700, numeric(1, 0, {1, 0, 1}), comparison::over, number("10000"), match::yes},
      {"numeric 12345.678", 1700, numeric(1, 0, {1, 2345, 6780}), comparison::is, number("12345.678"), match::yes},
      {"numeric 0.0001", 1700, numeric(-1, 0, {1}), comparison::is, number("0.0001"), match::yes},
      {"numeric -10001", 1700, numeric(1, 0x4000, {1, 1}), comparison::under, number("-10000"), match::yes},
      {"numeric 0", 1700, numeric(0, 0, {}), comparison::is, number("0"), match::yes},
      {"numeric NaN", 1700, numeric(0, 0xC000, {}), comparison::over, number("1e300"), match::yes},
      {"numeric -Infinity", 1700, numeric(0, 0xF000, {}), comparison::under, number("-1e300"), match::yes},
      {"numeric 1e40", 1700, numeric(10, 0, {1}), comparison::is, number("1e40"), match::yes},
      {"numeric with a bad group", 1700, numeric(0, 0, {10000}), comparison::over, number("1"), match::maybe},
      {"numeric with a bad sign", 1700, numeric(0, 0x1234, {1}), comparison::over, number("1"), match::maybe},
      {"numeric cut short", 1700, numeric(1, 0, {1, 2}).substr(0, 10), comparison::over, number("1"), match::maybe},
      {"numeric of nothing", 1700, "", comparison::over, number("1"), match::maybe},
      {"money, far over", 790, big_endian(100'000'000, 8), comparison::over, number("10000"), match::yes},
      {"money, far under", 790, big_endian(5000, 8), comparison::over, number("10000"), match::no},
      {"money, a matter of lc_monetary", 790, big_endian(1'500'000, 8), comparison::over, number("10000"),
       match::maybe},
      {"bool", 16, std::string(1, '\1'), comparison::is, truth(true), match::yes},
      {"bool, false", 16, std::string(1, '\0'), comparison::is, truth(true), match::no},
      {"bool, too long", 16, std::string(2, '\1'), comparison::is, truth(true), match::maybe},
      {"text", 25, "USD", comparison::is, text("USD"), match::yes},
      {"varchar with a number", 1043, "10001", comparison::over, number("10000"), match::yes},
      {"date", 1082, big_endian(9557, 4), comparison::is, day("2026-03-02"), match::yes},
      {"date, infinite", 1082, big_endian(0x7fffffff, 4), comparison::over, day("2026-03-02"), match::yes},
      {"timestamp", 1114, big_endian(9557ull * 86'400'000'000, 8), comparison::over, day("2026-03-01 23:59:59"),
       match::yes},
      {"timestamptz", 1184, big_endian(9557ull * 86'400'000'000, 8), comparison::under, day("2026-03-02 00:00:01Z"),
       match::yes},
      {"timestamptz, -infinite", 1184, big_endian(1ull << 63, 8), comparison::under, day("2026-03-02"), match::yes},
      {"timestamp, far away", 1114, big_endian((1ull << 63) - 2, 8), comparison::over, day("2026-03-02"), match::maybe},
      {"uuid", 2950, uuid, comparison::is, text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), match::yes},
      {"a type that is not known", 3802, "x", comparison::over, number("1"), match::maybe},
      {"no type", 0, big_endian(5, 4), comparison::over, number("10000"), match::maybe},
  };
  for (const row& each : rows) {
    CAPTURE(each.name);
    CHECK(binary(each.type, each.bytes, each.how, each.with) == each.answer);
  }
}

TEST_CASE("a binary numeric of more digits than are kept is not guessed at") {
  std::string bytes = big_endian(5000, 2) + big_endian(0, 2) + big_endian(0, 2) + big_endian(0, 2);
  for (int i = 0; i < 5000; ++i) bytes += big_endian(1, 2);
  CHECK(binary(1700, bytes, comparison::under, number("100000")) == match::maybe);
}

TEST_CASE("a negated parameter counts with its sign turned") {
  CHECK(binary(23, big_endian(5, 4), comparison::under, number("0"), true) == match::yes);
  CHECK(binary(23, big_endian(0xfffffffb, 4), comparison::over, number("0"), true) == match::yes);
}

TEST_CASE("parameters that are missing or NULL are maybe or no") {
  assigned_value value;
  value.kind = value_kind::parameter;
  value.parameter = 2;
  bound_value one;
  one.bytes = "5";
  CHECK(judge(value, comparison::over, number("1"), {&one, 1}) == match::maybe);
  value.parameter = 0;
  CHECK(judge(value, comparison::over, number("1"), {&one, 1}) == match::maybe);
  value.parameter = 1;
  CHECK(judge(value, comparison::over, number("1"), {&one, 1}) == match::yes);
  one.null = true;
  CHECK(judge(value, comparison::over, number("1"), {&one, 1}) == match::no);
}

TEST_CASE("a relative change counts by its size") {
  assigned_value value;
  value.kind = value_kind::literal;
  value.relative = true;
  value.text = "-20000";
  CHECK(judge(value, comparison::over, number("10000")) == match::yes);
  CHECK(judge(value, comparison::under, number("100")) == match::maybe);
  value.text = "10";
  CHECK(judge(value, comparison::over, number("10000")) == match::no);
  CHECK(judge(value, comparison::under, number("100")) == match::yes);
  CHECK(judge(value, comparison::is, number("10")) == match::maybe);  // where it leads to is not known
}

}  // namespace countersign::policy
