// Where a request comes from: credentials it carries, and whether another site's page made it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "approvals/inbox/http.hpp"

namespace countersign::approvals::inbox {

// "https://approvals.example.com" of "https://approvals.example.com/x"; empty if `url` is not http or https.
[[nodiscard]] std::string origin_of(std::string_view url);

// The token of "Authorization: Bearer ..."; empty if there is none or it is malformed.
[[nodiscard]] std::string_view bearer_token(const http_request& request);

// The value of a cookie; empty if it is absent or ambiguous.
[[nodiscard]] std::string_view cookie(const http_request& request, std::string_view name);

// False if a browser says that the page of another origin made this request. Trusted are the public origin, and the
// address that was asked when that is an IP address or localhost: a name could be an attacker's that resolves to us.
[[nodiscard]] bool from_own_page(const http_request& request, std::string_view public_origin);

}  // namespace countersign::approvals::inbox
