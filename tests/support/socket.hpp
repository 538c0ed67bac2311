// A plain blocking TCP or Unix socket with deadlines, so that tests share no networking code with what they test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/eventually.hpp"

namespace countersign::test {

// Owns one connected socket. Errors throw std::runtime_error, except the end of the stream, which is an answer.
class tcp_socket {
 public:
  tcp_socket(const std::string& host, std::uint16_t port);  // a host that begins with / is the path of a Unix socket
  ~tcp_socket();
  tcp_socket(tcp_socket&& other) noexcept;
  tcp_socket& operator=(tcp_socket&&) = delete;

  // Sends all of it; false if the peer has closed.
  bool send(std::string_view bytes);
  // Reads at least one byte onto the end of `into`. False when the stream ended or nothing came in time; `ended()`
  // tells which.
  bool receive(std::string& into, milliseconds within);
  [[nodiscard]] bool ended() const { return ended_; }

  void close_write();  // half-close: the peer reads the end of the stream
  void reset();        // closes with RST, as a crashed machine's network stack would
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_ = -1;
  bool ended_ = false;
};

// A port on 127.0.0.1 that was free a moment ago. Only for programs that cannot be told to choose one themselves; be
// ready to try again.
[[nodiscard]] std::uint16_t free_port();

}  // namespace countersign::test
