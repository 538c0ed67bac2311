#include <doctest/doctest.h>

#include <algorithm>

#include "policy/loading.hpp"
#include "tests/policy/rules.hpp"

namespace countersign::policy::tests {

namespace {

std::vector<std::string> printed(const std::vector<diagnostic>& all) {
  std::vector<std::string> out;
  for (const diagnostic& each : all) out.push_back(each.to_string());
  return out;
}

std::string joined(const std::vector<diagnostic>& all) {
  std::string out;
  for (const std::string& each : printed(all)) out += each + "\n";
  return out;
}

// What is wrong with one line that is put at the end of an otherwise right rule.
ruleset::load_result load_rule_line(std::string_view line) {
  const std::string text =
      std::string{preamble} + "[[rule]]\nname = \"r\"\neffects = [\"update\", \"insert\"]\naction = \"deny\"\n";
  return ruleset::load(text + std::string{line} + "\n", "rules.toml");
}

constexpr unsigned rule_line = 18;  // where that line stands

}  // namespace

TEST_CASE("a right file has no mistakes, and all that it says is there") {
  const auto rules = rules_of(R"(
version = 1
default = "approve"
[defaults]
approvers = ["dba"]
quorum = 2
expires = "1h30m"
reason = '^INC-\d+'
[[person]]
name = "dana"
slack = "U024BE7LH"
roles = ["admin", "dana_ro"]
admin = true
[[person]]
name = "sam"
[[person]]
name = "kim"
[[group]]
name = "dba"
members = ["dana", "sam", "kim"]
[[rule]]
name = "one"
effects = ["transaction", "session"]
action = "allow"
[[rule]]
name = "two"
effects = "delete"
action = "approve"
approvers = ["kim", "sam", "dana"]
quorum = 1
expires = "90s"
message = "Use the archive job."
)");
  CHECK(rules->version().size() == 12);
  CHECK(rules->rule_name(0) == "one");
  CHECK(rules->rule_name(default_rule) == "default");
  CHECK(rules->rule_name(77) == "default");
  CHECK(rules->terms(default_rule).quorum == 2);
  CHECK(rules->terms(default_rule).expires == std::chrono::minutes{90});
  CHECK(rules->terms(default_rule).reason_pattern == "^INC-\\d+");
  CHECK(rules->terms(1).approvers == std::vector<std::string>{"kim", "sam", "dana"});
  CHECK(rules->terms(1).quorum == 1);
  CHECK(rules->terms(1).expires == std::chrono::seconds{90});
  CHECK(rules->terms(1).reason_pattern == "^INC-\\d+");  // from [defaults]
  CHECK(rules->rule_message(1) == "Use the archive job.");
  CHECK(rules->rule_message(default_rule).empty());
  CHECK(rules->people().size() == 3);

  const person* const dana = rules->find_person("dana");
  REQUIRE(dana != nullptr);
  CHECK(dana->admin);
  CHECK(rules->find_slack("U024BE7LH") == dana);
  CHECK(rules->find_slack("") == nullptr);
  CHECK(rules->find_slack("U1") == nullptr);
  CHECK(rules->find_person("Dana") == nullptr);
  CHECK(rules->may_be(*dana, "dana"));
  CHECK(rules->may_be(*dana, "dana_ro"));
  CHECK_FALSE(rules->may_be(*dana, "sam"));
  CHECK_FALSE(rules->may_be(*dana, "Dana"));
  const std::vector<std::string> dba{"dba"};
  const std::vector<std::string> sam{"sam"};
  CHECK(rules->entitled(*dana, dba));
  CHECK_FALSE(rules->entitled(*dana, sam));  // being an admin entitles to nothing
  CHECK(rules->entitled(*rules->find_person("sam"), sam));
  CHECK_FALSE(rules->entitled(*dana, {}));
}

TEST_CASE("a version names the text: the first 12 hex digits of its SHA-256") {
  const std::string text{preamble};
  CHECK(rules_of(text)->version() == rules_of(text)->version());
  CHECK(rules_of(text)->version() != rules_of(text + "\n")->version());
  // printf 'version = 1\ndefault = "deny"\n' | sha256sum
  CHECK(rules_of("version = 1\ndefault = \"deny\"\n")->version() == "84388308fba7");
}

TEST_CASE("each mistake in a rule is told with its place, its key and a suggestion") {
  struct row {
    std::string_view line;
    unsigned column;
    std::string_view key;
    std::string_view message;
    std::string_view suggestion;
  };
  for (const row& each : std::initializer_list<row>{
           {"objetcs = [\"a\"]", 1, "rule[1].objetcs", "not known", "did you mean objects?"},
           {"zzz = 1", 1, "rule[1].zzz", "not known", "known here are"},
           {"objects = 5", 11, "rule[1].objects", "a list of texts", "objects = [\"...\"]"},
           {"objects = []", 11, "rule[1].objects", "empty", "leave the key out"},
           {"objects = [\"a\", 5]", 17, "rule[1].objects[2]", "a text is wanted here, not a whole number", "quotes"},
           {"objects = [\"a.b.c\"]", 12, "rule[1].objects[1]", "\"a.b.c\" is no pattern", "databases"},
           {"objects = \"\\\"x\"", 11, "rule[1].objects", "no pattern", "not closed"},
           {"kinds = [\"databse\"]", 10, "rule[1].kinds[1]", "no kind of object", "\"database\""},
           {"columns = [\"a.b\"]", 12, "rule[1].columns[1]", "no column", "without a dot"},
           {"where = \"unbound\"", 9, "rule[1].where", "WHERE", "\"unbounded\""},
           {"where = \"none\"", 9, "rule[1].where", "WHERE", "\"bounded\""},
           {"where = true", 9, "rule[1].where", "a text is wanted here, not true or false", "where = \"...\""},
           {"networks = [\"10.0.0.1/8\"]", 13, "rule[1].networks[1]", "no network", "after the prefix"},
           {"networks = [\"office\"]", 13, "rule[1].networks[1]", "no network", "10.20.0.0/16"},
           {"hours = \"Mon-Fri 08:00-18:00\"", 9, "rule[1].hours", "no time zone", "Europe/Berlin"},
           {"hours = [\"Mon-Fri 08:00-18:00 Europe/Berlim\"]", 10, "rule[1].hours[1]", "no time zone",
            "did you mean Europe/Berlin?"},
           {"roles = [\"\"]", 10, "rule[1].roles[1]", "empty", ""},
           {"unless = { network = [\"unix\"] }", 12, "rule[1].unless.network", "not known", "networks"},
           {"unless = { networks = [\"nowhere\"] }", 24, "rule[1].unless.networks[1]", "no network", ""},
           {"unless = [{ roles = \"a\" }, { hours = \"x\" }]", 38, "rule[1].unless[2].hours", "three parts", "Mon-Fri"},
           {"unless = {}", 10, "rule[1].unless", "at least one key", "unless = {"},
           {"unless = true", 10, "rule[1].unless", "a table", "unless = {"},
           {"values = { amount = { ofer = 5 } }", 23, "rule[1].values.amount.ofer", "not known", "over"},
           {"values = { amount = 5 }", 21, "rule[1].values.amount", "a table is wanted here", "over = 10000"},
           {"values = { amount = {} }", 21, "rule[1].values.amount", "nothing is asked", "over, under"},
           {"values = {}", 10, "rule[1].values", "no column", "amount"},
           {"values = { amount = { over = \"lots\" } }", 30, "rule[1].values.amount.over", "a number or a date",
            "10000"},
           {"values = { amount = { over = 0.12345678901234567 } }", 30, "rule[1].values.amount.over", "more digits",
            "quotes"},
           {"values = { a = { one_of = [] } }", 27, "rule[1].values.a.one_of", "a list of values", "one_of = ["},
           {"values = { a = { is = 1, one_of = [1] } }", 35, "rule[1].values.a.one_of", "the same", "one_of"},
           {"values = { \"a.b\" = { is = 1 } }", 12, "rule[1].values.a.b", "no column", ""},
           {"approvers = [\"dbas\"]", 14, "rule[1].approvers[1]", "no group or person \"dbas\"", "did you mean dba?"},
           {"approvers = [\"dba\", \"dba\"]", 21, "rule[1].approvers[2]", "named twice", ""},
           {"quorum = 0", 10, "rule[1].quorum", "0 people", "between 1"},
           {"quorum = 101", 10, "rule[1].quorum", "101 people", "100"},
           {"quorum = \"2\"", 10, "rule[1].quorum", "a whole number", "quorum = 2"},
           {"expires = \"10\"", 11, "rule[1].expires", "no length of time", "10m"},
           {"expires = \"m10\"", 11, "rule[1].expires", "no length of time", "10m"},
           {"expires = \"30m1h\"", 11, "rule[1].expires", "no length of time", "1h30m"},
           {"expires = \"0s\"", 11, "rule[1].expires", "cannot wait", "1s"},
           {"expires = \"8d\"", 11, "rule[1].expires", "cannot wait", "7d"},
           {"expires = \"99999999999999999999d\"", 11, "rule[1].expires", "cannot wait", "7d"},
           {"reason = \"([\"", 10, "rule[1].reason", "no regular expression", "ECMAScript"},
           {"observe = 1", 11, "rule[1].observe", "true or false", "observe = true"},
           {"message = 1", 11, "rule[1].message", "a text", ""},
       }) {
    CAPTURE(each.line);
    const auto loaded = load_rule_line(each.line);
    CHECK(loaded.rules == nullptr);
    CAPTURE(joined(loaded.mistakes));
    REQUIRE(loaded.mistakes.size() == 1);
    const diagnostic& found = loaded.mistakes[0];
    CHECK(found.file == "rules.toml");
    CHECK(found.line == rule_line);
    CHECK(found.column == each.column);
    CHECK(found.key == each.key);
    CHECK(found.message.find(each.message) != std::string::npos);
    CHECK(found.suggestion.find(each.suggestion) != std::string::npos);
  }
}

TEST_CASE("wrong effects and actions suggest what was meant") {
  struct row {
    std::string_view written;
    std::string_view suggestion;
  };
  for (const row& each : std::initializer_list<row>{
           {"effects = [\"delte\"]\naction = \"deny\"", "did you mean \"delete\"?"},
           {"effects = [\"set_role\"]\naction = \"deny\"", "did you mean \"set role\"?"},
           {"effects = [\"Delete\"]\naction = \"deny\"", "did you mean \"delete\"?"},
           {"effects = [\"select\"]\naction = \"deny\"", "did you mean \"read\"?"},
           {"effects = [\"vacuum\"]\naction = \"deny\"", "did you mean \"maintain\"?"},
           {"effects = [\"all\"]\naction = \"deny\"", "did you mean \"any\"?"},
           {"effects = [\"frobnicate\"]\naction = \"deny\"", "it is one of read, insert"},
           {"effects = \"any\"\naction = \"alow\"", "did you mean \"allow\"?"},
           {"effects = \"any\"\naction = \"hold\"", "allow, step-up, approve or deny"},
           {"effects = \"any\"\naction = \"step-up\"\nfactors = \"sms\"", "it is \"totp\" or \"passkey\""},
           {"effects = \"any\"\naction = \"step-up\"\nproof_for = \"13h\"", "\"12h\""},
           {"effects = \"any\"\naction = \"approve\"\nhold = \"later\"", "\"ticket\" (refused"},
           {"action = \"deny\"", "add effects"},
           {"effects = \"any\"", "add action"},
           {"effects = \"read\"\nwhere = \"unbounded\"\naction = \"deny\"", "update and delete"},
           {"effects = \"delete\"\nvalues = { a = { is = 1 } }\naction = \"deny\"", "insert and update"},
       }) {
    CAPTURE(each.written);
    const auto loaded =
        ruleset::load(std::string{preamble} + "[[rule]]\nname = \"r\"\n" + std::string{each.written}, "f");
    CAPTURE(joined(loaded.mistakes));
    REQUIRE(loaded.mistakes.size() == 1);
    CHECK(loaded.mistakes[0].suggestion.find(each.suggestion) != std::string::npos);
  }
}

TEST_CASE("mistakes about people, groups and the top of the file have their places too") {
  struct row {
    std::string_view text;
    std::string_view printed;
  };
  for (const row& each : std::initializer_list<row>{
           {"default = \"deny\"",
            "f:1:1: version: the file does not say which version of the rules language it is in "
            "(begin it with version = 1)"},
           {"version = 2\ndefault = \"deny\"",
            "f:1:11: version: version 2 is not known (this program reads version = 1)"},
           {"version = \"1\"\ndefault = \"deny\"", "f:1:11: version: a whole number is wanted here, not a text"},
           {"version = 1", "f:1:1: default: the file does not say what happens"},
           {"version = 1\ndefault = \"no\"", "f:2:11: default: \"no\" is no action"},
           {"version = 1\ndefault = \"approve\"",
            "f:2:11: default: the default asks for approval, but nobody is named"},
           {"version = 1\ndefault = \"deny\"\nrules = []", "f:3:1: rules: this key is not known (did you mean rule?)"},
           {"version = 1\ndefault = \"deny\"\nrule = 5",
            "f:3:8: rule: a list of tables is wanted here, not a whole number "
            "(begin each with a line [[rule]])"},
           {"version = 1\ndefault = \"deny\"\n[rule]\nname = \"x\"",
            "f:3:1: rule: a list of tables is wanted here, not a table"},
           {"version = 1\ndefault = \"deny\"\nrule = [1]", "f:3:9: rule[1]: a table is wanted here"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nroles = [\"a\"]",
            "f:3:1: person[1].name: a person needs a name"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"a\"\n[[person]]\nname = \"a\"",
            "f:6:8: person[2].name: there is a person \"a\" already"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"a\"\nslack = \"U1\"\n[[person]]\nname = "
            "\"b\"\nslack = \"U1\"",
            "f:8:9: person[2].slack: \"a\" has this Slack id too"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"a\"\nslack = \"@dana\"",
            "f:5:9: person[1].slack: \"@dana\" is no Slack user id"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \" a\"", "f:4:8: person[1].name: a name has blanks"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"a\\u202eb\"",
            "f:4:8: person[1].name: a name has blanks"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"\"", "f:4:8: person[1].name: a name is empty"},
           {"version = 1\ndefault = \"deny\"\n[[group]]\nname = \"g\"",
            "f:3:1: group[1].members: a group needs members"},
           {"version = 1\ndefault = \"deny\"\n[[group]]\nname = \"g\"\nmembers = []",
            "f:5:11: group[1].members: the list is empty"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"dana\"\n[[group]]\nname = \"g\"\nmembers = "
            "[\"dona\"]",
            "f:7:12: group[1].members[1]: there is no person \"dona\" (did you mean dana?)"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"a\"\n[[group]]\nname = \"a\"\nmembers = [\"a\"]",
            "f:6:8: group[1].name: \"a\" is a person's name"},
           {"version = 1\ndefault = \"deny\"\n[[person]]\nname = \"a\"\n[[person]]\nname = \"b\"\n[[group]]\nname = "
            "\"g\"\n"
            "members = [\"a\", \"b\"]\n[[rule]]\nname = \"r\"\neffects = \"any\"\naction = \"approve\"\napprovers = "
            "[\"g\"]\nquorum = 3",
            "f:15:1: rule[1].quorum: 3 must approve, but only 2 can"},
           {"version = 1\ndefault = \"deny\"\n[[rule]]\nname = \"r\"\neffects = \"any\"\naction = \"approve\"",
            "f:3:1: rule[1].approvers: nobody is named who can approve"},
           {"version = 1\ndefault = \"deny\"\n[[rule]]\nname = \"default\"\neffects = \"any\"\naction = \"deny\"",
            "f:4:8: rule[1].name: \"default\" is what"},
           {"version = 1\ndefault = \"deny\"\n[[rule]]\neffects = \"any\"\naction = \"deny\"",
            "f:3:1: rule[1].name: the rule has no name"},
           {"version = 1\ndefault = \"deny\"\n[[rule]]\nname = \"r\"\neffects = \"any\"\naction = "
            "\"deny\"\n[[rule]]\nname = \"r\"\n"
            "effects = \"read\"\naction = \"deny\"",
            "f:8:8: rule[2].name: there is a rule \"r\" already"},
       }) {
    CAPTURE(each.text);
    const auto loaded = ruleset::load(each.text, "f");
    CHECK(loaded.rules == nullptr);
    REQUIRE(loaded.mistakes.size() == 1);
    const std::string printed_first = loaded.mistakes[0].to_string();
    CAPTURE(printed_first);
    CHECK(printed_first.substr(0, each.printed.size()) == each.printed);
  }
}

TEST_CASE("all mistakes are told at once, in the order of the file") {
  const auto loaded = ruleset::load(R"(version = 3
default = "perhaps"
colour = "red"
[[person]]
name = "dana"
[[group]]
name = "dba"
members = ["dina"]
[[rule]]
name = "r"
effects = ["delte", "selct"]
networks = ["10.0.0.0/99"]
action = "aprove"
approvers = ["dba2"]
expires = "soon"
)",
                                    "f");
  std::vector<std::pair<unsigned, std::string>> found;
  for (const diagnostic& each : loaded.mistakes) found.emplace_back(each.line, each.key);
  const std::vector<std::pair<unsigned, std::string>> expected{{1, "version"},
                                                               {2, "default"},
                                                               {3, "colour"},
                                                               {8, "group[1].members[1]"},
                                                               {11, "rule[1].effects[1]"},
                                                               {11, "rule[1].effects[2]"},
                                                               {12, "rule[1].networks[1]"},
                                                               {13, "rule[1].action"},
                                                               {14, "rule[1].approvers[1]"},
                                                               {15, "rule[1].expires"}};
  CHECK(found == expected);
}

TEST_CASE("what is no TOML is told with its place") {
  const auto loaded = ruleset::load("version = 1\ndefault = \"deny\n", "f");
  REQUIRE(loaded.mistakes.size() == 1);
  CHECK(loaded.mistakes[0].line == 2);
  CHECK(loaded.mistakes[0].column > 0);
  CHECK_FALSE(loaded.mistakes[0].message.empty());
  for (const std::string_view text :
       {std::string_view{"\xff\xfe"}, std::string_view{"\0", 1}, std::string_view{"a = 1\na = 2"},
        std::string_view{"[[rule]\n"}, std::string_view{"a = [[[["}}) {
    CHECK_FALSE(ruleset::load(text, "f").mistakes.empty());
  }
}

TEST_CASE("nesting, size and number of rules have limits") {
  std::string deep = "a = ";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  CHECK(ruleset::load(deep, "f").rules == nullptr);

  std::string padded = "version = 1\ndefault = \"deny\"\n#";
  padded.resize(rules_limits::file_bytes_max, 'x');
  CHECK(ruleset::load(padded, "f").rules != nullptr);
  padded += 'x';
  CHECK(ruleset::load(padded, "f").rules == nullptr);

  std::string many = "version = 1\ndefault = \"deny\"\n";
  for (std::size_t i = 0; i < rules_limits::rules_max; ++i) {
    many += "[[rule]]\nname=\"r" + std::to_string(i) + "\"\neffects=\"read\"\nroles=\"r" + std::to_string(i) +
            "\"\naction=\"deny\"\n";
  }
  CHECK(ruleset::load(many, "f").rules != nullptr);
  many += "[[rule]]\nname=\"last\"\neffects=\"read\"\naction=\"deny\"\n";
  const auto loaded = ruleset::load(many, "f");
  REQUIRE(loaded.mistakes.size() == 1);
  CHECK(loaded.mistakes[0].key == "rule[4097]");
}

TEST_CASE("every piece of a file, and every file with a byte changed, is read or refused, and nothing worse") {
  const std::string whole{ruleset::starter_text()};
  for (std::size_t cut = 0; cut < whole.size(); cut += 37) {
    const auto loaded = ruleset::load(whole.substr(0, cut), "f");
    CHECK((loaded.rules != nullptr) == loaded.mistakes.empty());
  }
  for (std::size_t i = 0; i < whole.size(); i += 53) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ (i % 2 == 0 ? 0x41 : 0x80));
    const auto loaded = ruleset::load(changed, "f");
    CHECK((loaded.rules != nullptr) == loaded.mistakes.empty());
  }
}

