// Where in a text its effects stand, for marking them. For people: nothing is judged by it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/analysis.hpp"

namespace countersign::parser {

// Bytes [first, last) of a text.
struct text_range {
  std::size_t first = 0;
  std::size_t last = 0;
  friend bool operator==(const text_range&, const text_range&) = default;
};

// The words of one text. What the grammar keeps no place of (the names of DROP, of roles, of settings; what a DO block
// or a string says) is looked for by its name. Works on text that does not scan, too: then it finds nothing.
class locator {
 public:
  locator(std::string_view text, lexing how);

  // The name that the effect is about; where none can be found, the words that begin its statement.
  [[nodiscard]] std::optional<text_range> thing(std::span<const statement> all, const effect& what) const;
  // The WHERE of an UPDATE or DELETE: what stands there without picking rows.
  [[nodiscard]] std::optional<text_range> condition(std::span<const statement> all, const effect& what) const;
  // A statement without the blanks and comments around it.
  [[nodiscard]] std::optional<text_range> whole(const statement& of) const;
  // Likewise all of the text.
  [[nodiscard]] text_range all() const;
  // Parameters that the text has: $1, $2. Without one there are none.
  [[nodiscard]] std::size_t parameters_max() const;

 private:
  enum class word_kind : std::uint8_t { name, text, number, parameter, sign };
  struct word {
    std::size_t first = 0;
    std::size_t last = 0;
    word_kind kind = word_kind::sign;
    std::string says;        // a name as the server reads it, a constant's text
    std::size_t inside = 0;  // of a constant that is written as it reads: where its text begins; otherwise 0
  };
  // A place where the name may stand; the best one counts, of equal ones the first.
  struct candidate {
    int score = 0;
    text_range range;
  };

  static void scan(std::string_view text, std::size_t offset, lexing how, std::vector<word>& out);
  [[nodiscard]] std::span<const word> words_of(std::span<const statement> all, const effect& what) const;
  void look(std::span<const word> words, const effect& what, int depth, candidate& best) const;
  static void look_at_chain(std::span<const word> words, std::size_t first, std::size_t last, const effect& what,
                            int depth, candidate& best);
  static void offer(candidate& best, int score, text_range range);
  void look_in_text(const word& each, const effect& what, int depth, candidate& best) const;
  [[nodiscard]] std::optional<text_range> dynamic_execute(std::span<const word> words, int depth) const;
  [[nodiscard]] std::optional<text_range> name_at(std::size_t place) const;

  std::string_view text_;
  lexing how_;
  std::vector<word> words_;
};

}  // namespace countersign::parser
