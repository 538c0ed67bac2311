// Tells a backend to cancel what it runs.
#pragma once

#include <cstdint>
#include <string>

#include "proxy/net/address.hpp"
#include "proxy/net/io.hpp"
#include "proxy/net/tls_context.hpp"

namespace countersign::net {

// Sends a CancelRequest, in TLS if the mode says so, and returns when the server has closed that connection: only then
// is it certain that the cancel cannot hit a later statement. Gives up after `timeout`, silently: nothing can be done
// about a cancel that is lost.
task<> send_cancel_request(executor where, endpoint to, std::string host, backend_tls tls, std::uint32_t pid,
                           std::string key, milliseconds timeout);

}  // namespace countersign::net
