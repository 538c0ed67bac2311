// A small server of its own that plays PostgreSQL: accepts logins and answers a few statements as told.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/eventually.hpp"

namespace countersign::test {

// Statements it knows by what they contain:
//   big_result()  many megabytes of rows; big_count is how many rows of 1 kB
//   wait()        no answer until a CancelRequest with the right key comes, then 57014
//   die()         the connection closes without an answer
// Everything else gets one row, or a command tag for DELETE. One thread per connection; safe to ask from any thread.
class upstream {
 public:
  upstream();
  ~upstream();
  upstream(const upstream&) = delete;
  upstream& operator=(const upstream&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::vector<std::string> statements() const;
  [[nodiscard]] bool saw(std::string_view text, milliseconds within = milliseconds{5000}) const;
  [[nodiscard]] std::size_t cancels() const { return cancels_; }
  [[nodiscard]] std::size_t logins() const { return logins_; }
  [[nodiscard]] std::size_t terminates() const { return terminates_; }
  [[nodiscard]] std::size_t open() const { return open_; }

  void keep_cancels_open(bool keep);                     // a cancel connection is not closed while it is set
  void silent_logins(bool silent) { silent_ = silent; }  // takes the startup packet and never answers
  void close_sessions();                                 // as a crash of the server would

  std::atomic<std::size_t> big_count{50 * 1024};

 private:
  struct backend {
    explicit backend(int socket) : fd(socket) {}
    int fd;
    std::uint32_t pid = 0;
    std::atomic<bool> cancelled{false};
    std::atomic<bool> over{false};
    std::thread thread;
  };
  void accept_all();
  void serve(backend& one);
  void play(backend& one);
  void cancel(std::string_view packet);
  bool answer(backend& one, char type, std::string_view body);
  bool answer_text(backend& one, std::string_view text);

  int listening_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> cancels_{0};
  std::atomic<std::size_t> logins_{0};
  std::atomic<std::size_t> terminates_{0};
  std::atomic<std::size_t> open_{0};
  std::atomic<bool> silent_{false};
  mutable std::mutex guard_;
  std::condition_variable changed_;
  bool keep_cancels_open_ = false;
  std::vector<std::string> statements_;
  std::list<backend> backends_;
  std::thread acceptor_;
};

}  // namespace countersign::test
