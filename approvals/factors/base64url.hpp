// Bytes as WebAuthn writes them in JSON: base64 with - and _, without padding (RFC 4648, section 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace countersign::factors {

[[nodiscard]] std::string to_base64url(std::string_view bytes);
// Nothing for anything else, padding and bits behind the end included: one text for each value.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);
// Base32 without padding, as authenticator apps take secrets.
[[nodiscard]] std::string to_base32(std::string_view bytes);

}  // namespace countersign::factors
