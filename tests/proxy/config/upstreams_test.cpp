// Several servers behind one Countersign.
#include <doctest/doctest.h>

#include "tests/proxy/config/written.hpp"

using countersign::test::written;

TEST_CASE("one upstream is what it was, and has every database") {
  const written one("[upstream]\nhost = \"db.internal\"\nport = 5433\n[catalog]\nurl = \"postgresql://r@db/app\"\n");
  CHECK(one.loaded.mistakes.empty());
  REQUIRE(one.loaded.what.upstreams.size() == 1);
  CHECK(one.loaded.what.upstreams[0].hosts[0].host == "db.internal");
  CHECK(one.loaded.what.upstreams[0].hosts[0].port == 5433);
  CHECK(one.loaded.what.upstreams[0].databases.empty());
  CHECK(one.loaded.what.upstreams[0].catalog_url == "postgresql://r@db/app");
  const written none("");
  REQUIRE(none.loaded.what.upstreams.size() == 1);
  CHECK(none.loaded.what.upstreams[0].hosts[0].host == "127.0.0.1");
}

TEST_CASE("several upstreams each have their databases, TLS, verifiers and catalog") {
  const written two(R"([listen]
auth = "verify"
[[upstream]]
host = "a"
databases = ["shop", "crm"]
auth_file = "a.txt"
[[upstream]]
host = "b"
databases = ["billing"]
tls = "verify-full"
tls_ca = "root.crt"
auth_file = "/etc/b.txt"
)");
  CHECK(two.loaded.mistakes.empty());
  REQUIRE(two.loaded.what.upstreams.size() == 2);
  const auto& a = two.loaded.what.upstreams[0];
  const auto& b = two.loaded.what.upstreams[1];
  CHECK(a.databases == std::vector<std::string>{"shop", "crm"});
  CHECK(a.security.mode == "prefer");
  CHECK(a.auth_file == (two.home / "a.txt").native());
  CHECK(b.security.ca == (two.home / "root.crt").native());
  CHECK(b.auth_file == "/etc/b.txt");
}

TEST_CASE("what leaves open which server is meant is a mistake") {
  const std::string a = "[[upstream]]\nhost = \"a\"\n";
  const std::string shop = a + "databases = [\"shop\"]\n";
  const std::string crm = "[[upstream]]\nhost = \"b\"\ndatabases = [\"crm\"]\n";
  struct row {
    std::string text;
    std::string key;
    std::string message;
  };
  for (const row& each : {
           row{a + crm, "upstream.databases", "is needed"},
           row{shop + shop, "upstream.databases", "another upstream's"},
           row{crm + a + "databases = [\"x\", \"x\"]\n", "upstream.databases", "named twice"},
           row{a + "databases = []\n", "upstream.databases", "must be a list"},
           row{a + "databases = \"shop\"\n", "upstream.databases", "must be a list"},
           row{a + "databases = [\"" + std::string(64, 'x') + "\"]\n", "upstream.databases", "longer than 63"},
           row{a + "hosts = [\"b\"]\n", "upstream.hosts", "unknown key"},
           row{"upstream = []\n", "upstream", "must be"},
           row{shop + crm + "[catalog]\nurl = \"postgresql://r@db/app\"\n", "catalog.url", "belongs to one server"},
           row{shop + crm + "[listen]\nauth = \"verify\"\nauth_file = \"x\"\n", "listen.auth_file",
               "belongs to one server"},
           row{shop + "auth_file = \"x\"\n" + crm + "[listen]\nauth = \"verify\"\n", "listen.auth", "each upstream"},
           row{shop + "auth_file = \"x\"\n", "listen.auth_file", "is not read"},
       }) {
    CAPTURE(each.text);
    const written one(each.text);
    REQUIRE_FALSE(one.loaded.mistakes.empty());
    CHECK(one.loaded.mistakes[0].key == each.key);
    CHECK(one.loaded.mistakes[0].message.find(each.message) != std::string::npos);
  }
}

