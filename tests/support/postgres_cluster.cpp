#include "tests/support/postgres_cluster.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "tests/support/socket.hpp"
#include "tests/support/sql.hpp"

namespace countersign::test {
namespace {

constexpr milliseconds start_max{60'000};
constexpr milliseconds stop_max{30'000};

// The server refuses to run as root.
std::string server_user() {
  return ::getuid() == 0 ? "postgres" : "";
}

void hand_over(const std::filesystem::path& folder) {
  if (::getuid() != 0) return;
  const passwd* entry = ::getpwnam("postgres");
  if (entry == nullptr || ::chown(folder.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
    throw std::runtime_error{"there is no system user postgres to run the server: install postgresql-15"};
  }
}

// The first line of postmaster.pid is the server's process, the last says what it is about. After a crash the file of
// the dead server is still there.
bool says_ready(const std::filesystem::path& data, pid_t server) {
  std::ifstream file{data / "postmaster.pid"};
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (number == 1 && line != fmt::to_string(server)) return false;
    if (number == 8) return line.starts_with("ready");
  }
  return false;
}

// Reasons not to start that go away: the port was taken since we looked, or the last process of a crashed server has
// not let go of its memory yet.
bool passing(std::string_view said) {
  return said.find("Address already in use") != std::string_view::npos ||
         said.find("still in use") != std::string_view::npos;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> all;
  std::ifstream file{fmt::format("/proc/{}/task/{}/children", parent, parent)};
  for (pid_t child = 0; file >> child;) all.push_back(child);
  return all;
}

}  // namespace

std::string postgres_bin() {
  return "/usr/lib/postgresql/15/bin";
}

postgres_cluster::postgres_cluster(cluster_options what)
    : home_{"countersign-pg"}, settings_{std::move(what.settings)} {
  hand_over(home_.path());
  const std::string data = (home_.path() / "data").native();
  const run_result made = run({.argv = {postgres_bin() + "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E",
                                        "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
                               .env = {},
                               .user = server_user(),
                               .folder = home_.path(),
                               .err_file = {},
                               .out_file = {}});
  if (made.status != 0) throw std::runtime_error{fmt::format("initdb failed: {}{}", made.out, made.err)};
  write_hba(what.hba);
  start();
}

postgres_cluster::~postgres_cluster() {
  try {
    stop();
  } catch (const std::exception&) {
    kill9();
  }
}

std::string postgres_cluster::socket_path() const {
  return fmt::format("{}/.s.PGSQL.{}", socket_folder(), port_);
}

std::string postgres_cluster::conninfo(std::string_view user, std::string_view database) const {
  return fmt::format("host=127.0.0.1 port={} user={} dbname={} sslmode=disable", port_, user, database);
}

std::string postgres_cluster::socket_conninfo(std::string_view user, std::string_view database) const {
  return fmt::format("host={} port={} user={} dbname={}", socket_folder(), port_, user, database);
}

std::string postgres_cluster::sql(const std::string& statement, std::string_view database) const {
  return sql_connection{socket_conninfo("postgres", database)}.must(statement);
}

void postgres_cluster::write_hba(const std::vector<std::string>& lines) const {
  home_.write("data/pg_hba.conf",
              fmt::format("local all postgres trust\n{}\nlocal all all trust\n"
                          "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n",
                          fmt::join(lines, "\n")));
}

void postgres_cluster::set_hba(const std::vector<std::string>& lines) {
  write_hba(lines);
  reload();
}

void postgres_cluster::reload() const {
  sql("SELECT pg_reload_conf()");
}

void postgres_cluster::write_settings() const {
  home_.write("data/postgresql.conf",
              fmt::format("port = {}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\n"
                          "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
                          "log_line_prefix = '%m [%p] %q%u@%d '\n{}\n",
                          port_, socket_folder(), fmt::join(settings_, "\n")));
}

bool postgres_cluster::try_start() {
  write_settings();
  const std::filesystem::path log_file = home_.path() / "server.log";
  const std::size_t known = std::filesystem::exists(log_file) ? log().size() : 0;
  server_.emplace(process_options{.argv = {postgres_bin() + "/postgres", "-D", (home_.path() / "data").native()},
                                  .env = {},
                                  .user = server_user(),
                                  .folder = home_.path(),
                                  .err_file = log_file,
                                  .out_file = log_file});
  bool up = false;
  const bool decided = eventually(start_max, [&] {
    const bool running = server_->running();
    up = running && says_ready(home_.path() / "data", server_->pid());
    return up || !running;
  });
  const std::string said = log().substr(known);
  if (!decided || (!up && !passing(said))) throw std::runtime_error{"PostgreSQL does not start:\n" + said};
  return up;
}

void postgres_cluster::start() {
  const bool again = port_ != 0;
  const bool up = eventually(start_max, [&] {
    if (!again) port_ = free_port();
    return try_start();
  });
  if (!up) throw std::runtime_error{"PostgreSQL does not start"};
}

void postgres_cluster::stop() {
  if (!server_) return;
  server_->signal(SIGINT);
  if (!server_->wait(stop_max)) kill9();
  server_.reset();
}

void postgres_cluster::kill9() {
  if (!server_) return;
  const std::vector<pid_t> backends = children_of(server_->pid());
  ::kill(server_->pid(), SIGKILL);
  for (const pid_t one : backends) ::kill(one, SIGKILL);
  server_.reset();
}

std::string postgres_cluster::log() const {
  return home_.read("server.log");
}

}  // namespace countersign::test
