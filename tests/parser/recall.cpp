#include "parser/recall.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace parser = countersign::parser;
using parser::recall;

namespace {

// What a session does with a text.
struct reader {
  parser::analyzer analyze;
  parser::analysis scratch;
  recall known;
  parser::name_context names;
  bool with_names = false;
  [[nodiscard]] const parser::name_context* context() const { return with_names ? &names : nullptr; }

  recall::found find(const std::string& text, recall::numbers which = recall::numbers::any,
                     parser::lexing how = parser::lexing::standard) {
    recall::found got = known.find(text, how, known.circumstances(context()), which);
    if (got.facts) return got;
    analyze.analyze(text, {.backslashes = how, .parameters = {}, .names = context()}, scratch);
    known.note(analyze, context(), scratch);
    return got;
  }
  void see(const std::string& text, int times = 3, recall::numbers which = recall::numbers::any) {
    for (int i = 0; i < times; ++i) static_cast<void>(find(text, which));
  }
};

}  // namespace

TEST_CASE("a text that has come a few times is known, and means what the parser says") {
  reader one;
  one.see("INSERT INTO t (a, b) VALUES ($1, 'x')", 2);
  CHECK(one.find("INSERT INTO t (a, b) VALUES ($1, 'x')").facts == nullptr);
  const recall::found got = one.find("INSERT INTO t (a, b) VALUES ($1, 'x')");
  REQUIRE(got.facts != nullptr);
  CHECK(!got.other_numbers);
  parser::analysis real;
  one.analyze.analyze("INSERT INTO t (a, b) VALUES ($1, 'x')", {}, real);
  CHECK(parser::same_facts(*got.facts, real));
  CHECK(one.find("INSERT INTO t (a, b) VALUES ($1, 'y')").facts == nullptr);
}

TEST_CASE("whole numbers that something is compared with may be others, where they decide nothing") {
  struct row {
    std::string first;
    std::string then;
    bool known;
  };
  for (const row& row : {
           row{"SELECT a FROM t WHERE id = 1", "SELECT a FROM t WHERE id = 123456789", true},
           row{"SELECT a FROM t WHERE id=1;", "SELECT a FROM t WHERE id=2;", true},
           row{"SELECT a FROM t WHERE id > 1 AND id < 9", "SELECT a FROM t WHERE id > 3 AND id < 4", true},
           // Another type than int4, another number of them, another text around them.
           row{"SELECT a FROM t WHERE id = 1", "SELECT a FROM t WHERE id = 1234567890", false},
           row{"SELECT a FROM t WHERE id = 1", "SELECT a FROM t WHERE id = 1.5", false},
           row{"SELECT a FROM t WHERE id = 1", "SELECT a FROM t WHERE id = 1 OR id = 2", false},
           row{"SELECT a FROM t WHERE id = 1", "SELECT a FROM t WHERE id = 1x", false},
           row{"SELECT a FROM t WHERE id = 1", "SELECT a FROM t WHERE id = '2'", false},
           row{"SELECT a FROM t WHERE id = 1", "SELECT b FROM t WHERE id = 1", false},
           row{"SELECT a FROM t WHERE id = 1", "SELECT a FROM t WHERE id = $1", false},
           row{"SELECT a FROM t1 WHERE id = 1", "SELECT a FROM t2 WHERE id = 1", false},
           // Which rows are written is a fact, and another number may make it every row.
           row{"DELETE FROM t WHERE id = 1", "DELETE FROM t WHERE id = 2", false},
           row{"DELETE FROM t WHERE a > 5 OR a <= 4", "DELETE FROM t WHERE a > 5 OR a <= 5", false},
           row{"DELETE FROM t WHERE a = 1 OR 1 = 2", "DELETE FROM t WHERE a = 1 OR 1 = 1", false},
           row{"DELETE FROM t WHERE 1 = 2", "DELETE FROM t WHERE 1 = 1", false},
           // And here it is what rules ask about, or no value at all.
           row{"UPDATE t SET a = 1 WHERE id = 1", "UPDATE t SET a = 2 WHERE id = 1", false},
           row{"SET work_mem = 1", "SET work_mem = 2", false},
           row{"SELECT pg_terminate_backend(a) FROM t WHERE id = 1",
               "SELECT pg_terminate_backend(a) FROM t WHERE id = 2", false},
           row{"SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 2", false},
           row{"SELECT a FROM t -- = 1", "SELECT a FROM t -- = 2", false},
           row{"SELECT a /* = 1 */ FROM t", "SELECT a /* = 2 */ FROM t", false},
           row{"SELECT \"= 1\" FROM t", "SELECT \"= 2\" FROM t", false},
           row{"SELECT a FROM t WHERE id = 1 .x", "SELECT a FROM t WHERE id = 2 .x", false},
           row{"SELECT a FROM t WHERE id = 1 [1]", "SELECT a FROM t WHERE id = 2 [1]", false},
       }) {
    CAPTURE(row.first);
    CAPTURE(row.then);
    reader one;
    one.see(row.first, 5);
    const recall::found got = one.find(row.then);
    CHECK((got.facts != nullptr) == row.known);
    if (!row.known) continue;
    CHECK(got.other_numbers);
    parser::analysis real;
    one.analyze.analyze(row.then, {}, real);
    CHECK(parser::same_facts(*got.facts, real));
  }
}

