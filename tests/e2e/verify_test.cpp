// Logins that Countersign checks itself, with libpq, psql and a real server that asks for the same passwords.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <signal.h>

#include <filesystem>

#include "tests/e2e/tls_cluster.hpp"
#include "tests/support/eventually.hpp"

using namespace countersign::test;
namespace fs = std::filesystem;

namespace {

constexpr milliseconds patience{20'000};

// A file of logins, in a folder of its own.
struct login_file {
  explicit login_file(std::string_view roles = "rolname = 'keeper'") { write(exported(roles)); }
  // As the README says to make it.
  [[nodiscard]] static std::string exported(std::string_view roles) {
    return tls_cluster().sql(
        fmt::format("SELECT coalesce(string_agg(concat('\"', replace(rolname, '\"', '\"\"'), '\" \"', rolpassword, "
                    "'\"'), E'\\n'), '') FROM pg_authid WHERE {}",
                    roles));
  }
  void write(std::string_view text) const {
    fs::permissions(home.write("logins.txt", text), fs::perms::owner_read | fs::perms::owner_write);
  }
  [[nodiscard]] std::string lines() const {
    return fmt::format("auth = \"verify\"\nauth_file = \"{}\"\n", (home.path() / "logins.txt").native());
  }
  temp_dir home{"countersign-logins"};
};

std::string with_password(std::string_view password, std::string_view more = "sslmode=require") {
  return fmt::format("password={} {}", password, more);
}

// Without the address and the port that libpq puts in front.
std::string reason(const std::string& words) {
  const std::size_t at = words.find("FATAL:");
  return at == std::string::npos ? words : words.substr(at);
}

}  // namespace

TEST_CASE("with TLS on both legs a login is bound to each of them") {
  const login_file file;
  const std::string ca = fmt::format("tls = \"verify-full\"\ntls_ca = \"{}\"\n", ours().ca());
  for (const std::string& upstream : {ca, std::string{"tls = \"disable\"\n"}}) {
    countersign_process proxy{tls_cluster(),
                              {.listen = listen_lines("countersign", file.lines()), .upstream = upstream}};
    for (const char* way : {"sslmode=require channel_binding=require", "sslmode=require channel_binding=disable",
                            "sslmode=disable", "sslmode=prefer"}) {
      CAPTURE(way);
      sql_connection keeper{client(proxy, "keeper", with_password(keepers_password, way))};
      CHECK(keeper.must("SELECT current_user") == "keeper");
      CHECK(keeper.must("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == (upstream == ca ? "t" : "f"));
      CHECK(keeper.must("SELECT pg_backend_pid()") == fmt::to_string(keeper.backend_pid()));
    }
  }
}

TEST_CASE("psql logs in with its password, and what is risky is still held") {
  const login_file file;
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign", file.lines())}};
  process_options what;
  what.argv = {postgres_bin() + "/psql", "-XAt", "-c", "SELECT current_user"};
  what.env = {{"PGHOST", "127.0.0.1"},  {"PGPORT", fmt::to_string(proxy.port())},
              {"PGUSER", "keeper"},     {"PGDATABASE", "postgres"},
              {"PGSSLMODE", "require"}, {"PGPASSWORD", std::string{keepers_password}}};
  const run_result done = run(std::move(what));
  CHECK(done.out == "keeper\n");
  sql_connection keeper{client(proxy, "keeper", with_password(keepers_password))};
  keeper.must("CREATE TEMP TABLE orders (id int)");
  std::future<sql_result> answer = under_way(keeper, "DELETE FROM orders");
  const api_client dana = proxy.as("dana");
  CHECK(result_of(dana.approve(dana.wait_for_hold("DELETE FROM orders"))) == "settled");
  CHECK(answer.get().ok());
}

TEST_CASE("wrong passwords and unknown roles are refused alike, without asking the server") {
  const login_file file;
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign", file.lines())}};
  const std::string before = tls_cluster().log();
  const std::string direct =
      refusal(tls_cluster().conninfo("keeper", "postgres") + " " + with_password("rosebud", "sslmode=require"));
  // The server trusts the role app, and has it; this listener does not know it.
  for (const std::string role : {"keeper", "app", "nobody"}) {
    CAPTURE(role);
    const std::string told = refusal(client(proxy, role, with_password("rosebud")));
    CHECK(reason(told) == fmt::format("FATAL:  password authentication failed for user \"{}\"\n", role));
    if (role == "keeper") CHECK(reason(told) == reason(direct));
  }
  CHECK(refusal(client(proxy, "keeper", "sslmode=require")).find("no password supplied") != std::string::npos);
  CHECK(tls_cluster().log().substr(before.size()).find("nobody") == std::string::npos);
}

TEST_CASE("passwords and verifiers reach neither log nor audit") {
  const login_file file;
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign", file.lines())}};
  CHECK(refusal(client(proxy, "keeper", with_password(keepers_password))).empty());
  CHECK_FALSE(refusal(client(proxy, "keeper", with_password("rosebud"))).empty());
  proxy.stop();
  const std::string verifier = tls_cluster().sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'keeper'");
  const std::size_t keys = verifier.rfind('$');
  for (const char* name : {"countersign.log", "audit.jsonl", "countersign.db"}) {
    CAPTURE(name);
    const std::string text = proxy.home().read(name);
    CHECK(text.find(keepers_password) == std::string::npos);
    CHECK(text.find("rosebud") == std::string::npos);
    CHECK(text.find(verifier.substr(keys + 1, 20)) == std::string::npos);
  }
  proxy.start();
}

TEST_CASE("a password that changes at the server has to be exported again, and a broken file changes nothing") {
  tls_cluster().sql("CREATE ROLE mover LOGIN PASSWORD 'first-4711'");
  tls_cluster().set_hba({"host all keeper,mover 127.0.0.1/32 scram-sha-256"});
  const login_file file("rolname = 'mover'");
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign", file.lines())}};
  CHECK(refusal(client(proxy, "mover", with_password("first-4711"))).empty());
  tls_cluster().sql("ALTER ROLE mover PASSWORD 'second-4711'");
  // The postmaster reads pg_hba.conf some time after it was told to.
  CHECK(eventually(patience, [&] {
    return refusal(client(proxy, "mover", with_password("first-4711")))
               .find("not the one that the database server has") != std::string::npos;
  }));
  file.write("\"mover\" \"hunter2\"\n");
  proxy.signal(SIGHUP);
  CHECK(eventually(patience, [&] { return proxy.log().find("the logins stay as they were") != std::string::npos; }));
  CHECK(proxy.log().find("hunter2") == std::string::npos);
  CHECK(refusal(client(proxy, "mover", with_password("second-4711"))).find("password authentication failed") !=
        std::string::npos);
  file.write(login_file::exported("rolname IN ('mover', 'keeper')"));
  proxy.signal(SIGHUP);
  CHECK(eventually(patience, [&] { return refusal(client(proxy, "mover", with_password("second-4711"))).empty(); }));
  CHECK(refusal(client(proxy, "keeper", with_password(keepers_password))).empty());
}

TEST_CASE("a server that wants the password itself is named as what is in the way") {
  tls_cluster().sql("CREATE ROLE old LOGIN PASSWORD 'opensesame-4712'");
  const login_file file("rolname = 'old'");
  tls_cluster().sql("SET password_encryption = 'md5'; ALTER ROLE old PASSWORD 'opensesame-4712'");
  tls_cluster().set_hba({"host all old 127.0.0.1/32 md5", "host all keeper,mover 127.0.0.1/32 scram-sha-256"});
  countersign_process proxy{tls_cluster(), {.listen = listen_lines("countersign", file.lines())}};
  CHECK(eventually(patience, [&] {
    const std::string told = refusal(client(proxy, "old", with_password("opensesame-4712")));
    return told.find("wants another proof than SCRAM-SHA-256") != std::string::npos &&
           told.find("pg_hba.conf") != std::string::npos;
  }));
}

TEST_CASE("a file of logins that others can read, or that is none, keeps Countersign from starting") {
  const login_file file;
  const auto complaint = [&]() -> std::string {
    try {
      const countersign_process proxy{tls_cluster(), {.listen = file.lines()}};
      return {};
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  };
  CHECK(complaint().empty());
  fs::permissions(file.home.path() / "logins.txt", fs::perms{0644});
  CHECK(complaint().find("chmod it to 0600") != std::string::npos);
  file.write("keeper: opensesame");
  CHECK(complaint().find("logins.txt:1: must be") != std::string::npos);
  CHECK(complaint().find("opensesame") == std::string::npos);
}

TEST_CASE("verifiers are read from the server, by a role that may read nothing else, and again when a login fails") {
  tls_cluster().sql("CREATE ROLE reader LOGIN");
  tls_cluster().sql("GRANT SELECT (rolname, rolpassword, rolcanlogin, rolvaliduntil) ON pg_authid TO reader");
  tls_cluster().sql("CREATE ROLE wanderer LOGIN PASSWORD 'first-4713'");
  tls_cluster().sql("CREATE ROLE expired LOGIN PASSWORD 'first-4713' VALID UNTIL '2001-01-01'");
  tls_cluster().set_hba({"host all keeper,mover,wanderer,expired 127.0.0.1/32 scram-sha-256"});
  const temp_dir home{"countersign-verifiers"};
  home.write("auth.url", tls_cluster().conninfo("reader", "postgres") + " sslmode=disable");
  countersign_process proxy{tls_cluster(),
                            {.listen = listen_lines("countersign", "auth = \"verify\""),
                             .upstream = fmt::format("auth_url_file = \"{}\"\n", (home.path() / "auth.url").native())}};
  CHECK(eventually(patience, [&] { return refusal(client(proxy, "wanderer", with_password("first-4713"))).empty(); }));
  CHECK(refusal(client(proxy, "keeper", with_password(keepers_password, "sslmode=require channel_binding=require")))
            .empty());
  CHECK(reason(refusal(client(proxy, "expired", with_password("first-4713")))) ==
        "FATAL:  password authentication failed for user \"expired\"\n");
  tls_cluster().sql("ALTER ROLE wanderer PASSWORD 'second-4713'");
  CHECK(eventually(patience, [&] { return refusal(client(proxy, "wanderer", with_password("second-4713"))).empty(); }));
  CHECK_FALSE(refusal(client(proxy, "wanderer", with_password("first-4713"))).empty());
  proxy.stop();
  bool recorded = false;
  for (const auto& line : proxy.audit()) {
    recorded = recorded || (line.at("event") == "login failed" && line.at("role") == "wanderer" &&
                            line.at("why") == "wrong password");
  }
  CHECK(recorded);
  CHECK(proxy.log().find("4713") == std::string::npos);
  proxy.start();
}
