// A raw HTTP peer for tests: sends exactly the bytes it is given, and reads answers one by one.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace countersign::tests {

struct answer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string head;
  std::string body;

  [[nodiscard]] boost::json::object json() const { return boost::json::parse(body).as_object(); }
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

// Nothing waits longer than ten seconds: a test that would hang fails instead.
class raw_peer {
 public:
  explicit raw_peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~raw_peer() { ::close(socket_); }
  raw_peer(const raw_peer&) = delete;
  raw_peer& operator=(const raw_peer&) = delete;

  // What cannot be sent because the server has closed is no failure of the test: its answer tells.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  // One whole answer. `head_only`: to a HEAD request.
  answer read(bool head_only = false) {
    answer got = read_head();
    const auto length = got.header("content-length");
    if (head_only || length.empty()) return got;
    const auto wanted = static_cast<std::size_t>(std::stoul(length));
    while (pending_.size() < wanted && more()) {
    }
    got.body = take(std::min(wanted, pending_.size()));
    return got;
  }
  answer read_head() {
    while (pending_.find("\r\n\r\n") == std::string::npos)
      if (!more()) throw std::runtime_error("no answer; have: " + pending_);
    answer got;
    got.head = take(pending_.find("\r\n\r\n") + 4);
    got.status = std::stoi(got.head.substr(got.head.find(' ') + 1, 3));
    for (std::size_t at = got.head.find("\r\n") + 2; at + 2 < got.head.size();) {
      const auto end = got.head.find("\r\n", at);
      const auto line = got.head.substr(at, end - at);
      const auto colon = line.find(": ");
      std::string name = line.substr(0, colon);
      std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
      if (colon != std::string::npos) got.headers[name] = line.substr(colon + 2);
      at = end + 2;
    }
    return got;
  }
  // Of a stream: everything up to and with `end`.
  std::string read_until(std::string_view end) {
    while (pending_.find(end) == std::string::npos)
      if (!more()) throw std::runtime_error("the stream ended; have: " + pending_);
    return take(pending_.find(end) + end.size());
  }
  // True if the server closes, whatever it sends before that.
  bool closes() {
    while (more()) {
    }
    return closed_;
  }
  // True if the server closes and sends nothing more before that.
  bool at_end() { return closes() && pending_.empty(); }

 private:
  bool more() {
    char chunk[4096];
    const auto n = ::recv(socket_, chunk, sizeof chunk, 0);
    closed_ = n == 0;
    if (n <= 0) return false;
    pending_.append(chunk, static_cast<std::size_t>(n));
    return true;
  }
  std::string take(std::size_t bytes) {
    std::string taken = pending_.substr(0, bytes);
    pending_.erase(0, bytes);
    return taken;
  }

  int socket_;
  std::string pending_;
  bool closed_ = false;
};

using header_list = std::vector<std::pair<std::string, std::string>>;

inline std::string request_text(std::string_view method, std::string_view target, const header_list& headers,
                                std::string_view body) {
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
  bool host = false;
  for (const auto& [name, value] : headers) {
    text += name + ": " + value + "\r\n";
    host = host || name == "Host";
  }
  if (!host) text += "Host: inbox.test\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

inline answer call(std::uint16_t port, std::string_view method, std::string_view target,
                   const header_list& headers = {}, std::string_view body = {}) {
  raw_peer peer(port);
  peer.send(request_text(method, target, headers, body));
  return peer.read(method == "HEAD");
}

}  // namespace countersign::tests
