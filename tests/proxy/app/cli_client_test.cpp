#include "proxy/app/cli_client.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "proxy/app/hold_text.hpp"
#include "proxy/app/http_client.hpp"
#include "tests/approvals/inbox_client.hpp"
#include "tests/approvals/inbox_fixture.hpp"

namespace {

using namespace countersign::app;
using namespace countersign::approvals;
using namespace countersign::approvals::tests;

struct ran {
  cli_exit end;
  std::string out;
  std::string trouble;
};

// An inbox, and dana at a terminal.
struct terminal : inbox_fixture {
  terminal() {
    start();
    options.url = "http://127.0.0.1:" + std::to_string(page->port());
    become("dana");
  }
  ~terminal() { ::unsetenv("COUNTERSIGN_TOKEN"); }
  void become(const std::string& person) { ::setenv("COUNTERSIGN_TOKEN", token(person).c_str(), 1); }

  using command = cli_exit (*)(const cli_options&, std::ostream&, std::ostream&);
  ran run(command what, std::string code = "", std::string reason = "") {
    std::ostringstream out;
    std::ostringstream trouble;
    auto mine = options;
    mine.code = std::move(code);
    mine.reason = std::move(reason);
    const auto end = what(mine, out, trouble);
    return {end, out.str(), trouble.str()};
  }
  hold_state state_of(const std::string& id) {
    return desks->ask([&](desk& d) { return d.find(id)->state; });
  }
  cli_options options;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("holds lists what waits, aligned, and says so when nothing does") {
  terminal at;
  CHECK(at.run(run_holds).out == "Nothing is held.\n");
  const auto held = at.open(at.request("DELETE FROM orders"));
  const auto got = at.run(run_holds);
  CHECK(got.end == cli_exit::ok);
  CHECK(has(got.out, held.code + "  waiting, "));
  CHECK(has(got.out, "app  shop      delete public.orders (no WHERE)\n"));
  at.options.format = cli_format::json;
  const auto read = boost::json::parse(at.run(run_holds).out);
  CHECK(read.at("holds").at(0).at("code").as_string() == held.code);
}

TEST_CASE("show has everything that a decision is about, and nothing in it can move the cursor") {
  terminal at;
  auto what = at.request("DELETE FROM orders\n  -- \x1b[2J\xe2\x80\xae hidden");
  what.application = "psql\x1b]0;x\x07";
  what.reason = "INC-42\nforged line";
  what.parameters = {{"int4", "42"}};
  what.in_transaction = true;
  const auto held = at.open(what);
  const auto got = at.run(run_show, held.code);
  CHECK(got.end == cli_exit::ok);
  for (const std::string_view part :
       {std::string_view{"app wants to run this on shop, inside a transaction"}, std::string_view{"10.20.1.7:51212"},
        std::string_view{"INC-42\\nforged line"}, std::string_view{"* approve: delete public.orders (no WHERE)"},
        std::string_view{"rule \"unbounded writes\""}, std::string_view{"     1 | DELETE FROM orders\n"},
        std::string_view{"\\x1b[2J\\u202e hidden"}, std::string_view{"$1 int4 = 42"}, std::string_view{"1 of dba"},
        std::string_view{"countersign deny "}}) {
    CAPTURE(part);
    CHECK(has(got.out, part));
  }
  for (const char c : {'\x1b', '\x07'}) CHECK(got.out.find(c) == std::string::npos);
  CHECK(!has(got.out, "\xe2\x80\xae"));
}

TEST_CASE("approve says in one line what it approves, and settles it as the command line") {
  terminal at;
  const auto held = at.open(at.request("DELETE FROM orders"));
  const auto got = at.run(run_approve, held.code);
  CHECK(got.end == cli_exit::ok);
  CHECK(got.out.starts_with(held.code + ": app on shop: delete public.orders (no WHERE)\n"));
  CHECK(at.state_of(held.id) == hold_state::approved);
  CHECK(at.desks->ask([&](desk& d) { return d.find(held.id)->decisions.at(0).channel; }) == "cli");
}

TEST_CASE("deny carries its reason; the second to decide is refused and told who was first") {
  terminal at;
  const auto held = at.open(at.request("DELETE FROM orders"));
  CHECK(at.run(run_deny, held.code, "use the archive job").end == cli_exit::ok);
  CHECK(at.state_of(held.id) == hold_state::denied);
  at.become("sam");
  const auto late = at.run(run_approve, held.code);
  CHECK(late.end == cli_exit::refused);
  CHECK(has(late.trouble, "dana"));
  CHECK(has(at.run(run_show, held.code).out, "use the archive job"));
}

TEST_CASE("whoever may not decide is refused by the desk") {
  terminal at;
  const auto held = at.open(at.request("DELETE FROM orders"));
  for (const std::string person : {"eve", "ada"}) {
    CAPTURE(person);
    at.become(person);
    const auto got = at.run(run_approve, held.code);
    CHECK(got.end == cli_exit::refused);
    CHECK(!got.trouble.empty());
  }
  CHECK(at.state_of(held.id) == hold_state::pending);
}

TEST_CASE("a code that is none never becomes part of an address") {
  terminal at;
  for (const std::string code : {"", "../me", "KX4-7PM/decision", "a b", "%2e", "KX4?x", "ü"}) {
    CAPTURE(code);
    CHECK(at.run(run_show, code).end == cli_exit::usage);
    CHECK(at.run(run_approve, code).end == cli_exit::usage);
  }
  CHECK(at.run(run_show, "ZZZ-ZZZ").end == cli_exit::refused);
}

TEST_CASE("nobody there, and somebody else there, are told apart from a refusal") {
  terminal at;
  at.options.url = "http://127.0.0.1:1";
  const auto nobody = at.run(run_holds);
  CHECK(nobody.end == cli_exit::unreachable);
  CHECK(has(nobody.trouble, "--url"));
  at.options.url = "not a url";
  CHECK(at.run(run_holds).end == cli_exit::unreachable);
  at.options.url = "http://127.0.0.1:" + std::to_string(at.page->port()) + "/holds/x?";
  CHECK(at.run(run_holds).end == cli_exit::unreachable);  // a page, not the API
}

TEST_CASE("a wrong token is refused with what to do, and none is a matter of usage") {
  terminal at;
  ::setenv("COUNTERSIGN_TOKEN", "wrong", 1);
  const auto wrong = at.run(run_holds);
  CHECK(wrong.end == cli_exit::refused);
  CHECK(has(wrong.trouble, "countersign token"));
  ::setenv("COUNTERSIGN_TOKEN", "a\r\nX-Header: b", 1);
  CHECK(at.run(run_holds).end == cli_exit::usage);
}

TEST_CASE("the token's file is read where no variable is set, with a warning if others can read it") {
  terminal at;
  const auto folder = std::filesystem::temp_directory_path() / ("countersign-cli-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "countersign");
  ::setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  ::unsetenv("COUNTERSIGN_TOKEN");
  const auto none = at.run(run_holds);
  CHECK(none.end == cli_exit::usage);
  CHECK(has(none.trouble, (folder / "countersign" / "token").string()));
  const auto file = folder / "countersign" / "token";
  std::ofstream(file) << at.token("dana") << "\n";
  ::chmod(file.c_str(), 0600);
  const auto good = at.run(run_holds);
  CHECK(good.end == cli_exit::ok);
  CHECK(good.trouble.empty());
  ::chmod(file.c_str(), 0644);
  CHECK(has(at.run(run_holds).trouble, "chmod 600"));
  ::unsetenv("XDG_CONFIG_HOME");
  std::filesystem::remove_all(folder);
}

TEST_CASE("a token on its way to another machine without encryption is worth a warning") {
  CHECK(travels_in_clear("http://approvals.example.com"));
  CHECK(travels_in_clear("http://10.0.0.1:6433/x"));
  for (const auto* url :
       {"https://approvals.example.com", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "x"}) {
    CAPTURE(url);
    CHECK(!travels_in_clear(url));
  }
}

TEST_CASE("the subcommands take a code and a reason, and no token") {
  terminal at;
  const auto held = at.open(at.request("DELETE FROM orders"));
  CLI::App app;
  int exit_code = -1;
  add_approver_commands(app, exit_code);
  app.parse("countersign deny " + held.code + " --reason \"not today\" --json --url " + at.options.url, true);
  CHECK(exit_code == 0);
  CHECK(at.state_of(held.id) == hold_state::denied);
  CHECK_THROWS_AS(app.parse("countersign approve", true), CLI::ParseError);
  CHECK_THROWS_AS(app.parse("countersign holds --token x", true), CLI::ParseError);
  CHECK_THROWS_AS(app.parse("countersign holds --state maybe", true), CLI::ParseError);
}

TEST_CASE("an answer of another shape than expected is shown with gaps, and harms nothing") {
  const auto sheet = [](const char* text) { return hold_sheet(boost::json::parse(text).as_object()); };
  for (const auto* text :
       {"{}", R"({"hold": 5})", R"({"hold": {"effects": {}, "decisions": [1, {"at": 3}], "outcome": []}})",
        R"({"hold": {"state": "pending", "deadline": "2026-99-99T00:00:00Z", "viewer": null}, "now": "x"})",
        R"({"hold": {"state": "approved", "outcome": {"kind": "completed", "took_us": 1e300}}})"}) {
    CAPTURE(text);
    CHECK(!sheet(text).empty());
    CHECK(!holds_table(boost::json::parse(text).as_object()).empty());
  }
}
