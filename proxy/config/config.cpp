#include "proxy/config/config.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "proxy/config/document.hpp"
#include "proxy/config/upstreams.hpp"

namespace countersign::config {

namespace {

namespace fs = std::filesystem;

void read_listen_tls(document& read, const toml::table& from, listen_tls& to) {
  read.text(from, "tls_certificate", to.certificate);
  read.text(from, "tls_key", to.key);
  read.text(from, "tls_client_ca", to.client_ca);
  read.text(from, "tls_client_crl", to.client_crl);
  std::string mode = to.certificate.empty() ? "off" : "offer";
  read.word(from, "tls", {"off", "offer", "require"}, mode);
  std::string clients = "optional";
  read.word(from, "tls_client_certificate", {"optional", "require"}, clients);
  to.required = mode == "require";
  to.client_certificate_required = clients == "require";
  if (mode != "off" && to.certificate.empty()) {
    read.wrong(from, "tls", "needs a certificate", "tls_certificate = \"server.crt\" and tls_key = \"server.key\"");
  }
  if (to.certificate.empty() != to.key.empty()) {
    read.wrong(from, to.key.empty() ? "tls_certificate" : "tls_key", "certificate and key belong together",
               "set both tls_certificate and tls_key");
  }
  if (to.client_ca.empty() && (!to.client_crl.empty() || to.client_certificate_required)) {
    read.wrong(from, to.client_crl.empty() ? "tls_client_certificate" : "tls_client_crl",
               "needs the CA that signs the certificates of clients", "set tls_client_ca");
  }
  if (mode == "off") to = {};
}

void read_proxies(document& read, const toml::table& from, settings& to) {
  std::vector<std::string> written;
  read.texts(from, "proxy_protocol", written);
  for (const std::string& each : written) {
    policy::network::problem why{};
    if (const auto one = policy::network::parse(each, why)) {
      to.proxied_from.push_back(*one);
    } else {
      read.wrong(from, "proxy_protocol", fmt::format("cannot read \"{}\" as a network", each),
                 "proxy_protocol = [\"10.0.0.0/24\"]: the addresses of the load balancers");
    }
  }
}

void read_auth(document& read, const toml::table& from, settings& to) {
  std::string mode = "relay";
  read.word(from, "auth", {"relay", "verify"}, mode);
  read.text(from, "auth_file", to.auth_file);
  to.verify_logins = mode == "verify";
}

void read_tables(document& read, const toml::table& root, settings& to, const fs::path& beside) {
  constexpr std::int64_t port_max = 65'535;
  const auto place_of = [&](const toml::table& from, std::string_view host_key, place& where) {
    read.text(from, host_key, where.host);
    read.number(from, "port", where.port, 0, port_max);
  };
  const auto beside_this = [&](std::string& file) {
    if (!file.empty() && file != ":memory:") file = (beside / file).lexically_normal().string();
  };
  read.table(root, "listen", [&](const toml::table& from) {
    place_of(from, "address", to.listen);
    read.number(from, "threads", to.threads, 0, 256);
    read.number(from, "sessions_max", to.sessions_max, 1, 1'000'000);
    read_listen_tls(read, from, to.listen_security);
    read_auth(read, from, to);
    read_proxies(read, from, to);
  });
  read_upstreams(read, root, to, beside);
  read.table(root, "rules", [&](const toml::table& from) { read.text(from, "file", to.rules_file); });
  read.table(root, "store", [&](const toml::table& from) { read.text(from, "file", to.store_file); });
  read.table(root, "audit", [&](const toml::table& from) { read.text(from, "file", to.audit_file); });
  read.table(root, "inbox", [&](const toml::table& from) {
    place_of(from, "address", to.inbox);
    read.text(from, "url", to.inbox_url);
  });
  read.table(root, "holds", [&](const toml::table& from) {
    read.duration(from, "remind", to.remind);
    read.flag(from, "notices", to.notices);
    read.number(from, "pending_max", to.pending_max, 1, 1'000'000);
    read.number(from, "pending_per_role_max", to.pending_per_role_max, 1, 1'000'000);
    read.duration(from, "grant_life", to.grant_life);
    read.duration(from, "late_window", to.late_window);
  });
  read.table(root, "slack", [&](const toml::table& from) {
    read.text(from, "channel", to.slack.channel);
    read.text(from, "api", to.slack.api);
    read.secret(from, "token_file", "COUNTERSIGN_SLACK_TOKEN", beside, to.slack.token);
    read.secret(from, "signing_secret_file", "COUNTERSIGN_SLACK_SIGNING_SECRET", beside, to.slack.signing_secret);
  });
  read.table(root, "factors", [&](const toml::table& from) {
    read.secret(from, "key_file", "COUNTERSIGN_FACTORS_KEY", beside, to.factors_key);
  });
  read.table(root, "webhook", [&](const toml::table& from) {
    read.text(from, "url", to.webhook.url);
    read.secret(from, "secret_file", "COUNTERSIGN_WEBHOOK_SECRET", beside, to.webhook.secret);
    read.flag(from, "include_statement", to.webhook.include_statement);
  });
  read.table(root, "catalog", [&](const toml::table& from) {
    read.secret(from, "url_file", "COUNTERSIGN_CATALOG_URL", beside, to.catalog.url);
    read.text(from, "url", to.catalog.url);
    read.duration(from, "check_every", to.catalog.check_every);
    read.at_least(from, "check_every", to.catalog.check_every, std::chrono::seconds{1});
    read.no_password(from, "url", "url_file, or in COUNTERSIGN_CATALOG_URL");
    read.duration(from, "stale_after", to.catalog.stale_after);
  });
  read.check_keys(root, "");
  for (std::string* const file :
       {&to.rules_file, &to.store_file, &to.audit_file, &to.auth_file, &to.listen_security.certificate,
        &to.listen_security.key, &to.listen_security.client_ca, &to.listen_security.client_crl}) {
    beside_this(*file);
  }
  join_upstreams(read, root, to);
}

}  // namespace

std::string read_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(fmt::format("{}: {}", file, std::strerror(errno)));
  std::ostringstream all;
  all << in.rdbuf();
  if (in.bad()) throw std::runtime_error(fmt::format("{}: cannot be read", file));
  return all.str();
}

load_result load(const std::string& file) {
  load_result result;
  std::string text;
  try {
    text = read_file(file);
  } catch (const std::exception& error) {
    result.mistakes.push_back({file, 0, 0, {}, error.what(), "name it with --config"});
    return result;
  }
  try {
    const toml::table parsed = toml::parse(text, file);
    document read(result.mistakes, file);
    read_tables(read, parsed, result.what, fs::path(file).parent_path());
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    result.mistakes.push_back({file, at.line, at.column, {}, std::string{error.description()}, {}});
  }
  return result;
}

}  // namespace countersign::config
