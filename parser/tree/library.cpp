#include <csetjmp>

// Thread-local in the library; the server's headers, which know no threads, declare them as plain globals.
#define PG_exception_stack server_exception_stack
#define CurrentMemoryContext server_memory_context
#include "parser/tree/library.hpp"
#undef CurrentMemoryContext
#undef PG_exception_stack

extern "C" {
extern __thread bool standard_conforming_strings;
extern __thread sigjmp_buf* PG_exception_stack;
extern __thread MemoryContext CurrentMemoryContext;
}

namespace countersign::parser::tree {

namespace {

// The library's own variables of this thread. Finding one is a call, so it is done once for each text.
struct library_variables {
  bool* standard_strings = &standard_conforming_strings;
  sigjmp_buf** exception_stack = &PG_exception_stack;
  MemoryContext* context = &CurrentMemoryContext;
};

// Without an exception stack the library would turn any error into the end of the process (errfinish in elog.c). Only
// plain C values live in this frame, which the longjmp crosses.
MemoryContext enter_guarded() noexcept {
  sigjmp_buf here;
  sigjmp_buf** const stack = &PG_exception_stack;
  sigjmp_buf* const outer = *stack;
  MemoryContext volatile context = nullptr;
  if (sigsetjmp(here, 0) == 0) {
    *stack = &here;
    context = pg_query_enter_memory_context();
  }
  *stack = outer;
  return context;
}

struct guarded_parse {
  PgQueryInternalParsetreeAndError parsed;
  bool failed;  // the library broke off without a tree or an error: that is not an empty text
};

guarded_parse parse_guarded(const char* text, bool standard) noexcept {
  guarded_parse out;
  std::memset(&out, 0, sizeof out);
  const library_variables of;
  *of.standard_strings = standard;
  const MemoryContext ours = *of.context;
  // It catches its own errors, but for those while it reports one; then this frame is next.
  sigjmp_buf here;
  sigjmp_buf* const outer = *of.exception_stack;
  if (sigsetjmp(here, 0) == 0) {
    *of.exception_stack = &here;
    out.parsed = pg_query_raw_parse(text);
  } else {
    std::memset(&out, 0, sizeof out);
    out.failed = true;
  }
  *of.exception_stack = outer;
  if (ours != nullptr) *of.context = ours;
  *of.standard_strings = true;
  std::free(out.parsed.stderr_buffer);
  out.parsed.stderr_buffer = nullptr;
  return out;
}

}  // namespace

library_session::library_session() : context_(enter_guarded()) {}

library_session::~library_session() {
  if (error_ != nullptr) pg_query_free_error(error_);
  if (context_ != nullptr) pg_query_exit_memory_context(context_);
}

namespace {

constexpr std::string_view broke_off = "the parser broke off (out of memory?)";

}  // namespace

parsed_text library_session::parse(const char* text, bool standard) {
  const guarded_parse result = parse_guarded(text, standard);
  error_ = result.parsed.error;
  parsed_text out;
  out.statements = result.parsed.tree;
  if (result.failed) out.error = broke_off;
  if (error_ != nullptr) {
    out.error = error_->message != nullptr ? error_->message : broke_off;
    out.error_at = static_cast<std::size_t>(std::max(error_->cursorpos, 0));
  }
  return out;
}

const List* parse_inner(const char* text, bool standard, arena& memory, std::string_view& error) {
  const guarded_parse result = parse_guarded(text, standard);
  if (result.failed) error = broke_off;
  if (result.parsed.error != nullptr) {
    error = memory.copy(text_of(result.parsed.error->message));
    if (error.empty()) error = broke_off;
    pg_query_free_error(result.parsed.error);
  }
  return result.parsed.tree;
}

PgQueryScanResult scan_tokens(const char* text, bool standard) {
  PgQueryScanResult out;
  std::memset(&out, 0, sizeof out);
  standard_conforming_strings = standard;
  // It makes a context of its own and leaves the outermost one current; what we parse next must not pile up there.
  const MemoryContext ours = CurrentMemoryContext;
  sigjmp_buf here;
  sigjmp_buf* const outer = PG_exception_stack;
  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    out = pg_query_scan(text);
  } else {
    std::memset(&out, 0, sizeof out);
  }
  if (ours != nullptr) CurrentMemoryContext = ours;
  PG_exception_stack = outer;
  standard_conforming_strings = true;
  return out;
}

}  // namespace countersign::parser::tree
