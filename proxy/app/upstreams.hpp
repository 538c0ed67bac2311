// What the configuration says about the servers and about encryption, made ready for the network side.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "proxy/catalog/server_probe.hpp"
#include "proxy/catalog/service.hpp"
#include "proxy/catalog/verifier_reader.hpp"
#include "proxy/config/config.hpp"
#include "proxy/net/server.hpp"

namespace countersign::app {

struct tls_contexts {
  net::tls_context_ref frontend;               // null: no TLS with frontends
  std::vector<net::tls_context_ref> backends;  // of each upstream; null: never with TLS
};

// Throws std::runtime_error, naming the file.
[[nodiscard]] tls_contexts load_tls(const config::settings& from);

// Throws std::runtime_error with all that is wrong.
[[nodiscard]] session::logins_by_upstream load_logins(const config::settings& from);

// The verifiers of all upstreams, from files and from servers.
class verifiers final : public session::login_source {
 public:
  using publish = std::function<void(const session::logins_by_upstream&)>;
  // Throws as load_logins().
  explicit verifiers(const config::settings& from);
  ~verifiers() override;
  [[nodiscard]] const session::logins_by_upstream& now() const { return now_; }  // before start()
  [[nodiscard]] bool from_servers() const { return !readers_.empty(); }
  // Reads those of servers, then keeps them: `to` hears of each change, on any thread, until stop().
  void start(publish to);
  void stop();
  // The files again. Throws as load_logins(); then nothing has changed. How many roles are known now.
  std::size_t reload(const config::settings& from);

  void doubt(std::size_t upstream) override;

 private:
  void use(std::size_t upstream, std::shared_ptr<const session::logins> fresh);
  std::mutex guard_;
  session::logins_by_upstream now_;
  publish publish_;
  std::map<std::size_t, std::unique_ptr<catalog_reader::verifier_reader>> readers_;
};

// Listener, upstreams and sessions. The session::settings::upstreams are in the same order.
[[nodiscard]] net::server_options server_options_of(const config::settings& from,
                                                    const session::logins_by_upstream& logins, std::string inbox_url);

// The catalogs of all databases, each read from the server that has it.
class catalogs final : public session::catalog_source {
 public:
  using publish = catalog_reader::service::publish;
  catalogs(const config::settings& from, publish to);
  ~catalogs() override;

  [[nodiscard]] bool any() const { return !of_.empty(); }
  // Reads those that are known by name, then keeps them.
  void start();
  void stop();

  void want(std::string_view database) override;
  std::uint64_t changed(std::string_view database) override;

 private:
  struct one {
    std::vector<std::string> databases;  // empty: all
    std::unique_ptr<catalog_reader::service> service;
  };
  [[nodiscard]] catalog_reader::service* of(std::string_view database) const;
  publish publish_;
  std::vector<one> of_;
  std::vector<std::string> without_;  // databases of servers that Countersign has no login of its own for
};

}  // namespace countersign::app
