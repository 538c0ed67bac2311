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
  for (const auto part :
       {keeps_holds, settles_once, pages, recovers, gives_grants_once, keeps_tokens_and_deliveries, rolls_back}) {
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

TEST_CASE("a store that cannot be used says which and why") {
  CHECK_THROWS_WITH_AS(static_cast<void>(open_sqlite_store("/nowhere/store.db")),
                       "store /nowhere/store.db: No such file or directory", store_error);
}

}  // namespace countersign::approvals::tests
