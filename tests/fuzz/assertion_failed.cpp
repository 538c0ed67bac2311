// A broken assertion is a finding like any other crash.
#include <boost/assert.hpp>
#include <cstdio>
#include <cstdlib>

void boost::assertion_failed(const char* expression, const char* function, const char* file, long line) {
  std::fprintf(stderr, "%s:%ld: %s: assertion failed: %s\n", file, line, function, expression);
  std::abort();
}
