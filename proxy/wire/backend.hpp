// Messages from the backend. A read() that fails means that the other end is no PostgreSQL, or not one we know: the
// session ends then rather than guess. Kinds without content (ParseComplete and so on) are told by the frame's type.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proxy/wire/error.hpp"
#include "proxy/wire/lists.hpp"

namespace countersign::wire::backend {

// The type byte of every backend message.
enum class kind : char {
  authentication = 'R',
  backend_key_data = 'K',
  bind_complete = '2',
  close_complete = '3',
  command_complete = 'C',
  copy_data = 'd',
  copy_done = 'c',
  copy_in_response = 'G',
  copy_out_response = 'H',
  copy_both_response = 'W',
  data_row = 'D',
  empty_query_response = 'I',
  error_response = 'E',
  function_call_response = 'V',
  negotiate_protocol_version = 'v',
  no_data = 'n',
  notice_response = 'N',
  notification_response = 'A',
  parameter_description = 't',
  parameter_status = 'S',
  parse_complete = '1',
  portal_suspended = 's',
  ready_for_query = 'Z',
  row_description = 'T',
};

// What an Authentication message asks for. Values not listed here may come from newer servers; relay them.
enum class authentication_kind : std::uint32_t {
  ok = 0,
  kerberos_v5 = 2,
  cleartext_password = 3,
  md5_password = 5,
  gss = 7,
  gss_continue = 8,
  sspi = 9,
  sasl = 10,
  sasl_continue = 11,
  sasl_final = 12,
};

struct authentication {
  authentication_kind kind = authentication_kind::ok;
  std::string_view data;  // salt, mechanisms or token; empty for ok
  // May a 'p' message follow? After the others it is unasked for. Kinds we do not know may be answered.
  [[nodiscard]] bool expects_answer() const;
  [[nodiscard]] static result<authentication> read(std::string_view body);
};

struct backend_key_data {
  std::uint32_t pid = 0;
  std::string_view key;  // 4 bytes in protocol 3.0, up to 256 in 3.2
  [[nodiscard]] static result<backend_key_data> read(std::string_view body);
};

struct parameter_status {
  std::string_view name;
  std::string_view value;
  [[nodiscard]] static result<parameter_status> read(std::string_view body);
};

enum class transaction : char { idle = 'I', open = 'T', failed = 'E' };

struct ready_for_query {
  transaction status = transaction::idle;
  [[nodiscard]] static result<ready_for_query> read(std::string_view body);
};

struct command_complete {
  std::string_view tag;  // "DELETE 12"
  [[nodiscard]] static result<command_complete> read(std::string_view body);
  // The row count at the end of the tag, if it has one.
  [[nodiscard]] std::optional<std::uint64_t> rows() const;
};

// ErrorResponse or NoticeResponse: texts, each under a letter.
class error_or_notice {
 public:
  [[nodiscard]] static result<error_or_notice> read(std::string_view body);
  // The first text under this letter; nothing when there is none.
  [[nodiscard]] std::optional<std::string_view> field(char code) const;
  // Not translated if the server sends it so (V), else as sent (S).
  [[nodiscard]] std::string_view severity() const { return field('V').value_or(text('S')); }
  [[nodiscard]] std::string_view sqlstate() const { return text('C'); }
  [[nodiscard]] std::string_view message() const { return text('M'); }
  [[nodiscard]] std::string_view detail() const { return text('D'); }
  [[nodiscard]] std::string_view hint() const { return text('H'); }
  [[nodiscard]] std::string_view position() const { return text('P'); }
  // The backend closes the connection after this one.
  [[nodiscard]] bool is_fatal() const { return severity() == "FATAL" || severity() == "PANIC"; }

 private:
  [[nodiscard]] std::string_view text(char code) const { return field(code).value_or(std::string_view{}); }
  std::string_view fields_;  // checked; without the terminator
};

struct notification {
  std::uint32_t pid = 0;
  std::string_view channel;
  std::string_view payload;
  [[nodiscard]] static result<notification> read(std::string_view body);
};

// The number of columns; the columns themselves are the frontend's business.
struct row_description {
  std::uint16_t columns = 0;
  [[nodiscard]] static result<row_description> read(std::string_view body);
};

struct parameter_description {
  oid_list types;
  [[nodiscard]] static result<parameter_description> read(std::string_view body);
};

struct data_row {
  value_list values;  // says text for each: the real formats are in the RowDescription or the Bind before
  [[nodiscard]] static result<data_row> read(std::string_view body);
};

// CopyInResponse, CopyOutResponse or CopyBothResponse.
struct copy_response {
  wire::format overall = wire::format::text;
  format_list formats;
  [[nodiscard]] static result<copy_response> read(std::string_view body);
};

// The newest minor version that the backend speaks, and how many protocol options it does not know.
struct negotiate_protocol_version {
  std::uint32_t version = 0;
  std::uint32_t unknown_options = 0;
  std::string_view names;  // that many NUL-terminated names
  [[nodiscard]] static result<negotiate_protocol_version> read(std::string_view body);
};

struct function_call_response {
  value returned;
  [[nodiscard]] static result<function_call_response> read(std::string_view body);
};

// For the kinds that must have an empty body: ParseComplete, BindComplete, CloseComplete, NoData, PortalSuspended,
// EmptyQueryResponse, CopyDone.
struct empty {
  [[nodiscard]] static result<empty> read(std::string_view body);
};

}  // namespace countersign::wire::backend
