#include "proxy/config/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>

namespace countersign::config {

namespace {

namespace fs = std::filesystem;

// Takes values out of the document one by one; what nobody took is a mistake.
class reader {
 public:
  reader(load_result& into, const std::string& file) : into_(into), file_(file) {}

  void mistake(const toml::source_region& where, std::string key, std::string message, std::string suggestion) {
    into_.mistakes.push_back(
        {file_, where.begin.line, where.begin.column, std::move(key), std::move(message), std::move(suggestion)});
  }

  template <typename Read>
  void table(const toml::table& root, std::string_view name, Read&& read) {
    known_[""].emplace_back(name);
    const toml::node* const node = root.get(name);
    if (node == nullptr) return;
    if (!node->is_table()) {
      mistake(node->source(), std::string{name}, "must be a table", fmt::format("write [{}]", name));
      return;
    }
    section_ = name;
    read(*node->as_table());
    check_keys(*node->as_table(), std::string{name});
  }

  void text(const toml::table& from, std::string_view key, std::string& to) {
    if (const toml::node* const node = take(from, key)) {
      if (const auto value = node->value_exact<std::string>()) {
        to = *value;
      } else {
        mistake(node->source(), dotted(key), "must be a string", fmt::format("{} = \"...\"", key));
      }
    }
  }

  template <typename Number>
  void number(const toml::table& from, std::string_view key, Number& to, std::int64_t least, std::int64_t most) {
    if (const toml::node* const node = take(from, key)) {
      const auto value = node->value_exact<std::int64_t>();
      if (value && *value >= least && *value <= most) {
        to = static_cast<Number>(*value);
      } else {
        mistake(node->source(), dotted(key), fmt::format("must be a whole number from {} to {}", least, most), {});
      }
    }
  }

  void flag(const toml::table& from, std::string_view key, bool& to) {
    if (const toml::node* const node = take(from, key)) {
      if (const auto value = node->value_exact<bool>()) {
        to = *value;
      } else {
        mistake(node->source(), dotted(key), "must be true or false", {});
      }
    }
  }

  void duration(const toml::table& from, std::string_view key, std::chrono::seconds& to) {
    const toml::node* const node = take(from, key);
    if (node == nullptr) return;
    const std::string value = node->value_exact<std::string>().value_or("");
    const std::map<char, int> units{{'s', 1}, {'m', 60}, {'h', 3600}};
    const bool shaped = value.size() > 1 && value.size() < 8 && units.count(value.back()) == 1 &&
                        value.find_first_not_of("0123456789") == value.size() - 1;
    if (!shaped) {
      mistake(node->source(), dotted(key), "must be a duration", fmt::format("{} = \"30s\", \"10m\" or \"1h\"", key));
      return;
    }
    to = std::chrono::seconds{std::atoi(value.c_str()) * units.at(value.back())};
  }

  void at_least(const toml::table& from, std::string_view key, std::chrono::seconds value, std::chrono::seconds least) {
    const toml::node* const node = from.get(key);
    if (node == nullptr || value >= least) return;
    mistake(node->source(), dotted(key), fmt::format("must be {} s or more", least.count()), {});
  }

  // A connection string may hold one, in the form of a URL or of key and value.
  void no_password(const toml::table& from, std::string_view key, std::string_view instead) {
    const toml::node* const node = from.get(key);
    const std::string value = node == nullptr ? std::string{} : node->value_exact<std::string>().value_or("");
    const std::size_t scheme = value.find("://");
    const std::string login = scheme == std::string::npos ? std::string{} : value.substr(scheme + 3, value.find('@'));
    const bool in_url = value.find('@') != std::string::npos && login.find(':') < login.find('@');
    if (!in_url && value.find("password") == std::string::npos) return;
    mistake(node->source(), dotted(key), "a password does not belong into this file",
            fmt::format("put the connection string into {}", instead));
  }

  // A secret stands in a file of its own or in the environment, never in this one.
  void secret(const toml::table& from, std::string_view key, const char* variable, const fs::path& beside,
              std::string& to) {
    std::string name;
    text(from, key, name);
    if (name.empty()) {
      if (const char* const value = variable == nullptr ? nullptr : std::getenv(variable)) to = value;
      return;
    }
    try {
      to = read_file((beside / name).string());
      while (!to.empty() && (to.back() == '\n' || to.back() == '\r' || to.back() == ' ')) to.pop_back();
    } catch (const std::exception& error) {
      mistake(from.get(key)->source(), dotted(key), error.what(), "make it readable for Countersign");
    }
  }

  // What is wrong with a key that was read, or with its absence.
  void wrong(const toml::table& from, std::string_view key, std::string message, std::string suggestion) {
    const toml::node* const node = from.get(key);
    mistake(node == nullptr ? from.source() : node->source(), dotted(key), std::move(message), std::move(suggestion));
  }

