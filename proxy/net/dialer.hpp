// Opens one connection to the upstream.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "proxy/net/address.hpp"
#include "proxy/net/io.hpp"
#include "proxy/net/tls_stream.hpp"

namespace countersign::net {

// Asks what a server is, whose host is written so and is at this endpoint. The answer may come on any thread.
using role_source = std::function<void(const address&, const endpoint&, std::function<void(session::server_role)>)>;

// Which connection is wanted: the first of the hosts, and of the addresses that each has now, that will do.
struct destination {
  std::span<const address> hosts;
  session::session_target target = session::session_target::any;
  const role_source* role_of = nullptr;
};

struct dialed {
  std::shared_ptr<stream_socket> socket;  // null: it failed, and `error` says why
  std::unique_ptr<tls_stream> tls;        // open; null: nothing is encrypted
  endpoint where;
  std::string host;   // as it is written
  std::string error;  // "connection to 127.0.0.1:5432 failed: Connection refused"; for the frontend, so without secrets
};

// Tries each address in turn, each for at most `timeout`, the TLS handshake included. Over a Unix socket
// nothing is encrypted, whatever the mode, as in libpq. Must outlive its run(), which the owner awaits.
class dialer {
 public:
  dialer(executor where, milliseconds timeout, backend_tls tls);
  // Names are resolved anew each time. What `to` refers to outlives the run.
  task<dialed> run(destination to);
  task<dialed> run(endpoint to, std::string host);
  // Makes run() come to its end soon; what it was for is gone.
  void interrupt();

 private:
  struct secured {
    std::unique_ptr<tls_stream> tls;
    std::string error;  // empty: as the mode wants it
    bool handshake_failed = false;
  };
  struct candidate {
    address written;
    endpoint at;
  };
  task<std::vector<candidate>> resolve(std::span<const address> hosts, std::string& errors);
  task<session::server_role> ask_role(const role_source& from, const candidate& of);
  task<dialed> choose(const std::vector<candidate>& among, session::session_target target, const role_source* from,
                      std::string& errors);
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
