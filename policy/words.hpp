// The words of rules files: effects, groups of effects, kinds of objects, and the nearest known word to a wrong one.
#pragma once

#include <bitset>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "parser/effect.hpp"

namespace countersign::policy {

using verb_set = std::bitset<parser::verb_count>;
[[nodiscard]] constexpr std::size_t index_of(parser::verb what) {
  return static_cast<std::size_t>(what);
}

// What a word under `effects` stands for.
struct effect_word {
  verb_set verbs;
  bool single = false;  // names one verb itself; "any" and the groups do not
};
[[nodiscard]] std::optional<effect_word> find_effect_word(std::string_view word);
// All of them, single verbs first.
[[nodiscard]] std::span<const std::string_view> effect_words();
// The word that somebody who wrote `word` most likely wants ("vacuum" is "maintain"); empty if there is no such guess.
[[nodiscard]] std::string_view effect_synonym(std::string_view word);

inline constexpr std::size_t kind_count = static_cast<std::size_t>(parser::object_kind::other) + 1;
using kind_set = std::bitset<kind_count>;
[[nodiscard]] constexpr std::size_t index_of(parser::object_kind what) {
  return static_cast<std::size_t>(what);
}
[[nodiscard]] std::optional<parser::object_kind> find_kind_word(std::string_view word);
[[nodiscard]] std::span<const std::string_view> kind_words();

// The known word that is fewest edits away from `word`, or nothing if none is close enough to be meant.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

// `a, b or c`
[[nodiscard]] std::string join_or(std::span<const std::string_view> words);

}  // namespace countersign::policy
