#include "proxy/session/scram.hpp"

#include <doctest/doctest.h>

#include "proxy/session/base64.hpp"
#include "proxy/session/logins.hpp"
#include "tests/proxy/session/password.hpp"

using namespace countersign::session;
using countersign::test::client_key_of;
using countersign::test::verifier_of;
using countersign::test::written;
using namespace std::string_literals;

namespace {

constexpr std::string_view rfc_password = "pencil";
constexpr std::string_view rfc_client_nonce = "rOprNGfwEbeRWgbNEkqO";
constexpr std::string_view rfc_server_nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
constexpr std::string_view rfc_proof = "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

std::string rfc_salt() {
  return base64_decode("W22ZaJ0SNY7soEsUEjb6gQ==").value();
}

std::string initial(std::string_view mechanism, std::string_view message) {
  return std::string{mechanism} + "\0\0\0\0"s + static_cast<char>(message.size()) + std::string{message};
}

const std::string end_point(32, 'e');

// One login between the two classes. Each hears what the other said.
struct login {
  login(const scram_verifier& at_server, const scram_verifier& at_client, const scram_key& key,
        const std::string& server_end_point, const scram_channel& channel)
      : server(at_server, "servernonce", server_end_point), client(at_client, key, "clientnonce") {
    mechanism = client.begin(server.mechanisms(), channel);
    if (mechanism.empty() || server.take(initial(mechanism, client.answer())) != scram_result::going_on) return;
    at_continue = client.take_continue(server.answer());
    if (at_continue != scram_result::going_on) return;
    proof = server.take(client.answer());
    if (proof == scram_result::proven) server_proof = client.take_final(server.answer());
  }
  scram_server server;
  scram_client client;
  std::string mechanism;
  scram_result at_continue = scram_result::malformed;
  scram_result proof = scram_result::malformed;
  scram_result server_proof = scram_result::malformed;
};

}  // namespace

TEST_CASE("base64 is read as it is written, and in no other way") {
  for (const std::string& raw : {""s, "f"s, "fo"s, "foo"s, "foob"s, "\0\xff\x80"s}) {
    CHECK(base64_decode(base64_encode(raw)) == raw);
  }
  CHECK(base64_encode("fo") == "Zm8=");
  for (const char* text : {"Z", "Zm", "Zm8", "Zm9=", "Zn==", "====", "Z===", "Zm8=Zm8=", "Zm 8", "Zm8=\n", "Zm-_"}) {
    CAPTURE(text);
    CHECK_FALSE(base64_decode(text));
  }
}

