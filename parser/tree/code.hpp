// Bodies of functions and DO blocks.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

struct code_body {
  std::string_view language;
  std::string_view source;
  std::string_view name;  // of the function, or "DO"; empty: whoever uses the effects says where they come from
};

// Lists what the body's statements do. It adds to the effect of the statement itself and never replaces it: a body can
// do more than its text shows.
void read_body(walker& walk, const code_body& body, place at);

}  // namespace countersign::parser::tree
