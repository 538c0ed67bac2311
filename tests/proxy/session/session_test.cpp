#include <doctest/doctest.h>

#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

using approvals::hold_state;

namespace {

const std::string risky = query("DELETE FROM orders");

bool withdrawn(const conversation& talk, approvals::withdrawal why) {
  for (const session::desk_message& each : talk.desk) {
    const auto* const news = std::get_if<session::withdraw_hold>(&each);
    if (news != nullptr && news->why == why) return true;
  }
  return false;
}

approvals::outcome outcome_of(const conversation& talk) {
  for (const session::desk_message& each : talk.desk) {
    if (const auto* const news = std::get_if<session::hold_finished>(&each)) return news->result;
  }
  return {};
}

}  // namespace

TEST_CASE("a harmless query goes on untouched and so does its answer") {
  conversation talk;
  talk.frontend(query("SELECT 1"));
  CHECK(talk.to_backend() == query("SELECT 1"));
  talk.backend(complete("SELECT 1") + ready('I'));
  CHECK(talk.to_frontend() == complete("SELECT 1") + ready('I'));
  CHECK(talk.holds.empty());
}

TEST_CASE("a held statement is announced, and its very bytes are sent once it is approved") {
  conversation talk;
  talk.frontend(risky);
  CHECK(talk.to_backend().empty());
  REQUIRE(talk.holds.size() == 1);
  CHECK(talk.holds[0].request.statement == "DELETE FROM orders");
  CHECK(talk.holds[0].request.role == "app");
  talk.opened();
  const std::string notice = talk.to_frontend();
  CHECK(talk.types(notice) == "N");
  CHECK(talk.field(notice, 'N', 'M') ==
        "held for approval, code KX4-7PM, rule \"unbounded writes\", approvers dba, expires in 10 min");
  talk.settled(hold_state::approved);
  CHECK(talk.to_backend() == risky);
  talk.backend(complete("DELETE 1204") + ready('I'));
  CHECK(talk.types(talk.to_frontend()) == "CZ");
  CHECK(outcome_of(talk).text == "DELETE 1204");
}

TEST_CASE("where no notices are wanted, a requester reads of a hold only how it ended") {
  conversation talk;
  talk.settings.notice = session::notices::silent;
  talk.frontend(risky);
  talk.opened();
  talk.now += talk.settings.remind;
  talk.tick();
  CHECK(talk.to_frontend().empty());
  talk.settled(hold_state::denied, "use the archive job");
  CHECK(talk.types(talk.to_frontend()) == "EZ");
}

TEST_CASE("input may be cut anywhere") {
  for (std::size_t size = 1; size < risky.size() + 3; ++size) {
    CAPTURE(size);
    conversation talk;
    talk.frontend_in_pieces(query("SELECT 1") + risky + query("SELECT 2"), size);
    CHECK(talk.to_backend() == query("SELECT 1"));
    talk.opened();
    talk.settled(hold_state::approved);
    CHECK(talk.to_backend() == risky + query("SELECT 2"));
  }
}

TEST_CASE("a denied statement outside of a transaction is answered without the backend") {
  conversation talk;
  talk.frontend(risky);
  talk.opened();
  static_cast<void>(talk.to_frontend());
  talk.settled(hold_state::denied, "use the archive job");
  CHECK(talk.to_backend().empty());
  const std::string answer = talk.to_frontend();
  CHECK(talk.types(answer) == "EZ");
  CHECK(talk.field(answer, 'E', 'C') == "42501");
  CHECK(talk.field(answer, 'E', 'M') == "statement denied by sam: use the archive job");
  talk.frontend(query("SELECT 1"));
  CHECK(talk.to_backend() == query("SELECT 1"));
}

TEST_CASE("a denied statement in a transaction fails at the backend, with our words") {
  conversation talk;
  talk.frontend(query("BEGIN"));
  talk.backend(complete("BEGIN") + ready('T'));
  talk.frontend(risky);
  talk.opened();
  static_cast<void>(talk.to_frontend());
  static_cast<void>(talk.to_backend());
  talk.settled(hold_state::denied);
  const std::string pill = talk.to_backend();
  CHECK(talk.types(pill) == "Q");
  CHECK(pill.find("DELETE") == std::string::npos);
  talk.backend(error("42601", "syntax error") + ready('E'));
  const std::string answer = talk.to_frontend();
  CHECK(talk.types(answer) == "EZ");
  CHECK(talk.field(answer, 'E', 'C') == "42501");
}

TEST_CASE("a cancel withdraws what is held and reaches no backend") {
  conversation talk;
  talk.frontend(risky);
  talk.opened();
  static_cast<void>(talk.to_frontend());
  talk.cancel();
  CHECK(!talk.cancel_sent);
  CHECK(withdrawn(talk, approvals::withdrawal::cancelled));
  const std::string answer = talk.to_frontend();
  CHECK(talk.types(answer) == "EZ");
  CHECK(talk.field(answer, 'E', 'C') == "57014");
  talk.settled(hold_state::approved);  // the decision that was on its way
  CHECK(talk.to_backend().empty());
}

