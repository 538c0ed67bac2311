// Codes, passkeys and secrets at rest, by themselves.
#include <doctest/doctest.h>

#include "approvals/factors/base64url.hpp"
#include "approvals/factors/seal.hpp"
#include "approvals/factors/totp.hpp"
#include "tests/approvals/soft_key.hpp"

namespace countersign::factors::tests {

namespace {

using std::chrono::seconds;
using time_point = std::chrono::system_clock::time_point;

const relying_party us{"approvals.example.com", "https://approvals.example.com"};

}  // namespace

TEST_CASE("base64url is one text for each value") {
  for (const std::string& bytes :
       {std::string{}, std::string{"f"}, std::string{"fo"}, std::string{"\xff\xfe\x00\x01", 4}}) {
    CHECK(from_base64url(to_base64url(bytes)) == bytes);
  }
  CHECK(to_base64url("\xff\xfe") == "__4");
  for (const char* wrong : {"__5", "_", "__4=", "__4 ", "//4"}) {
    CAPTURE(wrong);
    CHECK(!from_base64url(wrong));
  }
  CHECK(to_base32("foobar") == "MZXW6YTBOI");
}

TEST_CASE("codes are those of RFC 6238, for one step before and after") {
  const std::string secret = "12345678901234567890";
  // Appendix B, the last six digits.
  struct row {
    std::int64_t at;
    const char* code;
  };
  for (const row& each : {row{1'111'111'109, "081804"}, row{1'234'567'890, "005924"}, row{2'000'000'000, "279037"}}) {
    CAPTURE(each.at);
    const time_point then{seconds{each.at}};
    const std::int64_t step = each.at / 30;
    for (const int off : {-30, 0, 30}) CHECK(totp_step(secret, each.code, then + seconds{off}) == step);
    for (const int off : {-60, 60}) CHECK(!totp_step(secret, each.code, then + seconds{off}));
  }
  for (const char* wrong : {"", "08180", "0818040", "08180a", " 081804", "081805"}) {
    CAPTURE(wrong);
    CHECK(!totp_step(secret, wrong, time_point{seconds{1'111'111'109}}));
  }
  CHECK(totp_uri("d a:na", "foobar") == "otpauth://totp/Countersign:d%20a%3Ana?secret=MZXW6YTBOI&issuer=Countersign");
  CHECK(qr_picture("hello").starts_with("<svg "));
  CHECK(qr_picture(std::string(5000, 'x')).empty());
}

TEST_CASE("what is sealed opens with the same key and context only") {
  const std::string hex = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
  const auto key = sealer::from_hex(" " + hex + "\n");
  REQUIRE(key.has_value());
  const auto other = sealer::from_hex("1" + hex.substr(1));
  const std::string sealed = key->seal("secret", "totp 1 dana", {1, 2, 3});
  CHECK(sealed.find("secret") == std::string::npos);
  CHECK(key->open(sealed, "totp 1 dana") == "secret");
  CHECK(!key->open(sealed, "totp 1 sam"));
  CHECK(!other->open(sealed, "totp 1 dana"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK(!key->open(changed, "totp 1 dana"));
    CHECK(!key->open(sealed.substr(0, i), "totp 1 dana"));
  }
  for (const std::string& wrong : {std::string{}, hex.substr(1), hex + "0", "x" + hex.substr(1)}) {
    CHECK(!sealer::from_hex(wrong));
  }
}

TEST_CASE("a passkey of each kind is enrolled and signs, and nothing else passes for it") {
  for (const int algorithm : {-7, -8, -257}) {
    CAPTURE(algorithm);
    approvals::tests::soft_key key{us, algorithm};
    const passkey_result made = verify_registration(key.enrol("challenge"), us, "challenge");
    REQUIRE_MESSAGE(made.key.has_value(), made.error);
    CHECK(made.key->algorithm == algorithm);
    const passkey& known = *made.key;
    const auto why = [&](const assertion& said) { return verify_assertion(said, known, us, "question").error; };

    const assertion right = key.sign("question");
    const passkey_result verified = verify_assertion(right, known, us, "question");
    REQUIRE_MESSAGE(verified.key.has_value(), verified.error);
    CHECK(verified.key->counter > known.counter);
    CHECK(verify_assertion(right, *verified.key, us, "question").error.find("copied") != std::string::npos);
    CHECK(verify_assertion(right, known, us, "another").error == "it answers another question");

    assertion forged = right;
    forged.signature.back() = static_cast<char>(forged.signature.back() ^ 1);
    CHECK(!why(forged).empty());
    forged = right;
    forged.authenticator_data.back() = static_cast<char>(forged.authenticator_data.back() ^ 1);
    CHECK(!why(forged).empty());
    CHECK(why({right.id, "{", right.authenticator_data, right.signature}) ==
          "the browser's client data cannot be read");
    CHECK(why({right.id, right.client_data, "", right.signature}) == "the authenticator's data is cut");

    key.flags = 0x01;
    CHECK(why(key.sign("question")).find("did not verify") != std::string::npos);
    key.flags = 0x04;
    CHECK(why(key.sign("question")) == "nobody touched the key");
    key.flags = 0x05;
    key.site = {"evil.example.com", us.origin};
    CHECK(why(key.sign("question")).find("another site") != std::string::npos);
    key.site = {us.id, "https://evil.example.com"};
    CHECK(why(key.sign("question")).find("another page") != std::string::npos);
    approvals::tests::soft_key other{us, algorithm};
    CHECK(why(other.sign("question")) == "its signature is not the key's");
    CHECK(verify_registration(key.enrol("challenge"), us, "challenge").error.find("another page") != std::string::npos);
  }
}

}  // namespace countersign::factors::tests
