#include "parser/tree/raw_parse.hpp"

#include "parser/tree/nodes.hpp"

namespace countersign::parser::tree {

// Nothing that could be raised is caught here: this is for texts that are known to be well formed.
std::size_t raw_parse(const char* text) {
  const MemoryContext context = pg_query_enter_memory_context();
  const PgQueryInternalParsetreeAndError parsed = pg_query_raw_parse(text);
  const std::size_t count = cells(parsed.tree).size();
  std::free(parsed.stderr_buffer);
  if (parsed.error != nullptr) pg_query_free_error(parsed.error);
  pg_query_exit_memory_context(context);
  return count;
}

}  // namespace countersign::parser::tree