  void check_keys(const toml::table& from, const std::string& section) {
    const std::vector<std::string>& known = known_[section];
    for (const auto& [key, node] : from) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      mistake(key.source(), section.empty() ? std::string{key.str()} : fmt::format("{}.{}", section, key.str()),
              "unknown key", fmt::format("known here: {}", fmt::join(known, ", ")));
    }
  }

 private:
  const toml::node* take(const toml::table& from, std::string_view key) {
    known_[section_].emplace_back(key);
    return from.get(key);
  }
  [[nodiscard]] std::string dotted(std::string_view key) const { return fmt::format("{}.{}", section_, key); }

  load_result& into_;
  const std::string& file_;
  std::string section_;
  std::map<std::string, std::vector<std::string>> known_;
};

// One of a few words.
void word(reader& read, const toml::table& from, std::string_view key, const std::vector<std::string>& allowed,
          std::string& to) {
  std::string given = to;
  read.text(from, key, given);
  if (std::find(allowed.begin(), allowed.end(), given) != allowed.end()) {
    to = given;
  } else {
    read.wrong(from, key, fmt::format("must be one of {}", fmt::join(allowed, ", ")), {});
  }
}

void read_listen_tls(reader& read, const toml::table& from, listen_tls& to) {
  read.text(from, "tls_certificate", to.certificate);
  read.text(from, "tls_key", to.key);
  read.text(from, "tls_client_ca", to.client_ca);
  read.text(from, "tls_client_crl", to.client_crl);
  std::string mode = to.certificate.empty() ? "off" : "offer";
  word(read, from, "tls", {"off", "offer", "require"}, mode);
  std::string clients = "optional";
  word(read, from, "tls_client_certificate", {"optional", "require"}, clients);
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

void read_auth(reader& read, const toml::table& from, settings& to) {
  std::string mode = "relay";
  word(read, from, "auth", {"relay", "verify"}, mode);
  read.text(from, "auth_file", to.auth_file);
  to.verify_logins = mode == "verify";
  if (to.verify_logins && to.auth_file.empty()) {
    read.wrong(from, "auth", "needs a file of verifiers", "auth_file = \"logins.txt\"");
  }
  if (!to.verify_logins && !to.auth_file.empty()) {
    read.wrong(from, "auth_file", "is not read, since logins are relayed", "set auth = \"verify\"");
  }
}

void read_upstream_tls(reader& read, const toml::table& from, upstream_tls& to) {
  word(read, from, "tls", {"disable", "prefer", "require", "verify-ca", "verify-full"}, to.mode);
  read.text(from, "tls_ca", to.ca);
  read.text(from, "tls_crl", to.crl);
  read.text(from, "tls_certificate", to.certificate);
  read.text(from, "tls_key", to.key);
  if (to.mode.starts_with("verify") && to.ca.empty()) {
    read.wrong(from, "tls", "needs the CA that signed the server's certificate",
               "tls_ca = \"root.crt\", or \"system\" for those that this machine trusts");
  }
  if (!to.ca.empty() && (to.mode == "disable" || to.mode == "prefer")) {
    read.wrong(from, "tls_ca", fmt::format("checks nothing with tls = \"{}\", which also goes on without TLS", to.mode),
               "set tls = \"verify-full\"");
  } else if (to.ca == "system" && to.mode != "verify-full") {
    read.wrong(from, "tls_ca", "\"system\" trusts every site's certificate", "set tls = \"verify-full\"");
  }
  if (to.certificate.empty() != to.key.empty()) {
    read.wrong(from, to.key.empty() ? "tls_certificate" : "tls_key", "certificate and key belong together",
               "set both tls_certificate and tls_key");
  }
}

void read_tables(reader& read, const toml::table& root, settings& to, const fs::path& beside) {
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
  });
  read.table(root, "upstream", [&](const toml::table& from) {
    place_of(from, "host", to.upstream);
    read_upstream_tls(read, from, to.upstream_security);
  });
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
  beside_this(to.rules_file);
  beside_this(to.store_file);
  beside_this(to.audit_file);
  beside_this(to.auth_file);
  for (std::string* const file :
       {&to.listen_security.certificate, &to.listen_security.key, &to.listen_security.client_ca,
        &to.listen_security.client_crl, &to.upstream_security.crl, &to.upstream_security.certificate,
        &to.upstream_security.key}) {
    beside_this(*file);
  }
  if (to.upstream_security.ca != "system") beside_this(to.upstream_security.ca);
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
    reader read(result, file);
    read_tables(read, parsed, result.what, fs::path(file).parent_path());
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    result.mistakes.push_back({file, at.line, at.column, {}, std::string{error.description()}, {}});
  }
  return result;
}

}  // namespace countersign::config
