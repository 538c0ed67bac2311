#include "proxy/net/address.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstring>

namespace countersign::net {

namespace {

// A dead peer is noticed within about a minute and a half, whether it is silent or owes us acknowledgements.
constexpr int keepalive_idle_seconds = 30;
constexpr int keepalive_interval_seconds = 15;
constexpr int keepalive_probes = 4;
constexpr int unacknowledged_milliseconds = 90'000;

void set(int socket, int level, int name, int value) {
  (void)::setsockopt(socket, level, name, &value, sizeof value);
}

std::string tcp_words(std::string_view host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string_view::npos;
  return is_v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

sockaddr_in6 as_v6(const endpoint& where) {
  sockaddr_in6 in{};
  std::memcpy(&in, where.data(), std::min(sizeof in, where.size()));
  return in;
}

}  // namespace

std::string address::socket_path() const {
  return fmt::format("{}{}.s.PGSQL.{}", host, host.ends_with('/') ? "" : "/", port);
}

std::string address::to_string() const {
  return is_unix() ? socket_path() : tcp_words(host, port);
}

std::optional<endpoint> unix_endpoint(std::string_view path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) return std::nullopt;
  return endpoint{asio::local::stream_protocol::endpoint{std::string{path}}};
}

std::optional<endpoint> numeric_endpoint(const address& where) {
  error_code ec;
  const auto ip = asio::ip::make_address(where.host, ec);
  if (ec) return std::nullopt;
  return endpoint{asio::ip::tcp::endpoint{ip, where.port}};
}

std::optional<policy::ip_address> ip_of(const endpoint& where) {
  policy::ip_address out;
  switch (where.protocol().family()) {
    case AF_INET: {
      sockaddr_in in{};
      std::memcpy(&in, where.data(), std::min(sizeof in, where.size()));
      out.bytes[10] = out.bytes[11] = 0xff;
      std::memcpy(out.bytes.data() + 12, &in.sin_addr, 4);
      return out;
    }
    case AF_INET6: {
      const sockaddr_in6 in = as_v6(where);
      std::memcpy(out.bytes.data(), &in.sin6_addr, 16);
      return out;
    }
    default:
      return std::nullopt;
  }
}

std::string to_string(const endpoint& where) {
  switch (where.protocol().family()) {
    case AF_INET: {
      sockaddr_in in{};
      std::memcpy(&in, where.data(), std::min(sizeof in, where.size()));
      return tcp_words(asio::ip::address_v4{ntohl(in.sin_addr.s_addr)}.to_string(), ntohs(in.sin_port));
    }
    case AF_INET6: {
      const sockaddr_in6 in = as_v6(where);
      asio::ip::address_v6::bytes_type bytes;
      std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
      const asio::ip::address_v6 ip{bytes, in.sin6_scope_id};
      if (!ip.is_v4_mapped()) return tcp_words(ip.to_string(), ntohs(in.sin6_port));
      return tcp_words(asio::ip::make_address_v4(asio::ip::v4_mapped, ip).to_string(), ntohs(in.sin6_port));
    }
    default: {
      sockaddr_un un{};
      std::memcpy(&un, where.data(), std::min(sizeof un, where.size()));
      const std::string path{un.sun_path, ::strnlen(un.sun_path, sizeof un.sun_path)};
      return path.empty() ? "unix socket" : path;
    }
  }
}

std::string to_string(const policy::ip_address& ip, std::uint16_t port) {
  asio::ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), ip.bytes.data(), bytes.size());
  return to_string(endpoint{asio::ip::tcp::endpoint{asio::ip::address_v6{bytes}, port}});
}

std::string ip_words(const endpoint& where) {
  const std::string both = to_string(where);
  const std::string host = both.substr(0, both.rfind(':'));
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

void tune(int socket) {
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, keepalive_idle_seconds);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, keepalive_interval_seconds);
  set(socket, IPPROTO_TCP, TCP_KEEPCNT, keepalive_probes);
  set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, unacknowledged_milliseconds);
}

}  // namespace countersign::net
