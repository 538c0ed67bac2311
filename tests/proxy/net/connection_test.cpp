// A session over real sockets: bytes, ends and speeds of both sides.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include "tests/proxy/net/running_proxy.hpp"
#include "tests/support/temp_dir.hpp"

namespace net = countersign::net;
namespace approvals = countersign::approvals;
using countersign::test::eventually;
using countersign::test::milliseconds;
using countersign::test::raw_client;
using countersign::test::running_proxy;
using countersign::test::types;
namespace frontend = countersign::test::frontend;

TEST_CASE("a login and a query pass, and the session's end is told") {
  running_proxy proxy;
  {
    raw_client client = proxy.logged_in();
    CHECK(types(client.ask("select 1")) == "TDCZ");
    CHECK(proxy.desk.heard("started"));
    client.send(frontend::terminate());
    CHECK_FALSE(client.next());
    CHECK(client.ended());
  }
  CHECK(proxy.desk.heard("ended"));
  CHECK(eventually(milliseconds{5000}, [&] { return proxy.database.terminates() == 1; }));
  CHECK(proxy.served.wait_until_idle(milliseconds{5000}));
}

TEST_CASE("a conversation cut at any byte is the same conversation") {
  running_proxy proxy;
  const std::string login = frontend::startup({{"user", "app"}, {"database", "shop"}});
  const std::string rest = frontend::query("select 1") + frontend::parse("s", "select $1::int") +
                           frontend::bind("", "s", {"5"}) + frontend::execute("") + frontend::sync();
  for (std::size_t cut = 1; cut < rest.size(); ++cut) {
    CAPTURE(cut);
    raw_client client = proxy.connect();
    const std::size_t login_cut = cut % (login.size() - 1) + 1;
    client.send(login.substr(0, login_cut));
    client.send(login.substr(login_cut));
    CHECK(types(client.until('Z')) == "RSSKZ");
    client.send(rest.substr(0, cut));
    client.send(rest.substr(cut));
    CHECK(types(client.until('Z')) == "TDCZ");
    CHECK(types(client.until('Z')) == "12CZ");
  }
  // And one byte at a time.
  raw_client client = proxy.connect();
  for (const char byte : login) client.send({&byte, 1});
  (void)client.until('Z');
  for (const char byte : rest) client.send({&byte, 1});
  CHECK(types(client.until('Z')) == "TDCZ");
  CHECK(types(client.until('Z')) == "12CZ");
}

TEST_CASE("a Unix socket serves as TCP does") {
  const countersign::test::temp_dir folder;
  net::server_options how;
  how.listen = {{folder.path().native(), 6432}, {"127.0.0.1", 0}};
  running_proxy proxy(how);
  raw_client client{how.listen[0].socket_path(), 0};
  client.start("app", "shop");
  CHECK(types(client.ask("select 1")) == "TDCZ");
}

TEST_CASE("an upstream that cannot be reached is named to the frontend") {
  net::server_options how;
  running_proxy proxy(how);
  const std::uint16_t nobody = countersign::test::free_port();
  how.listen = {{"127.0.0.1", 0}};
  how.upstreams.front().hosts.front() = {"127.0.0.1", nobody};
  net::server lonely(how, proxy.desk, countersign::test::test_rules());
  lonely.start();
  raw_client client{"127.0.0.1", lonely.port()};
  client.send(frontend::startup({{"user", "app"}}));
  const auto error = client.next();
  REQUIRE(error);
  CHECK(error->type == 'E');
  CHECK(error->field('C') == "08001");
  CHECK(error->field('M') == fmt::format("connection to 127.0.0.1:{} failed: Connection refused", nobody));
  CHECK_FALSE(client.next());
  CHECK(client.ended());
}

TEST_CASE("a backend that dies is reported, and the frontend is closed after it") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  client.send(frontend::query("select die()"));
  const auto error = client.next();
  REQUIRE(error);
  CHECK(error->field('S') == "FATAL");
  CHECK(error->field('C') == "08006");
  CHECK_FALSE(client.next());
  CHECK(client.ended());
  CHECK(proxy.served.wait_until_idle(milliseconds{5000}));
}

TEST_CASE("a frontend that vanishes takes its backend along") {
  running_proxy proxy;
  {
    raw_client client = proxy.logged_in();
    CHECK(proxy.database.open() == 1);
    client.socket().reset();
  }
  CHECK(eventually(milliseconds{5000}, [&] { return proxy.database.open() == 0; }));
  CHECK(proxy.served.wait_until_idle(milliseconds{5000}));
}

