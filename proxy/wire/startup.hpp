// The first packet of a connection: it has no type byte. Read as ProcessStartupPacket() of the server reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/wire/error.hpp"
#include "proxy/wire/frame.hpp"
#include "proxy/wire/reader.hpp"

namespace countersign::wire::startup {

inline constexpr std::uint32_t packet_length_min = 8;
inline constexpr std::uint32_t packet_length_max = 10'004;  // MAX_STARTUP_PACKET_LENGTH and the length word
inline constexpr std::uint32_t cancel_request_code = 80'877'102;
inline constexpr std::uint32_t ssl_request_code = 80'877'103;
inline constexpr std::uint32_t gssenc_request_code = 80'877'104;
inline constexpr std::size_t cancel_key_bytes_min = 4;
inline constexpr std::size_t cancel_key_bytes_max = 256;

enum class packet_kind : std::uint8_t {
  startup,  // protocol 3.x, any minor version
  ssl_request,
  gssenc_request,
  cancel_request,
  unsupported,  // another major version
  direct_tls,   // a TLS handshake without SSLRequest (PostgreSQL 17 and later)
};

struct packet {
  packet_kind kind = packet_kind::unsupported;
  std::uint32_t code = 0;  // the protocol version or request code
  std::string_view body;   // after the code
  std::string_view whole;  // as received; for direct_tls everything that was given
  [[nodiscard]] std::uint32_t major() const { return code >> 16; }
  [[nodiscard]] std::uint32_t minor() const { return code & 0xffffU; }
};

// Cuts the first packet from the bytes. Malformed as soon as the length is wrong: errc::startup_length. SSLRequest and
// GSSENCRequest must be exactly eight bytes (the server does not look; nobody sends more).
[[nodiscard]] scan next_packet(std::string_view bytes, packet& out);

// CancelRequest. The key has 4 bytes in protocol 3.0 and up to 256 in 3.2.
struct cancel_request {
  std::uint32_t pid = 0;
  std::string_view key;
  [[nodiscard]] static result<cancel_request> read(const packet& from);
};

enum class replication : std::uint8_t { none, physical, database };

// Names and values in the order of the packet, as views.
class parameter_list {
 public:
  using value_type = std::pair<std::string_view, std::string_view>;
  parameter_list() = default;
  explicit parameter_list(std::string_view checked) : bytes_(checked) {}
  class iterator {
   public:
    using value_type = parameter_list::value_type;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(std::string_view rest) : rest_(rest) {}
    [[nodiscard]] value_type operator*() const;
    iterator& operator++();
    iterator operator++(int) {
      iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const iterator& other) const { return rest_.size() == other.rest_.size(); }

   private:
    std::string_view rest_;
  };
  [[nodiscard]] iterator begin() const { return iterator(bytes_); }
  [[nodiscard]] static iterator end() { return {}; }
  // The last value given for exactly this name.
  [[nodiscard]] std::optional<std::string_view> last(std::string_view name) const;

 private:
  std::string_view bytes_;
};

// StartupMessage. Of a parameter that is given twice the last value counts, as for the server.
struct message {
  std::uint32_t version = 0;
  std::string_view user;      // what the server makes of it: at most 63 bytes, never empty
  std::string_view database;  // the same; the user's name when absent or empty; empty for physical replication
  std::string_view options;   // command-line switches, see read_options()
  startup::replication replication = startup::replication::none;
  parameter_list parameters;  // all of them
  [[nodiscard]] static result<message> read(const packet& from);
};

// A setting that the frontend asks for at startup.
struct setting {
  std::string name;
  std::string value;
};

// The settings in an `options` parameter, split as pg_split_opts() and read as process_postgres_switches() does:
// `-c name=value`, `--name=value` with `-` for `_` in the name, and the old single letters (`-S 64` is work_mem). Of
// the letters that set several things (`-d`, `-f`, `-t`) the name is the switch. What the server cannot read either is
// errc::invalid_options; whether names and values exist is for the server to say.
[[nodiscard]] result<std::vector<setting>> read_options(std::string_view options);

// All settings in the order in which the server applies them: `options` first, then the other parameters (without user,
// database, options, replication and the protocol's own _pq_.*). The last of a name counts; compare with
// same_setting().
[[nodiscard]] result<std::vector<setting>> read_settings(const message& from);

// The packet without the settings whose names begin like this (in lower case), `options` included: those that stay in
// there are written as `-c name=value`.
[[nodiscard]] result<std::string> packet_without(const message& from, std::string_view prefix);

// Names of settings are compared without regard to ASCII case.
[[nodiscard]] bool same_setting(std::string_view left, std::string_view right);

// A Boolean as the server's parse_bool() reads it: true, yes, on, 1 and their opposites, any unique prefix, any case.
[[nodiscard]] std::optional<bool> read_bool(std::string_view text);

}  // namespace countersign::wire::startup
