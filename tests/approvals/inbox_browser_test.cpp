#include <doctest/doctest.h>

#include "tests/approvals/inbox_world.hpp"

namespace {

using namespace countersign::approvals;
using namespace countersign::approvals::tests;
namespace policy = countersign::policy;

// A browser that has logged in.
struct browser {
  std::string cookie;
  std::string csrf;
  std::string origin;
  explicit browser(inbox_world& world, std::string person)
      : origin("http://127.0.0.1:" + std::to_string(world.port())) {
    const auto got =
        call(world.port(), "POST", "/api/login", page_headers(), R"({"token":")" + world.token(person) + R"("})");
    REQUIRE(got.status == 200);
    const auto set = got.header("set-cookie");
    cookie = set.substr(0, set.find(';'));
    csrf = std::string(got.json().at("csrf").as_string());
  }
  [[nodiscard]] header_list page_headers() const {
    return {{"Host", origin.substr(7)},
            {"Origin", origin},
            {"Sec-Fetch-Site", "same-origin"},
            {"Content-Type", "application/json"}};
  }
  [[nodiscard]] header_list headers() const {
    auto all = page_headers();
    all.emplace_back("Cookie", cookie);
    all.emplace_back("X-CSRF-Token", csrf);
    return all;
  }
};

header_list without(header_list from, std::string_view name) {
  std::erase_if(from, [&](const auto& one) { return one.first == name; });
  return from;
}
header_list replaced(header_list from, std::string_view name, std::string value) {
  from = without(std::move(from), name);
  from.emplace_back(name, std::move(value));
  return from;
}

}  // namespace

TEST_CASE("a browser logs in, decides with its CSRF token, and logs out") {
  inbox_world world;
  const auto held = world.open(world.request("DELETE FROM orders"));
  const browser dana(world, "dana");
  const auto me = call(world.port(), "GET", "/api/me", {{"Cookie", dana.cookie}});
  CHECK(me.json().at("name").as_string() == "dana");
  CHECK(me.json().at("csrf").as_string() == dana.csrf);
  const auto got =
      call(world.port(), "POST", decision_path(held), dana.headers(), world.decision("deny", held.id, "no"));
  CHECK(got.status == 200);
  CHECK(got.json().at("hold").at("decisions").at(0).at("channel").as_string() == "inbox");
  const auto gone = call(world.port(), "POST", "/api/logout", dana.headers(), "{}");
  CHECK(gone.status == 200);
  CHECK(gone.header("set-cookie").find("Max-Age=0") != std::string::npos);
  CHECK(call(world.port(), "GET", "/api/me", {{"Cookie", dana.cookie}}).status == 401);
}

TEST_CASE("the cookie is for this site's own requests only, and for https only where that is how people come") {
  inbox_world plain;
  const auto body = R"({"token":")" + plain.token("dana") + R"("})";
  const header_list type{{"Content-Type", "application/json"}};
  const auto set = call(plain.port(), "POST", "/api/login", type, body).header("set-cookie");
  CHECK(set.starts_with("countersign_session="));
  CHECK(set.find("; HttpOnly") != std::string::npos);
  CHECK(set.find("; SameSite=Strict") != std::string::npos);
  CHECK(set.find("; Path=/") != std::string::npos);
  CHECK(set.find("Secure") == std::string::npos);
  inbox::inbox_options options;
  options.public_url = "https://approvals.example.com/";
  inbox_world secure(options);
  const auto got = call(secure.port(), "POST", "/api/login",
                        {{"Content-Type", "application/json"}, {"Origin", "https://approvals.example.com"}},
                        R"({"token":")" + secure.token("dana") + R"("})");
  CHECK(got.header("set-cookie").starts_with("__Host-countersign="));
  CHECK(got.header("set-cookie").find("; Secure") != std::string::npos);
  CHECK(!got.header("strict-transport-security").empty());
}