TEST_CASE("a statement that is approved runs once, and its outcome is told") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  client.send(frontend::query("delete from t"));
  const auto notice = client.next();
  REQUIRE(notice);
  CHECK(notice->type == 'N');
  const auto held = proxy.desk.wait_for_hold();
  CHECK(held.statement == "delete from t");
  CHECK(proxy.database.statements().empty());
  proxy.desk.settle(held, approvals::hold_state::approved);
  CHECK(types(client.until('Z')) == "CZ");
  CHECK(proxy.desk.heard("released 1"));
  CHECK(proxy.desk.heard("finished 1 completed DELETE 3"));
  CHECK(proxy.database.statements() == std::vector<std::string>{"delete from t"});
}

TEST_CASE("a frontend that leaves during a hold withdraws it, and nothing runs") {
  struct row {
    const char* name;
    void (*leave)(raw_client&);
  };
  const row rows[] = {
      {"closes its side", [](raw_client& client) { client.socket().close_write(); }},
      {"resets", [](raw_client& client) { client.socket().reset(); }},
      {"terminates", [](raw_client& client) { client.send(frontend::terminate()); }},
      {"closes behind more than the backlog takes",
       [](raw_client& client) {
         // The proxy stops reading, so what is behind cannot be sent: until then, and then the end.
         const std::string more = frontend::query("select '" + std::string(3'000'000, 'x') + "'");
         std::size_t sent = 0;
         (void)eventually(milliseconds{300}, [&] {
           const ssize_t n =
               ::send(client.socket().fd(), more.data() + sent, more.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
           if (n > 0) sent += static_cast<std::size_t>(n);
           return sent == more.size();
         });
         client.socket().reset();
       }},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    running_proxy proxy;
    raw_client client = proxy.logged_in();
    client.send(frontend::query("delete from t"));
    const auto held = proxy.desk.wait_for_hold();
    REQUIRE(client.next());
    row.leave(client);
    CHECK(proxy.desk.heard("withdrawn 1 frontend_gone", milliseconds{1500}));
    proxy.desk.settle(held, approvals::hold_state::approved);
    CHECK(proxy.served.wait_until_idle(milliseconds{5000}));
    CHECK(proxy.database.statements().empty());
  }
}

TEST_CASE("a hold whose session is gone before the desk answers is withdrawn by the answer") {
  running_proxy proxy;
  proxy.desk.answer_later(true);
  {
    raw_client client = proxy.logged_in();
    client.send(frontend::query("delete from t"));
    (void)proxy.desk.wait_for_hold();
  }
  CHECK(proxy.desk.heard("ended"));
  CHECK(proxy.database.statements().empty());
}

TEST_CASE("a backend that dies during a hold withdraws it") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  client.send(frontend::query("delete from t"));
  (void)proxy.desk.wait_for_hold();
  REQUIRE(client.next());
  proxy.database.close_sessions();
  CHECK(proxy.desk.heard("withdrawn 1 backend_gone"));
  const auto error = client.next();
  REQUIRE(error);
  CHECK(error->field('S') == "FATAL");
}

TEST_CASE("a slow reader gets everything, and the proxy does not keep it") {
  running_proxy proxy;
  const auto resident = [] {
    const std::string status = countersign::test::read_file("/proc/self/status");
    return std::stoul(status.substr(status.find("VmRSS:") + 6));
  };
  raw_client client = proxy.logged_in();
  const std::size_t before = resident();
  client.send(frontend::query("select big_result()"));
  // As much as fits on the way goes on it, and then all stand still.
  std::string got;
  std::size_t bytes = 0;
  std::size_t most = before;
  while (bytes < 50U * 1024 * 1024) {
    got.clear();
    REQUIRE(client.socket().receive(got, milliseconds{5000}));
    bytes += got.size();
    most = std::max(most, resident());
  }
#ifdef __SANITIZE_ADDRESS__
  constexpr std::size_t most_kb = 64 * 1024;  // freed memory stays in quarantine
#else
  constexpr std::size_t most_kb = 16 * 1024;
#endif
  CHECK(most - before < most_kb);
}

TEST_CASE("a frontend that asks much and reads nothing is not read without end") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  const std::string one = frontend::query("select big_result()");
  proxy.database.big_count = 1000;
  std::string many;
  for (int i = 0; i < 20; ++i) many += one;
  client.send(many);
  std::size_t ready = 0;
  while (ready < 20) ready += client.until('Z').empty() ? 0U : 1U;
  CHECK(proxy.database.statements().size() == 20);
}
