#include <CLI/CLI.hpp>
#include <boost/assert.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "policy/ruleset.hpp"
#include "proxy/app/cli_client.hpp"
#include "proxy/app/explain.hpp"
#include "proxy/app/rules_file.hpp"
#include "proxy/app/serve.hpp"

// An assertion is a mistake of ours. Going on could release what nobody approved.
void boost::assertion_failed(const char* expression, const char* function, const char* file, long line) {
  std::fprintf(stderr, "%s:%ld: %s: assertion failed: %s\n", file, line, function, expression);
  std::abort();
}

int main(int count, char** arguments) {
  namespace app = countersign::app;
  CLI::App root{"PostgreSQL proxy that holds risky statements until somebody approves them"};
  root.require_subcommand(1);
  int exit_code = 0;

  std::string config_file = "countersign.toml";
  CLI::App* const serve = root.add_subcommand("serve", "run the proxy");
  serve->add_option("--config", config_file, "configuration file")->capture_default_str();
  serve->callback([&] { exit_code = app::run_serve(config_file); });

  std::string person;
  bool replace = false;
  CLI::App* const token = root.add_subcommand("token", "make a token for a person of the rules file; printed once");
  token->add_option("person", person, "name of the person")->required();
  token->add_option("--config", config_file, "configuration file")->capture_default_str();
  token->add_flag("--replace", replace, "earlier tokens of this person end");
  token->callback([&] { exit_code = app::run_token(config_file, person, replace); });

  CLI::App* const people = root.add_subcommand("people", "what people prove themselves with: apps and passkeys");
  people->require_subcommand(1);
  std::string credential;
  const auto errand = [&](const char* name, const char* what, app::people_errand which) {
    CLI::App* const sub = people->add_subcommand(name, what);
    sub->add_option("person", person, "name of the person")->required();
    if (which == app::people_errand::revoke) {
      sub->add_option("id", credential, "its id, or the beginning of it")->required();
    }
    sub->add_option("--config", config_file, "configuration file")->capture_default_str();
    sub->callback([&, which] { exit_code = app::run_people(config_file, which, person, credential); });
  };
  errand("invite", "print a link by which this person enrols, once", app::people_errand::invite);
  errand("list", "list what this person has enrolled", app::people_errand::list);
  errand("revoke", "take an app, a passkey or a recovery code away", app::people_errand::revoke);
  errand("unlock", "let this person's codes count again after too many wrong ones", app::people_errand::unlock);

  std::string rules_file;
  CLI::App* const check = root.add_subcommand("check", "look for mistakes in a rules file");
  check->add_option("rules", rules_file, "rules file")->required();
  check->callback([&] { exit_code = app::run_check(rules_file); });

  CLI::App* const starter = root.add_subcommand("starter-rules", "print the built-in rules file, to start one's own");
  starter->callback([] { std::cout << countersign::policy::ruleset::starter_text(); });

  app::add_explain_command(root, exit_code);
  app::add_approver_commands(root, exit_code);
  try {
    root.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    // Help that was asked for is no mistake; everything else here is one of usage.
    return root.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}
