// An HTTP/1.1 server of bounded everything: where the inbox, the JSON API and Slack's callbacks arrive.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/inbox/http.hpp"

namespace countersign::approvals::inbox {

// Whose word counts for the peer's address.
enum class peer_source : std::uint8_t {
  connection,        // the socket's peer
  forwarded_header,  // the last entry of X-Forwarded-For: only behind a reverse proxy that sets it
};

struct server_options {
  std::string address = "127.0.0.1";  // numeric; plain HTTP, so anything but loopback wants a TLS proxy in front
  std::uint16_t port = 0;             // 0: any free one, see server::port()
  peer_source peer = peer_source::connection;
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 64 * 1024;  // unless the route says otherwise
  std::size_t connections_max = 512;       // more are closed at once
  std::size_t stream_backlog_max = 1024 * 1024;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{20'000};
  std::chrono::milliseconds idle_timeout{60'000};  // between requests of a kept-alive connection
  std::chrono::milliseconds answer_timeout{10'000};
  std::chrono::milliseconds write_timeout{20'000};
  std::vector<http_header> headers;  // added to every response
};

// Lives on the one thread that runs `io`; only the responders that it hands out may be called from elsewhere. `io`
// must outlive every thread that may still call a responder.
class server {
 public:
  server(boost::asio::io_context& io, server_options options);
  ~server();  // as stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // `path` is exact, or ends in "/*" for everything below it. Before start(). `body_bytes_max` 0: the server's.
  void add_route(std::string method, std::string path, handler what, std::size_t body_bytes_max = 0);

  // Binds and listens. Throws boost::system::system_error, naming the address, if that fails.
  void start();
  [[nodiscard]] std::uint16_t port() const;
  // Closes the listener and every connection. What is under way is not answered.
  void stop();

 private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace countersign::approvals::inbox
