// Decisions that come late, twice, from the wrong person or by the hundred.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <barrier>
#include <boost/json.hpp>
#include <thread>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"

using namespace countersign::test;

namespace {

std::string all_of(const sql_result& error) {
  return fmt::format("{} {} | {} | {}", error.sqlstate, error.message, error.detail, error.hint);
}

}  // namespace

TEST_CASE("a hold that nobody answers ends with 57014 and a hint; a late approval is good for one run of the same") {
  counted_shop here{{.rules = short_rules("1s")}};
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  const api_client dana = here.proxy().as("dana");
  std::future<sql_result> first = under_way(app, "DELETE FROM orders");
  const sql_result expired = first.get();
  REQUIRE(dana.all().size() == 1);
  const std::string code = text_at(dana.all()[0].as_object(), "code");
  CAPTURE(all_of(expired));
  CHECK(expired.sqlstate == "57014");
  CHECK(expired.detail.find(code) != std::string::npos);
  CHECK_FALSE(expired.hint.empty());
  dana.wait_for_state(code, "expired");
  CHECK(here.runs() == 0);
  CHECK(app.transaction() == 'I');

  CHECK(result_of(dana.approve(code)) == "granted");
  CHECK(here.runs() == 0);
  // Something else does not use it up.
  CHECK(app.exec("DELETE FROM orders ").sqlstate == "57014");
  sql_connection other{here.proxy().conninfo("sam", counted_shop::database)};
  CHECK(other.exec("DELETE FROM orders").sqlstate == "57014");
  CHECK(here.runs() == 0);

  const sql_result again = app.exec("DELETE FROM orders");
  CAPTURE(all_of(again));
  CHECK(again.tag == "DELETE 100");
  CHECK(here.runs() == 1);
  CHECK(app.exec("DELETE FROM orders").sqlstate == "57014");
  CHECK(here.runs() == 1);
}

TEST_CASE("by ticket a statement is refused at once with its code, and runs once when it comes back approved") {
  std::string rules = short_rules("1h");
  rules.insert(rules.find("[defaults]\n") + 11, "hold = \"ticket\"\n");
  counted_shop here{{.rules = rules}};
  const api_client dana = here.proxy().as("dana");
  std::string code;
  {
    const sql_result refused = here.connect().exec("DELETE FROM orders");
    CAPTURE(all_of(refused));
    CHECK(refused.sqlstate == "42501");
    CHECK(refused.message.starts_with("needs approval, code "));
    CHECK(refused.hint.find("again once it is approved") != std::string::npos);
    code = refused.message.substr(21, 7);
  }
  // The script has ended, and is run again too early.
  CHECK(here.connect().exec("DELETE FROM orders").message.find(code) != std::string::npos);
  CHECK(dana.all().size() == 1);
  CHECK(text_at(dana.all()[0].as_object(), "state") == "pending");
  CHECK(result_of(dana.approve(code)) == "settled");
  CHECK(here.runs() == 0);
  CHECK(here.connect().exec("DELETE FROM orders").tag == "DELETE 100");
  CHECK(here.runs() == 1);
  const sql_result next = here.connect().exec("DELETE FROM orders");
  CHECK(next.sqlstate == "42501");
  CHECK(result_of(dana.deny(next.message.substr(21, 7), "not today")) == "settled");
  const sql_result denied = here.connect().exec("DELETE FROM orders");
  CAPTURE(all_of(denied));
  CHECK(denied.message.starts_with("this very statement was already denied by dana"));
  CHECK(denied.message.ends_with("not today"));
  CHECK(dana.all().size() == 3);
  CHECK(here.runs() == 1);
}

TEST_CASE("an expired hold aborts a transaction as any error does") {
  counted_shop here{{.rules = short_rules("1s")}};
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  app.must("BEGIN");
  app.must("INSERT INTO orders VALUES (1000)");
  CHECK(app.exec("DELETE FROM orders").sqlstate == "57014");
  CHECK(app.transaction() == 'E');
  CHECK(app.exec("SELECT 1").sqlstate == "25P02");
  CHECK(app.exec("COMMIT").tag == "ROLLBACK");
  CHECK(here.orders() == "100");
}

