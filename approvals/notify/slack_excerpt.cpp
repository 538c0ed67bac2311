#include "approvals/notify/slack_excerpt.hpp"

#include <algorithm>

namespace countersign::approvals::notify {

namespace {

constexpr std::size_t before_bytes = 200;
constexpr std::size_t after_bytes = 1000;
constexpr std::size_t beginning_bytes = 300;

struct range {
  std::size_t from = 0;
  std::size_t to = 0;
};

// Moves a cut back to the beginning of the character that it would split. A character has at most four bytes; more
// continuation bytes than that are no UTF-8 and are shown as escapes wherever they are cut.
std::size_t between_characters(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  for (std::size_t back = 0; back < 4 && at >= back; ++back) {
    if ((static_cast<unsigned char>(text[at - back]) & 0xC0u) != 0x80u) return at - back;
  }
  return at;
}

range around(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  return {between_characters(text, offset - std::min(offset, before_bytes)),
          between_characters(text, std::min(text.size(), offset + after_bytes))};
}

// How many bytes the ranges have once overlaps count once.
std::size_t merge(std::vector<range>& ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const range& a, const range& b) { return a.from < b.from; });
  std::vector<range> merged;
  std::size_t bytes = 0;
  for (const range& each : ranges) {
    if (!merged.empty() && each.from <= merged.back().to) {
      merged.back().to = std::max(merged.back().to, each.to);
    } else {
      merged.push_back(each);
    }
  }
  for (const range& each : merged) bytes += each.to - each.from;
  ranges = std::move(merged);
  return bytes;
}

}  // namespace

excerpt excerpt_of(std::string_view statement, std::span<const effect_line> effects, std::size_t bytes_max) {
  excerpt out;
  std::vector<range> chosen;
  const auto try_to_add = [&](range what) {
    auto with = chosen;
    with.push_back(what);
    if (merge(with) > bytes_max) return false;
    chosen = std::move(with);
    return true;
  };
  for (const effect_line& each : effects) {
    if (each.gated && !try_to_add(around(statement, each.offset))) ++out.gated_left_out;
  }
  (void)try_to_add({0, between_characters(statement, beginning_bytes)});
  for (const range& each : chosen) {
    out.parts.push_back({each.from, statement.substr(each.from, each.to - each.from)});
  }
  return out;
}

}  // namespace countersign::approvals::notify
