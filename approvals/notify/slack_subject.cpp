#include "approvals/notify/slack_subject.hpp"

#include <algorithm>
#include <array>

#include "approvals/digest.hpp"

namespace countersign::approvals::notify {

namespace {

constexpr std::size_t name_bytes_max = 64;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

}  // namespace

std::string to_value(const slack_subject& what) {
  return "v1 " + what.hold + " " + what.code + " " + to_hex(what.seen);
}

std::optional<slack_subject> from_value(std::string_view value) {
  std::array<std::string_view, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = value.find(' ');
    if ((end == std::string_view::npos) != (i + 1 == parts.size())) return {};
    parts[i] = value.substr(0, end);
    value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
  }
  if (parts[0] != "v1" || !is_name(parts[1]) || !is_name(parts[2])) return {};
  const auto seen = from_hex(parts[3]);
  if (!seen) return {};
  return slack_subject{std::string(parts[1]), std::string(parts[2]), *seen};
}

}  // namespace countersign::approvals::notify