TEST_CASE("what is known with numbers in mind is not what is known of the text with parameters") {
  // Bound values may make it every row, so its facts are not those of any numbers.
  reader one;
  one.see("DELETE FROM t WHERE a > $1 OR a <= $2", 5, recall::numbers::same);
  CHECK(one.find("DELETE FROM t WHERE a > $1 OR a <= $2", recall::numbers::same).facts != nullptr);
  CHECK(one.find("DELETE FROM t WHERE a > 1 OR a <= 1").facts == nullptr);
  one.see("DELETE FROM t WHERE a = 7", 5, recall::numbers::same);
  CHECK(one.find("DELETE FROM t WHERE a = 8", recall::numbers::same).facts == nullptr);
}

TEST_CASE("texts that do more than what is judged, or may be read in two ways, are read each time") {
  for (const std::string text : {"PREPARE x AS DELETE FROM t", "EXECUTE x", "DEALLOCATE x", "SET search_path = a",
                                 "SELECT 1; SELECT 2", "", "SELECT 'a\\'b'", "SELEKT", "DO 'BEGIN END'"}) {
    CAPTURE(text);
    reader one;
    one.see(text, 6);
    CHECK(one.find(text).facts == nullptr);
  }
  reader one;
  const std::string longest = "SELECT " + std::string(recall::text_bytes_max - 7, 'x');
  one.see(longest, 5);
  CHECK(one.find(longest).facts != nullptr);
  one.see(longest + "x", 5);
  CHECK(one.find(longest + "x").facts == nullptr);
}

TEST_CASE("what is known counts only where names and strings are read the same way") {
  reader one;
  one.see("SELECT a FROM t", 5);
  CHECK(one.find("SELECT a FROM t").facts != nullptr);
  CHECK(one.find("SELECT a FROM t", recall::numbers::any, parser::lexing::uncertain).facts == nullptr);
  one.with_names = true;
  one.names.paths = {{"public"}};
  CHECK(one.find("SELECT a FROM t").facts == nullptr);
  one.see("SELECT a FROM t", 5);
  CHECK(one.find("SELECT a FROM t").facts != nullptr);
  one.names.paths = {{"other"}};
  CHECK(one.find("SELECT a FROM t").facts == nullptr);
  one.names.temporary = {"t"};
  one.see("SELECT a FROM t", 5);
  CHECK(one.find("SELECT a FROM t").facts == nullptr);
  one.names = {};
  one.names.paths = {{"public"}};
  CHECK(one.find("SELECT a FROM t").facts != nullptr);
  const std::uint64_t before = one.known.generation();
  one.known.forget();
  CHECK(one.known.generation() > before);
  CHECK(one.find("SELECT a FROM t").facts == nullptr);
}

TEST_CASE("what is remembered has a bound, and what is in use stays as it was") {
  reader one;
  one.see("SELECT a FROM kept", 5);
  const recall::found kept = one.find("SELECT a FROM kept");
  REQUIRE(kept.facts != nullptr);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 4 * recall::texts_max; ++i) texts.push_back("SELECT a FROM t" + std::to_string(i));
  for (const std::string& text : texts) one.see(text, 5);
  std::size_t known = 0;
  for (const std::string& text : texts) {
    known +=
        one.known.find(text, parser::lexing::standard, one.known.circumstances(nullptr), recall::numbers::any).facts !=
        nullptr;
  }
  CHECK(known <= recall::texts_max);
  CHECK(known > recall::texts_max / 2);
  REQUIRE(kept.facts->effects().size() == 1);
  CHECK(kept.facts->effects().front().object == "kept");
}
