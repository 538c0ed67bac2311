#include "tests/e2e/shop.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <stdexcept>

#include "tests/support/eventually.hpp"

namespace countersign::test {
namespace {

constexpr milliseconds patience{20'000};

// Roles log in by trust; app owns what it works with.
void fill(const postgres_cluster& cluster, std::string_view database, std::string_view mark) {
  make_database(cluster, database);
  cluster.sql(fmt::format(R"(
CREATE TABLE orders AS SELECT n, 'order ' || n AS what FROM generate_series(1, 100) n;
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  RAISE LOG '{}: % of %', TG_OP, TG_TABLE_NAME;
  PERFORM pg_advisory_xact_lock_shared(1);
  RETURN NULL;
END $$;
CREATE TRIGGER tell BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION tell();
ALTER TABLE orders OWNER TO app;
GRANT ALL ON orders TO PUBLIC;
GRANT ALL ON SCHEMA public TO PUBLIC)",
                          mark),
              database);
}

}  // namespace

postgres_cluster& shared_cluster() {
  static postgres_cluster cluster;
  static const bool made = [] {
    make_roles(cluster);
    return true;
  }();
  static_cast<void>(made);
  return cluster;
}

void make_roles(const postgres_cluster& cluster) {
  for (const char* role : {"app", "dana", "sam"}) cluster.sql(fmt::format("CREATE ROLE {} LOGIN", role));
}

void make_database(const postgres_cluster& cluster, std::string_view name) {
  cluster.sql(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name));
  cluster.sql(fmt::format("CREATE DATABASE {}", name));
}

std::string short_rules(std::string_view expires) {
  return fmt::format(R"(version = 1
default = "allow"

[defaults]
approvers = ["dba"]
expires = "{}"

[[person]]
name = "dana"
roles = ["dana"]
admin = true

[[person]]
name = "sam"
roles = ["sam"]

[[group]]
name = "dba"
members = ["dana", "sam"]

[[rule]]
name = "unbounded writes"
effects = ["delete", "update", "truncate"]
where = "unbounded"
action = "approve"

[[rule]]
name = "drop"
effects = ["drop"]
action = "approve"
)",
                     expires);
}

counted_shop::counted_shop(countersign_options what, postgres_cluster& cluster)
    : mark_{[] {
        static int shops = 0;
        return fmt::format("run in shop {}-{}", ::getpid(), ++shops);
      }()},
      cluster_{cluster},
      proxy_{(fill(cluster, database, mark_), cluster), std::move(what)} {}

int counted_shop::runs() const {
  const std::string log = cluster_.log();
  int count = 0;
  for (std::size_t at = log.find(mark_ + ":"); at != std::string::npos; at = log.find(mark_ + ":", at + 1)) ++count;
  return count;
}

pid_t counted_shop::stopped_run() const {
  std::string pid;
  const bool found = eventually(patience, [&] {
    pid = sql("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'advisory'");
    return !pid.empty();
  });
  if (!found) throw std::runtime_error{"no statement waits in the trigger"};
  return std::stoi(pid);
}

bool counted_shop::all_gone() const {
  return eventually(patience, [&] {
    return sql("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
               "AND usename IN ('app', 'dana', 'sam')") == "0";
  });
}

std::future<sql_result> under_way(sql_connection& connection, std::string sql) {
  return std::async(std::launch::async, [&connection, text = std::move(sql)] { return connection.exec(text); });
}

std::string result_of(const http_response& answer) {
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(answer.body, error);
  return error || !body.is_object() ? answer.body : text_at(body.as_object(), "result");
}

std::string text_at(const boost::json::object& hold, std::string_view path) {
  const std::size_t dot = path.find('.');
  const boost::json::value* const found = hold.if_contains(path.substr(0, dot));
  if (found == nullptr) return {};
  if (dot != std::string_view::npos) return found->is_object() ? text_at(found->as_object(), path.substr(dot + 1)) : "";
  return found->is_string() ? std::string{found->as_string()} : boost::json::serialize(*found);
}

}  // namespace countersign::test