TEST_CASE("what is surely not meant is warned about, and loads") {
  struct row {
    std::string_view rest;
    std::string_view key;
    std::string_view message;
  };
  for (const row& each : std::initializer_list<row>{
           {"[[rule]]\nname=\"a\"\neffects=\"write\"\naction=\"deny\"\n[[rule]]\nname=\"b\"\neffects="
            "\"delete\"\nobjects=\"x\"\naction=\"allow\"",
            "rule[2]", "never decides: \"a\" always matches before it"},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\nroles=\"x\"\naction=\"deny\"\n[[rule]]\nname=\"b\"\neffects="
            "\"read\"\nroles=\"x\"\nobjects=\"t\"\naction=\"allow\"",
            "rule[2]", "never decides"},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\naction=\"deny\"\n[[rule]]\nname=\"b\"\neffects=\"insert\"\naction="
            "\"deny\"\n"
            "[[rule]]\nname=\"c\"\neffects=[\"read\", \"insert\"]\naction=\"allow\"",
            "rule[3]", "never decides"},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\napplications=\"etl\"\naction=\"allow\"", "rule[1].applications",
            "lets nothing through"},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\nunless={applications=\"etl\"}\naction=\"deny\"",
            "rule[1].unless.applications", "exempts nobody"},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\nobjects=\"payroll.*\"\naction=\"deny\"", "rule[1].objects",
            "without a schema may be in \"payroll.*\""},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\nquorum=2\naction=\"deny\"", "rule[1].quorum", "means nothing"},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\nobserve=true\naction=\"allow\"", "rule[1].observe",
            "does nothing"},
           {"[[rule]]\nname=\"a\"\neffects=\"read\"\napprovers=\"sam\"\naction=\"approve\"", "rule[1].approvers",
            "none of them can ever ask"},
       }) {
    CAPTURE(each.rest);
    const auto loaded = ruleset::load(std::string{preamble} + std::string{each.rest}, "f");
    CAPTURE(joined(loaded.mistakes));
    CHECK(loaded.rules != nullptr);
    CAPTURE(joined(loaded.warnings));
    REQUIRE(loaded.warnings.size() == 1);
    CHECK(loaded.warnings[0].key == each.key);
    CHECK(loaded.warnings[0].message.find(each.message) != std::string::npos);
    CHECK(loaded.warnings[0].line >= 14);
  }
}

