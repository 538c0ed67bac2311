#include "proxy/wire/frontend.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/proxy/wire/bytes.hpp"
#include "tests/proxy/wire/read_any.hpp"

using namespace countersign::wire;
using namespace countersign::wire::testing;
namespace frontend = countersign::wire::frontend;

namespace {

const std::string two_values = "\0\2"_b + be32(1) + "a" + be32(0xffffffff);

}  // namespace

TEST_CASE("Query has one text") {
  const std::string body = "select 1\0"_b;
  const auto got = frontend::query::read(body);
  REQUIRE(got);
  CHECK(got->text == "select 1");
}

TEST_CASE("Parse has a name, a text and type oids") {
  const std::string body = "s1\0select $1\0"_b + be16(2) + be32(23) + be32(0xfffffffe);
  const auto got = frontend::parse::read(body);
  REQUIRE(got);
  CHECK(got->name == "s1");
  CHECK(got->text == "select $1");
  REQUIRE(got->parameter_types.size() == 2);
  CHECK(got->parameter_types[0] == 23);
  CHECK(got->parameter_types[1] == 0xfffffffe);
  CHECK(got->parameter_types[2] == 0);
}

TEST_CASE("Bind has values with the formats that apply to them") {
  struct row {
    std::string name;
    std::string formats;
    format first, second;
  };
  const row rows[] = {
      {"none: all text", be16(0), format::text, format::text},
      {"one: for all", be16(1) + be16(1), format::binary, format::binary},
      {"one each", be16(2) + be16(0) + be16(1), format::text, format::binary},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    const exact body("p\0s\0"_b + row.formats + two_values + be16(2) + be16(1) + be16(0));
    const auto got = frontend::bind::read(body.view());
    REQUIRE(got);
    CHECK(got->portal == "p");
    CHECK(got->statement == "s");
    REQUIRE(got->parameters.size() == 2);
    std::vector<value> values;
    for (const value each : got->parameters) values.push_back(each);
    REQUIRE(values.size() == 2);
    CHECK(values[0].bytes == "a");
    CHECK(!values[0].null);
    CHECK(values[0].format == row.first);
    CHECK(values[1].bytes.empty());
    CHECK(values[1].null);
    CHECK(values[1].format == row.second);
    CHECK(got->result_formats.size() == 2);
    CHECK(got->result_formats[0] == 1);
  }
}

TEST_CASE("an empty value is not null, and NULs are part of a value") {
  const std::string body = "\0\0\0\0\0\2"_b + be32(0) + be32(3) + "\0x\0"_b + be16(0);
  const auto got = frontend::bind::read(body);
  REQUIRE(got);
  auto at = got->parameters.begin();
  CHECK(!(*at).null);
  CHECK((*at++).bytes.empty());
  CHECK((*at++).bytes == "\0x\0"_b);
  CHECK(at == got->parameters.end());
}

TEST_CASE("as many values as a Bind can have are read") {
  std::string body = "\0\0"_b + be16(0) + be16(65535);
  for (int i = 0; i < 65535; ++i) body += be32(1) + "v";
  body += be16(0);
  const auto got = frontend::bind::read(body);
  REQUIRE(got);
  std::size_t count = 0;
  for (const value each : got->parameters) count += each.bytes == "v" ? 1U : 0U;
  CHECK(count == 65535);
}

TEST_CASE("Describe and Close name a statement or a portal") {
  for (const char kind : {'S', 'P'}) {
    CAPTURE(kind);
    const std::string body = kind + "n\0"_b;
    const auto described = frontend::describe::read(body);
    REQUIRE(described);
    CHECK(static_cast<char>(described->kind) == kind);
    CHECK(described->name == "n");
    const auto closed = frontend::close::read(body);
    REQUIRE(closed);
    CHECK(static_cast<char>(closed->kind) == kind);
    CHECK(closed->name == "n");
  }
}

TEST_CASE("Execute has a portal and a row limit") {
  const std::string body = "p\0"_b + be32(0xffffffff);
  const auto got = frontend::execute::read(body);
  REQUIRE(got);
  CHECK(got->portal == "p");
  CHECK(got->row_limit == -1);
}

TEST_CASE("FunctionCall has an oid, arguments and a result format") {
  const std::string body = be32(1740) + be16(1) + be16(1) + be16(1) + be32(4) + be32(7) + be16(1);
  const auto got = frontend::function_call::read(body);
  REQUIRE(got);
  CHECK(got->oid == 1740);
  REQUIRE(got->arguments.size() == 1);
  CHECK((*got->arguments.begin()).bytes == be32(7));
  CHECK((*got->arguments.begin()).format == format::binary);
  CHECK(got->result_format == 1);
}

TEST_CASE("CopyData, CopyFail and passwords keep their bytes") {
  CHECK(frontend::copy_data::read("a\0b"_b)->data == "a\0b"_b);
  CHECK(frontend::copy_data::read("")->data.empty());
  CHECK(frontend::copy_fail::read("why\0"_b)->message == "why");
  CHECK(frontend::authentication_answer::read("secret\0"_b)->secret == "secret\0"_b);
}

