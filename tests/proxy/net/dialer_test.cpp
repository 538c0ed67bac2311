#include "proxy/net/dialer.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <thread>

#include "proxy/wire/build.hpp"
#include "tests/proxy/net/upstream.hpp"
#include "tests/support/socket.hpp"
#include "tests/support/temp_dir.hpp"

namespace net = countersign::net;
namespace wire = countersign::wire;
using countersign::test::free_port;
using countersign::test::temp_dir;
using countersign::test::upstream;

namespace {

net::dialed dial(const net::address& to, net::milliseconds timeout = net::milliseconds{5000}) {
  net::asio::io_context io(1);
  net::dialer one(io.get_executor(), timeout, {});
  net::dialed out;
  net::asio::co_spawn(io, one.run(to), [&](const std::exception_ptr& thrown, net::dialed made) {
    if (thrown) std::rethrow_exception(thrown);
    out = std::move(made);
    if (out.socket) out.socket->close();
  });
  io.run();
  return out;
}

}  // namespace

TEST_CASE("a server that listens is reached by number and by name") {
  const upstream there;
  CHECK(dial({"127.0.0.1", there.port()}).socket);
  CHECK(dial({"localhost", there.port()}).socket);
}

TEST_CASE("a connection that fails says where and why") {
  const std::uint16_t nobody = free_port();
  const auto refused = dial({"127.0.0.1", nobody});
  CHECK_FALSE(refused.socket);
  CHECK(refused.error == fmt::format("connection to 127.0.0.1:{} failed: Connection refused", nobody));

  const temp_dir folder;
  const auto missing = dial({folder.path().native(), 5432});
  CHECK_FALSE(missing.socket);
  CHECK(missing.error ==
        fmt::format("connection to {}/.s.PGSQL.5432 failed: No such file or directory", folder.path().native()));

  const auto too_long = dial({"/" + std::string(200, 'x'), 5432});
  CHECK_FALSE(too_long.socket);
  CHECK(too_long.error.ends_with("the path is too long for a Unix socket"));
}

TEST_CASE("an attempt ends when it is interrupted") {
  net::asio::io_context io(1);
  net::dialer one(io.get_executor(), net::milliseconds{60'000}, {});
  bool ended = false;
  // A documentation address: nobody answers there, or the network says at once that it is unreachable.
  net::asio::co_spawn(io, one.run(net::address{"192.0.2.1", 5432}),
                      [&](const std::exception_ptr&, const net::dialed& made) { ended = !made.socket; });
  net::asio::post(io, [&] { one.interrupt(); });
  io.run();
  CHECK(ended);
}

TEST_CASE("addresses are written as people write them") {
  CHECK(net::address{"10.0.0.1", 5432}.to_string() == "10.0.0.1:5432");
  CHECK(net::address{"::1", 5432}.to_string() == "[::1]:5432");
  CHECK(net::address{"/run/postgresql", 5432}.to_string() == "/run/postgresql/.s.PGSQL.5432");
  const auto v4 = net::numeric_endpoint({"10.20.1.7", 51212});
  REQUIRE(v4);
  CHECK(net::to_string(*v4) == "10.20.1.7:51212");
  const auto mapped = net::numeric_endpoint({"::ffff:10.20.1.7", 51212});
  REQUIRE(mapped);
  CHECK(net::to_string(*mapped) == "10.20.1.7:51212");
  CHECK(net::ip_of(*v4)->bytes == net::ip_of(*mapped)->bytes);
}

namespace {

// Answers one connection's request for TLS with these bytes and reads on until the other side closes.
struct odd_server {
  explicit odd_server(std::string bytes) : answer(std::move(bytes)) {
    thread = std::thread([this] { serve(); });
  }
  ~odd_server() { thread.join(); }
  void serve() {
    net::asio::ip::tcp::socket peer = acceptor.accept();
    std::array<char, 8> request{};
    boost::system::error_code ec;
    net::asio::read(peer, net::asio::buffer(request), ec);
    net::asio::write(peer, net::asio::buffer(answer), ec);
    std::array<char, 512> rest{};
    while (!ec) peer.read_some(net::asio::buffer(rest), ec);
  }
  std::string answer;
  net::asio::io_context io{1};
  net::asio::ip::tcp::acceptor acceptor{io, {net::asio::ip::make_address("127.0.0.1"), 0}};
  std::thread thread;
};

}  // namespace

TEST_CASE("what a server says in plaintext behind its yes to TLS is believed by nobody (CVE-2021-23222)") {
  std::string login;
  wire::build::authentication_ok(login);
  std::string error;
  wire::build::error_response(error, {"FATAL", "28000", "send your password to me", {}, {}, {}});
  for (const std::string& answer : {"S" + login, error, std::string("G"), std::string()}) {
    CAPTURE(answer);
    odd_server server(answer);
    net::asio::io_context io{1};
    net::backend_tls tls{net::tls_mode::require, net::make_backend_tls({net::tls_mode::require, {}, {}, {}, {}})};
    net::dialer one(io.get_executor(), answer.empty() ? net::milliseconds{200} : net::milliseconds{20'000}, tls);
    net::dialed made;
    net::asio::co_spawn(io, one.run(net::address{"127.0.0.1", server.acceptor.local_endpoint().port()}),
                        [&](const std::exception_ptr& thrown, net::dialed got) {
                          CHECK(thrown == nullptr);
                          made = std::move(got);
                        });
    io.run();
    CHECK(made.socket == nullptr);
    CHECK_FALSE(made.error.empty());
    CHECK(made.error.find("password") == std::string::npos);
  }
}
