#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>

#include "approvals/inbox/server.hpp"
#include "tests/approvals/inbox_client.hpp"

namespace {

using namespace countersign::approvals::inbox;
using namespace countersign::tests;
using namespace std::chrono_literals;

// A server with a few handlers of each kind, on a thread of its own.
struct running_server {
  explicit running_server(server_options options = {}) : it(io, std::move(options)) {
    it.add_route("GET", "/hello", [](const http_request& request, const responder& answer) {
      http_response what;
      what.body = "hello " + request.query_value("name");
      what.headers = {{"X-Remote", request.remote}};
      answer(std::move(what));
    });
    it.add_route(
        "POST", "/echo",
        [](const http_request& request, const responder& answer) {
          http_response what;
          what.body = request.body;
          answer(std::move(what));
        },
        1000);
    it.add_route(
        "POST", "/large",
        [](const http_request& request, const responder& answer) {
          http_response what;
          what.body = std::to_string(request.body.size());
          answer(std::move(what));
        },
        256 * 1024);
    it.add_route("GET", "/throws", [](const http_request&, const responder&) { throw std::runtime_error("secret"); });
    it.add_route("GET", "/drops", [](const http_request&, const responder&) {});
    it.add_route("GET", "/keeps", [this](const http_request&, const responder& answer) { kept = answer; });
    it.add_route("GET", "/elsewhere", [this](const http_request&, const responder& answer) {
      others.emplace_back([answer] {
        http_response what;
        what.body = "from another thread";
        answer(what);
        what.body = "a second answer";
        answer(what);
      });
    });
    it.add_route("GET", "/header", [](const http_request&, const responder& answer) {
      http_response what;
      what.headers = {{"X-Good", "yes"}, {"X-Bad", "a\r\nSet-Cookie: b"}, {"Bad\r\nX-Also", "c"}};
      answer(std::move(what));
    });
    it.add_route("GET", "/below/*", [](const http_request& request, const responder& answer) {
      http_response what;
      what.body = request.path;
      answer(std::move(what));
    });
    it.start();
    thread = std::thread([this] { io.run(); });
  }
  ~running_server() {
    std::promise<void> done;
    boost::asio::post(io, [&] {
      it.stop();
      kept = nullptr;
      done.set_value();
    });
    done.get_future().get();
    for (auto& one : others) one.join();
    guard.reset();
    thread.join();
  }
  [[nodiscard]] std::uint16_t port() const { return it.port(); }

  boost::asio::io_context io;
  server it;
  responder kept;
  std::vector<std::thread> others;
  std::thread thread;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard = boost::asio::make_work_guard(io);
};

}  // namespace

TEST_CASE("a request is answered and the connection serves the next one, also when both come at once") {
  running_server world;
  raw_peer peer(world.port());
  peer.send(request_text("GET", "/hello?name=a%20b", {}, "") + request_text("GET", "/below/x/y", {}, ""));
  const auto first = peer.read();
  CHECK(first.status == 200);
  CHECK(first.body == "hello a b");
  CHECK(first.header("x-remote") == "127.0.0.1");
  CHECK(peer.read().body == "/below/x/y");
  peer.send(request_text("POST", "/echo", {}, "again"));
  CHECK(peer.read().body == "again");
}

TEST_CASE("a request that arrives byte by byte is the same request") {
  running_server world;
  raw_peer peer(world.port());
  for (const char c : request_text("POST", "/echo", {}, "slowly")) peer.send({&c, 1});
  CHECK(peer.read().body == "slowly");
}

