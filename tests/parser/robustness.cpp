// Statements made to hurt: deep, long, many, broken.
#include <malloc.h>

#include <random>
#include <thread>

#include "parser/builtins.hpp"
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  out.reserve(what.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += what;
  return out;
}

struct deep_row {
  const char* name;
  std::string sql;
  const char* starts_with;
};

std::vector<deep_row> deep_rows() {
  constexpr std::size_t many = 100'000;
  return {
      {"sums", "DELETE FROM t WHERE a = 1" + repeated("+1", many), "delete t (with WHERE)"},
      {"and", "DELETE FROM t WHERE true" + repeated(" AND true", many), "delete t (WHERE is always true)"},
      {"or", "DELETE FROM t WHERE a=1" + repeated(" OR a=1", many), "delete t (with WHERE)"},
      {"casts", "DELETE FROM t WHERE 1" + repeated("::int", many) + " = 1", "delete t (WHERE is always true)"},
      {"concatenation", "INSERT INTO t VALUES ('x'" + repeated("||'x'", many) + ")", "insert t"},
      {"joins", "SELECT 1 FROM t" + repeated(" CROSS JOIN u", 5'000), "read t\nread u"},
      {"unions", "SELECT a FROM t" + repeated(" UNION ALL SELECT 1", many), "read t (a)"},
      {"a long list", "DELETE FROM t WHERE a IN (1" + repeated(",1", many) + ")", "delete t (with WHERE)"},
      {"nested brackets", "SELECT " + repeated("(", many) + "1" + repeated(")", many), "unreadable (memory exhausted"},
      {"nested subqueries", repeated("SELECT (", 2'000) + "SELECT f(1)" + repeated(")", 2'000), "call f"},
      {"nested from", repeated("SELECT * FROM (", 1'000) + "TABLE t" + repeated(") x", 1'000), "read t (all columns)"},
      {"nested not", "DELETE FROM t WHERE " + repeated("NOT ", 8'000) + "true", "delete t (WHERE is always true)"},
      {"nested ctes", repeated("WITH x AS (", 1'000) + "DELETE FROM t RETURNING 1" + repeated(") SELECT 1", 1'000),
       "delete t (no WHERE)"},
      {"columns",
       "SELECT a" +
           [] {
             std::string out;
             for (int i = 0; i < 20'000; ++i) out += ", c" + std::to_string(i);
             return out;
           }() +
           " FROM t",
       "read t (all columns)"},
  };
}

}  // namespace

TEST_CASE("deep and long statements are walked without recursion") {
  for (const deep_row& each : deep_rows()) {
    CAPTURE(each.name);
    const std::string said = effects_of(each.sql);
    CHECK(std::string_view{said}.substr(0, std::string_view{each.starts_with}.size()) == each.starts_with);
  }
}

TEST_CASE("no statement leaves memory behind") {
  analyzer reader;
  analysis facts;
  const auto round = [&] {
    for (int i = 0; i < 200; ++i) {
      reader.analyze("SELEC 'x\\' FROM", {lexing::uncertain, {}}, facts);
      reader.analyze("DO $$ begin delete from t; execute 'x y z'; perform f(; end $$", {}, facts);
      reader.analyze("PREPARE p AS SELECT query_to_xml('SELECT 1', true, true, '')", {}, facts);
      CHECK(!redact("SELECT 'a' FROM").empty());
    }
  };
  round();
  const std::size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 5; ++i) round();
  CHECK(mallinfo2().uordblks <= before + 4096);
}

TEST_CASE("limits are kept at the limit and hold one past it") {
  analyzer reader{{.statement_bytes_max = 20, .effects_max = 3}};
  analysis facts;
  reader.analyze("SELECT 1 FROM abcdef", {}, facts);
  CHECK(effects_of(facts) == "read abcdef");
  reader.analyze("SELECT 1 FROM abcdefg", {}, facts);
  CHECK(effects_of(facts) == "unreadable (the statement is longer than this proxy reads; split it)");
  reader.analyze("TRUNCATE a, b, c", {}, facts);
  CHECK(effects_of(facts) == "truncate a\ntruncate b\ntruncate c");
  reader.analyze("TRUNCATE a,b,c,d", {}, facts);
  REQUIRE(facts.effects().size() == 4);
  CHECK(facts.effects()[3].what == verb::unreadable);
  // A read that is listed late, because a column turned up, counts too.
  analyzer small{{.statement_bytes_max = 100, .effects_max = 1}};
  small.analyze("DELETE FROM t WHERE a = 1", {}, facts);
  REQUIRE(facts.effects().size() == 2);
  CHECK(facts.effects()[1].what == verb::unreadable);
}

TEST_CASE("many names with many uses end in a refusal, not in hours") {
  std::string sql = "WITH a AS (SELECT 1)";
  for (int i = 0; i < 20'000; ++i) sql += ", c" + std::to_string(i) + " AS (SELECT 1)";
  sql += " SELECT 1 FROM a";
  for (int i = 0; i < 20'000; ++i) sql += ", a";
  const std::string said = effects_of(sql);
  CHECK(said.find("unreadable (too complex") != std::string::npos);
}

TEST_CASE("what is repeated costs no more than its length") {
  const std::string value(1'000'000, 'x');
  const bound_value values[] = {{value, 25, wire_format::text, false}};
  const std::pair<const char*, std::string> texts[] = {
      {"a bound value used often", "SELECT pg_notify($1, $1)" + repeated(", pg_notify($1, $1)", 9'000)},
      {"a bound value assigned often", "INSERT INTO t VALUES ($1::text)" + repeated(", ($1::text)", 50'000)},
      {"a long text cast often", "INSERT INTO t VALUES ('" + value + "'" + repeated("::text", 100'000) + ")"},
      {"role options", "CREATE ROLE r" + repeated(" LOGIN", 200'000)},
      {"settings of a function", "ALTER FUNCTION f()" + repeated(" SET a = b", 100'000)},
      {"functions of a type", "CREATE TYPE t (input = f" + repeated(", input = f", 100'000) + ")"},
      {"INTO in a body", "DO $$ begin select 1" + repeated(" into x", 30'000) + "; end $$"},
      {"a query in a string often", "SELECT 1" + repeated(", query_to_xml($1, true, true, '')", 9'000)},
      {"types of a prepared statement", "PREPARE p (int" + repeated(", int", 100'000) + ") AS SELECT 1"},
      {"statements", repeated("CREATE SCHEMA s;", 9'000)},
  };
  analyzer reader;
  analysis facts;
  for (const auto& [name, sql] : texts) {
    CAPTURE(name);
    reader.analyze(sql, {lexing::standard, values}, facts);
    CHECK(!facts.effects().empty());
    CHECK(mallinfo2().uordblks + mallinfo2().hblkhd < 500'000'000);
  }
  const std::string too_long = "PREPARE p (int" + repeated(", int", 100'000) + ") AS SELECT 1";
  reader.analyze(too_long, {}, facts);
  CHECK(facts.effects().back().what == verb::unreadable);
  const std::string fits = "PREPARE p (int" + repeated(", int", 1'000) + ") AS SELECT 1";  // facts point into it
  reader.analyze(fits, {}, facts);
  CHECK(facts.statements()[0].body == " SELECT 1");
}

TEST_CASE("every volatile function of PostgreSQL is known or counts as a call") {
  std::size_t known = 0;
  for (const builtin_name& each : builtin_names()) {
    if (each.how_volatile != 'v') continue;
    CAPTURE(each.name);
    const std::string said = effects_of("SELECT \"" + std::string{each.name} + "\"()");
    if (known_builtin(each.name) != nullptr) {
      ++known;
      if (known_builtin(each.name)->harmless) {
        CHECK(said.empty());
      } else if (each.name != "ts_rewrite") {
        CHECK(!said.empty());
      }
    } else {
      CHECK(said == "call " + std::string{each.name});
    }
  }
  CHECK(known > 150);
}

TEST_CASE("every known function is one of PostgreSQL's") {
  for (const builtin_name& each : builtin_names()) CHECK(builtin_volatility(each.name) != volatility::unknown);
  CHECK(builtin_volatility("pg_catalog") == volatility::unknown);
  CHECK(builtin_volatility("") == volatility::unknown);
  CHECK(builtin_volatility("lower") == volatility::immutable);
  CHECK(builtin_volatility("now") == volatility::stable);
  CHECK(builtin_volatility("random") == volatility::changing);
}

TEST_CASE("analyzers on several threads do not meet") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&wrong, i] {
      analyzer reader;
      analysis facts;
      for (int round = 0; round < 300; ++round) {
        const lexing how = (round + static_cast<int>(i)) % 2 == 0 ? lexing::standard : lexing::escaped;
        reader.analyze("SELECT '\\'; DELETE FROM t; --'", {how, {}}, facts);
        if (facts.effects().size() != (how == lexing::standard ? 1u : 0u)) ++wrong[i];
      }
    });
  }
  for (std::thread& each : threads) each.join();
  for (const int each : wrong) CHECK(each == 0);
}

namespace {

constexpr const char* seeds[] = {
    "WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT x + 1 FROM a), b AS (DELETE FROM t WHERE id IN (SELECT x FROM a) "
    "RETURNING *) INSERT INTO s.u (a, b) SELECT b.a, max(b.c) OVER w FROM b JOIN LATERAL f(b.x) q ON true WINDOW w AS "
    "(PARTITION BY y) ON CONFLICT (a) DO UPDATE SET b = excluded.b + 1 WHERE u.z < $1 RETURNING *",
    "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.x > 1 THEN UPDATE SET a = a - 10, b = '5'::int WHEN NOT "
    "MATCHED THEN INSERT (id) VALUES (s.id)",
    "DO $$ declare c cursor for select a from t; begin if x then execute 'drop table ' || y; end if; select 1 into x "
    "from t; for r in select 1 loop null; end loop; end $$",
    "CREATE TABLE s.t (a int PRIMARY KEY DEFAULT f(1), CHECK (g(a)), LIKE u) PARTITION BY LIST (h(a))",
    "ALTER TABLE t ADD COLUMN a int, DROP CONSTRAINT b CASCADE, ALTER c TYPE text USING c::text, OWNER TO bob",
    "SELECT set_config('role', 'x', false), query_to_xml('delete from t', true, true, ''), lo_export(1, '/x')",
    "GRANT SELECT (a), UPDATE ON ALL TABLES IN SCHEMA a, b TO c WITH GRANT OPTION; REVOKE x FROM y CASCADE",
    "EXPLAIN (ANALYZE, BUFFERS) COPY (SELECT * FROM t WHERE a LIKE '%' FOR UPDATE) TO PROGRAM 'x'",
    "SELECT (SELECT t.a FROM u WHERE u.x = ANY (ARRAY[1, 2, $3]) AND EXISTS (TABLE v)), CASE WHEN a THEN b END, "
    "e[1:2], (r).f.*, xmlelement(name x, a), GROUPING(a) FROM t GROUP BY CUBE (a, b) LIMIT 5",
    "CREATE RULE r AS ON DELETE TO t DO ALSO (INSERT INTO u VALUES (old.a); NOTIFY c)",
    "PREPARE p (int) AS UPDATE t SET (a, b) = (SELECT 1, 2) FROM u WHERE $1 IS NULL OR t.id = u.id",
    "SET client_encoding = 'sjis'; RESET ALL; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
};

// Cuts, doubles, swaps and spoils pieces of statements: the tokens stay mostly whole, so that much of it still parses.
class mutator {
 public:
  explicit mutator(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    std::string out = seeds[below(std::size(seeds))];
    for (std::size_t i = below(6); i > 0; --i) change(out);
    return out;
  }

 private:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_); }

  // A piece between two spaces.
  std::pair<std::size_t, std::size_t> piece(const std::string& text) {
    const std::size_t middle = below(text.size());
    const std::size_t before = text.rfind(' ', middle);
    const std::size_t after = text.find(' ', middle);
    const std::size_t first = before == std::string::npos ? 0 : before;
    return {first, (after == std::string::npos ? text.size() : after) - first};
  }

  void change(std::string& text) {
    if (text.size() < 2) return;
    const auto [at, size] = piece(text);
    const std::string other = seeds[below(std::size(seeds))];
    const auto [other_at, other_size] = piece(other);
    switch (below(6)) {
      case 0:
        text.erase(at, size);
        break;
      case 1:
        text.insert(at, text.substr(at, size));
        break;
      case 2:
        text.replace(at, size, other.substr(other_at, other_size));
        break;
      case 3:
        text.insert(at, " " + other.substr(other_at));
        break;
      case 4:
        text[below(text.size())] = static_cast<char>(below(256));
        break;
      default:
        text.insert(at, "(" + text.substr(at, size) + ")");
        break;
    }
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("broken and mixed statements never bring the process down") {
  mutator texts{20'240'611};
  analyzer reader{{.statement_bytes_max = 100'000, .effects_max = 200}};
  analysis facts;
  std::size_t parsed = 0;
  const bound_value values[] = {{"5", 23, wire_format::text, false}, {{}, 0, wire_format::text, true}};
  for (int i = 0; i < 20'000; ++i) {
    const std::string sql = texts.next();
    reader.analyze(sql, {i % 3 == 0 ? lexing::uncertain : lexing::standard, values}, facts);
    if (facts.parse_error().empty()) ++parsed;
    CHECK(facts.effects().size() <= 402);
    std::size_t listed = 0;
    for (const statement& each : facts.statements()) listed += each.effect_count;
    CHECK(listed <= facts.effects().size());
    for (const effect& each : facts.effects()) {
      CHECK((facts.statements().empty() || each.statement < facts.statements().size()));
      CHECK(each.location <= sql.size());
      CHECK(!describe(each).empty());
    }
    if (i % 10 == 0) CHECK(!redact(sql).empty());
  }
  CHECK(parsed > 2'000);
}

}  // namespace countersign::parser::testing
