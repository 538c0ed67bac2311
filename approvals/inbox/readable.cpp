#include "approvals/inbox/readable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "parser/utf8.hpp"

namespace countersign::approvals::inbox {

namespace {

constexpr std::size_t escape_bytes = 4;  // \xNN

}  // namespace

std::size_t readable_text::place(std::size_t offset) const {
  const auto before = std::ranges::lower_bound(escaped_at, offset) - escaped_at.begin();
  return offset + static_cast<std::size_t>(before) * (escape_bytes - 1);
}

readable_text readable(std::string_view original, std::size_t bytes_max) {
  readable_text answer;
  answer.text.reserve(std::min(original.size(), bytes_max));
  for (std::size_t at = 0; at < original.size();) {
    const std::size_t length = parser::utf8_front(original.substr(at)).bytes;
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