TEST_CASE("a frontend that leaves takes its held statement with it") {
  SUBCASE("by closing") {
    conversation talk;
    talk.frontend(risky);
    talk.opened();
    static_cast<void>(talk.about->on_frontend_closed(talk.now));
    talk.settled(hold_state::approved);
    CHECK(talk.to_backend().find("DELETE") == std::string::npos);
  }
  SUBCASE("by Terminate behind the statement") {
    conversation talk;
    talk.frontend(risky + message('X', ""));
    talk.opened();
    CHECK(talk.to_backend().find("DELETE") == std::string::npos);
    CHECK(talk.backend_closed);
    talk.settled(hold_state::approved);
    CHECK(talk.to_backend().find("DELETE") == std::string::npos);
  }
}

TEST_CASE("an approval after the deadline releases nothing") {
  conversation talk;
  talk.frontend(risky);
  talk.opened();
  talk.now += std::chrono::minutes{11};
  talk.settled(hold_state::approved);
  CHECK(talk.to_backend().empty());
  CHECK(talk.field(talk.to_frontend(), 'E', 'C') == "57014");
}

TEST_CASE("the Parse of a held Bind is held with it") {
  conversation talk;
  const std::string group = parse("", "DELETE FROM orders") + bind_portal("", "") + execute("") + sync();
  talk.frontend(group);
  CHECK(talk.to_backend().empty());
  talk.opened();
  static_cast<void>(talk.to_frontend());
  SUBCASE("approved, all of it runs and the outcome is the Execute's") {
    talk.settled(hold_state::approved);
    CHECK(talk.to_backend() == group);
    talk.backend(message('1', "") + message('2', "") + complete("DELETE 3") + ready('I'));
    CHECK(talk.types(talk.to_frontend()) == "12CZ");
    CHECK(outcome_of(talk).text == "DELETE 3");
  }
  SUBCASE("denied, the backend sees the Sync only") {
    talk.settled(hold_state::denied);
    CHECK(talk.to_backend() == sync());
    talk.backend(ready('I'));
    CHECK(talk.types(talk.to_frontend()) == "EZ");
  }
}

TEST_CASE("in a pipeline earlier results come at once and later messages keep their place") {
  conversation talk;
  const std::string first = parse("", "INSERT INTO log VALUES (1)") + bind_portal("", "") + execute("");
  const std::string held = parse("", "DELETE FROM orders") + bind_portal("", "") + execute("");
  const std::string last = parse("", "SELECT 1") + bind_portal("", "") + execute("") + sync();
  talk.frontend(first + held + last);
  const std::string sent = talk.to_backend();
  CHECK(talk.types(sent) == "PBEH");
  talk.opened();
  talk.backend(message('1', "") + message('2', "") + complete("INSERT 0 1"));
  static_cast<void>(talk.to_frontend());
  SUBCASE("approved") {
    talk.settled(hold_state::approved);
    CHECK(talk.to_backend() == held + last);
  }
  SUBCASE("denied, the whole pipeline fails as after any error") {
    talk.settled(hold_state::denied);
    CHECK(talk.types(talk.to_backend()) == "PS");
    talk.backend(error("42601", "syntax error") + ready('I'));
    CHECK(talk.types(talk.to_frontend()) == "EZ");
  }
}

TEST_CASE("a held statement is withdrawn when an earlier one of its pipeline fails") {
  conversation talk;
  const std::string held = parse("", "DELETE FROM orders") + bind_portal("", "") + execute("") + sync();
  talk.frontend(parse("", "SELECT 1/0") + bind_portal("", "") + execute("") + held);
  CHECK(talk.types(talk.to_backend()) == "PBEH");
  talk.opened();
  talk.backend(message('1', "") + message('2', "") + error("22012", "division by zero"));
  CHECK(talk.types(talk.to_backend()) == "S");
  CHECK(withdrawn(talk, approvals::withdrawal::pipeline_failed));
  talk.settled(hold_state::approved);
  CHECK(talk.to_backend().empty());
  talk.backend(ready('I'));
  CHECK(talk.types(talk.to_frontend()) == "N12EZ");
}

