#include "proxy/app/explain.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temp_dir.hpp"

using namespace countersign::app;
namespace json = boost::json;

namespace {

struct ran {
  explain_exit end;
  std::string out;
  std::string trouble;
};

ran explain(const explain_options& options, const std::string& input = {}) {
  std::istringstream in{input};
  std::ostringstream out;
  std::ostringstream trouble;
  const explain_exit end = run_explain(options, in, out, trouble);
  return {end, out.str(), trouble.str()};
}

explain_options asking(std::string sql) {
  explain_options out;
  out.sql = std::move(sql);
  return out;
}

json::object as_json(explain_options options, const std::string& input = {}) {
  options.format = explain_format::json;
  return json::parse(explain(options, input).out).as_object();
}

constexpr std::string_view people =
    "version = 1\ndefault = \"allow\"\n[defaults]\napprovers = [\"dba\"]\n"
    "[[person]]\nname = \"dana\"\n[[group]]\nname = \"dba\"\nmembers = [\"dana\"]\n";

}  // namespace

TEST_CASE("the exit code is the strictest answer to any statement") {
  const countersign::test::temp_dir folder;
  explain_options ruled;
  ruled.rules_file = folder
                         .write("rules.toml", std::string{people} + R"(
[[rule]]
name = "no"
effects = ["truncate"]
action = "deny"
[[rule]]
name = "ask"
effects = ["drop"]
action = "approve"
)")
                         .native();
  const auto code = [&](const std::string& sql) {
    ruled.sql = sql;
    return explain(ruled).end;
  };
  CHECK(code("SELECT 1") == explain_exit::allowed);
  CHECK(code("") == explain_exit::allowed);
  CHECK(code("DROP TABLE t") == explain_exit::held);
  CHECK(code("TRUNCATE t") == explain_exit::denied);
  CHECK(code("SELECT 1; DROP TABLE t; TRUNCATE t") == explain_exit::denied);
  ruled.sql = "-";
  CHECK(explain(ruled, "SELECT 1;\nDROP TABLE t;\nSELECT 2;\n").end == explain_exit::held);
  CHECK(explain(ruled, "TRUNCATE t;\nDROP TABLE t;\n").end == explain_exit::denied);
}

TEST_CASE("what cannot be judged is told, with what to do, and is no answer") {
  struct row {
    const char* name;
    explain_options options;
    std::string_view says;
  };
  std::vector<row> rows;
  const auto add = [&](const char* name, explain_options options, std::string_view says) {
    rows.push_back({name, std::move(options), says});
  };
  explain_options one = asking("SELECT $1");
  one.values = {"int9:5"};
  add("a type", one, "write TYPE:VALUE, or null; a TYPE is one of unknown, bool");
  one.values = {"5"};
  add("no type", one, "write TYPE:VALUE");
  one.values = {"int4:5", "int4:6"};
  add("too many values", one, "2 values with --param, but the statement has 1");
  one.values.assign(65536, "int4:1");
  add("far too many values", one, "65535 values at most");
  one = asking("SELECT 1; SELECT $1");
  one.values = {"int4:5"};
  add("two statements", one, "a message with values has one statement");
  one = asking("PREPARE p AS SELECT $1");
  one.values = {"int4:5"};
  add("prepare", one, "no parameters that a driver could bind");
  one = asking("SELECT 1");
  one.at = "2026-03-01 12:00";
  add("a time without a zone", one, "--at 2026-03-01 12:00: write a time with its zone");
  one.at = "infinity";
  add("no time", one, "write a time with its zone");
  one = asking("SELECT 1");
  one.address = "localhost";
  add("an address", one, "--address localhost: no IP address");
  one = asking("SELECT 1");
  one.file = "x.sql";
  add("both", one, "not both");
  one.sql.reset();
  one.file = "/nonexistent/x.sql";
  add("a file", one, "/nonexistent/x.sql");
  one = asking("SELECT 1");
  one.rules_file = "/nonexistent/rules.toml";
  add("rules", one, "name a readable file");
  one = asking("SELECT 1");
  one.config_file = "/nonexistent/countersign.toml";
  add("configuration", one, "/nonexistent/countersign.toml");
  one = asking("SELECT 1");
  one.catalog = "postgresql://reader:secret@127.0.0.1:1/x";
  add("a password", one, "put it into ~/.pgpass or PGPASSWORD, or use --config");
  one.catalog = "host=127.0.0.1 port=1 dbname=x";
  add("no server", one, "the catalog could not be read: ");
  for (const row& each : rows) {
    CAPTURE(each.name);
    const ran got = explain(each.options);
    CAPTURE(got.trouble);
    CHECK(got.end == explain_exit::trouble);
    CHECK(got.out.empty());
    CHECK(got.trouble.starts_with("countersign explain: "));
    CHECK(got.trouble.find(each.says) != std::string::npos);
    CHECK(got.trouble.find("secret") == std::string::npos);
  }
}

