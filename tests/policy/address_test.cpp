#include <doctest/doctest.h>

#include "policy/network.hpp"

namespace countersign::policy {

TEST_CASE("addresses are read as inet_pton reads them, and nothing else is") {
  struct row {
    std::string_view text;
    std::string_view printed;  // empty: no address
  };
  for (const row& each : std::initializer_list<row>{
           {"10.20.0.1", "10.20.0.1"},
           {"::ffff:10.20.0.1", "10.20.0.1"},
           {"2001:DB8::1", "2001:db8::1"},
           {"::1", "::1"},
           {"0.0.0.0", "0.0.0.0"},
           {"", ""},
           {"10.20.0", ""},
           {"010.020.0.1", ""},
           {"10.20.0.256", ""},
           {"10.20.0.1 ", ""},
           {"fe80::1%eth0", ""},
           {"localhost", ""},
           {std::string_view{"10.0.0.1\0", 9}, ""},
           {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc", ""},
       }) {
    CAPTURE(each.text);
    const auto address = ip_address::parse(each.text);
    CHECK(address.has_value() == !each.printed.empty());
    if (address) CHECK(address->to_string() == each.printed);
  }
}

TEST_CASE("a network contains the addresses that share its prefix") {
  struct row {
    std::string_view network;
    std::string_view address;  // empty: a Unix socket
    bool inside;
  };
  for (const row& each : std::initializer_list<row>{
           {"10.20.0.0/16", "10.20.255.255", true},
           {"10.20.0.0/16", "10.21.0.0", false},
           {"10.20.0.0/16", "::ffff:10.20.3.4", true},
           {"10.20.0.0/16", "", false},
           {"10.128.0.0/9", "10.255.0.1", true},
           {"10.128.0.0/9", "10.127.255.255", false},
           {"0.0.0.0/0", "203.0.113.9", true},
           {"0.0.0.0/0", "2001:db8::1", false},
           {"::/0", "2001:db8::1", true},
           {"::/0", "203.0.113.9", true},
           {"192.0.2.7", "192.0.2.7", true},
           {"192.0.2.7", "192.0.2.8", false},
           {"2001:db8::/33", "2001:db8:7fff::1", true},
           {"2001:db8::/33", "2001:db8:8000::1", false},
           {"unix", "", true},
           {"unix", "127.0.0.1", false},
       }) {
    CAPTURE(each.network);
    CAPTURE(each.address);
    network::problem why{};
    const auto net = network::parse(each.network, why);
    REQUIRE(net.has_value());
    const auto address = each.address.empty() ? std::nullopt : ip_address::parse(each.address);
    CHECK(net->contains(address) == each.inside);
  }
}

TEST_CASE("what is no network says what is wrong with it") {
  struct row {
    std::string_view text;
    network::problem why;
  };
  for (const row& each : std::initializer_list<row>{
           {"10.20.0.0/33", network::problem::bad_prefix},
           {"10.20.0.0/", network::problem::bad_prefix},
           {"10.20.0.0/-1", network::problem::bad_prefix},
           {"10.20.0.0/16x", network::problem::bad_prefix},
           {"::/129", network::problem::bad_prefix},
           {"10.20.0.1/16", network::problem::host_bits},
           {"2001:db8::1/64", network::problem::host_bits},
           {"office", network::problem::not_an_address},
           {"", network::problem::not_an_address},
           {"Unix", network::problem::not_an_address},
       }) {
    CAPTURE(each.text);
    network::problem why{};
    CHECK_FALSE(network::parse(each.text, why).has_value());
    CHECK(why == each.why);
  }
}

}  // namespace countersign::policy
