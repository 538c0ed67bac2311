// Limits, starting and stopping.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

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

namespace {

std::size_t resident_kb() {
  const std::string status = countersign::test::read_file("/proc/self/status");
  return std::stoul(status.substr(status.find("VmRSS:") + 6));
}

}  // namespace

TEST_CASE("a frontend that does not log in in time is told and closed") {
  struct row {
    const char* name;
    std::string sends;
  };
  const row rows[] = {
      {"silent", ""},
      {"half a startup packet", frontend::startup({{"user", "app"}}).substr(0, 10)},
      {"only SSLRequest", frontend::ssl_request()},
      {"the server does not answer", frontend::startup({{"user", "app"}})},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    net::server_options how;
    how.login_timeout = milliseconds{150};
    how.linger = milliseconds{100};
    running_proxy proxy(how);
    proxy.database.silent_logins(true);
    raw_client client = proxy.connect();
    client.send(row.sends);
    if (row.sends == frontend::ssl_request()) CHECK(client.next_byte() == 'N');
    const auto error = client.next();
    REQUIRE(error);
    CHECK(error->field('C') == "57014");
    CHECK(error->field('S') == "FATAL");
    CHECK_FALSE(client.next());
    CHECK(client.ended());
    CHECK(proxy.served.wait_until_idle(milliseconds{5000}));
  }
}

TEST_CASE("a session that is logged in has all the time it wants") {
  net::server_options how;
  how.login_timeout = milliseconds{100};
  running_proxy proxy(how);
  raw_client client = proxy.logged_in();
  CHECK(client.quiet(milliseconds{300}));
  CHECK(types(client.ask("select 1")) == "TDCZ");
}

TEST_CASE("one session too many is refused in the protocol, a cancel is not") {
  net::server_options how;
  how.sessions_max = 1;
  running_proxy proxy(how);
  raw_client client = proxy.logged_in();
  raw_client refused = proxy.connect();
  refused.send(frontend::ssl_request());
  CHECK(refused.next_byte() == 'N');
  refused.send(frontend::startup({{"user", "app"}}));
  const auto error = refused.next();
  REQUIRE(error);
  CHECK(error->field('C') == "53300");
  CHECK(error->field('M') == "sorry, too many clients already");
  CHECK_FALSE(refused.next());
  CHECK(refused.ended());
  CHECK(proxy.database.logins() == 1);

  client.send(frontend::query("select wait()"));
  REQUIRE(proxy.database.saw("select wait()"));
  raw_client canceller = proxy.connect();
  canceller.send(frontend::cancel_request(client.key_data()));
  const auto cancelled = client.next();
  REQUIRE(cancelled);
  CHECK(cancelled->field('C') == "57014");
}

TEST_CASE("sessions are let in again when others have left") {
  net::server_options how;
  how.sessions_max = 1;
  running_proxy proxy(how);
  for (int i = 0; i < 20; ++i) {
    {
      raw_client client = proxy.logged_in();
      client.send(frontend::terminate());
    }
    REQUIRE(proxy.served.wait_until_idle(milliseconds{5000}));
  }
}

TEST_CASE("without file descriptors nobody is dropped, and it goes on when there are some") {
  running_proxy proxy;
  raw_client before = proxy.logged_in();
  // The sockets of clients come from the same process here, so the limit is set when they are connected.
  std::vector<raw_client> waiting;
  std::vector<int> fillers;
  rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &old) == 0);
  const int next = ::dup(0);
  REQUIRE(next >= 0);
  ::close(next);
  rlimit tight = old;
  tight.rlim_cur = static_cast<rlim_t>(next) + 40;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) fillers.push_back(fd);
  REQUIRE(fillers.size() > 4);
  // One descriptor for a client of ours; the proxy has none left to accept it with.
  ::close(fillers.back());
  fillers.pop_back();
  waiting.push_back(proxy.connect());
  CHECK(types(before.ask("select 1")) == "TDCZ");
  CHECK(waiting[0].quiet(milliseconds{150}));
  for (const int fd : fillers) ::close(fd);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &old) == 0);
  waiting[0].start("app", "shop");
  CHECK(types(waiting[0].ask("select 1")) == "TDCZ");
}