TEST_CASE("a login of Countersign's own is not in the file, for any upstream") {
  const written one("[[upstream]]\ncatalog_url_file = \"missing.url\"\n");
  REQUIRE_FALSE(one.loaded.mistakes.empty());
  CHECK(one.loaded.mistakes[0].key == "upstream.catalog_url_file");
}

TEST_CASE("an upstream may be one of several servers") {
  const written one(R"([upstream]
host = ["db1.internal", "db2.internal:5433", "10.0.0.3", "[::1]:5434", "::1", "/run/postgresql"]
port = 5440
target_session_attrs = "read-write"
[catalog]
url = "postgresql://reader@db1.internal/app"
)");
  CHECK(one.loaded.mistakes.empty());
  std::string all;
  for (const auto& each : one.loaded.what.upstreams[0].hosts) all += each.host + " " + std::to_string(each.port) + "\n";
  CHECK(all == "db1.internal 5440\ndb2.internal 5433\n10.0.0.3 5440\n::1 5434\n::1 5440\n/run/postgresql 5440\n");
  CHECK(one.loaded.what.upstreams[0].target_session_attrs == "read-write");
}

TEST_CASE("hosts that cannot be read, and a target that nothing could be asked for, are mistakes") {
  struct row {
    std::string text;
    std::string key;
  };
  for (const row& each : {
           row{"host = [\"a:x\"]", "upstream.host"},
           row{"host = [\"a:0\"]", "upstream.host"},
           row{"host = [\"a:70000\"]", "upstream.host"},
           row{"host = [\"[::1\"]", "upstream.host"},
           row{"host = [\":5432\"]", "upstream.host"},
           row{"host = []", "upstream.host"},
           row{"host = 5", "upstream.host"},
           row{"target_session_attrs = \"master\"", "upstream.target_session_attrs"},
           row{"target_session_attrs = \"primary\"", "upstream.target_session_attrs"},
       }) {
    CAPTURE(each.text);
    const written one("[upstream]\n" + each.text + "\n");
    REQUIRE_FALSE(one.loaded.mistakes.empty());
    CHECK(one.loaded.mistakes[0].key == each.key);
  }
}

TEST_CASE("load balancers are named by their networks") {
  const written good("[listen]\nproxy_protocol = [\"10.0.0.0/24\", \"::1\"]\n");
  CHECK(good.loaded.mistakes.empty());
  CHECK(good.loaded.what.proxied_from.size() == 2);
  for (const char* bad : {"[]", "true", "[\"lb.internal\"]", "[\"10.0.0.1/24\"]"}) {
    CAPTURE(bad);
    const written one(std::string{"[listen]\nproxy_protocol = "} + bad + "\n");
    REQUIRE_FALSE(one.loaded.mistakes.empty());
    CHECK(one.loaded.mistakes[0].key == "listen.proxy_protocol");
  }
}

TEST_CASE("verifiers are read from the server or from a file, not from both, and only where they are used") {
  const std::string url = "auth_url_file = \"/dev/null\"\n";
  const written none("[listen]\nauth = \"verify\"\n[upstream]\n" + url);
  REQUIRE_FALSE(none.loaded.mistakes.empty());  // an empty one names no login
  CHECK(none.loaded.mistakes[0].key == "listen.auth");
  const written both(
      "[listen]\nauth = \"verify\"\n[upstream]\nauth_file = \"x\"\nauth_url_file = \"countersign.toml\"\n");
  REQUIRE_FALSE(both.loaded.mistakes.empty());
  CHECK(both.loaded.mistakes[0].key == "upstream.auth_url_file");
  const written relayed("[upstream]\nauth_url_file = \"countersign.toml\"\n");
  REQUIRE_FALSE(relayed.loaded.mistakes.empty());
  CHECK(relayed.loaded.mistakes[0].key == "listen.auth_file");
}
