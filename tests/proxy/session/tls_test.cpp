// How a session comes to speak TLS, and what it believes before and after.
#include <doctest/doctest.h>

#include "policy/ruleset.hpp"
#include "tests/proxy/session/conversation.hpp"

using namespace countersign;
using namespace countersign::test;
using namespace std::string_literals;

namespace {

const std::string ssl_request = "\0\0\0\x08\x04\xd2\x16\x2f"s;
const std::string gss_request = "\0\0\0\x08\x04\xd2\x16\x30"s;
const std::string client_hello = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s;
const std::string cancel = "\0\0\0\x10\x04\xd2\x16\x2e\0\0\x12\x67"s + "abcd";

// A session from its first byte.
struct opening {
  explicit opening(session::encryption tls) {
    shared.rules = policy::ruleset::load(policy::ruleset::starter_text(), "rules.toml").rules;
    REQUIRE(shared.rules != nullptr);
    session::peer who{7, {}, "10.20.1.7:51212", tls};
    about = std::make_unique<session::session>(settings, shared, std::move(who), now);
  }
  void frontend(std::string_view bytes) { take(about->on_frontend(bytes, now)); }
  void backend(std::string_view bytes) { take(about->on_backend(bytes, now)); }
  void encrypted() { take(about->on_frontend_tls({"TLSv1.3", "CN=dana"}, now)); }
  void take(session::actions& done) {
    for (const std::string_view each : done.to_frontend.pieces()) to_frontend += each;
    for (const std::string_view each : done.to_backend.pieces()) to_backend += each;
    if (done.start_tls) {
      start_tls = done.start_tls;
      early = done.tls_bytes;
    }
    for (const session::desk_message& each : done.to_desk) {
      if (const auto* const begun = std::get_if<session::session_started>(&each)) started = begun->fields;
    }
    connects = connects || done.connect_backend;
    cancels = cancels || done.cancel.has_value();
    closed = closed || done.close_frontend;
  }
  // Up to where the backend has been asked to log in.
  void connect(session::backend_link how) {
    frontend(startup("app", "shop"));
    REQUIRE(connects);
    take(about->on_backend_connected({how}, now));
    to_backend.clear();
  }

  session::settings settings;
  session::shared shared;
  std::unique_ptr<session::session> about;
  approvals::time_point now{std::chrono::hours{24 * 365 * 50}};
  std::string to_frontend;
  std::string to_backend;
  std::string early;
  std::string started;
  std::optional<session::tls_start> start_tls;
  bool connects = false;
  bool cancels = false;
  bool closed = false;
};

std::string sasl(std::string_view mechanisms) {
  return message('R', "\0\0\0\x0a"s + std::string{mechanisms} + '\0');
}
std::string first_answer(std::string_view mechanism, std::string_view data) {
  const auto size = static_cast<char>(data.size());
  return message('p', std::string{mechanism} + '\0' + "\0\0\0"s + size + std::string{data});
}
const std::string both = "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0"s;
const std::string plain_only = "SCRAM-SHA-256\0"s;

}  // namespace

TEST_CASE("a request for TLS is granted where it is offered, and the session begins behind it") {
  opening o(session::encryption::offered);
  for (const char byte : ssl_request) o.frontend({&byte, 1});
  CHECK(o.to_frontend == "S");
  REQUIRE(o.start_tls == session::tls_start::requested);
  CHECK(o.early.empty());
  CHECK_FALSE(o.connects);
  CHECK(o.about->wants_frontend());
  o.encrypted();
  o.connect(session::backend_link::plain);
  std::string hello;
  wire::build::authentication_ok(hello);
  o.backend(hello + ready('I'));
  CHECK(o.started.find(R"("tls":"TLSv1.3")") != std::string::npos);
  CHECK(o.started.find(R"("certificate":"CN=dana")") != std::string::npos);
}

TEST_CASE("nothing behind a request for encryption is read, whatever the answer would be (CVE-2021-23214)") {
  for (const std::string& request : {ssl_request, gss_request}) {
    for (const session::encryption tls :
         {session::encryption::not_offered, session::encryption::offered, session::encryption::required}) {
      for (const std::string& behind : {startup("app", "shop"), "x"s, ssl_request, cancel, client_hello}) {
        opening o(tls);
        o.frontend(request + behind);
        CHECK(conversation::types(o.to_frontend) == "E");
        CHECK(conversation::field(o.to_frontend, 'E', 'C') == "08P01");
        CHECK(conversation::field(o.to_frontend, 'E', 'M').find("received unencrypted data after") == 0);
        CHECK(o.closed);
        CHECK_FALSE(o.start_tls);
        CHECK_FALSE(o.connects);
        CHECK_FALSE(o.cancels);
      }
    }
  }
}

TEST_CASE("plaintext during the handshake ends the session unread") {
  opening o(session::encryption::offered);
  o.frontend(ssl_request);
  o.to_frontend.clear();
  o.frontend(startup("app", "shop"));
  CHECK(o.closed);
  CHECK(o.to_frontend.empty());
  o.encrypted();
  o.frontend(startup("app", "shop"));
  CHECK_FALSE(o.connects);
}

