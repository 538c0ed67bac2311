#include "proxy/app/explain.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <memory>

#include "parser/locate.hpp"
#include "policy/moment.hpp"
#include "proxy/app/explain_report.hpp"
#include "proxy/app/hold_text.hpp"
#include "proxy/app/marked_text.hpp"
#include "proxy/app/rehearsal.hpp"
#include "proxy/app/rules_file.hpp"
#include "proxy/app/sql_script.hpp"
#include "proxy/catalog/load.hpp"
#include "proxy/config/config.hpp"

namespace countersign::app {

namespace {

using policy::verdict_kind;

constexpr std::size_t script_bytes_max = 64 * 1024 * 1024;
constexpr std::size_t values_max = 65535;  // of Bind

// What ends the command before anything is judged. The words say what to do instead.
struct trouble_found {
  std::string words;
};

struct type_name {
  std::string_view name;
  parser::type_oid oid;
};
// From pg_type.dat; 0 leaves the type to the server, as most drivers do.
constexpr std::array<type_name, 21> types{
    {{"unknown", 0},    {"bool", 16},     {"bytea", 17},     {"name", 19},   {"int8", 20},        {"int2", 21},
     {"int4", 23},      {"text", 25},     {"oid", 26},       {"json", 114},  {"float4", 700},     {"float8", 701},
     {"money", 790},    {"bpchar", 1042}, {"varchar", 1043}, {"date", 1082}, {"timestamp", 1114}, {"timestamptz", 1184},
     {"numeric", 1700}, {"uuid", 2950},   {"jsonb", 3802}}};

// "int4:5"; "int4" and "null" are NULL.
given_value read_value(const std::string& written) {
  given_value out;
  const std::size_t colon = written.find(':');
  const std::string_view type = std::string_view{written}.substr(0, colon);
  const auto found = std::ranges::find(types, type, &type_name::name);
  out.null = colon == std::string::npos;
  if (out.null && type == "null") return out;
  if (found == types.end()) {
    std::string names;
    for (const type_name& each : types) names += fmt::format("{}{}", names.empty() ? "" : ", ", each.name);
    throw trouble_found{
        fmt::format("--param {}: write TYPE:VALUE, or null; a TYPE is one of {}", one_line(written), names)};
  }
  out.type = found->oid;
  if (!out.null) out.text = written.substr(colon + 1);
  return out;
}

policy::time_point read_time(const std::string& written) {
  const auto moment = policy::moment::parse(written);
  if (!moment || !moment->zoned || moment->microseconds == policy::moment::infinity ||
      moment->microseconds == -policy::moment::infinity) {
    throw trouble_found{
        fmt::format("--at {}: write a time with its zone, such as 2026-03-01T22:30:00Z or +02:00", one_line(written))};
  }
  return policy::time_point{std::chrono::microseconds{moment->microseconds}};
}

void load_catalog(const std::string& conninfo, const std::string& database, stage& to) {
  try {
    catalog_reader::connection link(conninfo, database);
    to.who.database = link.database();
    to.server_encoding = link.server_encoding();
    to.known = link.load();
  } catch (const std::exception& error) {
    throw trouble_found{fmt::format("the catalog could not be read: {}", one_line(error.what()))};
  }
}

stage set_up(const explain_options& options, std::string& rules_file) {
  stage out;
  rules_file = options.rules_file;
  std::string catalog = options.catalog;
  if (!catalog.empty() && catalog_reader::has_password(catalog)) {
    throw trouble_found{
        "--catalog: everybody on this machine can read a password in an argument; put it into ~/.pgpass or PGPASSWORD, "
        "or use --config"};
  }
  if (!options.config_file.empty()) {
    const config::load_result read = config::load(options.config_file);
    std::string words;
    for (const policy::diagnostic& each : read.mistakes) words += (words.empty() ? "" : "\n") + each.to_string();
    if (!words.empty()) throw trouble_found{words};
    if (rules_file.empty()) rules_file = read.what.rules_file;
    if (catalog.empty()) catalog = read.what.catalog.url;
  }
  const policy::ruleset::load_result loaded = load_rules(rules_file);
  std::string words;
  for (const policy::diagnostic& each : loaded.mistakes) words += (words.empty() ? "" : "\n") + each.to_string();
  if (!loaded.rules) throw trouble_found{words};
  out.rules = loaded.rules;
  out.now = options.at.empty() ? std::chrono::system_clock::now() : read_time(options.at);
  // The server cuts names of roles and databases as it does all others.
  out.who.role = parser::clip_name(options.role);
  out.who.database = options.database.empty() ? "postgres" : std::string{parser::clip_name(options.database)};
  out.who.application = options.application;
  if (!options.address.empty()) {
    out.who.address = policy::ip_address::parse(options.address);
    if (!out.who.address) throw trouble_found{fmt::format("--address {}: no IP address", one_line(options.address))};
  }
  if (!catalog.empty()) load_catalog(catalog, options.database, out);
  return out;
}

// The statement's own $1; those of PREPARE and of a function's body are not for Bind.
bool takes_values(const session::question& asked) {
  if (asked.statements.size() != 1) return false;
  const std::string_view tag = asked.statements[0].tag;
  return tag != "PREPARE" && tag != "CREATE FUNCTION" && tag != "CREATE PROCEDURE";
}

// Asks about one text after the other and gathers what is to be said.
class run {
 public:
  run(const explain_options& options, stage on, std::string rules_file)
      : format_(options.format), who_(on.who), catalog_(on.known != nullptr), play_(on) {
    context_ = {std::move(rules_file), on.rules.get(), &who_, on.now, catalog_, options.told};
  }