TEST_CASE("rules that look alike but do not cover each other are not warned about") {
  for (const std::string_view rest : {
           "[[rule]]\nname=\"a\"\neffects=\"read\"\nroles=\"x\"\naction=\"deny\"\n[[rule]]\nname=\"b\"\neffects="
           "\"read\"\naction=\"deny\"",
           "[[rule]]\nname=\"a\"\neffects=\"read\"\nobserve=true\naction=\"deny\"\n[[rule]]\nname=\"b\"\neffects="
           "\"read\"\naction=\"deny\"",
           // A maybe of the first leaves the second to count.
           "[[rule]]\nname=\"a\"\neffects=\"read\"\nobjects=\"p.t\"\naction=\"allow\"\n[[rule]]\nname=\"b\"\neffects="
           "\"read\"\nobjects=\"p.t\"\naction=\"deny\"",
           "[[rule]]\nname=\"a\"\neffects=\"delete\"\naction=\"deny\"\n[[rule]]\nname=\"b\"\neffects=\"write\"\naction="
           "\"deny\"",
       }) {
    CAPTURE(rest);
    const auto loaded = ruleset::load(std::string{preamble} + std::string{rest}, "f");
    CHECK(loaded.rules != nullptr);
    CAPTURE(joined(loaded.warnings));
    CHECK(loaded.warnings.empty());
  }
}

TEST_CASE("a file that allows or denies all by default is warned about where that surprises") {
  const auto closed = ruleset::load("version = 1\ndefault = \"deny\"\n", "f");
  REQUIRE(closed.warnings.size() == 2);
  CHECK(closed.warnings[0].message.find("transaction") != std::string::npos);
  const auto open = ruleset::load("version = 1\ndefault = \"allow\"\n", "f");
  REQUIRE(open.warnings.size() == 1);
  CHECK(open.warnings[0].message.find("will be denied") != std::string::npos);
  const auto watching = ruleset::load("observe = true\n" + std::string{preamble}, "f");
  REQUIRE(watching.warnings.size() == 1);
  CHECK(watching.warnings[0].message.find("only recorded") != std::string::npos);
}

}  // namespace countersign::policy::tests
