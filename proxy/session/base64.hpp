// Base64 as SCRAM writes it: RFC 4648 with padding, and nothing else is read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace countersign::session {

[[nodiscard]] std::string base64_encode(std::string_view raw);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace countersign::session
