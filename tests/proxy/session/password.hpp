// What a client makes of a password, for tests that have to log in.
#pragma once

#include <string>
#include <string_view>

#include "proxy/session/scram.hpp"

namespace countersign::test {

// As the server stores it.
[[nodiscard]] session::scram_verifier verifier_of(std::string_view password, std::string_view salt, int iterations);
[[nodiscard]] session::scram_key client_key_of(std::string_view password, std::string_view salt, int iterations);
// As pg_authid.rolpassword has it.
[[nodiscard]] std::string written(const session::scram_verifier& what);

}  // namespace countersign::test
