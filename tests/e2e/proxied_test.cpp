// Behind a load balancer, with rules that look at addresses.
#include <doctest/doctest.h>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"

using namespace countersign::test;
using namespace std::string_literals;

namespace {

constexpr std::string_view rules = R"(version = 1
default = "deny"

[[rule]]
name = "the office"
effects = ["any"]
networks = ["10.20.0.0/16"]
action = "allow"
)";

std::string header_from(char third, char fourth) {
  return "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\x0a"s + third + fourth + "\x07\x0a\x00\x00\x01\xc8\x0c\x15\x38"s;
}

}  // namespace

TEST_CASE("rules and the audit see the address that the balancer tells of") {
  countersign_process proxy{shared_cluster(),
                            {.rules = std::string{rules}, .listen = "proxy_protocol = [\"127.0.0.1\"]\n"}};
  raw_client office{"127.0.0.1", proxy.port()};
  office.send(header_from('\x14', '\x01'));
  office.start("app", "postgres");
  const auto allowed = office.ask("CREATE TEMP TABLE t (id int)");
  CHECK(allowed.front().type == 'C');
  raw_client elsewhere{"127.0.0.1", proxy.port()};
  elsewhere.send(header_from('\x15', '\x01'));
  elsewhere.start("app", "postgres");
  const auto denied = elsewhere.ask("CREATE TEMP TABLE t (id int)");
  CHECK(denied.front().field('C') == "42501");
  // Without a header there is no way in.
  CHECK_FALSE(refusal(proxy.conninfo("app", "postgres")).empty());
  CHECK(eventually(milliseconds{10'000}, [&] {
    bool seen = false;
    for (const auto& line : proxy.audit()) {
      seen = seen || (line.at("event") == "session started" && line.at("address") == "10.20.1.7:51212");
    }
    return seen;
  }));
}