TEST_CASE("of two decisions that race one wins, and the other is told who settled it and how") {
  counted_shop here;
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  const api_client dana = here.proxy().as("dana");
  const api_client sam = here.proxy().as("sam");
  int approvals = 0;
  for (int round = 0; round < 8; ++round) {
    CAPTURE(round);
    const int before = here.runs();
    std::future<sql_result> answer = under_way(app, "DELETE FROM orders");
    const std::string code = dana.wait_for_hold("DELETE FROM orders");
    const std::string digest = text_at(dana.show(code), "digest");
    std::barrier start{2};
    http_response of_dana;
    http_response of_sam;
    {
      const std::jthread one{[&] {
        start.arrive_and_wait();
        of_dana = dana.approve(code, digest);
      }};
      const std::jthread two{[&] {
        start.arrive_and_wait();
        of_sam = sam.deny(code, "not like this");
      }};
    }
    const bool approved = of_dana.status == 200;
    const http_response& lost = approved ? of_sam : of_dana;
    CAPTURE(of_dana.body);
    CAPTURE(of_sam.body);
    CHECK(of_dana.status + of_sam.status == 200 + 409);
    CHECK(result_of(lost) == "already_settled");
    CHECK(lost.body.find(approved ? "already approved by dana via" : "already denied by sam via") != std::string::npos);
    CHECK(answer.get().ok() == approved);
    CHECK(here.runs() == before + (approved ? 1 : 0));
    const boost::json::object hold = dana.wait_for_state(code, approved ? "approved" : "denied");
    CHECK(hold.at("decisions").as_array().size() == 1);
    approvals += approved ? 1 : 0;
  }
  CHECK(here.runs() == approvals);
}

TEST_CASE("many who approve the same hold at once make it run once") {
  counted_shop here;
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  const api_client dana = here.proxy().as("dana");
  const api_client sam = here.proxy().as("sam");
  std::future<sql_result> answer = under_way(app, "DELETE FROM orders");
  const std::string code = dana.wait_for_hold("DELETE FROM orders");
  const std::string digest = text_at(dana.show(code), "digest");
  std::atomic<int> accepted = 0;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < 8; ++i) {
      all.emplace_back([&, i] { accepted += (i % 2 == 0 ? dana : sam).approve(code, digest).status == 200 ? 1 : 0; });
    }
  }
  CHECK(accepted == 1);
  CHECK(answer.get().tag == "DELETE 100");
  CHECK(here.runs() == 1);
}

TEST_CASE("nobody approves what they may have asked for themselves, nor what they have not seen") {
  counted_shop here;
  sql_connection mine{here.proxy().conninfo("dana", counted_shop::database)};
  const api_client dana = here.proxy().as("dana");
  const api_client sam = here.proxy().as("sam");
  std::future<sql_result> answer = under_way(mine, "DELETE FROM orders");
  const std::string code = sam.wait_for_hold("DELETE FROM orders");
  const http_response refused = dana.approve(code);
  CHECK(refused.status == 403);
  CHECK(result_of(refused) == "own_request");
  const run_result by_command = here.proxy().command({"approve", code}, "dana");
  CHECK(by_command.status != 0);
  CHECK((by_command.out + by_command.err).find("your") != std::string::npos);
  CHECK(sam.approve(code, std::string(64, '0')).status == 409);
  CHECK(api_client{here.proxy().inbox_port(), "cs_wrong"}.get("/api/holds").status == 401);
  CHECK(here.runs() == 0);
  CHECK(text_at(sam.show(code), "state") == "pending");
  CHECK(result_of(sam.approve(code)) == "settled");
  CHECK(answer.get().tag == "DELETE 100");
  CHECK(here.runs() == 1);
}

TEST_CASE("over the limits a statement is refused with 53400, at once and as an ordinary error") {
  struct row {
    std::string name;
    std::string config;
    std::string limit;
  };
  for (const row& row : {row{"of all", "[holds]\npending_max = 2\n", "pending_max"},
                         row{"of one role", "[holds]\npending_per_role_max = 2\n", "pending_per_role_max"}}) {
    CAPTURE(row.name);
    counted_shop here{{.rules = {}, .upstream_host = {}, .config = row.config}};
    sql_connection one{here.proxy().conninfo("app", counted_shop::database)};
    sql_connection two{here.proxy().conninfo("app", counted_shop::database)};
    sql_connection three{here.proxy().conninfo("app", counted_shop::database)};
    const api_client dana = here.proxy().as("dana");
    std::future<sql_result> first = under_way(one, "DELETE FROM orders");
    const std::string code = dana.wait_for_hold("DELETE FROM orders");
    std::future<sql_result> second = under_way(two, "TRUNCATE orders");
    const std::string other = dana.wait_for_hold("TRUNCATE orders");
    const sql_result refused = three.exec("UPDATE orders SET n = 0");
    CAPTURE(all_of(refused));
    CHECK(refused.sqlstate == "53400");
    CHECK(refused.message.find(row.limit) != std::string::npos);
    CHECK_FALSE(refused.hint.empty());
    CHECK(three.exec("SELECT 1").ok());
    // As soon as one is settled there is room for another.
    CHECK(result_of(dana.deny(code, "no")) == "settled");
    CHECK(first.get().sqlstate == "42501");
    std::future<sql_result> third = under_way(three, "UPDATE orders SET n = 0");
    CHECK(result_of(dana.approve(dana.wait_for_hold("UPDATE orders"))) == "settled");
    CHECK(third.get().tag == "UPDATE 100");
    CHECK(result_of(dana.deny(other, "no")) == "settled");
    CHECK(second.get().sqlstate == "42501");
    CHECK(here.runs() == 1);
  }
}
