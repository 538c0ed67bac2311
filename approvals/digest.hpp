// What an approval covers, as bytes: a decision names this digest, and only the same digest is released.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "approvals/records.hpp"

namespace countersign::approvals {

// Everything that must be the same at release as at the decision. Fields are length-prefixed before hashing, so that no
// two different inputs give the same bytes.
struct digest_input {
  std::span<const std::string_view> messages;  // held messages byte for byte, type and length words included
  std::string_view statement;                  // text of the prepared statement that a held Bind names; else empty
  std::string_view requester;
  std::string_view role;
  std::string_view upstream;  // the server, as people know it
  std::string_view database;
  std::string_view search_path;  // empty where it is not known
  std::string_view policy_version;
};
[[nodiscard]] digest digest_of(const digest_input& what);
// What is kept of a bearer token: tokens are random, so a plain hash is enough.
[[nodiscard]] digest digest_of_token(std::string_view token);
[[nodiscard]] std::string to_hex(const digest& what);
[[nodiscard]] std::optional<digest> from_hex(std::string_view hex);

// KX4-7PM: 29 bits of SHA-256(digest, hold id) in an alphabet without look-alikes (no 0 O 1 I L U).
[[nodiscard]] std::string match_code(const digest& what, std::string_view hold_id);
// What a person typed as a code, in its written form: case and dash do not matter. Empty if it cannot be one.
[[nodiscard]] std::string normalize_code(std::string_view typed);

}  // namespace countersign::approvals
