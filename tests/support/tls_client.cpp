#include "tests/support/tls_client.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "tests/support/raw_client.hpp"

namespace countersign::test {

tls_client::tls_client(std::uint16_t port, const tls_client_options& how) : socket_{"127.0.0.1", port} {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that the other side has closed
  const timeval patience{20, 0};
  ::setsockopt(socket_.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (how.how == tls_begin::requested) {
    std::string answer;
    socket_.send(frontend::ssl_request());
    if (!socket_.receive(answer, milliseconds{20'000}) || answer != "S") return;
  }
  context_ = SSL_CTX_new(TLS_client_method());
  // So low that old versions can be tried.
  SSL_CTX_set_security_level(context_, 0);
  SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
  if (how.version_max != 0) SSL_CTX_set_max_proto_version(context_, how.version_max);
  ssl_ = SSL_new(context_);
  if (ssl_ == nullptr) throw std::runtime_error{"no TLS client"};
  if (!how.protocol.empty()) {
    const std::string list = static_cast<char>(how.protocol.size()) + how.protocol;
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(list.data()), static_cast<unsigned>(list.size()));
  }
  SSL_set_fd(ssl_, socket_.fd());
  shook_ = SSL_connect(ssl_) == 1;
}

tls_client::~tls_client() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

bool tls_client::send(std::string_view bytes) {
  return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
}

bool tls_client::wait_for(std::string_view text) {
  while (got_.find(text) == std::string::npos) {
    std::array<char, 4096> chunk;
    const int bytes = SSL_read(ssl_, chunk.data(), chunk.size());
    if (bytes <= 0) return false;
    got_.append(chunk.data(), static_cast<std::size_t>(bytes));
  }
  return true;
}

std::size_t tls_client::skim(std::size_t bytes) {
  std::array<char, 4096> chunk;
  std::size_t read = 0;
  while (read < bytes) {
    const int now = SSL_read(ssl_, chunk.data(), static_cast<int>(std::min(chunk.size(), bytes - read)));
    if (now <= 0) break;
    read += static_cast<std::size_t>(now);
  }
  return read;
}

void tls_client::say_end() {
  SSL_shutdown(ssl_);
}

}  // namespace countersign::test
