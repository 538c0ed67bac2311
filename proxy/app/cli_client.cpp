#include "proxy/app/cli_client.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include "proxy/app/hold_text.hpp"
#include "proxy/app/http_client.hpp"

namespace countersign::app {

namespace {

namespace json = boost::json;
constexpr std::string_view url_default = "http://127.0.0.1:6433";

std::string environment(const char* name) {
  const char* found = std::getenv(name);
  return found ? found : "";
}

std::string token_path() {
  const auto config = environment("XDG_CONFIG_HOME");
  return (config.empty() ? environment("HOME") + "/.config" : config) + "/countersign/token";
}

std::string trimmed(std::string said) {
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!said.empty() && blank(said.back())) said.pop_back();
  while (!said.empty() && blank(said.front())) said.erase(said.begin());
  return said;
}

// Empty, with an explanation, if there is none.
std::string find_token(std::ostream& trouble) {
  auto token = trimmed(environment("COUNTERSIGN_TOKEN"));
  if (token.empty()) {
    const auto path = token_path();
    struct stat about {};
    std::ifstream file(path);
    if (!file || stat(path.c_str(), &about) != 0) {
      trouble << "countersign: no token: put yours into " << one_line(path)
              << " (mode 0600) or into COUNTERSIGN_TOKEN; an administrator makes one with: countersign token NAME\n";
      return {};
    }
    if ((about.st_mode & 077) != 0)
      trouble << "countersign: warning: others can read " << one_line(path) << "; run: chmod 600 " << one_line(path)
              << "\n";
    std::getline(file, token);
    token = trimmed(std::move(token));
  }
  const bool usable = !token.empty() && std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!usable) trouble << "countersign: the token is empty or has characters that no token has\n";
  return usable ? token : std::string{};
}

