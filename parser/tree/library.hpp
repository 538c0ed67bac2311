// libpg_query's state for one parse: a memory context of its own and a guard against the errors that it throws by
// longjmp.
#pragma once

#include "parser/arena.hpp"
#include "parser/tree/nodes.hpp"

namespace countersign::parser::tree {

struct parsed_text {
  const List* statements = nullptr;  // lives until the library_session ends
  std::string_view error{};          // likewise
  std::size_t error_at = 0;          // in characters of UTF-8, from 1; 0: not told
};

class library_session {
 public:
  library_session();
  ~library_session();
  library_session(const library_session&) = delete;
  library_session& operator=(const library_session&) = delete;

  // False: not even the memory context could be made.
  [[nodiscard]] bool ready() const { return context_ != nullptr; }
  [[nodiscard]] parsed_text parse(const char* text, bool standard_conforming_strings);

 private:
  MemoryContext context_ = nullptr;
  PgQueryError* error_ = nullptr;
};

// For a text inside a statement, while the session of the outer one is open. Its error's text is the caller's to copy.
[[nodiscard]] const List* parse_inner(const char* text, bool standard_conforming_strings, arena& memory,
                                      std::string_view& error);

// pg_query_scan() under the guard; free the result with pg_query_free_scan_result().
[[nodiscard]] PgQueryScanResult scan_tokens(const char* text, bool standard_conforming_strings);

}  // namespace countersign::parser::tree