// What PostgreSQL 15 answered to each of these bodies.
TEST_CASE("a message is refused exactly when the server refuses it") {
  struct row {
    std::string name;
    char type;
    std::string body;
    errc expected;
  };
  const std::string one_each = be16(2) + be16(0) + be16(1);
  const row rows[] = {
      {"Query without NUL", 'Q', "select 1", errc::invalid_string},
      {"Query without a body", 'Q', "", errc::invalid_string},
      {"Query with more after its NUL", 'Q', "select 1\0x"_b, errc::invalid_format},
      {"Query with two NULs", 'Q', "select 1\0\0"_b, errc::invalid_format},
      {"empty Query", 'Q', "\0"_b, errc::ok},
      {"Parse without types", 'P', "a\0select 1\0"_b, errc::insufficient_data},
      {"Parse with half a type", 'P', "a\0select 1\0\0\1\0\0"_b, errc::insufficient_data},
      {"Parse with types that are not there", 'P', "a\0select 1\0\xff\xff\0\0\0\1"_b, errc::insufficient_data},
      {"Parse with more", 'P', "a\0select 1\0\0\0x"_b, errc::invalid_format},
      {"Describe of something else", 'D', "Xs\0"_b, errc::invalid_subtype},
      {"Describe without a body", 'D', "", errc::no_data},
      {"Describe without NUL", 'D', "Ss", errc::invalid_string},
      {"Describe of something else with more", 'D', "Xs\0y"_b, errc::invalid_format},
      {"Close of something else", 'C', "Xs\0"_b, errc::invalid_subtype},
      {"Close with more", 'C', "Ss\0y"_b, errc::invalid_format},
      {"Execute too short", 'E', "\0\0\0\0"_b, errc::insufficient_data},
      {"Execute with more", 'E', "\0\0\0\0\0\0"_b, errc::invalid_format},
      {"Flush with a body", 'H', "x", errc::invalid_format},
      {"Sync with a body", 'S', "x", errc::invalid_format},
      {"Terminate with a body", 'X', "zz", errc::ok},
      {"CopyDone with a body", 'c', "junk", errc::ok},
      {"CopyFail with more", 'f', "junk\0more"_b, errc::ok},
      {"CopyFail without NUL", 'f', "junk", errc::invalid_string},
      {"Bind", 'B', "\0s\0"_b + be16(0) + two_values + be16(0), errc::ok},
      {"Bind with three formats for two values", 'B', "\0s\0\0\3\0\0\0\0\0\0"_b + two_values + be16(0),
       errc::format_count},
      {"Bind with two formats for no values", 'B', "\0s\0"_b + one_each + be16(0) + be16(0), errc::format_count},
      {"Bind with format 2", 'B', "\0s\0\0\1\0\2"_b + two_values + be16(0), errc::unsupported_format},
      {"Bind with format 2 for nulls only", 'B', "\0s\0\0\1\0\2\0\1\xff\xff\xff\xff\0\0"_b, errc::unsupported_format},
      {"Bind with format 2 for no value", 'B', "\0s\0\0\1\0\2\0\0\0\0"_b, errc::ok},
      {"Bind with a value of -2 bytes", 'B', "\0s\0\0\0\0\1\xff\xff\xff\xfe\0\0"_b, errc::insufficient_data},
      {"Bind with the most negative length", 'B', "\0s\0\0\0\0\1\x80\0\0\0\0\0"_b, errc::insufficient_data},
      {"Bind with the longest value, absent", 'B', "\0s\0\0\0\0\1\x7f\xff\xff\xff\0\0"_b, errc::insufficient_data},
      {"Bind with more", 'B', "\0s\0"_b + be16(0) + two_values + be16(0) + "x", errc::invalid_format},
      {"FunctionCall", 'F', be32(0) + be16(0) + be16(0) + be16(0), errc::ok},
      {"FunctionCall too short", 'F', "\0\0"_b, errc::insufficient_data},
      {"FunctionCall with more", 'F', be32(0) + be16(0) + be16(0) + be16(0) + "x", errc::invalid_format},
      {"FunctionCall with an argument of -2 bytes", 'F', be32(1) + be16(0) + be16(1) + be32(0xfffffffe) + be16(0),
       errc::insufficient_data},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    CHECK(to_string(read_frontend(row.type, exact(row.body).view()).error) == to_string(row.expected));
  }
}

TEST_CASE("a message that lacks its last bytes is never taken for another one") {
  const std::string whole[] = {
      message('Q', "select 1\0"_b),
      message('P', "s\0select $1\0"_b + be16(1) + be32(23)),
      message('B', "p\0s\0"_b + be16(2) + be16(0) + be16(1) + two_values + be16(1) + be16(1)),
      message('D', "Ss\0"_b),
      message('C', "Pp\0"_b),
      message('E', "p\0"_b + be32(5)),
      message('F', be32(1740) + be16(1) + be16(1) + be16(1) + be32(4) + be32(7) + be16(0)),
      message('f', "why\0"_b),
  };
  for (const std::string& each : whole) {
    CAPTURE(each.front());
    const std::string body = each.substr(header_bytes);
    CHECK(read_frontend(each.front(), body).error == errc::ok);
    for (std::size_t size = 0; size < body.size(); ++size) {
      CAPTURE(size);
      CHECK(read_frontend(each.front(), exact(body.substr(0, size)).view()).error != errc::ok);
    }
  }
}
