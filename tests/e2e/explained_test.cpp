// The documents that show what `countersign explain` says, run again, and compared with what the proxy does.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>

#include "tests/e2e/shop.hpp"

using namespace countersign::test;

namespace {

constexpr std::string_view console = "```console\n";
constexpr const char* database = "shop";

// A ```console block: a command and what it printed.
struct block {
  std::size_t begin = 0;   // of its first line in the document
  std::size_t output = 0;  // of its output
  std::size_t end = 0;
  std::string command;
};

std::string first_block(std::string_view document, std::string_view language) {
  const std::string open = fmt::format("```{}\n", language);
  const std::size_t begin = document.find(open) + open.size();
  REQUIRE(begin >= open.size());
  return std::string{document.substr(begin, document.find("```", begin) - begin)};
}

// The line that begins at `at`, and where the next one does.
std::string_view line_at(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  const std::size_t end = text.find('\n', begin);
  at = end + 1;
  return text.substr(begin, end - begin);
}

// Commands begin with `$ ` and go on with `> `.
std::vector<block> blocks_of(std::string_view document) {
  std::vector<block> out;
  for (std::size_t at = 0; (at = document.find(console, at)) != std::string_view::npos;) {
    block next;
    at += console.size();
    next.begin = at;
    next.end = document.find("```", at);
    REQUIRE(document.substr(at, 2) == "$ ");
    std::size_t after = at;
    next.command = line_at(document, after).substr(2);
    while (document.substr(after, 2) == "> ") next.command += "\n" + std::string{line_at(document, after).substr(2)};
    next.output = after;
    at = next.end;
    if (next.command.find("countersign explain") != std::string::npos) out.push_back(std::move(next));
  }
  return out;
}

// A folder with the rules of the document, the database of the document, and a shell that finds both.
class document_shop {
 public:
  explicit document_shop(const std::string& document) : document_(document) {
    make_database(cluster_, database);
    rules_ = shell("countersign starter-rules").out + "\n" + first_block(document, "toml");
    folder_.write("rules.toml", rules_);
    std::string schema = first_block(document, "sql");
    const std::string role = "CREATE ROLE app LOGIN;\n";  // the cluster of these tests has it already
    REQUIRE(schema.starts_with(role));
    cluster_.sql(schema.substr(role.size()), database);
  }

  [[nodiscard]] run_result shell(const std::string& command) const {
    const std::filesystem::path binary{COUNTERSIGN_BINARY};
    return run({.argv = {"sh", "-c", command},
                .env = {{"PATH", fmt::format("{}:{}", binary.parent_path().native(), std::getenv("PATH"))},
                        {"PGHOST", cluster_.socket_folder()},
                        {"PGPORT", std::to_string(cluster_.port())},
                        {"PGUSER", "app"}},
                .user = {},
                .folder = folder_.path(),
                .err_file = {},
                .out_file = {}});
  }
  [[nodiscard]] const std::string& rules() const { return rules_; }
  [[nodiscard]] const postgres_cluster& cluster() const { return cluster_; }

