#include "proxy/wire/frontend.hpp"

#include "proxy/wire/reader.hpp"

namespace countersign::wire::frontend {
namespace {

// What was read, if the message had all of it and nothing more.
template <class T>
result<T> whole(reader& from, const T& message) {
  from.expect_end();
  if (!from.ok()) return from.error();
  return message;
}

// Describe and Close look the same.
template <class T>
result<T> read_targeted(std::string_view body) {
  reader from(body);
  const char kind = from.get_byte();
  T message;
  message.name = from.get_cstring();
  // The server reads the message to its end before it looks at the kind.
  from.expect_end();
  if (!from.ok()) return from.error();
  if (kind == 'S') {
    message.kind = target::statement;
  } else if (kind == 'P') {
    message.kind = target::portal;
  } else {
    return errc::invalid_subtype;
  }
  return message;
}

}  // namespace

result<query> query::read(std::string_view body) {
  reader from(body);
  return whole(from, query{from.get_cstring()});
}

result<parse> parse::read(std::string_view body) {
  reader from(body);
  parse message;
  message.name = from.get_cstring();
  message.text = from.get_cstring();
  const std::size_t types = from.get_uint16();
  message.parameter_types = oid_list(from, types);
  return whole(from, message);
}

result<bind> bind::read(std::string_view body) {
  reader from(body);
  bind message;
  message.portal = from.get_cstring();
  message.statement = from.get_cstring();
  const std::size_t formats = from.get_uint16();
  message.parameters = value_list(from, format_list(from, formats));
  const std::size_t result_formats = from.get_uint16();
  message.result_formats = format_list(from, result_formats);
  return whole(from, message);
}

result<describe> describe::read(std::string_view body) {
  return read_targeted<describe>(body);
}

result<close> close::read(std::string_view body) {
  return read_targeted<close>(body);
}

result<execute> execute::read(std::string_view body) {
  reader from(body);
  execute message;
  message.portal = from.get_cstring();
  message.row_limit = from.get_int32();
  return whole(from, message);
}

result<function_call> function_call::read(std::string_view body) {
  reader from(body);
  function_call message;
  message.oid = from.get_uint32();
  const std::size_t formats = from.get_uint16();
  message.arguments = value_list(from, format_list(from, formats));
  message.result_format = from.get_uint16();
  return whole(from, message);
}

result<sync> sync::read(std::string_view body) {
  reader from(body);
  return whole(from, sync{});
}

result<flush> flush::read(std::string_view body) {
  reader from(body);
  return whole(from, flush{});
}

result<copy_fail> copy_fail::read(std::string_view body) {
  reader from(body);
  const copy_fail message{from.get_cstring()};
  if (!from.ok()) return from.error();
  return message;
}

}  // namespace countersign::wire::frontend
