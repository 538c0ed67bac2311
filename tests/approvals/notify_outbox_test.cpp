#include "approvals/notify/outbox.hpp"

#include <doctest/doctest.h>

namespace countersign::approvals::notify {

namespace {

using namespace std::chrono_literals;
using end = attempt::end;

letter news(std::string id, std::uint64_t revision, hold_state state = hold_state::pending,
            news_kind what = news_kind::opened) {
  auto about = std::make_shared<hold>();
  about->id = std::move(id);
  about->revision = revision;
  about->state = state;
  return {about, what};
}
letter settled(std::string id, std::uint64_t revision) {
  return news(std::move(id), revision, hold_state::approved, news_kind::settled);
}

const steady_point start{1000s};

outbox make(keep policy = keep::newest, outbox_limits limits = {}) {
  return outbox(policy, limits, [] { return 1.0; });  // the longest of each pause
}

// What is sent at `now`: "id@revision", or "" if nothing is.
std::string sent(outbox& from, steady_point now = start) {
  const auto step = from.next(now);
  return step.send ? step.send->about->id + "@" + std::to_string(step.send->about->revision) : "";
}

}  // namespace

TEST_CASE("an empty outbox has nothing to send and nothing to wait for") {
  outbox box = make();
  const auto step = box.next(start);
  CHECK_FALSE(step.send);
  CHECK_FALSE(step.wake);
}

TEST_CASE("one letter is under way at a time") {
  outbox box = make();
  box.add(news("a", 1));
  box.add(news("b", 1));
  CHECK(sent(box) == "a@1");
  CHECK(sent(box) == "");
  box.done({end::delivered}, start);
  CHECK(sent(box) == "b@1");
}

TEST_CASE("of a message that is rewritten only the newest state is sent") {
  outbox box = make();
  box.add(news("a", 1));
  box.add(news("a", 2));
  box.add(settled("a", 3));
  CHECK(box.waiting() == 1);
  CHECK(sent(box) == "a@3");
}

TEST_CASE("news that comes while older news of the hold is under way is sent after it, whatever becomes of that") {
  for (const end how : {end::delivered, end::rejected, end::unreachable, end::misconfigured, end::throttled}) {
    CAPTURE(static_cast<int>(how));
    outbox box = make();
    box.add(news("a", 1));
    CHECK(sent(box) == "a@1");
    box.add(settled("a", 2));
    box.done({how, 1s, "why"}, start);
    CHECK(sent(box, start + 1h) == "a@2");
    box.done({end::delivered}, start + 1h);
    CHECK(sent(box, start + 2h) == "");
    CHECK(box.waiting() == 0);
  }
}

TEST_CASE("older news does not replace newer news") {
  outbox box = make();
  box.add(settled("a", 3));
  box.add(news("a", 2));
  CHECK(sent(box) == "a@3");
  box.done({end::delivered}, start);
  CHECK(sent(box) == "");
}

TEST_CASE("a stream of events keeps each and their order, also over failures") {
  outbox box = make(keep::every);
  box.add(news("a", 1));
  box.add(news("a", 2, hold_state::pending, news_kind::decided));
  box.add(settled("a", 3));
  box.add(settled("a", 3));  // the same again
  CHECK(box.waiting() == 3);
  CHECK(sent(box) == "a@1");
  box.done({end::unreachable, 0s, "down"}, start);
  CHECK(sent(box, start + 1h) == "a@1");
  box.done({end::delivered}, start + 1h);
  CHECK(sent(box, start + 1h) == "a@2");
  box.done({end::delivered}, start + 1h);
  CHECK(sent(box, start + 1h) == "a@3");
}

TEST_CASE("a stream keeps at most so many events of one hold, the newest ones") {
  outbox_limits limits;
  limits.letters_per_hold_max = 2;
  outbox box = make(keep::every, limits);
  for (std::uint64_t revision = 1; revision <= 3; ++revision) box.add(news("a", revision));
  CHECK(box.waiting() == 2);
  CHECK(sent(box) == "a@2");
}

TEST_CASE("what awaits a decision goes before what is settled") {
  outbox box = make();
  box.add(settled("old", 2));
  box.add(settled("older", 2));
  box.add(news("new", 1));
  CHECK(sent(box) == "new@1");
  box.done({end::delivered}, start);
  CHECK(sent(box) == "old@2");
}

TEST_CASE("pauses double up to the longest, and a delivery ends them") {
  outbox box = make();
  box.add(news("a", 1));
  steady_point now = start;
  for (const auto pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 32000ms, 60000ms, 60000ms}) {
    CAPTURE(pause.count());
    REQUIRE(sent(box, now) == "a@1");
    box.done({end::unreachable, 0s, "down"}, now);
    const auto step = box.next(now + pause - 1ms);
    CHECK_FALSE(step.send);
    REQUIRE(step.wake);
    CHECK(*step.wake == now + pause);
    now += pause;
  }
  CHECK(box.trouble() == "down");
  REQUIRE(sent(box, now) == "a@1");
  box.done({end::delivered}, now);
  CHECK(box.trouble().empty());
  box.add(news("b", 1));
  REQUIRE(sent(box, now) == "b@1");
  box.done({end::unreachable, 0s, "down"}, now);
  CHECK(box.next(now).wake == now + 500ms);
}

