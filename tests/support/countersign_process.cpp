#include "tests/support/countersign_process.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <boost/json.hpp>
#include <sstream>
#include <stdexcept>

namespace countersign::test {
namespace json = boost::json;
namespace {

constexpr milliseconds start_max{60'000};  // a sanitizer build on a busy machine is slow
constexpr milliseconds stop_max{30'000};

json::value parsed(const http_response& answer, std::string_view what) {
  boost::system::error_code error;
  json::value value = json::parse(answer.body, error);
  if (answer.status != 200 || error) {
    throw std::runtime_error{fmt::format("{}: HTTP {}: {}", what, answer.status, answer.body)};
  }
  return value;
}

json::array holds_of(const http_response& answer, std::string_view what) {
  return parsed(answer, what).as_object().at("holds").as_array();
}

std::string text_of(const json::object& hold, std::string_view key) {
  const json::value* found = hold.if_contains(key);
  return found != nullptr && found->is_string() ? std::string{found->as_string()} : std::string{};
}

}  // namespace

http_response api_client::get(const std::string& target) const {
  return send_http(port_,
                   {.method = "GET", .target = target, .headers = {{"Authorization", "Bearer " + token_}}, .body = {}});
}

http_response api_client::post(const std::string& target, const json::value& body) const {
  return send_http(port_, {.method = "POST",
                           .target = target,
                           .headers = {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}},
                           .body = json::serialize(body)});
}

json::array api_client::pending() const {
  return holds_of(get("/api/holds"), "list of holds");
}
json::array api_client::all() const {
  return holds_of(get("/api/holds?state=all"), "list of all holds");
}

json::object api_client::show(std::string_view code) const {
  return parsed(get(fmt::format("/api/holds/{}", code)), code).as_object().at("hold").as_object();
}

http_response api_client::approve(std::string_view code) const {
  return approve(code, text_of(show(code), "digest"));
}

http_response api_client::approve(std::string_view code, std::string_view digest) const {
  return post(fmt::format("/api/holds/{}/decision", code), json::object{{"decision", "approve"}, {"digest", digest}});
}

http_response api_client::deny(std::string_view code, std::string_view reason) const {
  return post(fmt::format("/api/holds/{}/decision", code), json::object{{"decision", "deny"}, {"reason", reason}});
}

std::string api_client::wait_for_hold(std::string_view text, milliseconds within) const {
  std::string code;
  const bool found = eventually(within, [&] {
    for (const json::value& one : pending()) {
      if (text_of(one.as_object(), "statement").find(text) != std::string::npos)
        code = text_of(one.as_object(), "code");
    }
    return !code.empty();
  });
  if (!found) throw std::runtime_error{fmt::format("no hold whose statement contains {}", text)};
  return code;
}

json::object api_client::wait_for_state(std::string_view code, std::string_view state, milliseconds within) const {
  json::object hold;
  const bool reached = eventually(within, [&] {
    hold = show(code);
    return text_of(hold, "state") == state;
  });
  if (!reached) throw std::runtime_error{fmt::format("{} is not {}: {}", code, state, json::serialize(hold))};
  return hold;
}

countersign_process::countersign_process(const postgres_cluster& upstream, countersign_options what)
    : home_{"countersign"},
      options_{std::move(what)},
      upstream_host_{options_.upstream_host.empty() ? "127.0.0.1" : options_.upstream_host},
      upstream_port_{upstream.port()} {
  if (!options_.rules.empty()) rewrite_rules(options_.rules);
  start();
}

countersign_process::~countersign_process() {
  if (server_) server_->signal(SIGTERM), server_->wait_or_kill(stop_max);
}

std::string countersign_process::conninfo(std::string_view user, std::string_view database) const {
  return fmt::format("host=127.0.0.1 port={} user={} dbname={} sslmode=disable", port_, user, database);
}

void countersign_process::write_config() const {
  const std::string upstreams =
      options_.upstreams.empty()
          ? fmt::format("[upstream]\nhost = \"{}\"\nport = {}\n{}", upstream_host_, upstream_port_, options_.upstream)
          : options_.upstreams;
  home_.write(
      "countersign.toml",
      fmt::format("[listen]\naddress = \"127.0.0.1\"\nport = {}\n{}\n{}\n{}"
                  "[store]\nfile = \"countersign.db\"\n\n[audit]\nfile = \"audit.jsonl\"\n\n"
                  "[inbox]\naddress = \"127.0.0.1\"\nport = {}\n\n{}",
                  port_, options_.listen, upstreams, options_.rules.empty() ? "" : "[rules]\nfile = \"rules.toml\"\n\n",
                  inbox_port_, options_.config));
}

void countersign_process::start() {
  write_config();
  server_.emplace(process_options{.argv = {COUNTERSIGN_BINARY, "serve", "--config", "countersign.toml"},
                                  .env = {},
                                  .user = {},
                                  .folder = home_.path(),
                                  .err_file = home_.path() / "countersign.log",
                                  .out_file = {}});
  const std::optional<std::string> line = server_->read_line(start_max);
  boost::system::error_code error;
  const json::value ready = json::parse(line.value_or(""), error);
  if (error || !ready.is_object() || text_of(ready.as_object(), "event") != "ready") {
    throw std::runtime_error{fmt::format("countersign did not start: {}\n{}", line.value_or("(no line)"), log())};
  }
  port_ = ready.at("port").to_number<std::uint16_t>();
  inbox_port_ = ready.at("inbox_port").to_number<std::uint16_t>();
}

int countersign_process::stop() {
  server_->signal(SIGTERM);
  const int status = server_->wait_or_kill(stop_max);
  server_.reset();
  return status;
}

void countersign_process::kill9() {
  server_->signal(SIGKILL);
  server_->wait_or_kill(stop_max);
  server_.reset();
}

void countersign_process::rewrite_rules(std::string_view text) const {
  home_.write("rules.toml", text);
}

std::string countersign_process::token(std::string_view person) {
  const run_result made = command({"token", std::string{person}, "--config", "countersign.toml"});
  if (made.status != 0) throw std::runtime_error{fmt::format("no token for {}: {}{}", person, made.out, made.err)};
  // The token is the last word that it prints, so that words for people may come before it.
  std::istringstream words{made.out};
  std::string token;
  for (std::string word; words >> word;) token = word;
  return token;
}

run_result countersign_process::command(std::vector<std::string> arguments, std::string_view person) {
  process_options what{
      .argv = {COUNTERSIGN_BINARY}, .env = {}, .user = {}, .folder = home_.path(), .err_file = {}, .out_file = {}};
  what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
  if (!person.empty()) {
    what.env = {{"COUNTERSIGN_URL", fmt::format("http://127.0.0.1:{}", inbox_port_)},
                {"COUNTERSIGN_TOKEN", token(person)}};
  }
  return run(std::move(what));
}

std::vector<json::object> countersign_process::audit() const {
  std::vector<json::object> lines;
  std::istringstream text{home_.read("audit.jsonl")};
  for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line).as_object());
  return lines;
}

}  // namespace countersign::test
