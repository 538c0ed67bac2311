#include "proxy/config/upstreams.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace countersign::config {

namespace {

constexpr std::size_t name_bytes_max = 63;  // NAMEDATALEN - 1
constexpr std::size_t hosts_max = 16;
constexpr std::size_t upstreams_max = 1000;

void read_tls(document& read, const toml::table& from, upstream_tls& to) {
  read.word(from, "tls", {"disable", "prefer", "require", "verify-ca", "verify-full"}, to.mode);
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

// "name", "name:port", "[::1]:port" or a folder; nothing if it is none of these.
std::optional<place> read_host(std::string_view text, std::uint16_t port) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : text.rfind(':');
  if (text.starts_with('/') || (!bracketed && (end == std::string_view::npos || text.find(':') != end))) {
    return place{std::string{text}, port};
  }
  if (end == std::string_view::npos) return std::nullopt;
  place out{std::string{bracketed ? text.substr(1, end - 1) : text.substr(0, end)}, port};
  const std::string_view rest = text.substr(bracketed ? end + 1 : end);
  if (rest.empty()) return out;
  const char* const last = rest.data() + rest.size();
  const auto [read_to, wrong] = std::from_chars(rest.data() + 1, last, out.port);
  if (rest.front() != ':' || wrong != std::errc{} || read_to != last || out.port == 0 || out.host.empty()) return {};
  return out;
}

void read_hosts(document& read, const toml::table& from, std::vector<place>& to) {
  const toml::node* const written = from.get("host");
  const bool list = written != nullptr && written->is_array();
  std::vector<std::string> names{to.front().host};
  std::uint16_t port = to.front().port;
  if (list) {
    read.texts(from, "host", names);
  } else {
    read.text(from, "host", names.front());
  }
  read.number(from, "port", port, 1, 65'535);
  to.clear();
  for (const std::string& each : names) {
    const auto one = list ? read_host(each, port) : place{each, port};
    if (one) {
      to.push_back(*one);
    } else {
      read.wrong(from, "host", fmt::format("cannot read \"{}\"", each), "\"name\", \"name:5432\" or \"[::1]:5432\"");
    }
  }
  if (to.size() > hosts_max) read.wrong(from, "host", fmt::format("must be at most {} servers", hosts_max), {});
  if (to.empty()) to.emplace_back();
}

void read_databases(document& read, const toml::table& from, std::vector<std::string>& to) {
  read.texts(from, "databases", to);
  for (const std::string& each : to) {
    if (each.size() > name_bytes_max) {
      read.wrong(from, "databases", fmt::format("no name of a database is longer than {} bytes", name_bytes_max), {});
      return;
    }
  }
}

void read_upstream(document& read, const toml::table& from, upstream_settings& to,
                   const std::filesystem::path& beside) {
  const auto beside_this = [&](std::string& file) {
    if (!file.empty()) file = (beside / file).lexically_normal().string();
  };
  read_hosts(read, from, to.hosts);
  read.word(from, "target_session_attrs", {"any", "read-write", "read-only", "primary", "standby", "prefer-standby"},
            to.target_session_attrs);
  read_databases(read, from, to.databases);
  read_tls(read, from, to.security);
  read.text(from, "auth_file", to.auth_file);
  read.secret(from, "auth_url_file", nullptr, beside, to.auth_url);
  if (!to.auth_file.empty() && !to.auth_url.empty()) {
    read.wrong(from, "auth_url_file", "verifiers are in auth_file or are read from the server",
               "remove one of the two");
  }
  read.secret(from, "catalog_url_file", nullptr, beside, to.catalog_url);
  for (std::string* const file : {&to.security.crl, &to.security.certificate, &to.security.key, &to.auth_file}) {
    beside_this(*file);
  }
  if (to.security.ca != "system") beside_this(to.security.ca);
}

// Among several, the name of the database says which one is meant: so each has to say its own, and none of another's.
void check_databases(document& read, const toml::array& written, const std::vector<upstream_settings>& all) {
  std::set<std::string> taken;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const toml::table& from = *written[i].as_table();
    if (all[i].databases.empty() && from.get("databases") == nullptr) {
      read.mistake(from.source(), "upstream.databases", "is needed where there are several upstreams",
                   "databases = [\"shop\"]: those that this server has");
    }
    for (const std::string& each : all[i].databases) {
      if (taken.insert(each).second) continue;
      read.mistake(from.get("databases")->source(), "upstream.databases",
                   fmt::format("\"{}\" is another upstream's, or named twice", each), "name it once");
    }
  }
}

}  // namespace

