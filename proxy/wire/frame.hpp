// Cutting a byte stream into messages: type, length, body. Knows how long each kind of message may be, nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proxy/wire/error.hpp"

namespace countersign::wire {

// The first five bytes of a message. The length is the one on the wire: it counts itself but not the type.
struct header {
  char type = 0;
  std::uint32_t length = 0;
  [[nodiscard]] std::uint64_t whole_bytes() const { return std::uint64_t{length} + 1; }
};
inline constexpr std::size_t header_bytes = 5;
inline constexpr std::uint32_t length_min = 4;

// One message. The views borrow from the buffer that was scanned.
struct frame {
  char type = 0;
  std::string_view body;   // without type and length
  std::string_view whole;  // as received
};

enum class scan : std::uint8_t { complete, incomplete, malformed };

// Reads a header from the first five bytes. Malformed: the length does not even count itself. The caller compares
// with frontend_length_max() or backend_length_max() before it buffers anything.
[[nodiscard]] scan next_header(std::string_view bytes, header& out);

// Reads one whole message from the start of the bytes. Incomplete when its end has not arrived.
[[nodiscard]] scan next_frame(std::string_view bytes, frame& out);

// The largest length that the server takes for a frontend message after startup; 0: it knows no such message and ends
// the connection. See SocketBackend() in postgres.c, PQ_SMALL_MESSAGE_LIMIT and PQ_LARGE_MESSAGE_LIMIT in libpq.h.
inline constexpr std::uint32_t small_length_max = 10'000;
inline constexpr std::uint32_t large_length_max = 0x3fff'fffe;  // MaxAllocSize - 1
[[nodiscard]] constexpr std::uint32_t frontend_length_max(char type) {
  switch (type) {
    case 'Q':  // Query
    case 'F':  // FunctionCall
    case 'B':  // Bind
    case 'P':  // Parse
    case 'd':  // CopyData
      return large_length_max;
    case 'C':  // Close
    case 'D':  // Describe
    case 'E':  // Execute
    case 'H':  // Flush
    case 'S':  // Sync
    case 'X':  // Terminate
    case 'c':  // CopyDone
    case 'f':  // CopyFail
      return small_length_max;
    default:
      return 0;
  }
}

// The same while the server authenticates: it then takes 'p' (password, GSS, SASL) and nothing else. It limits a SASL
// message further, to 1024, by itself. See PG_MAX_AUTH_TOKEN_LENGTH in auth.h.
inline constexpr std::uint32_t auth_length_max = 65'535;
[[nodiscard]] constexpr std::uint32_t frontend_auth_length_max(char type) {
  return type == 'p' ? auth_length_max : 0;
}

// The largest length that libpq takes for a backend message: 30000, but for the kinds that carry data or texts. 0: no
// such message. See VALID_LONG_MESSAGE_TYPE in fe-protocol3.c.
inline constexpr std::uint32_t backend_small_length_max = 30'000;
inline constexpr std::uint32_t backend_large_length_max = 0x3fff'ffff;
[[nodiscard]] constexpr std::uint32_t backend_length_max(char type) {
  switch (type) {
    case 'd':  // CopyData
    case 'D':  // DataRow
    case 'E':  // ErrorResponse
    case 'V':  // FunctionCallResponse
    case 'N':  // NoticeResponse
    case 'A':  // NotificationResponse
    case 'T':  // RowDescription
    case 't':  // ParameterDescription
      return backend_large_length_max;
    case 'R':  // Authentication
    case 'K':  // BackendKeyData
    case 'S':  // ParameterStatus
    case 'Z':  // ReadyForQuery
    case 'C':  // CommandComplete
    case 'I':  // EmptyQueryResponse
    case 's':  // PortalSuspended
    case 'n':  // NoData
    case '1':  // ParseComplete
    case '2':  // BindComplete
    case '3':  // CloseComplete
    case 'G':  // CopyInResponse
    case 'H':  // CopyOutResponse
    case 'W':  // CopyBothResponse
    case 'c':  // CopyDone
    case 'v':  // NegotiateProtocolVersion
      return backend_small_length_max;
    default:
      return 0;
  }
}

// What the server makes of a name that is too long: its first 63 bytes, in the middle of a character if need be. Holds
// for users and databases at startup and for statements and portals. See NAMEDATALEN.
inline constexpr std::size_t name_bytes_max = 63;
[[nodiscard]] constexpr std::string_view clip_name(std::string_view name) {
  return name.substr(0, name_bytes_max);
}

}  // namespace countersign::wire