  void message(const line_index& input, std::size_t offset, std::string_view text,
               std::span<const given_value> values) {
    const parser::locator finder{text, play_.backslashes()};
    const std::size_t wanted = finder.parameters_max();
    session::question asked = play_.ask(text);
    explained_message out;
    const bool bindable = takes_values(asked) && wanted > 0;
    if (!values.empty()) {
      if (!bindable || values.size() != wanted) {
        throw trouble_found{fmt::format("{} values with --param, but {}", values.size(),
                                        bindable ? fmt::format("the statement has {}", wanted)
                                        : asked.statements.size() != 1
                                            ? "a message with values has one statement"
                                            : "the statement has no parameters that a driver could bind")};
      }
      asked = play_.ask_with(text, values);
    } else if (bindable) {
      asked = play_.ask_with_any(text);
      out.notes.push_back(
          fmt::format("the values of {} are not known, so the worst that any could do counts: --param TYPE:VALUE for "
                      "each",
                      wanted == 1 ? "$1" : fmt::format("$1 to ${}", wanted)));
    }
    if (asked.statements.size() > 1) {
      out.notes.push_back(
          fmt::format("one message with {} statements: they run or wait together", asked.statements.size()));
    }
    if (catalog_ && defined_) {
      out.notes.push_back("what the statements before create or change is not in the catalog yet");
    }
    out.input = &input;
    out.offset = offset;
    out.text = text;
    out.statements = asked.statements;
    out.verdict = &play_.judge();
    out.effects = play_.judged_effects();
    out.reasons = play_.explain();
    out.backslashes = play_.backslashes();
    out.reason = play_.reason();
    show(out);
    if (out.verdict->kind == verdict_kind::deny) return;
    for (const parser::effect& each : out.effects) {
      defined_ = defined_ || each.what == parser::verb::create || each.what == parser::verb::alter ||
                 each.what == parser::verb::drop;
    }
    play_.done();
  }

  void script(std::string_view text) {
    const line_index lines{text};
    sql_script statements{text};
    while (const auto piece = statements.next(play_.backslashes())) message(lines, piece->offset, piece->text, {});
    if (statements.mistake().empty()) return;
    const text_position at = lines.position_of(statements.mistake_at());
    throw trouble_found{fmt::format("line {}, column {}: {}", at.line, at.column, statements.mistake())};
  }

  explain_exit finish(std::ostream& out) {
    const verdict_kind strictest = verdicts_.empty() ? verdict_kind::allow : std::ranges::max(verdicts_);
    if (format_ == explain_format::json) {
      boost::json::object whole = explain_json_head(context_);
      whole["verdict"] = policy::to_string(strictest);
      whole["messages"] = std::move(json_);
      out << ascii_json(whole) << '\n';
    } else {
      if (verdicts_.empty()) text_ = "nothing to run\n";
      out << text_ << explain_text_end(context_, verdicts_);
    }
    switch (strictest) {
      case verdict_kind::allow:
        return explain_exit::allowed;
      case verdict_kind::step_up:
      case verdict_kind::approve:
        return explain_exit::held;
      case verdict_kind::deny:
        return explain_exit::denied;
    }
    return explain_exit::denied;
  }

 private:
  void show(const explained_message& what) {
    verdicts_.push_back(what.verdict->kind);
    if (format_ == explain_format::json) {
      json_.push_back(explain_json(context_, what));
    } else {
      text_ += explain_text(context_, what) + "\n";
    }
  }

