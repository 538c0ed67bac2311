// A frontend made of bytes: sends exactly what a test says and shows exactly what comes back. It shares nothing with
// the code under test, so that a mistake cannot cancel itself out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/socket.hpp"

namespace countersign::test {

// One message from the backend's side. `body` has neither type nor length.
struct raw_message {
  char type = 0;
  std::string body;

  // A field of an ErrorResponse or NoticeResponse ('C' SQLSTATE, 'M' message, 'H' hint ...), "" if it is not there.
  [[nodiscard]] std::string field(char code) const;
};

// Frontend messages, ready to send. Formats and counts are the simple ones; build anything odd by hand with `message`.
namespace frontend {
[[nodiscard]] std::string int16(int value);
[[nodiscard]] std::string int32(std::int64_t value);
[[nodiscard]] std::string message(char type, std::string_view body);
[[nodiscard]] std::string untyped(std::string_view body);  // startup packets have a length but no type
[[nodiscard]] std::string startup(const std::vector<std::pair<std::string, std::string>>& parameters,
                                  std::int32_t version = 196608);
[[nodiscard]] std::string ssl_request();
[[nodiscard]] std::string gss_request();
[[nodiscard]] std::string cancel_request(std::string_view key_data);  // the body of BackendKeyData
[[nodiscard]] std::string query(std::string_view sql);
[[nodiscard]] std::string parse(std::string_view name, std::string_view sql);
[[nodiscard]] std::string bind(std::string_view portal, std::string_view statement,
                               const std::vector<std::optional<std::string>>& text_values = {});
[[nodiscard]] std::string describe(char kind, std::string_view name);
[[nodiscard]] std::string execute(std::string_view portal, int rows_max = 0);
[[nodiscard]] std::string close(char kind, std::string_view name);
[[nodiscard]] std::string sync();
[[nodiscard]] std::string flush();
[[nodiscard]] std::string terminate();
}  // namespace frontend

// One connection. Not thread-safe.
class raw_client {
 public:
  raw_client(const std::string& host, std::uint16_t port) : socket_{host, port} {}

  bool send(std::string_view bytes) { return socket_.send(bytes); }
  // Sends a startup packet and reads up to ReadyForQuery, with trust authentication. Throws if it is refused.
  void start(std::string_view user, std::string_view database, milliseconds within = milliseconds{10'000});

  // The next message; empty when the stream ends or nothing comes in time (`ended()` tells which).
  [[nodiscard]] std::optional<raw_message> next(milliseconds within = milliseconds{10'000});
  // Messages up to and including the first of `type`; throws if it does not come.
  std::vector<raw_message> until(char type, milliseconds within = milliseconds{10'000});
  // Sends a Query and reads up to ReadyForQuery.
  std::vector<raw_message> ask(std::string_view sql, milliseconds within = milliseconds{10'000});
  // The one byte with which a server answers SSLRequest and GSSENCRequest.
  [[nodiscard]] std::optional<char> next_byte(milliseconds within = milliseconds{10'000});
  // Nothing more comes within this time, and the connection stays open.
  [[nodiscard]] bool quiet(milliseconds within);

  [[nodiscard]] bool ended() const { return socket_.ended() && buffer_.empty(); }
  [[nodiscard]] const std::string& key_data() const { return key_data_; }  // body of BackendKeyData, after start()
  [[nodiscard]] tcp_socket& socket() { return socket_; }

 private:
  tcp_socket socket_;
  std::string buffer_;
  std::string key_data_;
};

// The types of messages in order, "TDDCZ": enough to compare most conversations.
[[nodiscard]] std::string types(const std::vector<raw_message>& messages);

}  // namespace countersign::test
