#include "parser/tree/code.hpp"
#include "parser/tree/names.hpp"

namespace countersign::parser::tree {

void read_body(walker& walk, const code_body& body, place at) {
  if (body.language == "sql") {
    walk.read_text(body.source, at, walk.join({"body of ", body.name}));
  }
}

}  // namespace countersign::parser::tree
