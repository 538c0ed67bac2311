// The rules as the configuration names them, and the command that looks for mistakes in them.
#pragma once

#include <string>

#include "policy/ruleset.hpp"

namespace countersign::app {

// The file's rules, or the built-in ones where `file` is empty. Mistakes are in the result, as for a file that cannot
// be read.
[[nodiscard]] policy::ruleset::load_result load_rules(const std::string& file);

// `countersign check rules.toml`
[[nodiscard]] int run_check(const std::string& file);

}  // namespace countersign::app
