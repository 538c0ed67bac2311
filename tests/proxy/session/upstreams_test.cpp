// Which server a session is for.
#include <doctest/doctest.h>

#include "policy/ruleset.hpp"
#include "tests/proxy/session/conversation.hpp"

using namespace countersign;
using namespace countersign::test;

namespace {

// The startup packet of a session before two servers, and where it led.
struct arrival {
  explicit arrival(const std::string& packet) {
    settings.upstreams = {{"a:5432", {"shop", "crm"}}, {"b:5432", {"billing"}}};
    shared.rules = policy::ruleset::load("version = 1\ndefault = \"allow\"\n", "rules.toml").rules;
    session::session about(settings, shared, {7, {}, "unix socket"}, {});
    session::actions& done = about.on_frontend(packet, {});
    to = done.connect_backend;
    closed = done.close_frontend;
    for (const std::string_view each : done.to_frontend.pieces()) words += each;
  }
  session::settings settings;
  session::shared shared;
  std::optional<std::size_t> to;
  bool closed = false;
  std::string words;
};

}  // namespace

TEST_CASE("the name of the database says which server is meant") {
  CHECK(arrival(startup("app", "shop")).to == 0);
  CHECK(arrival(startup("app", "crm")).to == 0);
  CHECK(arrival(startup("app", "billing")).to == 1);
}

TEST_CASE("a database that nobody has is refused as the server would, and no other server is tried") {
  for (const char* name : {"Shop", "shop ", "nope", "shopcrm", "sho"}) {
    CAPTURE(name);
    const arrival one(startup("app", name));
    CHECK_FALSE(one.to);
    CHECK(one.closed);
    CHECK(conversation::field(one.words, 'E', 'C') == "3D000");
    CHECK(conversation::field(one.words, 'E', 'M') == std::string{"database \""} + name + "\" does not exist");
  }
  // The role's own name is the default, as for the server.
  CHECK(arrival(startup("billing", "")).to == 1);
  CHECK(conversation::field(arrival(startup("app", "")).words, 'E', 'C') == "3D000");
}