TEST_CASE("another site's page cannot decide with a person's cookie") {
  inbox_world world;
  const auto held = world.open(world.request("DELETE FROM orders"));
  const browser dana(world, "dana");
  const auto good = dana.headers();
  const struct {
    std::string name;
    header_list headers;
    int status;
  } rows[] = {
      {"no CSRF token", without(good, "X-CSRF-Token"), 403},
      {"a wrong CSRF token", replaced(good, "X-CSRF-Token", std::string(64, 'a')), 403},
      {"an empty CSRF token", replaced(good, "X-CSRF-Token", ""), 403},
      {"the cookie as CSRF token", replaced(good, "X-CSRF-Token", dana.cookie.substr(dana.cookie.find('=') + 1)), 403},
      {"another origin", replaced(good, "Origin", "https://evil.example.com"), 403},
      {"origin null", replaced(good, "Origin", "null"), 403},
      {"cross-site", replaced(good, "Sec-Fetch-Site", "cross-site"), 403},
      {"same-site", replaced(good, "Sec-Fetch-Site", "same-site"), 403},
      {"rebound name", replaced(replaced(good, "Host", "evil.example.com"), "Origin", "http://evil.example.com"), 403},
      {"a form", replaced(good, "Content-Type", "text/plain"), 415},
      {"no cookie", without(good, "Cookie"), 401},
      {"another's cookie name", replaced(good, "Cookie", "session=" + dana.cookie), 401},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(call(world.port(), "POST", decision_path(held), row.headers, world.decision("approve", held.id)).status ==
          row.status);
  }
  CHECK(world.state_of(held.id) == hold_state::pending);
  // Nor log anybody in or out.
  CHECK(call(world.port(), "POST", "/api/logout", replaced(good, "Origin", "https://evil.example.com"), "{}").status ==
        403);
  CHECK(call(world.port(), "POST", "/api/login", replaced(good, "Origin", "https://evil.example.com"),
             R"({"token":")" + world.token("sam") + R"("})")
            .status == 403);
  CHECK(call(world.port(), "GET", "/api/me", {{"Cookie", dana.cookie}}).status == 200);
}

TEST_CASE("an Authorization header wins over a cookie and needs no CSRF token") {
  inbox_world world;
  const browser dana(world, "dana");
  header_list both{{"Cookie", dana.cookie}, {"Authorization", "Bearer " + world.token("sam")}};
  CHECK(call(world.port(), "GET", "/api/me", both).json().at("name").as_string() == "sam");
  CHECK(call(world.port(), "GET", "/api/me", {{"Cookie", dana.cookie}, {"Authorization", "Bearer no"}}).status == 401);
}

TEST_CASE("removing a token or a person ends their sessions at once") {
  inbox_world world;
  const browser dana(world, "dana");
  const header_list cookie{{"Cookie", dana.cookie}};
  CHECK(call(world.port(), "GET", "/api/me", cookie).status == 200);
  world.desks->ask([&](desk&) { (void)world.records.remove_tokens("dana"); });
  CHECK(call(world.port(), "GET", "/api/me", cookie).status == 401);
  const browser sam(world, "sam");
  auto fewer = policy::ruleset::load("version = 1\ndefault = \"allow\"\n[[person]]\nname = \"dana\"\n", "rules.toml");
  REQUIRE(fewer.rules);
  world.desks->ask([&](desk& d) { d.use_rules(fewer.rules); });
  CHECK(call(world.port(), "GET", "/api/me", {{"Cookie", sam.cookie}}).status == 401);
}

TEST_CASE("a session ends after its time") {
  inbox_world world;
  const browser dana(world, "dana");
  world.time.ahead_seconds = 12 * 3600 + 1;
  CHECK(call(world.port(), "GET", "/api/me", {{"Cookie", dana.cookie}}).status == 401);
}

TEST_CASE("guessing tokens is slowed down, and the right one works again later") {
  inbox::inbox_options options;
  options.log_in.failures_max = 3;
  inbox_world world(options);
  const header_list type{{"Content-Type", "application/json"}};
  const auto good = R"({"token":")" + world.token("dana") + R"("})";
  for (int i = 0; i < 5; ++i) CHECK(call(world.port(), "POST", "/api/login", type, good).status == 200);
  for (int i = 0; i < 3; ++i)
    CHECK(call(world.port(), "POST", "/api/login", type, R"({"token":"wrong"})").status == 401);
  const auto refused = call(world.port(), "POST", "/api/login", type, good);
  CHECK(refused.status == 429);
  CHECK(std::stoi(refused.header("retry-after")) > 0);
  world.time.ahead_seconds = 61;
  CHECK(call(world.port(), "POST", "/api/login", type, good).status == 200);
}

TEST_CASE("a log-in that names no token is refused as such") {
  inbox_world world;
  const header_list type{{"Content-Type", "application/json"}};
  for (const std::string body : {"{}", R"({"token":""})", R"({"token":5})", R"({"password":"x"})", "x"}) {
    CAPTURE(body);
    CHECK(call(world.port(), "POST", "/api/login", type, body).status == 400);
  }
  CHECK(call(world.port(), "POST", "/api/login", type, R"({"token":")" + std::string(600, 'x') + R"("})").status ==
        400);
}
