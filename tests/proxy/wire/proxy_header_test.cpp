// The header of the PROXY protocol.
#include "proxy/wire/proxy_header.hpp"

#include <doctest/doctest.h>

#include <string>

using countersign::wire::proxy_header;
using namespace std::string_literals;

namespace {

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;

std::string header(char command, char family, const std::string& rest) {
  return signature + command + family + static_cast<char>(rest.size() >> 8) + static_cast<char>(rest.size() & 0xff) +
         rest;
}

std::optional<proxy_header> read(std::string_view whole) {
  const std::size_t fixed = std::min(whole.size(), proxy_header::fixed_bytes);
  return proxy_header::read(whole.substr(0, fixed), whole.substr(fixed));
}

const std::string v4 = "\x0a\x14\x01\x07\x0a\x00\x00\x01\xc8\x0c\x15\x38"s;                        // 10.20.1.7:51212
const std::string v6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07" + std::string(16, '\1') + "\xc8\x0c\x15\x38"s;

}  // namespace

TEST_CASE("a header says whose connection it is") {
  const auto four = read(header('\x21', '\x11', v4));
  REQUIRE(four);
  CHECK(four->passed_on);
  CHECK(four->port == 51212);
  CHECK(four->address == std::array<std::uint8_t, 16>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 20, 1, 7});
  const auto six = read(header('\x21', '\x21', v6));
  REQUIRE(six);
  CHECK(six->passed_on);
  CHECK(six->port == 51212);
  CHECK(six->address == std::array<std::uint8_t, 16>{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7});
  CHECK(read(header('\x21', '\x11', v4 + "\x04\x00\x01x"s)));  // with something added
  for (const std::string& own : {header('\x20', '\x00', ""), header('\x20', '\x11', v4), header('\x21', '\x00', "")}) {
    REQUIRE(read(own));
    CHECK_FALSE(read(own)->passed_on);
  }
}

TEST_CASE("what is garbled, cut, too long or not a stream over IP is no header") {
  const std::string good = header('\x21', '\x11', v4);
  for (std::size_t cut = 0; cut < good.size(); ++cut) CHECK_FALSE(read(good.substr(0, cut)));
  CHECK_FALSE(read(good + "x"));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string other = good;
    other[i] ^= 1;
    CHECK_FALSE(read(other));
  }
  for (const char command : {'\x00', '\x01', '\x11', '\x22', '\x31'}) CHECK_FALSE(read(header(command, '\x11', v4)));
  for (const char family : {'\x12', '\x22', '\x31', '\x32', '\x13'}) CHECK_FALSE(read(header('\x21', family, v6)));
  CHECK_FALSE(read(header('\x21', '\x11', v4.substr(1))));
  CHECK_FALSE(read(header('\x21', '\x21', v4)));
  CHECK_FALSE(read(header('\x21', '\x11', v4 + "\x04"s)));
  CHECK_FALSE(read(header('\x21', '\x11', v4 + "\x04\x00\x02x"s)));
  CHECK_FALSE(read("PROXY TCP4 10.20.1.7 10.0.0.1 51212 5432\r\n"));
}

TEST_CASE("the length of a header is bounded") {
  const std::string most(proxy_header::rest_bytes_max, 'x');
  CHECK(proxy_header::rest_of(header('\x20', '\0', most).substr(0, proxy_header::fixed_bytes)) == most.size());
  CHECK_FALSE(proxy_header::rest_of(header('\x20', '\0', most + "x").substr(0, proxy_header::fixed_bytes)));
}
