// What a session has defined that its catalog does not show yet: what it has renamed or moved, its new views, what it
// has put under another table. Until the catalog is read again, such a name counts as what it is made of too.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "parser/effect.hpp"

namespace countersign::parser {

struct stand_in {
  object_kind kind = object_kind::relation;  // or schema, or type
  std::string schema;                        // of the name in force; empty: not known
  std::string name;
  std::string known_schema;  // what the catalog has it as, or what it leads to
  std::string known_name;
  bool temporary = false;      // of the session's own schema, which no catalog ever shows
  bool writes_only = false;    // what reading it does was judged when it was made
  bool is_type = false;        // `known_name` is a type that checks what is written
  bool other_columns = false;  // they need not be called as there, nor stand in that order

  friend bool operator==(const stand_in&, const stand_in&) = default;
};

struct recent_definitions {
  static constexpr std::size_t names_max = 256;
  std::vector<stand_in> names;
  bool too_many = false;  // not all of them are there
  bool too_many_temporary = false;

  // Adds what these effects, of statements that may run now, define. True: there was something.
  bool add(std::span<const effect> done);
  // A catalog has been read that has what was not temporary. True: there was something.
  bool forget_all_but_temporary();

  friend bool operator==(const recent_definitions&, const recent_definitions&) = default;

 private:
  void add(stand_in fresh);
};

}  // namespace countersign::parser
