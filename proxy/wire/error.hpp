// What can be wrong with bytes from a peer, in the words and codes that PostgreSQL itself uses for it.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

namespace countersign::wire {

// SQLSTATEs that Countersign answers with. See PostgreSQL manual, appendix A.
namespace sqlstate {
inline constexpr std::string_view cannot_connect = "08001";
inline constexpr std::string_view connection_failure = "08006";
inline constexpr std::string_view protocol_violation = "08P01";
inline constexpr std::string_view feature_not_supported = "0A000";
inline constexpr std::string_view invalid_parameter_value = "22023";
inline constexpr std::string_view in_failed_transaction = "25P02";
inline constexpr std::string_view invalid_authorization = "28000";
inline constexpr std::string_view invalid_password = "28P01";
inline constexpr std::string_view invalid_catalog_name = "3D000";
inline constexpr std::string_view syntax_error = "42601";
inline constexpr std::string_view insufficient_privilege = "42501";
inline constexpr std::string_view limit_exceeded = "53400";  // configuration_limit_exceeded
inline constexpr std::string_view program_limit_exceeded = "54000";
inline constexpr std::string_view query_canceled = "57014";
inline constexpr std::string_view admin_shutdown = "57P01";
inline constexpr std::string_view system_error = "58000";
inline constexpr std::string_view internal_error = "XX000";
}  // namespace sqlstate

// One reason per way in which bytes can fail to be a message.
enum class errc : std::uint8_t {
  ok,
  // Framing: the stream cannot be followed any further; the server ends the connection.
  invalid_length,
  unknown_type,
  // One message: the server raises an ERROR and, in the extended protocol, skips to Sync.
  no_data,
  insufficient_data,
  invalid_string,
  invalid_format,
  invalid_subtype,
  format_count,
  unsupported_format,
  // Startup: FATAL.
  startup_length,
  startup_layout,
  unsupported_version,
  no_user,
  invalid_replication,
  invalid_options,
};

// The server's own text where it has one, so that drivers and people find what they know.
[[nodiscard]] std::string_view to_string(errc what);
[[nodiscard]] std::string_view sqlstate_of(errc what);

// A value or the reason why there is none. On error the value is the default one, so that a careless read of it is
// wrong but never undefined.
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : value_(std::move(value)) {}
  result(errc why) : error_(why == errc::ok ? errc::invalid_format : why) {}

  [[nodiscard]] bool has_value() const { return error_ == errc::ok; }
  [[nodiscard]] bool has_error() const { return error_ != errc::ok; }
  [[nodiscard]] explicit operator bool() const { return has_value(); }
  [[nodiscard]] errc error() const { return error_; }
  [[nodiscard]] const T& operator*() const { return value_; }
  [[nodiscard]] const T* operator->() const { return &value_; }
  [[nodiscard]] T& operator*() { return value_; }
  [[nodiscard]] T* operator->() { return &value_; }

 private:
  T value_{};
  errc error_ = errc::ok;
};

}  // namespace countersign::wire