void read_upstreams(document& read, const toml::table& root, settings& to, const std::filesystem::path& beside) {
  const toml::node* const node = root.get("upstream");
  if (node == nullptr || !node->is_array()) {
    read.table(root, "upstream",
               [&](const toml::table& from) { read_upstream(read, from, to.upstreams.front(), beside); });
    return;
  }
  to.upstreams.clear();
  read.tables(root, "upstream",
              [&](const toml::table& from) { read_upstream(read, from, to.upstreams.emplace_back(), beside); });
  if (to.upstreams.empty() || to.upstreams.size() > upstreams_max) {
    read.mistake(node->source(), "upstream", fmt::format("must be 1 to {} tables", upstreams_max), {});
    if (to.upstreams.empty()) to.upstreams.emplace_back();
  } else if (to.upstreams.size() > 1) {
    check_databases(read, *node->as_array(), to.upstreams);
  }
}

void join_upstreams(document& read, const toml::table& root, settings& to) {
  const auto wrong = [&](std::string_view table, std::string_view key, std::string message, std::string suggestion) {
    const toml::node* const node = root.get(table);
    const toml::table* const from = node == nullptr ? nullptr : node->as_table();
    const toml::node* const at = from == nullptr ? node : from->get(key);
    read.mistake(at != nullptr ? at->source() : root.source(), fmt::format("{}.{}", table, key), std::move(message),
                 std::move(suggestion));
  };
  const bool several = to.upstreams.size() > 1;
  const auto hand_down = [&](std::string& all, std::string upstream_settings::*own, std::string_view table,
                             std::string_view key, std::string_view own_key) {
    if (all.empty()) return;
    if (several || !(to.upstreams.front().*own).empty()) {
      wrong(table, key, "belongs to one server, and which is not clear here",
            fmt::format("say {} in the [[upstream]] that it is of", own_key));
    } else {
      to.upstreams.front().*own = std::exchange(all, {});
    }
  };
  hand_down(to.auth_file, &upstream_settings::auth_file, "listen", "auth_file", "auth_file");
  hand_down(to.catalog.url, &upstream_settings::catalog_url, "catalog", "url", "catalog_url_file");
  for (const upstream_settings& each : to.upstreams) {
    if (each.target_session_attrs == "any" || !each.catalog_url.empty()) continue;
    read.mistake(root.get("upstream")->source(), "upstream.target_session_attrs",
                 "needs a login of Countersign's own, to ask each server whether it takes writes",
                 "catalog_url_file = \"catalog.url\"; the host and port in it do not matter for this");
  }
  const auto has_verifiers = [](const upstream_settings& each) {
    return !each.auth_file.empty() || !each.auth_url.empty();
  };
  if (to.verify_logins && !std::all_of(to.upstreams.begin(), to.upstreams.end(), has_verifiers)) {
    wrong("listen", "auth", "needs the verifiers of each upstream",
          "auth_file = \"logins.txt\", or auth_url_file under [upstream]");
  }
  if (!to.verify_logins && std::any_of(to.upstreams.begin(), to.upstreams.end(), has_verifiers)) {
    wrong("listen", "auth_file", "is not read, since logins are relayed", "set auth = \"verify\"");
  }
}

}  // namespace countersign::config
