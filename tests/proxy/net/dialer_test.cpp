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

net::dialed dial_any(net::destination to, net::milliseconds timeout = net::milliseconds{5000}) {
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

net::dialed dial(const net::address& to, net::milliseconds timeout = net::milliseconds{5000}) {
  return dial_any({{&to, 1}}, timeout);
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

TEST_CASE("of several hosts the first that answers is taken, and what was tried before is named if none does") {
  const upstream there;
  const std::uint16_t nobody = free_port();
  const std::vector<net::address> hosts{
      {"127.0.0.1", nobody}, {"no.such.host.invalid", 5432}, {"::1", nobody}, {"127.0.0.1", there.port()}};
  const auto made = dial_any({hosts});
  CHECK(made.socket);
  CHECK(made.host == "127.0.0.1");
  const auto none = dial_any({std::span{hosts}.first(3)});
  CHECK_FALSE(none.socket);
  for (const std::string& each : {fmt::format("connection to 127.0.0.1:{} failed: ", nobody),
                                  std::string{"connection to no.such.host.invalid:5432 failed: "},
                                  fmt::format("; connection to [::1]:{} failed: ", nobody)}) {
    CAPTURE(none.error);
    CHECK(none.error.find(each) != std::string::npos);
  }
}

TEST_CASE("a server is taken only if it is what is wanted") {
  const upstream first;
  const upstream second;
  const std::vector<net::address> hosts{{"127.0.0.1", first.port()}, {"127.0.0.1", second.port()}};
  using wanted = countersign::session::session_target;
  using countersign::session::server_role;
  constexpr server_role primary{true, false, false};
  constexpr server_role closed{true, false, true};
  constexpr server_role standby{true, true, true};
  constexpr server_role silent{};
  struct row {
    wanted what;
    server_role first;
    server_role second;
    int taken;  // 0: neither
  };
  for (const row& each : {
           row{wanted::any, standby, primary, 1},
           row{wanted::read_write, standby, primary, 2},
           row{wanted::read_write, closed, standby, 0},
           row{wanted::read_write, silent, primary, 2},
           row{wanted::read_only, primary, closed, 2},
           row{wanted::primary, closed, primary, 1},
           row{wanted::primary, standby, silent, 0},
           row{wanted::standby, primary, standby, 2},
           row{wanted::standby, primary, closed, 0},
           row{wanted::prefer_standby, primary, standby, 2},
           row{wanted::prefer_standby, primary, silent, 1},
       }) {
    CAPTURE(static_cast<int>(each.what));
    CAPTURE(each.taken);
    const net::role_source says = [&](const net::address& which, const net::endpoint&,
                                      const std::function<void(server_role)>& answer) {
      answer(which.port == first.port() ? each.first : each.second);
    };
    const auto made = dial_any({hosts, each.what, &says});
    CHECK((made.socket != nullptr) == (each.taken != 0));
    if (each.taken != 0)
      CHECK(net::to_string(made.where) == hosts[static_cast<std::size_t>(each.taken - 1)].to_string());
    if (each.taken == 0) CHECK(made.error.find("connection to 127.0.0.1:") == 0);
  }
}

TEST_CASE("who does not say in time what it is is not taken") {
  const upstream there;
  const net::address host{"127.0.0.1", there.port()};
  const net::role_source mute = [](const auto&, const auto&, const auto&) {};
  const auto made =
      dial_any({{&host, 1}, countersign::session::session_target::read_write, &mute}, net::milliseconds{50});
  CHECK_FALSE(made.socket);
  CHECK(made.error.ends_with("it did not say whether it takes writes"));
}

TEST_CASE("an attempt ends when it is interrupted") {
  net::asio::io_context io(1);
  net::dialer one(io.get_executor(), net::milliseconds{60'000}, {});
  bool ended = false;
  // A documentation address: nobody answers there, or the network says at once that it is unreachable.
  const net::address nowhere{"192.0.2.1", 5432};
  net::asio::co_spawn(io, one.run(net::destination{{&nowhere, 1}}),
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
    const net::address there{"127.0.0.1", server.acceptor.local_endpoint().port()};
    net::asio::co_spawn(io, one.run(net::destination{{&there, 1}}),
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
