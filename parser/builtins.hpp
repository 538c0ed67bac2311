// What is known about functions by their name: PostgreSQL's own, and those of extensions that reach outside.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "parser/effect.hpp"

namespace countersign::parser {

enum class volatility : char { unknown = 0, immutable = 'i', stable = 's', changing = 'v' };

// How volatile pg_catalog's functions of that name are (the most volatile overload); unknown: there is none.
[[nodiscard]] volatility builtin_volatility(std::string_view name);

// Where a known function names its object.
enum class names_object : std::uint8_t {
  no,
  as_text,      // the argument is the name itself: a file, a channel
  as_relation,  // the argument is read as regclass
  as_query,     // the argument is SQL text, which then runs
  by_settings,  // set_config: a setting and its value
};

// What calling a function does.
struct known_function {
  std::string_view name;
  bool harmless = false;  // volatile, but changes nothing and reveals nothing that a rule could mean
  verb what = verb::call;
  object_kind kind = object_kind::none;
  std::string_view detail{};
  names_object object = names_object::no;
  std::uint8_t argument = 0;
};

// Functions of pg_catalog that do something, or that are volatile and do nothing; null for all others.
[[nodiscard]] const known_function* known_builtin(std::string_view name);
// Functions of extensions that come with PostgreSQL and that leave the database: dblink, adminpack ...
[[nodiscard]] const known_function* known_extension_function(std::string_view name);

// Every built-in that we know, for tests.
struct builtin_name {
  std::string_view name;
  char how_volatile;
};
[[nodiscard]] std::span<const builtin_name> builtin_names();

// The large object functions that frontends call by OID with a FunctionCall message; null for any other.
struct fastpath_function {
  std::uint32_t oid;
  std::string_view name;
};
[[nodiscard]] const fastpath_function* fastpath(std::uint32_t oid);

}  // namespace countersign::parser
