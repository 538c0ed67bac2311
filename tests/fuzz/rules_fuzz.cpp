// Any text as a rules file; one that loads must judge and explain without a fault.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parser/analysis.hpp"
#include "policy/ruleset.hpp"

using namespace countersign;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static parser::analyzer reader;
  static parser::analysis facts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const policy::ruleset::load_result loaded = policy::ruleset::load(text, "rules.toml");
  for (const policy::diagnostic& each : loaded.mistakes) static_cast<void>(each.to_string());
  if (!loaded.rules) {
    if (loaded.mistakes.empty()) std::abort();
    return 0;
  }
  reader.analyze("INSERT INTO bank.transfers (amount) VALUES (10001), ($1); DELETE FROM orders; nonsense", {}, facts);
  const policy::subject who{"app", "shop", "psql", policy::ip_address::parse("10.20.1.7"),
                            policy::time_point{std::chrono::hours{24 * 365 * 50}}};
  policy::verdict verdict;
  loaded.rules->evaluate(who, facts.effects(), {}, verdict);
  static_cast<void>(loaded.rules->explain(who, facts.effects(), {}));
  return 0;
}
