// Random bytes and random messages, the same ones every time.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"

using namespace countersign::test;

namespace {

constexpr milliseconds patience{20'000};

}  // namespace

TEST_CASE("random bytes and random messages bring nothing down, and slip nothing through") {
  counted_shop here;
  const pid_t pid = here.proxy().pid();
  std::mt19937 dice{20240229};  // NOLINT(cert-msc51-cpp): the same every time
  const auto roll = [&dice](unsigned sides) { return static_cast<unsigned>(dice() % sides); };
  const auto noise = [&](unsigned bytes) {
    std::string all;
    for (unsigned i = 0; i < bytes; ++i) all += static_cast<char>(roll(256));
    return all;
  };
  const std::vector<std::string> good{frontend::query("DELETE FROM orders"),
                                      frontend::parse("s", "DELETE FROM orders WHERE n = $1"),
                                      frontend::bind("p", "s", {"1"}),
                                      frontend::execute("p"),
                                      frontend::query("COPY orders FROM STDIN"),
                                      frontend::sync(),
                                      frontend::message('d', "1\tx\n"),
                                      frontend::describe('S', "s"),
                                      frontend::flush()};
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    raw_client client{"127.0.0.1", here.proxy().port()};
    std::string bytes;
    switch (roll(4)) {
      case 0:
        bytes = noise(roll(200));
        break;
      case 1:
        client.start("app", counted_shop::database);
        bytes = noise(roll(200));
        break;
      case 2:
        client.start("app", counted_shop::database);
        for (unsigned i = 0; i < 1 + roll(8); ++i)
          bytes += frontend::message("QPBDECSHFdcfpX"[roll(14)], noise(roll(40)));
        break;
      default:
        client.start("app", counted_shop::database);
        for (unsigned i = 0; i < 1 + roll(8); ++i) bytes += good[roll(static_cast<unsigned>(good.size()))];
        for (unsigned i = 0; i < 1 + roll(4); ++i)
          bytes[roll(static_cast<unsigned>(bytes.size()))] ^= static_cast<char>(1U << roll(8));
        break;
    }
    client.send(bytes);
    if (roll(2) == 0) {
      client.socket().reset();
    } else {
      client.socket().close_write();
      while (client.next(patience).has_value()) {
      }
      CHECK(client.ended());
    }
  }
  CHECK(here.all_gone());
  const api_client dana = here.proxy().as("dana");
  CHECK(eventually(patience, [&] { return dana.pending().empty(); }));
  // Deletes of one row and copies may have run, nothing that needs approval.
  CHECK(std::stoi(here.orders()) >= 90);
  CHECK(here.proxy().pid() == pid);
  CHECK(here.proxy().running());
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  CHECK(app.must("SELECT 40 + 2") == "42");
}
