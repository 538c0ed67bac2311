// SQL shown on a terminal, with parts of it underlined. Nothing in it can move a cursor or hide.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/locate.hpp"

namespace countersign::app {

// Where people look: both count from 1, columns in characters.
struct text_position {
  std::size_t line = 1;
  std::size_t column = 1;
};

// A text and where its lines begin. Borrows the text.
class line_index {
 public:
  explicit line_index(std::string_view text);
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] text_position position_of(std::size_t offset) const;
  [[nodiscard]] std::size_t start_of(std::size_t line) const { return starts_[line - 1]; }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_{0};
};

// How many columns a terminal needs for it: two for East Asian wide characters, none for combining ones.
[[nodiscard]] std::size_t columns_of(std::string_view shown);

// The lines of `shown`, a piece of the text, with their numbers in the text; under each the marks that fall on it. Long
// texts are cut to the lines with marks, long lines to the parts with marks.
//
//   1 | DELETE FROM orders
//     |             ^^^^^^
[[nodiscard]] std::string marked_lines(const line_index& in, parser::text_range shown,
                                       std::span<const parser::text_range> marks);

}  // namespace countersign::app
