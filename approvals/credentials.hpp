// What people prove themselves with, as it is kept. Plain values, no behaviour.
#pragma once

#include <cstdint>
#include <string>

#include "approvals/records.hpp"

namespace countersign::approvals {

enum class factor_kind : std::uint8_t { totp, passkey, recovery };
[[nodiscard]] std::string_view to_string(factor_kind what);

// One authenticator app, passkey or recovery code of a person.
struct credential {
  std::string id;  // of a passkey: the browser's, in base64url; of the others random
  std::string person;
  factor_kind kind = factor_kind::totp;
  std::string name;          // how its owner knows it: "YubiKey"
  int algorithm = 0;         // of a passkey: COSE
  std::string data;          // totp: the sealed secret; passkey: the public key; recovery: SHA-256 of the code
  std::int64_t counter = 0;  // totp: the step of the last code taken; passkey: its counter; recovery: 1 once used
  time_point made{};
  time_point used{};  // last; zero if never
};

// A link by which a person may enrol credentials, once. Stored as its SHA-256.
struct invitation {
  digest hash{};
  std::string person;
  time_point expires{};
};

// Wrong codes in a row.
struct failures {
  int count = 0;
  time_point last{};
};

}  // namespace countersign::approvals
