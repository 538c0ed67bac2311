// What countersign.toml says about TLS.
#include <doctest/doctest.h>

#include <string>

#include "tests/proxy/config/written.hpp"

using countersign::test::written;

TEST_CASE("a certificate is enough to offer TLS, and its files are beside the configuration") {
  const written one("[listen]\ntls_certificate = \"server.crt\"\ntls_key = \"/etc/server.key\"\n");
  CHECK(one.loaded.mistakes.empty());
  CHECK(one.loaded.what.listen_security.certificate == (one.home / "server.crt").native());
  CHECK(one.loaded.what.listen_security.key == "/etc/server.key");
  CHECK_FALSE(one.loaded.what.listen_security.required);
  CHECK(one.loaded.what.upstreams.front().security.mode == "prefer");
}

TEST_CASE("TLS with frontends can be demanded, with their certificates, and turned off") {
  const std::string files = "[listen]\ntls_certificate = \"a\"\ntls_key = \"b\"\n";
  const written all(files +
                    "tls = \"require\"\ntls_client_ca = \"c\"\ntls_client_crl = \"d\"\n"
                    "tls_client_certificate = \"require\"\n");
  CHECK(all.loaded.mistakes.empty());
  CHECK(all.loaded.what.listen_security.required);
  CHECK(all.loaded.what.listen_security.client_certificate_required);
  CHECK(all.loaded.what.listen_security.client_crl == (all.home / "d").native());
  const written off(files + "tls = \"off\"\n");
  CHECK(off.loaded.mistakes.empty());
  CHECK(off.loaded.what.listen_security.certificate.empty());
}

TEST_CASE("what would protect less than it seems to is a mistake, with the way out of it") {
  struct row {
    std::string text;
    std::string key;
    std::string hint;
  };
  for (const row& row : {
           row{"[listen]\ntls = \"require\"\n", "listen.tls", "tls_certificate = "},
           row{"[listen]\ntls = \"maybe\"\n", "listen.tls", ""},
           row{"[listen]\ntls_certificate = \"a\"\n", "listen.tls_certificate", "tls_key"},
           row{"[listen]\ntls_key = \"a\"\n", "listen.tls_key", "tls_certificate"},
           row{"[listen]\ntls_certificate = \"a\"\ntls_key = \"b\"\ntls_client_crl = \"c\"\n", "listen.tls_client_crl",
               "tls_client_ca"},
           row{"[listen]\ntls_certificate = \"a\"\ntls_key = \"b\"\ntls_client_certificate = \"require\"\n",
               "listen.tls_client_certificate", "tls_client_ca"},
           row{"[upstream]\ntls = \"verify\"\n", "upstream.tls", ""},
           row{"[upstream]\ntls = \"verify-ca\"\n", "upstream.tls", "tls_ca"},
           row{"[upstream]\ntls_ca = \"root.crt\"\n", "upstream.tls_ca", "verify-full"},
           row{"[upstream]\ntls = \"disable\"\ntls_ca = \"root.crt\"\n", "upstream.tls_ca", "verify-full"},
           row{"[upstream]\ntls = \"verify-ca\"\ntls_ca = \"system\"\n", "upstream.tls_ca", "verify-full"},
           row{"[upstream]\ntls_key = \"a\"\n", "upstream.tls_key", "tls_certificate"},
       }) {
    CAPTURE(row.text);
    const written bad(row.text);
    REQUIRE(bad.loaded.mistakes.size() == 1);
    const std::string told = bad.loaded.mistakes.front().to_string();
    CAPTURE(told);
    CHECK(told.find(row.key) != std::string::npos);
    CHECK(told.find(row.hint) != std::string::npos);
  }
}

TEST_CASE("the system's authorities are not a file beside the configuration") {
  const written one("[upstream]\ntls = \"verify-full\"\ntls_ca = \"system\"\n");
  CHECK(one.loaded.mistakes.empty());
  CHECK(one.loaded.what.upstreams.front().security.ca == "system");
}

TEST_CASE("logins are relayed unless a file of verifiers is named") {
  const written none("[listen]\nport = 0\n");
  CHECK_FALSE(none.loaded.what.verify_logins);
  const written both("[listen]\nauth = \"verify\"\nauth_file = \"logins.txt\"\n");
  CHECK(both.loaded.mistakes.empty());
  CHECK(both.loaded.what.verify_logins);
  CHECK(both.loaded.what.upstreams.front().auth_file == (both.home / "logins.txt").native());
  for (const char* text :
       {"[listen]\nauth = \"verify\"\n", "[listen]\nauth_file = \"logins.txt\"\n",
        "[listen]\nauth = \"relay\"\nauth_file = \"logins.txt\"\n", "[listen]\nauth = \"trust\"\n"}) {
    CAPTURE(text);
    const written bad(text);
    CHECK(bad.loaded.mistakes.size() == 1);
  }
}
