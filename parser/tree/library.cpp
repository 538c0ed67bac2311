#include <csetjmp>

// Thread-local in the library; the server's headers, which know no threads, declare it as a plain global.
#define PG_exception_stack server_exception_stack
#include "parser/tree/library.hpp"
#undef PG_exception_stack

extern "C" {
extern __thread bool standard_conforming_strings;
extern __thread sigjmp_buf* PG_exception_stack;
}

namespace countersign::parser::tree {

namespace {

// Without an exception stack the library would turn any error into the end of the process (errfinish in elog.c). Only
// plain C values live in this frame, which the longjmp crosses.
MemoryContext enter_guarded() noexcept {
  sigjmp_buf here;
  sigjmp_buf* const outer = PG_exception_stack;
  MemoryContext volatile context = nullptr;
  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    context = pg_query_enter_memory_context();
  }
  PG_exception_stack = outer;
  return context;
}

PgQueryInternalParsetreeAndError parse_guarded(const char* text, bool standard) noexcept {
  PgQueryInternalParsetreeAndError out;
  std::memset(&out, 0, sizeof out);
  standard_conforming_strings = standard;
  // It catches its own errors, but for those while it reports one; then this frame is next.
  sigjmp_buf here;
  sigjmp_buf* const outer = PG_exception_stack;
  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    out = pg_query_raw_parse(text);
  } else {
    out.tree = nullptr;
    out.error = nullptr;
    out.stderr_buffer = nullptr;
  }
  PG_exception_stack = outer;
  standard_conforming_strings = true;
  std::free(out.stderr_buffer);
  out.stderr_buffer = nullptr;
  return out;
}

}  // namespace

library_session::library_session() : context_(enter_guarded()) {}

library_session::~library_session() {
  if (error_ != nullptr) pg_query_free_error(error_);
  if (context_ != nullptr) pg_query_exit_memory_context(context_);
}

parsed_text library_session::parse(const char* text, bool standard) {
  const PgQueryInternalParsetreeAndError parsed = parse_guarded(text, standard);
  error_ = parsed.error;
  parsed_text out;
  out.statements = parsed.tree;
  if (error_ != nullptr) out.error = error_->message != nullptr ? error_->message : "the parser failed";
  return out;
}

const List* parse_inner(const char* text, bool standard, arena& memory, std::string_view& error) {
  const PgQueryInternalParsetreeAndError parsed = parse_guarded(text, standard);
  if (parsed.error != nullptr) {
    error = memory.copy(text_of(parsed.error->message));
    if (error.empty()) error = "the parser failed";
    pg_query_free_error(parsed.error);
  }
  return parsed.tree;
}

PgQueryScanResult scan_tokens(const char* text, bool standard) {
  PgQueryScanResult out;
  std::memset(&out, 0, sizeof out);
  standard_conforming_strings = standard;
  sigjmp_buf here;
  sigjmp_buf* const outer = PG_exception_stack;
  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    out = pg_query_scan(text);
  } else {
    std::memset(&out, 0, sizeof out);
  }
  PG_exception_stack = outer;
  standard_conforming_strings = true;
  return out;
}

}  // namespace countersign::parser::tree