TEST_CASE("jitter halves a pause at most") {
  outbox box(keep::newest, {}, [] { return 0.0; });
  box.add(news("a", 1));
  REQUIRE(sent(box) == "a@1");
  box.done({end::unreachable, 0s, "down"}, start);
  CHECK(box.next(start).wake == start + 250ms);
}

TEST_CASE("a far end that asks for a pause gets it, but no longer than the limit") {
  const struct {
    std::string_view name;
    std::chrono::milliseconds asked, given;
  } rows[] = {{"a second", 1s, 1s}, {"the longest", 15min, 15min}, {"a day", 24h, 15min}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    outbox box = make();
    box.add(news("a", 1));
    box.add(news("b", 1));
    REQUIRE(sent(box) == "a@1");
    box.done({end::throttled, row.asked, "slow down"}, start);
    CHECK(box.next(start + row.given - 1ms).wake == start + row.given);
    CHECK(sent(box, start + row.given) == "a@1");  // it keeps its place
  }
}

TEST_CASE("one letter that always fails does not keep the others back") {
  outbox box = make();
  box.add(news("bad", 1));
  box.add(settled("good", 2));
  REQUIRE(sent(box) == "bad@1");
  box.done({end::unreachable, 0s, "500"}, start);
  CHECK(sent(box, start + 1h) == "good@2");
  box.done({end::delivered}, start + 1h);
  CHECK(sent(box, start + 1h) == "bad@1");
}

TEST_CASE("what will never be taken is dropped and the rest goes on at once") {
  outbox box = make();
  box.add(news("a", 1));
  box.add(news("b", 1));
  REQUIRE(sent(box) == "a@1");
  box.done({end::rejected, 0s, "no"}, start);
  CHECK(box.trouble() == "no");
  CHECK(sent(box) == "b@1");
}

TEST_CASE("what somebody has to repair is tried again rarely, and is not lost") {
  outbox box = make();
  box.add(news("a", 1));
  REQUIRE(sent(box) == "a@1");
  box.done({end::misconfigured, 0s, "not_in_channel"}, start);
  CHECK(box.next(start).wake == start + 5min);
  CHECK(sent(box, start + 5min) == "a@1");
}

TEST_CASE("over the limit settled news goes first, and the store is looked through once the rest is sent") {
  outbox_limits limits;
  limits.letters_max = 2;
  outbox box = make(keep::newest, limits);
  box.add(settled("s", 2));
  box.add(news("a", 1));
  CHECK_FALSE(box.take_catch_up());
  box.add(news("b", 1));
  CHECK(box.waiting() == 2);
  CHECK(sent(box) == "a@1");
  CHECK_FALSE(box.take_catch_up());
  box.done({end::delivered}, start);
  CHECK(sent(box) == "b@1");
  box.done({end::delivered}, start);
  CHECK(box.take_catch_up());
  CHECK_FALSE(box.take_catch_up());
  CHECK(box.waiting() == 0);
}

}  // namespace countersign::approvals::notify
