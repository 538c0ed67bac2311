#include "parser/tree/code.hpp"
#include "parser/tree/plpgsql.hpp"

namespace countersign::parser::tree {

void read_body(walker& walk, const code_body& body, place at) {
  const bool itself = body.name.empty() || body.name == "DO";
  const std::string_view via = itself ? body.name : walk.join({"body of function ", body.name});
  if (body.language == "sql") {
    walk.read_text(body.source, at, via);
  } else if (body.language == "plpgsql") {
    const std::size_t mark = walk.mark();
    plpgsql_reader{walk, body.source, walk.enter_text(via, at)}.read();
    walk.put_in_order(mark);
  }
  // Other languages are not SQL. DO says so by itself, and a function's definition names its language.
}

}  // namespace countersign::parser::tree
