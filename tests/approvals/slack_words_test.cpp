// What a message says about a hold's fate.
#include "approvals/notify/slack_words.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/approvals/slack_holds.hpp"

namespace countersign::approvals::notify {

using namespace tests;
using namespace std::chrono_literals;

TEST_CASE("many long decisions do not push out what became of it") {
  hold what = pending_hold();
  what.state = hold_state::approved;
  what.decisions.assign(9, {"dana", true, std::string(600, 'r'), "inbox", time_point{1700000100s}});
  what.released = time_point{1700000200s};
  what.result = {outcome_kind::completed, "DELETE 1204", 38ms};
  CHECK(has(slack_message_of(what, look), "`DELETE 1204`, 38 ms"));
  CHECK(slack_plain_message_of(what, look).text.find("`DELETE 1204`, 38 ms") != std::string::npos);
  CHECK(slack_plain_message_of(what, look).text.find("/holds/KX4-7PM") != std::string::npos);
  check_limits(slack_message_of(what, look));
}

TEST_CASE("an approval after the end says what it still does") {
  hold what = pending_hold();
  what.state = hold_state::expired;
  what.settled = what.deadline;
  what.decisions = {{"sam", true, "", "slack", what.deadline - 1s}, {"dana", true, "", "slack", what.deadline + 1s}};
  const std::vector<std::string> lines = slack_decisions(what);
  CHECK(lines.front().find("one more try") == std::string::npos);
  CHECK(lines.back().find("one more try of the very same statement") != std::string::npos);
}

TEST_CASE("each way a hold can end has its words and no buttons") {
  const decision yes{"dana", true, "", "inbox", time_point{1700000100s}};
  const decision no{"sam", false, "use the archive job", "slack", time_point{1700000100s}};
  const time_point later{1700000200s};
  const struct {
    std::string_view name;
    hold_state state;
    std::optional<withdrawal> why;
    std::vector<decision> decisions;
    time_point released;
    outcome result;
    std::string_view headline, text;
  } rows[] = {
      {"approved", hold_state::approved, {}, {yes}, {}, {}, "Approved: KX4-7PM", "*dana* approved"},
      {"released", hold_state::approved, {}, {yes}, later, {}, "Approved, running: KX4-7PM", "Released"},
      {"completed",
       hold_state::approved,
       {},
       {yes},
       later,
       {outcome_kind::completed, "DELETE 1204", 38ms},
       "Approved and run: KX4-7PM",
       "`DELETE 1204`, 38 ms"},
      {"failed",
       hold_state::approved,
       {},
       {yes},
       later,
       {outcome_kind::failed, "42P01 no table", 2ms},
       "Approved, but it failed: KX4-7PM",
       "The database answered `42P01 no table`, after 2 ms"},
      {"unknown",
       hold_state::approved,
       {},
       {yes},
       later,
       {outcome_kind::unknown, "", 0ms},
       "Approved, outcome unknown: KX4-7PM",
       "never sends it again"},
      {"not run",
       hold_state::approved,
       {},
       {yes},
       {},
       {outcome_kind::not_run, "", 0ms},
       "Approved, but not run: KX4-7PM",
       "The requester was gone"},
      {"denied", hold_state::denied, {}, {no}, {}, {}, "Denied: KX4-7PM", "by slack: `use the archive job`"},
      {"expired", hold_state::expired, {}, {}, {}, {}, "Expired: KX4-7PM", "Nobody decided before"},
      {"cancelled", hold_state::withdrawn, withdrawal::cancelled, {}, {}, {}, "Withdrawn: KX4-7PM", "cancelled it"},
      {"requester gone",
       hold_state::withdrawn,
       withdrawal::frontend_gone,
       {},
       {},
       {},
       "Withdrawn: KX4-7PM",
       "The requester's connection closed. It cannot run any more."},
      {"process died",
       hold_state::withdrawn,
       withdrawal::process_died,
       {},
       {},
       {},
       "Withdrawn: KX4-7PM",
       "process that held it ended"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    hold what = pending_hold();
    what.state = row.state;
    what.withdrawn_why = row.why;
    what.decisions = row.decisions;
    what.released = row.released;
    what.result = row.result;
    const slack_message message = slack_message_of(what, look);
    CHECK(slack_headline(what) == row.headline);
    CHECK(has(message, row.headline));
    CHECK(has(message, row.text));
    CHECK(actions_of(message).empty());
    check_limits(message);
  }
}

TEST_CASE("a ticket says that nobody waits, and once approved that the requester runs it") {
  hold what = pending_hold();
  what.request.ticket = true;
  CHECK(has(slack_message_of(what, look), "the requester does not wait"));
  what.state = hold_state::approved;
  what.result.kind = outcome_kind::not_run;
  CHECK(slack_headline(what) == "Approved, for the requester to run: KX4-7PM");
  CHECK(has(slack_message_of(what, look), "may run this very statement once"));
}

TEST_CASE("the first of two approvals shows, and the buttons stay") {
  hold what = pending_hold();
  what.decisions = {{"dana", true, "", "slack", time_point{1700000100s}}};
  const slack_message message = slack_message_of(what, look);
  CHECK(has(message, "2 of `dba`, 1 so far"));
  CHECK(has(message, "*dana* approved"));
  CHECK(actions_of(message) == all_buttons);
}

TEST_CASE("durations read well") {
  CHECK(duration_text(850us) == "850 µs");
  CHECK(duration_text(38'400us) == "38 ms");
  CHECK(duration_text(1'230ms) == "1.2 s");
  CHECK(duration_text(200s) == "3 min 20 s");
}

}  // namespace countersign::approvals::notify