TEST_CASE("a thousand idle sessions cost little memory, and none of it is buffers") {
  rlimit files{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = files.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &files) == 0);
  // Logins that wait for the database: the scripted server's threads would drown what is measured.
  net::server_options how;
  how.sessions_max = 2000;
  running_proxy proxy(how);
  (void)proxy.logged_in();
  constexpr std::size_t count = 1000;
  REQUIRE(files.rlim_cur > 2 * count + 100);
  const std::size_t before = resident_kb();
  std::vector<raw_client> idle;
  idle.reserve(count);
  for (std::size_t i = 0; i < count; ++i) idle.push_back(proxy.connect());
  REQUIRE(eventually(milliseconds{10'000}, [&] { return proxy.served.sessions() >= count; }));
  const std::size_t each = (resident_kb() - before) * 1024 / count;
  MESSAGE("bytes for each idle connection: ", each);
#ifndef __SANITIZE_THREAD__  // whose shadow memory would be what is measured
  CHECK(each < 16 * 1024);
#endif
}

TEST_CASE("draining withdraws holds, ends sessions and takes no more") {
  running_proxy proxy;
  raw_client idle = proxy.logged_in();
  raw_client holding = proxy.logged_in();
  holding.send(frontend::query("delete from t"));
  (void)proxy.desk.wait_for_hold();
  REQUIRE(holding.next());
  proxy.served.drain();
  CHECK(proxy.desk.heard("withdrawn 1 shutdown"));
  CHECK(proxy.served.wait_until_idle(milliseconds{5000}));
  CHECK_THROWS(proxy.connect());
  CHECK(proxy.database.statements().empty());
}

TEST_CASE("stopping with sessions in every state leaves no hold behind") {
  running_proxy proxy;
  proxy.database.silent_logins(false);
  raw_client fresh = proxy.connect();
  raw_client idle = proxy.logged_in();
  raw_client running = proxy.logged_in();
  running.send(frontend::query("select wait()"));
  raw_client holding = proxy.logged_in();
  holding.send(frontend::query("delete from t"));
  (void)proxy.desk.wait_for_hold();
  raw_client released = proxy.logged_in();
  released.send(frontend::query("delete from t -- wait()"));
  const auto second = proxy.desk.wait_for_hold(1);
  REQUIRE(released.next());
  proxy.desk.settle(second, approvals::hold_state::approved);
  REQUIRE(proxy.desk.heard("released 2"));
  proxy.served.stop();
  CHECK(proxy.desk.heard("withdrawn 1 shutdown"));
  CHECK(proxy.desk.heard("finished 2 unknown"));
  CHECK(proxy.served.sessions() == 0);
}

TEST_CASE("an address that is taken is named") {
  running_proxy proxy;
  net::server_options how;
  how.listen = {{"127.0.0.1", proxy.served.port()}};
  net::server second(how, proxy.desk, countersign::test::test_rules());
  CHECK_THROWS_WITH(second.start(), doctest::Contains("cannot listen on 127.0.0.1:"));
}

TEST_CASE("a Unix socket left behind is replaced, one in use is not") {
  const countersign::test::temp_dir folder;
  net::server_options how;
  how.listen = {{folder.path().native(), 6432}};
  const std::string path = how.listen[0].socket_path();
  {
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const auto where = net::unix_endpoint(path);
    REQUIRE(::bind(dead, where->data(), static_cast<socklen_t>(where->size())) == 0);
    ::close(dead);
  }
  running_proxy proxy(how);
  raw_client client{path, 0};
  client.start("app", "shop");
  net::server second(how, proxy.desk, countersign::test::test_rules());
  CHECK_THROWS_WITH(second.start(), doctest::Contains("cannot listen on"));
  CHECK(types(client.ask("select 1")) == "TDCZ");
}

TEST_CASE("new rules hold for the sessions that are there") {
  running_proxy proxy;
  raw_client client = proxy.logged_in();
  CHECK(types(client.ask("select c from t")) == "TDCZ");
  auto stricter = countersign::policy::ruleset::load("version = 1\ndefault = \"deny\"\n", "rules.toml");
  REQUIRE(stricter.rules);
  proxy.served.use_rules(stricter.rules);
  CHECK(eventually(milliseconds{5000}, [&] { return types(client.ask("select c from t")) == "EZ"; }));
}
