// TLS on both sides of Countersign, with real certificates, libpq and a real server; and with those who cheat.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "tests/e2e/tls_cluster.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/tls_client.hpp"

using namespace countersign::test;
namespace fs = std::filesystem;

namespace {

constexpr milliseconds patience{20'000};

bool encrypted_upstream(sql_connection& on) {
  return on.must("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == "t";
}

const std::string idle = std::string("Z\0\0\0\5I", 6);

}  // namespace

TEST_CASE("each sslmode of a client does what it says, and the server's side is encrypted as configured") {
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign")}};
  struct row {
    std::string mode;
    bool encrypted;
  };
  for (const row& row : {row{"sslmode=disable", false}, row{"sslmode=allow", false}, row{"sslmode=prefer", true},
                         row{"sslmode=require", true}, row{"sslmode=verify-ca sslrootcert=" + ours().ca(), true},
                         row{"sslmode=verify-full sslrootcert=" + ours().ca(), true}}) {
    CAPTURE(row.mode);
    sql_connection on{client(proxy, "app", row.mode)};
    CHECK((PQsslInUse(on.get()) == 1) == row.encrypted);
    CHECK(encrypted_upstream(on));
    CHECK(on.must("SELECT length(repeat('x', 3000000))") == "3000000");
    CHECK(on.must("SELECT repeat('x', 3000000)").size() == 3'000'000);
    CHECK(on.must("SELECT length('" + std::string(1'000'000, 'y') + "')") == "1000000");
  }
  CHECK(proxy.home().read("audit.jsonl").find("\"tls\":\"TLSv1.3\"") != std::string::npos);
}

TEST_CASE("where TLS is required a plain session is told what to do, and a cancel still works") {
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign", "tls = \"require\"")}};
  CHECK(refusal(client(proxy, "app", "sslmode=disable")).find("sslmode=require") != std::string::npos);
  sql_connection on{client(proxy, "app", "sslmode=require")};
  std::future<sql_result> running = under_way(on, "SELECT pg_sleep(60)");
  REQUIRE(eventually(patience, [&] {
    return tls_cluster().sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "1";
  }));
  REQUIRE(on.cancel());
  CHECK(running.get().sqlstate == "57014");
}

TEST_CASE("bytes behind an SSLRequest are not taken for bytes that came encrypted (CVE-2021-23214)") {
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign")}};
  raw_client cheat{"127.0.0.1", proxy.port()};
  cheat.send(frontend::ssl_request() + frontend::startup({{"user", "app"}, {"database", "postgres"}}));
  const std::optional<raw_message> answer = cheat.next();
  REQUIRE(answer);
  CHECK(answer->type == 'E');
  CHECK(answer->field('C') == "08P01");
  CHECK(answer->field('M') == "received unencrypted data after SSL request");
  CHECK_FALSE(cheat.next());
  CHECK(cheat.ended());
  // Behind the 'S' they are no TLS record: nothing but the end comes.
  raw_client late{"127.0.0.1", proxy.port()};
  late.send(frontend::ssl_request());
  CHECK(late.next_byte() == 'S');
  late.send(frontend::startup({{"user", "app"}, {"database", "postgres"}}));
  std::string rest;
  while (late.socket().receive(rest, patience)) {
  }
  CHECK(late.socket().ended());
  CHECK(rest.find('Z') == std::string::npos);
  raw_client gss{"127.0.0.1", proxy.port()};
  gss.send(frontend::gss_request());
  CHECK(gss.next_byte() == 'N');
}

