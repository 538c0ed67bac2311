#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "approvals/store/memory_store.hpp"
#include "approvals/store/sqlite_store.hpp"
#include "tests/approvals/store_contract.hpp"

namespace countersign::approvals::tests {

namespace {

const time_point noon{std::chrono::hours{24 * 365 * 50}};

hold some_hold(std::string_view id, std::string_view code, time_point opened = noon) {
  hold what;
  what.id = id;
  what.code = code;
  what.opened = opened;
  what.deadline = opened + std::chrono::minutes{10};
  what.process = "p1";
  what.revision = 1;
  what.request.role = "app";
  what.request.statement = "DELETE FROM \"\xe2\x80\xae\\n\x01 orders";
  what.request.parameters = {{"int4", "5"}};
  what.request.effects = {{"delete orders", "approve", "deletes", true, 12}};
  what.request.requirements = {{"deletes", {"dba", "sam"}, 2}};
  what.request.what[31] = 7;
  return what;
}

decision by(std::string_view who, bool approve = true) {
  return {std::string{who}, approve, "why", "cli", noon};
}

// As the first version made it.
constexpr const char* first_schema = R"sql(
CREATE TABLE hold (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, request TEXT NOT NULL,
  opened INTEGER NOT NULL, deadline INTEGER NOT NULL, state INTEGER NOT NULL, why INTEGER, decisions TEXT NOT NULL,
  settled INTEGER NOT NULL, released INTEGER NOT NULL, outcome INTEGER NOT NULL, outcome_text TEXT NOT NULL,
  took INTEGER NOT NULL, used_grant TEXT NOT NULL, process TEXT NOT NULL, revision INTEGER NOT NULL);
PRAGMA user_version = 1;
)sql";

struct temp_file {
  temp_file() {
    char name[] = "/tmp/countersign_store_XXXXXX";
    folder = ::mkdtemp(name);
    path = folder + "/store.db";
  }
  ~temp_file() { std::filesystem::remove_all(folder); }
  std::string folder;
  std::string path;
};

void keeps_holds(store& records) {
  CHECK(records.insert_hold(some_hold("a", "AAA-AAA"), noon));
  CHECK_FALSE(records.insert_hold(some_hold("a", "BBB-BBB"), noon));
  CHECK_FALSE(records.insert_hold(some_hold("b", "AAA-AAA"), noon));
  CHECK(records.insert_hold(some_hold("b", "AAA-AAA", noon + std::chrono::hours{30}), noon + std::chrono::hours{6}));
  CHECK(records.find_code("AAA-AAA")->id == "b");
  const auto found = records.find_hold("a");
  REQUIRE(found.has_value());
  const hold same = some_hold("a", "AAA-AAA");
  CHECK(found->request.statement == same.request.statement);
  CHECK(found->request.what == same.request.what);
  CHECK(found->request.requirements[0].approvers == same.request.requirements[0].approvers);
  CHECK(found->request.effects[0].offset == 12);
  CHECK(found->deadline == same.deadline);
  CHECK_FALSE(records.find_hold("c").has_value());
}

void settles_once(store& records) {
  CHECK(records.insert_hold(some_hold("a", "AAA-AAA"), noon));
  CHECK(records.add_decision("a", by("dana")));
  CHECK_FALSE(records.add_decision("a", by("dana", false)));
  CHECK_FALSE(records.add_late_decision("a", by("sam")));
  CHECK(records.settle("a", hold_state::expired, {}, noon, ""));
  CHECK_FALSE(records.settle("a", hold_state::approved, {}, noon, ""));
  CHECK_FALSE(records.settle("b", hold_state::approved, {}, noon, ""));
  CHECK_FALSE(records.add_decision("a", by("sam")));
  CHECK(records.add_late_decision("a", by("sam")));
  const auto found = records.find_hold("a");
  CHECK(found->state == hold_state::expired);
  CHECK(found->decisions.size() == 2);
  CHECK(found->decisions[1].at == noon);
  CHECK(found->revision > 1);
}

void pages(store& records) {
  for (const char* id : {"a", "b", "c"}) {
    CHECK(records.insert_hold(some_hold(id, std::string{id} + "AA-AAA"), noon));
  }
  CHECK(records.settle("b", hold_state::withdrawn, withdrawal::frontend_gone, noon, ""));
  const auto newest = records.list_holds({.state = {}, .limit = 2, .before_id = {}});
  REQUIRE(newest.size() == 2);
  CHECK(newest[0].id == "c");
  CHECK(newest[1].id == "b");
  CHECK(newest[1].withdrawn_why == withdrawal::frontend_gone);
  CHECK(records.list_holds({.state = {}, .limit = 9, .before_id = "b"}).size() == 1);
  CHECK(records.list_holds({.state = hold_state::pending, .limit = 9, .before_id = {}}).size() == 2);
}

void recovers(store& records) {
  for (const char* id : {"a", "b", "c"}) {
    CHECK(records.insert_hold(some_hold(id, std::string{id} + "AA-AAA"), noon));
  }
  CHECK(records.settle("b", hold_state::approved, {}, noon, ""));
  records.set_released("b", noon);
  CHECK(records.settle("c", hold_state::approved, {}, noon, ""));
  CHECK(records.pending_of_others("p2") == std::vector<std::string>{"a"});
  CHECK(records.pending_of_others("p1").empty());
  // "c" may have been sent as well: its process had no time to record that.
  CHECK(records.unanswered_of_others("p2") == std::vector<std::string>{"b", "c"});
  CHECK(records.unanswered_of_others("p1").empty());
  outcome done;
  done.kind = outcome_kind::completed;
  done.text = "DELETE 1204";
  done.took = std::chrono::microseconds{38'000};
  records.set_outcome("b", done);
  CHECK(records.unanswered_of_others("p2") == std::vector<std::string>{"c"});
  CHECK(records.find_hold("b")->result.text == "DELETE 1204");
  CHECK(records.find_hold("b")->result.took == done.took);
}

void gives_grants_once(store& records) {
  grant one;
  one.id = "g1";
  one.what[0] = 1;
  one.approvers = {"dana"};
  one.made = noon;
  one.expires = noon + std::chrono::minutes{5};
  records.insert_grant(one);
  digest other{};
  CHECK_FALSE(records.use_grant(other, "h", noon).has_value());
  CHECK_FALSE(records.use_grant(one.what, "h", one.expires).has_value());
  CHECK(records.live_grants(noon).size() == 1);
  CHECK(records.use_grant(one.what, "h1", noon)->approvers == one.approvers);
  CHECK_FALSE(records.use_grant(one.what, "h2", noon).has_value());
  CHECK(records.live_grants(noon).empty());
}

void keeps_tokens_and_deliveries(store& records) {
  token one;
  one.hash[0] = 3;
  one.person = "dana";
  records.insert_token(one);
  CHECK(records.find_token(one.hash)->person == "dana");
  CHECK_FALSE(records.find_token({}).has_value());
  CHECK(records.remove_tokens("dana") == 1);
  CHECK_FALSE(records.find_token(one.hash).has_value());

  CHECK(records.insert_hold(some_hold("a", "AAA-AAA"), noon));
  CHECK(records.stale_deliveries("slack", noon + std::chrono::hours{1}).empty());
  CHECK(records.stale_deliveries("slack", noon).size() == 1);
  records.set_delivery({"a", "slack", "C1 123.4", 1});
  CHECK(records.stale_deliveries("slack", noon).empty());
  CHECK(records.settle("a", hold_state::denied, {}, noon, ""));
  const auto stale = records.stale_deliveries("slack", noon + std::chrono::hours{1});
  REQUIRE(stale.size() == 1);
  CHECK(stale[0].reference == "C1 123.4");
  CHECK(records.find_delivery("a", "slack")->revision == 1);
}

void keeps_credentials(store& records) {
  credential_store& kept = records.credentials();
  const credential app{"c1", "dana", factor_kind::totp, "app", 0, std::string{"\0sealed\xff", 8}, 5, noon, {}};
  CHECK(kept.insert(app));
  CHECK_FALSE(kept.insert(app));
  CHECK(kept.insert({"c2", "sam", factor_kind::passkey, "key", -7, "public", 0, noon, {}}));
  REQUIRE(kept.of("dana").size() == 1);
  CHECK(kept.of("dana")[0].data == app.data);
  CHECK(kept.find("c2")->algorithm == -7);
  CHECK_FALSE(kept.find("c3"));
  CHECK(kept.use("c1", 5, 6, noon));
  CHECK_FALSE(kept.use("c1", 5, 7, noon));
  CHECK(kept.find("c1")->counter == 6);
  CHECK(kept.find("c1")->used == noon);
  records.begin();
  CHECK(kept.use("c1", 6, 7, noon));
  records.rollback();
  CHECK(kept.find("c1")->counter == 6);
  CHECK(kept.remove("c2"));
  CHECK_FALSE(kept.remove("c2"));
  digest hash{};
  hash[5] = 1;
  kept.invite({hash, "dana", noon});
  CHECK(kept.accept(hash)->person == "dana");
  CHECK_FALSE(kept.accept(hash));
  CHECK(kept.failed("dana").count == 0);
  kept.set_failed("dana", {3, noon});
  CHECK(kept.failed("dana").count == 3);
  CHECK(kept.failed("dana").last == noon);
}

void rolls_back(store& records) {
  CHECK(records.insert_hold(some_hold("a", "AAA-AAA"), noon));
  records.begin();
  CHECK(records.settle("a", hold_state::approved, {}, noon, ""));
  records.rollback();
  CHECK(records.find_hold("a")->state == hold_state::pending);
  records.begin();
  CHECK(records.settle("a", hold_state::denied, {}, noon, ""));
  records.commit();
  records.rollback();
  CHECK(records.find_hold("a")->state == hold_state::denied);
}

}  // namespace

void store_contract(const std::function<std::unique_ptr<store>()>& make) {
  for (const auto part : {keeps_holds, settles_once, pages, recovers, gives_grants_once, keeps_tokens_and_deliveries,
                          keeps_credentials, rolls_back}) {
    part(*make());
  }
}

TEST_CASE("the memory store keeps the store contract") {
  store_contract([] { return std::make_unique<memory_store>(); });
}

TEST_CASE("the SQLite store keeps the store contract") {
  store_contract([] { return open_sqlite_store(":memory:"); });
}

TEST_CASE("a SQLite file is its owner's, survives, and is shared between processes") {
  const temp_file file;
  {
    const auto first = open_sqlite_store(file.path);
    CHECK(first->insert_hold(some_hold("a", "AAA-AAA"), noon));
    struct stat info {};
    CHECK(::stat(file.path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    const auto second = open_sqlite_store(file.path);
    CHECK(second->settle("a", hold_state::approved, {}, noon, ""));
    CHECK_FALSE(first->settle("a", hold_state::denied, {}, noon, ""));
  }
  CHECK(open_sqlite_store(file.path)->find_hold("a")->state == hold_state::approved);
}

TEST_CASE("a file of the first schema is brought up to date, one of a later version refused") {
  const temp_file file;
  {
    SQLite::Database old(file.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec(first_schema);
    old.exec(R"sql(INSERT INTO hold VALUES (1, 'a', 'AAA-AAA', '{"session":1,"role":"app","database":"shop",
      "application":"","address":"","statement":"DELETE FROM t","parameters":[],"effects":[],
      "requirements":[{"rule":"deletes","approvers":["dba"],"quorum":1}],"reason":"","expires_seconds":60,
      "policy_version":"v","in_transaction":false,"upstream":"","digest":""}', 0, 0, 1, NULL,
      '[{"approver":"sam","decision":"approve","reason":"","channel":"cli","at_us":1}]', 0, 0, 1, '', 0, '', 'p', 1))sql");
  }
  {
    const auto opened = open_sqlite_store(file.path);
    const auto found = opened->find_hold("a");
    REQUIRE(found.has_value());
    CHECK(found->request.requirements[0].factors.empty());
    CHECK(found->decisions[0].factor.empty());
    CHECK(opened->credentials().of("sam").empty());
  }
  static_cast<void>(open_sqlite_store(file.path));
  SQLite::Database(file.path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  CHECK_THROWS_AS(static_cast<void>(open_sqlite_store(file.path)), store_error);
}

TEST_CASE("a store that cannot be used says which and why") {
  CHECK_THROWS_WITH_AS(static_cast<void>(open_sqlite_store("/nowhere/store.db")),
                       "store /nowhere/store.db: No such file or directory", store_error);
}

}  // namespace countersign::approvals::tests
