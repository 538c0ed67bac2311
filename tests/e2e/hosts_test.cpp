// An upstream that is one of several real servers.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"

using namespace countersign::test;
namespace fs = std::filesystem;

namespace {

constexpr milliseconds patience{20'000};

// In recovery from now on, until it is promoted.
void make_standby(postgres_cluster& cluster) {
  cluster.stop();
  const fs::path signal = fs::path{cluster.socket_folder()} / "data" / "standby.signal";
  std::ofstream{signal}.flush();
  fs::permissions(signal, fs::perms{0666});
  cluster.start();
}

struct pair_of_servers {
  pair_of_servers() {
    make_roles(first);
    make_roles(second);
    make_standby(first);
  }
  [[nodiscard]] std::string lines(std::string_view target) const {
    return fmt::format(
        "[upstream]\nhost = [\"127.0.0.1:{}\", \"127.0.0.1:{}\"]\ntls = \"disable\"\ntarget_session_attrs = \"{}\"\n"
        "[catalog]\nurl = \"user=app dbname=postgres\"\n",
        first.port(), second.port(), target);
  }
  postgres_cluster first;
  postgres_cluster second;
};

std::string port_through(const countersign_process& proxy) {
  return sql_connection{proxy.conninfo("app", "postgres")}.must("SELECT inet_server_port()");
}

}  // namespace

TEST_CASE("sessions go to the server that takes writes, also after a switchover, or learn what was tried") {
  pair_of_servers servers;
  countersign_process proxy{servers.first, {.upstreams = servers.lines("read-write")}};
  CHECK(port_through(proxy) == fmt::to_string(servers.second.port()));
  make_standby(servers.second);
  std::string told;
  CHECK(eventually(patience, [&] {
    told = refusal(proxy.conninfo("app", "postgres"));
    return told.find("read-only") != std::string::npos;
  }));
  for (const postgres_cluster* const each : {&servers.first, &servers.second}) {
    CHECK(told.find(fmt::format("connection to 127.0.0.1:{} failed: session is read-only", each->port())) !=
          std::string::npos);
  }
  servers.first.sql("SELECT pg_promote()");
  CHECK(eventually(patience, [&] { return refusal(proxy.conninfo("app", "postgres")).empty(); }));
  CHECK(port_through(proxy) == fmt::to_string(servers.first.port()));
  CHECK(sql_connection{proxy.conninfo("app", "postgres")}.exec("CREATE TEMP TABLE t (id int)").ok());

  // The other meanings, with a primary and a standby that are there.
  for (const auto& [target, port] : {std::pair{"standby", servers.second.port()},
                                     {"primary", servers.first.port()},
                                     {"prefer-standby", servers.second.port()},
                                     {"any", servers.first.port()}}) {
    CAPTURE(target);
    countersign_process other{servers.first, {.upstreams = servers.lines(target)}};
    CHECK(port_through(other) == fmt::to_string(port));
  }
  // A server that is down is passed over.
  servers.first.stop();
  countersign_process rest{servers.second, {.upstreams = servers.lines("prefer-standby")}};
  CHECK(port_through(rest) == fmt::to_string(servers.second.port()));
}

TEST_CASE("an upstream is reached over IPv6, and a name by whichever of its addresses answers") {
  const postgres_cluster cluster{
      {.settings = {"listen_addresses = '127.0.0.1,::1'"}, .hba = {"host all all ::1/128 trust"}}};
  make_roles(cluster);
  countersign_process six{cluster, {.upstream_host = "::1"}};
  sql_connection app{six.conninfo("app", "postgres")};
  CHECK(app.must("SELECT host(inet_server_addr())") == "::1");
  // Only 127.0.0.1 answers there, wherever the name leads first.
  countersign_process named{shared_cluster(), {.upstream_host = "localhost"}};
  CHECK(sql_connection{named.conninfo("app", "postgres")}.must("SELECT host(inet_server_addr())") == "127.0.0.1");
}
