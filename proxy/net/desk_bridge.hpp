// The port to the desk over its own thread's queue.
#pragma once

#include <memory>

#include "approvals/ports/desk_access.hpp"
#include "proxy/net/desk_port.hpp"

namespace countersign::net {

// `access` must outlive what is returned and every session that was given it.
[[nodiscard]] std::unique_ptr<desk_port> make_desk_bridge(approvals::desk_access& access);

}  // namespace countersign::net
