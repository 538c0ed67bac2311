// Other programs, started without a shell and never left behind.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/eventually.hpp"

namespace countersign::test {

struct process_options {
  std::vector<std::string> argv;                         // argv[0] is looked up in PATH
  std::vector<std::pair<std::string, std::string>> env;  // on top of this program's own
  std::string user;                                      // run as this user, if this program is root; empty: no change
  std::filesystem::path folder;                          // working folder; empty: no change
  std::filesystem::path err_file;  // standard error goes there (appended); empty: a pipe, see err()
  std::filesystem::path out_file;  // the same for standard output
};

// A child process. It is killed and reaped when its owner goes, and also when the thread that started it ends, so that
// a test that crashes leaves nothing running. Not thread-safe.
class process {
 public:
  explicit process(process_options what);
  ~process();
  process(process&& other) noexcept;
  process& operator=(process&&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();

  void write(std::string_view text);  // to its standard input
  void close_input();

  // The next line of its standard output without the newline; empty optional if none comes in time.
  [[nodiscard]] std::optional<std::string> read_line(milliseconds within);
  // Waits until the output so far (either stream) contains `text`.
  [[nodiscard]] bool wait_for_output(std::string_view text, milliseconds within);
  // Waits until standard output contains `text` at or after `from`; where it ends, so that the next wait can go on
  // there.
  [[nodiscard]] std::optional<std::size_t> wait_for_out(std::string_view text, std::size_t from, milliseconds within);
  // Everything it has written so far.
  [[nodiscard]] const std::string& out();
  [[nodiscard]] const std::string& err();

  void signal(int number);
  // Its exit status, 128 + n after signal n; empty optional if it still runs after `within`. Reads its output
  // meanwhile.
  [[nodiscard]] std::optional<int> wait(milliseconds within);
  // The same, and kills it when the time is over.
  int wait_or_kill(milliseconds within);

 private:
  // Reads what is there, waiting at most `wait_ms` for something to come. False when both streams have ended.
  bool pump(int wait_ms);
  bool reap(int flags);
  void close_all();

  pid_t pid_ = -1;
  std::optional<int> status_;
  int in_ = -1;
  int out_fd_ = -1;
  int err_fd_ = -1;
  std::string out_;
  std::string err_;
  std::size_t line_start_ = 0;
};

struct run_result {
  int status = 0;
  std::string out;
  std::string err;
};
// Runs a program to its end; throws std::runtime_error if it takes longer than `within`.
run_result run(process_options what, std::string_view input = {}, milliseconds within = milliseconds{60'000});

}  // namespace countersign::test
