// A session that checks the login itself, between a frontend and a backend that both have the password.
#include <doctest/doctest.h>

#include "policy/ruleset.hpp"
#include "tests/proxy/session/conversation.hpp"
#include "tests/proxy/session/password.hpp"

using namespace countersign;
using namespace countersign::test;
using namespace std::string_literals;

namespace {

constexpr std::string_view password = "opensesame";
constexpr std::string_view salt = "sixteen bytes...";
const std::string random_bytes(36, 'r');

std::string initial_of(std::string_view mechanism, std::string_view text) {
  std::string out;
  wire::build::sasl_initial_response(out, mechanism, text);
  return out;
}

struct checked_login {
  explicit checked_login(const std::string& role = "app") {
    shared.rules = policy::ruleset::load(policy::ruleset::starter_text(), "rules.toml").rules;
    shared.known_logins.push_back(
        session::logins::load("\"app\" \"" + written(verifier_of(password, salt, 4096)) + "\"", "logins.txt").loaded);
    REQUIRE(shared.known_logins.front());
    session::peer who{7, {}, "10.20.1.7:51212", session::encryption::not_offered, random_bytes};
    about = std::make_unique<session::session>(settings, shared, std::move(who), now);
    frontend(startup(role, "shop"));
  }
  void frontend(std::string_view bytes) { take(about->on_frontend(bytes, now)); }
  void backend(std::string_view bytes) { take(about->on_backend(bytes, now)); }
  void connected(const session::backend_facts& how = {}) { take(about->on_backend_connected(how, now)); }
  void take(session::actions& done) {
    for (const std::string_view each : done.to_frontend.pieces()) to_frontend += each;
    for (const std::string_view each : done.to_backend.pieces()) to_backend += each;
    connects = connects || done.connect_backend;
    closed = closed || done.close_frontend;
    for (session::desk_message& each : done.to_desk) {
      if (const auto* const note = std::get_if<session::audit_note>(&each)) notes.push_back(*note);
    }
  }
  // The body behind the kind of the one Authentication message that has come.
  std::string asked(char kind) {
    REQUIRE(to_frontend.size() >= 9);
    REQUIRE(to_frontend[0] == 'R');
    REQUIRE(to_frontend[8] == kind);
    return std::exchange(to_frontend, {}).substr(9);
  }
  // The frontend's whole part, with this password.
  void log_in(std::string_view with) {
    const session::scram_verifier claimed = verifier_of(with, salt, 4096);
    session::scram_client client(claimed, client_key_of(with, salt, 4096), "clientnonce");
    const std::string_view mechanism = client.begin(asked('\x0a'), {});
    frontend(initial_of(mechanism, client.answer()));
    if (client.take_continue(asked('\x0b')) == session::scram_result::going_on) frontend(message('p', client.answer()));
  }

  session::settings settings;
  session::shared shared;
  std::unique_ptr<session::session> about;
  approvals::time_point now{std::chrono::hours{24 * 365 * 50}};
  std::string to_frontend;
  std::string to_backend;
  std::vector<session::audit_note> notes;
  bool connects = false;
  bool closed = false;
};

// Who is told that a password may have changed.
struct told_source final : session::login_source {
  void doubt(std::size_t upstream) override { doubted.push_back(upstream); }
  std::vector<std::size_t> doubted;
};

std::string authentication(char kind, std::string_view data = {}) {
  return message('R', "\0\0\0"s + kind + std::string{data});
}

// The backend's whole part up to its AuthenticationOk.
void let_in(checked_login& o, session::scram_server& server) {
  o.backend(authentication('\x0a', server.mechanisms() + '\0'));
  REQUIRE(server.take(o.to_backend.substr(5)) == session::scram_result::going_on);
  o.to_backend.clear();
  o.backend(authentication('\x0b', server.answer()));
  REQUIRE(server.take(o.to_backend.substr(5)) == session::scram_result::proven);
  o.to_backend.clear();
  o.backend(authentication('\x0c', server.answer()));
}

}  // namespace

