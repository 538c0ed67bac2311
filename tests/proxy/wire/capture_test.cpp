// A conversation with a real PostgreSQL 15, recorded once.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <set>
#include <string>

#include "proxy/wire/startup.hpp"
#include "tests/proxy/wire/bytes.hpp"
#include "tests/proxy/wire/read_any.hpp"

using namespace countersign::wire;
using namespace countersign::wire::testing;

namespace countersign::wire::testing {

std::vector<captured> capture() {
  std::vector<captured> all;
  std::ifstream file(COUNTERSIGN_SOURCE_DIR "/tests/proxy/wire/captured_15.txt");
  REQUIRE(file.is_open());
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) all.push_back({line.front(), unhex(std::string_view(line).substr(2))});
  }
  return all;
}

}  // namespace countersign::wire::testing

namespace {

outcome read_captured(char from, const frame& got) {
  return from == 'F' ? read_frontend(got.type, got.body) : read_backend(got.type, got.body);
}

}  // namespace

TEST_CASE("every message of a real conversation is read") {
  std::set<std::string> kinds;
  for (const captured& each : capture()) {
    if (each.from == 'S') continue;
    CAPTURE(each.whole);
    frame got;
    REQUIRE(next_frame(each.whole, got) == scan::complete);
    CHECK(got.whole == each.whole);
    kinds.insert({each.from, got.type});
    if (each.from == 'F' && got.type == 'z') {
      CHECK(frontend_length_max(got.type) == 0);  // sent to see the server refuse it
      continue;
    }
    const std::uint32_t limit = each.from == 'F' ? frontend_length_max(got.type) : backend_length_max(got.type);
    CHECK((got.body.size() + 4 <= limit || got.type == 'p'));
    CHECK(read_captured(each.from, got).error == errc::ok);
  }
  // All kinds that there are, but for CopyBothResponse, which only replication knows.
  CHECK(kinds.size() == 14 + 1 + 23);
}

TEST_CASE("the startup packets of a real conversation are read") {
  std::size_t count = 0;
  for (const captured& each : capture()) {
    if (each.from != 'S') continue;
    startup::packet cut;
    REQUIRE(startup::next_packet(each.whole, cut) == scan::complete);
    CHECK(cut.whole == each.whole);
    const auto got = startup::message::read(cut);
    REQUIRE(got);
    CHECK(got->user == cut.body.substr(5, got->user.size()));
    ++count;
  }
  CHECK(count == 8);
}

TEST_CASE("a conversation cut at any byte is waited for") {
  std::string stream;
  std::vector<std::size_t> ends;
  for (const captured& each : capture()) {
    if (each.from != 'B') continue;
    stream += each.whole;
    ends.push_back(stream.size());
  }
  for (std::size_t cut = 0; cut <= stream.size(); cut += 7) {
    const exact arrived(std::string_view(stream).substr(0, cut));
    std::string_view rest = arrived.view();
    std::size_t messages = 0;
    frame got;
    while (next_frame(rest, got) == scan::complete) {
      rest.remove_prefix(got.whole.size());
      ++messages;
    }
    const auto whole =
        static_cast<std::size_t>(std::count_if(ends.begin(), ends.end(), [&](std::size_t end) { return end <= cut; }));
    CHECK(messages == whole);
  }
}

TEST_CASE("every prefix of every real message is read without harm") {
  for (const captured& each : capture()) {
    if (each.from == 'S') continue;
    const std::string_view whole = each.whole;
    for (std::size_t size = header_bytes; size < whole.size(); ++size) {
      const exact bytes(whole.substr(0, size));
      const std::string_view body = bytes.view().substr(header_bytes);
      const char type = whole.front();
      (void)(each.from == 'F' ? read_frontend(type, body) : read_backend(type, body));
    }
  }
}

TEST_CASE("real messages with wrong bytes in them are read without harm") {
  std::mt19937 random(15);  // the same every time
  for (const captured& each : capture()) {
    for (int round = 0; round < 50; ++round) {
      std::string damaged = each.whole;
      for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
      const exact bytes(damaged);
      frame got;
      (void)next_frame(bytes.view(), got);
      const std::string_view body = bytes.view().substr(std::min(header_bytes, damaged.size()));
      (void)read_frontend(damaged.front(), body);
      (void)read_backend(damaged.front(), body);
      startup::packet cut;
      if (startup::next_packet(bytes.view(), cut) != scan::complete) continue;
      (void)startup::cancel_request::read(cut);
      const auto message = startup::message::read(cut);
      if (message) (void)startup::read_settings(*message);
    }
  }
}
