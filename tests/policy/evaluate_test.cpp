#include <doctest/doctest.h>

#include <ctime>

#include "policy/reason.hpp"
#include "tests/policy/rules.hpp"
#include "tests/support/allocations.hpp"

namespace countersign::policy::tests {

namespace {

std::vector<std::string> deciding_rules(const ruleset& rules, const verdict& what) {
  std::vector<std::string> out;
  for (const effect_verdict& each : what.deciding) out.emplace_back(rules.rule_name(each.rule));
  return out;
}

using names = std::vector<std::string>;

}  // namespace

TEST_CASE("the first rule that matches decides, and what none matches gets the default") {
  const auto rules = rules_with(R"(
[[rule]]
name = "staging"
effects = "any"
objects = "staging.*"
action = "allow"
[[rule]]
name = "truncate"
effects = "truncate"
action = "approve"
[[rule]]
name = "no truncate at all"
effects = "write"
objects = "prod.*"
action = "deny"
)");
  CHECK(word(*rules, on(verb::truncate, "staging", "a")) == "allow");
  CHECK(word(*rules, on(verb::truncate, "prod", "a")) == "approve");
  CHECK(word(*rules, on(verb::insert, "prod", "a")) == "deny");
  CHECK(word(*rules, on(verb::insert, "public", "a")) == "allow");
  // One effect's exemption does not carry another's.
  const std::vector<effect> both{on(verb::truncate, "staging", "a"), on(verb::truncate, "prod", "b")};
  verdict out;
  rules->evaluate(somebody(), both, {}, out);
  CHECK(out.kind == verdict_kind::approve);
  REQUIRE(out.deciding.size() == 1);
  CHECK(out.deciding[0].effect == 1);
  CHECK(out.deciding[0].rule == 1);
}

TEST_CASE("the strictest effect is the statement's, and all that are not allowed are told") {
  const auto rules = rules_with(R"(
[[rule]]
name = "a"
effects = "delete"
action = "approve"
[[rule]]
name = "b"
effects = "drop"
action = "deny"
)");
  const std::vector<effect> all{on(verb::read, "", "t"), on(verb::remove, "", "t"), on(verb::drop, "", "t")};
  verdict out;
  rules->evaluate(somebody(), all, {}, out);
  CHECK(out.kind == verdict_kind::deny);
  CHECK(deciding_rules(*rules, out) == names{"a", "b"});
  CHECK(out.deciding[0].effect == 1);
  CHECK(out.deciding[1].effect == 2);
  rules->evaluate(somebody(), {all.data(), 1}, {}, out);
  CHECK(out.kind == verdict_kind::allow);
  CHECK(out.deciding.empty());
  rules->evaluate(somebody(), {}, {}, out);
  CHECK(out.kind == verdict_kind::allow);
}

TEST_CASE("every rule that may match counts up to the first that matches for certain, and the strictest wins") {
  const auto rules_of_actions = [](std::string_view maybe, std::string_view sure, std::string_view fallback) {
    const std::string text =
        "version = 1\ndefault = \"" + std::string{fallback} +
        "\"\n[defaults]\napprovers=[\"dana\",\"sam\"]\n[[person]]\nname=\"dana\"\n[[person]]\nname=\"sam\"\n"
        "[[rule]]\nname=\"maybe\"\neffects=\"read\"\nobjects=\"payroll.t\"\naction=\"" +
        std::string{maybe} + "\"\n" +
        (sure.empty()
             ? std::string{}
             : "[[rule]]\nname=\"sure\"\neffects=\"read\"\nobjects=\"t\"\naction=\"" + std::string{sure} + "\"\n");
    return rules_of(text);
  };
  struct row {
    std::string_view maybe;
    std::string_view sure;
    std::string_view fallback;
    std::string_view answer;
    names rules;
  };
  const std::vector<row> rows{
      {"deny", "allow", "allow", "deny", {"maybe"}},
      {"allow", "deny", "allow", "deny", {"sure"}},
      {"allow", "", "deny", "deny", {"default"}},
      {"allow", "", "allow", "allow", {}},
      {"deny", "", "allow", "deny", {"maybe"}},
      {"approve", "allow", "deny", "approve", {"maybe"}},
      {"approve", "deny", "allow", "deny", {"sure"}},
      {"approve", "", "deny", "deny", {"default"}},
      // Both may be the rule, so the terms of both must be met.
      {"approve", "approve", "allow", "approve", {"maybe", "sure"}},
      {"approve", "", "approve", "approve", {"maybe", "default"}},
  };
  for (const row& each : rows) {
    CAPTURE(each.maybe);
    CAPTURE(each.sure);
    CAPTURE(each.fallback);
    const auto rules = rules_of_actions(each.maybe, each.sure, each.fallback);
    const verdict out = judge(*rules, on(verb::read, "", "t"));
    CHECK(to_string(out.kind) == each.answer);
    CHECK(deciding_rules(*rules, out) == each.rules);
  }
}

TEST_CASE("what cannot be read is never allowed by silence") {
  struct row {
    std::string_view name;
    std::string_view rule;
    std::string_view answer;
  };
  for (const verb what : {verb::unreadable, verb::unknown, verb::execute}) {
    const std::string w{parser::to_string(what)};
    const std::vector<std::pair<std::string, std::string>> rows{
        {"", "approve"},
        {"effects = \"any\"\naction = \"allow\"", "approve"},
        {"effects = \"any\"\naction = \"deny\"", "deny"},
        {"effects = \"" + w + "\"\naction = \"allow\"", "allow"},
        {"effects = \"" + w + "\"\nroles = \"someone else\"\naction = \"allow\"", "approve"},
        {"effects = \"" + w + "\"\nobjects = \"staging.*\"\naction = \"allow\"", "approve"},  // only a maybe
        {"effects = \"" + w + "\"\naction = \"deny\"", "deny"},
    };
    for (const auto& [keys, answer] : rows) {
      CAPTURE(w);
      CAPTURE(keys);
      const auto rules = keys.empty() ? rules_with("") : rules_with("[[rule]]\nname = \"r\"\n" + keys + "\n");
      const verdict out = judge(*rules, bare(what));
      CHECK(to_string(out.kind) == answer);
    }
    // Nobody is there to approve: an error now is better than a wait for nobody.
    CHECK(word(*rules_of("version = 1\ndefault = \"allow\"\n"), bare(what)) == "deny");
  }
}

TEST_CASE("transactions and the session's own state are left to rules that name them, and to the default") {
  const auto any = rule_with("effects = \"any\"");
  CHECK(word(*any, bare(verb::transaction)) == "allow");
  CHECK(word(*any, bare(verb::session)) == "allow");
  CHECK(word(*rule_with("effects = \"transaction\""), bare(verb::transaction)) == "deny");
  CHECK(word(*rules_of("version = 1\ndefault = \"deny\"\n"), bare(verb::transaction)) == "deny");
}

TEST_CASE("a rule that only observes changes nothing, and is remembered") {
  const auto rules = rules_with(R"(
[[rule]]
name = "watched"
effects = "delete"
observe = true
action = "deny"
[[rule]]
name = "watched too"
effects = "delete"
observe = true
action = "approve"
[[rule]]
name = "real"
effects = "delete"
where = "unbounded"
action = "approve"
)");
  effect what = on(verb::remove, "public", "t");
  verdict out = judge(*rules, what);
  CHECK(out.kind == verdict_kind::allow);
  CHECK(out.deciding.empty());
  REQUIRE(out.observed.size() == 1);  // the second would never have been asked
  CHECK(rules->rule_name(out.observed[0].rule) == "watched");
  CHECK(out.observed[0].kind == verdict_kind::deny);
  what.where = restriction::absent;
  out = judge(*rules, what);
  CHECK(out.kind == verdict_kind::approve);
  CHECK(deciding_rules(*rules, out) == names{"real"});
  CHECK(out.observed.size() == 1);
}

TEST_CASE("with observe at the top nothing is held, and all is remembered in order") {
  const auto rules = rules_of("observe = true\n" + std::string{preamble} + R"(
[[rule]]
name = "drop"
effects = "drop"
action = "deny"
[[rule]]
name = "watched"
effects = "delete"
observe = true
action = "deny"
)");
  const std::vector<effect> all{on(verb::drop, "", "t"), on(verb::remove, "", "t"), bare(verb::unreadable)};
  verdict out;
  rules->evaluate(somebody(), all, {}, out);
  CHECK(out.kind == verdict_kind::allow);
  CHECK(out.deciding.empty());
  REQUIRE(out.observed.size() == 3);
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(out.observed[i].effect == i);
  CHECK(out.observed[2].kind == verdict_kind::approve);
}

TEST_CASE("a reason is matched anywhere in the text, in time that the text cannot make long") {
  approval_terms terms;
  CHECK(reason_accepted(terms, ""));
  terms.reason_pattern = "(INC|CHG)-[0-9]+";
  CHECK(reason_accepted(terms, "see INC-42"));
  CHECK_FALSE(reason_accepted(terms, "because"));
  CHECK_FALSE(reason_accepted(terms, ""));
  CHECK_FALSE(reason_accepted(terms, "INC-42" + std::string(reason_bytes_max, ' ')));
  CHECK(reason_pattern_problem("(a)\\1").has_value());
  CHECK_FALSE(reason_pattern_problem("^(a+)+$").has_value());
  terms.reason_pattern = "^(a+)+$";
  CHECK_FALSE(reason_accepted(terms, std::string(400, 'a') + "b"));
}

namespace {

std::string sixty_rules() {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    const std::string_view effects = i % 3 == 0 ? "[\"read\", \"write\"]" : i % 3 == 1 ? "\"delete\"" : "\"ddl\"";
    text +=
        "[[rule]]\nname = \"rule " + n + "\"\neffects = " + std::string{effects} + "\nobjects = [\"secret_" + n +
        ".*\", \"audit_" + n + ".log\"]\nroles = [\"team_" + n + "\", \"a*\"]\n" +
        "unless = { networks = \"10.99.0.0/16\", hours = \"Mon-Fri 08:00-18:00 Europe/Berlin\" }\naction = \"deny\"\n";
  }
  return text;
}

}  // namespace

