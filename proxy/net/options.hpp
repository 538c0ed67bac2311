// What the connections of a server have in common.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "proxy/net/address.hpp"
#include "proxy/net/dialer.hpp"
#include "proxy/net/tls_context.hpp"
#include "proxy/session/session.hpp"

namespace countersign::net {

// One server behind the listener. In the order of session::settings::upstreams.
struct upstream_options {
  std::vector<address> hosts{1};  // at least one; tried in this order
  session::session_target target = session::session_target::any;
  role_source role_of = {};  // needed for any other target; for any thread
  backend_tls tls;
  std::shared_ptr<const session::logins> logins;  // null: logins are relayed

  // Refers to this object.
  [[nodiscard]] net::destination destination() const { return {hosts, target, &role_of}; }
};

struct server_options {
  std::vector<address> listen;                 // port 0: any free one
  std::vector<upstream_options> upstreams{1};  // at least one
  // Set: every connection has to come from an address of which this is true, a load balancer's, and to begin with a
  // PROXY header, which says who it is really from. For any thread.
  std::function<bool(const std::optional<policy::ip_address>&)> is_balancer;
  milliseconds proxy_header_timeout{5'000};
  unsigned threads = 1;
  std::size_t sessions_max = 1000;
  std::size_t cancels_max = 64;               // under way at the same time; more are ignored
  milliseconds login_timeout{60'000};         // from the first byte to the first ReadyForQuery
  milliseconds connect_timeout{10'000};       // for each address of the upstream
  milliseconds cancel_timeout{10'000};        // for the upstream to close a cancel connection
  milliseconds linger{3'000};                 // for a peer to close its side after we closed ours
  milliseconds stall{60'000};                 // for a peer to take what is left to say, once the session is over
  std::size_t outbox_bytes_max = 256 * 1024;  // not read further while more than that waits for the same peer
  tls_context_ref frontend_tls;               // null: none is offered
  session::encryption encryption = session::encryption::not_offered;  // on TCP; over Unix sockets there is none
  session::settings session;
  session::login_source* verifiers = nullptr;   // outlives the server; null: none are read from one
  session::catalog_source* catalogs = nullptr;  // outlives the server; null: none are read
};

}  // namespace countersign::net
