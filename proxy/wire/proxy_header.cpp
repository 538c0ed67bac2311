#include "proxy/wire/proxy_header.hpp"

#include <algorithm>

#include "proxy/wire/reader.hpp"

namespace countersign::wire {

namespace {

constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr unsigned char version_2_local = 0x20;
constexpr unsigned char version_2_proxy = 0x21;
constexpr unsigned char unspecified = 0x00;
constexpr unsigned char tcp_over_ipv4 = 0x11;
constexpr unsigned char tcp_over_ipv6 = 0x21;

unsigned char at(std::string_view bytes, std::size_t where) {
  return static_cast<unsigned char>(bytes[where]);
}

// Source and destination address, then both ports.
proxy_header read_addresses(reader& from, std::size_t address_bytes) {
  proxy_header out;
  out.passed_on = true;
  const std::string_view source = from.get_bytes(address_bytes);
  static_cast<void>(from.get_bytes(address_bytes));
  out.port = from.get_uint16();
  static_cast<void>(from.get_uint16());
  if (address_bytes == 4) out.address[10] = out.address[11] = 0xff;
  std::copy(source.begin(), source.end(), out.address.end() - static_cast<std::ptrdiff_t>(source.size()));
  return out;
}

// Type, length and value, any number of times. What they say is nobody's business here.
void skip_additions(reader& from) {
  while (from.remaining() > 0) {
    static_cast<void>(from.get_byte());
    static_cast<void>(from.get_bytes(from.get_uint16()));
  }
}

}  // namespace

std::optional<std::size_t> proxy_header::rest_of(std::string_view fixed) {
  if (fixed.size() != fixed_bytes || !fixed.starts_with(signature)) return std::nullopt;
  if (at(fixed, 12) != version_2_local && at(fixed, 12) != version_2_proxy) return std::nullopt;
  reader length(fixed.substr(14));
  const std::size_t rest = length.get_uint16();
  if (rest > rest_bytes_max) return std::nullopt;
  return rest;
}

std::optional<proxy_header> proxy_header::read(std::string_view fixed, std::string_view rest) {
  if (rest_of(fixed) != rest.size()) return std::nullopt;
  // What a balancer says of its own connection, or says not to know, is to be ignored.
  const unsigned char family = at(fixed, 13);
  if (at(fixed, 12) == version_2_local || family == unspecified) return proxy_header{};
  if (family != tcp_over_ipv4 && family != tcp_over_ipv6) return std::nullopt;
  reader from(rest);
  const proxy_header out = read_addresses(from, family == tcp_over_ipv4 ? 4 : 16);
  skip_additions(from);
  if (!from.ok()) return std::nullopt;
  return out;
}

}  // namespace countersign::wire
