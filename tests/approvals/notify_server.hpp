// A real HTTP server for tests, on a port of its own: records what it is sent and answers as it is told.
#pragma once

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace countersign::approvals::tests {

struct sent_request {
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};
struct told_answer {
  unsigned status = 200;
  std::string body = {};
  std::string retry_after = {};
  bool hang = false;  // never answers; waits for the other end to give up
};

enum class doors : std::uint8_t {
  open,
  closed,  // has its port, and refuses connections like a port where nobody listens, until open() is called
};

class notify_server {
 public:
  using answering = std::function<told_answer(const sent_request&)>;

  explicit notify_server(answering how, doors at_first = doors::open) : answer_(std::move(how)), acceptor_(io_) {
    const boost::asio::ip::tcp::endpoint any_port{boost::asio::ip::address_v4::loopback(), 0};
    acceptor_.open(any_port.protocol());
    acceptor_.bind(any_port);
    port_ = acceptor_.local_endpoint().port();
    if (at_first == doors::open) open();
  }
  ~notify_server() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  notify_server(const notify_server&) = delete;
  notify_server& operator=(const notify_server&) = delete;

  void open() {
    acceptor_.listen();
    boost::asio::co_spawn(io_, accept(), boost::asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

  [[nodiscard]] std::vector<sent_request> requests() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  // Waits until `enough` says so of everything received so far. A test that would wait for ever fails instead.
  template <typename Enough>
  std::vector<sent_request> wait(Enough enough) const {
    std::unique_lock lock(mutex_);
    if (!news_.wait_for(lock, std::chrono::seconds(20), [&] { return enough(received_); })) {
      throw std::runtime_error("what was waited for was not sent; received: " + std::to_string(received_.size()));
    }
    return received_;
  }

 private:
  static constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

  boost::asio::awaitable<void> accept() {
    while (true) {
      auto [ec, peer] = co_await acceptor_.async_accept(no_throw);
      if (ec) co_return;
      boost::asio::co_spawn(io_, serve(boost::beast::tcp_stream(std::move(peer))), boost::asio::detached);
    }
  }

  boost::asio::awaitable<void> serve(boost::beast::tcp_stream stream) {
    namespace http = boost::beast::http;
    boost::beast::flat_buffer buffer;
    http::request<http::string_body> request;
    auto [read_ec, got] = co_await http::async_read(stream, buffer, request, no_throw);
    if (read_ec) co_return;
    sent_request what{std::string(request.target()), {}, request.body()};
    for (const auto& field : request) {
      std::string name(field.name_string());
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      what.headers[name] = std::string(field.value());
    }
    const told_answer told = answer_(what);
    {
      const std::lock_guard lock(mutex_);
      received_.push_back(std::move(what));
    }
    news_.notify_all();
    if (told.hang) {
      (void)co_await http::async_read(stream, buffer, request, no_throw);
      co_return;
    }
    http::response<http::string_body> response{http::int_to_status(told.status), 11};
    if (!told.retry_after.empty()) response.set(http::field::retry_after, told.retry_after);
    response.set(http::field::content_type, "application/json");
    response.keep_alive(false);
    response.body() = told.body;
    response.prepare_payload();
    (void)co_await http::async_write(stream, response, no_throw);
    boost::system::error_code ignored;
    stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  }

  answering answer_;
  boost::asio::io_context io_{1};  // goes last of all that it runs: what is under way lives in it
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable news_;
  std::vector<sent_request> received_;
  std::thread thread_;
};

}  // namespace countersign::approvals::tests
