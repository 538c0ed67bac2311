#include "tests/support/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace countersign::test {
namespace {

[[noreturn]] void fail(std::string_view what) {
  throw std::runtime_error{fmt::format("{}: {}", what, std::strerror(errno))};
}

struct pipe_ends {
  int read = -1;
  int write = -1;
};

pipe_ends make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
  return {ends[0], ends[1]};
}

int open_log(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0) fail(path.native());
  return fd;
}

std::string found_in_path(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  const char* path = ::getenv("PATH");
  std::string_view left = path != nullptr ? path : "/usr/bin:/bin";
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(':'), left.size());
    std::string candidate = fmt::format("{}/{}", left.substr(0, end), program);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  throw std::runtime_error{fmt::format("{} is not installed", program)};
}

std::vector<std::string> environment(const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::string_view name = text.substr(0, text.find('='));
    bool replaced = false;
    for (const auto& [key, value] : added) replaced = replaced || key == name;
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [key, value] : added) all.push_back(fmt::format("{}={}", key, value));
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// All that the child needs, prepared before the fork: between fork and exec only async-signal-safe calls are allowed.
struct launch {
  std::string program;
  std::vector<std::string> argv;
  std::vector<std::string> env;
  std::string folder;
  bool change_user = false;
  uid_t uid = 0;
  gid_t gid = 0;
  int in = -1;
  int out = -1;
  int err = -1;
};

[[noreturn]] void become(const launch& what, char* const* argv, char* const* env, pid_t parent) {
  ::dup2(what.in, 0);
  ::dup2(what.out, 1);
  ::dup2(what.err, 2);
  if (what.change_user && (::setgroups(1, &what.gid) != 0 || ::setgid(what.gid) != 0 || ::setuid(what.uid) != 0)) {
    ::_exit(126);
  }
  // After the change of user, which clears it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  if (!what.folder.empty() && ::chdir(what.folder.c_str()) != 0) ::_exit(126);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execve(what.program.c_str(), argv, env);
  ::_exit(127);
}

void read_some(int& fd, std::string& into) {
  std::array<char, 16384> chunk;
  const ssize_t n = ::read(fd, chunk.data(), chunk.size());
  if (n > 0) {
    into.append(chunk.data(), static_cast<std::size_t>(n));
  } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
    ::close(fd);
    fd = -1;
  }
}

}  // namespace

process::process(process_options what) {
  launch start;
  start.program = found_in_path(what.argv.at(0));
  start.argv = std::move(what.argv);
  start.env = environment(what.env);
  start.folder = what.folder.native();
  if (!what.user.empty() && ::getuid() == 0) {
    const passwd* entry = ::getpwnam(what.user.c_str());
    if (entry == nullptr) throw std::runtime_error{fmt::format("there is no user {}", what.user)};
    start.change_user = true;
    start.uid = entry->pw_uid;
    start.gid = entry->pw_gid;
  }
  const pipe_ends in = make_pipe();
  const pipe_ends out = what.out_file.empty() ? make_pipe() : pipe_ends{-1, open_log(what.out_file)};
  const pipe_ends err = what.err_file.empty() ? make_pipe() : pipe_ends{-1, open_log(what.err_file)};
  start.in = in.read;
  start.out = out.write;
  start.err = err.write;
  const std::vector<char*> argv = pointers(start.argv);
  const std::vector<char*> env = pointers(start.env);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become(start, argv.data(), env.data(), parent);
  ::close(in.read);
  ::close(out.write);
  ::close(err.write);
  in_ = in.write;
  ::fcntl(in_, F_SETFL, O_NONBLOCK);
  out_fd_ = out.read;
  err_fd_ = err.read;
  if (child < 0) {
    close_all();
    fail("fork");
  }
  pid_ = child;
}

process::process(process&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)},
      status_{other.status_},
      in_{std::exchange(other.in_, -1)},
      out_fd_{std::exchange(other.out_fd_, -1)},
      err_fd_{std::exchange(other.err_fd_, -1)},
      out_{std::move(other.out_)},
      err_{std::move(other.err_)},
      line_start_{other.line_start_} {}

