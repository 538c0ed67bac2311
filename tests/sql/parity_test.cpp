// What the server accepts is read as the same number of statements, or held because it cannot be read.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <memory>
#include <set>

#include "parser/analysis.hpp"
#include "tests/sql/stage.hpp"
#include "tests/sql/variants.hpp"

using namespace countersign;
using namespace countersign::test;
using namespace countersign::test::corpus;

namespace {

enum class count_of { none, one, several, syntax_error };

const char* name_of(count_of what) {
  switch (what) {
    case count_of::none:
      return "no statement";
    case count_of::one:
      return "one statement";
    case count_of::several:
      return "several statements";
    case count_of::syntax_error:
      break;
  }
  return "a syntax error";
}

bool is_empty(PGconn* server, const std::string& text) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> answer{PQexec(server, text.c_str()), &PQclear};
  return PQresultStatus(answer.get()) == PGRES_EMPTY_QUERY;
}

// Parse takes one statement. What is wrong with several it says before it looks at any of them, and what is wrong with
// one it says after its grammar is through.
count_of asked(PGconn* server, const std::string& text) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> answer{PQprepare(server, "", text.c_str(), 0, nullptr), &PQclear};
  const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
  if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) return count_of::one;
  const std::string message = PQresultErrorField(answer.get(), PG_DIAG_MESSAGE_PRIMARY);
  if (state == nullptr || std::string{state} != "42601") return count_of::one;
  if (message.starts_with("cannot insert multiple commands")) return count_of::several;
  // Errors of the analysis have this SQLSTATE too; those of grammar and scanner speak of a place.
  const bool grammar = message.find(" at or near ") != std::string::npos ||
                       message.find(" at end of input") != std::string::npos || message.starts_with("unterminated");
  return grammar ? count_of::syntax_error : count_of::one;
}

bool unreadable(const parser::analysis& facts) {
  for (const parser::effect& each : facts.effects()) {
    if (each.what == parser::verb::unreadable || each.what == parser::verb::unknown) return true;
  }
  return false;
}

count_of read_here(const parser::analysis& facts) {
  const std::size_t count = facts.statements().size();
  return count == 0 ? count_of::none : count == 1 ? count_of::one : count_of::several;
}

std::set<std::string> every_text() {
  std::set<std::string> all;
  for (const char* folder : {"hostile", "harmless"}) {
    for (const entry& each : read(std::filesystem::path{COUNTERSIGN_SOURCE_DIR} / "tests/sql" / folder)) {
      for (const std::string& message : each.messages) {
        const std::string text = shared_stage().filled(message);
        all.insert(text);
        // Cut anywhere, quotes and comments are left open.
        for (std::size_t part = 1; part < 4; ++part) all.insert(text.substr(0, text.size() * part / 4));
        if (std::string{folder} == "hostile") {
          for (variant& other : rewritten(text)) all.insert(std::move(other.text));
        }
      }
    }
  }
  return all;
}

}  // namespace

TEST_CASE("what the server accepts is read as the same number of statements, or cannot be read and is held") {
  stage& here = shared_stage();
  here.fresh("corpus_direct");
  const std::set<std::string> texts = every_text();
  const std::unique_ptr<sql_connection> server = here.direct("corpus_direct");
  parser::analyzer reader;
  parser::analysis facts;
  int compared = 0;
  int held = 0;
  int refused = 0;
  for (const bool standard : {true, false}) {
    server->must(fmt::format("SET standard_conforming_strings = {}", standard ? "on" : "off"));
    server->must("SET escape_string_warning = off");
    for (const std::string& text : texts) {
      // With the setting on they are all the same but for those with a backslash.
      if (!standard && text.find('\\') == std::string::npos) continue;
      reader.analyze(text,
                     {.backslashes = standard ? parser::lexing::standard : parser::lexing::escaped, .parameters = {}},
                     facts);
      ++compared;
      const bool stopped = unreadable(facts);
      if (stopped) ++held;
      const count_of ours = read_here(facts);
      // Parse accepts an empty text, too; only running it tells.
      const count_of said = !stopped && ours == count_of::none && is_empty(server->get(), text)
                                ? count_of::none
                                : asked(server->get(), text);
      if (stopped && said != count_of::syntax_error) ++refused;
      if (!stopped && said != ours) {
        FAIL_CHECK("the server sees ", std::string{name_of(said)}, ", Countersign ", std::string{name_of(ours)}, "\n",
                   text);
      }
    }
  }
  MESSAGE(compared, " texts compared, ", held, " of them cannot be read here, of which the server reads ", refused);
  CHECK(compared > 10'000);
}
