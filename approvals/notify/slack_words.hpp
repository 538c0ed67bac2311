// What a message says about a hold's fate, in words.
#pragma once

#include <string>
#include <vector>

#include "approvals/records.hpp"

namespace countersign::approvals::notify {

// "Approval needed: KX4-7PM", "Approved and run: KX4-7PM". Plain text, no markup.
[[nodiscard]] std::string slack_headline(const hold& what);

// One line of mrkdwn for each decision.
[[nodiscard]] std::vector<std::string> slack_decisions(const hold& what);

// How it was settled without a decision, and its outcome, a line of mrkdwn each. Empty while there is nothing to say.
[[nodiscard]] std::vector<std::string> slack_fate(const hold& what);

// A moment in the reader's own time zone, with UTC for clients that cannot show that.
[[nodiscard]] std::string slack_time(time_point when);

// 850 µs, 38 ms, 1.2 s, 3 min 20 s
[[nodiscard]] std::string duration_text(std::chrono::microseconds how_long);

// As many lines as fit; the last one then says how many do not.
[[nodiscard]] std::string joined_lines(const std::vector<std::string>& lines, std::size_t bytes_max);

}  // namespace countersign::approvals::notify
