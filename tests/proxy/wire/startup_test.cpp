#include "proxy/wire/startup.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "tests/proxy/wire/bytes.hpp"

using namespace countersign::wire;
using namespace countersign::wire::startup;
using namespace countersign::wire::testing;

namespace {

constexpr std::uint32_t version_3_0 = 3U << 16;

// Owns the bytes of a startup packet and reads it.
struct read_packet {
  explicit read_packet(std::string_view body, std::uint32_t code = version_3_0) : bytes(startup_packet(code, body)) {
    found = next_packet(bytes.view(), cut);
    if (found == scan::complete) got = startup::message::read(cut);
  }
  exact bytes;
  packet cut;
  scan found = scan::incomplete;
  result<startup::message> got = errc::startup_length;
};

const std::string alice = "user\0alice\0database\0shop\0"_b;

}  // namespace

TEST_CASE("the first packet is told by its code") {
  struct row {
    std::string name;
    std::string bytes;
    packet_kind kind;
  };
  const row rows[] = {
      {"SSLRequest", "\0\0\0\x08\x04\xd2\x16\x2f"_b, packet_kind::ssl_request},
      {"GSSENCRequest", "\0\0\0\x08\x04\xd2\x16\x30"_b, packet_kind::gssenc_request},
      {"CancelRequest", "\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\1\0\0\0\2"_b, packet_kind::cancel_request},
      {"3.0", startup_packet(0x30000, alice + "\0"_b), packet_kind::startup},
      {"3.2", startup_packet(0x30002, alice + "\0"_b), packet_kind::startup},
      {"3.9999", startup_packet(0x3270f, alice + "\0"_b), packet_kind::startup},
      {"2.0", startup_packet(0x20000, std::string(288, '\0')), packet_kind::unsupported},
      {"4.0", startup_packet(0x40000, "\0"_b), packet_kind::unsupported},
      {"an unassigned request code", startup_packet(80877105, ""), packet_kind::unsupported},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    packet got;
    for (std::size_t size = 0; size < row.bytes.size(); ++size) {
      CHECK(next_packet(exact(row.bytes.substr(0, size)).view(), got) == scan::incomplete);
    }
    REQUIRE(next_packet(exact(row.bytes + "more").view(), got) == scan::complete);
    CHECK(got.kind == row.kind);
    CHECK(got.whole.size() == row.bytes.size());
    CHECK(got.body.size() == row.bytes.size() - 8);
  }
}

TEST_CASE("a TLS handshake is recognised by its first byte") {
  packet got;
  REQUIRE(next_packet("\x16\x03\x01\x02\x00\x01"_b, got) == scan::complete);
  CHECK(got.kind == packet_kind::direct_tls);
  CHECK(got.whole.size() == 6);
}

TEST_CASE("a startup packet has the server's limits") {
  struct row {
    std::string name;
    std::string bytes;
    scan expected;
  };
  const auto long_packet = [](std::size_t size) {
    std::string body = alice + "application_name\0"_b;
    body += std::string(size - 8 - body.size() - 2, 'x') + "\0\0"_b;
    return startup_packet(version_3_0, body);
  };
  const row rows[] = {
      {"length 0", be32(0), scan::malformed},
      {"length 7", be32(7), scan::malformed},
      {"length 8", be32(8), scan::incomplete},
      {"length 10004", long_packet(10004), scan::complete},
      {"length 10005", long_packet(10005), scan::malformed},
      {"length 10005, seen early", be32(10005), scan::malformed},
      {"negative length", be32(0x80000000), scan::malformed},
      {"HTTP, seen at its first byte", "G", scan::malformed},
      {"a message instead of a packet", testing::message('Q', "select 1\0"_b), scan::malformed},
      {"SSLRequest with more in it", startup_packet(ssl_request_code, "x"), scan::malformed},
      {"GSSENCRequest with more in it", startup_packet(gssenc_request_code, "x"), scan::malformed},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    packet got;
    CHECK(next_packet(exact(row.bytes).view(), got) == row.expected);
  }
}

TEST_CASE("CancelRequest has a key of 4 to 256 bytes") {
  struct row {
    std::string name;
    std::size_t key_bytes;
    bool taken;
  };
  const row rows[] = {{"none", 0, false}, {"3", 3, false},    {"4", 4, true},
                      {"32", 32, true},   {"256", 256, true}, {"257", 257, false}};
  for (const row& row : rows) {
    CAPTURE(row.name);
    const std::string key(row.key_bytes, '\xff');
    const std::string bytes = startup_packet(cancel_request_code, be32(0xfffffffe) + key);
    packet cut;
    REQUIRE(next_packet(bytes, cut) == scan::complete);
    const auto got = cancel_request::read(cut);
    CHECK(got.has_value() == row.taken);
    if (!got) continue;
    CHECK(got->pid == 0xfffffffe);
    CHECK(got->key == key);
  }
  packet cut;
  REQUIRE(next_packet(startup_packet(cancel_request_code, "ab"), cut) == scan::complete);
  CHECK(cancel_request::read(cut).has_error());
}

