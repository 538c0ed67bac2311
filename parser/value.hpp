// Values as statements and Bind messages carry them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace countersign::parser {

// PostgreSQL's type numbers, from src/include/catalog/pg_type.dat; 0 where the frontend left the type to the server.
using type_oid = std::uint32_t;

// A type that there is, but that is not told apart from others.
inline constexpr type_oid some_type = UINT32_MAX;

enum class wire_format : std::uint8_t { text = 0, binary = 1 };

// One bound parameter of a Bind message ($1 is index 0). The bytes belong to the message.
struct bound_value {
  std::string_view bytes;
  type_oid type = 0;
  wire_format format = wire_format::text;
  bool null = false;
};

// How much of a value assigned by a statement can be known from the statement and its parameters.
enum class value_kind : std::uint8_t {
  null,       // the constant NULL, or DEFAULT written out as NULL
  literal,    // `text` is the value as PostgreSQL would print it, casts and constant arithmetic applied
  parameter,  // bound parameter number `parameter` (1 is $1); `negated` for -$1
  unchanged,  // `SET a = a`: what the column held before
  unknown,    // a function, a subquery, COPY data, DEFAULT: rules on values must treat it as matching
};

// A value that an INSERT, UPDATE or MERGE gives to a column, in one row.
struct assigned_value {
  std::string_view column;     // empty: the statement names no columns, `position` says which one it is
  std::uint32_t position = 0;  // 0 for the first value of a row
  value_kind kind = value_kind::unknown;
  std::uint32_t parameter = 0;
  bool negated = false;
  bool alternative = false;  // the column gets this one or those before it in the row: CASE
  bool relative = false;     // `SET balance = balance - 10`: the value is the change, 10 here, by its absolute size
  std::string_view text;
};

}  // namespace countersign::parser
