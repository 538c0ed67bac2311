// PL/pgSQL, read for the SQL in it.
#pragma once

#include <string_view>
#include <vector>

#include "parser/tree/tokens.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

// Splits a body into its statements by the tokens of PostgreSQL's own scanner and hands each statement's SQL to the
// walk. It is no compiler: it does not know variables, so that they come out as columns, and it accepts what a compiler
// would refuse. What it cannot read it lists as `run code`. (The library's own PL/pgSQL parser has no catalog and
// refuses cursor variables and composite types, that is, many real functions.)
class plpgsql_reader {
 public:
  plpgsql_reader(walker& walk, std::string_view source, place at) : walk_(walk), source_(source), at_(at) {}
  void read();

 private:
  // Tokens [first, last) of the body.
  struct part {
    std::size_t first = 0;
    std::size_t last = 0;
    [[nodiscard]] bool empty() const { return first >= last; }
  };

  [[nodiscard]] std::string_view word(std::size_t i) const { return words_[i]; }
  [[nodiscard]] bool is(std::size_t i, std::string_view wanted) const { return words_[i] == wanted; }
  [[nodiscard]] std::string_view text(part of) const;
  // The first of `wanted` outside brackets and CASE ... END, or `of.last`.
  [[nodiscard]] std::size_t find(part of, std::initializer_list<std::string_view> wanted) const;
  [[nodiscard]] std::size_t segment_end(std::size_t first) const;
  [[nodiscard]] part without_structure(part segment);

  void read_segment(part segment);
  void read_declaration(part segment);
  bool read_control(part segment);
  bool read_cursor_or_return(part segment);
  void read_loop(part segment);
  void read_dynamic(part segment);
  void read_raise(part segment);
  [[nodiscard]] std::size_t assignment(part segment) const;
  void sql(part segment);
  void query(part segment);
  void expression(part segment);
  void hand_over(std::string_view sql);

  walker& walk_;
  std::string_view source_;
  place at_;
  std::vector<token> tokens_;
  std::vector<std::string_view> words_;  // lower case for keywords and operators, empty for constants and quoted names
  bool declaring_ = false;
};

}  // namespace countersign::parser::tree
