// The doors beside SQL text: functions that are called by number, and replication connections.
#include <doctest/doctest.h>

#include "parser/catalog/builder.hpp"
#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

namespace {

using namespace std::string_literals;

std::string rules(std::string_view more) {
  return "version = 1\ndefault = \"allow\"\n[defaults]\napprovers = [\"sam\"]\n[[person]]\nname = \"sam\"\n" +
         std::string{more};
}

struct idle_source : session::catalog_source {
  void want(std::string_view) override {}
  std::uint64_t changed(std::string_view) override { return 0; }
};

std::shared_ptr<const parser::catalog> functions() {
  parser::catalog_builder to;
  to.add_schema("public");
  parser::function_row row;
  row.oid = 20'001;
  row.schema = "public";
  row.name = "Purge";
  row.language = "sql";
  row.source = "DELETE FROM orders";
  to.add_function(row);
  to.add_builtin(870, "lower");
  to.add_builtin(2096, "pg_terminate_backend");
  to.add_builtin(2078, "set_config");
  to.add_initial_path({}, "public");
  return to.finish();
}

std::string call(std::uint32_t oid, std::vector<std::string> arguments) {
  const auto two = [](std::size_t n) { return std::string{static_cast<char>(n >> 8), static_cast<char>(n)}; };
  std::string body = two(oid >> 16) + two(oid & 0xffff) + two(0) + two(arguments.size());
  for (const std::string& each : arguments) body += two(0) + two(each.size()) + each;
  return message('F', body + two(0));
}

std::string replication_startup(std::string_view value) {
  std::string packet = startup("app", "shop");
  packet.pop_back();
  packet += "replication\0"s + std::string{value} + "\0\0"s;
  packet[2] = static_cast<char>(packet.size() >> 8);
  packet[3] = static_cast<char>(packet.size());
  return packet;
}

constexpr std::string_view allow_replication =
    "[[rule]]\nname = \"replicas\"\neffects = [\"replicate\"]\nroles = [\"app\"]\naction = \"allow\"\n"
    "[[rule]]\nname = \"deletes\"\neffects = [\"delete\", \"write file\"]\naction = \"approve\"\n";

// A fresh session.
std::unique_ptr<conversation> with_rules(std::string_view more) {
  auto out = std::make_unique<conversation>(rules(more));
  out->about = std::make_unique<session::session>(out->settings, out->shared, session::peer{}, out->now);
  return out;
}

// That has said that it wants to replicate.
std::unique_ptr<conversation> replicating(std::string_view value, std::string_view more) {
  auto out = with_rules(more);
  out->frontend(replication_startup(value));
  return out;
}

}  // namespace

TEST_CASE("a function that is called by its number is judged as the SELECT that calls it") {
  struct call_row {
    const char* name;
    std::uint32_t oid;
    std::vector<std::string> arguments;
    bool held;
  };
  const call_row rows[] = {
      {"a harmless built-in", 870, {"A"}, false},
      {"one that ends sessions", 2096, {"7"}, true},
      {"a setting that a rule minds", 2078, {"session_replication_role", "replica", "f"}, true},
      {"a user's, for what it does", 20'001, {}, true},
      {"one that nobody knows", 20'002, {}, true},
      {"a large object", 952, {"1", "2"}, false},
  };
  conversation about;  // the starter rules
  idle_source source;
  about.shared.catalogs.source = &source;
  about.shared.catalogs.by_database["shop"] = {functions(), 0};
  ++about.shared.catalogs.version;
  for (const call_row& each : rows) {
    CAPTURE(each.name);
    const std::size_t before = about.holds.size();
    about.frontend(call(each.oid, each.arguments));
    CHECK((about.holds.size() > before) == each.held);
    if (each.held) {
      if (each.oid == 20'001)
        CHECK(about.holds.back().request.statement.find("\"public\".\"Purge\"()") != std::string::npos);
      about.opened();
      about.cancel();
    } else {
      about.backend(message('V', "\xff\xff\xff\xff") + ready('I'));
    }
    static_cast<void>(about.to_frontend());
    static_cast<void>(about.to_backend());
  }
}

TEST_CASE("a replication connection needs a rule that allows it") {
  for (const std::string_view value : {"true", "database"}) {
    CAPTURE(value);
    const auto refused = replicating(value, {});
    const std::string answer = refused->to_frontend();
    CHECK(conversation::field(answer, 'E', 'C') == "42501");
    CHECK(conversation::field(answer, 'E', 'H').find("effects = [\"replicate\"]") != std::string::npos);
    CHECK(refused->about->finished());
    CHECK_FALSE(replicating(value, allow_replication)->about->finished());
  }
  // Approval is no way in: there is nobody yet who could wait.
  CHECK(
      replicating("1", "[[rule]]\nname = \"r\"\neffects = [\"replicate\"]\naction = \"approve\"\n")->about->finished());
  CHECK_FALSE(replicating("off", {})->about->finished());
}

TEST_CASE("on a replication connection each command is judged, and SQL as anywhere") {
  struct command_row {
    const char* text;
    bool held_in_database;
    bool held;  // without a database
  };
  const command_row rows[] = {
      {"IDENTIFY_SYSTEM", false, false},
      {"SHOW wal_segment_size", false, false},
      {"START_REPLICATION SLOT s LOGICAL 0/0", false, false},
      {"BASE_BACKUP (TARGET 'server', TARGET_DETAIL '/tmp/b')", true, true},
      {"SELECT 1", false, true},
      {"DELETE FROM orders", true, true},
      {"IDENTIFY_SYSTEM; DELETE FROM orders", true, true},
      {"/* */ IDENTIFY_SYSTEM", true, true},
  };
  for (const std::string_view value : {"database", "true"}) {
    const auto about = with_rules(allow_replication);
    about->log_in(replication_startup(value));
    for (const command_row& each : rows) {
      CAPTURE(value);
      CAPTURE(each.text);
      const std::size_t before = about->holds.size();
      about->frontend(query(each.text));
      CHECK((about->holds.size() > before) == (value == "database" ? each.held_in_database : each.held));
      if (about->holds.size() > before) {
        about->opened();
        about->cancel();
      } else {
        about->backend(complete("X") + ready('I'));
      }
      static_cast<void>(about->to_frontend());
      static_cast<void>(about->to_backend());
    }
  }
}

TEST_CASE("while data is copied both ways, both ways are open") {
  const auto about = with_rules(allow_replication);
  about->log_in(replication_startup("true"));
  about->frontend(query("START_REPLICATION 0/1"));
  about->backend(message('W', "\0\0\0"s) + message('d', "w1"));
  about->frontend(message('d', "r1"));
  about->backend(message('d', "w2"));
  about->frontend(message('d', "r2") + message('c', ""));
  about->backend(message('c', "") + complete("START_STREAMING") + ready('I'));
  CHECK(conversation::types(about->to_frontend()) == "WddcCZ");
  CHECK(conversation::types(about->to_backend()) == "Qddc");
  about->frontend(query("IDENTIFY_SYSTEM"));
  CHECK(conversation::types(about->to_backend()) == "Q");

  conversation ordinary;
  ordinary.frontend(query("SELECT 1"));
  ordinary.backend(message('W', "\0\0\0"s));
  CHECK(ordinary.about->finished());
}

}  // namespace countersign::test
