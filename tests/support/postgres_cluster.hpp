// A real PostgreSQL of a test's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace countersign::test {

struct cluster_options {
  std::vector<std::string> settings = {};  // lines of postgresql.conf: "max_connections = 1200"
  // Lines of pg_hba.conf that come before the last ones, which trust everybody on the socket and on 127.0.0.1.
  std::vector<std::string> hba = {};
};

// A throwaway cluster in a temporary folder, on a free port of 127.0.0.1 and on a Unix socket, with the superuser
// `postgres`. Starting one takes a second or two: make one per test program. It runs as the system user postgres when
// this program is root, which the server refuses to be. What it had to say is in log().
class postgres_cluster {
 public:
  explicit postgres_cluster(cluster_options what = {});
  ~postgres_cluster();
  postgres_cluster(const postgres_cluster&) = delete;
  postgres_cluster& operator=(const postgres_cluster&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string socket_folder() const { return home_.path().native(); }
  [[nodiscard]] std::string socket_path() const;
  // For libpq: over TCP, without TLS, and over the socket.
  [[nodiscard]] std::string conninfo(std::string_view user, std::string_view database) const;
  [[nodiscard]] std::string socket_conninfo(std::string_view user, std::string_view database) const;

  // One statement as the superuser, directly; the first value of its answer. Throws std::runtime_error if it fails.
  std::string sql(const std::string& statement, std::string_view database = "postgres") const;
  void set_hba(const std::vector<std::string>& lines);  // replaces cluster_options::hba and reloads
  void reload() const;                                  // as SIGHUP does

  void stop();  // fast shutdown: sessions get a FATAL 57P01
  void start();
  void restart() { stop(), start(); }
  void kill9();  // every process of the cluster, as in a crash of the machine; start() recovers
  [[nodiscard]] std::string log() const;

 private:
  void write_hba(const std::vector<std::string>& lines) const;
  void write_settings() const;
  [[nodiscard]] bool try_start();

  temp_dir home_;
  std::vector<std::string> settings_;
  std::uint16_t port_ = 0;
  std::optional<process> server_;
};

// Where the programs of PostgreSQL 15 are: .../bin, without a slash at the end.
[[nodiscard]] std::string postgres_bin();

}  // namespace countersign::test
