// What the policy answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::policy {

// From mild to strict; the strictest of a statement's effects is the statement's.
enum class verdict_kind : std::uint8_t { allow, step_up, approve, deny };
[[nodiscard]] std::string_view to_string(verdict_kind what);

// The index of a rule in its ruleset; `default_rule` where no rule matched and the file's default decided.
using rule_index = std::uint16_t;
inline constexpr rule_index default_rule = 0xffff;

// Why one effect got its verdict.
struct effect_verdict {
  verdict_kind kind = verdict_kind::allow;
  rule_index rule = default_rule;
  std::uint32_t effect = 0;  // index in the span that was judged
};

// The answer for a whole message. Reused between statements: evaluate() clears it and keeps the capacity.
struct verdict {
  verdict_kind kind = verdict_kind::allow;
  // Every effect whose verdict is not allow, in the order of the effects. An effect has several entries, all of one kind,
  // where more than one rule may be the one that matches: the terms of each must be met.
  std::vector<effect_verdict> deciding;
  // What rules under `observe` would have said, for the record.
  std::vector<effect_verdict> observed;
};

}  // namespace countersign::policy
