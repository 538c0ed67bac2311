// Which statement nodes have a decision, for the test that compares them with PostgreSQL's list.
#pragma once

#include <span>
#include <string_view>

namespace countersign::parser::tree {

// Names of the nodes, without "T_".
[[nodiscard]] std::span<const std::string_view> decided_statements();

}  // namespace countersign::parser::tree
