// Threads for what takes too long on a thread that others wait for: reading long statements.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "proxy/net/io.hpp"
#include "proxy/session/session.hpp"

namespace countersign::net {

// What a session is to know while it is elsewhere: as of now, on the thread that it comes from.
struct session_surroundings {
  std::shared_ptr<const policy::ruleset> rules;
  session::catalog_shelf catalogs;
};

// One thread, begun by its first job; one job after the other, in the order of arrival. run() is thread-safe.
class offload_thread {
 public:
  using job = std::function<void(session::shared& here)>;

  offload_thread();
  ~offload_thread();  // what is under way is finished, what waits is not begun
  offload_thread(const offload_thread&) = delete;
  offload_thread& operator=(const offload_thread&) = delete;

  void run(session_surroundings with, job what);

 private:
  void begin();

  std::once_flag begun_;
  std::unique_ptr<asio::io_context> io_;
  std::optional<asio::executor_work_guard<executor>> kept_running_;
  std::optional<session::shared> here_;  // made and unmade on the thread: libpg_query keeps state by thread
  std::thread thread_;
};

// Statements longer than this have a thread for all of the server, so that they only keep each other waiting; what is
// between this and `session::settings::offload_bytes` has one thread for each worker.
inline constexpr std::size_t huge_bytes = 256 * 1024;

}  // namespace countersign::net
