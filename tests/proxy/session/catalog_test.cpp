// What a session does with its database's catalog: waits for it, follows the search_path, tells what it has changed.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "parser/catalog/builder.hpp"
#include "tests/proxy/session/conversation.hpp"

namespace countersign::test {

namespace {

// Holds every read of payroll, and what is put into orders; `required` adds that it needs a catalog.
std::string rules(bool required) {
  return std::string{
             "version = 1\ndefault = \"allow\"\n[defaults]\napprovers = [\"sam\"]\n[[person]]\nname = \"sam\"\n"
             "[[rule]]\nname = \"orders\"\neffects = [\"insert\"]\nobjects = [\"public.orders\"]\n"
             "action = \"approve\"\n"
             "[[rule]]\nname = \"payroll\"\neffects = [\"read\"]\nobjects = [\"payroll.*\"]\n"
             "action = \"approve\"\n"} +
         (required ? "catalog = \"required\"\n" : "");
}

struct source_double : session::catalog_source {
  void want(std::string_view database) override { wanted = database; }
  std::uint64_t changed(std::string_view) override { return ++changes; }
  std::string wanted;
  std::uint64_t changes = 0;
};

constexpr std::uint32_t checked_type = 16500;

std::shared_ptr<const parser::catalog> catalog_with(std::string_view path) {
  parser::catalog_builder to;
  for (const char* each : {"public", "payroll", "app"}) to.add_schema(each);
  to.add_relation({1, "payroll", "salaries", 'r', {}});
  to.add_column({1, "amount", true});
  to.add_relation({2, "public", "orders", 'r', {}});
  to.add_column({2, "id", true});
  to.add_relation({3, "public", "staff", 'v', "SELECT s.amount FROM payroll.salaries s"});
  to.add_column({3, "amount", false});
  parser::function_row looks;
  looks.oid = 1;
  looks.schema = "app";
  looks.name = "looks";
  looks.language = "sql";
  looks.source = "SELECT amount > 0 FROM payroll.salaries";
  looks.volatility = 'v';
  to.add_hidden_type("_checked");
  to.add_function(looks);
  to.add_check({checked_type, "app", "_checked", "domain app.checked", "app.looks()", true});
  to.add_initial_path({}, path);
  return to.finish();
}

class catalog_world {
 public:
  explicit catalog_world(bool required = false, bool known = true) : about(rules(required)) {
    about.shared.catalogs.source = &source;
    if (known) publish();
  }
  void publish(std::uint64_t changes = 0, std::string_view path = "public") {
    about.shared.catalogs.by_database["shop"] = {catalog_with(path), changes};
    ++about.shared.catalogs.version;
  }
  // Sends a statement; whether it was held. What went on is answered with this tag.
  bool held(std::string_view sql, std::string_view tag = "SELECT 0", char status = 'I') {
    const std::size_t before = about.holds.size();
    about.frontend(query(sql));
    if (about.holds.size() != before) {
      about.opened();
      about.cancel();
      static_cast<void>(about.to_frontend());
      return true;
    }
    if (about.to_backend().empty()) return false;
    about.backend(complete(tag) + ready(status));
    return false;
  }
  source_double source;
  conversation about;
};

}  // namespace

TEST_CASE("statements of a database whose catalog is not there yet wait for it, for a while") {
  catalog_world world{false, false};
  world.about.frontend(query("SELECT amount FROM public.staff"));
  CHECK(world.about.to_backend().empty());
  CHECK(world.about.holds.empty());
  REQUIRE(world.about.about->wake_at());
  world.about.now = *world.about.about->wake_at();
  world.about.tick();
  CHECK(world.about.to_backend().empty());
  SUBCASE("and are judged with it") {
    world.publish();
    world.about.now = *world.about.about->wake_at();
    world.about.tick();
    CHECK(world.about.holds.size() == 1);
    CHECK(world.about.to_backend().empty());
  }
  SUBCASE("and go on without it in the end") {
    world.about.now += session::session_names::wait_max;
    world.about.tick();
    CHECK(world.about.holds.empty());
    CHECK(conversation::types(world.about.to_backend()) == "Q");
  }
  SUBCASE("and leave when the frontend does") {
    static_cast<void>(world.about.about->on_frontend_closed(world.about.now));
    CHECK(world.about.to_backend().find("staff") == std::string::npos);
  }
}

TEST_CASE("a name means what the search_path finds that the server confirmed") {
  catalog_world world;
  CHECK(world.held("SELECT amount FROM staff"));
  CHECK_FALSE(world.held("SELECT id FROM orders"));
  // An unknown name can only be in public.
  CHECK_FALSE(world.held("SELECT FROM salaries"));
  CHECK_FALSE(world.held("SET search_path TO payroll", "SET"));
  CHECK(world.held("SELECT FROM salaries"));
  CHECK_FALSE(world.held("SET search_path TO public", "SET"));
  CHECK_FALSE(world.held("SELECT FROM salaries"));
}

TEST_CASE("a SET that may be undone, or may not have happened, adds a meaning and takes none away") {
  catalog_world world;
  SUBCASE("in a transaction that is rolled back") {
    CHECK_FALSE(world.held("SET search_path TO payroll", "SET"));
    CHECK_FALSE(world.held("BEGIN", "BEGIN", 'T'));
    CHECK_FALSE(world.held("SET search_path TO public", "SET", 'T'));
    CHECK_FALSE(world.held("ROLLBACK", "ROLLBACK"));
    CHECK(world.held("SELECT FROM salaries"));
  }
  SUBCASE("that failed") {
    CHECK_FALSE(world.held("SET search_path TO payroll", "SET"));
    world.about.frontend(query("SET search_path TO public"));
    world.about.backend(error("22023", "no") + ready('I'));
    CHECK(world.held("SELECT FROM salaries"));
  }
  SUBCASE("of one transaction") {
    CHECK_FALSE(world.held("BEGIN", "BEGIN", 'T'));
    CHECK_FALSE(world.held("SET LOCAL search_path TO payroll", "SET", 'T'));
    CHECK(world.held("SELECT FROM salaries"));
  }
  SUBCASE("that goes back to where the session began") {
    CHECK_FALSE(world.held("SET search_path TO payroll", "SET"));
    CHECK_FALSE(world.held("RESET search_path", "RESET"));
    CHECK(world.held("SELECT FROM salaries"));
    world.publish(0, "app");
    CHECK(world.held("SELECT amount FROM staff"));
  }
}

TEST_CASE("a prepared statement is judged by what its names mean when it is bound") {
  catalog_world world;
  world.about.frontend(parse("s", "SELECT FROM salaries") + sync());
  world.about.backend(message('1', "") + ready('I'));
  static_cast<void>(world.about.to_backend());
  CHECK_FALSE(world.held("SET search_path TO payroll", "SET"));
  world.about.frontend(bind_portal("", "s") + execute("") + sync());
  CHECK(world.about.holds.size() == 1);
}

TEST_CASE("a session tells once its definitions are committed, and temporary tables are no definitions") {
  catalog_world world;
  CHECK_FALSE(world.held("CREATE TEMP TABLE basket (id int)", "CREATE TABLE"));
  CHECK_FALSE(world.held("INSERT INTO basket VALUES (1)", "INSERT 0 1"));
  CHECK_FALSE(world.held("DROP TABLE basket", "DROP TABLE"));
  CHECK(world.source.changes == 0);
  CHECK_FALSE(world.held("BEGIN", "BEGIN", 'T'));
  CHECK_FALSE(world.held("CREATE VIEW v AS SELECT id FROM orders", "CREATE VIEW", 'T'));
  CHECK(world.source.changes == 0);
  CHECK_FALSE(world.held("COMMIT", "COMMIT"));
  CHECK(world.source.changes == 1);
}

TEST_CASE("what a session renames stands for what it was until a catalog is read that has it") {
  catalog_world world;
  CHECK_FALSE(world.held("BEGIN", "BEGIN", 'T'));
  CHECK_FALSE(world.held("ALTER VIEW staff RENAME TO people", "ALTER VIEW", 'T'));
  CHECK_FALSE(world.held("ALTER VIEW people RENAME TO folks", "ALTER VIEW", 'T'));
  CHECK_FALSE(world.held("SELECT * FROM orders", "SELECT 0", 'T'));
  SUBCASE("by its last name") {
    CHECK(world.held("SELECT * FROM folks", "SELECT 0", 'T'));
  }
  SUBCASE("by one in between") {
    CHECK(world.held("SELECT * FROM people", "SELECT 0", 'T'));
  }
  SUBCASE("whatever others change meanwhile") {
    world.publish();
    CHECK(world.held("SELECT * FROM folks", "SELECT 0", 'T'));
  }
  SUBCASE("when it is committed, too") {
    CHECK_FALSE(world.held("COMMIT", "COMMIT"));
    CHECK(world.held("SELECT * FROM folks"));
    world.publish(world.source.changes);
    CHECK_FALSE(world.held("SELECT * FROM folks"));
  }
}

TEST_CASE("no catalog ever has a session's temporary view, so that it stands for its table to the end") {
  catalog_world world;
  CHECK_FALSE(world.held("CREATE TEMP VIEW mine AS SELECT id FROM orders", "CREATE VIEW"));
  CHECK_FALSE(world.held("CREATE VIEW ours AS SELECT id FROM orders", "CREATE VIEW"));
  CHECK(world.held("INSERT INTO mine VALUES (1)"));
  CHECK(world.held("INSERT INTO ours VALUES (1)"));
  world.publish(world.source.changes);
  CHECK(world.held("INSERT INTO mine VALUES (1)"));
  CHECK_FALSE(world.held("INSERT INTO ours VALUES (1)"));
}

TEST_CASE("more new names than are followed are told so, and the transaction can end") {
  catalog_world world;
  CHECK_FALSE(world.held("BEGIN", "BEGIN", 'T'));
  for (std::size_t i = 0; i <= parser::recent_definitions::names_max; ++i) {
    static_cast<void>(world.held(fmt::format("ALTER TABLE a{0} RENAME TO b{0}", i), "ALTER TABLE", 'T'));
  }
  REQUIRE(world.held("SELECT * FROM orders", "SELECT 0", 'T'));
  CHECK(world.about.holds.back().request.effects.back().text.find("more new names") != std::string::npos);
  CHECK_FALSE(world.held("COMMIT", "COMMIT"));
  world.publish(world.source.changes);
  CHECK_FALSE(world.held("SELECT * FROM orders"));
}

TEST_CASE("a statement that was held and never ran leaves nothing in doubt") {
  catalog_world world;
  CHECK_FALSE(world.held("SELECT id FROM orders"));
  SUBCASE("a slip of the pen") {
    CHECK(world.held("SELECT FROM WHERE ("));
  }
  SUBCASE("a statement that would move names") {
    CHECK(world.held("SET search_path = payroll; SELECT * FROM payroll.salaries"));
  }
  CHECK_FALSE(world.held("SELECT id FROM orders"));
  CHECK_FALSE(world.held("SELECT FROM salaries"));
}

TEST_CASE("where a rule needs the catalog, a session waits for one that has its own changes") {
  catalog_world world{true};
  CHECK_FALSE(world.held("CREATE VIEW v AS SELECT id FROM orders", "CREATE VIEW"));
  REQUIRE(world.source.changes == 1);
  world.publish(0);  // read before the change
  world.about.frontend(query("SELECT id FROM orders"));
  CHECK(world.about.to_backend().empty());
  world.publish(1);
  REQUIRE(world.about.about->wake_at());
  world.about.now = *world.about.about->wake_at();
  world.about.tick();
  CHECK(conversation::types(world.about.to_backend()) == "Q");
}

TEST_CASE("a rule that needs the catalog holds what may lead to its objects while there is none") {
  catalog_world world{true};
  CHECK_FALSE(world.held("SELECT id FROM orders"));
  world.about.shared.catalogs.by_database["shop"] = {};
  ++world.about.shared.catalogs.version;
  CHECK(world.held("SELECT id FROM orders"));
  CHECK_FALSE(world.held("SHOW work_mem"));
  world.publish();
  CHECK_FALSE(world.held("SELECT id FROM orders"));
}

TEST_CASE("what the server does when it only parses is held before it parses") {
  catalog_world world;
  conversation& talk = world.about;
  const std::string risky = parse("", "SELECT '{1}'::app._checked");
  SUBCASE("others go on") {
    talk.frontend(parse("", "SELECT amount FROM payroll.salaries") + sync());
    CHECK(conversation::types(talk.to_backend()) == "PS");
    CHECK(talk.holds.empty());
  }
  SUBCASE("approved, it goes on with what follows, which is judged again") {
    talk.frontend(parse("a", "SELECT 1") + risky + sync());
    // What came before is answered while people think.
    CHECK(conversation::types(talk.to_backend()) == "PS");
    REQUIRE(talk.holds.size() == 1);
    CHECK(talk.holds[0].request.effects.size() == 1);
    talk.opened();
    talk.backend(message('1', "") + ready('I'));
    talk.settled(approvals::hold_state::approved);
    CHECK(conversation::types(talk.to_backend()) == "PS");
    talk.backend(message('1', "") + ready('I'));
    CHECK(conversation::types(talk.to_frontend()) == "N11Z");
    const auto* const news = std::get_if<session::hold_finished>(&talk.desk.back());
    REQUIRE(news != nullptr);
    CHECK(news->result.kind == approvals::outcome_kind::completed);
    talk.frontend(bind_portal("", "") + execute("") + sync());
    CHECK(talk.holds.size() == 2);
    CHECK(talk.to_backend().empty());
  }
  SUBCASE("denied, the server never sees it") {
    talk.frontend(risky + bind_portal("", "") + execute("") + sync());
    talk.opened();
    talk.settled(approvals::hold_state::denied);
    CHECK(talk.to_backend().find("_checked") == std::string::npos);
    CHECK(conversation::types(talk.to_frontend()).find("NE") == 0);
    CHECK_FALSE(world.held("SELECT id FROM orders"));
  }
  SUBCASE("a text that cannot be read may be one of them") {
    talk.frontend(parse("", "SELEC '{1}'::app._checked") + sync());
    CHECK(talk.holds.size() == 1);
  }
}

TEST_CASE("the types that parameters are said to have count: binding a value checks it") {
  catalog_world world;
  conversation& talk = world.about;
  const auto typed = [](std::string_view text, std::uint32_t type) {
    std::string body{'\0'};
    body.append(text).push_back('\0');
    body.append({'\0', '\1'});
    for (const int shift : {24, 16, 8, 0}) body.push_back(static_cast<char>(type >> shift & 0xff));
    return message('P', body);
  };
  // Twice each: what is known of the text alone must not count for it with a type.
  for (int i = 0; i < 3; ++i) {
    talk.frontend(typed("SELECT $1", 23) + bind_portal("", "", {"1"}) + execute("") + sync());
    CHECK(talk.holds.empty());
    talk.backend(message('1', "") + message('2', "") + complete("SELECT 1") + ready('I'));
  }
  static_cast<void>(talk.to_backend());
  talk.frontend(typed("SELECT $1", checked_type) + bind_portal("", "", {"1"}) + execute("") + sync());
  CHECK(talk.holds.size() == 1);
  CHECK(talk.to_backend().empty());
}

TEST_CASE("an EXECUTE of what was prepared with such a type is asked about each time") {
  catalog_world world;
  conversation& talk = world.about;
  talk.frontend(query("PREPARE looks (app._checked) AS SELECT $1"));
  REQUIRE(talk.holds.size() == 1);
  talk.opened();
  talk.settled(approvals::hold_state::approved);
  talk.backend(complete("PREPARE") + ready('I'));
  static_cast<void>(talk.to_backend());
  CHECK(world.held("EXECUTE looks ('{1}')"));
  CHECK(world.held("EXECUTE looks (NULL)"));
}

}  // namespace countersign::test
