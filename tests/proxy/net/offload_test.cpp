// Long statements are read on a thread of their own, and all that can happen meanwhile.
#include <doctest/doctest.h>

#include "tests/proxy/net/running_proxy.hpp"

namespace net = countersign::net;
namespace approvals = countersign::approvals;
using countersign::test::milliseconds;
using countersign::test::raw_client;
using countersign::test::running_proxy;
using countersign::test::types;
namespace frontend = countersign::test::frontend;

namespace {

// Takes a few tenths of a second to read.
std::string slow(std::string_view begins) {
  std::string sql{begins};
  sql.append(" where 0 < 1");
  for (int i = 0; i < 500'000; ++i) sql.append("+1");
  return sql;
}

constexpr milliseconds patience{60'000};

}  // namespace

TEST_CASE("a long statement keeps nobody else on its thread waiting") {
  net::server_options how;
  how.threads = 1;
  running_proxy proxy(how);
  raw_client patient = proxy.logged_in();
  raw_client other = proxy.logged_in();
  patient.send(frontend::query(slow("select 1")));
  int answers = 0;
  while (patient.quiet(milliseconds{0})) {
    CHECK(types(other.ask("select 1")) == "TDCZ");
    ++answers;
  }
  CHECK(types(patient.until('Z', patience)) == "TDCZ");
  // Were it read on the same thread, there would be one at most.
  CHECK(answers > 5);
}

TEST_CASE("a long risky statement is held, and goes on as it came") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  const std::string risky = "delete from orders /*" + std::string(1024 * 1024, '-') + "*/";
  client.send(frontend::query(risky));
  const auto held = proxy.desk.wait_for_hold();
  CHECK(held.statement == risky);
  CHECK_FALSE(proxy.database.saw("delete", milliseconds{0}));
  proxy.desk.settle(held, approvals::hold_state::approved);
  CHECK(types(client.until('Z', patience)).ends_with("CZ"));
  CHECK(proxy.database.saw(risky));
}

TEST_CASE("what happens while a long statement is read is dealt with afterwards") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  const std::string sql = slow("delete from orders");
  SUBCASE("a cancel") {
    client.send(frontend::query(sql));
    // The first ones may come before the statement was read from the socket.
    while (client.quiet(milliseconds{20})) {
      raw_client canceller = proxy.connect();
      canceller.send(frontend::cancel_request(client.key_data()));
      CHECK_FALSE(canceller.next(patience));
    }
    CHECK(client.until('Z', patience).size() > 1);
    CHECK(types(client.ask("select 1", patience)) == "TDCZ");
    CHECK_FALSE(proxy.database.saw("delete", milliseconds{0}));
  }
  SUBCASE("the frontend leaves") {
    client.send(frontend::query(sql));
    { const raw_client gone = std::move(client); }
    CHECK(proxy.served.wait_until_idle(patience));
  }
  SUBCASE("the backend leaves") {
    client.send(frontend::query(sql));
    proxy.database.close_sessions();
    CHECK_FALSE(client.until('E', patience).empty());
    CHECK(proxy.served.wait_until_idle(patience));
  }
  SUBCASE("a shutdown") {
    client.send(frontend::query(sql));
    proxy.served.drain();
    CHECK(client.until('E', patience).back().field('C') == "57P01");
  }
  SUBCASE("a stop") {
    client.send(frontend::query(sql));
    proxy.served.stop();
    CHECK(proxy.served.sessions() == 0);
  }
}
