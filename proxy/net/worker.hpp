// One thread with its loop and the sessions that live on it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>

#include "proxy/net/connection.hpp"

namespace countersign::net {

// An accepted socket on its way to the thread that will serve it. Owns it until then.
class accepted {
 public:
  accepted(int socket, endpoint from) : socket_(socket), from_(from) {}
  accepted(accepted&& other) noexcept : socket_(std::exchange(other.socket_, -1)), from_(other.from_) {}
  accepted& operator=(accepted&&) = delete;
  ~accepted();
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] int release() { return std::exchange(socket_, -1); }
  [[nodiscard]] const endpoint& from() const { return from_; }

 private:
  int socket_;
  endpoint from_;
};

// Counts that all threads share.
struct server_counts {
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> last_session{0};
  std::atomic<std::size_t> sessions{0};  // also those that are being closed
};

// Thread-safe, except for construction and destruction, which are the server's.
class worker {
 public:
  worker(const server_options& how, cancel_registry& cancels, desk_port& desk, server_counts& counts,
         offload_thread& huge_statements, std::shared_ptr<const policy::ruleset> rules);
  ~worker();  // as stop()

  void start();
  void serve(accepted peer, admission let_in);
  void use_rules(std::shared_ptr<const policy::ruleset> rules);
  void use_catalog(const std::string& database, session::shelved_catalog now);
  void use_tls(tls_now fresh);
  void use_logins(session::logins_by_upstream fresh);
  void shut_down_sessions();
  void close_sessions();
  // Closes everything and ends the thread. What arrives later is only destroyed.
  void stop();

  [[nodiscard]] thread_loop& loop() { return *loop_; }
  [[nodiscard]] std::size_t load() const { return load_.load(std::memory_order_relaxed); }

 private:
  void run();
  // A connection whose PROXY header is being read.
  struct arrival {
    explicit arrival(executor where) : socket(where), deadline(where) {}
    stream_socket socket;
    timer deadline;
  };
  void begin(accepted& peer, admission let_in);
  void begin_session(accepted frontend, session::peer who, admission let_in);
  task<> meet(std::shared_ptr<arrival> one, session::peer who, admission let_in);
  task<bool> read_proxy_header(arrival& from, session::peer& who);
  void turn_away();
  void ended(std::uint64_t id);
  void rest_if_done();
  template <class What>
  void for_each_session(What what);

  const server_options& how_;
  cancel_registry& cancels_;
  desk_port& desk_;
  server_counts& counts_;
  std::shared_ptr<thread_loop> loop_;
  offload_thread& huge_statements_;
  offload_thread long_statements_;
  std::atomic<std::size_t> load_{0};
  std::thread thread_;
  const std::function<void(std::uint64_t)> ended_{[this](std::uint64_t id) { ended(id); }};
  bool stopping_ = false;  // of the worker's thread
  tls_now tls_;

  // The thread's own, made and unmade on it: libpg_query keeps state by thread.
  std::shared_ptr<const policy::ruleset> first_rules_;
  session::logins_by_upstream first_logins_;
  std::unique_ptr<std::array<char, 64 * 1024>> buffer_;
  std::unique_ptr<std::array<char, 64 * 1024 - tls_record_bytes_max>> cipher_;
  std::optional<session::shared> shared_;
  std::optional<thread_services> services_;
  std::unordered_map<std::uint64_t, std::shared_ptr<connection>> open_;
  std::unordered_map<std::uint64_t, std::shared_ptr<arrival>> arriving_;
};

}  // namespace countersign::net
