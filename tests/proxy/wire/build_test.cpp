#include "proxy/wire/build.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "proxy/wire/frame.hpp"
#include "proxy/wire/frontend.hpp"
#include "proxy/wire/startup.hpp"
#include "tests/proxy/wire/bytes.hpp"

using namespace countersign::wire;
using namespace countersign::wire::testing;
namespace build = countersign::wire::build;

namespace {

// The one message that was built.
std::string body_of(const std::string& built, char type) {
  frame got;
  REQUIRE(next_frame(built, got) == scan::complete);
  CHECK(got.type == type);
  CHECK(got.whole.size() == built.size());
  return std::string(got.body);
}

}  // namespace

TEST_CASE("each message is built as the protocol documentation has it") {
  struct row {
    std::string name;
    void (*build)(std::string&);
    std::string expected;
  };
  const row rows[] = {
      {"AuthenticationOk", [](std::string& o) { build::authentication_ok(o); }, "R\0\0\0\x08\0\0\0\0"_b},
      {"BackendKeyData", [](std::string& o) { build::backend_key_data(o, 0x01020304, "\xff\0\1\2"_b); },
       "K\0\0\0\x0c\1\2\3\4\xff\0\1\2"_b},
      {"ParameterStatus", [](std::string& o) { build::parameter_status(o, "a", "b"); },
       "S\0\0\0\x08"
       "a\0b\0"_b},
      {"CommandComplete", [](std::string& o) { build::command_complete(o, "DELETE 1"); },
       "C\0\0\0\x0d"
       "DELETE 1\0"_b},
      {"ReadyForQuery, idle", [](std::string& o) { build::ready_for_query(o, backend::transaction::idle); },
       "Z\0\0\0\5I"_b},
      {"ReadyForQuery, failed", [](std::string& o) { build::ready_for_query(o, backend::transaction::failed); },
       "Z\0\0\0\5E"_b},
      {"the acceptance of SSL", [](std::string& o) { build::ssl_accepted(o); }, "S"},
      {"the request for SSL", [](std::string& o) { build::ssl_request(o); },
       std::string("\0\0\0\x08\x04\xd2\x16\x2f", 8)},
      {"mechanisms but one",
       [](std::string& o) { build::authentication_sasl_without(o, "A-PLUS", std::string_view("A-PLUS\0A\0\0", 10)); },
       std::string("R\0\0\0\x0b\0\0\0\x0a"
                   "A\0\0",
                   12)},
      {"AuthenticationSASL", [](std::string& o) { build::authentication_sasl(o, std::string_view("A\0B\0", 4)); },
       "R\0\0\0\x0d\0\0\0\x0a"
       "A\0B\0\0"_b},
      {"AuthenticationSASLContinue", [](std::string& o) { build::authentication_sasl_continue(o, "r=x"); },
       "R\0\0\0\x0b\0\0\0\x0br=x"_b},
      {"AuthenticationSASLFinal", [](std::string& o) { build::authentication_sasl_final(o, "v=x"); },
       "R\0\0\0\x0b\0\0\0\x0cv=x"_b},
      {"SASLInitialResponse", [](std::string& o) { build::sasl_initial_response(o, "M", "n,,"); },
       "p\0\0\0\x0dM\0\0\0\0\3n,,"_b},
      {"SASLResponse", [](std::string& o) { build::sasl_response(o, "c=x"); }, "p\0\0\0\7c=x"_b},
      {"the refusal of SSL", [](std::string& o) { build::ssl_refused(o); }, "N"},
      {"Query", [](std::string& o) { build::query(o, "select 1"); }, "Q\0\0\0\x0dselect 1\0"_b},
      {"Parse", [](std::string& o) { build::parse(o, "n", "\x01"); }, "P\0\0\0\x0an\0\1\0\0\0"_b},
      {"Close", [](std::string& o) { build::close_statement(o, "n"); }, "C\0\0\0\7Sn\0"_b},
      {"FunctionCall", [](std::string& o) { build::function_call(o, 0); }, "F\0\0\0\x0e\0\0\0\0\0\0\0\0\0\0"_b},
      {"Sync", [](std::string& o) { build::sync(o); }, "S\0\0\0\4"_b},
      {"Flush", [](std::string& o) { build::flush(o); }, "H\0\0\0\4"_b},
      {"Terminate", [](std::string& o) { build::terminate(o); }, "X\0\0\0\4"_b},
      {"CancelRequest", [](std::string& o) { build::cancel_request(o, 1, "\0\0\0\2"_b); },
       "\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\1\0\0\0\2"_b},
      {"ErrorResponse",
       [](std::string& o) {
         build::error_response(o, {"FATAL", "57P01", "m", "d", "h", "w"});
       },
       "E\0\0\0\x26SFATAL\0VFATAL\0C57P01\0Mm\0Dd\0Hh\0Ww\0\0"_b},
      {"NoticeResponse",
       [](std::string& o) {
         build::notice_response(o, {"NOTICE", "00000", "m", "", "", ""});
       },
       "N\0\0\0\x1fSNOTICE\0VNOTICE\0C00000\0Mm\0\0"_b},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    std::string out;
    row.build(out);
    CHECK(out == row.expected);
    // Messages are appended, so that several go out as one piece.
    row.build(out);
    CHECK(out == row.expected + row.expected);
  }
}