TEST_CASE("a statement name stands for whatever the backend may make of it") {
  conversation talk;
  talk.frontend(parse("s", "DELETE FROM orders") + sync());
  talk.backend(message('1', "") + ready('I'));
  static_cast<void>(talk.to_backend());
  SUBCASE("a Parse that has not been confirmed leaves the old one possible") {
    talk.frontend(parse("s", "SELECT 1") + sync());
    static_cast<void>(talk.to_backend());
    talk.frontend(bind_portal("", "s") + execute("") + sync());
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("SQL EXECUTE runs what Parse prepared") {
    talk.frontend(query("EXECUTE s"));
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("a name nobody prepared is held") {
    talk.frontend(bind_portal("", "t") + execute("") + sync());
    CHECK(talk.holds.size() == 1);
  }
  SUBCASE("names are what fits in 63 bytes") {
    const std::string name(63, 'x');
    talk.frontend(parse(name + "1", "DELETE FROM orders") + sync());
    talk.backend(message('1', "") + ready('I'));
    static_cast<void>(talk.to_backend());
    talk.frontend(parse("", "SELECT 1") + bind_portal("", name + "2") + execute("") + sync());
    CHECK(talk.holds.size() == 1);
  }
}

TEST_CASE("SQL PREPARE and DEALLOCATE change the names when the backend confirms them") {
  conversation talk;
  talk.frontend(query("PREPARE x AS SELECT 1"));
  talk.backend(complete("PREPARE") + ready('I'));
  talk.frontend(query("EXECUTE x"));
  CHECK(talk.holds.empty());
  talk.backend(complete("SELECT 1") + ready('I'));
  talk.frontend(query("DEALLOCATE x"));
  talk.backend(complete("DEALLOCATE") + ready('I'));
  talk.frontend(query("EXECUTE x"));
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("notices, notifications and settings pass during a hold") {
  conversation talk;
  talk.frontend(risky);
  talk.opened();
  static_cast<void>(talk.to_frontend());
  const std::string news = message('A', std::string("\0\0\0\1c\0p\0", 8));
  talk.backend(news);
  CHECK(talk.to_frontend() == news);
}

TEST_CASE("a backend that dies during a hold withdraws it, and after the release leaves the outcome unknown") {
  conversation talk;
  talk.frontend(risky);
  talk.opened();
  SUBCASE("before") {
    static_cast<void>(talk.about->on_backend_closed(talk.now));
    talk.settled(hold_state::approved);
    CHECK(talk.to_backend().empty());
  }
  SUBCASE("after") {
    talk.settled(hold_state::approved);
    auto& done = talk.about->on_backend_closed(talk.now);
    bool unknown = false;
    for (const session::desk_message& each : done.to_desk) {
      const auto* const news = std::get_if<session::hold_finished>(&each);
      unknown = unknown || (news != nullptr && news->result.kind == approvals::outcome_kind::unknown);
    }
    CHECK(unknown);
  }
}

TEST_CASE("text with a backslash is read both ways while a SET is on its way") {
  conversation talk;
  talk.frontend(query("SET standard_conforming_strings = off") + query("SELECT '\\'; DELETE FROM orders; --'"));
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("what cannot be a message ends the session in the protocol's own words") {
  const struct {
    std::string_view name;
    std::string bytes;
    std::string_view sqlstate;
  } rows[] = {
      {"unknown type", message('?', "x"), "08P01"},
      {"impossible length", std::string("Q\0\0\0\3", 5), "08P01"},
      {"a small message that is too long", std::string("S\0\1\0\0", 5), "08P01"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    conversation talk;
    talk.frontend(row.bytes);
    CHECK(talk.field(talk.to_frontend(), 'E', 'C') == row.sqlstate);
    CHECK(talk.about->finished());
  }
}

TEST_CASE("COPY data is passed on as it comes") {
  conversation talk;
  talk.frontend(query("COPY t FROM STDIN"));
  talk.backend(message('G', std::string("\0\0\1\0\0", 5)));
  static_cast<void>(talk.to_frontend());
  static_cast<void>(talk.to_backend());
  const std::string data = message('d', "1\n") + message('c', "");
  talk.frontend_in_pieces(data, 3);
  CHECK(talk.to_backend() == data);
  talk.backend(complete("COPY 1") + ready('I'));
  talk.frontend(query("SELECT 1"));
  CHECK(talk.to_backend() == query("SELECT 1"));
}

TEST_CASE("a Sync in the data of a second COPY is kept back like one in the first") {
  conversation talk;
  const std::string copy_in = message('G', std::string("\0\0\1\0\0", 5));
  talk.frontend(query("COPY t FROM STDIN; COPY t FROM STDIN"));
  talk.backend(copy_in);
  talk.frontend(message('d', "1\n") + message('c', ""));
  talk.backend(complete("COPY 1") + copy_in);
  static_cast<void>(talk.to_backend());
  talk.frontend(message('d', "2\n") + sync() + message('c', ""));
  CHECK(talk.to_backend() == message('d', "2\n") + message('c', ""));
  talk.backend(complete("COPY 1") + ready('I'));
  talk.frontend(query("SELECT 1"));
  talk.backend(complete("SELECT 1") + ready('I'));
  CHECK(!talk.frontend_closed);
}

TEST_CASE("a pipeline that runs ahead of its answers has to wait for them") {
  conversation talk;
  std::string syncs;
  for (std::size_t i = 0; i < 100'000; ++i) syncs += sync();
  talk.frontend(syncs);
  std::size_t sent = talk.to_backend().size();
  CHECK(sent < syncs.size());
  while (sent < syncs.size()) {
    const std::size_t before = sent;
    std::string answers;
    for (std::size_t i = 0; i < 10'000; ++i) answers += ready('I');
    talk.backend(answers);
    sent += talk.to_backend().size();
    REQUIRE(sent > before);
  }
  CHECK(!talk.frontend_closed);
}

}  // namespace countersign::test