TEST_CASE("a login is proven here, then there, and the frontend sees one") {
  for (const std::string& end_point : {""s, std::string(32, 'e')}) {
    checked_login o;
    CHECK_FALSE(o.connects);
    o.log_in(password);
    REQUIRE(o.connects);
    CHECK(o.asked('\x0c').starts_with("v="));
    CHECK(o.to_backend.empty());
    o.connected({end_point.empty() ? session::backend_link::plain : session::backend_link::tls, end_point});
    CHECK(o.to_backend == startup("app", "shop"));
    o.to_backend.clear();
    session::scram_server server(verifier_of(password, salt, 4096), "backendnonce", end_point);
    let_in(o, server);
    CHECK(o.to_frontend.empty());
    std::string hello;
    wire::build::authentication_ok(hello);
    o.backend(hello + ready('I'));
    CHECK(o.to_frontend == hello + ready('I'));
    o.frontend(query("select 1"));
    CHECK(o.to_backend == query("select 1"));
  }
}

TEST_CASE("a wrong password and an unknown role get the same answer, and nothing goes upstream") {
  std::string first;
  for (const char* role : {"app", "nobody"}) {
    checked_login o(role);
    const std::string offer = o.to_frontend;
    o.frontend(initial_of("SCRAM-SHA-256", "n,,n=,r=clientnonce"));
    const std::string server_first = o.to_frontend.substr(offer.size() + 9);
    const std::string nonce = server_first.substr(0, server_first.find(','));
    o.to_frontend.clear();
    o.frontend(message('p', "c=biws," + nonce + ",p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    CHECK(conversation::field(o.to_frontend, 'E', 'C') == "28P01");
    CHECK(conversation::field(o.to_frontend, 'E', 'M') == "password authentication failed for user \""s + role + "\"");
    CHECK(o.closed);
    CHECK_FALSE(o.connects);
    CHECK(o.to_backend.empty());
    REQUIRE(o.notes.size() == 1);
    CHECK(o.notes[0].event == "login failed");
    CHECK(o.notes[0].fields.find(role == "app"s ? "\"why\":\"wrong password\"" : "\"why\":\"unknown role\"") !=
          std::string::npos);
    CHECK(o.notes[0].fields.find("AAAA") == std::string::npos);
    const std::string shape = conversation::types(o.to_frontend) + std::to_string(server_first.size());
    if (first.empty()) first = shape;
    CHECK(shape == first);
  }
}

TEST_CASE("only answers are taken while a login is checked") {
  for (const std::string& bytes : {query("select 1"), message('p', std::string(2000, 'x')), message('p', "SCRAM"),
                                   "p\0\0\0\1"s, startup("app", "shop")}) {
    checked_login o;
    o.to_frontend.clear();
    o.frontend(bytes);
    CHECK(conversation::field(o.to_frontend, 'E', 'C') == "08P01");
    CHECK(o.closed);
    CHECK_FALSE(o.connects);
  }
}

TEST_CASE("what comes before the login is over waits, and runs only after it") {
  checked_login o;
  o.log_in(password);
  o.frontend(query("select 1"));
  o.connected();
  o.to_backend.clear();
  session::scram_server server(verifier_of(password, salt, 4096), "backendnonce", {});
  let_in(o, server);
  CHECK(o.to_backend.empty());
  std::string hello;
  wire::build::authentication_ok(hello);
  o.backend(hello);
  CHECK(o.to_backend.empty());
  o.backend(ready('I'));
  CHECK(o.to_backend == query("select 1"));
}

TEST_CASE("what a frontend says unasked is not read without end") {
  checked_login o;
  o.settings.backlog_bytes_max = 1000;
  o.log_in(password);
  o.connected();
  o.frontend(query(std::string(2000, ' ')));
  CHECK_FALSE(o.about->wants_frontend());
}

TEST_CASE("a backend that wants something else, or does not prove itself, ends the session with what to do") {
  struct row {
    std::string says;
    std::string sqlstate;
    std::string text;
  };
  for (const row& row :
       {row{authentication('\3'), "28000", "SCRAM-SHA-256"},
        row{authentication('\5', "salt"), "28000", "SCRAM-SHA-256"},
        row{authentication('\7'), "28000", "SCRAM-SHA-256"}, row{authentication('\x63'), "28000", "SCRAM-SHA-256"},
        row{authentication('\x0a', "OAUTHBEARER\0\0"s), "28000", "offers no login"},
        row{authentication('\x0b', "r=x"), "08P01", "the middle of a login"},
        row{authentication('\x0a', "SCRAM-SHA-256\0\0"s) + authentication('\0'), "08P01", "before it proved"},
        row{authentication('\x0a', "SCRAM-SHA-256\0\0"s) + authentication('\x0b', "r=x,s=eA==,i=1"), "08P01",
            "cannot be read"}}) {
    checked_login o;
    o.log_in(password);
    o.connected();
    o.to_frontend.clear();
    o.backend(row.says);
    CHECK(conversation::field(o.to_frontend, 'E', 'C') == row.sqlstate);
    CHECK(conversation::field(o.to_frontend, 'E', 'M').find(row.text) != std::string::npos);
    CHECK(o.closed);
  }
}

TEST_CASE("a password that was changed at the backend is told to whoever knew the old one") {
  checked_login o;
  o.log_in(password);
  o.connected();
  o.to_frontend.clear();
  o.to_backend.clear();
  session::scram_server server(verifier_of("another", "sixteen others..", 4096), "backendnonce", {});
  o.backend(authentication('\x0a', server.mechanisms() + '\0'));
  REQUIRE(server.take(o.to_backend.substr(5)) == session::scram_result::going_on);
  o.backend(authentication('\x0b', server.answer()));
  CHECK(conversation::field(o.to_frontend, 'E', 'C') == "28P01");
  CHECK(conversation::field(o.to_frontend, 'E', 'H').find("SIGHUP") != std::string::npos);
}

TEST_CASE("a backend that trusts everybody lets the checked login in") {
  checked_login o;
  o.log_in(password);
  o.connected();
  o.to_frontend.clear();
  std::string hello;
  wire::build::authentication_ok(hello);
  o.backend(hello + ready('I'));
  CHECK(o.to_frontend == hello + ready('I'));
}

TEST_CASE("a login that fails says so to whoever reads the verifiers, one that works does not") {
  told_source source;
  checked_login good;
  good.shared.verifiers = &source;
  good.log_in(password);
  CHECK(good.connects);
  CHECK(good.notes.empty());
  CHECK(source.doubted.empty());
  checked_login bad;
  bad.shared.verifiers = &source;
  bad.log_in("rosebud");
  CHECK_FALSE(bad.connects);
  CHECK(source.doubted == std::vector<std::size_t>{0});
}

TEST_CASE("failed logins cannot fill the audit log") {
  session::note_limit limit;
  const approvals::time_point start{std::chrono::hours{24 * 365 * 50}};
  for (unsigned i = 0; i < session::note_limit::per_minute_max; ++i) CHECK(limit.take(start));
  CHECK_FALSE(limit.take(start + std::chrono::seconds{59}));
  CHECK(limit.left_out == 1);
  CHECK(limit.take(start + std::chrono::seconds{60}));
  CHECK(limit.take(start));  // the clock was set back
}

TEST_CASE("verifiers of nobody let nobody in, and what is no verifier is left out") {
  const auto nobody = session::logins::of({});
  CHECK(nobody->size() == 0);
  CHECK(nobody->find("app").iterations == 4096);
  const std::string one = written(verifier_of(password, salt, 4096));
  const auto known = session::logins::of({{"app", one}, {"old", "md5f00"}, {"odd\nname\"", one}});
  CHECK(known->size() == 2);
  CHECK(known->knows("odd\nname\""));
  CHECK_FALSE(known->knows("old"));
  CHECK(known->find("app").stored_key == verifier_of(password, salt, 4096).stored_key);
}
