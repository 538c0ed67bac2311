// `countersign explain`: what statements do, where they say so, and what the rules answer.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace countersign::app {

// How the command ends; also the exit code of the program. The strictest answer to any statement counts.
enum class explain_exit : int {
  allowed = 0,
  trouble = 2,  // wrong options, a rules file with mistakes, a file or catalog that cannot be read: nothing was judged
  held = 3,
  denied = 4,
};

// Which of the rules that were tried a text tells of; JSON has them all.
enum class told_rules : unsigned char { matching, all };

enum class explain_format : unsigned char { text, json };

struct explain_options {
  std::optional<std::string> sql;  // one message, as psql -c sends it; "-": a script on standard input
  std::string file;                // a script: each of its statements is a message, as psql -f sends them
  std::string config_file;         // countersign.toml: its rules and its catalog
  std::string rules_file;          // empty: those of the configuration, or the built-in ones
  std::string catalog;             // a libpq connection string
  std::string role = "app";
  std::string database;  // empty: the catalog's, or postgres
  std::string application;
  std::string address;              // empty: a Unix socket
  std::string at;                   // ISO 8601 with a time zone; empty: now
  std::vector<std::string> values;  // of $1, $2: "int4:5", "null"
  explain_format format = explain_format::text;
  told_rules told = told_rules::matching;
};

// What there is to read goes to `out`, trouble to `trouble`; a script may come from `in`.
[[nodiscard]] explain_exit run_explain(const explain_options& options, std::istream& in, std::ostream& out,
                                       std::ostream& trouble);

// Adds the subcommand. Parsing runs it if it was named, and sets `exit_code`.
void add_explain_command(CLI::App& app, int& exit_code);

}  // namespace countersign::app
