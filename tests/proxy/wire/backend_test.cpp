#include "proxy/wire/backend.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "tests/proxy/wire/bytes.hpp"
#include "tests/proxy/wire/read_any.hpp"

using namespace countersign::wire;
using namespace countersign::wire::testing;
namespace backend = countersign::wire::backend;

TEST_CASE("Authentication says what is asked for") {
  struct row {
    std::string name;
    std::string body;
    backend::authentication_kind kind;
    std::string_view data;
    bool answered;
  };
  using enum backend::authentication_kind;
  const row rows[] = {
      {"ok", be32(0), ok, "", false},
      {"password", be32(3), cleartext_password, "", true},
      {"md5", be32(5) + "salt", md5_password, "salt", true},
      {"SASL", be32(10) + "SCRAM-SHA-256\0\0"_b, sasl, {"SCRAM-SHA-256\0\0", 15}, true},
      {"SASL, last", be32(12) + "v=x", sasl_final, "v=x", false},
      {"one that is not known yet", be32(99) + "z", backend::authentication_kind{99}, "z", true},
  };
  for (const row& row : rows) {
    CAPTURE(row.name);
    const auto got = backend::authentication::read(exact(row.body).view());
    REQUIRE(got);
    CHECK(got->kind == row.kind);
    CHECK(got->expects_answer() == row.answered);
    CHECK(backend::authentication::read(row.body)->data == row.data);
  }
  CHECK(backend::authentication::read("\0\0\0"_b).has_error());
  CHECK(backend::authentication::read(be32(0) + "x").has_error());
}

TEST_CASE("BackendKeyData has a key of 4 to 256 bytes") {
  for (const std::size_t size : {0U, 3U, 4U, 32U, 256U, 257U}) {
    CAPTURE(size);
    const std::string body = be32(4711) + std::string(size, 'k');
    const auto got = backend::backend_key_data::read(body);
    CHECK(got.has_value() == (size >= 4 && size <= 256));
    if (got) {
      CHECK(got->pid == 4711);
      CHECK(got->key == std::string(size, 'k'));
    }
  }
}

TEST_CASE("ReadyForQuery has one of three states") {
  CHECK(backend::ready_for_query::read("I")->status == backend::transaction::idle);
  CHECK(backend::ready_for_query::read("T")->status == backend::transaction::open);
  CHECK(backend::ready_for_query::read("E")->status == backend::transaction::failed);
  for (const auto* body : {"", "i", "X", "II"}) {
    CAPTURE(body);
    CHECK(backend::ready_for_query::read(body).has_error());
  }
}

TEST_CASE("a command tag may end in a row count") {
  struct row {
    std::string tag;
    std::optional<std::uint64_t> rows;
  };
  const row rows[] = {{"DELETE 1204", 1204},
                      {"INSERT 0 5", 5},
                      {"SELECT 18446744073709551615", 18446744073709551615U},
                      {"SELECT 18446744073709551616", {}},
                      {"CREATE TABLE", {}},
                      {"BEGIN", {}},
                      {"", {}},
                      {"MOVE ", {}},
                      {"MOVE -1", {}},
                      {"MOVE 1x", {}}};
  for (const row& row : rows) {
    CAPTURE(row.tag);
    const std::string body = row.tag + "\0"_b;
    const auto got = backend::command_complete::read(body);
    REQUIRE(got);
    CHECK(got->tag == row.tag);
    CHECK(got->rows() == row.rows);
  }
}

TEST_CASE("an error has texts under letters") {
  const std::string body = "SFEHLER\0VERROR\0C42P01\0Mrelation \"x\" does not exist\0P15\0Dd\0Hh\0qnew\0Msecond\0\0"_b;
  const auto got = backend::error_or_notice::read(body);
  REQUIRE(got);
  CHECK(got->severity() == "ERROR");
  CHECK(got->field('S') == "FEHLER");
  CHECK(got->sqlstate() == "42P01");
  CHECK(got->message() == "relation \"x\" does not exist");
  CHECK(got->detail() == "d");
  CHECK(got->hint() == "h");
  CHECK(got->position() == "15");
  CHECK(got->field('q') == "new");
  CHECK(!got->field('W'));
  CHECK(!got->field('\0'));
  CHECK(!got->is_fatal());
}

TEST_CASE("an error without SQLSTATE or untranslated severity is still read") {
  const std::string body = "SFATAL\0Mgo away\0\0"_b;
  const auto got = backend::error_or_notice::read(body);
  REQUIRE(got);
  CHECK(got->is_fatal());
  CHECK(got->sqlstate().empty());
  CHECK(got->message() == "go away");
  CHECK(backend::error_or_notice::read("\0"_b)->message().empty());
}

TEST_CASE("what is no error or notice is not read as one") {
  for (const std::string& body : {""_b, "S"_b, "SERROR"_b, "SERROR\0"_b, "SERROR\0\0x"_b, "\0\0"_b}) {
    CAPTURE(body);
    CHECK(backend::error_or_notice::read(exact(body).view()).has_error());
  }
}

TEST_CASE("the other replies have their parts") {
  CHECK(backend::parameter_status::read("TimeZone\0UTC\0"_b)->value == "UTC");
  const auto news = backend::notification::read(be32(7) + "ch\0hi\0"_b);
  REQUIRE(news);
  CHECK(news->pid == 7);
  const std::string row_description = be16(1) + "a\0"_b + be32(0) + be16(0) + be32(23) + be16(4) + be32(0) + be16(0);
  CHECK(backend::row_description::read(row_description)->columns == 1);
  CHECK(backend::row_description::read(be16(0))->columns == 0);
  CHECK(backend::row_description::read(be16(1) + std::string(18, '\0')).has_error());
  CHECK(backend::parameter_description::read(be16(2) + be32(23) + be32(25))->types[1] == 25);
  CHECK(backend::data_row::read(be16(2) + be32(1) + "x" + be32(0xffffffff))->values.size() == 2);
  CHECK(backend::copy_response::read("\1"_b + be16(2) + be16(1) + be16(1))->overall == format::binary);
  CHECK(backend::copy_response::read("\2"_b + be16(0)).has_error());
  const auto negotiated = backend::negotiate_protocol_version::read(be32(0x30000) + be32(2) + "_pq_.a\0_pq_.b\0"_b);
  REQUIRE(negotiated);
  CHECK(negotiated->unknown_options == 2);
  CHECK(backend::negotiate_protocol_version::read(be32(0x30000) + be32(0xffffffff) + "a\0"_b).has_error());
  CHECK(backend::function_call_response::read(be32(0xffffffff))->returned.null);
  CHECK(backend::function_call_response::read(be32(2) + "ok")->returned.bytes == "ok");
  CHECK(backend::function_call_response::read(be32(0xfffffffe)).has_error());
  CHECK(backend::empty::read(""));
  CHECK(backend::empty::read("x").has_error());
}

TEST_CASE("a count is never believed without the bytes it counts") {
  CHECK(backend::row_description::read(be16(65535) + std::string(1000, 'x')).has_error());
  CHECK(backend::parameter_description::read(be16(65535) + std::string(1000, 'x')).has_error());
  CHECK(backend::data_row::read(be16(65535) + std::string(1000, '\0')).has_error());
  CHECK(backend::copy_response::read("\0"_b + be16(65535)).has_error());
}
