// What a request's head must be before any handler sees it.
#pragma once

#include <string_view>

#include "approvals/inbox/http.hpp"
#include "approvals/inbox/server.hpp"

namespace countersign::approvals::inbox {

// Fills path, query and remote from target and headers. False if the head is one that two readers could understand
// differently: no origin-form target, no Host or several, an escape that hides a control character.
[[nodiscard]] bool complete(http_request& request, unsigned version, peer_source peer);

// Free of line breaks and other control characters, which would end a header and begin another.
[[nodiscard]] bool is_header_text(std::string_view text);

}  // namespace countersign::approvals::inbox
