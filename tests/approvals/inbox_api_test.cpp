#include <doctest/doctest.h>

#include <array>
#include <set>
#include <thread>

#include "tests/approvals/inbox_world.hpp"

namespace {

using namespace countersign::approvals;
using namespace countersign::approvals::tests;

}  // namespace

TEST_CASE("nothing of the API is there without credentials, and the answer says what to do") {
  inbox_world world;
  const auto held = world.open(world.request("DELETE FROM orders"));
  for (const std::string target : {"/api/me", "/api/holds", "/api/events"}) {
    CAPTURE(target);
    const auto got = call(world.port(), "GET", target);
    CHECK(got.status == 401);
    CHECK(got.header("www-authenticate").starts_with("Bearer"));
    CHECK(got.json().at("hint").as_string().find("countersign token") != std::string::npos);
  }
  CHECK(call(world.port(), "GET", "/api/holds/" + held.code).status == 401);
  CHECK(call(world.port(), "POST", decision_path(held), {{"Content-Type", "application/json"}},
             world.decision("approve", held.id))
            .status == 401);
  CHECK(call(world.port(), "GET", "/api/me", {{"Authorization", "Bearer wrong"}}).status == 401);
  CHECK(call(world.port(), "GET", "/api/me", {{"Authorization", "Basic ZGFuYTp4"}}).status == 401);
  CHECK(world.state_of(held.id) == hold_state::pending);
}

