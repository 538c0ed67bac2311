#include "proxy/wire/error.hpp"

namespace countersign::wire {

std::string_view to_string(errc what) {
  switch (what) {
    case errc::ok:
      return "ok";
    case errc::invalid_length:
      return "invalid message length";
    case errc::unknown_type:
      return "invalid frontend message type";
    case errc::no_data:
      return "no data left in message";
    case errc::insufficient_data:
      return "insufficient data left in message";
    case errc::invalid_string:
      return "invalid string in message";
    case errc::invalid_format:
      return "invalid message format";
    case errc::invalid_subtype:
      return "invalid message subtype";
    case errc::format_count:
      return "message has a different number of format codes than of values";
    case errc::unsupported_format:
      return "unsupported format code";
    case errc::startup_length:
      return "invalid length of startup packet";
    case errc::startup_layout:
      return "invalid startup packet layout: expected terminator as last byte";
    case errc::unsupported_version:
      return "unsupported frontend protocol: server supports 3.x";
    case errc::no_user:
      return "no PostgreSQL user name specified in startup packet";
    case errc::invalid_replication:
      return "invalid value for parameter \"replication\"";
    case errc::invalid_options:
      return "invalid command-line argument for server process in startup parameter \"options\"";
  }
  return "invalid message";
}

std::string_view sqlstate_of(errc what) {
  switch (what) {
    case errc::unsupported_format:
    case errc::invalid_replication:
      return sqlstate::invalid_parameter_value;
    case errc::unsupported_version:
      return sqlstate::feature_not_supported;
    case errc::no_user:
      return sqlstate::invalid_authorization;
    case errc::invalid_options:
      return sqlstate::syntax_error;
    case errc::ok:
      return "00000";
    case errc::invalid_length:
    case errc::unknown_type:
    case errc::no_data:
    case errc::insufficient_data:
    case errc::invalid_string:
    case errc::invalid_format:
    case errc::invalid_subtype:
    case errc::format_count:
    case errc::startup_length:
    case errc::startup_layout:
      return sqlstate::protocol_violation;
  }
  return sqlstate::protocol_violation;
}

}  // namespace countersign::wire
