// A text with several statements, cut as psql cuts it: each statement becomes a message of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parser/analysis.hpp"

namespace countersign::app {

struct script_piece {
  std::string_view text;           // of the script, with the comments before it, without the semicolon
  std::size_t offset = 0;          // where it begins in the script
  bool copies_from_stdin = false;  // COPY ... FROM STDIN: the lines behind it are data, up to a line with \. only
};

// Reads a script from its beginning to its end. Like psql's own scanner (psqlscan.l) it knows quotes, comments,
// brackets and BEGIN ATOMIC, and nothing else of the grammar.
class sql_script {
 public:
  explicit sql_script(std::string_view text) : text_(text) {}

  // The next statement; nothing at the end or after a mistake. `how`: what backslashes in strings mean by now.
  [[nodiscard]] std::optional<script_piece> next(parser::lexing how);
  // Why it went no further: a line that only psql understands. Empty if nothing is wrong.
  [[nodiscard]] const std::string& mistake() const { return mistake_; }
  [[nodiscard]] std::size_t mistake_at() const { return at_; }

 private:
  // What is open at a place of a statement.
  struct nesting {
    int brackets = 0;
    int atomic = 0;       // BEGIN ATOMIC ... END, and CASE ... END in it
    std::string opening;  // the first letters of the first words, to know CREATE FUNCTION and CREATE PROCEDURE
  };

  void skip_quoted(char quote, bool escapes);
  void skip_block_comment();
  [[nodiscard]] bool skip_dollar_quoted();
  void read_word(nesting& in, parser::lexing how);
  void skip_copy_data();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string mistake_;
};

}  // namespace countersign::app
