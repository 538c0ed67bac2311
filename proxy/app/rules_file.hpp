// The rules as the configuration names them, and the commands that a DBA tries them with.
#pragma once

#include <string>

#include "policy/ruleset.hpp"

namespace countersign::app {

// The file's rules, or the built-in ones where `file` is empty. Mistakes are in the result, as for a file that cannot
// be read.
[[nodiscard]] policy::ruleset::load_result load_rules(const std::string& file);

// `countersign check rules.toml`
[[nodiscard]] int run_check(const std::string& file);

struct explain_options {
  std::string sql;
  std::string rules_file;  // empty: the built-in ones
  std::string role = "app";
  std::string database = "postgres";
  std::string application;
  std::string address;  // empty: a Unix socket
  std::string catalog;  // a libpq connection string: what views, triggers and functions do is read there
};
// `countersign explain "DELETE FROM orders" --role app --database shop`
[[nodiscard]] int run_explain(const explain_options& options);

}  // namespace countersign::app
