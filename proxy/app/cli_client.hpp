// The approver's commands: holds, show, approve, deny. They speak to the inbox's JSON API.
#pragma once

#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace countersign::app {

// How a command ends; also the exit code of the program.
enum class cli_exit : int {
  ok = 0,
  refused = 1,      // by the desk: the message says why
  usage = 2,        // also: no token
  unreachable = 3,  // no inbox at that address
};

enum class cli_format : unsigned char { text, json };

struct cli_options {
  std::string url;                // of the inbox; empty: COUNTERSIGN_URL, else http://127.0.0.1:6433
  std::string code;               // show, approve, deny
  std::string reason;             // deny; a note with approve
  std::string state = "pending";  // holds
  unsigned limit = 50;            // holds
  cli_format format = cli_format::text;
};

// The token comes from COUNTERSIGN_TOKEN, else from $XDG_CONFIG_HOME/countersign/token (~/.config/...); never from the
// arguments, which every user of the machine can read. What a person reads goes to `out`, trouble to `trouble`.
[[nodiscard]] cli_exit run_holds(const cli_options& options, std::ostream& out, std::ostream& trouble);
[[nodiscard]] cli_exit run_show(const cli_options& options, std::ostream& out, std::ostream& trouble);
[[nodiscard]] cli_exit run_approve(const cli_options& options, std::ostream& out, std::ostream& trouble);
[[nodiscard]] cli_exit run_deny(const cli_options& options, std::ostream& out, std::ostream& trouble);

// Adds the four as subcommands. Parsing runs the one that was named, on std::cout and std::cerr, and sets `exit_code`.
void add_approver_commands(CLI::App& app, int& exit_code);

}  // namespace countersign::app
