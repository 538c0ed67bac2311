#include "proxy/net/cancel_registry.hpp"

#include <doctest/doctest.h>

namespace net = countersign::net;

TEST_CASE("a key finds its session, and only with its process id and all of its bytes") {
  net::cancel_registry registry(4);
  registry.add(10, "abcd", 1, {});
  registry.add(10, std::string(32, 'k'), 2, {});
  struct row {
    const char* name;
    std::uint32_t pid;
    std::string key;
    bool found;
  };
  const row rows[] = {
      {"the key", 10, "abcd", true},      {"another session's", 10, std::string(32, 'k'), true},
      {"another pid", 11, "abcd", false}, {"one byte off", 10, "abce", false},
      {"cut short", 10, "abc", false},    {"longer", 10, "abcde", false},
      {"nothing at all", 10, "", false},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    CHECK(registry.find(row.pid, row.key).has_value() == row.found);
  }
}

TEST_CASE("a session that ended is not found, one with the same process id is") {
  net::cancel_registry registry(4);
  registry.add(10, "abcd", 1, {});
  registry.add(10, "efgh", 2, {});
  registry.remove(10, 1);
  CHECK_FALSE(registry.find(10, "abcd"));
  CHECK(registry.find(10, "efgh"));
  registry.remove(10, 2);
  CHECK(registry.size() == 0);
  registry.remove(10, 2);
}

TEST_CASE("slots for cancels are as many as said and come back") {
  net::cancel_registry registry(2);
  auto first = registry.take_slot();
  const auto second = registry.take_slot();
  CHECK(first);
  CHECK(second);
  CHECK_FALSE(registry.take_slot());
  auto copy = first;
  first.reset();
  CHECK_FALSE(registry.take_slot());
  copy.reset();
  CHECK(registry.take_slot());
}