TEST_CASE("a line that only psql understands is told with its place, and nothing is judged") {
  const ran got = explain(asking("-"), "SELECT 1;\n  \\d orders\n");
  CHECK(got.end == explain_exit::trouble);
  CHECK(got.out.empty());
  CHECK(got.trouble ==
        "countersign explain: line 2, column 3: \\d is a command of psql, not SQL: take it out, or write "
        "the SQL that it stands for\n");
  CHECK(explain(asking("-"), std::string{"SELECT\0 1", 9}).trouble.find("NUL byte at offset 6") != std::string::npos);
}

TEST_CASE("a script is one session: names, search_path, reason and strings go on") {
  const auto verdicts = [](const std::string& script) {
    std::string out;
    const json::object told = as_json(asking("-"), script);
    for (const json::value& each : told.at("messages").as_array()) {
      out += (out.empty() ? "" : " ") + std::string{each.as_object().at("verdict").as_string()};
    }
    return out;
  };
  CHECK(verdicts("PREPARE p AS DELETE FROM t; EXECUTE p; DEALLOCATE p; EXECUTE p") == "approve approve allow approve");
  CHECK(verdicts("PREPARE p AS SELECT 1; EXECUTE p; EXECUTE q") == "allow allow approve");
  CHECK(verdicts("SELECT E'\\';'; SELECT 1") == "allow allow");
  CHECK(verdicts("SET standard_conforming_strings = off; SELECT '\\'; DROP TABLE t; --'; SELECT 1") ==
        "allow allow allow");
  CHECK(verdicts("SELECT '\\'; DROP TABLE t; --'; SELECT 1") == "allow approve");
  CHECK(verdicts("SET client_encoding = 'SJIS'; SELECT 1; RESET client_encoding; SELECT 1") ==
        "approve approve approve allow");
  CHECK(verdicts("\xef\xbb\xbfSELECT 1;") == "allow");
}

TEST_CASE("the reason that a rule wants may be in the statement, or in a SET before it") {
  const countersign::test::temp_dir folder;
  explain_options ruled = asking("-");
  ruled.rules_file = folder
                         .write("rules.toml", std::string{people} + R"(
[[rule]]
name = "ticket"
effects = ["drop"]
action = "approve"
reason = "^INC-[0-9]+$"
)")
                         .native();
  const auto accepted = [&](const std::string& script) {
    const json::object told = as_json(ruled, script);
    const json::object& last = told.at("messages").as_array().back().as_object();
    return last.at("requirements").as_array().at(0).as_object().at("reason_accepted").as_bool();
  };
  CHECK_FALSE(accepted("DROP TABLE t"));
  CHECK(accepted("DROP TABLE t /* reason: INC-7 */"));
  CHECK_FALSE(accepted("DROP TABLE t /* reason: because */"));
  CHECK(accepted("SET countersign.reason = 'INC-7'; DROP TABLE t"));
  CHECK(explain(ruled, "DROP TABLE t").out.find("none is given, so it is refused") != std::string::npos);
}

TEST_CASE("bound values are judged in place, and without them the worst counts") {
  const std::string sql = "DELETE FROM t WHERE $1 IS NULL OR id = $1";
  explain_options one = asking(sql);
  CHECK(explain(one).end == explain_exit::held);
  CHECK(explain(one).out.find("the values of $1 are not known") != std::string::npos);
  for (const auto& [value, end] :
       std::initializer_list<std::pair<const char*, explain_exit>>{{"int4:5", explain_exit::allowed},
                                                                   {"null", explain_exit::held},
                                                                   {"int4", explain_exit::held},
                                                                   {"unknown:5", explain_exit::allowed},
                                                                   {"text:", explain_exit::allowed}}) {
    CAPTURE(value);
    one.values = {value};
    CHECK(explain(one).end == end);
  }
}

