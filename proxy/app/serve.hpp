// The running program: proxy, desk, inbox and channels.
#pragma once

#include <string>

namespace countersign::app {

// Serves until SIGTERM or SIGINT; SIGHUP reads the rules again. Returns the exit code.
[[nodiscard]] int run_serve(const std::string& config_file);

// Makes a bearer token for a person of the rules file and prints it, once.
[[nodiscard]] int run_token(const std::string& config_file, const std::string& person, bool replace);

}  // namespace countersign::app
