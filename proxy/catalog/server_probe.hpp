// Asks servers whether they take writes, with a login of Countersign's own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "proxy/session/upstreams.hpp"

namespace countersign::catalog_reader {

// One of several servers that may be meant by one upstream.
struct probed_server {
  std::string host;     // as it is written; a folder for a Unix socket
  std::string address;  // the numeric one of the several that a name may have; empty for a Unix socket
  std::uint16_t port = 0;
  auto operator<=>(const probed_server&) const = default;
};

// One thread for each upstream, and one connection for each of its servers. An answer is at most `fresh_for` old.
class server_probe {
 public:
  using taker = std::function<void(session::server_role)>;
  // `conninfo` may hold a password and is never logged; its host and port are not used.
  explicit server_probe(std::string conninfo);
  ~server_probe();  // who still waits is answered that nothing is known
  server_probe(const server_probe&) = delete;
  server_probe& operator=(const server_probe&) = delete;

  // For any thread; the answer comes on another.
  void ask(probed_server which, taker answer);

  static constexpr std::chrono::milliseconds fresh_for{500};
  static constexpr std::chrono::milliseconds answer_max{3'000};  // for a connection, and for a question
  static constexpr std::size_t servers_max = 100;                // each is a connection

 private:
  class link;
  struct kept {
    std::unique_ptr<link> over;
    session::server_role last;
    std::chrono::steady_clock::time_point at{};
  };
  void run();
  [[nodiscard]] session::server_role look(const probed_server& which);

  const std::string conninfo_;
  std::map<probed_server, kept> servers_;  // of the thread
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::pair<probed_server, taker>> asked_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace countersign::catalog_reader
