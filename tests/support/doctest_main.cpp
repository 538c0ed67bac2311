#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <boost/assert.hpp>
#include <cstdio>
#include <cstdlib>

// An assertion is a mistake of ours; a test that trips one must fail, in every build type.
void boost::assertion_failed(const char* expression, const char* function, const char* file, long line) {
  std::fprintf(stderr, "%s:%ld: %s: assertion failed: %s\n", file, line, function, expression);
  std::abort();
}
