// TLS below the protocol: records, legs, certificates, and peers that stall, lie or flood.
#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include "proxy/net/leg.hpp"
#include "tests/proxy/net/running_proxy.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/tls_client.hpp"

namespace net = countersign::net;
namespace session = countersign::session;
namespace fs = std::filesystem;
using namespace countersign::test;

namespace {

constexpr milliseconds patience{20'000};

const authority& ours() {
  static const authority made;
  static const bool ready = [] {
    made.make("server");
    made.make("other");
    return true;
  }();
  static_cast<void>(ready);
  return made;
}

net::tls_context_ref frontend_context() {
  return net::make_frontend_tls({ours().certificate("server"), ours().key("server"), {}, {}});
}
net::backend_tls backend_context(net::tls_mode mode = net::tls_mode::require) {
  const bool verify = mode >= net::tls_mode::verify_ca;
  return {mode, net::make_backend_tls({mode, verify ? ours().ca() : std::string{}, {}, {}, {}})};
}

// One end of a connection without a socket.
struct end {
  std::unique_ptr<net::tls_stream> tls;
  std::string out;
  std::string got;
  std::vector<char> room = std::vector<char>(64 * 1024);
  void take(std::string_view cipher) {
    const std::size_t bytes = tls->take(cipher, room, out);
    got.append(room.data(), bytes);
  }
  bool put(std::string_view plain) { return tls->put({&plain, 1}, out); }
};

struct two_ends {
  explicit two_ends(net::tls_mode mode = net::tls_mode::require, const std::string& host = "127.0.0.1") {
    front.tls = net::tls_stream::for_backend(backend_context(mode), host);
    back.tls = net::tls_stream::for_frontend(*frontend_context(), session::tls_start::requested);
    front.take({});
  }
  // Moves what both have to say, so many bytes at a time, until neither has anything.
  void talk(std::size_t at_once) {
    while (!front.out.empty() || !back.out.empty()) {
      move(front, back, at_once);
      move(back, front, at_once);
    }
  }
  static void move(end& from, end& to, std::size_t at_once) {
    const std::string bytes = std::exchange(from.out, {});
    for (std::size_t at = 0; at < bytes.size(); at += at_once) to.take(std::string_view{bytes}.substr(at, at_once));
  }
  end front;  // speaks to us as a frontend would
  end back;   // is ours
};

// A leg whose other end has come through the handshake.
struct secured_leg final : net::socket_owner {
  void socket_ready(net::watched_socket&, std::uint32_t) override {}
  secured_leg() {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both.data()) == 0);
    near.adopt(both[0]);
    far = both[1];
    near.secure(net::tls_stream::for_frontend(*frontend_context(), session::tls_start::requested), scratch);
    peer.tls = net::tls_stream::for_backend(backend_context(), "127.0.0.1");
    peer.take({});
    for (int i = 0; i < 4; ++i) {
      send(std::exchange(peer.out, {}));
      (void)near.read(buffer);
      peer.take(receive());
    }
    REQUIRE(near.tls()->state() == net::tls_state::open);
    REQUIRE(peer.tls->state() == net::tls_state::open);
  }
  ~secured_leg() override { ::close(far); }
  void send(std::string_view bytes) const {
    REQUIRE(::send(far, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }
  [[nodiscard]] std::string receive() const {
    std::string out(64 * 1024, '\0');
    const ssize_t n = ::recv(far, out.data(), out.size(), 0);
    out.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    return out;
  }
  std::vector<char> scratch = std::vector<char>(32 * 1024);
  std::vector<char> buffer = std::vector<char>(64 * 1024);
  net::thread_loop sockets;
  net::leg near{sockets, *this};
  int far = -1;
  end peer;
};

std::string complaint(const std::function<void()>& what) {
  try {
    what();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

net::server_options with_tls() {
  net::server_options how;
  how.frontend_tls = frontend_context();
  how.encryption = session::encryption::offered;
  return how;
}

}  // namespace

TEST_CASE("what goes in comes out, however it is cut") {
  std::string much;
  for (int i = 0; much.size() < 200'000; ++i) much += std::to_string(i);
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, std::size_t{40'000}}) {
    CAPTURE(at_once);
    two_ends both;
    both.talk(at_once);
    REQUIRE(both.front.tls->state() == net::tls_state::open);
    REQUIRE(both.back.tls->state() == net::tls_state::open);
    CHECK(both.back.tls->facts().version == "TLSv1.3");
    CHECK(both.back.tls->facts().certificate.empty());
    const std::vector<std::string_view> pieces{"a", "", std::string_view{much}, "bc", std::string_view{much}, "d"};
    REQUIRE(both.front.tls->put(pieces, both.front.out));
    REQUIRE(both.back.put(much));
    both.talk(at_once);
    CHECK(both.back.got == "a" + much + "bc" + much + "d");
    CHECK(both.front.got == much);
    both.front.tls->finish(both.front.out);
    both.talk(at_once);
    CHECK(both.back.tls->state() == net::tls_state::ended);
    CHECK(both.back.put("the last word"));
  }
}

TEST_CASE("the certificate is checked as the mode says") {
  struct row {
    net::tls_mode mode;
    std::string host;
    std::string error;
  };
  for (const row& row :
       {row{net::tls_mode::require, "elsewhere.example", ""}, row{net::tls_mode::verify_ca, "elsewhere.example", ""},
        row{net::tls_mode::verify_full, "elsewhere.example", "not for elsewhere.example"},
        row{net::tls_mode::verify_full, "127.0.0.2", "not for 127.0.0.2"},
        row{net::tls_mode::verify_full, "127.0.0.1", ""}}) {
    CAPTURE(row.host);
    two_ends both(row.mode, row.host);
    both.talk(10'000);
    CHECK((both.front.tls->state() == net::tls_state::open) == row.error.empty());
    CHECK(both.front.tls->error().find(row.error) != std::string::npos);
  }
}

TEST_CASE("bytes that somebody put behind a record are never taken for the peer's") {
  using namespace std::string_literals;
  for (const std::string& behind : {"Q\0\0\0\x0dselect 1\0"s, "\x17\x03\x03\0\x1c this is no record of theirs"s}) {
    secured_leg one;
    REQUIRE(one.peer.put("good"));
    one.send(one.peer.out + behind);
    const net::read_result good = one.near.read(one.buffer);
    CHECK(good.what == net::io_result::done);
    CHECK(std::string_view(one.buffer.data(), good.bytes) == "good");
    CHECK(one.near.ready());
    CHECK(one.near.read(one.buffer).what == net::io_result::garbled);
    CHECK_FALSE(one.near.tls()->error().empty());
    // Also what comes later, record or not, is dropped.
    one.near.finish_writing();
    CHECK_FALSE(one.near.ready());
    one.send(behind);
    const net::read_result rest = one.near.read(one.buffer);
    CHECK(rest.bytes == 0);
    const std::string_view more = "more";
    CHECK(one.near.write({&more, 1}) == net::io_result::failed);
  }
}

TEST_CASE("the end is seen without the socket, and behind the last words") {
  secured_leg one;
  REQUIRE(one.peer.put("bye"));
  one.peer.tls->finish(one.peer.out);
  one.send(one.peer.out);
  CHECK(one.near.read(one.buffer).bytes == 3);
  CHECK(one.near.ready());
  CHECK(one.near.read(one.buffer).what == net::io_result::ended);
}

TEST_CASE("what the socket does not take is kept once, encrypted, and in order") {
  secured_leg one;
  const std::string much(3'000'000, 'x');
  std::size_t sent = 0;
  for (int i = 0; i < 3; ++i) {
    const std::string_view piece = much;
    CHECK(one.near.write({&piece, 1}) == net::io_result::blocked);
    sent += much.size();
  }
  CHECK(one.near.unsent() < sent + sent / 100);
  one.near.finish_writing();
  while (one.peer.tls->state() == net::tls_state::open) {
    const std::string cipher = one.receive();
    for (std::size_t at = 0; at < cipher.size(); at += 40'000)
      one.peer.take(std::string_view{cipher}.substr(at, 40'000));
    (void)one.near.flush();
  }
  CHECK(one.peer.got.size() == sent);
  CHECK(one.peer.got.find_first_not_of('x') == std::string::npos);
}

TEST_CASE("files that cannot be used are named, with what is wrong") {
  const temp_dir home;
  const auto copy = [&](const std::string& from, const std::string& name, fs::perms mode) {
    fs::copy_file(from, home.path() / name);
    fs::permissions(home.path() / name, mode);
    return (home.path() / name).native();
  };
  const std::string certificate = ours().certificate("server");
  const std::string open_key = copy(ours().key("server"), "open.key", fs::perms{0644});
  const std::string group_key = copy(ours().key("server"), "group.key", fs::perms{0640});
  const std::string good_key = copy(ours().key("server"), "good.key", fs::perms{0600});
  const std::string broken = home.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  struct row {
    net::frontend_tls_files files;
    std::string file;
    std::string why;
  };
  for (const row& row : {
           row{{certificate, good_key, {}, {}}, "", ""},
           row{{certificate, open_key, {}, {}}, open_key, "chmod it to 0600"},
           row{{certificate, ours().key("other"), {}, {}}, ours().key("other"), "does not belong to the certificate"},
           row{{broken, good_key, {}, {}}, broken, "PEM"},
           row{{"/nowhere/server.crt", good_key, {}, {}}, "/nowhere/server.crt", "No such file"},
           row{{certificate, "/nowhere/server.key", {}, {}}, "/nowhere/server.key", "No such file"},
           row{{certificate, certificate, {}, {}}, certificate, "private key"},
           row{{certificate, good_key, broken, {}}, broken, "PEM"},
           row{{certificate, good_key, ours().ca(), broken}, broken, "revocation"},
           row{{certificate, good_key, ours().ca(), ours().crl()}, "", ""},
       }) {
    const std::string told = complaint([&] { (void)net::make_frontend_tls(row.files); });
    CAPTURE(told);
    CHECK(told.empty() == row.file.empty());
    CHECK(told.find(row.file) != std::string::npos);
    CHECK(told.find(row.why) != std::string::npos);
    CHECK(told.find("PRIVATE KEY-") == std::string::npos);
  }
  // A group may read it where root owns it, as for the server.
  const std::string told = complaint([&] { (void)net::make_frontend_tls({certificate, group_key, {}, {}}); });
  CHECK(told.empty() == (::getuid() == 0));
}

TEST_CASE("a handshake that stalls is closed, and holds up nobody") {
  net::server_options how = with_tls();
  how.login_timeout = milliseconds{300};
  running_proxy proxy(how);
  const std::string hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
  raw_client asked = proxy.connect();
  asked.send(frontend::ssl_request());
  CHECK(asked.next_byte() == 'S');
  raw_client halfway = proxy.connect();
  halfway.send(hello);
  tls_client neighbour(proxy.served.port());
  REQUIRE(neighbour.shook());
  neighbour.send(frontend::startup({{"user", "app"}, {"database", "shop"}}));
  CHECK(neighbour.wait_for("Z"));
  for (raw_client* each : {&asked, &halfway}) {
    std::string rest;
    while (each->socket().receive(rest, patience)) {
    }
    CHECK(each->socket().ended());
    CHECK(rest.empty());  // nothing in the middle of a handshake
  }
  neighbour.send(frontend::query("select 1"));
  CHECK(neighbour.wait_for("SELECT 1"));
}

TEST_CASE("a large result passes through TLS to a slow reader, whole") {
  net::server_options how = with_tls();
  running_proxy proxy(how);
  tls_client client(proxy.served.port(), {.how = tls_begin::requested});
  REQUIRE(client.shook());
  client.send(frontend::startup({{"user", "app"}, {"database", "shop"}}));
  REQUIRE(client.wait_for("Z"));
  proxy.database.big_count = 20 * 1024;
  client.send(frontend::query("select big_result()"));
  CHECK(client.skim(20U * 1024 * 1024) == 20U * 1024 * 1024);
}

TEST_CASE("who asks TLS for answers without end, and reads none, is sent away") {
  net::server_options how = with_tls();
  how.outbox_bytes_max = 1024U * 1024 * 1024;
  how.linger = how.stall = milliseconds{100};
  running_proxy proxy(how);
  tls_client client(proxy.served.port());
  REQUIRE(client.shook());
  const int small = 4096;
  REQUIRE(::setsockopt(client.socket().fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small) == 0);
  int asked = 0;
  bool taken = true;
  while (taken && asked < 2'000'000) {
    ++asked;
    taken = SSL_key_update(client.get(), SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(client.get()) == 1;
  }
  CHECK_FALSE(taken);
  CHECK(proxy.served.wait_until_idle(patience));
}
