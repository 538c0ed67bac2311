// Where a hold's message stands in Slack.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::approvals::notify {

struct slack_place {
  std::string channel;         // C0123456789, as chat.update wants it
  std::string ts;              // 1503435956.000247
  std::uint64_t revision = 0;  // of the hold as last shown there
};

// As stored in a delivery: "C0123456789 1503435956.000247", or one word where there is no message that can be updated.
inline constexpr std::string_view reference_posting =
    "posting";  // being posted; still there after a crash, perhaps shown
inline constexpr std::string_view reference_refused = "refused";  // Slack did not take it
[[nodiscard]] inline std::string to_reference(const slack_place& where) {
  return where.channel + " " + where.ts;
}
[[nodiscard]] inline std::optional<slack_place> from_reference(std::string_view text, std::uint64_t revision) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || space == 0 || space + 1 == text.size()) return {};
  return slack_place{std::string(text.substr(0, space)), std::string(text.substr(space + 1)), revision};
}

}  // namespace countersign::approvals::notify
