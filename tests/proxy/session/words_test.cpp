// What the requester reads, and when.
#include <doctest/doctest.h>

#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

using approvals::hold_state;

namespace {
const std::string risky = query("DELETE FROM orders");
}  // namespace

TEST_CASE("a hold is mentioned again now and then, between the backend's messages only") {
  conversation talk;
  talk.frontend(query("SELECT 1") + risky);
  talk.opened();
  static_cast<void>(talk.to_frontend());
  REQUIRE(talk.about->wake_at().has_value());
  talk.now = *talk.about->wake_at() - std::chrono::seconds{1};
  talk.tick();
  CHECK(talk.to_frontend().empty());
  const std::string row = message('D', std::string("\0\1\0\0\0\3abc", 9));
  talk.backend(row.substr(0, 7));
  talk.now += std::chrono::seconds{1};
  talk.tick();
  CHECK(talk.to_frontend() == row.substr(0, 7));
  talk.backend(row.substr(7));
  talk.backend(complete("SELECT 1") + ready('I'));
  const std::string rest = talk.to_frontend();
  CHECK(rest.substr(0, row.size() - 7) == row.substr(7));
  CHECK(talk.types(rest.substr(row.size() - 7)) == "NCZ");
  CHECK(talk.field(rest.substr(row.size() - 7), 'N', 'M') == "still waiting for dba, code KX4-7PM, expires in 10 min");
}

TEST_CASE("a rule can ask for a reason, in the session or in the statement") {
  constexpr std::string_view rules = R"toml(
version = 1
default = "allow"
[[person]]
name = "sam"
[[rule]]
name = "deletes"
effects = ["delete"]
action = "approve"
approvers = ["sam"]
reason = "^INC-[0-9]+$"
[defaults]
approvers = ["sam"]
)toml";
  conversation talk(rules);
  SUBCASE("without one it is refused at once, with what to do") {
    talk.frontend(risky);
    CHECK(talk.holds.empty());
    const std::string answer = talk.to_frontend();
    CHECK(talk.types(answer) == "EZ");
    CHECK(talk.field(answer, 'E', 'M') == "rule \"deletes\" asks for a reason");
    CHECK(talk.field(answer, 'E', 'H').find("SET countersign.reason") != std::string::npos);
  }
  SUBCASE("in a comment") {
    talk.frontend(query("DELETE FROM orders /* reason: INC-42 */"));
    REQUIRE(talk.holds.size() == 1);
    CHECK(talk.holds[0].request.reason == "INC-42");
  }
  SUBCASE("by SET") {
    talk.frontend(query("SET countersign.reason = 'INC-7'"));
    talk.backend(message('I', "") + ready('I'));
    talk.frontend(risky);
    REQUIRE(talk.holds.size() == 1);
    CHECK(talk.holds[0].request.reason == "INC-7");
  }
}

TEST_CASE("a rule's own denial names the rule, its words and the effect") {
  constexpr std::string_view rules = R"toml(
version = 1
default = "allow"
[[rule]]
name = "no payroll"
effects = ["read"]
objects = ["payroll.salaries"]
action = "deny"
message = "payroll is read in the payroll tool"
)toml";
  conversation talk(rules);
  talk.frontend(query("SELECT * FROM payroll.salaries"));
  const std::string answer = talk.to_frontend();
  CHECK(talk.field(answer, 'E', 'C') == "42501");
  CHECK(talk.field(answer, 'E', 'M') == "denied by rule \"no payroll\": payroll is read in the payroll tool");
  CHECK(talk.field(answer, 'E', 'D') == "read payroll.salaries (all columns)");
  CHECK(talk.to_backend().empty());
}

TEST_CASE("expiry says what to do next, and what cannot be recorded is not run") {
  conversation talk;
  talk.frontend(risky);
  SUBCASE("expired") {
    talk.opened();
    static_cast<void>(talk.to_frontend());
    talk.settled(hold_state::expired);
    const std::string answer = talk.to_frontend();
    CHECK(talk.field(answer, 'E', 'C') == "57014");
    CHECK(talk.field(answer, 'E', 'M') == "nobody approved the statement within 10 min");
    CHECK(talk.field(answer, 'E', 'H').find("run the very same statement again") != std::string::npos);
  }
  SUBCASE("the desk is broken") {
    talk.not_taken(approvals::open_result::broken, "the audit log cannot be written: disk full");
    CHECK(talk.field(talk.to_frontend(), 'E', 'C') == "58000");
  }
  SUBCASE("too many are held") {
    talk.not_taken(approvals::open_result::too_many, "2000 are pending");
    CHECK(talk.field(talk.to_frontend(), 'E', 'C') == "53400");
  }
  CHECK(talk.to_backend().empty());
}

}  // namespace countersign::test
