#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "approvals/inbox/attempts.hpp"
#include "approvals/inbox/guard.hpp"
#include "approvals/inbox/percent.hpp"
#include "approvals/inbox/readable.hpp"
#include "approvals/inbox/sessions.hpp"

namespace {

using namespace countersign::approvals;
using namespace countersign::approvals::inbox;
using std::chrono::hours;
using std::chrono::seconds;

const time_point start{hours{500'000}};

// Different bytes at each call, the same in each run.
struct counted_ids final : id_source {
  std::uint8_t calls = 0;
  void fill(std::span<std::uint8_t> bytes) override { std::ranges::fill(bytes, ++calls); }
};

http_request with(std::vector<http_header> headers) {
  http_request request;
  request.headers = std::move(headers);
  return request;
}

}  // namespace

TEST_CASE("a bearer token is taken from one well-formed Authorization header only") {
  CHECK(bearer_token(with({{"authorization", "bearer abc"}})) == "abc");
  CHECK(bearer_token(with({{"Authorization", "Bearer  abc"}})) == "abc");
  for (const auto* value : {"", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "Bearer a\xc3\xa4", "abc"}) {
    CAPTURE(value);
    CHECK(bearer_token(with({{"Authorization", value}})).empty());
  }
  CHECK(bearer_token(with({{"Authorization", "Bearer a"}, {"Authorization", "Bearer b"}})).empty());
}

TEST_CASE("a cookie that is there twice with different values counts as none") {
  CHECK(cookie(with({{"Cookie", "a=1; s=2; b=3"}}), "s") == "2");
  CHECK(cookie(with({{"Cookie", "s=2;s=2"}}), "s") == "2");
  CHECK(cookie(with({{"Cookie", "s=2; s=3"}}), "s").empty());
  CHECK(cookie(with({{"Cookie", "s=2"}, {"Cookie", "s=2"}}), "s").empty());
  CHECK(cookie(with({{"Cookie", "xs=2; s; =s; s ="}}), "s").empty());
  CHECK(cookie(with({{"Cookie", ";;;"}}), "s").empty());
}

TEST_CASE("another site's page is told apart from our own") {
  const std::string ours = "https://approvals.example.com";
  const struct {
    std::string name;
    std::vector<http_header> headers;
    bool own;
  } rows[] = {
      {"no browser", {{"Host", "approvals.example.com"}}, true},
      {"public origin", {{"Host", "x"}, {"Origin", ours}, {"Sec-Fetch-Site", "same-origin"}}, true},
      {"another origin", {{"Host", "x"}, {"Origin", "https://evil.example.com"}}, false},
      {"public host over http", {{"Host", "x"}, {"Origin", "http://approvals.example.com"}}, false},
      {"origin null", {{"Host", "x"}, {"Origin", "null"}}, false},
      {"the address itself", {{"Host", "127.0.0.1:6433"}, {"Origin", "http://127.0.0.1:6433"}}, true},
      {"the address of IPv6", {{"Host", "[::1]:6433"}, {"Origin", "http://[::1]:6433"}}, true},
      {"localhost", {{"Host", "localhost:6433"}, {"Origin", "http://localhost:6433"}}, true},
      {"another port of localhost", {{"Host", "localhost:6433"}, {"Origin", "http://localhost:80"}}, false},
      {"a name that resolves to us",
       {{"Host", "evil.example.com:6433"}, {"Origin", "http://evil.example.com:6433"}},
       false},
      {"a name made to look like an address",
       {{"Host", "127.0.0.1.evil.example:1"}, {"Origin", "http://127.0.0.1.evil.example:1"}},
       false},
      {"Host with a path", {{"Host", "127.0.0.1/@x"}, {"Origin", "http://127.0.0.1/@x"}}, false},
      {"same site", {{"Host", "x"}, {"Sec-Fetch-Site", "same-site"}}, false},
      {"cross site", {{"Host", "x"}, {"Origin", ours}, {"Sec-Fetch-Site", "cross-site"}}, false},
      {"two origins", {{"Host", "x"}, {"Origin", ours}, {"Origin", ours}}, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(from_own_page(with(row.headers), ours) == row.own);
  }
}

TEST_CASE("a public URL's origin has no path and no usual port") {
  CHECK(origin_of("https://a.example/inbox/") == "https://a.example");
  CHECK(origin_of("https://a.example:443") == "https://a.example");
  CHECK(origin_of("http://a.example:8080/") == "http://a.example:8080");
  CHECK(origin_of("ftp://a.example").empty());
  CHECK(origin_of("").empty());
  CHECK(origin_of("not a url").empty());
}

TEST_CASE("a session ends at its time, at log-out, and when newer ones of the person need its place") {
  counted_ids ids;
  sessions all(ids, {hours{1}, 100, 3});
  const auto first = all.open("token", "dana", start);
  REQUIRE(first);
  CHECK(first->cookie != first->csrf);
  CHECK(first->cookie.size() == 64);
  REQUIRE(all.find(first->cookie, start));
  CHECK(all.find(first->cookie, start)->token == "token");
  CHECK(all.find(first->cookie, start + hours{1} - seconds{1}));
  CHECK(!all.find(first->cookie, start + hours{1}));
  CHECK(!all.find("", start));
  CHECK(!all.find(first->csrf, start));
  const auto second = all.open("token", "dana", start + seconds{1});
  const auto third = all.open("token", "dana", start + seconds{2});
  CHECK(all.find(first->cookie, start + seconds{3}));
  const auto other = all.open("token", "sam", start + seconds{3});
  CHECK(all.find(first->cookie, start + seconds{3}));
  const auto fourth = all.open("token", "dana", start + seconds{3});
  CHECK(!all.find(first->cookie, start + seconds{3}));
  CHECK(all.find(second->cookie, start + seconds{3}));
  all.close(second->cookie);
  CHECK(!all.find(second->cookie, start + seconds{3}));
  CHECK(all.find(other->cookie, start + seconds{3}));
}

TEST_CASE("sessions have a limit and dead ones make room") {
  counted_ids ids;
  sessions all(ids, {hours{1}, 2, 10});
  CHECK(all.open("t", "a", start));
  CHECK(all.open("t", "b", start));
  CHECK(!all.open("t", "c", start));
  CHECK(all.open("t", "c", start + hours{1}));
  CHECK(all.size() == 1);
}

TEST_CASE("failed attempts make an address wait, and only that one") {
  attempts all({3, seconds{60}, 10});
  for (int i = 0; i < 3; ++i) {
    CHECK(all.wait("a", start).count() == 0);
    all.failed("a", start);
  }
  CHECK(all.wait("a", start) == seconds{60});
  CHECK(all.wait("a", start + seconds{59}) == seconds{1});
  CHECK(all.wait("a", start + seconds{60}).count() == 0);
  CHECK(all.wait("b", start).count() == 0);
  all.forgive("a");
  CHECK(all.wait("a", start).count() == 0);
  all.forgive("never seen");
}

TEST_CASE("the table of addresses does not grow without end") {
  attempts all({1, seconds{60}, 10});
  for (int i = 0; i < 100; ++i) all.failed("address " + std::to_string(i), start);
  CHECK(all.wait("address 99", start).count() > 0);
  CHECK(all.wait("address 0", start).count() == 0);
}

TEST_CASE("percent escapes are decoded, broken and hiding ones refused") {
  CHECK(percent_decode("/a%20b%C3%A4") == "/a b\xc3\xa4");
  for (const auto* text : {"%", "%4", "%4g", "%00", "%0a", "%7f", "a\nb"}) CHECK(!percent_decode(text));
}

TEST_CASE("every byte of a statement stays visible when it is no UTF-8, and effects keep their places") {
  const auto plain = readable("select 'ä€😀'", std::string::npos);
  CHECK(plain.text == "select 'ä€😀'");
  CHECK(plain.bytes_escaped == 0);
  const auto latin = readable("select 'M\xfcller' from \xe4 x", std::string::npos);
  CHECK(latin.text == "select 'M\\xfcller' from \\xe4 x");
  CHECK(latin.bytes_escaped == 2);
  CHECK(latin.place(7) == 7);
  CHECK(latin.place(9) == 9);
  CHECK(latin.place(10) == 13);
  CHECK(latin.place(24) == 30);
  for (const std::string bad :
       {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf0\x80\x80\x80", "\xe2\x82", "\x80"}) {
    CAPTURE(bad);
    const auto shown = readable(bad, std::string::npos);
    CHECK(shown.bytes_escaped == bad.size());
  }
}

TEST_CASE("text is cut between characters") {
  CHECK(readable("aä", 3).complete);
  CHECK(readable("aä", 2).text == "a");
  CHECK(!readable("aä", 2).complete);
  CHECK(readable("a\xff", 4).text == "a");
  CHECK(readable("", 0).complete);
}

TEST_CASE("no string in an answer is invalid UTF-8") {
  boost::json::value value{{"a", "x\xff"}, {"b", boost::json::array{boost::json::object{{"c", "\xe2\x82"}}}}, {"d", 1}};
  make_readable(value);
  CHECK(boost::json::serialize(value) == R"({"a":"x\\xff","b":[{"c":"\\xe2\\x82"}],"d":1})");
}
