#include "proxy/app/rules_file.hpp"

#include <fmt/format.h>

#include <iostream>

#include "parser/analysis.hpp"
#include "proxy/catalog/load.hpp"
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

int run_explain(const explain_options& options) {
  const policy::ruleset::load_result loaded = load_rules(options.rules_file);
  for (const policy::diagnostic& each : loaded.mistakes) std::cerr << "error: " << each.to_string() << '\n';
  if (!loaded.rules) return 1;
  policy::subject who{options.role,
                      options.database,
                      options.application,
                      {},
                      std::chrono::system_clock::now(),
                      !options.catalog.empty()};
  if (!options.address.empty()) {
    who.address = policy::ip_address::parse(options.address);
    if (!who.address) {
      std::cerr << fmt::format("{} is not an IP address\n", parser::visible(options.address));
      return 2;
    }
  }
  parser::analyzer analyzer;
  parser::analysis facts;
  parser::name_context names;
  if (!options.catalog.empty()) {
    try {
      catalog_reader::connection link(options.catalog, {});
      names.known = link.load();
      const std::string_view* const path = names.known->initial_path(options.role);
      parser::search_path first;
      if (path != nullptr && parser::parse_search_path(*path, options.role, first)) names.paths.push_back(first);
    } catch (const std::exception& error) {
      std::cerr << fmt::format("the catalog could not be read: {}\n", error.what());
      return 2;
    }
  }
  analyzer.analyze(options.sql, {.names = &names}, facts);
  if (!facts.parse_error().empty()) std::cout << fmt::format("does not parse: {}\n", facts.parse_error());
  const std::vector<policy::effect_explanation> explained = loaded.rules->explain(who, facts.effects(), {});
  if (explained.empty()) std::cout << "does nothing that a rule could match: allow\n";
  policy::verdict_kind strictest = policy::verdict_kind::allow;
  for (const policy::effect_explanation& each : explained) {
    strictest = std::max(strictest, each.kind);
    std::cout << fmt::format("{}\n  => {}, by {}\n", each.effect, policy::to_string(each.kind),
                             each.rule == policy::default_rule
                                 ? std::string{"the file's default"}
                                 : fmt::format("rule \"{}\"", loaded.rules->rule_name(each.rule)));
    std::size_t others = 0;
    for (const policy::explanation_step& step : each.steps) {
      if (!step.concerns) {
        ++others;
        continue;
      }
      std::cout << fmt::format("     {} \"{}\": {}\n",
                               step.matched ? "matches" : "no:    ", loaded.rules->rule_name(step.rule), step.why);
    }
    if (others > 0) {
      std::cout << fmt::format("     {} about other effects\n",
                               others == 1 ? "1 rule is" : fmt::format("{} rules are", others));
    }
  }
  std::cout << fmt::format("the statement: {}\n", policy::to_string(strictest));
  return 0;
}

}  // namespace countersign::app