TEST_CASE("judging what is allowed allocates nothing") {
  const auto rules = rules_with(sixty_rules() + R"(
[[rule]]
name = "values"
effects = "insert"
objects = "bank.transfers"
values = { amount = { over = 10000 }, currency = { one_of = ["USD", "EUR"] } }
action = "deny"
)");
  parser::bound_value bound;
  bound.bytes = std::string_view{"\0\0\x03\xe8", 4};
  bound.type = 23;
  bound.format = parser::wire_format::binary;
  parser::assigned_value amount;
  amount.column = "amount";
  amount.kind = parser::value_kind::parameter;
  amount.parameter = 1;
  effect insert = on(verb::insert, "bank", "transfers");
  insert.values = {&amount, 1};
  effect set = on(verb::set, "", "work_mem", object_kind::setting);
  const std::vector<effect> all{on(verb::read, "public", "orders"), insert, set};
  const subject who = somebody();
  verdict out;
  rules->evaluate(who, all, {&bound, 1}, out);
  CHECK(out.kind == verdict_kind::allow);

  const std::size_t before = test::allocations_so_far();
  for (int i = 0; i < 100; ++i) rules->evaluate(who, all, {&bound, 1}, out);
  CHECK(test::allocations_so_far() == before);

  constexpr int rounds = 100'000;
  const std::clock_t start = std::clock();  // of the processor: the machine may be busy with other things
  for (int i = 0; i < rounds; ++i) rules->evaluate(who, {all.data(), 1}, {}, out);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  const auto nanoseconds = static_cast<long>(seconds * 1e9 / rounds);
  MESSAGE("a select against 61 rules, 20 of which are about reads: " << nanoseconds << " ns");
}

}  // namespace countersign::policy::tests
