// PostgreSQL's own programs of replication through Countersign, with a rule that lets them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <filesystem>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

using namespace countersign::test;

namespace {

constexpr milliseconds tool_max{120'000};

constexpr std::string_view rules = R"(version = 1
default = "allow"
[defaults]
approvers = ["dana"]
[[person]]
name = "dana"
[[rule]]
name = "replicas"
effects = ["replicate"]
roles = ["replicator"]
action = "allow"
[[rule]]
name = "deletes"
effects = ["delete"]
action = "approve"
expires = "1s"
)";

struct replicated {
  postgres_cluster cluster{{.settings = {"wal_level = logical", "max_wal_senders = 8", "max_replication_slots = 8"},
                            .hba = {"host replication all 127.0.0.1/32 trust"}}};
  countersign_process proxy{cluster, countersign_options{.rules = std::string{rules}, .config = {}}};
  temp_dir folder;

  replicated() {
    cluster.sql("CREATE ROLE replicator REPLICATION LOGIN SUPERUSER");
    cluster.sql("CREATE ROLE app LOGIN SUPERUSER");
    cluster.sql("CREATE DATABASE shop");
    cluster.sql("CREATE TABLE orders (id int)", "shop");
    cluster.sql("INSERT INTO orders VALUES (1), (2)", "shop");
  }

  [[nodiscard]] process_options tool(std::vector<std::string> argv, std::string_view user = "replicator") const {
    argv.front() = postgres_bin() + "/" + argv.front();
    return {.argv = std::move(argv),
            .env = {{"PGHOST", "127.0.0.1"},
                    {"PGPORT", fmt::to_string(proxy.port())},
                    {"PGUSER", std::string{user}},
                    {"PGSSLMODE", "prefer"}},
            .user = {},
            .folder = {},
            .err_file = {},
            .out_file = {}};
  }
  [[nodiscard]] std::string at(std::string_view name) const { return (folder.path() / name).native(); }
};

}  // namespace

TEST_CASE("pg_basebackup, pg_receivewal and pg_recvlogical work through Countersign where a rule lets them") {
  const replicated here;
  SUBCASE("pg_basebackup with the WAL over a second connection") {
    const run_result backup =
        run(here.tool({"pg_basebackup", "-D", here.at("copy"), "-X", "stream", "-c", "fast"}), {}, tool_max);
    CAPTURE(backup.err);
    REQUIRE(backup.status == 0);
    const run_result verified = run(here.tool({"pg_verifybackup", here.at("copy")}), {}, tool_max);
    CAPTURE(verified.err);
    CHECK(verified.status == 0);
  }
  SUBCASE("pg_receivewal") {
    std::filesystem::create_directory(here.at("wal"));
    process receiver{here.tool({"pg_receivewal", "-D", here.at("wal"), "-v"})};
    REQUIRE(receiver.wait_for_output("starting log streaming", tool_max));
    here.cluster.sql("SELECT pg_switch_wal()");
    here.cluster.sql("INSERT INTO orders VALUES (3)", "shop");
    here.cluster.sql("SELECT pg_switch_wal()");
    CHECK(eventually(tool_max, [&] {
      for (const auto& each : std::filesystem::directory_iterator{here.at("wal")}) {
        if (each.path().extension() != ".partial") return true;
      }
      return false;
    }));
    receiver.signal(SIGINT);  // it then says CopyDone and waits for that of the server
    CHECK(receiver.wait_or_kill(tool_max) == 0);
  }
  SUBCASE("pg_recvlogical") {
    const std::vector<std::string> base{"pg_recvlogical", "-d", "shop", "--slot", "changes"};
    auto with = [&](std::vector<std::string> more) {
      std::vector<std::string> all = base;
      all.insert(all.end(), more.begin(), more.end());
      return here.tool(all);
    };
    REQUIRE(run(with({"--create-slot", "-P", "test_decoding"}), {}, tool_max).status == 0);
    here.cluster.sql("INSERT INTO orders VALUES (4)", "shop");
    process receiver{with({"--start", "-f", "-", "-F", "0"})};
    CHECK(receiver.wait_for_out("table public.orders: INSERT: id[integer]:4", 0, tool_max));
    here.cluster.sql("INSERT INTO orders VALUES (5)", "shop");
    CHECK(receiver.wait_for_out("INSERT: id[integer]:5", 0, tool_max));
    receiver.signal(SIGINT);
    CHECK(receiver.wait_or_kill(tool_max) == 0);
    REQUIRE(run(with({"--drop-slot"}), {}, tool_max).status == 0);
    CHECK(here.cluster.sql("SELECT count(*) FROM pg_replication_slots") == "0");
  }
  SUBCASE("others are refused, and told why") {
    const run_result backup = run(here.tool({"pg_basebackup", "-D", here.at("no")}, "app"), {}, tool_max);
    CHECK(backup.status != 0);
    CHECK(backup.err.find("no rule lets app open a replication connection") != std::string::npos);
  }
  SUBCASE("SQL on a replication connection is judged as anywhere") {
    const std::string conninfo = here.proxy.conninfo("replicator", "shop") + " replication=database";
    sql_connection connection{conninfo};
    CHECK(connection.must("SELECT count(*) FROM orders") == "2");
    CHECK(connection.exec("DELETE FROM orders").sqlstate == "57014");
    CHECK(connection.exec("IDENTIFY_SYSTEM").ok());
    CHECK(here.cluster.sql("SELECT count(*) FROM orders", "shop") == "2");
  }
}
