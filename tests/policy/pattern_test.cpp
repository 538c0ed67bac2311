#include "policy/pattern.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/policy/rules.hpp"

namespace countersign::policy {

namespace {

using tests::object_kind;
using tests::on;
using tests::verb;

match matches(std::string_view pattern, const parser::effect& what) {
  std::string error;
  const auto parsed = parse_object_pattern(pattern, name_style::sql_names, error);
  CAPTURE(error);
  REQUIRE(parsed.has_value());
  return match_object(*parsed, what, style_of(what));
}

}  // namespace

TEST_CASE("wildcards stand for any run of characters, or for one") {
  struct row {
    std::string_view pattern;
    std::string_view text;
    bool fits;
  };
  for (const row& each : std::initializer_list<row>{
           {"orders", "orders", true},
           {"orders", "Orders", false},
           {"orders", "order", false},
           {"*", "", true},
           {"*", "anything", true},
           {"ord*", "ord", true},
           {"ord*", "xord", false},
           {"*s", "orders", true},
           {"*s", "orders_", false},
           {"a*b*c", "a__b__b__c", true},
           {"a*b*c", "a__c__b", false},
           {"?", "a", true},
           {"?", "", false},
           {"?", "ab", false},
           {"t?st", "t\xC3\xA4st", true},
           {"t?st", "t\xFFst", true},
           {"??", "\xC3\xA4", false},
           {"*?", "\xC3\xA4", true},
           {"**a", "bba", true},
           {"a**", "a", true},
           {"*.*", "x", false},
       }) {
    CAPTURE(each.pattern);
    CAPTURE(each.text);
    CHECK(glob::plain(each.pattern, glob::letters::as_written).matches(each.text) == each.fits);
  }
}

TEST_CASE("many wildcards over a long name take no exponential time") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  pattern += "b";
  CHECK_FALSE(glob::plain(pattern, glob::letters::as_written).matches(std::string(20'000, 'a')));
}

TEST_CASE("a pattern matches names as SQL would read it") {
  struct row {
    std::string_view pattern;
    std::string_view schema;
    std::string_view object;
    match answer;
  };
  for (const row& each : std::initializer_list<row>{
           {"payroll.salaries", "payroll", "salaries", match::yes},
           {"payroll.salaries", "payroll", "bonuses", match::no},
           {"payroll.salaries", "public", "salaries", match::no},
           {"payroll.salaries", "", "salaries", match::maybe},  // search_path decides
           {"payroll.salaries", "", "bonuses", match::no},
           {"payroll.*", "", "anything", match::maybe},
           {"payroll.*", "payroll", "anything", match::yes},
           {"*.salaries", "", "salaries", match::yes},
           {"*.salaries", "payroll", "salaries", match::yes},
           {"orders", "public", "orders", match::yes},
           {"orders", "", "orders", match::yes},
           {"orders", "", "orders2", match::no},
           {"Payroll.Salaries", "payroll", "salaries", match::yes},  // bare names are folded
           {"\"Payroll\".Salaries", "Payroll", "salaries", match::yes},
           {"\"Payroll\".Salaries", "payroll", "salaries", match::no},
           {"\"we.ird\".\"na\"\"me*\"", "we.ird", "na\"me*", match::yes},
           {"\"we.ird\".\"na\"\"me*\"", "we.ird", "na\"meX", match::no},  // no wildcards in quotes
           {"\"Audit\"*", "", "Audit_2026", match::yes},
           {"staging_*.*", "staging_7", "t", match::yes},
           {"staging.*", "staging", "", match::yes},  // ALL TABLES IN SCHEMA staging
           {"staging.a", "staging", "", match::maybe},
           {"orders", "staging", "", match::maybe},
           {"staging.a", "other", "", match::no},
       }) {
    CAPTURE(each.pattern);
    CAPTURE(each.schema);
    CAPTURE(each.object);
    CHECK(matches(each.pattern, on(verb::remove, each.schema, each.object)) == each.answer);
  }
}

TEST_CASE("names longer than the server's are cut as the server cuts them") {
  const std::string longer(80, 'x');
  CHECK(matches(longer, on(verb::read, "", longer.substr(0, 63))) == match::yes);
}

TEST_CASE("a temporary table is in pg_temp and in no other schema") {
  parser::effect what = on(verb::create, "", "scratch");
  what.temporary = true;
  CHECK(matches("payroll.*", what) == match::no);
  CHECK(matches("pg_temp.*", what) == match::yes);
}

TEST_CASE("what happens to a schema may happen to everything in it") {
  const auto schema = on(verb::drop, "", "payroll", object_kind::schema);
  CHECK(matches("payroll.salaries", schema) == match::maybe);
  CHECK(matches("payroll.*", schema) == match::maybe);
  CHECK(matches("payroll", schema) == match::yes);
  CHECK(matches("staging.*", schema) == match::no);
}

TEST_CASE("a schema in a pattern means nothing to things that live in none") {
  CHECK(matches("payroll.*", on(verb::drop, "", "shop", object_kind::database)) == match::no);
  CHECK(matches("shop", on(verb::drop, "", "shop", object_kind::database)) == match::yes);
  CHECK(matches("*.*", on(verb::set_role, "", "admin", object_kind::role)) == match::no);
  CHECK(matches("adm*", on(verb::set_role, "", "admin", object_kind::role)) == match::yes);
}

TEST_CASE("files, programs and settings have flat names") {
  CHECK(matches("/etc/*", on(verb::read_file, "", "/etc/ssl/key.pem", object_kind::file)) == match::yes);
  CHECK(matches("/etc/*", on(verb::read_file, "", "/var/x", object_kind::file)) == match::no);
  CHECK(matches("/etc/*", on(verb::read, "etc", "passwd")) == match::no);
  CHECK(matches("pgaudit.*", on(verb::set, "", "PgAudit.Log", object_kind::setting)) == match::yes);
  CHECK(matches("Work_Mem", on(verb::set, "", "work_mem", object_kind::setting)) == match::yes);
  CHECK(matches("work_mem", on(verb::set, "", "", object_kind::setting)) == match::maybe);  // RESET ALL
  CHECK(matches("work_mem", on(verb::set, "", std::string(300, 'x'), object_kind::setting)) == match::maybe);
}

TEST_CASE("an effect that names no object may be on any, where its verb can reach objects") {
  CHECK(matches("payroll.*", tests::bare(verb::run_code)) == match::maybe);
  CHECK(matches("payroll.*", tests::bare(verb::maintain)) == match::maybe);
  CHECK(matches("payroll.*", tests::bare(verb::unreadable)) == match::maybe);
  CHECK(matches("payroll.*", tests::bare(verb::server)) == match::no);
  CHECK(matches("payroll.*", tests::bare(verb::wait)) == match::no);
}

TEST_CASE("what is no pattern is refused") {
  for (const std::string_view text : {"", ".", "a.", ".a", "a..b", "\"open", "a.b.c", "a\nb", "a.\"\"\"", "x\x7f"}) {
    CAPTURE(text);
    std::string error;
    CHECK_FALSE(parse_object_pattern(text, name_style::sql_names, error).has_value());
    CHECK_FALSE(error.empty());
  }
}

}  // namespace countersign::policy