TEST_CASE("every response carries the headers that keep other pages out") {
  inbox_world world;
  for (const std::string target : {"/", "/inbox.js", "/api/me", "/nothing", "/holds/KX4-7PM"}) {
    CAPTURE(target);
    const auto got = call(world.port(), "GET", target);
    const auto policy = got.header("content-security-policy");
    CHECK(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"));
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    CHECK(got.header("x-content-type-options") == "nosniff");
    CHECK(got.header("referrer-policy") == "no-referrer");
    CHECK(got.header("cross-origin-opener-policy") == "same-origin");
    CHECK(!got.header("cache-control").empty());
    CHECK(got.header("access-control-allow-origin").empty());
  }
  CHECK(call(world.port(), "GET", "/api/me").header("cache-control") == "no-store");
}

TEST_CASE("the page is served whole, and not again while it is the same") {
  inbox_world world;
  const auto page = call(world.port(), "GET", "/holds/KX4-7PM");
  CHECK(page.status == 200);
  CHECK(page.header("content-type") == "text/html; charset=utf-8");
  CHECK(page.body.find("<title>Countersign</title>") != std::string::npos);
  CHECK(call(world.port(), "GET", "/inbox.js").header("content-type") == "text/javascript; charset=utf-8");
  CHECK(call(world.port(), "GET", "/", {{"If-None-Match", page.header("etag")}}).status == 304);
  CHECK(call(world.port(), "GET", "/healthz").json().at("ok").as_bool());
}

TEST_CASE("an approver sees what is asked of them, whole") {
  inbox_world world;
  auto what = world.request("DELETE FROM orders WHERE note = '<script>alert(1)</script>\xe2\x80\xae'");
  what.application = "</pre><b>\"";
  what.reason = "line\nbreak";
  what.parameters = {{"int4", "42"}};
  const auto held = world.open(what);
  const auto got = world.ask_as("dana", "GET", "/api/holds/" + held.code);
  REQUIRE(got.status == 200);
  CHECK(got.header("content-type") == "application/json");
  CHECK(got.body.find('\n') == std::string::npos);
  const auto hold = got.json().at("hold").as_object();
  CHECK(hold.at("code").as_string() == held.code);
  CHECK(hold.at("statement").as_string() == what.statement);
  CHECK(hold.at("application").as_string() == what.application);
  CHECK(hold.at("complete").as_bool());
  CHECK(hold.at("viewer").at("may_decide").as_bool());
  CHECK(hold.at("parameters").at(0).at("value").as_string() == "42");
  CHECK(hold.at("effects").at(0).at("gated").as_bool());
  CHECK(hold.at("digest").as_string() == world.digest_of_hold(held.id));
  // By id, and as somebody types a code.
  CHECK(world.ask_as("dana", "GET", "/api/holds/" + held.id).status == 200);
  std::string typed = held.code;
  std::erase(typed, '-');
  for (auto& c : typed) c = static_cast<char>(std::tolower(c));
  CHECK(world.ask_as("dana", "GET", "/api/holds/" + typed).status == 200);
  CHECK(world.ask_as("dana", "GET", "/api/holds/ZZZ-ZZZ").status == 404);
  CHECK(world.ask_as("dana", "GET", "/api/holds/" + std::string(5000, 'A')).status == 404);
}

TEST_CASE("who sees a hold: those asked, those who may have asked, admins, and nobody else") {
  inbox_world world;
  auto what = world.request("DELETE FROM orders");
  what.requirements = {{"unbounded writes", {"sam"}, 1}};
  const auto held = world.open(what);
  const struct {
    std::string person;
    bool sees;
    bool may_decide;
  } rows[] = {{"sam", true, true}, {"dana", false, false}, {"ada", true, false}, {"eve", true, false}};
  for (const auto& row : rows) {
    CAPTURE(row.person);
    CHECK(world.ask_as(row.person, "GET", "/api/holds").json().at("holds").as_array().size() == (row.sees ? 1u : 0u));
    const auto got = world.ask_as(row.person, "GET", "/api/holds/" + held.code);
    CHECK(got.status == (row.sees ? 200 : 403));
    if (row.sees) CHECK(got.json().at("hold").at("viewer").at("may_decide").as_bool() == row.may_decide);
    // The desk judges by itself, whatever the page shows.
    if (!row.may_decide)
      CHECK(world.ask_as(row.person, "POST", decision_path(held), world.decision("approve", held.id)).status == 403);
  }
  CHECK(world.state_of(held.id) == hold_state::pending);
}

TEST_CASE("an approval settles the hold and says so") {
  inbox_world world;
  const auto held = world.open(world.request("DELETE FROM orders"));
  const auto got = world.ask_as("dana", "POST", decision_path(held), world.decision("approve", held.id, "fine"));
  CHECK(got.status == 200);
  CHECK(got.json().at("result").as_string() == "settled");
  CHECK(got.json().at("hold").at("state").as_string() == "approved");
  CHECK(got.json().at("hold").at("decisions").at(0).at("channel").as_string() == "api");
  CHECK(world.state_of(held.id) == hold_state::approved);
  CHECK(world.ask_as("dana", "GET", "/api/holds").json().at("holds").as_array().empty());
  CHECK(world.ask_as("dana", "GET", "/api/holds?state=all").json().at("holds").as_array().size() == 1);
  CHECK(world.ask_as("dana", "GET", "/api/holds?state=approved").json().at("holds").as_array().size() == 1);
}

TEST_CASE("of decisions at the same moment one settles the hold and the others are told who and how") {
  inbox_world world;
  for (int round = 0; round < 10; ++round) {
    const auto held = world.open(world.request("DELETE FROM orders -- " + std::to_string(round)));
    const auto yes = world.decision("approve", held.id);
    const auto no = world.decision("deny", held.id, "use the archive job");
    std::array<answer, 2> got;
    std::thread dana([&] { got[0] = world.ask_as("dana", "POST", decision_path(held), yes); });
    std::thread sam([&] { got[1] = world.ask_as("sam", "POST", decision_path(held), no); });
    dana.join();
    sam.join();
    CHECK(std::set{got[0].status, got[1].status} == std::set{200, 409});
    const bool approved = got[0].status == 200;
    const auto& second = got[approved ? 1 : 0];
    CHECK(second.json().at("result").as_string() == "already_settled");
    CHECK(second.json().at("error").as_string().find(approved ? "dana" : "sam") != std::string::npos);
    CHECK(second.json().at("hold").at("state").as_string() == (approved ? "approved" : "denied"));
    CHECK(world.state_of(held.id) == (approved ? hold_state::approved : hold_state::denied));
  }
}

TEST_CASE("GET never decides, whatever it says") {
  inbox_world world;
  const auto held = world.open(world.request("DELETE FROM orders"));
  const auto path = decision_path(held);
  CHECK(world.ask_as("dana", "GET", path).status == 405);
  CHECK(world.ask_as("dana", "GET", path).header("allow") == "POST");
  CHECK(world.ask_as("dana", "GET", path + "?decision=approve&digest=" + world.digest_of_hold(held.id)).status == 405);
  CHECK(world.ask_as("dana", "GET", path, world.decision("approve", held.id)).status == 405);
  CHECK(world.ask_as("dana", "PUT", path, world.decision("approve", held.id)).status == 405);
  CHECK(world.ask_as("dana", "POST", "/api/holds/" + held.code, world.decision("approve", held.id)).status == 405);
  CHECK(world.ask_as("dana", "GET", "/holds/" + held.code).status == 200);
  CHECK(world.state_of(held.id) == hold_state::pending);
}

TEST_CASE("a decision that cannot be read decides nothing") {
  inbox_world world;
  const auto held = world.open(world.request("DELETE FROM orders"));
  const auto digest = world.digest_of_hold(held.id);
  const std::string good = R"("decision":"approve","digest":")" + digest + "\"";
  const struct {
    std::string name;
    std::string body;
    int status;
  } rows[] = {
      {"empty object", "{}", 400},
      {"no JSON", "approve", 400},
      {"an array", "[1]", 400},
      {"another word", R"({"decision":"Approve","digest":")" + digest + "\"}", 400},
      {"a number", R"({"decision":1})", 400},
      {"approve without digest", R"({"decision":"approve"})", 400},
      {"short digest", R"({"decision":"approve","digest":"ab"})", 400},
      {"deny with a broken digest", R"({"decision":"deny","digest":"zz"})", 400},
      {"reason no text", "{" + good + R"(,"reason":5})", 400},
      {"reason too long", "{" + good + R"(,"reason":")" + std::string(2001, 'r') + "\"}", 400},
      {"reason with NUL", "{" + good + R"(,"reason":"a\u0000b"})", 400},
      {"unknown member", "{" + good + R"(,"force":true})", 400},
      {"invalid UTF-8", "{" + good + ",\"reason\":\"\xff\"}", 400},
      {"deep", std::string(5000, '[') + std::string(5000, ']'), 400},
      {"another digest", R"({"decision":"approve","digest":")" + std::string(64, '0') + "\"}", 409},
      {"too long", "{" + good + ",\"reason\":\"" + std::string(70'000, 'x') + "\"}", 413},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto got = world.ask_as("dana", "POST", decision_path(held), row.body);
    CHECK(got.status == row.status);
    CHECK(!got.json().at("error").as_string().empty());
    CHECK(got.json().contains("hint"));
  }
  const header_list bearer{{"Authorization", "Bearer " + world.token("dana")}};
  CHECK(call(world.port(), "POST", decision_path(held), bearer, "{" + good + "}").status == 415);
  auto form = bearer;
  form.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  CHECK(call(world.port(), "POST", decision_path(held), form, "{" + good + "}").status == 415);
  CHECK(world.state_of(held.id) == hold_state::pending);
}

