#include <doctest/doctest.h>

#include "tests/policy/rules.hpp"

namespace countersign::policy::tests {

TEST_CASE("the starter file loads without a mistake and without a warning") {
  const auto loaded = ruleset::load(ruleset::starter_text(), "starter");
  std::string all;
  for (const diagnostic& each : loaded.mistakes) all += each.to_string() + "\n";
  for (const diagnostic& each : loaded.warnings) all += each.to_string() + "\n";
  CAPTURE(all);
  CHECK(loaded.mistakes.empty());
  CHECK(loaded.warnings.empty());
  REQUIRE(loaded.rules != nullptr);
  CHECK(loaded.rules->find_person("dana") != nullptr);
  CHECK(loaded.rules->find_person("sam") != nullptr);
  const std::vector<std::string> dba{"dba"};
  CHECK(loaded.rules->entitled(*loaded.rules->find_person("sam"), dba));
  CHECK(loaded.rules->terms(0).approvers == dba);
  CHECK(loaded.rules->terms(0).expires == std::chrono::minutes{10});
}

TEST_CASE("the examples in the starter file work when their comment signs are taken away") {
  std::string text{ruleset::starter_text()};
  const std::size_t examples = text.find("# ---- Examples");
  REQUIRE(examples != std::string::npos);
  std::string out = text.substr(0, examples);
  std::string_view rest = std::string_view{text}.substr(examples);
  bool inside = false;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    if (line.substr(0, 10) == "# [[rule]]") inside = true;
    if (line.empty()) inside = false;
    if (inside) out += std::string{line.substr(2)} + "\n";
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  const std::string finance = "[[group]]\nname = \"finance\"\nmembers = [\"dana\", \"sam\"]\n";
  const auto loaded = ruleset::load(out + finance, "starter");
  std::string all;
  for (const diagnostic& each : loaded.mistakes) all += each.to_string() + "\n";
  CAPTURE(all);
  CHECK(loaded.rules != nullptr);
}

TEST_CASE("the starter file holds what is dangerous and leaves everyday work alone") {
  const auto rules = rules_of(ruleset::starter_text());
  struct row {
    std::string_view name;
    effect what;
    std::string_view rule;  // empty: allowed
  };
  effect delete_all = on(verb::remove, "", "orders");
  delete_all.where = restriction::absent;
  effect update_true = on(verb::update, "public", "orders");
  update_true.where = restriction::always_true;
  effect drop_column = on(verb::alter, "public", "t");
  drop_column.detail = "drop column cascade";
  effect no_triggers = on(verb::alter, "public", "t");
  no_triggers.detail = "disable trigger all";
  effect replaced = on(verb::alter, "public", "t");
  replaced.detail = "alter column type, values replaced";
  effect converted = on(verb::alter, "public", "t");
  converted.detail = "alter column type";
  effect replica = on(verb::alter, "public", "t");
  replica.detail = "enable replica trigger x";
  effect add_column = on(verb::alter, "public", "t");
  add_column.detail = "add column";
  effect reset_role = on(verb::set_role, "", "", object_kind::role);
  reset_role.detail = "reset";
  const std::vector<row> rows{
      {"DELETE FROM orders", delete_all, "unbounded writes"},
      {"UPDATE orders SET ... WHERE true", update_true, "unbounded writes"},
      {"DELETE FROM orders WHERE id = 1", on(verb::remove, "", "orders"), ""},
      {"UPDATE orders SET ... WHERE id = 1", on(verb::update, "", "orders"), ""},
      {"SELECT", on(verb::read, "", "orders"), ""},
      {"\\d", on(verb::read, "pg_catalog", "pg_class"), ""},
      {"INSERT", on(verb::insert, "", "orders"), ""},
      {"TRUNCATE", on(verb::truncate, "", "orders"), "truncate"},
      {"DROP TABLE", on(verb::drop, "", "orders"), "drop"},
      {"DROP SCHEMA", on(verb::drop, "", "public", object_kind::schema), "drop"},
      {"DROP DATABASE", on(verb::drop, "", "shop", object_kind::database), "drop"},
      {"CREATE TABLE", on(verb::create, "", "t"), ""},
      {"CREATE INDEX", on(verb::create, "", "t_i", object_kind::index), ""},
      {"CREATE VIEW", on(verb::create, "", "v", object_kind::view), ""},
      {"CREATE SCHEMA", on(verb::create, "", "s", object_kind::schema), ""},
      {"CREATE DATABASE", on(verb::create, "", "d", object_kind::database), "databases and tablespaces"},
      {"CREATE FUNCTION", on(verb::create, "", "f", object_kind::function), "code that runs later"},
      {"CREATE TRIGGER", on(verb::create, "", "f", object_kind::trigger), "code that runs later"},
      {"CREATE EXTENSION", on(verb::create, "", "f", object_kind::extension), "code that runs later"},
      {"CREATE EVENT TRIGGER", on(verb::create, "", "f", object_kind::event_trigger),
       "row security and event triggers"},
      {"ALTER TABLE ADD COLUMN", add_column, ""},
      {"ALTER TABLE DROP COLUMN", drop_column, "alter that loses or unlocks"},
      {"ALTER TABLE DISABLE TRIGGER ALL", no_triggers, "alter that loses or unlocks"},
      {"ALTER COLUMN TYPE USING ''", replaced, "alter that loses or unlocks"},
      {"ALTER COLUMN TYPE", converted, ""},
      {"ENABLE REPLICA TRIGGER", replica, "alter that loses or unlocks"},
      {"UPDATE pg_authid", on(verb::update, "", "pg_authid"), "system catalogs"},
      {"INSERT INTO pg_catalog.pg_proc", on(verb::insert, "pg_catalog", "pg_proc"), "system catalogs"},
      {"GRANT", on(verb::grant, "", "t"), "privileges"},
      {"REVOKE", on(verb::revoke, "", "t"), "privileges"},
      {"CREATE ROLE", on(verb::role, "", "r", object_kind::role), "privileges"},
      {"SET ROLE", on(verb::set_role, "", "admin", object_kind::role), "privileges"},
      {"RESET ROLE", reset_role, ""},
      {"SET work_mem", on(verb::set, "", "work_mem", object_kind::setting), ""},
      {"SET search_path", on(verb::set, "", "search_path", object_kind::setting), ""},
      {"SET session_replication_role", on(verb::set, "", "session_replication_role", object_kind::setting),
       "protections switched off"},
      {"SET pgaudit.log", on(verb::set, "", "pgaudit.log", object_kind::setting), "protections switched off"},
      {"ALTER SYSTEM", on(verb::configure, "", "work_mem", object_kind::setting), "lasting settings"},
      {"COPY FROM PROGRAM", on(verb::run_program, "", "curl x", object_kind::program), "server access"},
      {"COPY FROM file", on(verb::read_file, "", "/etc/passwd", object_kind::file), "server access"},
      {"COPY TO file", on(verb::write_file, "", "/tmp/x", object_kind::file), "server access"},
      {"dblink", bare(verb::connect), "server access"},
      {"pg_terminate_backend", bare(verb::signal), "server access"},
      {"CHECKPOINT", bare(verb::server), "server access"},
      {"replication slot", bare(verb::replicate), "server access"},
      {"DO", bare(verb::run_code), "anonymous code"},
      {"PREPARE TRANSACTION", bare(verb::two_phase), "two-phase commit"},
      {"BEGIN", bare(verb::transaction), ""},
      {"SHOW", bare(verb::session), ""},
      {"VACUUM", on(verb::maintain, "", "t"), ""},
      {"LOCK TABLE", on(verb::lock, "", "t"), ""},
      {"nextval", on(verb::sequence, "", "s", object_kind::sequence), ""},
      {"NOTIFY", on(verb::notify, "", "c", object_kind::channel), ""},
      {"my_function()", on(verb::call, "", "my_function", object_kind::function), ""},
      {"garbage", bare(verb::unreadable), "unreadable"},
      {"a newer statement", bare(verb::unknown), "unreadable"},
      {"EXECUTE of an unknown name", bare(verb::execute), "unreadable"},
  };
  for (const row& each : rows) {
    CAPTURE(each.name);
    const verdict out = judge(*rules, each.what);
    CHECK(to_string(out.kind) == (each.rule.empty() ? "allow" : "approve"));
    REQUIRE(out.deciding.size() == (each.rule.empty() ? 0 : 1));
    if (!each.rule.empty()) CHECK(rules->rule_name(out.deciding[0].rule) == each.rule);
  }
}

}  // namespace countersign::policy::tests
