// Keyed hashes, for signatures in both directions.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace countersign::approvals::notify {

// HMAC-SHA256 over the parts, one after the other, as 64 hex digits. Throws std::runtime_error if OpenSSL cannot do it.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::initializer_list<std::string_view> parts);

// Takes the same time wherever two texts of one length differ, so that nobody can guess a signature byte by byte.
[[nodiscard]] bool same_in_constant_time(std::string_view one, std::string_view other);

}  // namespace countersign::approvals::notify
