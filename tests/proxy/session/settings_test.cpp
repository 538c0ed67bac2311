// Settings that reach the backend without a statement that says so, or before anybody hears of them.
#include <doctest/doctest.h>

#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

namespace {

// Bounded as standard_conforming_strings reads it when on, every row when off.
const std::string two_faced = "DELETE FROM orders WHERE note = '\\' AND note = 'OR true --'";

std::string startup_with(std::string_view name, std::string_view value) {
  std::string packet = startup("app", "shop");
  packet.pop_back();
  packet.append(name).push_back('\0');
  packet.append(value).push_back('\0');
  packet.push_back('\0');
  packet[2] = static_cast<char>(packet.size() >> 8);
  packet[3] = static_cast<char>(packet.size());
  return packet;
}

}  // namespace

TEST_CASE("a setting that was changed is certain again only after ReadyForQuery") {
  conversation talk;
  SUBCASE("changed in the extended protocol and flushed") {
    talk.frontend(parse("", "SET standard_conforming_strings = off") + bind_portal("", "") + execute("") +
                  message('H', ""));
    talk.backend(message('1', "") + message('2', "") + complete("SET"));
    talk.frontend(query(two_faced));
  }
  SUBCASE("changed by what a harmless statement calls, in the same breath") {
    talk.frontend(query("SELECT * FROM v") + query(two_faced));
  }
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("what rules would hold as a SET does not come in with the startup packet") {
  const struct {
    std::string_view name;
    std::string_view value;
    bool refused;
  } rows[] = {
      {"options", "-c role=admin", true},
      {"options", "--role=admin", true},
      {"role", "admin", true},
      {"ROLE", "admin", true},
      {"session_authorization", "admin", true},
      {"session_replication_role", "replica", true},
      {"options", "-c session-replication-role=replica", true},
      {"role", "none", false},
      {"DateStyle", "ISO, MDY", false},
      {"extra_float_digits", "3", false},
      {"search_path", "it's \"mine\"", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.value);
    conversation any;  // for its rules
    session::session fresh(any.settings, any.shared, session::peer{8, {}, "unix socket"}, any.now);
    const std::string packet = startup_with(row.name, row.value);
    session::actions& done = fresh.on_frontend(packet, any.now);
    CHECK(done.connect_backend.has_value() != row.refused);
    CHECK(fresh.finished() == row.refused);
  }
}

}  // namespace countersign::test