TEST_CASE("direct TLS needs the protocol's name, and sessions and cancels go through it") {
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign")}};
  CHECK_FALSE(tls_client(proxy.port(), {.protocol = "http/1.1"}).shook());
  tls_client nameless(proxy.port(), {.protocol = ""});
  nameless.send(frontend::startup({{"user", "app"}, {"database", "postgres"}}));
  CHECK_FALSE(nameless.wait_for(idle));
  CHECK(nameless.got().empty());
  // Who asked may leave the name out, as libpq before 17 does, but not give another.
  CHECK(tls_client(proxy.port(), {.how = tls_begin::requested, .protocol = ""}).shook());
  CHECK_FALSE(tls_client(proxy.port(), {.how = tls_begin::requested, .protocol = "http/1.1"}).shook());
  tls_client named(proxy.port());
  REQUIRE(named.shook());
  named.send(frontend::startup({{"user", "app"}, {"database", "postgres"}}));
  REQUIRE(named.wait_for(idle));
  const std::size_t key = named.got().find(std::string("K\0\0\0\x0c", 5));
  REQUIRE(key != std::string::npos);
  const std::string key_data = named.got().substr(key + 5, 8);
  named.send(frontend::query("SELECT pg_sleep(60)"));
  REQUIRE(eventually(patience, [&] {
    return tls_cluster().sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "1";
  }));
  tls_client canceller(proxy.port());
  canceller.send(frontend::cancel_request(key_data));
  CHECK_FALSE(canceller.wait_for("x"));
  CHECK(named.wait_for("57014"));
}

TEST_CASE("openssl's own client and psql are served") {
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign")}};
  const std::string where = fmt::format("127.0.0.1:{}", proxy.port());
  const auto s_client = [&](std::vector<std::string> more) {
    std::vector<std::string> argv{"openssl", "s_client", "-brief", "-connect", where, "-CAfile", ours().ca()};
    argv.insert(argv.end(), more.begin(), more.end());
    process_options what;
    what.argv = std::move(argv);
    return run(std::move(what));
  };
  const run_result direct = s_client({"-alpn", "postgresql", "-verify_return_error", "-verify_ip", "127.0.0.1"});
  CHECK(direct.status == 0);
  CHECK(direct.err.find("Verification: OK") != std::string::npos);
  const run_result asked = s_client({"-starttls", "postgres", "-verify_return_error"});
  CHECK(asked.status == 0);
  CHECK(asked.err.find("TLSv1.3") != std::string::npos);
  for (const std::string mode : {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}) {
    CAPTURE(mode);
    process_options what;
    what.argv = {postgres_bin() + "/psql", "-XAt", "-c", "\\conninfo", "-c", "SELECT 6 * 7"};
    what.env = {{"PGHOST", "127.0.0.1"}, {"PGPORT", fmt::to_string(proxy.port())},
                {"PGUSER", "app"},       {"PGDATABASE", "postgres"},
                {"PGSSLMODE", mode},     {"PGSSLROOTCERT", ours().ca()}};
    const run_result done = run(std::move(what));
    CHECK(done.status == 0);
    CHECK(done.out.find("\n42\n") != std::string::npos);
    CHECK((done.out.find("SSL connection") != std::string::npos) == (mode != "disable" && mode != "allow"));
  }
}

TEST_CASE("old versions of TLS are refused, and a handshake is not begun anew") {
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign")}};
  CHECK_FALSE(tls_client(proxy.port(), {.version_max = TLS1_VERSION}).shook());
  CHECK_FALSE(tls_client(proxy.port(), {.version_max = TLS1_1_VERSION}).shook());
  tls_client twelve(proxy.port(), {.version_max = TLS1_2_VERSION});
  REQUIRE(twelve.shook());
  twelve.send(frontend::startup({{"user", "app"}, {"database", "postgres"}}));
  REQUIRE(twelve.wait_for(idle));
  REQUIRE(SSL_renegotiate(twelve.get()) == 1);
  CHECK(SSL_do_handshake(twelve.get()) != 1);
}

TEST_CASE("who says that nothing more will come is gone, even if the socket stays") {
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign")}};
  tls_client client(proxy.port());
  REQUIRE(client.shook());
  client.send(frontend::startup({{"user", "app"}, {"database", "postgres"}, {"application_name", "leaver"}}));
  REQUIRE(client.wait_for(idle));
  const auto here = [] {
    return tls_cluster().sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'leaver'");
  };
  CHECK(here() == "1");
  client.send(frontend::query("SELECT 1"));
  client.say_end();
  CHECK(eventually(patience, [&] { return here() == "0"; }));
}