TEST_CASE("the conversation of RFC 7677 comes out as it stands there") {
  const scram_verifier verifier = verifier_of(rfc_password, rfc_salt(), 4096);
  scram_server server(verifier, std::string{rfc_server_nonce}, {});
  const std::string first = "n,,n=user,r=" + std::string{rfc_client_nonce};
  REQUIRE(server.take(initial("SCRAM-SHA-256", first)) == scram_result::going_on);
  CHECK(server.answer() == "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
  const std::string final = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," + std::string{rfc_proof};
  REQUIRE(server.take(final) == scram_result::proven);
  CHECK(server.answer() == "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  CHECK(server.client_key() == client_key_of(rfc_password, rfc_salt(), 4096));
}

TEST_CASE("a verifier is read as the server writes it") {
  const scram_verifier verifier = verifier_of(rfc_password, rfc_salt(), 4096);
  const std::string text = written(verifier);
  const auto read = scram_verifier::read(text);
  REQUIRE(read);
  CHECK(written(*read) == text);
  const std::string key = base64_encode(std::string(32, 'k'));
  for (const std::string& bad :
       {""s, "md5abc"s, "SCRAM-SHA-1$4096:c2FsdA==$" + key + ":" + key, "SCRAM-SHA-256$0:c2FsdA==$" + key + ":" + key,
        "SCRAM-SHA-256$x:c2FsdA==$" + key + ":" + key, "SCRAM-SHA-256$4096:$" + key + ":" + key,
        "SCRAM-SHA-256$4096:c2FsdA==$" + key, "SCRAM-SHA-256$4096:c2FsdA==$" + key + ":c2FsdA==", text + "x",
        text.substr(0, text.size() - 1), "SCRAM-SHA-256$99999999999:c2FsdA==$" + key + ":" + key}) {
    CAPTURE(bad);
    CHECK_FALSE(scram_verifier::read(bad));
  }
}

TEST_CASE("the key that a proof gives away logs in elsewhere, and the other side has to prove itself too") {
  const scram_verifier verifier = verifier_of("opensesame", "a salt", 4096);
  const scram_key key = client_key_of("opensesame", "a salt", 4096);
  struct row {
    std::string at_server;
    scram_channel channel;
    std::string mechanism;
  };
  for (const row& row :
       {row{"", {}, "SCRAM-SHA-256"}, row{"", {true, end_point}, "SCRAM-SHA-256"}, row{end_point, {}, "SCRAM-SHA-256"},
        row{end_point, {true, end_point}, "SCRAM-SHA-256-PLUS"}, row{end_point, {true, ""}, "SCRAM-SHA-256"}}) {
    login first(verifier, verifier, key, row.at_server, row.channel);
    CHECK(first.mechanism == row.mechanism);
    CHECK(first.proof == scram_result::proven);
    CHECK(first.server_proof == scram_result::proven);
    login second(verifier, verifier, first.server.client_key(), row.at_server, row.channel);
    CHECK(second.proof == scram_result::proven);
  }
}

TEST_CASE("what is wrong is refused on both sides") {
  const scram_verifier verifier = verifier_of("opensesame", "a salt", 4096);
  const scram_key key = client_key_of("opensesame", "a salt", 4096);
  CHECK(login(verifier, verifier, client_key_of("opensesame2", "a salt", 4096), {}, {}).proof == scram_result::refused);
  // Another salt or count: the password was changed.
  CHECK(login(verifier_of("x", "another", 4096), verifier, key, {}, {}).at_continue == scram_result::refused);
  CHECK(login(verifier_of("x", "a salt", 4097), verifier, key, {}, {}).at_continue == scram_result::refused);
  // Somebody in between with another certificate.
  CHECK(login(verifier, verifier, key, end_point, {true, std::string(32, 'f')}).proof == scram_result::malformed);
  // A server that let anybody in does not know the server key.
  scram_verifier impostor = verifier;
  impostor.server_key.fill(1);
  CHECK(login(impostor, verifier, key, {}, {}).server_proof == scram_result::refused);
  scram_client out_of_order(verifier, key, "nonce");
  CHECK(out_of_order.take_continue("r=noncex,s=YSBzYWx0,i=4096") == scram_result::malformed);
  CHECK(out_of_order.take_final("v=abcd") == scram_result::malformed);
  CHECK(out_of_order.begin("SCRAM-SHA-1\0"s, {}).empty());
  CHECK(out_of_order.begin({}, {}).empty());
  REQUIRE_FALSE(out_of_order.begin("SCRAM-SHA-256\0"s, {}).empty());
  for (const char* bad :
       {"", "r=other,s=YSBzYWx0,i=4096", "r=nonce,s=YSBzYWx0,i=4096", "r=noncex,i=4096", "e=other-error"}) {
    CAPTURE(bad);
    CHECK(out_of_order.take_continue(bad) == scram_result::malformed);
  }
}

TEST_CASE("first messages are taken and refused as the server does") {
  struct row {
    std::string body;
    bool tls;
    bool good;
  };
  const std::string plain = "SCRAM-SHA-256";
  const std::string plus = "SCRAM-SHA-256-PLUS";
  for (const row& row : {row{initial(plain, "n,,n=,r=abc"), false, true},
                         row{initial(plain, "n,,n=,r=abc"), true, true},
                         row{initial(plain, "y,,n=,r=abc"), false, true},
                         row{initial(plain, "y,,n=,r=abc"), true, false},
                         row{initial(plain, "n,,n=,r=abc,x=extension"), false, true},
                         row{initial(plus, "p=tls-server-end-point,,n=,r=abc"), true, true},
                         row{initial(plus, "p=tls-server-end-point,,n=,r=abc"), false, false},
                         row{initial(plus, "p=tls-unique,,n=,r=abc"), true, false},
                         row{initial(plus, "n,,n=,r=abc"), true, false},
                         row{initial(plain, "p=tls-server-end-point,,n=,r=abc"), true, false},
                         row{initial(plain, "n,a=root,n=,r=abc"), false, false},
                         row{initial(plain, "n,,m=x,n=,r=abc"), false, false},
                         row{initial(plain, "n,,n=,r="), false, false},
                         row{initial(plain, "n,,n=,r=a\x01"), false, false},
                         row{initial(plain, "n,,r=abc"), false, false},
                         row{initial(plain, "x,,n=,r=abc"), false, false},
                         row{initial(plain, "n"), false, false},
                         row{initial(plain, ""), false, false},
                         row{initial("SCRAM-SHA-1", "n,,n=,r=abc"), false, false},
                         row{plain + "\0\xff\xff\xff\xff"s, false, false},
                         row{plain + "\0\0\0\0\x20n,,n=,r=abc"s, false, false},
                         row{plain, false, false},
                         row{"", false, false}}) {
    CAPTURE(row.body);
    scram_server server(verifier_of("x", "salt", 1), "nonce", row.tls ? end_point : std::string{});
    CHECK((server.take(row.body) == scram_result::going_on) == row.good);
    CHECK(server.error().empty() == row.good);
  }
}

TEST_CASE("final messages that do not belong to the first are refused") {
  const std::string proof = base64_encode(std::string(32, 'p'));
  for (const std::string& bad :
       {""s, "c=biws"s, "c=biws,r=abcnonce"s, "c=eSws,r=abcnonce,p=" + proof, "c=biws,r=abcother,p=" + proof,
        "c=biws,r=abcnonce,p=cHA="s, "c=biws,r=abcnonce,p=" + proof + ",x=y", "r=abcnonce,c=biws,p=" + proof}) {
    CAPTURE(bad);
    scram_server server(verifier_of("x", "salt", 1), "nonce", {});
    REQUIRE(server.take(initial("SCRAM-SHA-256", "n,,n=,r=abc")) == scram_result::going_on);
    CHECK(server.take(bad) == scram_result::malformed);
  }
  scram_server server(verifier_of("x", "salt", 1), "nonce", {});
  REQUIRE(server.take(initial("SCRAM-SHA-256", "n,,n=,r=abc")) == scram_result::going_on);
  CHECK(server.take("c=biws,r=abcnonce,p=" + proof) == scram_result::refused);
}

TEST_CASE("a file of logins is read whole or not at all, and its secrets are not repeated") {
  const std::string verifier = written(verifier_of("x", "salt", 4096));
  const logins::load_result good = logins::load(
      "# made by psql\n\"app\" \"" + verifier + "\"\r\n\n \"a \"\"b\"\"\"\t\"" + verifier + "\"\n", "logins.txt");
  REQUIRE(good.loaded);
  CHECK(good.loaded->size() == 2);
  CHECK(written(good.loaded->find("a \"b\"")) == verifier);
  struct row {
    std::string text;
    std::string mistake;
  };
  for (const row& row :
       {row{"", "names no role"}, row{"app \"" + verifier + "\"", "logins.txt:1: must be"},
        row{"\n\"app\" " + verifier, "logins.txt:2: must be"}, row{"\"app\" \"hunter2\"", "logins.txt:1: not a SCRAM"},
        row{"\"app\" \"" + verifier, "must be"}, row{"\"app\" \"" + verifier + "\" x", "must be"},
        row{"\"\" \"" + verifier + "\"", "must be"},
        row{"\"app\" \"" + verifier + "\"\n\"app\" \"" + verifier + "\"", "logins.txt:2: this role was named"}}) {
    CAPTURE(row.text);
    const logins::load_result bad = logins::load(row.text, "logins.txt");
    CHECK_FALSE(bad.loaded);
    REQUIRE(bad.mistakes.size() == 1);
    CHECK(bad.mistakes[0].find(row.mistake) != std::string::npos);
    CHECK(bad.mistakes[0].find("hunter2") == std::string::npos);
    CHECK(bad.mistakes[0].find(verifier.substr(20, 10)) == std::string::npos);
  }
}

TEST_CASE("a role that is not there looks like any other") {
  const auto file = [](std::string_view more) {
    return "\"app\" \"" + written(verifier_of("x", "sixteen bytes...", 5000)) + "\"\n" + std::string{more};
  };
  const auto one = logins::load(file(""), "f").loaded;
  const auto again = logins::load(file(""), "f").loaded;
  REQUIRE(one);
  const scram_verifier nobody = one->find("nobody");
  CHECK(nobody.salt.size() == 16);
  CHECK(nobody.iterations == 5000);
  CHECK(written(nobody) == written(again->find("nobody")));
  CHECK(nobody.salt != one->find("somebody").salt);
  scram_server server(nobody, "nonce", {});
  REQUIRE(server.take(initial("SCRAM-SHA-256", "n,,n=,r=abc")) == scram_result::going_on);
  CHECK(server.take("c=biws,r=abcnonce,p=" + base64_encode(std::string(32, '\0'))) == scram_result::refused);
}