TEST_CASE("what is no usable request gets an answer that says so, and the connection closes") {
  const struct {
    std::string name;
    std::string bytes;
    int status;
  } rows[] = {
      {"not HTTP", "\x16\x03\x01\x02\x01 hello\r\n\r\n", 400},
      {"a PostgreSQL startup packet", std::string("\0\0\0\x08\x04\xd2\x16\x2f", 8), 400},
      {"no Host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"absolute target", "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"escaped NUL", "GET /hello%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"escaped line break", "GET /hello%0d%0aX: HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"broken escape", "GET /hello%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/3.0", "GET /hello HTTP/3.0\r\nHost: a\r\n\r\n", 400},
      {"negative length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
      {"two lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
      {"length and chunks",
       "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"long head", "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
      {"long target", "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 431},
  };
  running_server world;
  for (const auto& row : rows) {
    CAPTURE(row.name);
    raw_peer peer(world.port());
    peer.send(row.bytes);
    peer.finish_sending();
    const auto got = peer.read();
    CHECK(got.status == row.status);
    CHECK(got.json().at("error").is_string());
    CHECK(got.json().at("hint").is_string());
    CHECK(peer.at_end());
  }
}

TEST_CASE("a body fits up to the route's limit and not one byte further") {
  running_server world;
  CHECK(call(world.port(), "POST", "/echo", {}, std::string(1000, 'a')).body.size() == 1000);
  CHECK(call(world.port(), "POST", "/echo", {}, std::string(1001, 'a')).status == 413);
  CHECK(call(world.port(), "POST", "/large", {}, std::string(256 * 1024, 'a')).body == "262144");
  CHECK(call(world.port(), "POST", "/large", {}, std::string(256 * 1024 + 1, 'a')).status == 413);
  // The length is what the head says, and the answer does not wait for the body.
  raw_peer peer(world.port());
  peer.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n");
  CHECK(peer.read().status == 413);
}

TEST_CASE("chunks are counted as they come") {
  running_server world;
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  raw_peer fits(world.port());
  fits.send(head + "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
  CHECK(fits.read().body == "hello!");
  raw_peer too_long(world.port());
  std::string chunks;
  for (int i = 0; i < 11; ++i) chunks += "64\r\n" + std::string(100, 'a') + "\r\n";
  too_long.send(head + chunks + "0\r\n\r\n");
  CHECK(too_long.read().status == 413);
}

TEST_CASE("a peer that waits for leave to send its body gets it") {
  running_server world;
  raw_peer peer(world.port());
  peer.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(peer.read_head().status == 100);
  peer.send("ok");
  CHECK(peer.read().body == "ok");
}

TEST_CASE("unknown paths are 404, known ones with another method 405 with those they take") {
  running_server world;
  CHECK(call(world.port(), "GET", "/nothing").status == 404);
  CHECK(call(world.port(), "GET", "/below/").status == 404);
  const auto got = call(world.port(), "GET", "/echo");
  CHECK(got.status == 405);
  CHECK(got.header("allow") == "POST");
  CHECK(call(world.port(), "DELETE", "/hello").status == 405);
}

TEST_CASE("HEAD is GET without its body") {
  running_server world;
  raw_peer peer(world.port());
  peer.send(request_text("HEAD", "/hello?name=x", {}, "") + request_text("GET", "/hello?name=y", {}, ""));
  const auto got = peer.read(true);
  CHECK(got.status == 200);
  CHECK(got.header("content-length") == "7");
  CHECK(peer.read().body == "hello y");
}

TEST_CASE("a handler that fails costs its own request only") {
  server_options options;
  options.answer_timeout = 50ms;
  running_server world(options);
  const auto thrown = call(world.port(), "GET", "/throws");
  CHECK(thrown.status == 500);
  CHECK(thrown.body.find("secret") == std::string::npos);
  CHECK(call(world.port(), "GET", "/drops").status == 503);
  CHECK(call(world.port(), "GET", "/keeps").status == 503);
  CHECK(call(world.port(), "GET", "/hello").status == 200);
}

TEST_CASE("an answer may come from another thread, and only the first counts") {
  running_server world;
  raw_peer peer(world.port());
  peer.send(request_text("GET", "/elsewhere", {}, "") + request_text("GET", "/hello", {}, ""));
  CHECK(peer.read().body == "from another thread");
  CHECK(peer.read().body == "hello ");
}

TEST_CASE("a header with a line break is left out instead of becoming two") {
  running_server world;
  const auto got = call(world.port(), "GET", "/header");
  CHECK(got.header("x-good") == "yes");
  CHECK(got.head.find("Set-Cookie") == std::string::npos);
  CHECK(got.head.find("X-Also") == std::string::npos);
}

TEST_CASE("a peer that never finishes its request is disconnected") {
  server_options options;
  options.header_timeout = 40ms;
  options.body_timeout = 40ms;
  options.idle_timeout = 40ms;
  running_server world(options);
  for (const std::string& bytes : {std::string{}, std::string{"GET /hello HT"},
                                   std::string{"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"},
                                   request_text("GET", "/hello", {}, "")}) {
    CAPTURE(bytes);
    raw_peer peer(world.port());
    peer.send(bytes);
    if (bytes.ends_with("\r\n\r\n")) CHECK(peer.read().status == 200);
    CHECK(peer.at_end());
  }
}

TEST_CASE("connections over the limit are closed, and room comes back") {
  server_options options;
  options.connections_max = 2;
  running_server world(options);
  {
    raw_peer first(world.port());
    raw_peer second(world.port());
    first.send(request_text("GET", "/hello", {}, ""));
    second.send(request_text("GET", "/hello", {}, ""));
    CHECK(first.read().status == 200);
    CHECK(second.read().status == 200);
    raw_peer third(world.port());
    CHECK(third.at_end());
    first.finish_sending();
    CHECK(first.at_end());  // the server has let go of it
  }
  raw_peer fourth(world.port());
  fourth.send(request_text("GET", "/hello", {}, ""));
  CHECK(fourth.read().status == 200);
}

TEST_CASE("the peer's address is the proxy's word only where that is configured, and then its last one") {
  const header_list forged{{"X-Forwarded-For", "1.1.1.1, 2.2.2.2"}};
  running_server direct;
  CHECK(call(direct.port(), "GET", "/hello", forged).header("x-remote") == "127.0.0.1");
  server_options options;
  options.peer = peer_source::forwarded_header;
  running_server behind(options);
  CHECK(call(behind.port(), "GET", "/hello", forged).header("x-remote") == "2.2.2.2");
}

TEST_CASE("an address that cannot be listened to is named") {
  boost::asio::io_context io;
  server_options options;
  options.address = "192.0.2.1";
  server it(io, options);
  CHECK_THROWS_WITH_AS(it.start(), doctest::Contains("192.0.2.1"), boost::system::system_error);
}

TEST_CASE("random bytes never do more than end their connection") {
  running_server world;
  std::uint32_t state = 12345;
  const auto next = [&] { return state = state * 1664525u + 1013904223u; };
  const std::string seed = request_text("POST", "/echo", {{"X-A", "b"}}, "body");
  for (int round = 0; round < 300; ++round) {
    std::string bytes = seed;
    for (int change = 0; change < 4; ++change) bytes[next() % bytes.size()] = static_cast<char>(next() >> 24);
    raw_peer peer(world.port());
    peer.send(bytes);
    peer.finish_sending();
    (void)peer.at_end();
  }
  CHECK(call(world.port(), "GET", "/hello").status == 200);
}
