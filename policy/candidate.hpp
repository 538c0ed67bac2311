// The rules by verb, with enough about each to pass over most of them without a look.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/rule.hpp"

namespace countersign::policy {

// Bits that are in common between an effect and every rule that may match it. One bit stands for many names, so that
// what has it need not match, but what lacks it cannot.
struct effect_key {
  std::uint64_t names = 0;
  std::uint64_t kinds = 0;
  std::uint8_t wheres = 0;
};
[[nodiscard]] effect_key key_of(const parser::effect& what);

// A rule as the list of one verb has it.
struct candidate {
  std::uint64_t names = ~std::uint64_t{0};
  std::uint64_t kinds = ~std::uint64_t{0};
  std::uint8_t wheres = 0xff;
  rule_index rule = 0;

  [[nodiscard]] bool may_match(const effect_key& key) const {
    return (names & key.names) != 0 && (kinds & key.kinds) != 0 && (wheres & key.wheres) != 0;
  }
};
[[nodiscard]] candidate candidate_of(const rule& from, rule_index index, parser::verb what);

}  // namespace countersign::policy
