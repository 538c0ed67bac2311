#include "proxy/app/rules_file.hpp"

#include <fmt/format.h>

#include <iostream>

#include "proxy/config/config.hpp"

namespace countersign::app {

policy::ruleset::load_result load_rules(const std::string& file) {
  if (file.empty()) return policy::ruleset::load(policy::ruleset::starter_text(), "built-in rules");
  try {
    return policy::ruleset::load(config::read_file(file), file);
  } catch (const std::exception& error) {
    policy::ruleset::load_result failed;
    failed.mistakes.push_back({file, 0, 0, {}, error.what(), "name a readable file"});
    return failed;
  }
}

int run_check(const std::string& file) {
  const policy::ruleset::load_result loaded = load_rules(file);
  for (const policy::diagnostic& each : loaded.mistakes) std::cerr << "error: " << each.to_string() << '\n';
  for (const policy::diagnostic& each : loaded.warnings) std::cerr << "warning: " << each.to_string() << '\n';
  if (!loaded.rules) return 1;
  std::cout << fmt::format("{}: good, version {}\n", file, loaded.rules->version());
  return 0;
}

}  // namespace countersign::app
