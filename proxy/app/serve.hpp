// The running program: proxy, desk, inbox and channels.
#pragma once

#include <string>

namespace countersign::app {

// Serves until SIGTERM or SIGINT; SIGHUP reads the rules again. Returns the exit code.
[[nodiscard]] int run_serve(const std::string& config_file);

// Makes a bearer token for a person of the rules file and prints it, once.
enum class people_errand : std::uint8_t { invite, list, revoke, unlock };
// What a person proves themselves with; prints the link of an invitation. `id`: of what is revoked, or its beginning.
[[nodiscard]] int run_people(const std::string& config_file, people_errand what, const std::string& person,
                             const std::string& id);
[[nodiscard]] int run_token(const std::string& config_file, const std::string& person, bool replace);

}  // namespace countersign::app
