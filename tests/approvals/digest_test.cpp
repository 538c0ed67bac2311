#include "approvals/digest.hpp"

#include <doctest/doctest.h>

#include <set>

namespace countersign::approvals::tests {

TEST_CASE("two requests that differ anywhere have different digests") {
  const std::string_view one[] = {"Q1", "Q2"};
  const std::string_view moved[] = {"Q", "1Q2"};
  const std::string_view less[] = {"Q1Q2"};
  const digest_input base{one, "s", "r", "r", "u", "d", "p", "v"};
  std::set<std::string> seen{to_hex(digest_of(base))};
  for (const std::span<const std::string_view> messages : {std::span<const std::string_view>{moved}, {less}}) {
    digest_input other = base;
    other.messages = messages;
    CHECK(seen.insert(to_hex(digest_of(other))).second);
  }
  for (std::string_view digest_input::*const field :
       {&digest_input::statement, &digest_input::requester, &digest_input::role, &digest_input::upstream,
        &digest_input::database, &digest_input::search_path, &digest_input::policy_version}) {
    digest_input other = base;
    other.*field = "x";
    CHECK(seen.insert(to_hex(digest_of(other))).second);
  }
  digest_input shifted = base;
  shifted.statement = "sr";
  shifted.requester = "";
  CHECK(seen.insert(to_hex(digest_of(shifted))).second);
}

TEST_CASE("hex goes there and back, and nothing else is hex") {
  digest what{};
  what[0] = 0xab;
  what[31] = 1;
  CHECK(from_hex(to_hex(what)) == what);
  for (const char* bad : {"", "ab", "zz"}) CHECK_FALSE(from_hex(bad).has_value());
  std::string odd = to_hex(what);
  odd[5] = 'g';
  CHECK_FALSE(from_hex(odd).has_value());
}

TEST_CASE("a code is easy to say and hard to confuse") {
  const std::string code = match_code({}, "id");
  CHECK(code.size() == 7);
  CHECK(code[3] == '-');
  CHECK(normalize_code(code) == code);
  std::string sloppy;
  for (const char c : code) {
    if (c != '-') sloppy.push_back(static_cast<char>(std::tolower(c)));
  }
  CHECK(normalize_code(sloppy) == code);
  CHECK(match_code({}, "other") != code);
  for (const char* bad : {"", "KX4", "KX4-7PM1", "K04-7PM", "KX4-7P!"}) CHECK(normalize_code(bad).empty());
}

}  // namespace countersign::approvals::tests
