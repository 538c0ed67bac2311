// A TOML text as a tree that knows where in the file each thing stands. Hides the TOML library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/moment.hpp"

namespace countersign::policy {

// A place in a file; both start at 1, 0 where unknown. Columns count characters.
struct position {
  unsigned line = 0;
  unsigned column = 0;
};

struct member;

// A value in a TOML file, with all that is under it.
struct node {
  enum class kind : std::uint8_t { text, integer, real, boolean, moment, array, table, other };
  kind what = kind::other;
  position where;
  std::string text;  // of a text; of a number: its digits as they are compared
  bool truth = false;
  std::int64_t integer = 0;
  policy::moment when;
  bool exact = true;  // a real number that TOML's doubles cannot hold as it was written
  std::vector<node> items;
  std::vector<member> members;  // in the order of the file

  [[nodiscard]] const member* find(std::string_view key) const;
};

struct member {
  std::string key;
  position where;
  node value;
};

// "a text", "a list" and so on, for messages.
[[nodiscard]] std::string_view to_string(node::kind what);

// Why a text is no TOML.
struct syntax_error {
  position where;
  std::string message;
};

// The root table, or the first error.
[[nodiscard]] std::optional<node> parse_document(std::string_view text, syntax_error& why);

}  // namespace countersign::policy
