// Bound parameters in binary format, by the types that PostgreSQL's send and receive functions give them.
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "policy/scalar.hpp"

namespace countersign::policy {

namespace {

// From src/include/catalog/pg_type.dat.
enum type : parser::type_oid {
  oid_bool = 16,
  oid_char = 18,
  oid_name = 19,
  oid_int8 = 20,
  oid_int2 = 21,
  oid_int4 = 23,
  oid_text = 25,
  oid_oid = 26,
  oid_json = 114,
  oid_xml = 142,
  oid_float4 = 700,
  oid_float8 = 701,
  oid_unknown = 705,
  oid_money = 790,
  oid_bpchar = 1042,
  oid_varchar = 1043,
  oid_date = 1082,
  oid_timestamp = 1114,
  oid_timestamptz = 1184,
  oid_numeric = 1700,
  oid_uuid = 2950,
};

constexpr std::int64_t day_microseconds = 86'400'000'000;
constexpr std::int64_t days_to_2000 = 10'957;  // PostgreSQL counts from 2000-01-01

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t out = 0;
  for (const char c : bytes) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}

std::int64_t signed_big_endian(std::string_view bytes) {
  const std::uint64_t raw = big_endian(bytes);
  const auto shift = static_cast<unsigned>(64 - bytes.size() * 8);
  return static_cast<std::int64_t>(raw << shift) >> shift;
}

}  // namespace

// Writes what the bytes say as digits into the readings' own storage.
class binary_reader {
 public:
  binary_reader(std::string_view bytes, readings& out) : bytes_(bytes), out_(out) {}

  void text() { out_.add({.what = reading::kind::text, .text = bytes_}); }

  void boolean() {
    if (bytes_.size() != 1) return;
    out_.add({.what = reading::kind::boolean, .truth = bytes_[0] != 0});
  }

  void integer(std::size_t size) {
    if (bytes_.size() == size) number(signed_big_endian(bytes_));
  }

  void object_id() {
    if (bytes_.size() == 4) number(static_cast<std::int64_t>(big_endian(bytes_)));
  }

  template <typename T, typename Bits>
  void floating() {
    if (bytes_.size() != sizeof(T)) return;
    const T value = std::bit_cast<T>(static_cast<Bits>(big_endian(bytes_)));
    const auto at = out_.digits_.data();
    const auto [end, ec] = std::to_chars(at, at + out_.digits_.size(), value);  // the shortest that reads back the same
    if (ec == std::errc{}) add_number({at, static_cast<std::size_t>(end - at)});
  }

  // How many of the digits are decimals is a matter of the server's lc_monetary: mostly 2, in some countries 0 or 3.
  void money() {
    if (bytes_.size() != 8) return;
    char* at = out_.digits_.data();
    for (const std::string_view exponent : {"e-2", "e0", "e-3"}) {
      char* const begin = at;
      at = std::to_chars(at, at + 24, signed_big_endian(bytes_)).ptr;
      at = std::copy(exponent.begin(), exponent.end(), at);
      add_number({begin, static_cast<std::size_t>(at - begin)});
    }
  }

  // numeric_send: four 16-bit fields (digit groups, weight, sign, decimals shown), then groups of base 10000.
  void numeric() {
    if (bytes_.size() < 8 || bytes_.size() % 2 != 0) return;
    const auto field = [this](std::size_t i) {
      return static_cast<std::uint16_t>(big_endian(bytes_.substr(i * 2, 2)));
    };
    const std::size_t groups = field(0);
    const auto weight = static_cast<std::int16_t>(field(1));
    const std::uint16_t sign = field(2);
    if (sign == 0xC000) return add_number("NaN");
    if (sign == 0xD000) return add_number("Infinity");
    if (sign == 0xF000) return add_number("-Infinity");
    if ((sign != 0 && sign != 0x4000) || bytes_.size() != 8 + groups * 2) return;
    constexpr std::size_t around = 16;  // sign and exponent
    if (groups * 4 + around > out_.digits_.size()) return;
    char* at = out_.digits_.data();
    char* const begin = at;
    if (sign == 0x4000) *at++ = '-';
    *at++ = '0';
    for (std::size_t i = 0; i < groups; ++i) {
      unsigned group = field(4 + i);
      if (group > 9999) return;
      for (unsigned unit : {1000u, 100u, 10u, 1u}) {
        *at++ = static_cast<char>('0' + group / unit);
        group %= unit;
      }
    }
    *at++ = 'e';
    const int exponent = 4 * (weight + 1 - static_cast<int>(groups));
    at = std::to_chars(at, at + 8, exponent).ptr;
    add_number({begin, static_cast<std::size_t>(at - begin)});
  }

