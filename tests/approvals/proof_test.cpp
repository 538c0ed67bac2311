// Step-up: requesters who prove themselves, approvers who must, and everything that does not count as proof.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <liboath/oath.h>

#include <cstdlib>

#include "approvals/factors/base64url.hpp"
#include "approvals/store/sqlite_store.hpp"
#include "tests/approvals/desk_world.hpp"
#include "tests/approvals/soft_key.hpp"

namespace countersign::approvals::tests {

namespace {

const factors::relying_party us{"approvals.example.com", "https://approvals.example.com"};

std::string code_at(std::string_view base32, time_point when) {
  char* secret = nullptr;
  std::size_t size = 0;
  REQUIRE(oath_base32_decode(base32.data(), base32.size(), &secret, &size) == OATH_OK);
  char code[7] = {};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when.time_since_epoch()).count();
  REQUIRE(oath_totp_generate(secret, size, static_cast<time_t>(seconds), 30, 0, 6, code) == OATH_OK);
  std::free(secret);
  return code;
}

const requirement step_up{"steps", {}, 1, {}, {"totp", "passkey"}, std::chrono::seconds{0}};

// A desk that can ask for proofs; fay may be behind the role app.
struct proof_world {
  explicit proof_world(store& at) : records(at) { start(); }
  void start() {
    about = std::make_unique<desk>(records, audit, news, time, ids, desk_limits{}, load_desk_rules(),
                                   proof_settings{factors::sealer::from_hex(std::string(64, 'a')), us});
    about->recover();
  }
  std::string open(std::vector<requirement> needs, std::string code = {}, std::uint64_t session = 1,
                   std::string_view role = "app") {
    hold_request request;
    request.session = session;
    request.role = role;
    request.statement = "DELETE FROM orders";
    request.requirements = std::move(needs);
    request.what[0] = 9;
    about->open(
        std::move(request), [this](const settlement& how) { settled = how; },
        [this](const opened& what) { answer = what; }, std::move(code));
    return answer.id;
  }
  // The secret of an authenticator app, enrolled with the code of now.
  std::string enrol_app(std::string_view person = "fay") {
    begin(person);
    enrolled done;
    about->persons().enrol_totp(begun.id, code_at(begun.totp_secret, time.at),
                                [&](const enrolled& what) { done = what; });
    REQUIRE_MESSAGE(done.error.empty(), done.error);
    recovery_codes = done.recovery_codes;
    time.at += std::chrono::seconds{30};
    return begun.totp_secret;
  }
  void enrol_key(soft_key& key, std::string_view person) {
    begin(person);
    enrolled done;
    about->persons().enrol_passkey(begun.id, "key", key.enrol(begun.challenge),
                                   [&](const enrolled& what) { done = what; });
    REQUIRE_MESSAGE(done.error.empty(), done.error);
  }
  void begin(std::string_view person) {
    about->persons().begin(about->persons().invite(person), [&](const enrolment& what) { begun = what; });
    REQUIRE_MESSAGE(begun.error.empty(), begun.error);
  }
  decided prove(std::string link, std::string code, std::string person = {}) {
    decided told;
    about->persons().prove(std::move(link), {std::move(person), std::move(code), {}},
                           [&](const decided& what) { told = what; });
    return told;
  }
  decided approve(std::string_view id, std::string_view who, std::optional<passkey_answer> passkey = {}) {
    decided told;
    verdict_input input{std::string{id}, true, "", "inbox", {}, std::move(passkey)};
    about->decide(std::move(input), *about->rules().find_person(who), [&](const decided& what) { told = what; });
    return told;
  }
  passkey_answer signed_by(soft_key& key, const challenge& what) {
    passkey_answer said{what.nonce, key.sign(what.bytes)};
    said.said.id = factors::to_base64url(said.said.id);
    return said;
  }

  store& records;
  failing_audit audit;
  heard_news news;
  fixed_clock time;
  counted_ids ids;
  opened answer;
  settlement settled;
  enrolment begun;
  std::vector<std::string> recovery_codes;
  std::unique_ptr<desk> about;
};

}  // namespace

