#include "approvals/notify/slack_words.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "approvals/notify/slack_text.hpp"

namespace countersign::approvals::notify {

namespace {

constexpr std::size_t reason_bytes = 600;
constexpr std::size_t outcome_bytes = 600;
constexpr std::size_t name_bytes = 100;
constexpr std::size_t more_line_bytes = 40;  // "… and 4294967295 more"

std::string_view approved_headline(const hold& what) {
  switch (what.result.kind) {
    case outcome_kind::none:
      return what.released == time_point{} ? "Approved" : "Approved, running";
    case outcome_kind::completed:
      return "Approved and run";
    case outcome_kind::failed:
      return "Approved, but it failed";
    case outcome_kind::unknown:
      return "Approved, outcome unknown";
    case outcome_kind::not_run:
      return what.request.ticket ? "Approved, for the requester to run" : "Approved, but not run";
  }
  return "Approved";
}

std::string_view state_headline(const hold& what) {
  switch (what.state) {
    case hold_state::pending:
      return "Approval needed";
    case hold_state::approved:
      return approved_headline(what);
    case hold_state::denied:
      return "Denied";
    case hold_state::expired:
      return "Expired";
    case hold_state::withdrawn:
      return "Withdrawn";
  }
  return "Held";
}

std::string_view withdrawal_text(withdrawal why) {
  switch (why) {
    case withdrawal::cancelled:
      return "The requester cancelled it.";
    case withdrawal::frontend_gone:
      return "The requester's connection closed.";
    case withdrawal::backend_gone:
      return "The database connection closed.";
    case withdrawal::pipeline_failed:
      return "An earlier statement of the same pipeline failed, so the database would have skipped it.";
    case withdrawal::shutdown:
      return "Countersign was stopped.";
    case withdrawal::process_died:
      return "The Countersign process that held it ended.";
  }
  return "";
}

std::string decision_line(const decision& what, const hold& about) {
  std::string line = fmt::format("{} *{}* {} {}, by {}", what.approve ? ":white_check_mark:" : ":no_entry:",
                                 slack_plain(what.approver.substr(0, name_bytes)), what.approve ? "approved" : "denied",
                                 slack_time(what.at), slack_plain(what.channel.substr(0, name_bytes)));
  if (!what.reason.empty()) line += ": " + slack_inline(what.reason, reason_bytes);
  const bool ended = about.state == hold_state::expired || about.state == hold_state::withdrawn;
  if (what.approve && ended && what.at > about.settled) {
    line += ". Too late for this one; it counts for one more try of the very same statement.";
  }
  return line;
}

std::string outcome_line(const hold& what) {
  const std::string text = slack_inline(what.result.text, outcome_bytes);
  const std::string took = duration_text(what.result.took);
  switch (what.result.kind) {
    case outcome_kind::none:
      return what.released == time_point{} ? ""
                                           : ":hourglass_flowing_sand: Released " + slack_time(what.released) + ".";
    case outcome_kind::completed:
      return fmt::format(":checkered_flag: {}, {}", text, took);
    case outcome_kind::failed:
      return fmt::format(":x: The database answered {}, after {}", text, took);
    case outcome_kind::unknown:
      return ":warning: Released, but the database connection was lost before an answer came. Look in the database "
             "whether it took effect; Countersign never sends it again.";
    case outcome_kind::not_run:
      if (what.request.ticket) return ":ticket: The requester did not wait, and may run this very statement once.";
      return ":information_source: The requester was gone by then, so it did not run.";
  }
  return "";
}

std::string settled_line(const hold& what) {
  switch (what.state) {
    case hold_state::pending:
    case hold_state::denied:
      return "";
    case hold_state::approved:
      return what.used_grant.empty()
                 ? ""
                 : ":white_check_mark: Approved at once, by an earlier approval of this very statement.";
    case hold_state::expired:
      return fmt::format(":alarm_clock: Nobody decided before {}.", slack_time(what.deadline));
    case hold_state::withdrawn:
      return fmt::format(":leftwards_arrow_with_hook: {} It cannot run any more.",
                         what.withdrawn_why ? withdrawal_text(*what.withdrawn_why) : "The request was withdrawn.");
  }
  return "";
}

}  // namespace

std::string slack_headline(const hold& what) {
  return fmt::format("{}: {}", state_headline(what), what.code);
}

std::vector<std::string> slack_decisions(const hold& what) {
  std::vector<std::string> lines;
  for (const decision& each : what.decisions) lines.push_back(decision_line(each, what));
  return lines;
}

std::vector<std::string> slack_fate(const hold& what) {
  std::vector<std::string> lines;
  if (std::string line = settled_line(what); !line.empty()) lines.push_back(std::move(line));
  if (std::string line = outcome_line(what); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string slack_time(time_point when) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
  return fmt::format("<!date^{}^{{date_short_pretty}} {{time_secs}}|{:%Y-%m-%d %H:%M:%S} UTC>",
                     seconds.time_since_epoch().count(), fmt::gmtime(std::chrono::system_clock::to_time_t(when)));
}

std::string duration_text(std::chrono::microseconds how_long) {
  const auto count = how_long.count();
  if (count < 1000) return fmt::format("{} µs", count);
  if (count < 1'000'000) return fmt::format("{} ms", count / 1000);
  if (count < 60'000'000) return fmt::format("{:.1f} s", static_cast<double>(count) / 1e6);
  return fmt::format("{} min {} s", count / 60'000'000, count / 1'000'000 % 60);
}

std::string joined_lines(const std::vector<std::string>& lines, std::size_t bytes_max) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool last = i + 1 == lines.size();
    if (out.size() + 1 + lines[i].size() + (last ? 0 : more_line_bytes) > bytes_max) {
      out += fmt::format("{}… and {} more", out.empty() ? "" : "\n", lines.size() - i);
      break;
    }
    if (!out.empty()) out += '\n';
    out += lines[i];
  }
  return out;
}

}  // namespace countersign::approvals::notify
