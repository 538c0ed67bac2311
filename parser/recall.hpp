// What is known of texts that have come often, so that they need not be read again each time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parser/analysis.hpp"

namespace countersign::parser {

// Equal in all but the places in the text.
[[nodiscard]] bool same_facts(const analysis& left, const analysis& right);

// Facts, not verdicts: whoever asks still has to judge them. A text is known only if it was analyzed under the very
// same circumstances, byte for byte, but for one liberty: in a text of words, names and operators alone, whole numbers
// that something is compared with (`WHERE id = 7`) count as unbound parameters, as long as it only reads, no value of
// theirs could change the facts (analysis::depends_on_parameters), and these are the same for the numbers that came
// first.
// One per thread. Remembers the texts of the last while, up to a bound.
class recall {
 public:
  static constexpr std::size_t text_bytes_max = 1024;  // longer ones are read each time
  static constexpr std::size_t texts_max = 256;

  // Which of the circumstances that a text may be read in; see circumstances().
  using circumstance = std::uint32_t;
  static constexpr circumstance unlike_any = 0;  // nothing is remembered

  // Whether the numbers of a text may be others than those that came before.
  enum class numbers : std::uint8_t { same, any };
  struct found {
    std::shared_ptr<const analysis> facts;  // null: not known
    bool other_numbers = false;             // places in the text mean nothing: they are those of another text
  };

  recall();
  ~recall();
  recall(const recall&) = delete;
  recall& operator=(const recall&) = delete;

  // The same number for the same meaning of names, as long as nothing is forgotten.
  [[nodiscard]] circumstance circumstances(const name_context* names);
  // Grows when everything, and what circumstances() gave out, was forgotten.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  void forget();

  [[nodiscard]] found find(std::string_view text, lexing how, circumstance where, numbers which);
  // To be called when find() did not know a text, and it was read: `facts` are what came out of it.
  void note(analyzer& by, const name_context* names, const analysis& facts);

 private:
  struct reading;
  struct entry;
  struct asked;
  struct sighting {
    std::uint32_t hash = 0;
    std::uint32_t times = 0;
  };
  static constexpr std::size_t ways = 4;
  static constexpr std::size_t sets = texts_max / ways;
  static constexpr std::uint32_t sightings_until_known = 3;
  static constexpr std::size_t circumstances_max = 8;

  [[nodiscard]] std::span<entry> set_of(std::uint64_t hash);

  std::unique_ptr<asked> asked_;  // what find() was asked for last
  std::vector<entry> entries_;    // set by set
  std::array<sighting, 1024> seen_{};
  std::vector<std::unique_ptr<name_context>> contexts_;
  std::uint64_t generation_ = 1;
  std::uint64_t clock_ = 0;
};

}  // namespace countersign::parser
