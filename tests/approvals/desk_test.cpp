#include <doctest/doctest.h>

#include "approvals/digest.hpp"
#include "tests/approvals/desk_world.hpp"

namespace countersign::approvals::tests {

TEST_CASE("an approval settles a hold once and tells its session") {
  desk_world world;
  const std::string id = world.open();
  CHECK(world.answers.back().result == open_result::opened);
  CHECK(world.decide(id, "dana").result == decide_result::settled);
  CHECK(world.state(id) == hold_state::approved);
  REQUIRE(world.settlements[id].size() == 1);
  CHECK(world.settlements[id][0].by == "dana");
  const decided second = world.decide(id, "sam", false);
  CHECK(second.result == decide_result::already_settled);
  CHECK(second.message.find("already approved by dana via cli") == 0);
  CHECK(world.settlements[id].size() == 1);
}

TEST_CASE("who may not decide") {
  desk_world world;
  const struct {
    std::string_view name;
    std::string_view role;
    std::string_view who;
    decide_result result;
  } rows[] = {
      {"somebody behind the role", "dana_db", "dana", decide_result::own_request},
      {"the person of that name", "sam", "sam", decide_result::own_request},
      {"an admin on their own request", "app", "fay", decide_result::own_request},
      {"somebody of no group that was asked", "svc", "joe", decide_result::not_entitled},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const std::string id = world.open({{"deletes", {"dba"}, 1}}, row.role);
    for (const bool approve : {true, false}) CHECK(world.decide(id, row.who, approve).result == row.result);
    CHECK(world.state(id) == hold_state::pending);
  }
}

TEST_CASE("a quorum is that many different people") {
  desk_world world;
  const std::string id = world.open({{"deletes", {"dba"}, 2}});
  CHECK(world.decide(id, "dana").result == decide_result::recorded);
  CHECK(world.decide(id, "dana").result == decide_result::already_decided);
  CHECK(world.state(id) == hold_state::pending);
  CHECK(world.decide(id, "sam").result == decide_result::settled);
}

TEST_CASE("every rule's approvers must agree, and one person may serve two rules") {
  desk_world world;
  const std::vector<requirement> needs{{"deletes", {"dba"}, 1}, {"transfers", {"finance"}, 2}};
  const std::string id = world.open(needs);
  CHECK(world.decide(id, "sam").result == decide_result::recorded);
  CHECK(world.decide(id, "joe").result == decide_result::recorded);
  CHECK(world.decide(id, "dana").result == decide_result::settled);
}

TEST_CASE("whoever left the group before the quorum no longer counts") {
  desk_world world;
  const std::string id = world.open({{"deletes", {"dba"}, 2}});
  CHECK(world.decide(id, "dana").result == decide_result::recorded);
  std::string less{desk_rules};
  less.replace(less.find("\"dana\", \"sam\", \"fay\""), 20, "\"sam\", \"fay\"");
  world.about.use_rules(load_desk_rules(less));
  CHECK(world.decide(id, "sam").result == decide_result::recorded);
  CHECK(world.decide(id, "fay").result == decide_result::settled);
}

TEST_CASE("one denial is enough") {
  desk_world world;
  const std::string id = world.open({{"deletes", {"dba"}, 2}});
  CHECK(world.decide(id, "dana").result == decide_result::recorded);
  CHECK(world.decide(id, "sam", false).result == decide_result::settled);
  REQUIRE(world.settlements[id].size() == 1);
  CHECK(world.settlements[id][0].state == hold_state::denied);
  CHECK(world.settlements[id][0].by == "sam");
  CHECK(world.settlements[id][0].reason == "no");
}

TEST_CASE("what an approver was shown must be what is held") {
  desk_world world;
  const std::string id = world.open();
  digest other{};
  other[0] = 9;
  CHECK(world.decide(id, "dana", true, other).result == decide_result::mismatch);
  CHECK(world.decide(id, "dana", true, world.about.find(id)->request.what).result == decide_result::settled);
}

TEST_CASE("a decision on the deadline is too late, and becomes a grant for one run of the same statement") {
  desk_world world;
  const std::string id = world.open();
  world.time.at = world.about.find(id)->deadline;
  CHECK(world.decide(id, "dana").result == decide_result::granted);
  CHECK(world.state(id) == hold_state::expired);
  REQUIRE(world.settlements[id].size() == 1);
  CHECK(world.settlements[id][0].state == hold_state::expired);
  world.open({{"deletes", {"dba"}, 1}}, "svc", 2);
  CHECK(world.answers.back().result == open_result::opened);  // another statement
  const std::string again = world.open();
  CHECK(world.answers.back().result == open_result::approved);
  CHECK(world.state(again) == hold_state::approved);
  world.open();
  CHECK(world.answers.back().result == open_result::opened);  // a grant is good once
}

TEST_CASE("who has a ticket comes back: to wait on, to run it once, or to hear that it was denied") {
  desk_world world;
  const std::string id = world.ask_by_ticket();
  CHECK(world.answers.back().result == open_result::opened);
  CHECK(world.answers.back().ticket);
  CHECK(world.ask_by_ticket() == id);
  CHECK(world.ask_by_ticket(2) != id);
  SUBCASE("approved") {
    CHECK(world.decide(id, "dana").result == decide_result::settled);
    CHECK(world.about.find(id)->result.kind == outcome_kind::not_run);
    world.time.at += std::chrono::minutes{59};
    const std::string again = world.ask_by_ticket();
    CHECK(world.answers.back().result == open_result::approved);
    CHECK_FALSE(world.answers.back().ticket);
    CHECK(world.state(again) == hold_state::approved);
    world.ask_by_ticket();
    CHECK(world.answers.back().result == open_result::opened);
  }
  SUBCASE("approved, and then too late") {
    CHECK(world.decide(id, "dana").result == decide_result::settled);
    world.time.at += std::chrono::minutes{61};
    world.ask_by_ticket();
    CHECK(world.answers.back().result == open_result::opened);
  }
  SUBCASE("denied, and asked for anew later") {
    CHECK(world.decide(id, "dana", false).result == decide_result::settled);
    world.ask_by_ticket();
    CHECK(world.answers.back().result == open_result::denied);
    CHECK(world.answers.back().error.find("dana") != std::string::npos);
    world.time.at += std::chrono::minutes{11};
    CHECK(world.ask_by_ticket() != id);
    CHECK(world.answers.back().result == open_result::opened);
  }
  SUBCASE("expired") {
    world.time.at += std::chrono::hours{2};
    static_cast<void>(world.about.expire_due());
    CHECK(world.state(id) == hold_state::expired);
  }
  SUBCASE("of one role there are not many") {
    for (int i = 3; i < 150; ++i) world.ask_by_ticket(static_cast<std::uint8_t>(i));
    CHECK(world.answers.back().result == open_result::too_many);
    world.open();
    CHECK(world.answers.back().result == open_result::opened);
  }
  SUBCASE("and outlives the process") {
    desk next{world.records, world.audit, world.news, world.time, world.ids, {}, load_desk_rules()};
    next.recover();
    CHECK(next.find(id)->state == hold_state::pending);
    world.time.at += std::chrono::hours{2};
    static_cast<void>(next.expire_due());
    CHECK(next.find(id)->state == hold_state::expired);
  }
}

TEST_CASE("a grant dies with time, and so does the chance to give one") {
  desk_world world;
  const std::string id = world.open();
  world.time.at += std::chrono::minutes{11};
  static_cast<void>(world.about.expire_due());
  CHECK(world.decide(id, "dana").result == decide_result::granted);
  world.time.at += std::chrono::minutes{6};
  world.open();
  CHECK(world.answers.back().result == open_result::opened);
  const std::string other = world.open({{"deletes", {"dba"}, 1}}, "svc", 3);
  world.time.at += std::chrono::minutes{10};
  static_cast<void>(world.about.expire_due());
  world.time.at += std::chrono::minutes{11};
  CHECK(world.decide(other, "dana").result == decide_result::expired);
}

TEST_CASE("what a requester withdrew cannot be approved, what was lost to them can") {
  desk_world world;
  const struct {
    withdrawal why;
    decide_result result;
  } rows[] = {
      {withdrawal::cancelled, decide_result::already_settled},
      {withdrawal::pipeline_failed, decide_result::already_settled},
      {withdrawal::frontend_gone, decide_result::granted},
      {withdrawal::backend_gone, decide_result::granted},
  };
  std::uint8_t number = 10;
  for (const auto& row : rows) {
    CAPTURE(to_string(row.why));
    const std::string id = world.open({{"deletes", {"dba"}, 1}}, "svc", ++number);
    world.about.withdraw(id, row.why);
    CHECK(world.decide(id, "dana").result == row.result);
    CHECK(world.settlements[id].empty());
  }
}

TEST_CASE("an approval that found nobody waiting is recorded as not run, and stays good once") {
  desk_world world;
  const std::string id = world.open();
  CHECK(world.decide(id, "dana").result == decide_result::settled);
  world.about.withdraw(id, withdrawal::frontend_gone);
  CHECK(world.about.find(id)->result.kind == outcome_kind::not_run);
  world.open();
  CHECK(world.answers.back().result == open_result::approved);
}

TEST_CASE("limits refuse, for all and for one role") {
  desk_world world({.pending_max = 3, .pending_per_role_max = 2});
  world.open();
  world.open();
  world.open();
  CHECK(world.answers.back().result == open_result::too_many);
  world.open({{"deletes", {"dba"}, 1}}, "other");
  CHECK(world.answers.back().result == open_result::opened);
  world.open({{"deletes", {"dba"}, 1}}, "third");
  CHECK(world.answers.back().result == open_result::too_many);
}

TEST_CASE("nothing is approved that is not on disk") {
  desk_world world;
  const std::string id = world.open();
  SUBCASE("the store fails") {
    world.records.fails = true;
  }
  SUBCASE("the audit fails") {
    world.audit.fails = true;
  }
  const decided failed = world.decide(id, "dana");
  CHECK(failed.result == decide_result::broken);
  CHECK(failed.message.find("disk is full") != std::string::npos);
  CHECK(world.settlements[id].empty());
  world.open({{"deletes", {"dba"}, 1}}, "svc", 5);
  CHECK(world.answers.back().result == open_result::broken);
  world.records.fails = world.audit.fails = false;
  CHECK(world.state(id) == hold_state::pending);
  CHECK(world.decide(id, "dana").result == decide_result::settled);
  CHECK(world.settlements[id].size() == 1);
}

TEST_CASE("two decisions in one batch: one wins, the other is told") {
  desk_world world;
  const std::string id = world.open();
  std::vector<decided> results;
  const auto take = [&results](const decided& answer) { results.push_back(answer); };
  world.about.begin_batch();
  world.about.decide({id, true, "", "cli", {}}, *world.about.rules().find_person("dana"), take);
  world.about.decide({id, false, "no", "slack", {}}, *world.about.rules().find_person("sam"), take);
  CHECK(results.empty());
  world.about.end_batch();
  REQUIRE(results.size() == 2);
  CHECK(results[0].result == decide_result::settled);
  CHECK(results[1].result == decide_result::already_settled);
  CHECK(world.settlements[id].size() == 1);
}

TEST_CASE("what a dead process left pending is withdrawn, and what it released is unknown") {
  desk_world world;
  const std::string pending = world.open();
  const std::string released = world.open({{"deletes", {"dba"}, 1}}, "svc", 2);
  CHECK(world.decide(released, "dana").result == decide_result::settled);
  world.about.released(released, world.time.at);
  desk next(world.records, world.audit, world.news, world.time, world.ids, {}, load_desk_rules());
  next.recover();
  CHECK(next.find(pending)->state == hold_state::withdrawn);
  CHECK(next.find(pending)->withdrawn_why == withdrawal::process_died);
  CHECK(next.find(released)->result.kind == outcome_kind::unknown);
}

TEST_CASE("an approved hold whose process died is unknown even if its release was never recorded") {
  desk_world world;
  const std::string approved = world.open();
  CHECK(world.decide(approved, "dana").result == decide_result::settled);
  desk next(world.records, world.audit, world.news, world.time, world.ids, {}, load_desk_rules());
  next.recover();
  CHECK(next.find(approved)->state == hold_state::approved);
  CHECK(next.find(approved)->result.kind == outcome_kind::unknown);
}

TEST_CASE("a token names its person, and only its hash is kept") {
  desk_world world;
  const std::string clear = world.about.make_token("sam", "test");
  REQUIRE(world.about.who(clear) != nullptr);
  CHECK(world.about.who(clear)->name == "sam");
  CHECK(world.about.who(clear + "x") == nullptr);
  for (const std::string& line : world.audit.lines) CHECK(line.find(clear) == std::string::npos);
}

// Any order of events keeps what holds promise.
TEST_CASE("random interleavings settle each hold at most once and release only what was approved") {
  counted_ids dice;
  const auto roll = [&dice](std::uint8_t sides) {
    std::array<std::uint8_t, 1> byte{};
    dice.fill(byte);
    return static_cast<std::uint8_t>(byte[0] % sides);
  };
  for (int round = 0; round < 60; ++round) {
    desk_world world;
    std::vector<std::string> ids;
    for (int step = 0; step < 60; ++step) {
      world.records.fails = roll(12) == 0;
      world.audit.fails = roll(12) == 0;
      const std::string id = ids.empty() ? "" : ids[roll(static_cast<std::uint8_t>(ids.size()))];
      switch (roll(6)) {
        case 0: {
          const std::string fresh = world.open({{"deletes", {"dba"}, 1U + roll(2)}}, "svc", roll(3));
          if (world.answers.back().result == open_result::opened) ids.push_back(fresh);
          break;
        }
        case 1:
        case 2:
          if (!id.empty()) static_cast<void>(world.decide(id, roll(2) == 0 ? "dana" : "sam", roll(4) != 0));
          break;
        case 3:
          if (!id.empty()) world.about.withdraw(id, static_cast<withdrawal>(roll(4)));
          break;
        case 4:
          world.time.at += std::chrono::minutes{roll(4)};
          static_cast<void>(world.about.expire_due());
          break;
        default:
          if (!id.empty() && !world.settlements[id].empty() && world.settlements[id][0].state == hold_state::approved) {
            world.about.released(id, world.time.at);
          }
          break;
      }
    }
    world.records.fails = world.audit.fails = false;
    for (const std::string& id : ids) {
      CHECK(world.settlements[id].size() <= 1);
      const auto about = world.about.find(id);
      REQUIRE(about != nullptr);
      if (!world.settlements[id].empty()) CHECK(world.settlements[id][0].state == about->state);
      if (about->released != time_point{}) CHECK(about->state == hold_state::approved);
    }
    std::map<std::string, int> used;
    for (const hold& each : world.about.list({.state = {}, .limit = 1000, .before_id = {}})) {
      if (!each.used_grant.empty()) CHECK(++used[each.used_grant] == 1);
    }
  }
}

}  // namespace countersign::approvals::tests