TEST_CASE("TLS may come without a request, but only first") {
  opening o(session::encryption::offered);
  o.frontend(client_hello);
  REQUIRE(o.start_tls == session::tls_start::direct);
  CHECK(o.early == client_hello);
  CHECK(o.to_frontend.empty());
  o.encrypted();
  o.connect(session::backend_link::plain);

  opening inside(session::encryption::offered);
  inside.frontend(client_hello);
  inside.encrypted();
  inside.start_tls.reset();
  inside.frontend(client_hello);
  CHECK(inside.closed);
  CHECK_FALSE(inside.start_tls);

  opening after_no(session::encryption::offered);
  after_no.frontend(gss_request);
  CHECK(after_no.to_frontend == "N");
  after_no.frontend(client_hello);
  CHECK(after_no.closed);
  CHECK_FALSE(after_no.start_tls);

  opening nowhere(session::encryption::not_offered);
  nowhere.frontend(client_hello);
  CHECK(nowhere.closed);
  CHECK_FALSE(nowhere.start_tls);
}

TEST_CASE("inside of TLS there is no more of it") {
  opening asked(session::encryption::offered);
  asked.frontend(ssl_request);
  asked.encrypted();
  asked.to_frontend.clear();
  asked.frontend(ssl_request);
  CHECK(conversation::field(asked.to_frontend, 'E', 'C') == "0A000");
  CHECK(asked.closed);
  opening direct(session::encryption::offered);
  direct.frontend(client_hello);
  direct.encrypted();
  direct.frontend(ssl_request);
  direct.frontend(gss_request);
  CHECK(direct.to_frontend == "NN");
  direct.connect(session::backend_link::plain);
}

TEST_CASE("where TLS is required nobody logs in without it, but a cancel is served") {
  opening plain(session::encryption::required);
  plain.frontend(startup("app", "shop"));
  CHECK(conversation::field(plain.to_frontend, 'E', 'C') == "28000");
  CHECK(conversation::field(plain.to_frontend, 'E', 'H').find("sslmode=require") != std::string::npos);
  CHECK(plain.closed);
  CHECK_FALSE(plain.connects);
  opening canceller(session::encryption::required);
  canceller.frontend(cancel);
  CHECK(canceller.cancels);
  opening secure(session::encryption::required);
  secure.frontend(ssl_request);
  secure.encrypted();
  secure.connect(session::backend_link::plain);
}

TEST_CASE("channel binding is offered only where it can come true") {
  struct row {
    bool tls;
    session::backend_link backend;
    std::string offered;
    std::string reaches;
  };
  for (const row& row : {row{false, session::backend_link::plain, plain_only, plain_only},
                         row{true, session::backend_link::plain, plain_only, plain_only},
                         row{false, session::backend_link::tls, both, plain_only},
                         row{true, session::backend_link::tls, both, plain_only},
                         row{true, session::backend_link::tls_same_certificate, both, both},
                         row{false, session::backend_link::tls_same_certificate, both, plain_only}}) {
    CAPTURE(row.tls);
    CAPTURE(row.offered);
    opening o(session::encryption::offered);
    if (row.tls) {
      o.frontend(ssl_request);
      o.encrypted();
    }
    o.connect(row.backend);
    o.to_frontend.clear();
    o.backend(sasl(row.offered));
    CHECK(o.to_frontend == sasl(row.reaches));
  }
}

TEST_CASE("who could bind the channel is told what to do, and everybody else logs in") {
  struct row {
    std::string mechanism;
    std::string data;
    std::string mechanisms;
    bool passes;
  };
  for (const row& row :
       {row{"SCRAM-SHA-256", "n,,n=,r=abc", both, true}, row{"SCRAM-SHA-256", "y,,n=,r=abc", both, false},
        row{"SCRAM-SHA-256", "p=tls-server-end-point,,n=,r=abc", both, false},
        row{"SCRAM-SHA-256", "y,,n=,r=abc", plain_only, true}, row{"SCRAM-SHA-256", "", both, true}}) {
    CAPTURE(row.data);
    opening o(session::encryption::offered);
    o.frontend(ssl_request);
    o.encrypted();
    o.connect(session::backend_link::tls);
    o.backend(sasl(row.mechanisms));
    o.to_frontend.clear();
    const std::string answer = first_answer(row.mechanism, row.data);
    for (const char byte : answer) o.frontend({&byte, 1});
    CHECK(o.to_backend == (row.passes ? answer : ""));
    CHECK(o.closed == !row.passes);
    if (row.passes) continue;
    CHECK(conversation::field(o.to_frontend, 'E', 'C') == "28000");
    CHECK(conversation::field(o.to_frontend, 'E', 'H').find("channel_binding=disable") != std::string::npos);
  }
}

TEST_CASE("a shutdown does not wait for handshakes") {
  opening o(session::encryption::offered);
  o.frontend(ssl_request);
  o.take(o.about->on_shutdown(o.now));
  CHECK(o.closed);
}
