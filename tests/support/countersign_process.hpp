// Countersign itself, as people run it: the real binary, a config file, its HTTP API.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/http.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace countersign::test {

// What a person sees and does over the JSON API, with their own token.
class api_client {
 public:
  api_client(std::uint16_t inbox_port, std::string token) : port_{inbox_port}, token_{std::move(token)} {}

  [[nodiscard]] http_response get(const std::string& target) const;
  [[nodiscard]] http_response post(const std::string& target, const boost::json::value& body) const;

  // Holds as the API lists them; pending ones, or with everything that is settled too.
  [[nodiscard]] boost::json::array pending() const;
  [[nodiscard]] boost::json::array all() const;
  [[nodiscard]] boost::json::object show(std::string_view code) const;
  // Approves what show() shows now, as a person would who has just read it.
  [[nodiscard]] http_response approve(std::string_view code) const;
  // Approves the hold with this digest, a member of the listed holds.
  [[nodiscard]] http_response approve(std::string_view code, std::string_view digest) const;
  [[nodiscard]] http_response deny(std::string_view code, std::string_view reason) const;

  // The code of the one pending hold whose statement contains `text`, once there is one; throws if none comes.
  [[nodiscard]] std::string wait_for_hold(std::string_view text, milliseconds within = milliseconds{10'000}) const;
  // The hold once its state is `state`; throws with its last state if it does not become so.
  boost::json::object wait_for_state(std::string_view code, std::string_view state,
                                     milliseconds within = milliseconds{10'000}) const;

 private:
  std::uint16_t port_;
  std::string token_;
};

struct countersign_options {
  std::string rules = {};          // a rules file; empty: the built-in starter rules
  std::string upstream_host = {};  // empty: the cluster's TCP address
  std::string config = {};         // more tables of countersign.toml
  std::string listen = {};         // more lines of its [listen]
  std::string upstream = {};       // more lines of its [upstream]
  std::string upstreams = {};      // its [[upstream]] tables, in place of that
};

// One running Countersign in front of one cluster. Restarting keeps store, audit log and both ports.
class countersign_process {
 public:
  explicit countersign_process(const postgres_cluster& upstream, countersign_options what = {});
  ~countersign_process();
  countersign_process(const countersign_process&) = delete;
  countersign_process& operator=(const countersign_process&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::uint16_t inbox_port() const { return inbox_port_; }
  [[nodiscard]] pid_t pid() const { return server_->pid(); }
  [[nodiscard]] bool running() { return server_ && server_->running(); }
  [[nodiscard]] std::string conninfo(std::string_view user, std::string_view database) const;

  // A bearer token for a person of the rules, made by the command line as an administrator would.
  [[nodiscard]] std::string token(std::string_view person);
  [[nodiscard]] api_client as(std::string_view person) { return {inbox_port_, token(person)}; }
  // A subcommand of the binary with this person's token in the environment.
  [[nodiscard]] run_result command(std::vector<std::string> arguments, std::string_view person = {});

  void start();
  int stop();  // SIGTERM, and its exit status
  void kill9();
  void restart() { stop(), start(); }
  void rewrite_rules(std::string_view text) const;
  void signal(int number) { server_->signal(number); }

  [[nodiscard]] const temp_dir& home() const { return home_; }
  [[nodiscard]] std::string log() const { return home_.read("countersign.log"); }
  // The audit log's lines, parsed.
  [[nodiscard]] std::vector<boost::json::object> audit() const;

 private:
  void write_config() const;

  temp_dir home_;
  countersign_options options_;
  std::string upstream_host_;
  std::uint16_t upstream_port_ = 0;
  std::uint16_t port_ = 0;
  std::uint16_t inbox_port_ = 0;
  std::optional<process> server_;
};

}  // namespace countersign::test
