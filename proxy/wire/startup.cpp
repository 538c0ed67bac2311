#include "proxy/wire/startup.hpp"

#include <string_view>

namespace countersign::wire::startup {
namespace {

constexpr char tls_handshake = 0x16;  // the content type of a TLS record that holds a ClientHello

packet_kind kind_of(std::uint32_t code) {
  switch (code) {
    case ssl_request_code:
      return packet_kind::ssl_request;
    case gssenc_request_code:
      return packet_kind::gssenc_request;
    case cancel_request_code:
      return packet_kind::cancel_request;
    default:
      return code >> 16 == 3 ? packet_kind::startup : packet_kind::unsupported;
  }
}

bool length_fits(packet_kind kind, std::uint32_t length) {
  if (kind == packet_kind::ssl_request || kind == packet_kind::gssenc_request) return length == packet_length_min;
  return length >= packet_length_min && length <= packet_length_max;
}

// The parameter is a Boolean or the word "database", and each occurrence changes only what it speaks of: after
// `database` and then `true` the server is still in the database.
class replication_state {
 public:
  bool take(std::string_view value) {
    if (value == "database") {
      on_ = database_ = true;
      return true;
    }
    const std::optional<bool> wanted = read_bool(value);
    if (wanted) on_ = *wanted;
    return wanted.has_value();
  }
  [[nodiscard]] replication get() const {
    if (!on_) return replication::none;
    return database_ ? replication::database : replication::physical;
  }

 private:
  bool on_ = false;
  bool database_ = false;
};

}  // namespace

scan next_packet(std::string_view bytes, packet& out) {
  if (bytes.empty()) return scan::incomplete;
  if (bytes.front() == tls_handshake) {
    out = {packet_kind::direct_tls, 0, {}, bytes};
    return scan::complete;
  }
  // No length that is allowed has anything here: what speaks another protocol is told so at once.
  if (bytes.substr(0, 2).find_first_not_of('\0') != std::string_view::npos) return scan::malformed;
  reader from(bytes);
  if (bytes.size() < 4) return scan::incomplete;
  const std::uint32_t length = from.get_uint32();
  if (length < packet_length_min || length > packet_length_max) return scan::malformed;
  if (bytes.size() < packet_length_min) return scan::incomplete;
  out.code = from.get_uint32();
  out.kind = kind_of(out.code);
  if (!length_fits(out.kind, length)) return scan::malformed;
  if (bytes.size() < length) return scan::incomplete;
  out.whole = bytes.substr(0, length);
  out.body = out.whole.substr(packet_length_min);
  return scan::complete;
}

result<cancel_request> cancel_request::read(const packet& from) {
  reader body(from.body);
  cancel_request request;
  request.pid = body.get_uint32();
  request.key = body.get_rest();
  if (!body.ok() || from.kind != packet_kind::cancel_request) return errc::startup_length;
  if (request.key.size() < cancel_key_bytes_min || request.key.size() > cancel_key_bytes_max) {
    return errc::startup_length;
  }
  return request;
}

parameter_list::value_type parameter_list::iterator::operator*() const {
  reader at(rest_);
  const std::string_view name = at.get_cstring();
  return {name, at.get_cstring()};
}

parameter_list::iterator& parameter_list::iterator::operator++() {
  reader at(rest_);
  (void)at.get_cstring();
  (void)at.get_cstring();
  rest_ = at.rest();
  return *this;
}

std::optional<std::string_view> parameter_list::last(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : *this) {
    if (key == name) found = value;
  }
  return found;
}

result<message> message::read(const packet& from) {
  if (from.kind != packet_kind::startup) return errc::unsupported_version;
  reader body(from.body);
  message read;
  read.version = from.code;
  replication_state replication;
  while (true) {
    const std::string_view name = body.get_cstring();
    if (!body.ok()) return errc::startup_layout;
    if (name.empty()) break;
    const std::string_view value = body.get_cstring();
    if (!body.ok()) return errc::startup_layout;
    if (name == "user") read.user = value;
    if (name == "database") read.database = value;
    if (name == "options") read.options = value;
    if (name == "replication" && !replication.take(value)) return errc::invalid_replication;
  }
  if (body.remaining() > 0) return errc::startup_layout;
  if (read.user.empty()) return errc::no_user;
  read.parameters = parameter_list(from.body.substr(0, from.body.size() - 1));
  read.replication = replication.get();
  if (read.database.empty()) read.database = read.user;
  read.user = clip_name(read.user);
  read.database = clip_name(read.database);
  // Physical replication belongs to no database.
  if (read.replication == replication::physical) read.database = {};
  return read;
}

}  // namespace countersign::wire::startup