  void date() {
    if (bytes_.size() != 4) return;
    const std::int64_t days = signed_big_endian(bytes_);
    if (days == INT32_MAX) return add_moment({moment::infinity, true, false});
    if (days == INT32_MIN) return add_moment({-moment::infinity, true, false});
    constexpr std::int64_t days_max = 10'000'000;  // beyond any year that a rule can name
    if (days > days_max || days < -days_max) return;
    add_moment({(days + days_to_2000) * day_microseconds, false, true});
  }

  void timestamp(bool zoned) {
    if (bytes_.size() != 8) return;
    const std::int64_t since = signed_big_endian(bytes_);
    if (since == INT64_MAX) return add_moment({moment::infinity, true, false});
    if (since == INT64_MIN) return add_moment({-moment::infinity, true, false});
    constexpr std::int64_t microseconds_max = 10'000'000 * day_microseconds / 2;
    if (since > microseconds_max || since < -microseconds_max) return;
    add_moment({since + days_to_2000 * day_microseconds, zoned, false});
  }

  void uuid() {
    if (bytes_.size() != 16) return;
    constexpr std::string_view hex = "0123456789abcdef";
    char* at = out_.digits_.data();
    char* const begin = at;
    for (std::size_t i = 0; i < 16; ++i) {
      const auto byte = static_cast<unsigned char>(bytes_[i]);
      if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
      *at++ = hex[byte >> 4];
      *at++ = hex[byte & 15];
    }
    out_.add({.what = reading::kind::text, .text = {begin, static_cast<std::size_t>(at - begin)}});
  }

 private:
  void number(std::int64_t value) {
    char* const at = out_.digits_.data();
    char* const end = std::to_chars(at, at + 24, value).ptr;
    add_number({at, static_cast<std::size_t>(end - at)});
  }
  void add_number(std::string_view digits) { out_.add({.what = reading::kind::number, .text = digits}); }
  void add_moment(const moment& when) { out_.add({.what = reading::kind::moment, .when = when}); }

  std::string_view bytes_;
  readings& out_;
};

void read_binary(const parser::bound_value& value, readings& out) {
  binary_reader from{value.bytes, out};
  switch (value.type) {
    case oid_bool:
      return from.boolean();
    case oid_int2:
      return from.integer(2);
    case oid_int4:
      return from.integer(4);
    case oid_int8:
      return from.integer(8);
    case oid_oid:
      return from.object_id();
    case oid_float4:
      return from.floating<float, std::uint32_t>();
    case oid_float8:
      return from.floating<double, std::uint64_t>();
    case oid_money:
      return from.money();
    case oid_numeric:
      return from.numeric();
    case oid_date:
      return from.date();
    case oid_timestamp:
      return from.timestamp(false);
    case oid_timestamptz:
      return from.timestamp(true);
    case oid_uuid:
      return from.uuid();
    case oid_char:
    case oid_name:
    case oid_text:
    case oid_json:
    case oid_xml:
    case oid_unknown:
    case oid_bpchar:
    case oid_varchar:
      return from.text();
    // A number of types is open by nature here: whatever is not listed has no reading, and counts as matching.
    default:
      return;
  }
}

}  // namespace countersign::policy
