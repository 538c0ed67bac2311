// Where a socket listens or connects to, as people write it.
#pragma once

#include <sys/socket.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/net/io.hpp"
#include "proxy/session/session.hpp"

namespace countersign::net {

// A host and port; or, when the host begins with a slash, the folder of a Unix socket that is named after the port as
// PostgreSQL names it.
struct address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5432;

  [[nodiscard]] bool is_unix() const { return host.starts_with('/'); }
  [[nodiscard]] std::string socket_path() const;  // "/run/postgresql/.s.PGSQL.5432"
  [[nodiscard]] std::string to_string() const;    // "127.0.0.1:5432", "[::1]:5432" or the socket's path
};

using endpoint = asio::generic::stream_protocol::endpoint;

// The endpoint of a Unix socket; nothing if the path is too long for one.
[[nodiscard]] std::optional<endpoint> unix_endpoint(std::string_view path);
// The endpoint of a numeric host; nothing if it is a name, which has to be resolved.
[[nodiscard]] std::optional<endpoint> numeric_endpoint(const address& where);
[[nodiscard]] std::string to_string(const endpoint& where);
// "10.20.1.7:51212"
[[nodiscard]] std::string to_string(const policy::ip_address& ip, std::uint16_t port);
[[nodiscard]] std::string ip_words(const endpoint& where);  // without the port; for an IP endpoint

// The peer of an accepted socket: its IP address as the policy sees it (an IPv4 address that came over an IPv6 socket
// is an IPv4 address), and its name for people.
[[nodiscard]] std::optional<policy::ip_address> ip_of(const endpoint& where);

// What both legs of every session are set to: no Nagle delay, and a peer whose machine or network went away is
// noticed. Failures are harmless: a Unix socket has none of these options.
void tune(int socket);

}  // namespace countersign::net