  explain_format format_;
  session::identity who_;
  bool catalog_;
  bool defined_ = false;
  rehearsal play_;
  explain_context context_;
  std::vector<verdict_kind> verdicts_;
  std::string text_;
  boost::json::array json_;
};

std::string read_script(const explain_options& options, std::istream& in) {
  std::string text;
  if (!options.file.empty()) {
    try {
      text = config::read_file(options.file);
    } catch (const std::exception& error) {
      throw trouble_found{one_line(error.what())};
    }
  } else {
    std::array<char, 65536> piece{};
    while (text.size() <= script_bytes_max && (in.read(piece.data(), piece.size()) || in.gcount() > 0)) {
      text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    }
  }
  if (text.size() > script_bytes_max) throw trouble_found{"the script is longer than 64 MiB; split it"};
  if (const std::size_t nul = text.find('\0'); nul != std::string::npos) {
    throw trouble_found{fmt::format("the script has a NUL byte at offset {}: is it text in UTF-8?", nul)};
  }
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";  // psql passes over it as well
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  return text;
}

}  // namespace

explain_exit run_explain(const explain_options& options, std::istream& in, std::ostream& out, std::ostream& trouble) {
  try {
    const bool one_message = options.sql && *options.sql != "-";
    if (options.sql && !options.file.empty()) throw trouble_found{"give the SQL or --file, not both"};
    if (options.values.size() > values_max) throw trouble_found{"--param: a message has 65535 values at most"};
    if (!one_message && !options.values.empty()) throw trouble_found{"--param goes with one statement, not a script"};
    std::vector<given_value> values;
    for (const std::string& each : options.values) values.push_back(read_value(each));
    const std::string text = one_message ? *options.sql : read_script(options, in);
    std::string rules_file;
    stage on = set_up(options, rules_file);
    run all{options, std::move(on), std::move(rules_file)};
    if (one_message) {
      all.message(line_index{text}, 0, text, values);
    } else {
      all.script(text);
    }
    return all.finish(out);
  } catch (const trouble_found& what) {
    trouble << "countersign explain: " << what.words << '\n';
    return explain_exit::trouble;
  }
}

void add_explain_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<explain_options>();
  CLI::App* const explain = app.add_subcommand("explain", "what a statement does, and what the rules say to it");
  CLI::Option* const given =
      explain
          ->add_option("SQL", options->sql.emplace(), "one message, as psql -c sends it; -: a script on standard input")
          ->type_name("");
  explain->add_option("--file", options->file, "a script: each statement is a message of its own, as with psql -f")
      ->type_name("FILE");
  explain->add_option("--rules", options->rules_file, "the rules; without it the built-in starter rules")
      ->type_name("FILE");
  explain->add_option("--config", options->config_file, "countersign.toml, for its rules and its catalog")
      ->type_name("FILE");
  explain
      ->add_option("--catalog", options->catalog,
                   "postgresql://... of the database, to see through views, triggers and functions")
      ->type_name("URL");
  explain->add_option("--role", options->role, "database role that asks")->type_name("ROLE")->capture_default_str();
  explain->add_option("--database", options->database, "where; else the catalog's, or postgres")->type_name("NAME");
  explain->add_option("--application", options->application, "application_name of the requester")->type_name("NAME");
  explain->add_option("--address", options->address, "where from; without it a Unix socket")->type_name("IP");
  explain->add_option("--at", options->at, "when: 2026-03-01T22:30:00+01:00; without it now")->type_name("TIME");
  explain->add_option("--param", options->values, "value of $1, then $2 ...: int4:5, text:abc, unknown:5, null")
      ->type_name("TYPE:VALUE")
      ->allow_extra_args(false);
  explain->add_flag_callback(
      "--why", [options] { options->told = told_rules::all; }, "also the rules that do not match, and why");
  explain->add_flag_callback(
      "--json", [options] { options->format = explain_format::json; },
      "one JSON document; proxy/app/README.md has its keys");
  explain->footer(
      "Nothing is run: the code that judges in the proxy judges here. Exit codes: 0 everything is allowed,\n"
      "3 something would be held, 4 something is denied, 2 nothing was judged (wrong options, a mistake in\n"
      "the rules, a file or catalog that cannot be read).\n");
  explain->callback([options, given, &exit_code] {
    if (given->count() == 0) options->sql.reset();
    if (!options->sql && options->file.empty() && ::isatty(STDIN_FILENO) == 1) {
      std::cerr << "countersign explain: give the SQL, --file, or a script on standard input; see --help\n";
      exit_code = static_cast<int>(explain_exit::trouble);
      return;
    }
    exit_code = static_cast<int>(run_explain(*options, std::cin, std::cout, std::cerr));
  });
}

}  // namespace countersign::app
