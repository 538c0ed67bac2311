#include "proxy/wire/frame.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/proxy/wire/bytes.hpp"

using namespace countersign::wire;
using namespace countersign::wire::testing;

TEST_CASE("a header needs five bytes") {
  const std::string whole = message('Q', "select 1\0"_b);
  header head;
  for (std::size_t size = 0; size < header_bytes; ++size) {
    CAPTURE(size);
    CHECK(next_header(exact(whole.substr(0, size)).view(), head) == scan::incomplete);
  }
  CHECK(next_header(exact(whole.substr(0, 5)).view(), head) == scan::complete);
  CHECK(head.type == 'Q');
  CHECK(head.length == 13);
  CHECK(head.whole_bytes() == whole.size());
}

TEST_CASE("a length must count at least itself") {
  struct row {
    std::string name;
    std::uint32_t length;
    scan expected;
  };
  const row rows[] = {
      {"nothing", 0, scan::malformed},
      {"one less", 3, scan::malformed},
      {"itself", 4, scan::complete},
      {"the largest int32", 0x7fffffff, scan::complete},
      {"negative for the server", 0x80000000, scan::complete},  // too long for any limit
      {"the largest of all", 0xffffffff, scan::complete},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    header head;
    CHECK(next_header("S" + be32(row.length), head) == row.expected);
    CHECK(head.whole_bytes() == std::uint64_t{row.length} + 1);
  }
}

TEST_CASE("a frame is complete only with its last byte") {
  const std::string first = message('P', "name\0select 1\0\0\0"_b);
  const std::string both = first + message('S', "");
  frame got;
  for (std::size_t size = 0; size < first.size(); ++size) {
    CAPTURE(size);
    CHECK(next_frame(exact(first.substr(0, size)).view(), got) == scan::incomplete);
  }
  REQUIRE(next_frame(both, got) == scan::complete);
  CHECK(got.type == 'P');
  CHECK(got.whole == first);
  CHECK(got.whole.data() == both.data());
  CHECK(got.body == first.substr(5));
  REQUIRE(next_frame(std::string_view(both).substr(got.whole.size()), got) == scan::complete);
  CHECK(got.type == 'S');
  CHECK(got.body.empty());
}

TEST_CASE("a frame with a wrong length is malformed however much follows") {
  frame got;
  CHECK(next_frame("Q" + be32(3) + std::string(100, 'x'), got) == scan::malformed);
  CHECK(next_frame("Q" + be32(0xffffffff) + std::string(100, 'x'), got) == scan::incomplete);
}

TEST_CASE("frontend messages have the server's limits") {
  for (int type = 0; type < 256; ++type) {
    const char letter = static_cast<char>(type);
    CAPTURE(type);
    std::uint32_t expected = 0;
    if (letter != 0 && std::string_view("QFBPd").find(letter) != std::string_view::npos) expected = 1073741822;
    if (letter != 0 && std::string_view("CDEHSXcf").find(letter) != std::string_view::npos) expected = 10000;
    CHECK(frontend_length_max(letter) == expected);
    CHECK(frontend_auth_length_max(letter) == (letter == 'p' ? 65535 : 0));
  }
}

TEST_CASE("backend messages have libpq's limits") {
  for (int type = 0; type < 256; ++type) {
    const char letter = static_cast<char>(type);
    CAPTURE(type);
    std::uint32_t expected = 0;
    if (letter != 0 && std::string_view("dDEVNATt").find(letter) != std::string_view::npos) expected = 0x3fffffff;
    if (letter != 0 && std::string_view("RKSZCIsn123GHWcv").find(letter) != std::string_view::npos) expected = 30000;
    CHECK(backend_length_max(letter) == expected);
  }
}

TEST_CASE("a name is cut after 63 bytes") {
  CHECK(clip_name("") == "");
  CHECK(clip_name(std::string(63, 'n')) == std::string(63, 'n'));
  CHECK(clip_name(std::string(63, 'n') + "x") == std::string(63, 'n'));
  // In the middle of a character, as the server does.
  const std::string umlauts = std::string(62, 'n') + "\xc3\xa4";
  CHECK(clip_name(umlauts) == std::string(62, 'n') + "\xc3");
}
