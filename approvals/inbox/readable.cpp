#include "approvals/inbox/readable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace countersign::approvals::inbox {

namespace {

constexpr std::size_t escape_bytes = 4;  // \xNN

// Bytes of the character that `text` begins with; 0 if it is not well-formed UTF-8 (RFC 3629: no overlong forms, no
// surrogates, nothing past U+10FFFF).
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool in_range = (first != 0xE0 || second >= 0xA0) && (first != 0xED || second <= 0x9F);
    return in_range && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool in_range = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second <= 0x8F);
    return in_range && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::size_t readable_text::place(std::size_t offset) const {
  const auto before = std::ranges::lower_bound(escaped_at, offset) - escaped_at.begin();
  return offset + static_cast<std::size_t>(before) * (escape_bytes - 1);
}

readable_text readable(std::string_view original, std::size_t bytes_max) {
  readable_text answer;
  answer.text.reserve(std::min(original.size(), bytes_max));
  for (std::size_t at = 0; at < original.size();) {
    const auto length = character_bytes(original.substr(at));
    if (answer.text.size() + (length == 0 ? escape_bytes : length) > bytes_max) {
      answer.complete = false;
      break;
    }
    if (length == 0) {
      fmt::format_to(std::back_inserter(answer.text), "\\x{:02x}", static_cast<unsigned char>(original[at]));
      answer.escaped_at.push_back(at);
      ++answer.bytes_escaped;
      ++at;
    } else {
      answer.text.append(original, at, length);
      at += length;
    }
  }
  return answer;
}

void make_readable(boost::json::value& what) {
  if (auto* text = what.if_string()) {
    auto made = readable(*text, std::string::npos);
    if (made.bytes_escaped > 0) *text = made.text;
  } else if (auto* list = what.if_array()) {
    for (auto& one : *list) make_readable(one);
  } else if (auto* object = what.if_object()) {
    for (auto& [key, one] : *object) make_readable(one);
  }
}

}  // namespace countersign::approvals::inbox
