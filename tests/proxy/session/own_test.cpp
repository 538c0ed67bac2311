// What Countersign answers itself: its own settings.
#include <doctest/doctest.h>

#include "proxy/session/texts.hpp"
#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

namespace {

const std::string risky = query("DELETE FROM orders");
const std::string empty_query = message('I', "");

std::string describe(char what, std::string_view name) {
  return message('D', std::string(1, what).append(name).append(1, '\0'));
}
// What the backend says to an empty statement, prepared, bound and run.
const std::string parsed = message('1', "");
const std::string bound = message('2', "");
const std::string no_data = message('n', "");
const std::string no_parameters = message('t', std::string(2, '\0'));

std::shared_ptr<const approvals::hold> pending_hold(const conversation& talk) {
  approvals::hold held;
  held.code = "KX4-7PM";
  held.deadline = talk.now + std::chrono::minutes{5};
  held.request.reason = "INC-42";
  held.request.requirements = {{"deletes", {"dba"}, 1}};
  held.request.effects = {{"delete orders (no WHERE)", "approve", "deletes", true, 0}};
  return std::make_shared<const approvals::hold>(held);
}

std::string reason_of_next_hold(conversation& talk) {
  talk.frontend(risky);
  REQUIRE(!talk.holds.empty());
  return talk.holds.back().request.reason;
}

}  // namespace

TEST_CASE("a setting of Countersign's is answered in its place, and an empty statement goes to the backend") {
  conversation talk;
  talk.frontend(query("SET countersign.reason = 'INC-7'") + query("SELECT 1"));
  CHECK(talk.to_backend() == query("") + query("SELECT 1"));
  talk.backend(empty_query + ready('I'));
  CHECK(talk.to_frontend() == complete("SET") + ready('I'));
  talk.backend(complete("SELECT 1") + ready('I'));
  CHECK(talk.to_frontend() == complete("SELECT 1") + ready('I'));
  talk.frontend(query("SHOW countersign.reason"));
  talk.backend(empty_query + ready('I'));
  const std::string shown = talk.to_frontend();
  CHECK(talk.types(shown) == "TDCZ");
  CHECK(shown.find("INC-7") != std::string::npos);
  CHECK(reason_of_next_hold(talk) == "INC-7");
}

TEST_CASE("the extended protocol reads them as well") {
  conversation talk;
  SUBCASE("in one pipeline with what they are about") {
    talk.frontend(parse("", "SET countersign.reason = 'INC-8'") + describe('S', "") + bind_portal("", "") +
                  describe('P', "") + execute("") + parse("", "DELETE FROM orders") + bind_portal("", "") +
                  execute("") + sync());
    CHECK(talk.types(talk.to_backend()) == "PDBDEH");
    REQUIRE(talk.holds.size() == 1);
    CHECK(talk.holds[0].request.reason == "INC-8");
    CHECK(talk.holds[0].request.statement == "DELETE FROM orders");
    talk.backend(parsed + no_parameters + no_data + bound + no_data + empty_query);
    CHECK(talk.to_frontend() == parsed + no_parameters + no_data + bound + no_data + complete("SET"));
  }
  SUBCASE("a list has columns, and rows when it is run") {
    talk.frontend(parse("s", "SHOW countersign.pending") + describe('S', "s") + sync());
    CHECK(talk.types(talk.to_backend()) == "PDS");
    talk.backend(parsed + no_parameters + no_data + ready('I'));
    CHECK(talk.types(talk.to_frontend()) == "1tTZ");
    talk.frontend(bind_portal("p", "s") + describe('P', "p") + execute("p") + sync());
    CHECK(talk.to_backend().empty());
    talk.listed({pending_hold(talk)});
    CHECK(talk.types(talk.to_backend()) == "BDES");
    talk.backend(bound + no_data + empty_query + ready('I'));
    const std::string shown = talk.to_frontend();
    CHECK(talk.types(shown) == "2TDCZ");
    CHECK(shown.find("KX4-7PM") != std::string::npos);
  }
}

TEST_CASE("SHOW countersign.pending waits for the desk, and everything behind it waits as well") {
  conversation talk;
  talk.frontend(query("SHOW countersign.pending") + query("SELECT 1"));
  CHECK(talk.to_backend().empty());
  talk.listed({pending_hold(talk), pending_hold(talk)});
  CHECK(talk.to_backend() == query("") + query("SELECT 1"));
  talk.backend(empty_query + ready('I'));
  const std::string shown = talk.to_frontend();
  CHECK(talk.types(shown) == "TDDCZ");
  for (const char* part :
       {"KX4-7PM", "delete orders (no WHERE)", "dba", "INC-42", "5 min", "http://inbox/holds/KX4-7PM"}) {
    CAPTURE(part);
    CHECK(shown.find(part) != std::string::npos);
  }
}

