#include "proxy/net/leg.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>

namespace net = countersign::net;

namespace {

// A leg and the raw other end of its socket.
struct pair final : net::socket_owner {
  void socket_ready(net::watched_socket&, std::uint32_t) override {}
  net::thread_loop sockets;
  net::leg near{sockets, *this};
  int far = -1;
  pair() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    near.adopt(ends[0]);
    far = ends[1];
  }
  ~pair() override { close_far(); }
  void close_far() {
    if (far >= 0) ::close(std::exchange(far, -1));
  }
  // All that can be read now.
  std::string take() const {
    std::string out;
    std::array<char, 4096> chunk;
    for (;;) {
      const ssize_t n = ::recv(far, chunk.data(), chunk.size(), 0);
      if (n <= 0) return out;
      out.append(chunk.data(), static_cast<std::size_t>(n));
    }
  }
};

}  // namespace

TEST_CASE("what the socket does not take goes out later, whole and in order") {
  pair p;
  std::string wanted;
  std::string got;
  std::vector<std::string> texts;
  for (int i = 0; i < 400; ++i) texts.emplace_back(5000U, static_cast<char>('a' + i % 26));
  // More pieces than one call takes, and more bytes than the socket holds.
  std::vector<std::string_view> pieces(texts.begin(), texts.end());
  for (int round = 0; round < 3; ++round) {
    CHECK(p.near.write(pieces) == net::io_result::blocked);
    for (const auto& each : texts) wanted += each;
    got += p.take();
    CHECK(p.near.unsent() > 0);
  }
  while (p.near.unsent() > 0) {
    CHECK(p.near.flush() != net::io_result::failed);
    got += p.take();
  }
  CHECK(got == wanted);
}

TEST_CASE("the end of the stream follows the last byte that waited") {
  pair p;
  const std::string much(4'000'000, 'x');
  const std::string_view piece = much;
  CHECK(p.near.write({&piece, 1}) == net::io_result::blocked);
  p.near.finish_writing();
  CHECK_FALSE(p.near.finished_writing());
  CHECK(p.near.write({&piece, 1}) == net::io_result::failed);
  std::string got;
  while (!p.near.finished_writing()) {
    got += p.take();
    CHECK(p.near.flush() != net::io_result::failed);
  }
  got += p.take();
  CHECK(got.size() == much.size());
  char byte = 0;
  CHECK(::recv(p.far, &byte, 1, 0) == 0);
}

TEST_CASE("a peer that is gone fails the write and leaves nothing to wait for") {
  pair p;
  const std::string much(4'000'000, 'x');
  const std::string_view piece = much;
  CHECK(p.near.write({&piece, 1}) == net::io_result::blocked);
  p.close_far();
  CHECK(p.near.flush() == net::io_result::failed);
  CHECK(p.near.unsent() == 0);
}

TEST_CASE("reading tells data, silence and the end apart") {
  pair p;
  std::array<char, 16> buffer;
  CHECK(p.near.read(buffer).what == net::io_result::blocked);
  REQUIRE(::send(p.far, "abc", 3, 0) == 3);
  const auto got = p.near.read(buffer);
  CHECK(got.what == net::io_result::done);
  CHECK(got.bytes == 3);
  p.close_far();
  CHECK(p.near.read(buffer).what == net::io_result::ended);
}
