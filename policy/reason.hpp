// Whether the requester's reason is what a rule asks for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/ruleset.hpp"

namespace countersign::policy {

// True if the rule asks for no reason, or the given one matches its pattern somewhere. A reason longer than
// reason_bytes_max is not looked at and not accepted.
inline constexpr std::size_t reason_bytes_max = 500;
[[nodiscard]] bool reason_accepted(const approval_terms& terms, std::string_view given);

// What is wrong with a pattern, or nothing. Whatever passes here, reason_accepted can use.
[[nodiscard]] std::optional<std::string> reason_pattern_problem(const std::string& pattern);

}  // namespace countersign::policy
