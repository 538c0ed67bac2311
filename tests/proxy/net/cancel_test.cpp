// CancelRequests, and the order that makes them safe.
#include <doctest/doctest.h>

#include "tests/proxy/net/running_proxy.hpp"

namespace net = countersign::net;
using countersign::test::eventually;
using countersign::test::milliseconds;
using countersign::test::raw_client;
using countersign::test::running_proxy;
using countersign::test::types;
namespace frontend = countersign::test::frontend;

namespace {

raw_client ask_cancel(const running_proxy& proxy, const std::string& key_data) {
  raw_client canceller = proxy.connect();
  canceller.send(frontend::cancel_request(key_data));
  return canceller;
}

}  // namespace

TEST_CASE("a running statement is cancelled by the key that its login was given") {
  for (const unsigned threads : {1U, 2U}) {
    CAPTURE(threads);
    net::server_options how;
    how.threads = threads;
    running_proxy proxy(how);
    raw_client client = proxy.logged_in();
    client.send(frontend::query("select wait()"));
    REQUIRE(proxy.database.saw("select wait()"));
    raw_client canceller = ask_cancel(proxy, client.key_data());
    const auto error = client.next();
    REQUIRE(error);
    CHECK(error->field('C') == "57014");
    CHECK_FALSE(canceller.next());
    CHECK(canceller.ended());
    (void)client.until('Z');
    CHECK(types(client.ask("select 1")) == "TDCZ");
  }
}

TEST_CASE("the cancel connection stays open until the server has closed ours, and nothing is sent meanwhile") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  proxy.database.keep_cancels_open(true);
  client.send(frontend::query("select wait()"));
  REQUIRE(proxy.database.saw("select wait()"));
  raw_client canceller = ask_cancel(proxy, client.key_data());
  (void)client.until('Z');
  client.send(frontend::query("select 'next'"));
  CHECK(canceller.quiet(milliseconds{200}));
  CHECK(client.quiet(milliseconds{50}));
  CHECK(proxy.database.statements().size() == 1);
  proxy.database.keep_cancels_open(false);
  CHECK_FALSE(canceller.next());
  CHECK(canceller.ended());
  CHECK(types(client.until('Z')) == "TDCZ");
}

TEST_CASE("a wrong key closes the connection and touches nobody") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  std::string wrong = client.key_data();
  wrong.back() = static_cast<char>(wrong.back() ^ 1);
  raw_client canceller = ask_cancel(proxy, wrong);
  CHECK_FALSE(canceller.next());
  CHECK(canceller.ended());
  CHECK(proxy.database.cancels() == 0);
  CHECK(types(client.ask("select 1")) == "TDCZ");
}

TEST_CASE("an idle session's cancel is not passed on, for it could hit the next statement") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  raw_client canceller = ask_cancel(proxy, client.key_data());
  CHECK_FALSE(canceller.next());
  CHECK(canceller.ended());
  CHECK(proxy.database.cancels() == 0);
}

TEST_CASE("a cancel withdraws what is held, and the session goes on") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  client.send(frontend::query("delete from t"));
  (void)proxy.desk.wait_for_hold();
  REQUIRE(client.next());
  raw_client canceller = ask_cancel(proxy, client.key_data());
  const auto error = client.next();
  REQUIRE(error);
  CHECK(error->field('C') == "57014");
  CHECK(proxy.desk.heard("withdrawn 1 cancelled"));
  (void)client.until('Z');
  CHECK(types(client.ask("select 1")) == "TDCZ");
  CHECK(proxy.database.statements() == std::vector<std::string>{"select 1"});
}

TEST_CASE("a session that ends while it is being cancelled lets the canceller go") {
  net::server_options how;
  how.cancel_timeout = milliseconds{500};
  running_proxy proxy(how);
  proxy.database.keep_cancels_open(true);
  raw_client client = proxy.logged_in();
  client.send(frontend::query("select wait()"));
  REQUIRE(proxy.database.saw("select wait()"));
  raw_client canceller = ask_cancel(proxy, client.key_data());
  client.socket().reset();
  CHECK_FALSE(canceller.next());
  CHECK(canceller.ended());
  CHECK(proxy.served.wait_until_idle(milliseconds{5000}));
}

TEST_CASE("cancels over the limit are dropped") {
  net::server_options how;
  how.cancels_max = 1;
  running_proxy proxy(how);
  proxy.database.keep_cancels_open(true);
  raw_client one = proxy.logged_in();
  raw_client two = proxy.logged_in();
  one.send(frontend::query("select wait()"));
  two.send(frontend::query("select 1, wait()"));
  REQUIRE(proxy.database.saw("select wait()"));
  REQUIRE(proxy.database.saw("select 1, wait()"));
  raw_client first = ask_cancel(proxy, one.key_data());
  REQUIRE(eventually(milliseconds{5000}, [&] { return proxy.database.cancels() == 1; }));
  raw_client second = ask_cancel(proxy, two.key_data());
  CHECK_FALSE(second.next());
  CHECK(second.ended());
  CHECK(proxy.database.cancels() == 1);
  proxy.database.keep_cancels_open(false);
  CHECK_FALSE(first.next());
}