TEST_CASE("the requester's code lets the statement go, once") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  const std::string secret = here.enrol_app();
  const std::string code = code_at(secret, here.time.at);
  SUBCASE("given before the statement") {
    here.open({step_up}, code);
    CHECK(here.answer.result == open_result::approved);
    CHECK(here.answer.note == "confirmed by fay with a one-time code");
    const auto done = here.about->find(here.answer.id);
    CHECK(done->state == hold_state::approved);
    REQUIRE(done->decisions.size() == 1);
    CHECK(done->decisions[0].factor == "totp");
    here.open({step_up}, code);
    CHECK(here.answer.result == open_result::opened);
    CHECK(here.answer.note.find("used already") != std::string::npos);
  }
  SUBCASE("given on the page") {
    const std::string id = here.open({step_up});
    CHECK(here.answer.result == open_result::opened);
    CHECK(here.about->persons().ask(here.answer.link)->about->id == id);
    CHECK(here.prove("0123456789abcdef", code).result == decide_result::not_found);
    CHECK(here.prove(here.answer.link, "000000").result == decide_result::not_proven);
    CHECK(here.prove(here.answer.link, code).result == decide_result::settled);
    CHECK(here.settled.state == hold_state::approved);
    CHECK(here.settled.by == "fay");
    CHECK(here.prove(here.answer.link, code).result == decide_result::not_found);
  }
  SUBCASE("a code is good once, also after a restart") {
    here.open({step_up}, code);
    here.start();
    here.open({step_up}, code);
    CHECK(here.answer.result == open_result::opened);
  }
  SUBCASE("it is nowhere on record") {
    here.open({step_up}, code);
    here.open({step_up}, "fay 654321");
    for (const std::string& line : here.audit.lines) {
      CHECK(line.find(code) == std::string::npos);
      CHECK(line.find("654321") == std::string::npos);
      CHECK(line.find(secret) == std::string::npos);
    }
  }
  SUBCASE("approvers have no part in it, and whoever did not ask can say so") {
    const std::string id = here.open({step_up});
    CHECK(here.approve(id, "dana").result == decide_result::not_entitled);
    decided told;
    here.about->persons().disown(here.answer.link, [&](const decided& what) { told = what; });
    CHECK(told.result == decide_result::settled);
    CHECK(here.settled.state == hold_state::denied);
  }
}

TEST_CASE("wrong codes lock a person out, on every way and across restarts") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  const std::string secret = here.enrol_app();
  for (int i = 0; i < proof_limits::failures_max; ++i) {
    here.open({step_up}, i % 2 == 0 ? "000000" : "AAAA-BBBB-CCCC");
    CHECK(here.answer.result == open_result::opened);
  }
  here.start();
  here.open({step_up}, code_at(secret, here.time.at));
  CHECK(here.answer.note.find("too many wrong codes") != std::string::npos);
  SUBCASE("for a while") {
    here.time.at += proof_limits::locked_for;
  }
  SUBCASE("or until an administrator lets them in") {
    here.about->persons().unlock("fay");
  }
  here.open({step_up}, code_at(secret, here.time.at));
  CHECK(here.answer.result == open_result::approved);
}

TEST_CASE("a recovery code stands in for the app, once, in any spelling") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  static_cast<void>(here.enrol_app());
  REQUIRE(here.recovery_codes.size() == proof_limits::recovery_codes);
  std::string typed;
  for (const char c : here.recovery_codes[3]) {
    if (c != '-') typed.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  }
  here.open({step_up}, "fay " + typed);
  CHECK(here.answer.result == open_result::approved);
  here.open({step_up}, here.recovery_codes[3]);
  CHECK(here.answer.note.find("used already") != std::string::npos);
}

TEST_CASE("a proof holds within its session for as long as the rule says, and no longer") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  const std::string secret = here.enrol_app();
  requirement lasting = step_up;
  lasting.proof_for = std::chrono::minutes{5};
  here.open({lasting}, code_at(secret, here.time.at), 7);
  CHECK(here.answer.result == open_result::approved);
  here.open({lasting}, "", 7);
  CHECK(here.answer.result == open_result::approved);
  here.open({step_up}, "", 7);
  CHECK(here.answer.result == open_result::opened);
  here.open({lasting}, "", 8);
  CHECK(here.answer.result == open_result::opened);
  here.time.at += std::chrono::minutes{5};
  here.open({lasting}, "", 7);
  CHECK(here.answer.result == open_result::opened);
}

TEST_CASE("a statement may need the requester's proof and approvers as well") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  const std::string secret = here.enrol_app();
  const std::string id = here.open({step_up, {"deletes", {"dba"}, 1}}, code_at(secret, here.time.at));
  CHECK(here.answer.result == open_result::opened);
  CHECK(here.approve(id, "fay").result == decide_result::own_request);
  CHECK(here.approve(id, "dana").result == decide_result::settled);
}

