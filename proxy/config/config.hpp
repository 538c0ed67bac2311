// countersign.toml: where to listen, what to stand in front of, where to keep things.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/network.hpp"
#include "policy/ruleset.hpp"

namespace countersign::config {

struct place {
  std::string host;
  std::uint16_t port = 0;
};

// TLS with frontends.
struct listen_tls {
  bool required = false;    // plain sessions are refused
  std::string certificate;  // empty: no TLS
  std::string key;
  std::string client_ca;
  std::string client_crl;
  bool client_certificate_required = false;
};

// TLS with the database server.
struct upstream_tls {
  std::string mode = "prefer";  // as libpq's sslmode, which has its own meanings of each
  std::string ca;               // a file, or "system"
  std::string crl;
  std::string certificate;
  std::string key;
};

// One server that Countersign stands in front of.
struct upstream_settings {
  std::vector<place> hosts{{"127.0.0.1", 5432}};  // tried in this order; never empty
  std::string target_session_attrs = "any";       // libpq's words
  upstream_tls security;
  std::vector<std::string> databases;  // that are looked for there and nowhere else; empty: whatever is asked for
  std::string auth_file;               // of its roles' verifiers; without this and the next, logins are relayed
  std::string auth_url;                // to read them from it; may hold a password, never logged
  std::string catalog_url;             // empty: no catalog; may hold a password, never logged
};

struct slack_settings {
  std::string token;           // bot token, from token_file or COUNTERSIGN_SLACK_TOKEN; never logged
  std::string signing_secret;  // from signing_secret_file or COUNTERSIGN_SLACK_SIGNING_SECRET; never logged
  std::string channel;         // empty: no Slack
  std::string api = "https://slack.com/api";
};

struct webhook_settings {
  std::string url;     // empty: no webhook
  std::string secret;  // from secret_file; never logged
  bool include_statement = false;
};

// How the logins of Countersign's own are used with which it reads what views, triggers and functions do.
struct catalog_settings {
  std::string url;  // handed to the one upstream; may hold a password, never logged
  std::chrono::seconds check_every{5};
  std::chrono::seconds stale_after{60};
};

struct settings {
  place listen{"127.0.0.1", 6432};
  bool verify_logins = false;                   // else they are relayed
  std::string auth_file;                        // of verifiers, handed to the one upstream
  std::vector<upstream_settings> upstreams{1};  // never empty
  listen_tls listen_security;
  std::vector<policy::network> proxied_from;  // whose connections begin with a PROXY header; empty: nobody's
  unsigned threads = 0;                       // 0: one per core
  std::size_t sessions_max = 1000;
  std::string rules_file;  // empty: the built-in starter rules
  std::string store_file = "countersign.db";
  std::string audit_file = "audit.jsonl";
  place inbox{"127.0.0.1", 6433};
  std::string inbox_url;
  std::chrono::seconds remind{30};
  bool notices = true;
  std::size_t pending_max = 2000;
  std::size_t pending_per_role_max = 500;
  std::chrono::seconds grant_life{300};
  std::chrono::seconds late_window{600};
  slack_settings slack;
  webhook_settings webhook;
  std::string factors_key;  // of secrets in the store, from key_file or COUNTERSIGN_FACTORS_KEY; never logged
  catalog_settings catalog;
};

struct load_result {
  settings what;
  std::vector<policy::diagnostic> mistakes;
};

// Reads the file and the secret files that it names; relative names are beside it. Every mistake is reported.
[[nodiscard]] load_result load(const std::string& file);

// The whole file, or an error for people. Throws std::runtime_error.
[[nodiscard]] std::string read_file(const std::string& file);

}  // namespace countersign::config
