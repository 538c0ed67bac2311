// A cluster that speaks TLS and asks the role keeper for a password, and the certificates of a test program.
#pragma once

#include <string>
#include <string_view>

#include "tests/e2e/shop.hpp"
#include "tests/support/certificates.hpp"

namespace countersign::test {

// Signed both: "countersign" and "server".
[[nodiscard]] const authority& ours();
// Made once. The certificate is "server".
[[nodiscard]] postgres_cluster& tls_cluster();
inline constexpr std::string_view keepers_password = "opensesame-4711";

// Lines for [listen]: this certificate with its key, and more.
[[nodiscard]] std::string listen_lines(std::string_view certificate, std::string_view more = {});
// A connection string through Countersign.
[[nodiscard]] std::string client(const countersign_process& proxy, std::string_view user, std::string_view more);

}  // namespace countersign::test
