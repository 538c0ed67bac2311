#include "tests/proxy/net/upstream.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "tests/support/raw_client.hpp"

namespace countersign::test {

namespace {

using frontend::int16;
using frontend::int32;
using frontend::message;

std::uint32_t number(std::string_view four) {
  std::uint32_t raw = 0;
  std::memcpy(&raw, four.data(), 4);
  return ntohl(raw);
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool receive(int fd, std::size_t count, std::string& into) {
  into.resize(count);
  std::size_t have = 0;
  while (have < count) {
    const ssize_t n = ::recv(fd, into.data() + have, count - have, 0);
    if (n <= 0) return false;
    have += static_cast<std::size_t>(n);
  }
  return true;
}

std::string zero_ended(std::string_view text) {
  return std::string{text} + '\0';
}

std::string error(std::string_view sqlstate, std::string_view text) {
  return message('E', "S" + zero_ended("ERROR") + "V" + zero_ended("ERROR") + "C" + zero_ended(sqlstate) + "M" +
                          zero_ended(text) + '\0');
}

std::string complete(std::string_view tag) {
  return message('C', zero_ended(tag));
}

const std::string ready = message('Z', "I");
constexpr std::string_view key = "k3y!";

std::string row_description() {
  return message('T', int16(1) + zero_ended("c") + int32(0) + int16(0) + int32(25) + int16(-1) + int32(-1) + int16(0));
}

std::string data_row(std::string_view text) {
  return message('D', int16(1) + int32(static_cast<std::int64_t>(text.size())) + std::string{text});
}

}  // namespace

upstream::upstream() {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof where;
  if (listening_ < 0 || ::bind(listening_, reinterpret_cast<sockaddr*>(&where), length) != 0 ||
      ::listen(listening_, SOMAXCONN) != 0 ||
      ::getsockname(listening_, reinterpret_cast<sockaddr*>(&where), &length) != 0) {
    throw std::runtime_error{"the scripted upstream cannot listen"};
  }
  port_ = ntohs(where.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

upstream::~upstream() {
  stopping_ = true;
  keep_cancels_open(false);
  ::shutdown(listening_, SHUT_RDWR);
  acceptor_.join();
  ::close(listening_);
  close_sessions();
  for (backend& each : backends_) {
    each.thread.join();
    ::close(each.fd);
  }
}

void upstream::accept_all() {
  for (;;) {
    const int fd = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (stopping_) {
      if (fd >= 0) ::close(fd);
      return;
    }
    if (fd < 0) continue;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(guard_);
    // Those that are over need their descriptor no longer.
    for (auto at = backends_.begin(); at != backends_.end();) {
      if (!at->over) {
        ++at;
        continue;
      }
      at->thread.join();
      ::close(at->fd);
      at = backends_.erase(at);
    }
    backend& one = backends_.emplace_back(fd);
    one.pid = static_cast<std::uint32_t>(1000 + ++logins_);
    one.thread = std::thread([this, &one] { serve(one); });
  }
}

void upstream::serve(backend& one) {
  ++open_;
  play(one);
  ::shutdown(one.fd, SHUT_RDWR);
  --open_;
  one.over = true;
}

void upstream::cancel(std::string_view packet) {
  std::unique_lock lock(guard_);
  for (backend& each : backends_) {
    if (each.pid == number(packet.substr(4, 4)) && packet.substr(8) == key) each.cancelled = true;
  }
  ++cancels_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return !keep_cancels_open_; });
}

void upstream::play(backend& one) {
  std::string head, body;
  if (!receive(one.fd, 4, head) || !receive(one.fd, number(head) - 4, body)) return;
  if (number(body) == 80877102) return cancel(body);
  while (silent_) {
    if (!receive(one.fd, 1, head)) return;
  }
  const std::string hello = message('R', int32(0)) +
                            message('S', zero_ended("standard_conforming_strings") + zero_ended("on")) +
                            message('S', zero_ended("client_encoding") + zero_ended("UTF8")) +
                            message('K', int32(one.pid) + std::string{key}) + ready;
  if (!send_all(one.fd, hello)) return;
  while (receive(one.fd, 5, head)) {
    if (!receive(one.fd, number(std::string_view{head}.substr(1)) - 4, body)) return;
    if (!answer(one, head[0], body)) return;
  }
}

bool upstream::answer(backend& one, char type, std::string_view body) {
  switch (type) {
    case 'Q':
      return answer_text(one, body.substr(0, body.size() - 1)) && send_all(one.fd, ready);
    case 'P':
      return send_all(one.fd, message('1', ""));
    case 'B':
      return send_all(one.fd, message('2', ""));
    case 'D':
      return send_all(one.fd, message('n', ""));
    case 'E':
      return send_all(one.fd, complete("SELECT 0"));
    case 'S':
      return send_all(one.fd, ready);
    case 'X':
      ++terminates_;
      return false;
    default:
      return true;
  }
}

bool upstream::answer_text(backend& one, std::string_view text) {
  {
    const std::lock_guard lock(guard_);
    statements_.emplace_back(text);
    changed_.notify_all();
  }
  if (text.find("die()") != std::string_view::npos) return false;
  if (text.find("wait()") != std::string_view::npos) {
    std::unique_lock lock(guard_);
    changed_.wait(lock, [&] { return one.cancelled || stopping_; });
    one.cancelled = false;
    return send_all(one.fd, error("57014", "canceling statement due to user request"));
  }
  if (text.find("big_result()") != std::string_view::npos) {
    const std::string row = data_row(std::string(1024, 'x'));
    bool sent = send_all(one.fd, row_description());
    for (std::size_t i = 0; sent && i < big_count; ++i) sent = send_all(one.fd, row);
    return sent && send_all(one.fd, complete("SELECT"));
  }
  if (text.starts_with("delete")) return send_all(one.fd, complete("DELETE 3"));
  return send_all(one.fd, row_description() + data_row(text) + complete("SELECT 1"));
}

std::vector<std::string> upstream::statements() const {
  const std::lock_guard lock(guard_);
  return statements_;
}

bool upstream::saw(std::string_view text, milliseconds within) const {
  return eventually(within, [&] {
    const auto all = statements();
    return std::find(all.begin(), all.end(), text) != all.end();
  });
}

void upstream::keep_cancels_open(bool keep) {
  const std::lock_guard lock(guard_);
  keep_cancels_open_ = keep;
  changed_.notify_all();
}

void upstream::close_sessions() {
  const std::lock_guard lock(guard_);
  for (backend& each : backends_) {
    if (!each.over) ::shutdown(each.fd, SHUT_RDWR);
  }
  changed_.notify_all();
}

}  // namespace countersign::test
