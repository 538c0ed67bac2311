#include "proxy/wire/reader.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/proxy/wire/bytes.hpp"

using namespace countersign::wire;
using namespace countersign::wire::testing;

TEST_CASE("a reader reads numbers, texts and bytes in network order") {
  const exact bytes(
      "\x7f\xff\xfe\x00\x01\xff\xff\xff\xfe"
      "abc\0xy"_b);
  reader from(bytes.view());
  CHECK(from.get_byte() == 0x7f);
  CHECK(from.get_int16() == -2);
  CHECK(from.get_uint16() == 1);
  CHECK(from.get_int32() == -2);
  CHECK(from.get_cstring() == "abc");
  CHECK(from.remaining() == 2);
  CHECK(from.get_bytes(2) == "xy");
  from.expect_end();
  CHECK(from.ok());
}

TEST_CASE("a reader never reads past the end and keeps its first failure") {
  struct row {
    std::string name;
    void (*read)(reader&);
    std::size_t needs;
    errc why;
  };
  const row rows[] = {
      {"byte", [](reader& r) { CHECK(r.get_byte() == 0); }, 1, errc::no_data},
      {"int16", [](reader& r) { CHECK(r.get_int16() == 0); }, 2, errc::insufficient_data},
      {"int32", [](reader& r) { CHECK(r.get_int32() == 0); }, 4, errc::insufficient_data},
      {"text", [](reader& r) { CHECK(r.get_cstring().empty()); }, 9, errc::invalid_string},
      {"bytes", [](reader& r) { CHECK(r.get_bytes(9).empty()); }, 9, errc::insufficient_data},
      {"all the bytes there could be", [](reader& r) { CHECK(r.get_bytes(SIZE_MAX).empty()); }, 9,
       errc::insufficient_data},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    const exact bytes(std::string(row.needs - 1, 'a'));
    reader from(bytes.view());
    row.read(from);
    CHECK(from.error() == row.why);
    CHECK(from.remaining() == 0);
    // What comes after yields nothing and does not change the reason.
    CHECK(from.get_uint32() == 0);
    CHECK(from.get_cstring().empty());
    from.expect_end();
    CHECK(from.error() == row.why);
  }
}

TEST_CASE("bytes that are left over are a failure") {
  reader from(std::string_view("a"));
  from.expect_end();
  CHECK(from.error() == errc::invalid_format);
}

TEST_CASE("a text ends at the first NUL, and the rest of it is not skipped") {
  const std::string bytes = "select 1\0; drop table t\0"_b;
  reader from(bytes);
  CHECK(from.get_cstring() == "select 1");
  CHECK(from.rest() == "; drop table t\0"_b);
}

TEST_CASE("every reason has a text and an SQLSTATE") {
  for (int code = 0; code <= static_cast<int>(errc::invalid_options); ++code) {
    CAPTURE(code);
    CHECK(!to_string(static_cast<errc>(code)).empty());
    CHECK(sqlstate_of(static_cast<errc>(code)).size() == 5);
  }
  CHECK(sqlstate_of(errc::invalid_string) == "08P01");
  CHECK(sqlstate_of(errc::no_user) == "28000");
}

TEST_CASE("a result without a value is still safe to look at") {
  const result<std::string_view> failed = errc::invalid_string;
  CHECK(failed.has_error());
  CHECK(failed->empty());
  // An error that claims to be none must not turn into a value.
  CHECK(result<std::string_view>(errc::ok).has_error());
}
