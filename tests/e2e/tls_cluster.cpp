#include "tests/e2e/tls_cluster.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "tests/support/eventually.hpp"

namespace countersign::test {

namespace fs = std::filesystem;

const authority& ours() {
  static const authority made;
  static const bool ready = [] {
    made.make("countersign");
    made.make("server");
    return true;
  }();
  static_cast<void>(ready);
  return made;
}

// A cluster that speaks TLS with this certificate, made once.
postgres_cluster& tls_cluster() {
  static postgres_cluster cluster{
      {.settings = {"max_connections = 600"}, .hba = {"host all keeper 127.0.0.1/32 scram-sha-256"}}};
  static const bool ready = [] {
    make_roles(cluster);
    cluster.sql("CREATE ROLE keeper LOGIN PASSWORD '" + std::string{keepers_password} + "'");
    const fs::path data = fs::path{cluster.socket_folder()} / "data";
    fs::copy_file(ours().certificate("server"), data / "server.crt");
    fs::copy_file(ours().key("server"), data / "server.key");
    fs::permissions(data / "server.key", fs::perms::owner_read | fs::perms::owner_write);
    if (::getuid() == 0) {
      const passwd* const owner = ::getpwnam("postgres");
      if (owner == nullptr) throw std::runtime_error{"no system user postgres"};
      for (const char* file : {"server.crt", "server.key"}) {
        if (::chown((data / file).c_str(), owner->pw_uid, owner->pw_gid) != 0) throw std::runtime_error{"cannot chown"};
      }
    }
    cluster.sql("ALTER SYSTEM SET ssl = on");
    cluster.reload();
    return eventually(milliseconds{20'000},
                      [&] { return refusal(cluster.conninfo("app", "postgres") + " sslmode=require").empty(); });
  }();
  if (!ready) throw std::runtime_error{"the cluster does not speak TLS"};
  return cluster;
}

std::string listen_lines(std::string_view certificate, std::string_view more) {
  return fmt::format("tls_certificate = \"{}\"\ntls_key = \"{}\"\n{}\n", ours().certificate(certificate),
                     ours().key(certificate), more);
}

std::string client(const countersign_process& proxy, std::string_view user, std::string_view more) {
  return fmt::format("{} {}", proxy.conninfo(user, "postgres"), more);
}

}  // namespace countersign::test