namespace {

// Resident memory of Countersign for each idle session, when there are many.
std::size_t bytes_each(const countersign_process& proxy, std::string_view sslmode) {
  const auto resident = [&] {
    const std::string status = read_file(fmt::format("/proc/{}/status", proxy.pid()));
    return std::stoul(status.substr(status.find("VmRSS:") + 6));
  };
  std::vector<std::unique_ptr<sql_connection>> open;
  const auto more = [&](int count) {
    for (int i = 0; i < count; ++i) {
      open.push_back(std::make_unique<sql_connection>(client(proxy, "app", sslmode)));
      CHECK(open.back()->must("SELECT repeat('x', 200000)").size() == 200'000);
    }
  };
  more(60);
  const std::size_t before = resident();
  more(200);
  return (resident() - before) * 1024 / 200;
}

}  // namespace

TEST_CASE("an idle session owns no buffers of TLS") {
  for (const std::string_view upstream : {"disable", "require"}) {
    for (const std::string_view sslmode : {"sslmode=disable", "sslmode=require"}) {
      countersign_process proxy{
          tls_cluster(), {.listen = listen_lines("countersign"), .upstream = fmt::format("tls = \"{}\"\n", upstream)}};
      const std::size_t each = bytes_each(proxy, sslmode);
      MESSAGE("frontends with ", sslmode, ", upstream tls = ", upstream, ": ", each, " bytes for each idle session");
#ifndef __SANITIZE_ADDRESS__
      CHECK(each < 52'000);
#endif
    }
  }
}

TEST_CASE("SCRAM passes where it can, and says what to do where it cannot") {
  const std::string password = "password=opensesame-4711 ";
  {
    countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign")}};
    CHECK(refusal(client(proxy, "keeper", password + "sslmode=disable")).empty());
    CHECK(refusal(client(proxy, "keeper", password + "sslmode=require channel_binding=disable")).empty());
    const std::string told = refusal(client(proxy, "keeper", password + "sslmode=require"));
    CHECK(told.find("channel_binding=disable") != std::string::npos);
  }
  {
    countersign_process proxy{tls_cluster(),
                              {.listen = listen_lines("countersign"), .upstream = "tls = \"disable\"\n"}};
    CHECK(refusal(client(proxy, "keeper", password + "sslmode=require")).empty());
    CHECK(refusal(client(proxy, "keeper", "password=wrong sslmode=require")).find("password") != std::string::npos);
    CHECK_FALSE(refusal(client(proxy, "keeper", password + "sslmode=require channel_binding=require")).empty());
  }
  countersign_process same{tls_cluster(), {.listen = listen_lines("server")}};
  CHECK(refusal(client(same, "keeper", password + "sslmode=require channel_binding=require")).empty());
}

TEST_CASE("each mode towards the server has libpq's meaning") {
  const authority others;
  struct row {
    std::string lines;
    std::string host;
    bool ssl_on;
    std::string refused;  // empty: it connects
    bool encrypted;
  };
  const std::string ca = fmt::format("tls_ca = \"{}\"\n", ours().ca());
  const std::string wrong_ca = fmt::format("tls_ca = \"{}\"\n", others.ca());
  for (const row& row :
       {row{"tls = \"disable\"\n", "", true, "", false}, row{"tls = \"prefer\"\n", "", true, "", true},
        row{"tls = \"prefer\"\n", "", false, "", false}, row{"tls = \"require\"\n", "", true, "", true},
        row{"tls = \"require\"\n", "", false, "does not support TLS", false},
        row{"tls = \"require\"\n" + wrong_ca, "", true, "certificate verify failed", false},
        row{"tls = \"verify-ca\"\n" + ca, "localhost", true, "", true},
        row{"tls = \"verify-ca\"\n" + wrong_ca, "", true, "certificate verify failed", false},
        row{"tls = \"verify-full\"\n" + ca, "", true, "", true},
        row{"tls = \"verify-full\"\n" + ca, "localhost", true, "not for localhost", false},
        row{"tls = \"require\"\n", "socket", true, "", false}}) {
    CAPTURE(row.lines);
    CAPTURE(row.host);
    const postgres_cluster& cluster = row.ssl_on ? tls_cluster() : shared_cluster();
    countersign_process proxy{
        cluster, {.upstream_host = row.host == "socket" ? cluster.socket_folder() : row.host, .upstream = row.lines}};
    const std::string told = refusal(client(proxy, "app", ""));
    CHECK(told.empty() == row.refused.empty());
    CHECK(told.find(row.refused) != std::string::npos);
    if (!row.refused.empty()) continue;
    sql_connection on{client(proxy, "app", "")};
    CHECK(encrypted_upstream(on) == row.encrypted);
  }
}

TEST_CASE("a server that wants a certificate gets Countersign's own") {
  postgres_cluster& cluster = tls_cluster();
  const fs::path data = fs::path{cluster.socket_folder()} / "data";
  fs::copy_file(ours().ca(), data / "root.crt", fs::copy_options::overwrite_existing);
  cluster.sql("ALTER SYSTEM SET ssl_ca_file = 'root.crt'");
  cluster.sql("CREATE ROLE carded LOGIN");
  cluster.set_hba(
      {"hostssl all carded 127.0.0.1/32 trust clientcert=verify-ca", "host all keeper 127.0.0.1/32 scram-sha-256"});
  REQUIRE(eventually(patience, [&] {
    return refusal(cluster.conninfo("carded", "postgres") + " sslmode=require").find("client certificate") !=
           std::string::npos;
  }));
  const std::string mode = "tls = \"require\"\n";
  countersign_process without{cluster, {.upstream = mode}};
  CHECK(refusal(client(without, "carded", "")).find("client certificate") != std::string::npos);
  ours().make("proxy");
  countersign_process with{cluster,
                           {.upstream = mode + fmt::format("tls_certificate = \"{}\"\ntls_key = \"{}\"\n",
                                                           ours().certificate("proxy"), ours().key("proxy"))}};
  CHECK(refusal(client(with, "carded", "")).empty());
}

TEST_CASE("certificates of clients are checked, revoked ones too, and the audit names them") {
  ours().make("dana");
  ours().make("mallory");
  ours().revoke("mallory");
  const authority others;
  others.make("stranger");
  countersign_process proxy{
      tls_cluster(),
      {.listen = listen_lines("countersign", fmt::format("tls_client_ca = \"{}\"\ntls_client_crl = \"{}\"\n"
                                                         "tls_client_certificate = \"require\"",
                                                         ours().ca(), ours().crl()))}};
  const auto with = [](const authority& from, std::string_view name) {
    return fmt::format("sslmode=require sslcert={} sslkey={}", from.certificate(name), from.key(name));
  };
  CHECK(refusal(client(proxy, "app", with(ours(), "dana"))).empty());
  CHECK(eventually(patience, [&] {
    return fs::exists(proxy.home().path() / "audit.jsonl") &&
           proxy.home().read("audit.jsonl").find("\"certificate\":\"CN=dana\"") != std::string::npos;
  }));
  CHECK_FALSE(refusal(client(proxy, "app", with(ours(), "mallory"))).empty());
  CHECK_FALSE(refusal(client(proxy, "app", with(others, "stranger"))).empty());
  CHECK_FALSE(refusal(client(proxy, "app", "sslmode=require")).empty());
  CHECK(proxy.log().find("certificate revoked") != std::string::npos);
}

TEST_CASE("certificates are read again on SIGHUP, and a bad one leaves the old in place") {
  const authority later;
  later.make("countersign");
  ours().make("renewed");
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("renewed")}};
  const std::string old_ca = "sslmode=verify-full sslrootcert=" + ours().ca();
  const std::string new_ca = "sslmode=verify-full sslrootcert=" + later.ca();
  sql_connection before{client(proxy, "app", old_ca)};
  const auto replace = [](const std::string& from, const std::string& to) {
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  };
  replace(later.certificate("countersign"), ours().certificate("renewed"));
  proxy.signal(SIGHUP);
  CHECK(eventually(patience, [&] { return proxy.log().find("stay as they were") != std::string::npos; }));
  CHECK(proxy.log().find("does not belong to the certificate") != std::string::npos);
  CHECK(refusal(client(proxy, "app", old_ca)).empty());
  replace(later.key("countersign"), ours().key("renewed"));
  proxy.signal(SIGHUP);
  CHECK(eventually(patience, [&] { return refusal(client(proxy, "app", new_ca)).empty(); }));
  CHECK_FALSE(refusal(client(proxy, "app", old_ca)).empty());
  CHECK(before.must("SELECT 1") == "1");
}
