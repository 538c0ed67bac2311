// The proxy's network side: listeners, threads, and the sessions on them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "proxy/net/desk_port.hpp"
#include "proxy/net/options.hpp"

namespace countersign::net {

// Used by the one thread that owns it. `desk` must outlive it.
class server {
 public:
  server(server_options how, desk_port& desk, std::shared_ptr<const policy::ruleset> rules);
  ~server();  // as stop()
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Binds, listens and starts the threads. Throws boost::system::system_error, naming the address, if that fails.
  void start();
  // Where it listens, with the ports that were chosen: "127.0.0.1:6432". In the order of the options.
  [[nodiscard]] std::vector<std::string> listening() const;
  [[nodiscard]] std::uint16_t port() const;  // of the first that is TCP; 0 if none is

  // New statements are judged by these from each session's next event on.
  void use_rules(std::shared_ptr<const policy::ruleset> rules);
  // The same for a database's catalog. For any thread, between start() and stop().
  void use_catalog(const std::string& database, const session::shelved_catalog& now);

  // For connections that begin from now on. Whether there is TLS at all is for good.
  void use_tls(const tls_context_ref& frontend, const std::vector<tls_context_ref>& backends);
  void use_logins(const session::logins_by_upstream& fresh);

  // No new connections; every hold is withdrawn, every session ends at its next quiet moment.
  void drain();
  [[nodiscard]] std::size_t sessions() const;
  // Waits until all sessions have ended; false if some are left after `within`.
  [[nodiscard]] bool wait_until_idle(milliseconds within) const;
  // Closes what is left and ends the threads.
  void stop();

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace countersign::net
