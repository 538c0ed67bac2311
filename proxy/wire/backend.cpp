#include "proxy/wire/backend.hpp"

#include <charconv>

#include "proxy/wire/reader.hpp"
#include "proxy/wire/startup.hpp"

namespace countersign::wire::backend {
namespace {

// What was read, if the message had all of it and nothing more.
template <class T>
result<T> whole(reader& from, const T& message) {
  from.expect_end();
  if (!from.ok()) return from.error();
  return message;
}

// Name with its NUL, table oid, column number, type oid, type size, type modifier and format code.
constexpr std::size_t column_bytes_min = 1 + 4 + 2 + 4 + 2 + 4 + 2;

}  // namespace

bool authentication::expects_answer() const {
  switch (kind) {
    case authentication_kind::ok:
    case authentication_kind::sasl_final:
      return false;
    case authentication_kind::kerberos_v5:
    case authentication_kind::cleartext_password:
    case authentication_kind::md5_password:
    case authentication_kind::gss:
    case authentication_kind::gss_continue:
    case authentication_kind::sspi:
    case authentication_kind::sasl:
    case authentication_kind::sasl_continue:
      return true;
  }
  return true;
}

result<authentication> authentication::read(std::string_view body) {
  reader from(body);
  authentication message;
  message.kind = authentication_kind{from.get_uint32()};
  message.data = from.get_rest();
  if (message.kind == authentication_kind::ok && !message.data.empty()) return errc::invalid_format;
  return whole(from, message);
}

result<backend_key_data> backend_key_data::read(std::string_view body) {
  reader from(body);
  backend_key_data message;
  message.pid = from.get_uint32();
  message.key = from.get_rest();
  if (message.key.size() < startup::cancel_key_bytes_min) from.fail(errc::insufficient_data);
  if (message.key.size() > startup::cancel_key_bytes_max) from.fail(errc::invalid_format);
  return whole(from, message);
}

result<parameter_status> parameter_status::read(std::string_view body) {
  reader from(body);
  parameter_status message;
  message.name = from.get_cstring();
  message.value = from.get_cstring();
  return whole(from, message);
}

result<ready_for_query> ready_for_query::read(std::string_view body) {
  reader from(body);
  const char status = from.get_byte();
  if (from.ok() && status != 'I' && status != 'T' && status != 'E') from.fail(errc::invalid_subtype);
  return whole(from, ready_for_query{from.ok() ? transaction{status} : transaction::idle});
}

result<command_complete> command_complete::read(std::string_view body) {
  reader from(body);
  return whole(from, command_complete{from.get_cstring()});
}

std::optional<std::uint64_t> command_complete::rows() const {
  const std::size_t space = tag.rfind(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view word = tag.substr(space + 1);
  std::uint64_t count = 0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), count);
  if (failed != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return count;
}

result<error_or_notice> error_or_notice::read(std::string_view body) {
  reader from(body);
  while (from.get_byte() != 0) (void)from.get_cstring();
  error_or_notice message;
  if (from.ok()) message.fields_ = body.substr(0, body.size() - from.remaining() - 1);
  return whole(from, message);
}

std::optional<std::string_view> error_or_notice::field(char code) const {
  reader from(fields_);
  while (from.remaining() > 0) {
    const char letter = from.get_byte();
    const std::string_view found = from.get_cstring();
    if (letter == code && from.ok()) return found;
  }
  return std::nullopt;
}

result<notification> notification::read(std::string_view body) {
  reader from(body);
  notification message;
  message.pid = from.get_uint32();
  message.channel = from.get_cstring();
  message.payload = from.get_cstring();
  return whole(from, message);
}

result<row_description> row_description::read(std::string_view body) {
  reader from(body);
  const row_description message{from.get_uint16()};
  if (from.remaining() < message.columns * column_bytes_min) from.fail(errc::insufficient_data);
  if (!from.ok()) return from.error();
  return message;
}

result<parameter_description> parameter_description::read(std::string_view body) {
  reader from(body);
  const std::size_t count = from.get_uint16();
  return whole(from, parameter_description{oid_list(from, count)});
}

result<data_row> data_row::read(std::string_view body) {
  reader from(body);
  return whole(from, data_row{value_list(from, format_list{})});
}

result<copy_response> copy_response::read(std::string_view body) {
  reader from(body);
  copy_response message;
  const char overall = from.get_byte();
  if (overall != 0 && overall != 1) from.fail(errc::unsupported_format);
  message.overall = overall == 1 ? format::binary : format::text;
  const std::size_t count = from.get_uint16();
  message.formats = format_list(from, count);
  return whole(from, message);
}

result<negotiate_protocol_version> negotiate_protocol_version::read(std::string_view body) {
  reader from(body);
  negotiate_protocol_version message;
  message.version = from.get_uint32();
  message.unknown_options = from.get_uint32();
  message.names = from.rest();
  for (std::uint32_t i = 0; i < message.unknown_options && from.ok(); ++i) (void)from.get_cstring();
  return whole(from, message);
}

result<function_call_response> function_call_response::read(std::string_view body) {
  reader from(body);
  function_call_response message;
  const std::int32_t length = from.get_int32();
  if (length < -1) from.fail(errc::insufficient_data);
  message.returned.null = length == -1;
  if (length > 0) message.returned.bytes = from.get_bytes(static_cast<std::size_t>(length));
  return whole(from, message);
}

result<empty> empty::read(std::string_view body) {
  reader from(body);
  return whole(from, empty{});
}

}  // namespace countersign::wire::backend
