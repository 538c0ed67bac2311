// Statements that are too long to be read on a thread that others wait for.
#include <doctest/doctest.h>

#include "parser/catalog/builder.hpp"
#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

using approvals::hold_state;

namespace {

std::string padded(std::string_view sql, std::size_t bytes) {
  std::string out{sql};
  out.append(" /*").append(bytes - sql.size() - 5, '-').append("*/");
  return out;
}

const std::string harmless = padded("SELECT 1", 20'000);
const std::string risky = padded("DELETE FROM orders", 20'000);

}  // namespace

TEST_CASE("a statement up to offload_bytes is read at once, one byte more is read elsewhere") {
  struct row {
    const char* name;
    std::size_t over;
    std::size_t offloads;
  };
  for (const row& row : {row{"at the limit", 0, 0}, row{"one past it", 1, 1}}) {
    CAPTURE(row.name);
    conversation talk;
    talk.settings.offload_bytes = 8192;
    const std::string sql = padded("SELECT 1", talk.settings.offload_bytes + row.over);
    talk.about = std::make_unique<session::session>(talk.settings, talk.shared, session::peer{8, {}, "unix"}, talk.now);
    talk.log_in();
    talk.frontend(query(sql));
    CHECK(talk.to_backend() == query(sql));
    CHECK(talk.offloads == row.offloads);
  }
}

TEST_CASE("a long statement is judged like a short one, in either protocol") {
  struct row {
    const char* name;
    std::string bytes;
    bool held;
  };
  const std::string binds = bind_portal("", "") + execute("") + sync();
  const row rows[] = {
      {"harmless Query", query(harmless), false},
      {"risky Query", query(risky), true},
      {"harmless Parse", parse("", harmless) + binds, false},
      {"risky Parse", parse("", risky) + binds, true},
      {"harmless before risky", query(harmless) + query(risky), true},
      {"short before long", query("SELECT 2") + query(risky), true},
      {"a long PREPARE that is executed", query("PREPARE p AS " + risky) + query("EXECUTE p"), true},
  };
  for (const row& row : rows) {
    for (const std::size_t piece : {row.bytes.size(), std::size_t{4096}, std::size_t{1000}}) {
      CAPTURE(row.name);
      CAPTURE(piece);
      conversation talk;
      talk.frontend_in_pieces(row.bytes, piece);
      CHECK(talk.offloads > 0);
      CHECK(talk.holds.size() == (row.held ? 1 : 0));
      if (!row.held) {
        CHECK(talk.to_backend() == row.bytes);
        continue;
      }
      CHECK(talk.to_backend().find("DELETE") == std::string::npos);
      talk.opened();
      talk.settled(hold_state::approved);
      CHECK(talk.to_backend().find(risky.substr(0, 19)) != std::string::npos);
    }
  }
}

TEST_CASE("a long statement that depends on its values is judged with them") {
  conversation talk;
  const std::string sql = padded("DELETE FROM orders WHERE id = 1 OR $1 IS NULL", 20'000);
  talk.frontend(parse("s", sql) + sync());
  talk.backend(message('1', "") + ready('I'));
  const std::size_t before = talk.offloads;
  talk.frontend(bind_portal("", "s", {"7"}) + execute("") + sync());
  CHECK(talk.offloads > before);
  CHECK(talk.holds.empty());
  // NULL
  const std::string null_value = message('B', std::string("\0s\0\0\0\0\1\xff\xff\xff\xff\0\0", 13));
  talk.frontend(null_value + execute("") + sync());
  CHECK(talk.holds.size() == 1);
}

TEST_CASE("a short Bind of a long statement needs no second thread once it is read") {
  conversation talk;
  if (talk.settings.offload_bytes == 0) return;
  talk.frontend(parse("s", harmless) + sync());
  talk.backend(message('1', "") + ready('I'));
  const std::size_t before = talk.offloads;
  for (int i = 0; i < 3; ++i) talk.frontend(bind_portal("", "s") + execute("") + sync());
  CHECK(talk.offloads == before);
  CHECK(talk.holds.empty());
}

TEST_CASE("a long value is described on the other thread when its statement is held") {
  conversation talk;
  talk.frontend(parse("s", "DELETE FROM orders WHERE note = $1 OR true") + sync());
  talk.backend(message('1', "") + ready('I'));
  static_cast<void>(talk.to_backend());
  const std::size_t before = talk.offloads;
  talk.frontend(bind_portal("", "s", {std::string(100'000, 'x')}) + execute("") + sync());
  CHECK(talk.offloads > before);
  CHECK(talk.holds.size() == 1);
  CHECK(talk.to_backend().find('x') == std::string::npos);
}

}  // namespace countersign::test
