// Text for people: what they see must be what is there.
#include <fmt/format.h>

#include "parser/analysis.hpp"
#include "parser/utf8.hpp"

namespace countersign::parser {

namespace {

struct range {
  char32_t first;
  char32_t last;
};

// Characters that show nothing, or that change how others show: Unicode's Cf, Zl and Zp, the fillers and blanks that
// are letters by category, spaces other than U+0020, variation selectors, private use and noncharacters at the top.
constexpr range hidden[] = {
    {0x7F, 0xA0},       {0xAD, 0xAD},        {0x34F, 0x34F},     {0x600, 0x605},     {0x61C, 0x61C},
    {0x6DD, 0x6DD},     {0x70F, 0x70F},      {0x890, 0x891},     {0x8E2, 0x8E2},     {0x115F, 0x1160},
    {0x1680, 0x1680},   {0x17B4, 0x17B5},    {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F},
    {0x205F, 0x206F},   {0x2800, 0x2800},    {0x3000, 0x3000},   {0x3164, 0x3164},   {0xE000, 0xF8FF},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},    {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},
    {0x110BD, 0x110BD}, {0x110CD, 0x110CD},  {0x13430, 0x1345F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
};

bool hides(char32_t point) {
  if (point < 0x20) return point != '\n' && point != '\t';
  if (point < 0x7F) return false;
  for (const range& each : hidden) {
    if (point < each.first) return false;
    if (point <= each.last) return true;
  }
  return false;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const utf8_character next = utf8_front(text);
    if (next.bytes == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    if (!hides(next.point)) {
      out.append(text.substr(0, next.bytes));
    } else if (next.point < 0x80) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(next.point));
    } else if (next.point <= 0xFFFF) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(next.point));
    } else {
      fmt::format_to(std::back_inserter(out), "\\U{:08x}", static_cast<unsigned>(next.point));
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string_view clip_name(std::string_view name) {
  if (name.size() <= name_bytes_max) return name;
  // As pg_mbcliplen does for UTF-8: whole characters only, by the length that the first byte announces.
  std::size_t end = 0;
  while (end < name_bytes_max) {
    const auto first = static_cast<unsigned char>(name[end]);
    const std::size_t bytes = first < 0x80              ? 1u
                              : (first & 0xE0u) == 0xC0 ? 2u
                              : (first & 0xF0u) == 0xE0 ? 3u
                              : (first & 0xF8u) == 0xF0 ? 4u
                                                        : 1u;
    if (end + bytes > name_bytes_max) break;
    end += bytes;
  }
  return name.substr(0, end);
}

}  // namespace countersign::parser
