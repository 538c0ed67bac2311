// TLS as a change of bytes: ciphertext in, plaintext out, and back. It knows no socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "proxy/net/tls_context.hpp"
#include "proxy/session/session.hpp"

struct ssl_st;

namespace countersign::net {

// A record that was cut stays inside until its rest arrives, so one call may yield so much more than it was given.
inline constexpr std::size_t tls_record_bytes_max = 16 * 1024 + 512;

enum class tls_state : std::uint8_t {
  handshaking,
  open,
  ended,   // the peer said that it will send no more
  failed,  // error() says why; an alert for the peer may be among what is to be sent
};

// One connection's TLS. All that was given has been looked at when a call returns, so that the one thing to wait for
// is the socket. What is to be sent is appended to `out` and never waits inside.
class tls_stream {
 public:
  // With `direct` the frontend began without SSLRequest and has to name the protocol.
  [[nodiscard]] static std::unique_ptr<tls_stream> for_frontend(const tls_context& with, session::tls_start how);
  // `host` is the name that people gave: for the server to choose its certificate by, and in verify-full to check.
  [[nodiscard]] static std::unique_ptr<tls_stream> for_backend(const backend_tls& with, const std::string& host);
  ~tls_stream();
  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;

  // The plaintext's size. `into` has room for tls_record_bytes_max more than `cipher`. The first call of a backend's
  // stream has nothing to give: it begins the handshake.
  [[nodiscard]] std::size_t take(std::string_view cipher, std::span<char> into, std::string& out);
  // False: the stream is not open, and nothing of this may be sent.
  [[nodiscard]] bool put(std::span<const std::string_view> plain, std::string& out);
  void finish(std::string& out);  // no more will be put
  void give_up(std::string why);  // the peer does what nobody should

  [[nodiscard]] tls_state state() const { return state_; }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] session::tls_facts facts() const;
  // The hash of the peer's certificate to which a login can be bound (RFC 5929, tls-server-end-point).
  [[nodiscard]] std::string seen_end_point() const;
  // Whether the certificate that this stream shows its peer is the one that the other's peer showed.
  [[nodiscard]] bool shows_certificate_seen_by(const tls_stream& other) const;

 private:
  tls_stream(const tls_context& with, std::string host);
  void handshake();
  void fail();
  [[nodiscard]] bool put_all(std::string_view plain);

  // What OpenSSL reads from and writes to while one call lasts.
  struct exchange {
    std::string_view in;
    std::string* out = nullptr;
  };
  friend struct tls_exchange_bio;

  ssl_st* ssl_;
  exchange now_;
  tls_state state_ = tls_state::handshaking;
  bool must_name_protocol_ = false;
  std::string host_;
  std::string error_;
};

}  // namespace countersign::net
