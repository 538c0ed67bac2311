// Bytes that no driver sends. Countersign answers as the server does, serves on, and lets nothing slip through.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"

using namespace countersign::test;
using namespace std::string_literals;

namespace {

constexpr milliseconds patience{20'000};

// What somebody answered: the types of the messages, each error with its severity and SQLSTATE, and whether the
// connection is over. Silent: neither an end nor a ReadyForQuery came in time.
struct told {
  std::string types;
  std::string error;  // of the first ErrorResponse: "FATAL 08P01"
  bool ended = false;
  bool silent = false;
};

told listen(raw_client& client, bool to_the_end) {
  told all;
  for (const deadline end{patience};;) {
    const std::optional<raw_message> got = client.next(milliseconds{end.left()});
    if (!got) {
      all.ended = client.ended();
      all.silent = !all.ended;
      return all;
    }
    all.types += got->type;
    if (got->type == 'E' && all.error.empty()) all.error = got->field('V') + " " + got->field('C');
    if (got->type == 'Z' && !to_the_end) return all;
  }
}

// Notices may differ in number; everything else may not.
std::string without_notices(std::string types) {
  std::erase(types, 'N');
  return types;
}

struct bytes_row {
  std::string name;
  std::string bytes;
  bool stricter = false;  // Countersign ends the session where the server would go on
};

// A frontend that a test has logged in, at the server itself or at Countersign.
told after_login(std::uint16_t port, const std::string& bytes) {
  raw_client client{"127.0.0.1", port};
  client.start("app", counted_shop::database);
  client.send(bytes);
  client.send(frontend::sync());
  return listen(client, false);
}

told before_login(std::uint16_t port, const std::string& bytes) {
  raw_client client{"127.0.0.1", port};
  client.send(bytes);
  return listen(client, false);
}

// The server ends some conversations without a word, where Countersign says why.
void compare(const told& direct, const told& through, bool stricter) {
  CAPTURE(direct.types);
  CAPTURE(direct.error);
  CAPTURE(through.types);
  CAPTURE(through.error);
  CHECK_FALSE(direct.silent);
  CHECK_FALSE(through.silent);
  if (direct.error.empty() && direct.ended) {
    CHECK((through.error.empty() || through.error == "FATAL 08P01"));
  } else if (stricter) {
    CHECK(through.error == "FATAL 08P01");
  } else {
    CHECK(through.error == direct.error);
  }
  CHECK(through.ended == (direct.ended || stricter));
  if (!direct.ended && !stricter) CHECK(without_notices(through.types) == without_notices(direct.types));
}

std::string lengthy(char type, std::int64_t length, std::string_view body = {}) {
  return type + frontend::int32(length) + std::string{body};
}

std::vector<bytes_row> rows_after_login() {
  using namespace frontend;
  return {
      {"a type that does not exist", message('y', "abc")},
      {"a type of zero", lengthy('\0', 4)},
      {"a length below four", lengthy('Q', 3)},
      {"a length of zero", lengthy('Q', 0)},
      {"a negative length", lengthy('Q', -1)},
      {"a length of two gigabytes", lengthy('Q', 0x7fffffff, "SELECT 1\0"s)},
      {"a Sync that is too long", lengthy('S', 10'005)},
      {"an Execute that is too long", lengthy('E', 10'005)},
      {"a Describe of a gigabyte", lengthy('D', 0x40000000)},
      {"a Query without its end", message('Q', "SELECT 1")},
      {"a Query with something behind its end", message('Q', "SELECT 1\0SELECT 2\0"s)},
      {"a Query without anything", message('Q', "")},
      {"an empty Query", query("")},
      {"a Parse without parameter types", message('P', "\0SELECT 1\0"s)},
      {"a Parse that promises types", message('P', "\0SELECT 1\0\xff\xff"s)},
      {"a Parse without its text", message('P', "name\0"s)},
      {"a Bind that ends early", parse("", "SELECT 1") + message('B', "\0\0\0\1"s)},
      {"a Bind with a value of length -2",
       parse("", "SELECT $1::int") + message('B', "\0\0\0\0\0\1\xff\xff\xff\xfe\0\0"s)},
      {"a Bind that promises values", parse("", "SELECT 1") + message('B', "\0\0\0\0\x7f\xff"s)},
      {"a Bind with more formats than values", parse("", "SELECT 1") + message('B', "\0\0\0\2\0\0\0\0\0\0\0\0"s)},
      {"a Describe of nothing that exists", message('D', "Xname\0"s)},
      {"a Describe without a name", message('D', "S")},
      {"a Close of nothing that exists", message('C', "Xname\0"s)},
      {"an Execute of no portal", execute("nowhere")},
      {"an Execute without a count", message('E', "\0"s)},
      {"a FunctionCall that ends early", message('F', "\0\0"s)},
      {"a Flush with a body", message('H', "x")},
      {"a Sync with a body", message('S', "x"), true},
      {"a password that nobody asked for", message('p', "secret\0"s)},
      {"COPY data outside a copy", message('d', "1\n") + message('c', "") + message('f', "no\0"s)},
      {"a startup packet in the middle", startup({{"user", "postgres"}})},
      {"an SSLRequest in the middle", ssl_request()},
      {"HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"messages for the other side", message('Z', "I") + message('R', int32(0))},
  };
}

std::vector<bytes_row> rows_before_login() {
  using namespace frontend;
  const std::string good = startup({{"user", "app"}, {"database", std::string{counted_shop::database}}});
  return {
      {"a length of zero", int32(0)},
      {"a length of seven", int32(7) + "abc"},
      {"a length one past the limit", int32(10'005)},
      {"a length of two gigabytes", int32(0x7fffffff)},
      {"a negative length", int32(-1)},
      {"protocol 4.0", startup({{"user", "app"}}, 0x00040000)},
      {"no user", startup({{"database", "postgres"}})},
      {"an empty user", startup({{"user", ""}, {"database", "postgres"}})},
      {"no end", untyped(int32(196608) + "user\0app\0"s)},
      {"a name without a value", untyped(int32(196608) + "user\0"s)},
      {"something behind the end", untyped(int32(196608) + "user\0app\0database\0postgres\0\0extra"s)},
      {"HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"a message with a type", query("SELECT 1")},
      {"a cancel for nobody", cancel_request(int32(1) + int32(2))},
      {"a cancel that is too short", untyped(int32(80877102) + int32(1))},
      {"a database that does not exist", startup({{"user", "app"}, {"database", "nowhere"}})},
      {"a user who does not exist", startup({{"user", "nobody"}, {"database", "postgres"}})},
      {"an unknown setting", startup({{"user", "app"}, {"database", "postgres"}, {"no_such", "x"}})},
      {"a newer minor version and options of it",
       startup({{"user", "app"}, {"database", "postgres"}, {"_pq_.new", "x"}}, 196608 + 9999)},
      {"a good one with a query right behind it", good + query("SELECT 1")},
  };
}

// Types and contents of a whole conversation, but for what differs from session to session.
std::string conversation(std::uint16_t port, const std::string& bytes, const std::vector<std::size_t>& pieces) {
  raw_client client{"127.0.0.1", port};
  std::size_t at = 0;
  for (std::size_t i = 0; at < bytes.size(); ++i) {
    const std::size_t size = std::min(pieces[i % pieces.size()], bytes.size() - at);
    REQUIRE(client.send(std::string_view{bytes}.substr(at, size)));
    at += size;
  }
  std::string all;
  for (const deadline end{patience};;) {
    const std::optional<raw_message> got = client.next(milliseconds{end.left()});
    if (!got) return all + (client.ended() ? "." : " and then nothing");
    all += got->type;
    if (got->type == 'D' || got->type == 'C' || got->type == 'Z') all += got->body;
    if (got->type == 'E') all += got->field('C');
  }
}

void still_serves(counted_shop& here, pid_t pid) {
  CHECK(here.proxy().pid() == pid);
  CHECK(here.proxy().running());
  sql_connection app{here.proxy().conninfo("app", counted_shop::database)};
  CHECK(app.must("SELECT 40 + 2") == "42");
}

}  // namespace

TEST_CASE("malformed messages are answered as the server answers them") {
  counted_shop here;
  const pid_t pid = here.proxy().pid();
  for (const bytes_row& row : rows_after_login()) {
    CAPTURE(row.name);
    compare(after_login(here.cluster().port(), row.bytes), after_login(here.proxy().port(), row.bytes), row.stricter);
  }
  still_serves(here, pid);
}

TEST_CASE("malformed startup packets are answered as the server answers them") {
  counted_shop here;
  const pid_t pid = here.proxy().pid();
  for (const bytes_row& row : rows_before_login()) {
    CAPTURE(row.name);
    compare(before_login(here.cluster().port(), row.bytes), before_login(here.proxy().port(), row.bytes), row.stricter);
  }
  still_serves(here, pid);
}

// The server answers protocols before 3.0 in their own format, which nothing has spoken since 2003.
TEST_CASE("old protocols are refused") {
  counted_shop here;
  for (const std::int32_t version : {0x00010000, 0x00020000}) {
    CAPTURE(version);
    const told through = before_login(here.proxy().port(), frontend::startup({{"user", "app"}}, version));
    CHECK(through.error == "FATAL 0A000");
    CHECK(through.ended);
  }
}

TEST_CASE("a second SSLRequest, and TLS where there is none, end the connection") {
  counted_shop here;
  for (const std::string& first : {frontend::ssl_request(), frontend::gss_request()}) {
    raw_client client{"127.0.0.1", here.proxy().port()};
    client.send(first);
    CHECK(client.next_byte() == 'N');
    client.send(first);
    CHECK(listen(client, true).ended);
  }
  raw_client tls{"127.0.0.1", here.proxy().port()};
  tls.send("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s);
  CHECK(listen(tls, true).ended);
}

TEST_CASE("a conversation cut at every byte is the same conversation") {
  counted_shop here;
  using namespace frontend;
  const std::string bytes = startup({{"user", "app"}, {"database", std::string{counted_shop::database}}}) +
                            query("SELECT 1, 'two'; SELECT 3") + parse("s", "SELECT $1::text || 'x'") +
                            bind("p", "s", {"value"}) + describe('P', "p") + execute("p") + frontend::sync() +
                            query("SELECT 1/0") + parse("", "SELECT count(*) FROM orders") + bind("", "") +
                            execute("") + close('S', "s") + flush() + frontend::sync() +
                            query("COPY orders FROM STDIN") + message('d', "500\tfive hundred\n501\tand one\n") +
                            message('c', "") + query("SELECT count(*) FROM orders; ROLLBACK") + terminate();
  here.sql("TRUNCATE orders");
  const std::string expected = conversation(here.cluster().port(), bytes, {bytes.size()});
  CHECK(expected.find("SELECT 1") != std::string::npos);
  for (const std::vector<std::size_t>& pieces : {std::vector<std::size_t>{bytes.size()}, {1}, {2, 3}, {7, 1, 64}}) {
    CAPTURE(pieces.size());
    here.sql("TRUNCATE orders");
    CHECK(conversation(here.proxy().port(), bytes, pieces) == expected);
  }
}

TEST_CASE("whoever stops in the middle of a message is let go as soon as they close their side") {
  counted_shop here;
  const pid_t pid = here.proxy().pid();
  const std::string start = frontend::startup({{"user", "app"}, {"database", std::string{counted_shop::database}}});
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{3}, std::size_t{9}, start.size() - 1}) {
    CAPTURE(bytes);
    raw_client client{"127.0.0.1", here.proxy().port()};
    client.send(std::string_view{start}.substr(0, bytes));
    client.socket().close_write();
    CHECK(listen(client, true).ended);
  }
  for (const std::string& part : {"Q"s, "Q\0\0"s, lengthy('Q', 100'000'000, "DELETE FROM orders"),
                                  lengthy('d', 1 << 29, "x"), lengthy('B', 5'000)}) {
    raw_client client{"127.0.0.1", here.proxy().port()};
    client.start("app", counted_shop::database);
    client.send(part);
    client.socket().close_write();
    CHECK(listen(client, true).ended);
  }
  CHECK(here.all_gone());
  CHECK(here.runs() == 0);
  still_serves(here, pid);
}

TEST_CASE("what comes behind a held statement is looked at when its turn comes, however bad or much it is") {
  counted_shop here;
  const pid_t pid = here.proxy().pid();
  const api_client dana = here.proxy().as("dana");
  raw_client client{"127.0.0.1", here.proxy().port()};
  client.start("app", counted_shop::database);
  client.send(frontend::query("DELETE FROM orders") + frontend::query("SELECT 7") + frontend::message('y', "?"));
  const std::string code = dana.wait_for_hold("DELETE FROM orders");
  // More than the backlog takes: the rest waits in the network until the hold is over.
  const std::future<void> more = std::async(std::launch::async, [&] { client.send(std::string(8'000'000, 'y')); });
  CHECK(text_at(dana.show(code), "state") == "pending");
  CHECK(result_of(dana.deny(code, "no")) == "settled");
  std::vector<raw_message> all = client.until('Z');
  CHECK(without_notices(types(all)) == "EZ");
  CHECK(all[all.size() - 2].field('C') == "42501");
  // The garbage ends the session, at the latest when the SELECT before it was answered.
  std::string end;
  for (std::optional<raw_message> got = client.next(patience); got; got = client.next(patience)) {
    end += got->type;
    if (got->type == 'E') CHECK(got->field('C') == "08P01");
  }
  CHECK(client.ended());
  CHECK((end == "TDCZE" || end == "E"));
  more.wait();
  CHECK(here.runs() == 0);
  still_serves(here, pid);
}
