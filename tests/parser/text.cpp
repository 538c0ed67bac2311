// Text for people and logs, and the memory that results live in.
#include "parser/arena.hpp"
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

using namespace std::string_view_literals;

struct text_row {
  const char* name;
  std::string_view text;
  std::string_view shown;
};

constexpr text_row visible_rows[] = {
    {"plain", "SELECT 1", "SELECT 1"},
    {"lines and tabs", "a\n\tb", "a\n\tb"},
    {"other controls", "a\r\x1b[31mb\x7f", "a\\x0d\\x1b[31mb\\x7f"},
    {"a NUL", "a\0b"sv, "a\\x00b"},
    {"letters of every script", "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80",
     "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80"},
    {"right to left",
     "a\xe2\x80\xae"
     "b",
     "a\\u202eb"},
    {"isolates", "\xe2\x81\xa6x", "\\u2066x"},
    {"nothing to see",
     "a\xe2\x80\x8b\xef\xbb\xbf"
     "b",
     "a\\u200b\\ufeffb"},
    {"spaces that are none",
     "a\xc2\xa0"
     "b\xe3\x80\x80",
     "a\\u00a0b\\u3000"},
    {"tags", "\xf3\xa0\x81\x81", "\\U000e0041"},
    {"not UTF-8", "a\xff\xc3(", "a\\xff\\xc3("},
    {"overlong", "\xc0\xaf\xe0\x80\xaf", "\\xc0\\xaf\\xe0\\x80\\xaf"},
    {"a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    {"cut off", "\xe2\x82", "\\xe2\\x82"},
};

constexpr text_row redact_rows[] = {
    {"nothing to hide", "SELECT a FROM t", "SELECT a FROM t"},
    {"every kind of constant", "SELECT 'a', 1, 1.5, B'1', X'f', E'x', $$y$$, U&'z', N'n'",
     "SELECT $1, $2, $3, $4, $5, $6, $7, $8, N$9"},
    {"constants in pieces", "SELECT 'a'\n 'b', U&'z' UESCAPE '!', U&\"q\"", "SELECT $1, $2 UESCAPE $3, U&\"q\""},
    {"after the parameters", "SELECT $2, 'a' WHERE x = $1", "SELECT $2, $3 WHERE x = $1"},
    {"quotes in quotes", "SELECT 'it''s', \"it's\"", "SELECT $1, \"it's\""},
    {"a password", "ALTER ROLE bob PASSWORD 'secret'", "ALTER ROLE bob PASSWORD $1"},
    {"comments", "SELECT 1 -- secret\n, 2 /* more /* secret */ */ FROM t", "SELECT $1 \n, $2  FROM t"},
    {"a body", "DO $x$ begin 'secret' end $x$", "DO $1"},
    {"not SQL", "SELEC 'secret'", "(unreadable statement, 14 bytes)"},
    {"a NUL", "SELECT 1\0secret"sv, "(unreadable statement, 15 bytes)"},
    {"a backslash that matters", "SELECT 'a\\' -- '", "(unreadable statement, 16 bytes)"},
    {"a backslash that does not", "SELECT 'a\\b'", "SELECT $1"},
};

}  // namespace

TEST_CASE("text is shown as what it is") {
  for (const text_row& each : visible_rows) {
    CAPTURE(each.name);
    CHECK(visible(each.text) == each.shown);
  }
}

TEST_CASE("redacted statements have no data") {
  for (const text_row& each : redact_rows) {
    CAPTURE(each.name);
    CHECK(redact(each.text) == each.shown);
  }
}

TEST_CASE("a description is one line of visible text") {
  effect what;
  what.what = verb::remove;
  what.object = "a\nb\xe2\x80\xae";
  what.where = restriction::absent;
  CHECK(describe(what) == "delete a\\nb\\u202e (no WHERE)");
}

TEST_CASE("every verb and kind has a word") {
  for (std::size_t i = 0; i < verb_count; ++i) CHECK(!to_string(static_cast<verb>(i)).empty());
  CHECK(to_string(verb::remove) == "delete");
  CHECK(to_string(verb::set_role) == "set role");
  CHECK(to_string(object_kind::relation) == "table");
  CHECK(to_string(object_kind::other) == "other");
}

TEST_CASE("an arena keeps what small statements need and aligns what it gives") {
  arena memory;
  for (int round = 0; round < 3; ++round) {
    const std::string_view copied = memory.copy("name");
    CHECK(copied == "name");
    void* const at = memory.allocate(8, 8);
    CHECK(reinterpret_cast<std::uintptr_t>(at) % 8 == 0);
    CHECK(memory.allocate(10'000'000, 16) != nullptr);
    memory.reset();
    CHECK(memory.capacity_bytes() <= arena::kept_bytes_max);
  }
  arena steady;
  const auto statement = [&] {
    steady.reset();
    for (int i = 0; i < 100; ++i) REQUIRE(steady.allocate(1000, 8) != nullptr);
  };
  for (int round = 0; round < 3; ++round) statement();
  const void* const first = (steady.reset(), steady.allocate(8, 8));
  statement();
  steady.reset();
  CHECK(steady.allocate(8, 8) == first);
  const std::uint64_t numbers[] = {1, 2, 3};
  const auto kept = memory.copy(std::span<const std::uint64_t>{numbers});
  CHECK(std::ranges::equal(kept, numbers));
  CHECK(memory.copy(std::string_view{}).empty());
}

}  // namespace countersign::parser::testing