TEST_CASE("in a failed transaction they are refused like any other statement, and change nothing") {
  conversation talk;
  talk.frontend(query("BEGIN") + query("SELECT 1/0"));
  talk.backend(complete("BEGIN") + ready('T') + error("22012", "division by zero") + ready('E'));
  static_cast<void>(talk.to_frontend());
  static_cast<void>(talk.to_backend());
  for (const char* text : {"SET countersign.reason = 'INC-9'", "SHOW countersign.pending"}) {
    CAPTURE(text);
    talk.frontend(query(text));
    CHECK(talk.to_backend() == query(""));
    talk.backend(empty_query + ready('E'));
    const std::string answer = talk.to_frontend();
    CHECK(talk.types(answer) == "EZ");
    CHECK(talk.field(answer, 'E', 'C') == "25P02");
  }
  talk.frontend(query("ROLLBACK"));
  talk.backend(complete("ROLLBACK") + ready('I'));
  CHECK(reason_of_next_hold(talk).empty());
}

TEST_CASE("a session that is put back to its beginning has the reason that it began with") {
  for (const char* text :
       {"RESET countersign.reason", "SET countersign.reason TO DEFAULT", "RESET ALL", "DISCARD ALL"}) {
    CAPTURE(text);
    conversation talk;
    talk.about =
        std::make_unique<session::session>(talk.settings, talk.shared, session::peer{8, {}, "unix socket"}, talk.now);
    std::string packet;
    const std::vector<std::pair<std::string_view, std::string_view>> wanted{
        {"user", "app"}, {"database", "shop"}, {"options", "-c countersign.reason=CHG-1 -c work_mem=64kB"}};
    wire::build::startup_message(packet, 196'608, wanted);
    talk.log_in(packet);
    talk.frontend(query("SET countersign.reason = 'INC-7'"));
    talk.backend(empty_query + ready('I'));
    talk.frontend(query(text));
    const bool ours = talk.to_backend().ends_with(query("") + query(""));
    talk.backend((ours ? empty_query : complete("RESET")) + ready('I'));
    CHECK(reason_of_next_hold(talk) == "CHG-1");
  }
}

TEST_CASE("a login's settings of Countersign's stay here") {
  conversation talk;
  talk.about =
      std::make_unique<session::session>(talk.settings, talk.shared, session::peer{8, {}, "unix socket"}, talk.now);
  std::string packet;
  SUBCASE("what can be set is, and goes no further") {
    const std::vector<std::pair<std::string_view, std::string_view>> wanted{
        {"user", "app"}, {"Countersign.Reason", "CHG-2"}, {"application_name", "psql"}};
    const std::vector<std::pair<std::string_view, std::string_view>> sent{{"user", "app"},
                                                                          {"application_name", "psql"}};
    wire::build::startup_message(packet, 196'608, wanted);
    talk.frontend(packet);
    std::string passed;
    for (const std::string_view each : talk.about->on_backend_connected({}, talk.now).to_backend.pieces())
      passed += each;
    std::string expected;
    wire::build::startup_message(expected, 196'608, sent);
    CHECK(passed == expected);
  }
  SUBCASE("what nobody knows is refused") {
    const std::vector<std::pair<std::string_view, std::string_view>> wanted{{"user", "app"},
                                                                            {"countersign.raeson", "x"}};
    wire::build::startup_message(packet, 196'608, wanted);
    talk.frontend(packet);
    const std::string answer = talk.to_frontend();
    CHECK(talk.field(answer, 'E', 'S') == "FATAL");
    CHECK(talk.field(answer, 'E', 'C') == "42704");
    CHECK(talk.frontend_closed);
  }
}

TEST_CASE("what names them in any other way is refused with what to do, and reaches nobody") {
  struct row {
    const char* text;
    const char* sqlstate;
  };
  const std::string long_reason = "SET countersign.reason = '" + std::string(501, 'x') + "'";
  for (const row& each :
       {row{"SET countersign.reason = 'INC-1'; DELETE FROM orders", "0A000"},
        row{"SET LOCAL countersign.reason = 'INC-1'", "0A000"},
        row{"SELECT set_config('countersign.reason', 'INC-1', false)", "0A000"},
        row{"ALTER ROLE app SET countersign.reason = 'INC-1'", "0A000"}, row{"SET countersign.otp = '123456", "0A000"},
        row{"SET Countersign.\"OTP\" = 123456x", "0A000"}, row{"SET countersign.raeson = 'INC-1'", "42704"},
        row{"SHOW countersign.raeson", "42704"}, row{"SET countersign.pending = 'x'", "55P02"},
        row{long_reason.c_str(), "22023"}}) {
    CAPTURE(each.text);
    conversation talk;
    talk.frontend(query(each.text));
    const std::string answer = talk.to_frontend();
    CHECK(talk.types(answer) == "EZ");
    CHECK(talk.field(answer, 'E', 'C') == each.sqlstate);
    CHECK(!talk.field(answer, 'E', 'H').empty());
    CHECK(talk.to_backend().empty());
    CHECK(talk.holds.empty());
    CHECK(talk.desk.empty());
    talk.frontend(parse("", each.text) + bind_portal("", "") + execute("") + sync());
    CHECK(talk.field(talk.to_frontend(), 'E', 'C') == each.sqlstate);
    // At most what was prepared before the Bind was refused, and that is empty.
    CHECK(talk.to_backend().find("countersign.") == std::string::npos);
    CHECK(talk.holds.empty());
  }
}

TEST_CASE("rules that deny everything leave a requester their reason") {
  conversation talk("version = 1\ndefault = \"deny\"\n");
  talk.frontend(query("SET countersign.reason = 'INC-7'"));
  CHECK(talk.to_backend() == query(""));
}

TEST_CASE("a one-time code goes to the desk with the next statement that wants one, and nowhere else") {
  constexpr std::string_view rules = R"toml(
version = 1
default = "allow"
[defaults]
approvers = ["sam"]
[[person]]
name = "sam"
[[rule]]
name = "truncates"
effects = ["truncate"]
action = "approve"
[[rule]]
name = "deletes"
effects = ["delete"]
action = "step-up"
factors = ["totp"]
proof_for = "5m"
)toml";
  conversation talk(rules);
  const auto give = [&](const char* code) {
    talk.frontend(query(code));
    CHECK(talk.to_backend() == query(""));
    talk.backend(empty_query + ready('I'));
    CHECK(talk.to_frontend() == complete("SET") + ready('I'));
  };
  SUBCASE("what others approve takes none") {
    give("SET countersign.otp = '123456'");
    talk.frontend(query("TRUNCATE orders"));
    CHECK(talk.holds.back().code.empty());
    talk.cancel();
    talk.frontend(risky);
    CHECK(talk.holds.back().code == "123456");
  }
  SUBCASE("it goes once, and zeros in front of a number are not lost") {
    give("SET countersign.otp = 001234");
    talk.frontend(risky);
    REQUIRE(talk.holds.size() == 1);
    CHECK(talk.holds[0].code == "001234");
    CHECK(talk.holds[0].request.statement == "DELETE FROM orders");
    REQUIRE(talk.holds[0].request.requirements.size() == 1);
    CHECK(talk.holds[0].request.requirements[0].factors == std::vector<std::string>{"totp"});
    CHECK(talk.holds[0].request.requirements[0].proof_for == std::chrono::minutes{5});
    talk.cancel();
    talk.frontend(risky);
    CHECK(talk.holds.back().code.empty());
  }
  SUBCASE("it is not shown, and gone after RESET") {
    give("SET countersign.otp = '123456'");
    talk.frontend(query("SHOW countersign.otp"));
    talk.backend(empty_query + ready('I'));
    const std::string shown = talk.to_frontend();
    CHECK(shown.find("123456") == std::string::npos);
    CHECK(shown.find("(given)") != std::string::npos);
    talk.frontend(query("RESET countersign.otp"));
    talk.backend(empty_query + ready('I'));
    talk.frontend(risky);
    CHECK(talk.holds.back().code.empty());
  }
}

TEST_CASE("a requester who is to confirm reads with what, where, and why a code did not count") {
  approvals::hold_request request;
  request.requirements = {{"deletes", {}, 1, {}, {"totp", "passkey"}}};
  request.effects = {{"delete orders (no WHERE)", "step-up", "deletes", true, 0}};
  session::hold_words words = session::words_of(request);
  session::answer says =
      session::notice_step_up(words, "KX4-7PM", std::chrono::minutes{10}, "http://inbox/prove#ab", "no");
  CHECK(
      says.message ==
      "held until you confirm it with a one-time code or a passkey, code KX4-7PM, rule \"deletes\", expires in 10 min");
  CHECK(says.detail == "delete orders (no WHERE)\nno");
  CHECK(says.hint == "http://inbox/prove#ab - Ctrl-C withdraws it; then SET countersign.otp = '...' and run it again.");
  request.requirements.push_back({"writes", {"dba"}, 2});
  words = session::words_of(request);
  says = session::notice_step_up(words, "KX4-7PM", std::chrono::minutes{10}, "", "");
  CHECK(says.message.find("and 2 of dba approve") != std::string::npos);
}

}  // namespace countersign::test