// Letters, digits and dashes only: nothing that could be another path.
bool is_code(std::string_view code) {
  return !code.empty() && code.size() <= 64 && std::ranges::all_of(code, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

// One run of one command.
class errand {
 public:
  errand(const cli_options& options, std::ostream& trouble) : trouble_(trouble) {
    url_ = options.url.empty() ? environment("COUNTERSIGN_URL") : options.url;
    if (url_.empty()) url_ = url_default;
    while (url_.ends_with('/')) url_.pop_back();
  }

  // False if this machine is not set up to ask; the reason has been said.
  bool prepare() {
    if (travels_in_clear(url_))
      trouble_ << "countersign: warning: your token travels to " << one_line(url_)
               << " unencrypted; use an https:// address\n";
    token_ = find_token(trouble_);
    return !token_.empty();
  }

  // The answer's object, or how the command ends.
  cli_exit call(std::string method, std::string_view path, std::string body, json::object& answer) {
    http_call what{std::move(method), url_ + std::string(path), {}, std::move(body)};
    what.headers = {{"Authorization", "Bearer " + token_},
                    {"Accept", "application/json"},
                    {"Content-Type", "application/json"},
                    {"X-Countersign-Client", "cli"}};
    const auto got = ask(what);
    if (!got.error.empty()) {
      trouble_ << "countersign: the inbox at " << one_line(url_) << " cannot be reached: " << one_line(got.error)
               << "\n  Is Countersign running there? --url or COUNTERSIGN_URL chooses another address.\n";
      return cli_exit::unreachable;
    }
    boost::system::error_code ec;
    auto read = json::parse(got.body, ec);
    if (ec || !read.is_object()) {
      trouble_ << fmt::format("countersign: what answers at {} (HTTP {}) is not a Countersign inbox\n", one_line(url_),
                              got.status);
      return cli_exit::unreachable;
    }
    answer = std::move(read.get_object());
    if (got.status >= 200 && got.status < 300) return cli_exit::ok;
    say_refusal(got.status, answer);
    return got.status == 400 ? cli_exit::usage : cli_exit::refused;
  }

 private:
  void say_refusal(unsigned status, const json::object& answer) {
    const auto said = [&](std::string_view key) {
      const auto* found = answer.if_contains(key);
      return found && found->is_string() ? one_line(found->get_string()) : std::string{};
    };
    auto what = said("error");
    if (what.empty()) what = fmt::format("refused (HTTP {})", status);
    trouble_ << "countersign: " << what << "\n";
    if (const auto hint = said("hint"); !hint.empty()) trouble_ << "  " << hint << "\n";
  }

  std::string url_;
  std::string token_;
  std::ostream& trouble_;
};

bool check_code(const cli_options& options, std::ostream& trouble) {
  if (is_code(options.code)) return true;
  trouble << "countersign: \"" << one_line(options.code) << "\" is not a code; they look like KX4-7PM\n";
  return false;
}

cli_exit decide(const cli_options& options, std::string_view decision, std::ostream& out, std::ostream& trouble) {
  errand at_desk(options, trouble);
  if (!check_code(options, trouble) || !at_desk.prepare()) return cli_exit::usage;
  json::object shown;
  if (const auto end = at_desk.call("GET", "/api/holds/" + options.code, {}, shown); end != cli_exit::ok) return end;
  const auto* hold = shown.if_contains("hold");
  const auto* digest = hold && hold->is_object() ? hold->get_object().if_contains("digest") : nullptr;
  const auto* id = hold && hold->is_object() ? hold->get_object().if_contains("id") : nullptr;
  if (!digest || !digest->is_string() || !id || !id->is_string() || !is_code(id->get_string())) {
    trouble << "countersign: the inbox's answer has no digest; is it of another version?\n";
    return cli_exit::refused;
  }
  if (options.format == cli_format::text) out << hold_line(hold->get_object()) << std::endl;
  // By id and digest: what was shown is what is decided on, even if another hold takes the code meanwhile.
  const json::object body{{"decision", decision}, {"reason", options.reason}, {"digest", *digest}};
  json::object answer;
  const auto end = at_desk.call("POST", fmt::format("/api/holds/{}/decision", std::string(id->get_string())),
                                json::serialize(body), answer);
  if (options.format == cli_format::json) {
    if (!answer.empty()) out << json::serialize(answer) << "\n";
  } else if (const auto* message = answer.if_contains("message");
             end == cli_exit::ok && message && message->is_string()) {
    out << one_line(message->get_string()) << "\n";
  }
  return end;
}

}  // namespace

cli_exit run_holds(const cli_options& options, std::ostream& out, std::ostream& trouble) {
  errand at_desk(options, trouble);
  if (!at_desk.prepare()) return cli_exit::usage;
  json::object answer;
  const auto path = fmt::format("/api/holds?state={}&limit={}", options.state, options.limit);
  if (const auto end = at_desk.call("GET", path, {}, answer); end != cli_exit::ok) return end;
  out << (options.format == cli_format::json ? json::serialize(answer) + "\n" : holds_table(answer));
  return cli_exit::ok;
}

cli_exit run_show(const cli_options& options, std::ostream& out, std::ostream& trouble) {
  errand at_desk(options, trouble);
  if (!check_code(options, trouble) || !at_desk.prepare()) return cli_exit::usage;
  json::object answer;
  if (const auto end = at_desk.call("GET", "/api/holds/" + options.code, {}, answer); end != cli_exit::ok) return end;
  out << (options.format == cli_format::json ? json::serialize(answer) + "\n" : hold_sheet(answer));
  return cli_exit::ok;
}

cli_exit run_approve(const cli_options& options, std::ostream& out, std::ostream& trouble) {
  return decide(options, "approve", out, trouble);
}

cli_exit run_deny(const cli_options& options, std::ostream& out, std::ostream& trouble) {
  return decide(options, "deny", out, trouble);
}

void add_approver_commands(CLI::App& app, int& exit_code) {
  using command = cli_exit (*)(const cli_options&, std::ostream&, std::ostream&);
  const auto add = [&](const char* name, const char* what, command run) {
    const auto options = std::make_shared<cli_options>();
    auto* sub = app.add_subcommand(name, what);
    sub->add_option("--url", options->url, "Address of the inbox (else COUNTERSIGN_URL, else http://127.0.0.1:6433)");
    sub->add_flag_callback(
        "--json", [options] { options->format = cli_format::json; }, "Print JSON");
    sub->footer("Your token is read from COUNTERSIGN_TOKEN or ~/.config/countersign/token.");
    sub->callback([options, run, &exit_code] { exit_code = static_cast<int>(run(*options, std::cout, std::cerr)); });
    return std::pair{sub, options};
  };
  const auto [holds, listing] = add("holds", "list the requests that wait for a decision", run_holds);
  holds->add_option("--state", listing->state, "pending, all, approved, denied, expired or withdrawn")
      ->check(CLI::IsMember({"pending", "all", "approved", "denied", "expired", "withdrawn"}));
  holds->add_option("--limit", listing->limit, "At most so many")->check(CLI::Range(1u, 200u));
  const auto [show, shown] = add("show", "show one request, whole", run_show);
  show->add_option("code", shown->code, "Its code, for example KX4-7PM")->required();
  const auto [approve, approved] = add("approve", "approve a request", run_approve);
  approve->add_option("code", approved->code, "Its code")->required();
  approve->add_option("--reason", approved->reason, "A note for the record");
  const auto [deny, denied] = add("deny", "deny a request", run_deny);
  deny->add_option("code", denied->code, "Its code")->required();
  deny->add_option("--reason", denied->reason, "Why; the requester sees it");
}

}  // namespace countersign::app
