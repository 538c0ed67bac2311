#include "tests/support/http.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <iterator>
#include <stdexcept>

#include "tests/support/socket.hpp"

namespace countersign::test {
namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string written(const http_request& what) {
  std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", what.method, what.target);
  for (const auto& [name, value] : what.headers) out += fmt::format("{}: {}\r\n", name, value);
  if (!what.body.empty() || what.method == "POST") out += fmt::format("Content-Length: {}\r\n", what.body.size());
  return out + "\r\n" + what.body;
}

std::string unchunked(std::string_view left) {
  std::string body;
  for (;;) {
    const std::size_t end = left.find("\r\n");
    std::size_t size = 0;
    if (end == std::string_view::npos || std::from_chars(left.data(), left.data() + end, size, 16).ec != std::errc{} ||
        left.size() - end - 2 < size) {
      throw std::runtime_error{"a chunked HTTP answer that is cut off"};
    }
    if (size == 0) return body;
    body.append(left.substr(end + 2, size));
    left.remove_prefix(std::min(left.size(), end + 2 + size + 2));
  }
}

http_response parsed(std::string_view raw) {
  const std::size_t head_end = raw.find("\r\n\r\n");
  http_response answer;
  if (!raw.starts_with("HTTP/1.") || head_end == std::string_view::npos ||
      std::from_chars(raw.data() + 9, raw.data() + 12, answer.status).ec != std::errc{}) {
    throw std::runtime_error{fmt::format("not an HTTP answer: {}", raw.substr(0, 200))};
  }
  std::string_view head = raw.substr(0, head_end + 2);
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    const std::size_t colon = std::min(line.find(':'), line.size() - 1);
    answer.headers.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    head.remove_prefix(line.size() + 2);
  }
  const std::string_view body = raw.substr(head_end + 4);
  answer.body = answer.header("transfer-encoding") == "chunked" ? unchunked(body) : std::string{body};
  return answer;
}

}  // namespace

std::string http_response::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& one) { return one.first == name; });
  return found == headers.end() ? std::string{} : found->second;
}

http_response send_http(std::uint16_t port, const http_request& what, milliseconds within) {
  tcp_socket socket{"127.0.0.1", port};
  socket.send(written(what));
  std::string raw;
  const deadline end{within};
  while (socket.receive(raw, milliseconds{end.left()})) continue;
  if (!socket.ended()) {
    throw std::runtime_error{
        fmt::format("no whole answer to {} {} within {} ms", what.method, what.target, within.count())};
  }
  return parsed(raw);
}

}  // namespace countersign::test
