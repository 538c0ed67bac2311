// One-time codes of authenticator apps: RFC 6238 with SHA-1, six digits, 30 seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::factors {

inline constexpr std::size_t totp_secret_bytes = 20;

// The step whose code this is: the current one, the one before or the one after, for clocks differ. Nothing: none of
// them. Whoever takes a code must not take one of the same or an earlier step again.
[[nodiscard]] std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code,
                                                    std::chrono::system_clock::time_point now);
// What the QR code for an authenticator app says. The name may hold anything.
[[nodiscard]] std::string totp_uri(std::string_view person, std::string_view secret);
// The text as a QR code: an SVG picture. Empty if it is too long for one.
[[nodiscard]] std::string qr_picture(std::string_view text);

}  // namespace countersign::factors