TEST_CASE("what is built is read back") {
  std::string out;
  build::parse(out, "name", "select 1");
  const std::string parse_body = body_of(out, 'P');
  const auto parsed = frontend::parse::read(parse_body);
  REQUIRE(parsed);
  CHECK(parsed->name == "name");
  CHECK(parsed->text == "select 1");
  out.clear();
  build::cancel_request(out, 99, std::string(256, 'k'));
  startup::packet cut;
  REQUIRE(startup::next_packet(out, cut) == scan::complete);
  CHECK(startup::cancel_request::read(cut)->key == std::string(256, 'k'));
  out.clear();
  build::error_response(out, {"ERROR", sqlstate::insufficient_privilege, "message", "detail", "hint", "where"});
  const std::string body = body_of(out, 'E');
  const auto error = backend::error_or_notice::read(body);
  REQUIRE(error);
  CHECK(error->field('S') == "ERROR");
  CHECK(error->severity() == "ERROR");
  CHECK(error->sqlstate() == "42501");
  CHECK(error->message() == "message");
  CHECK(error->detail() == "detail");
  CHECK(error->hint() == "hint");
  CHECK(error->field('W') == "where");
}

TEST_CASE("no text makes an error too long, and it is cut between characters") {
  const std::string umlauts = [] {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "\xe2\x82\xac";  // three bytes each
    return text;
  }();
  for (const std::size_t shift : {0U, 1U, 2U}) {
    CAPTURE(shift);
    const std::string text = std::string(shift, 'a') + umlauts;
    std::string out;
    build::error_response(out, {text, text, text, text, text, text});
    header head;
    REQUIRE(next_header(out, head) == scan::complete);
    CHECK(head.length <= build::notice_length_max);
    const std::string body = body_of(out, 'E');
    const auto got = backend::error_or_notice::read(body);
    REQUIRE(got);
    CHECK(got->sqlstate() == "XX000");
    for (const char letter : {'S', 'V', 'M', 'D', 'H', 'W'}) {
      CAPTURE(letter);
      std::string field(got->field(letter).value_or(""));
      REQUIRE(field.ends_with("..."));
      field.resize(field.size() - 3);
      CHECK((field.size() - shift) % 3 == 0);
      CHECK(text.starts_with(field));
    }
  }
}

TEST_CASE("a text at its limit is whole and one byte more is cut") {
  for (const std::size_t size : {7'999U, 8'000U, 8'001U}) {
    CAPTURE(size);
    std::string out;
    build::error_response(out, {"ERROR", "42501", std::string(size, 'm'), "", "", ""});
    const std::string body = body_of(out, 'E');
    const auto got = backend::error_or_notice::read(body);
    CHECK(got->message().size() == std::min<std::size_t>(size, 8'000));
    CHECK(got->message().ends_with("...") == (size > 8'000));
  }
}

TEST_CASE("bytes that are no UTF-8 are cut too") {
  std::string out;
  build::notice_response(out, {"NOTICE", "00000", std::string(10'000, '\x80'), "", "", ""});
  const std::string body = body_of(out, 'N');
  CHECK(backend::error_or_notice::read(body)->message().size() <= 8'000);
}

TEST_CASE("a NUL in a text cannot end it early") {
  std::string out;
  build::error_response(out, {"ERROR", "42501", "a\0M\0b"_b, "\0"_b, "", ""});
  const std::string body = body_of(out, 'E');
  const auto got = backend::error_or_notice::read(body);
  REQUIRE(got);
  CHECK(got->message() == "aMb");
  CHECK(got->detail().empty());
  out.clear();
  build::query(out, "select 1\0; drop table t"_b);
  CHECK(body_of(out, 'Q') == "select 1; drop table t\0"_b);
}

TEST_CASE("an error always has a severity, an SQLSTATE and a message") {
  for (const std::string_view code : {"", "4250", "425011", "4250a", "42-01"}) {
    CAPTURE(code);
    std::string out;
    build::error_response(out, {"", code, "", "", "", ""});
    const std::string body = body_of(out, 'E');
    const auto got = backend::error_or_notice::read(body);
    REQUIRE(got);
    CHECK(got->severity() == "ERROR");
    CHECK(got->sqlstate() == "XX000");
    CHECK(got->field('M') == "");
  }
}
