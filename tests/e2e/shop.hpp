// What these tests are played on: a small shop whose tables tell, outside any transaction, each time they are written.
#pragma once

#include <future>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/countersign_process.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/sql.hpp"

namespace countersign::test {

// The cluster that the files of this program share, with the roles app, dana and sam.
[[nodiscard]] postgres_cluster& shared_cluster();
// Makes those roles in another cluster.
void make_roles(const postgres_cluster& cluster);
// The database of this name, empty again; connections to an older one are closed.
void make_database(const postgres_cluster& cluster, std::string_view name);

// Rules that hold DELETE and UPDATE without WHERE, DROP and TRUNCATE for dana and sam, for so long.
[[nodiscard]] std::string short_rules(std::string_view expires = "10m");

// A database with the table `orders` of a hundred rows. Its trigger writes to the server's log at each run before
// anything else, so that a run is counted even if its transaction is rolled back or its server crashes. Then it waits
// for whoever has called `stop_runs`.
class counted_shop {
 public:
  explicit counted_shop(countersign_options what = {}, postgres_cluster& cluster = shared_cluster());

  [[nodiscard]] sql_connection connect(std::string_view user = "app") const {
    return sql_connection{proxy_.conninfo(user, database)};
  }
  [[nodiscard]] countersign_process& proxy() { return proxy_; }
  [[nodiscard]] postgres_cluster& cluster() const { return cluster_; }
  // Directly, as the superuser.
  std::string sql(const std::string& statement) const { return cluster_.sql(statement, database); }
  [[nodiscard]] std::string orders() const { return sql("SELECT count(*) FROM orders"); }
  // How often a statement has started to write to orders since this shop was made.
  [[nodiscard]] int runs() const;

  void stop_runs() { gate_.emplace(cluster_.socket_conninfo("postgres", database)).must("SELECT pg_advisory_lock(1)"); }
  void let_runs_go() { gate_.reset(); }
  // The process of the backend that waits in the trigger; throws if there is none.
  [[nodiscard]] pid_t stopped_run() const;
  // No session of clients is left in the database server, so that nothing can still be on its way.
  [[nodiscard]] bool all_gone() const;

  static constexpr std::string_view database = "shop_counted";

 private:
  std::string mark_;
  postgres_cluster& cluster_;
  countersign_process proxy_;
  std::optional<sql_connection> gate_;  // goes first, so that nothing waits for it when Countersign is stopped
};

// A statement under way on its own thread; the connection must outlive it.
[[nodiscard]] std::future<sql_result> under_way(sql_connection& connection, std::string sql);

// Whether the answer of the API has this result, "settled" or "granted" for example.
[[nodiscard]] std::string result_of(const http_response& answer);
// A member of a hold, also of an object in it: "state", "outcome.kind".
[[nodiscard]] std::string text_at(const boost::json::object& hold, std::string_view path);

}  // namespace countersign::test
