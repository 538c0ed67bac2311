// What comes often: it is not read again each time, costs no memory anew, and has the same verdict.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/proxy/session/conversation.hpp"
#include "tests/support/allocations.hpp"

using namespace countersign;
using namespace countersign::test;

namespace {

// What a frontend says and a backend answers, again and again.
struct exchange {
  std::string name;
  std::vector<std::string> said;  // in turn
  std::string answered;
};

std::vector<exchange> exchanges() {
  const std::string row = message('T', std::string("\0\0", 2)) + message('D', std::string("\0\0", 2));
  const std::string done = row + complete("SELECT 1") + ready('I');
  std::vector<exchange> out;
  exchange& literals = out.emplace_back(exchange{"simple, with other numbers each time", {}, done});
  for (int i = 0; i < 50; ++i) {
    literals.said.push_back(query("SELECT abalance FROM pgbench_accounts WHERE aid = " + std::to_string(i * 7919)));
  }
  out.push_back({"simple, a transaction",
                 {query("SELECT now()"), query("INSERT INTO history (tid) VALUES (7)"), query("SELECT 'a text' AS b")},
                 complete("INSERT 0 1") + ready('I')});
  out.push_back({"simple, never the same",
                 {query("SELECT abalance FROM accounts WHERE name = 'dana'"), query("SELECT 1 + 1 LIMIT 3")},
                 done});
  const std::string bound = bind_portal("", "", {"7"}) + message('D', std::string("P\0", 2)) + execute("") + test::sync();
  out.push_back({"extended",
                 {parse("", "SELECT abalance FROM pgbench_accounts WHERE aid = $1") + bound},
                 message('1', "") + message('2', "") + done});
  out.push_back({"prepared",
                 {bind_portal("", "s", {"7"}) + message('D', std::string("P\0", 2)) + execute("") + test::sync()},
                 message('2', "") + done});
  return out;
}

constexpr std::string_view closed_payroll = R"(
version = 1
default = "allow"
[defaults]
approvers = ["dana"]
[[person]]
name = "dana"
[[rule]]
name = "payroll"
effects = ["read"]
objects = ["payroll.*"]
action = "approve"
[[rule]]
name = "watched"
effects = ["read"]
objects = ["watched.*"]
action = "deny"
observe = true
)";

}  // namespace

TEST_CASE("messages like those before cost no memory anew") {
  for (const exchange& each : exchanges()) {
    CAPTURE(each.name);
    conversation talk;
    if (talk.settings.offload_bytes == 0) return;
    talk.frontend(parse("s", "SELECT abalance FROM pgbench_accounts WHERE aid = $1") + test::sync());
    talk.backend(message('1', "") + ready('I'));
    std::size_t sent = 0;
    const auto go_round = [&](int times) {
      for (int i = 0; i < times; ++i) {
        const std::string& said = each.said[static_cast<std::size_t>(i) % each.said.size()];
        for (const auto piece : talk.about->on_frontend(said, talk.now).to_backend.pieces()) sent += piece.size();
        static_cast<void>(talk.about->on_backend(each.answered, talk.now).to_frontend.pieces());
      }
    };
    go_round(100);
    sent = 0;
    const std::size_t before = allocations_so_far();
    go_round(100);
    CHECK(allocations_so_far() == before);
    CHECK(sent > 2000);
    CHECK(talk.holds.empty());
  }
}

TEST_CASE("a statement that has come often is held for what it says this time") {
  conversation talk{closed_payroll};
  const std::string text = "SELECT pay FROM payroll.salaries WHERE id = ";
  for (int i = 1; i <= 8; ++i) {
    CAPTURE(i);
    const std::string said = text + std::to_string(i * 111);
    talk.frontend(query(said));
    REQUIRE(talk.holds.size() == 1);
    CHECK(talk.holds.back().request.statement == said);
    CHECK(talk.to_backend().empty());
    talk.opened();
    talk.settled(approvals::hold_state::denied, "no");
    talk.holds.clear();
    static_cast<void>(talk.to_frontend());
  }
}

TEST_CASE("a statement that has come often is judged by the rules of this time") {
  conversation talk;
  const std::string answered = complete("SELECT 1") + ready('I');
  const auto ask = [&](int number) {
    talk.frontend(query("SELECT pay FROM payroll.salaries WHERE id = " + std::to_string(number)));
  };
  for (int i = 1; i <= 8; ++i) {
    ask(i);
    CHECK(talk.holds.empty());
    talk.backend(answered);
  }
  talk.shared.rules = policy::ruleset::load(closed_payroll, "rules.toml").rules;
  REQUIRE(talk.shared.rules != nullptr);
  ask(9);
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("a statement that has come often is observed each time, for what it says") {
  conversation talk{closed_payroll};
  for (int i = 1; i <= 8; ++i) {
    CAPTURE(i);
    talk.frontend(query("SELECT a FROM watched.t WHERE id = " + std::to_string(i)));
    REQUIRE(talk.desk.size() == 1);
    const auto* const note = std::get_if<session::audit_note>(&talk.desk.front());
    REQUIRE(note != nullptr);
    CHECK(note->event == "observed");
    talk.desk.clear();
    talk.backend(complete("SELECT 1") + ready('I'));
  }
}