 private:
  std::string document_;
  temp_dir folder_;
  std::string rules_;
  postgres_cluster& cluster_ = shared_cluster();
};

// Whether the output is the document's, where a line `...` stands for any lines.
bool same(std::string_view wanted, std::string_view got) {
  constexpr std::string_view left_out = "...\n";
  const std::size_t at = wanted.starts_with(left_out) ? 0 : wanted.find("\n...\n");
  if (at == std::string_view::npos) return wanted == got;
  const std::size_t head = at == 0 && wanted.starts_with(left_out) ? 0 : at + 1;
  if (!got.starts_with(wanted.substr(0, head))) return false;
  wanted.remove_prefix(head + left_out.size());
  got.remove_prefix(head);
  for (;;) {
    if (same(wanted, got)) return true;
    const std::size_t line = got.find('\n');
    if (line == std::string_view::npos) return false;
    got.remove_prefix(line + 1);
  }
}

std::string read_document(const char* name) {
  return read_file(std::filesystem::path{COUNTERSIGN_SOURCE_DIR} / name);
}

// What the proxy does with a message: "allow", "approve" (it was held, and is withdrawn) or "deny".
std::string verdict_by_proxy(sql_connection& link, const std::string& sql) {
  const std::size_t before = link.notices().size();
  REQUIRE(PQsendQuery(link.get(), sql.c_str()) == 1);
  std::string verdict = "allow";
  const auto deadline = std::chrono::steady_clock::now() + milliseconds{20'000};
  bool cancelled = false;
  while (PQisBusy(link.get()) != 0) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    pollfd readable{PQsocket(link.get()), POLLIN, 0};
    ::poll(&readable, 1, 1000);
    REQUIRE(PQconsumeInput(link.get()) == 1);
    for (std::size_t i = before; i < link.notices().size(); ++i) {
      if (link.notices()[i].find("held for approval") == std::string::npos || cancelled) continue;
      verdict = "approve";
      cancelled = link.cancel();
    }
  }
  while (PGresult* const result = PQgetResult(link.get())) {
    const std::string said = PQresultErrorMessage(result);
    if (said.find("denied by rule") != std::string::npos) verdict = "deny";
    // A rule that wants a reason asks nobody without one.
    if (said.find("asks for a reason") != std::string::npos) verdict = "approve";
    PQclear(result);
  }
  return verdict;
}

}  // namespace

TEST_CASE("the explained statements in the documents are what the program says") {
  std::string parser_page = read_document("parser/EXPLAINED.md");
  const document_shop shop{parser_page};
  const bool rewrite = std::getenv("UPDATE_EXPLAINED") != nullptr;
  for (const char* const name : {"parser/EXPLAINED.md", "README.md"}) {
    std::string document = read_document(name);
    const std::vector<block> blocks = blocks_of(document);
    CAPTURE(name);
    CHECK(blocks.size() >= (std::string_view{name} == "README.md" ? 2U : 30U));
    for (std::size_t i = blocks.size(); i-- > 0;) {  // from the end, so that places stay where they are
      const block& each = blocks[i];
      CAPTURE(each.command);
      const run_result ran = shop.shell(each.command);
      CHECK(ran.err.empty());
      const std::string wanted = document.substr(each.output, each.end - each.output);
      if (rewrite && wanted.find("...\n") == std::string::npos) {
        document.replace(each.output, each.end - each.output, ran.out);
      } else {
        CAPTURE(ran.out);
        CHECK(same(wanted, ran.out));
      }
    }
    if (rewrite) std::ofstream{std::filesystem::path{COUNTERSIGN_SOURCE_DIR} / name} << document;
  }
}

TEST_CASE("the proxy answers the explained statements as explain says") {
  const std::string document = read_document("parser/EXPLAINED.md");
  const document_shop shop{document};
  const std::string catalog = fmt::format("[catalog]\nurl = '{}'\n", shop.cluster().socket_conninfo("app", database));
  countersign_process plain{shop.cluster(), {}};
  countersign_process ruled{shop.cluster(), {.rules = shop.rules()}};
  countersign_process seeing{shop.cluster(), {.config = catalog}};
  countersign_process both{shop.cluster(), {.rules = shop.rules(), .config = catalog}};
  std::size_t compared = 0;
  for (const block& each : blocks_of(document)) {
    // Values, an address and a time are not the driver's to choose here.
    if (each.command.find(" --param") != std::string::npos || each.command.find(" --at ") != std::string::npos)
      continue;
    CAPTURE(each.command);
    const bool rules = each.command.find("--rules") != std::string::npos;
    const bool known = each.command.find("--catalog") != std::string::npos;
    const boost::json::object told = boost::json::parse(shop.shell(each.command + " --json").out).as_object();
    countersign_process& proxy = rules ? (known ? both : ruled) : known ? seeing : plain;
    sql_connection link{proxy.conninfo(told.at("role").as_string(), database)};
    for (const boost::json::value& message : told.at("messages").as_array()) {
      const std::string sql{message.as_object().at("sql").as_string()};
      const std::string verdict{message.as_object().at("verdict").as_string()};
      CAPTURE(sql);
      CHECK(verdict_by_proxy(link, sql) == verdict);
      ++compared;
      if (verdict != "allow") break;  // explain takes what is held for approved and done
    }
  }
  CHECK(compared >= 30);
}
