// Reads the verifiers of a server's roles with a login of Countersign's own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "proxy/session/logins.hpp"

namespace countersign::catalog_reader {

// One thread; a connection only while it reads. What it has read stays in force while the server does not answer.
class verifier_reader {
 public:
  using publish = std::function<void(std::shared_ptr<const session::logins>)>;
  // `conninfo` may hold a password and is never logged; `server` is its name for people.
  verifier_reader(std::string conninfo, std::string server, publish to);
  ~verifier_reader();
  verifier_reader(const verifier_reader&) = delete;
  verifier_reader& operator=(const verifier_reader&) = delete;

  // Reads once, then begins to read again and again. False: it could not be read for now, which is in the log.
  bool start();
  void stop();
  // A login failed, perhaps because a password has changed: reads again, if the last time is not just now.
  void doubt();

  static constexpr std::chrono::seconds read_every{30};
  static constexpr std::chrono::seconds doubted_every{1};

 private:
  using clock = std::chrono::steady_clock;
  void run();
  bool look();

  const std::string conninfo_;
  const std::string server_;
  const publish publish_;
  bool complained_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  clock::time_point read_at_{};
  bool doubted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace countersign::catalog_reader
