// Passkeys: what a browser says about one (WebAuthn), verified. Bytes here are raw, not base64url.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::factors {

// Who asks: the host of the inbox, and its origin as browsers write it.
struct relying_party {
  std::string id;      // "approvals.example.com"
  std::string origin;  // "https://approvals.example.com"
};

// A public key and where its counter stands.
struct passkey {
  std::string id;     // of the credential; up to 1023 bytes
  int algorithm = 0;  // COSE: -7 ES256, -257 RS256, -8 EdDSA
  std::string key;
  std::uint32_t counter = 0;
};

// Of navigator.credentials.create(). No attestation is asked for: which make it is does not matter here.
struct registration {
  std::string client_data;
  std::string authenticator_data;
};

// Of navigator.credentials.get(). Kept with the decision that it proves.
struct assertion {
  std::string id;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
};

struct passkey_result {
  std::optional<passkey> key;  // with the counter as of now
  std::string error;           // for people, if there is none
};

inline constexpr std::size_t passkey_field_bytes_max = 4096;  // of each field that a browser sends

// Both want user presence and user verification, this challenge, this origin and this relying party.
[[nodiscard]] passkey_result verify_registration(const registration& what, const relying_party& us,
                                                 std::string_view challenge);
// A counter that does not grow, where it is not always 0, means that the key was copied.
[[nodiscard]] passkey_result verify_assertion(const assertion& what, const passkey& known, const relying_party& us,
                                              std::string_view challenge);

}  // namespace countersign::factors