TEST_CASE("a startup message names user, database and settings") {
  const read_packet read(alice + "options\0-c a=b\0search_path\0x, y\0_pq_.x\0on\0\0"_b, 0x30002);
  REQUIRE(read.got);
  CHECK(read.got->version == 0x30002);
  CHECK(read.cut.major() == 3);
  CHECK(read.cut.minor() == 2);
  CHECK(read.got->user == "alice");
  CHECK(read.got->database == "shop");
  CHECK(read.got->options == "-c a=b");
  CHECK(read.got->replication == replication::none);
  CHECK(read.got->parameters.last("search_path") == "x, y");
  CHECK(!read.got->parameters.last("SEARCH_PATH"));
  std::size_t count = 0;
  for (const auto& [name, value] : read.got->parameters) count += name.empty() ? 0U : 1U;
  CHECK(count == 5);
}

TEST_CASE("of a parameter that is given twice the last value counts") {
  const read_packet read("user\0bob\0database\0a\0options\0-e\0"_b + alice + "options\0\0user\0carl\0\0"_b);
  REQUIRE(read.got);
  CHECK(read.got->user == "carl");
  CHECK(read.got->database == "shop");
  CHECK(read.got->options.empty());
}

TEST_CASE("the database is the user's name unless given, and names are cut after 63 bytes") {
  const std::string name(70, 'n');
  CHECK(read_packet("user\0alice\0\0"_b).got->database == "alice");
  CHECK(read_packet("user\0alice\0database\0\0\0"_b).got->database == "alice");
  CHECK(read_packet("user\0alice\0database\0shop\0database\0\0\0"_b).got->database == "alice");
  const read_packet long_user("user\0"_b + name + "\0\0"_b);
  CHECK(long_user.got->user == std::string(63, 'n'));
  CHECK(long_user.got->database == std::string(63, 'n'));
  CHECK(read_packet("user\0a\0database\0"_b + std::string(63, 'd') + "\0\0"_b).got->database == std::string(63, 'd'));
  CHECK(read_packet("user\0a\0database\0"_b + std::string(64, 'd') + "\0\0"_b).got->database == std::string(63, 'd'));
}

TEST_CASE("a startup message must end with its terminator and nothing else") {
  struct row {
    std::string name;
    std::string body;
    errc expected;
  };
  const row rows[] = {
      {"whole", alice + "\0"_b, errc::ok},
      {"no terminator", alice, errc::startup_layout},
      {"a byte after it", alice + "\0x"_b, errc::startup_layout},
      {"a NUL after it", alice + "\0\0"_b, errc::startup_layout},
      {"a name without value", alice + "k\0"_b, errc::startup_layout},
      // The server's check lets this one pass, by its length; nobody sends it.
      {"one letter instead of it", alice + "u", errc::startup_layout},
      {"two letters instead of it", alice + "uu", errc::startup_layout},
      {"a value without NUL", alice + "work_mem\0004MB"_b, errc::startup_layout},
      {"nothing at all", "", errc::startup_layout},
      {"only a terminator", "\0"_b, errc::no_user},
      {"an empty user", "user\0\0\0"_b, errc::no_user},
      {"no user", "database\0shop\0\0"_b, errc::no_user},
      {"a user who is taken back", alice + "user\0\0\0"_b, errc::no_user},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    CHECK(to_string(read_packet(row.body).got.error()) == to_string(row.expected));
  }
}

TEST_CASE("a startup message cut anywhere is not a startup message") {
  const std::string body = alice + "options\0-c a=b\0\0"_b;
  for (std::size_t size = 0; size < body.size(); ++size) {
    CAPTURE(size);
    CHECK(read_packet(body.substr(0, size)).got.has_error());
  }
}

TEST_CASE("only protocol 3 has a startup message") {
  CHECK(read_packet("user\0a\0\0"_b, 4U << 16).got.error() == errc::unsupported_version);
  CHECK(read_packet("user\0a\0\0"_b, 2U << 16).got.error() == errc::unsupported_version);
}

// What PostgreSQL 15 took each of these for.
TEST_CASE("replication is a Boolean or the word database") {
  struct row {
    std::string values;  // one or more
    std::optional<replication> expected;
  };
  const auto physical = replication::physical;
  const auto none = replication::none;
  const row rows[] = {
      {"true", physical},
      {"t", physical},
      {"TRUE", physical},
      {"tRu", physical},
      {"on", physical},
      {"yes", physical},
      {"y", physical},
      {"1", physical},
      {"off", none},
      {"of", none},
      {"false", none},
      {"f", none},
      {"no", none},
      {"N", none},
      {"0", none},
      {"database", replication::database},
      {"o", {}},
      {"2", {}},
      {"", {}},
      {"Database", {}},
      {"truex", {}},
      {"onn", {}},
      {"offf", {}},
      {"10", {}},
      {" on", {}},
      {"bad false", {}},
      {"false bad", {}},
      {"true false", none},
      {"false true", physical},
      {"database true", replication::database},
      {"database false", none},
      {"true database", replication::database},
  };
  for (const row& row : rows) {
    CAPTURE(row.values);
    std::string body = alice;
    std::string_view rest = row.values;
    const std::size_t space = row.values.starts_with(" ") ? std::string::npos : row.values.find(' ');
    body += "replication\0"_b + std::string(rest.substr(0, space)) + "\0"_b;
    if (space != std::string::npos) body += "replication\0"_b + std::string(rest.substr(space + 1)) + "\0"_b;
    const read_packet read(body + "\0"_b);
    CHECK(read.got.has_value() == row.expected.has_value());
    if (!row.expected) {
      CHECK(read.got.error() == errc::invalid_replication);
      continue;
    }
    CHECK(read.got->replication == *row.expected);
    CHECK(read.got->database == (*row.expected == physical ? "" : "shop"));
  }
}
