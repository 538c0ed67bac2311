// Opens one connection to the upstream.
#pragma once

#include <memory>
#include <string>

#include "proxy/net/address.hpp"
#include "proxy/net/io.hpp"
#include "proxy/net/tls_stream.hpp"

namespace countersign::net {

struct dialed {
  std::shared_ptr<stream_socket> socket;  // null: it failed, and `error` says why
  std::unique_ptr<tls_stream> tls;        // open; null: nothing is encrypted
  endpoint where;
  std::string error;  // "connection to 127.0.0.1:5432 failed: Connection refused"; for the frontend, so without secrets
};

// Tries each address of the host in turn, each for at most `timeout`, the TLS handshake included. Over a Unix socket
// nothing is encrypted, whatever the mode, as in libpq. Must outlive its run(), which the owner awaits.
class dialer {
 public:
  dialer(executor where, milliseconds timeout, backend_tls tls);
  task<dialed> run(address to);
  task<dialed> run(endpoint to, std::string host);
  // Makes run() come to its end soon; what it was for is gone.
  void interrupt();

 private:
  struct secured {
    std::unique_ptr<tls_stream> tls;
    std::string error;  // empty: as the mode wants it
    bool handshake_failed = false;
  };
  task<error_code> attempt(const endpoint& to);
  task<dialed> connect(const endpoint& to, const std::string& host, tls_mode mode, bool& handshake_failed);
  task<secured> secure(const std::string& host, tls_mode mode);
  task<error_code> shake_hands(tls_stream& tls);
  void start_clock();

  executor where_;
  milliseconds timeout_;
  backend_tls tls_;
  timer deadline_;
  std::shared_ptr<stream_socket> trying_;
  bool interrupted_ = false;
};

}  // namespace countersign::net