TEST_CASE("who asks, from where and when are the rules' to judge") {
  const countersign::test::temp_dir folder;
  explain_options one = asking("SELECT * FROM t");
  one.rules_file = folder
                       .write("rules.toml", std::string{people} + R"(
[[rule]]
name = "office"
effects = ["read"]
roles = ["app"]
databases = ["shop"]
unless = { networks = ["10.0.0.0/8"], hours = "Mon-Fri 08:00-18:00 Europe/Berlin" }
action = "deny"
)")
                       .native();
  CHECK(explain(one).end == explain_exit::allowed);  // database postgres
  one.database = "shop";
  CHECK(explain(one).end == explain_exit::denied);
  one.role = "dana";
  CHECK(explain(one).end == explain_exit::allowed);
  one.role = "app";
  one.address = "10.1.2.3";
  one.at = "2026-03-03T08:00:00+01:00";
  CHECK(explain(one).end == explain_exit::allowed);
  one.at = "2026-03-03T06:59:59Z";
  CHECK(explain(one).end == explain_exit::denied);
  one.at = "2026-03-03T07:00:00Z";
  CHECK(explain(one).end == explain_exit::allowed);
}

TEST_CASE("JSON has each effect with its place in the input, its path, verdict and rules") {
  explain_options one = asking("-");
  one.at = "2026-03-03T08:00:00Z";
  const std::string script = "-- äö\nSELECT 1;\n/* x */ DO $$ BEGIN TRUNCATE \"Tür\"; END $$;";
  const json::object told = as_json(one, script);
  CHECK(told.at("format") == 1);
  CHECK(told.at("verdict") == "approve");
  CHECK(told.at("catalog") == false);
  CHECK(told.at("at") == "2026-03-03T08:00:00.000Z");
  CHECK(told.at("rules").as_object().at("file").is_null());
  const json::array& messages = told.at("messages").as_array();
  REQUIRE(messages.size() == 2);
  const json::object& second = messages[1].as_object();
  CHECK(second.at("statements").as_array().at(0).as_object().at("command") == "DO");
  REQUIRE(second.at("effects").as_array().size() == 2);
  const json::object& effect = second.at("effects").as_array().at(1).as_object();
  CHECK(effect.at("text") == "truncate Tür [DO]");
  CHECK(effect.at("verb") == "truncate");
  CHECK(effect.at("object") == "Tür");
  CHECK(effect.at("path") == "DO");
  CHECK(effect.at("rule") == "truncate");
  const json::object& place = effect.at("location").as_object();
  CHECK(static_cast<std::size_t>(place.at("offset").as_int64()) == script.find("\"Tür"));
  CHECK(place.at("length") == 6);
  CHECK(place.at("line") == 3);
  CHECK(place.at("column") == 30);
  CHECK(effect.at("rules").as_array().back().as_object().at("matches") == "yes");
}

TEST_CASE("JSON is ASCII, whatever the statement holds") {
  explain_options one = asking("SELECT '\x1b[31m \u202e \U0001F600 \x7f \xff \xc2\x9b' FROM \"ü\"");
  one.format = explain_format::json;
  const std::string out = explain(one).out;
  for (const char c : out) CHECK((c == '\n' || (c >= ' ' && c < 0x7f)));
  const json::object told = json::parse(out).as_object();
  CHECK(told.at("messages").as_array().at(0).as_object().at("sql") ==
        "SELECT '\x1b[31m \u202e \U0001F600 \x7f \ufffd \u009b' FROM \"ü\"");
}

TEST_CASE("the keys of the JSON are the documented ones") {
  std::ifstream file{COUNTERSIGN_SOURCE_DIR "/proxy/app/README.md"};
  std::stringstream page;
  page << file.rdbuf();
  explain_options one = asking("DELETE FROM t; SELECT $1");
  std::vector<json::value> open{as_json(one)};
  std::size_t keys = 0;
  while (!open.empty()) {
    const json::value next = std::move(open.back());
    open.pop_back();
    if (next.is_array()) open.insert(open.end(), next.get_array().begin(), next.get_array().end());
    if (!next.is_object()) continue;
    for (const auto& [key, value] : next.get_object()) {
      CAPTURE(std::string{key});
      CHECK(page.str().find("`" + std::string{key} + "`") != std::string::npos);
      open.push_back(value);
      ++keys;
    }
  }
  CHECK(keys > 40);
}
