// Connections that a load balancer passes on.
#include <doctest/doctest.h>

#include "policy/network.hpp"
#include "tests/proxy/net/running_proxy.hpp"

namespace net = countersign::net;
namespace policy = countersign::policy;
using countersign::test::milliseconds;
using countersign::test::raw_client;
using countersign::test::running_proxy;
using countersign::test::types;
namespace frontend = countersign::test::frontend;
using namespace std::string_literals;

namespace {

constexpr milliseconds patience{10'000};

net::server_options behind(std::string_view network) {
  net::server_options how;
  policy::network::problem why{};
  how.is_balancer = [balancers = policy::network::parse(network, why).value()](const auto& address) {
    return balancers.contains(address);
  };
  return how;
}

const std::string fixed = "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c"s;
const std::string header = fixed + "\x0a\x14\x01\x07\x0a\x00\x00\x01\xc8\x0c\x15\x38"s;  // from 10.20.1.7:51212
const std::string local = "\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00"s;

}  // namespace

TEST_CASE("the address in the header is the one that counts, however the bytes come") {
  running_proxy proxy(behind("127.0.0.0/8"));
  const std::string login = header + frontend::startup({{"user", "app"}, {"database", "shop"}});
  for (const std::size_t cut : {std::size_t{1}, fixed.size() - 1, fixed.size(), header.size() - 1, header.size(),
                                header.size() + 3, login.size()}) {
    CAPTURE(cut);
    raw_client client = proxy.connect();
    client.send(login.substr(0, cut));
    client.send(login.substr(cut));
    CHECK(types(client.until('Z')) == "RSSKZ");
  }
  raw_client client = proxy.connect();
  for (const char byte : login) client.send({&byte, 1});
  (void)client.until('Z');
  client.send(frontend::query("delete from orders"));
  CHECK(proxy.desk.wait_for_hold().address == "10.20.1.7:51212");
}

TEST_CASE("a balancer's own connection has its own address") {
  running_proxy proxy(behind("127.0.0.0/8"));
  raw_client client = proxy.connect();
  client.send(local);
  client.start("app", "shop");
  client.send(frontend::query("delete from orders"));
  CHECK(proxy.desk.wait_for_hold().address.starts_with("127.0.0.1:"));
}

TEST_CASE("who has no header, a garbled one, a late one, or comes from elsewhere is closed without a word") {
  struct row {
    const char* name;
    std::string network;
    std::string sends;
  };
  for (const row& each : {
           row{"no header", "127.0.0.0/8", frontend::startup({{"user", "app"}, {"database", "shop"}})},
           row{"the first version", "127.0.0.0/8", "PROXY TCP4 10.20.1.7 10.0.0.1 51212 5432\r\n"},
           row{"garbled", "127.0.0.0/8", "\r\n\r\n\0\r\nQUIT\n\x21\x13\x00\x0c"s + std::string(12, 'x')},
           row{"half of it", "127.0.0.0/8", header.substr(0, 20)},
           row{"nothing", "127.0.0.0/8", ""},
           row{"not a balancer", "10.0.0.0/8", header + frontend::startup({{"user", "app"}, {"database", "shop"}})},
       }) {
    CAPTURE(each.name);
    net::server_options how = behind(each.network);
    how.proxy_header_timeout = milliseconds{150};
    running_proxy proxy(how);
    raw_client client = proxy.connect();
    client.send(each.sends);
    CHECK_FALSE(client.next(patience));
    CHECK(client.ended());
    CHECK(proxy.served.wait_until_idle(milliseconds{5'000}));
    CHECK(proxy.database.logins() == 0);
  }
}

TEST_CASE("stopping does not wait for headers that never come") {
  net::server_options how = behind("127.0.0.0/8");
  how.proxy_header_timeout = milliseconds{60'000};
  running_proxy proxy(how);
  raw_client silent = proxy.connect();
  silent.send(header.substr(0, 3));
  CHECK(countersign::test::eventually(patience, [&] { return proxy.served.sessions() == 1; }));
  proxy.served.drain();
  CHECK(proxy.served.wait_until_idle(milliseconds{5'000}));
}