TEST_CASE("an approval after the deadline makes a grant, and after the late window is 410") {
  inbox_world world;
  const auto held = world.open(world.request("DELETE FROM orders"));
  const auto body = world.decision("approve", held.id);
  world.time.ahead_seconds = 601;
  world.desks->ask([](desk& d) { (void)d.expire_due(); });
  CHECK(world.state_of(held.id) == hold_state::expired);
  world.time.ahead_seconds = 24 * 3600;
  CHECK(world.ask_as("dana", "POST", decision_path(held), body).status == 410);
  // Within the window it makes a grant.
  const auto next = world.open(world.request("DELETE FROM orders"));
  world.time.ahead_seconds = 24 * 3600 + 601;
  const auto late = world.ask_as("dana", "POST", decision_path(next), world.decision("approve", next.id));
  CHECK(late.status == 200);
  CHECK(late.json().at("result").as_string() == "granted");
}

TEST_CASE("lists come newest first, in pages, with long statements cut and said to be") {
  inbox_world world;
  std::vector<std::string> codes;
  for (int i = 0; i < 7; ++i) codes.push_back(world.open(world.request("DELETE FROM t" + std::to_string(i))).code);
  const auto held = world.open(world.request("DELETE FROM orders -- " + std::string(100'000, 'x')));
  codes.push_back(held.code);
  std::vector<std::string> seen;
  std::string before;
  for (int page = 0; page < 5; ++page) {
    const auto got =
        world.ask_as("dana", "GET", "/api/holds?state=pending&limit=3" + (before.empty() ? "" : "&before=" + before))
            .json();
    for (const auto& one : got.at("holds").as_array()) seen.emplace_back(one.at("code").as_string());
    if (got.at("next").is_null()) break;
    before = got.at("next").as_string();
  }
  std::ranges::reverse(codes);
  CHECK(seen == codes);
  const auto first = world.ask_as("dana", "GET", "/api/holds?limit=1").json().at("holds").at(0).as_object();
  CHECK(!first.at("complete").as_bool());
  CHECK(first.at("statement").as_string().size() == 16 * 1024);
  const auto whole = world.ask_as("dana", "GET", "/api/holds/" + held.code).json().at("hold").as_object();
  CHECK(whole.at("complete").as_bool());
  CHECK(whole.at("statement").as_string().size() == 100'022);
  for (const std::string query : {"state=x", "limit=0", "limit=-1", "limit=x", "limit=99999999999999999999"}) {
    CAPTURE(query);
    CHECK(world.ask_as("dana", "GET", "/api/holds?" + query).status == 400);
  }
  CHECK(world.ask_as("dana", "GET", "/api/holds?before=nothing").status == 200);
}
