// What is known of a login while it lasts, where Countersign checks it itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/session/scram.hpp"

namespace countersign::session {

// Holds the key of whoever logs in: it goes, wiped, as soon as the backend has let them in.
struct proof_of_login {
  // Half of the random bytes are for each side.
  proof_of_login(scram_verifier expected, std::string_view random, std::string end_point);
  scram_server frontend;
  std::optional<scram_client> backend;  // once the backend asked
  scram_channel channel;                // to the backend
  std::string nonce;
};

}  // namespace countersign::session
