#include "tests/support/raw_client.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace countersign::test {
namespace {

std::uint32_t read_int32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string terminated(std::string_view text) {
  return std::string{text} + '\0';
}

}  // namespace

namespace frontend {

std::string int16(int value) {
  const auto bits = static_cast<std::uint32_t>(value);
  return {static_cast<char>(bits >> 8 & 0xFF), static_cast<char>(bits & 0xFF)};
}

std::string int32(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return {static_cast<char>(bits >> 24 & 0xFF), static_cast<char>(bits >> 16 & 0xFF),
          static_cast<char>(bits >> 8 & 0xFF), static_cast<char>(bits & 0xFF)};
}

std::string untyped(std::string_view body) {
  return int32(static_cast<std::int64_t>(body.size()) + 4) + std::string{body};
}

std::string message(char type, std::string_view body) {
  return type + untyped(body);
}

std::string startup(const std::vector<std::pair<std::string, std::string>>& parameters, std::int32_t version) {
  std::string body = int32(version);
  for (const auto& [name, value] : parameters) body += terminated(name) + terminated(value);
  return untyped(body + '\0');
}

std::string ssl_request() {
  return untyped(int32(80877103));
}
std::string gss_request() {
  return untyped(int32(80877104));
}
std::string cancel_request(std::string_view key_data) {
  return untyped(int32(80877102) + std::string{key_data});
}

std::string query(std::string_view sql) {
  return message('Q', terminated(sql));
}

std::string parse(std::string_view name, std::string_view sql) {
  return message('P', terminated(name) + terminated(sql) + int16(0));
}

std::string bind(std::string_view portal, std::string_view statement,
                 const std::vector<std::optional<std::string>>& text_values) {
  std::string body =
      terminated(portal) + terminated(statement) + int16(0) + int16(static_cast<int>(text_values.size()));
  for (const std::optional<std::string>& value : text_values) {
    body += value ? int32(static_cast<std::int64_t>(value->size())) + *value : int32(-1);
  }
  return message('B', body + int16(0));
}

std::string describe(char kind, std::string_view name) {
  return message('D', kind + terminated(name));
}
std::string execute(std::string_view portal, int rows_max) {
  return message('E', terminated(portal) + int32(rows_max));
}
std::string close(char kind, std::string_view name) {
  return message('C', kind + terminated(name));
}
std::string sync() {
  return message('S', {});
}
std::string flush() {
  return message('H', {});
}
std::string terminate() {
  return message('X', {});
}

}  // namespace frontend

std::string raw_message::field(char code) const {
  std::string_view left = body;
  while (!left.empty() && left.front() != '\0') {
    const std::size_t end = std::min(left.find('\0'), left.size());
    if (left.front() == code) return std::string{left.substr(1, end - 1)};
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return {};
}

void raw_client::start(std::string_view user, std::string_view database, milliseconds within) {
  send(frontend::startup({{"user", std::string{user}}, {"database", std::string{database}}}));
  for (const deadline end{within};;) {
    const std::optional<raw_message> got = next(milliseconds{end.left()});
    if (!got) throw std::runtime_error{"the connection did not become ready"};
    if (got->type == 'E') throw std::runtime_error{fmt::format("refused: {} {}", got->field('C'), got->field('M'))};
    if (got->type == 'R' && got->body != frontend::int32(0)) throw std::runtime_error{"asked for a password"};
    if (got->type == 'K') key_data_ = got->body;
    if (got->type == 'Z') return;
  }
}

std::optional<raw_message> raw_client::next(milliseconds within) {
  const deadline end{within};
  for (;;) {
    if (buffer_.size() >= 5) {
      const std::size_t whole = std::size_t{1} + read_int32(std::string_view{buffer_}.substr(1));
      if (whole < 5) throw std::runtime_error{"a message from the backend has an impossible length"};
      if (buffer_.size() >= whole) {
        raw_message got{buffer_[0], buffer_.substr(5, whole - 5)};
        buffer_.erase(0, whole);
        return got;
      }
    }
    if (!socket_.receive(buffer_, milliseconds{end.left()})) return std::nullopt;
  }
}

std::vector<raw_message> raw_client::until(char type, milliseconds within) {
  std::vector<raw_message> all;
  for (const deadline end{within};;) {
    std::optional<raw_message> got = next(milliseconds{end.left()});
    if (!got) {
      throw std::runtime_error{
          fmt::format("no '{}' came after \"{}\"; the stream {}", type, types(all), ended() ? "ended" : "is silent")};
    }
    all.push_back(std::move(*got));
    if (all.back().type == type) return all;
  }
}

std::vector<raw_message> raw_client::ask(std::string_view sql, milliseconds within) {
  send(frontend::query(sql));
  return until('Z', within);
}

std::optional<char> raw_client::next_byte(milliseconds within) {
  if (buffer_.empty() && !socket_.receive(buffer_, within)) return std::nullopt;
  const char first = buffer_.front();
  buffer_.erase(0, 1);
  return first;
}

bool raw_client::quiet(milliseconds within) {
  if (buffer_.empty()) (void)socket_.receive(buffer_, within);
  return buffer_.empty() && !socket_.ended();
}

std::string types(const std::vector<raw_message>& messages) {
  std::string all;
  for (const raw_message& one : messages) all += one.type;
  return all;
}

}  // namespace countersign::test