process::~process() {
  if (pid_ > 0 && !status_) {
    ::kill(pid_, SIGKILL);
    reap(0);
  }
  close_all();
}

void process::close_all() {
  for (int* fd : {&in_, &out_fd_, &err_fd_}) {
    if (*fd >= 0) ::close(std::exchange(*fd, -1));
  }
}

bool process::reap(int flags) {
  if (status_) return true;
  int raw = 0;
  pid_t got = 0;
  do {
    got = ::waitpid(pid_, &raw, flags);
  } while (got < 0 && errno == EINTR);
  if (got == 0) return false;
  status_ = got < 0 ? -1 : WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
  return true;
}

bool process::running() {
  return !reap(WNOHANG);
}

void process::write(std::string_view text) {
  // A child that is gone answers EPIPE; its exit status tells the story, so that is no error here.
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  while (in_ >= 0 && !text.empty()) {
    const ssize_t n = ::write(in_, text.data(), text.size());
    if (n > 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      pump(1);  // it may be waiting for us to read what it says before it reads on
    } else if (errno != EINTR) {
      close_input();
    }
  }
  ::signal(SIGPIPE, before);
}

void process::close_input() {
  if (in_ >= 0) ::close(std::exchange(in_, -1));
}

bool process::pump(int wait_ms) {
  std::array<pollfd, 2> watched{pollfd{out_fd_, POLLIN, 0}, pollfd{err_fd_, POLLIN, 0}};
  if (out_fd_ < 0 && err_fd_ < 0) return false;
  if (::poll(watched.data(), watched.size(), wait_ms) > 0) {
    if (watched[0].revents != 0) read_some(out_fd_, out_);
    if (watched[1].revents != 0) read_some(err_fd_, err_);
  }
  return out_fd_ >= 0 || err_fd_ >= 0;
}

std::optional<std::string> process::read_line(milliseconds within) {
  const deadline end{within};
  for (;;) {
    const std::size_t newline = out_.find('\n', line_start_);
    if (newline != std::string::npos) {
      std::string line = out_.substr(line_start_, newline - line_start_);
      line_start_ = newline + 1;
      return line;
    }
    if (end.passed() || !pump(end.left())) return std::nullopt;
  }
}

bool process::wait_for_output(std::string_view text, milliseconds within) {
  const deadline end{within};
  for (;;) {
    if (out_.find(text) != std::string::npos || err_.find(text) != std::string::npos) return true;
    if (end.passed() || !pump(end.left())) return false;
  }
}

std::optional<std::size_t> process::wait_for_out(std::string_view text, std::size_t from, milliseconds within) {
  const deadline end{within};
  for (;;) {
    const std::size_t at = out_.find(text, from);
    if (at != std::string::npos) return at + text.size();
    if (end.passed() || !pump(end.left())) return std::nullopt;
  }
}

const std::string& process::out() {
  pump(0);
  return out_;
}

const std::string& process::err() {
  pump(0);
  return err_;
}

void process::signal(int number) {
  if (running()) ::kill(pid_, number);
}

std::optional<int> process::wait(milliseconds within) {
  const deadline end{within};
  while (!reap(WNOHANG)) {
    if (end.passed()) return std::nullopt;
    if (!pump(std::min(end.left(), 10))) pause_briefly();
  }
  // What it wrote last is still in the pipes. A grandchild may keep them open, so this wait has its own short bound.
  for (const deadline rest{milliseconds{200}}; !rest.passed() && pump(rest.left());) continue;
  return status_;
}

int process::wait_or_kill(milliseconds within) {
  if (const std::optional<int> status = wait(within)) return *status;
  ::kill(pid_, SIGKILL);
  reap(0);
  return *status_;
}

run_result run(process_options what, std::string_view input, milliseconds within) {
  const std::string name = what.argv.at(0);
  process child{std::move(what)};
  child.write(input);
  child.close_input();
  const std::optional<int> status = child.wait(within);
  if (!status) throw std::runtime_error{fmt::format("{} took longer than {} ms", name, within.count())};
  return {*status, child.out(), child.err()};
}

}  // namespace countersign::test