TEST_CASE("an invitation opens once, for a day, and a lost app is taken away") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  people& persons = here.about->persons();
  const auto why = [&](const std::string& text) {
    std::string error;
    persons.begin(text, [&](const enrolment& what) { error = what.error; });
    return error;
  };
  const std::string used = persons.invite("fay");
  CHECK(why(used).empty());
  CHECK(!why(used).empty());
  CHECK(!why("guess").empty());
  const std::string old = persons.invite("fay");
  here.time.at += proof_limits::invitation_life;
  CHECK(!why(old).empty());
  const std::string secret = here.enrol_app();
  for (const credential& each : persons.credentials_of("fay")) CHECK(each.data.find(secret) == std::string::npos);
  for (const credential& each : persons.credentials_of("fay")) CHECK(persons.revoke("fay", each.id));
  here.open({step_up}, code_at(secret, here.time.at));
  CHECK(here.answer.note.find("no authenticator app") != std::string::npos);
}

TEST_CASE("a passkey confirms the very request, and nothing of it can be used again") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  soft_key key{us, -7};
  here.enrol_key(key, "fay");
  here.open({step_up});
  const std::string link = here.answer.link;
  const auto asked = here.about->persons().ask(link);
  REQUIRE(asked->passkey.has_value());
  const passkey_answer said = here.signed_by(key, *asked->passkey);
  const auto prove = [&](const std::string& where, const passkey_answer& with) {
    decided told;
    here.about->persons().prove(where, {{}, {}, with}, [&](const decided& what) { told = what; });
    return told;
  };
  SUBCASE("once") {
    CHECK(prove(link, said).result == decide_result::settled);
    const auto done = here.about->find(here.answer.id);
    REQUIRE(done->decisions.size() == 1);
    CHECK(done->decisions[0].factor == "passkey");
    CHECK(done->decisions[0].proof.find(factors::to_base64url(said.said.signature)) != std::string::npos);
    here.open({step_up});
    CHECK(prove(here.answer.link, said).message.find("answered already") != std::string::npos);
  }
  SUBCASE("not another request") {
    here.open({step_up});
    CHECK(prove(here.answer.link, said).message.find("another request") != std::string::npos);
  }
  SUBCASE("not too late") {
    here.time.at += proof_limits::challenge_life;
    CHECK(prove(link, said).message.find("too long") != std::string::npos);
  }
  SUBCASE("not by a key that was revoked") {
    CHECK(here.about->persons().revoke("fay", said.said.id));
    CHECK(prove(link, said).message.find("revoked") != std::string::npos);
  }
  SUBCASE("not by somebody else's") {
    soft_key other{us, -8};
    here.enrol_key(other, "joe");
    CHECK(prove(link, here.signed_by(other, *asked->passkey)).message.find("somebody else's") != std::string::npos);
  }
  SUBCASE("not where the rule wants a code") {
    requirement codes = step_up;
    codes.factors = {"totp"};
    here.open({codes});
    CHECK(!here.about->persons().ask(here.answer.link)->passkey);
  }
}

TEST_CASE("a rule can ask approvers for a passkey; then nothing else approves, and anything denies") {
  const auto records = open_sqlite_store(":memory:");
  proof_world here(*records);
  soft_key key{us, -257};
  here.enrol_key(key, "dana");
  const requirement wants{"deletes", {"dba"}, 1, "passkey", {}, std::chrono::seconds{0}};
  const std::string id = here.open({wants}, {}, 1, "svc");
  CHECK(here.answer.link.empty());
  CHECK(here.approve(id, "dana").result == decide_result::not_proven);
  CHECK(!here.about->persons().ask_approver(id, "sam"));
  const auto asked = here.about->persons().ask_approver(id, "dana");
  REQUIRE(asked.has_value());
  const passkey_answer said = here.signed_by(key, *asked);
  SUBCASE("by its owner") {
    CHECK(here.approve(id, "dana", said).result == decide_result::settled);
    CHECK(here.approve(id, "dana", said).result == decide_result::already_settled);
  }
  SUBCASE("not by another approver with it") {
    CHECK(here.approve(id, "sam", said).result == decide_result::not_proven);
    CHECK(here.about->find(id)->state == hold_state::pending);
  }
  SUBCASE("not for another request") {
    const std::string other = here.open({wants}, {}, 1, "svc");
    CHECK(here.approve(other, "dana", said).result == decide_result::not_proven);
  }
  SUBCASE("a denial needs none") {
    decided told;
    here.about->decide({id, false, "no", "slack", {}, {}}, *here.about->rules().find_person("sam"),
                       [&](const decided& what) { told = what; });
    CHECK(told.result == decide_result::settled);
  }
}

}  // namespace countersign::approvals::tests
