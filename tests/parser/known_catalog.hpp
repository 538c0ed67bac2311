// A small database as a server would tell of it, with one of everything that a catalog adds to statements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

// In a session of that database for which these paths may be in force.
[[nodiscard]] name_context names_on(std::vector<search_path> paths);
// Only what the server does as soon as it parses the text.
[[nodiscard]] std::string when_parsed(std::string_view sql, const name_context& names);
void check(const name_context& names, std::span<const row> rows);

}  // namespace countersign::parser::testing
