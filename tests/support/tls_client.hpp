// A frontend that speaks TLS as OpenSSL does, for conversations that libpq would not have.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/support/socket.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace countersign::test {

enum class tls_begin : std::uint8_t {
  direct,     // with TLS at once, as libpq 17 and later can
  requested,  // by SSLRequest
};

struct tls_client_options {
  tls_begin how = tls_begin::direct;
  std::string protocol = "postgresql";  // ALPN; empty: none
  int version_max = 0;                  // of TLS, as OpenSSL names it; 0: what OpenSSL wants
};

// One connection. Nothing is verified. Waits at most twenty seconds for anything.
class tls_client {
 public:
  explicit tls_client(std::uint16_t port, const tls_client_options& how = {});
  ~tls_client();
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;

  [[nodiscard]] bool shook() const { return shook_; }  // the handshake came to its end
  bool send(std::string_view bytes);
  // Reads up to where the text is in what came; false at the end of the stream.
  [[nodiscard]] bool wait_for(std::string_view text);
  // Reads so many bytes more, or up to the end of the stream; how many.
  std::size_t skim(std::size_t bytes);
  void say_end();  // close_notify; the socket stays as it is
  [[nodiscard]] const std::string& got() const { return got_; }
  [[nodiscard]] ssl_st* get() const { return ssl_; }
  [[nodiscard]] tcp_socket& socket() { return socket_; }

 private:
  tcp_socket socket_;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* ssl_ = nullptr;
  bool shook_ = false;
  std::string got_;
};

}  // namespace countersign::test
