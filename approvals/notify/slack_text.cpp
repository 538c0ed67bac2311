#include "approvals/notify/slack_text.hpp"

#include "parser/analysis.hpp"

namespace countersign::approvals::notify {

namespace {

constexpr std::string_view fence_open = "```\n";
constexpr std::string_view fence_close = "\n```";

// What Slack makes of these three is documented; everything else it takes literally.
void append_entity(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    default:
      out += c;
  }
}

void append_safely(std::string& out, char c) {
  if (c == '`') {
    out += "\\x60";
  } else {
    append_entity(out, c);
  }
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

// The next character of valid UTF-8, with its escape, as one piece that must not be cut.
std::string take_character(std::string_view& text) {
  std::string out;
  append_safely(out, text.front());
  text.remove_prefix(1);
  while (!text.empty() && continues_character(text.front())) {
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

}  // namespace

std::string slack_plain(std::string_view text) {
  std::string out;
  for (const char c : parser::visible(text)) append_safely(out, c);
  return out;
}

std::string slack_inline(std::string_view text, std::size_t bytes_max) {
  if (text.empty()) return "(empty)";
  // Never more than needed of a text that may be megabytes; an escape is never shorter than what it stands for.
  const std::string shown = parser::visible(text.substr(0, bytes_max + 4));
  std::string_view rest = shown;
  std::string code;
  bool cut = text.size() > bytes_max + 4;
  while (!rest.empty()) {
    std::string next = take_character(rest);
    if (next == "\n") next = "\\n";
    if (next == "\t") next = "\\t";
    if (code.size() + next.size() > bytes_max) {
      cut = true;
      break;
    }
    code += next;
  }
  return "`" + code + "`" + (cut ? "…" : "");
}

std::vector<std::string> slack_code(std::string_view text, std::size_t bytes_max) {
  const std::size_t room = bytes_max - fence_open.size() - fence_close.size();
  const std::string shown = parser::visible(text);
  std::string_view rest = shown;
  std::vector<std::string> blocks;
  std::string block;
  std::size_t line_end = 0;  // in `block`, just after the last newline
  const auto finish = [&](std::string_view content) {
    blocks.push_back(std::string(fence_open) + std::string(content) + std::string(fence_close));
  };
  while (!rest.empty()) {
    const std::string next = take_character(rest);
    if (block.size() + next.size() > room) {
      const bool at_line = line_end > room / 2;  // a cut far up would waste blocks
      const std::size_t cut = at_line ? line_end : block.size();
      finish(std::string_view(block).substr(0, at_line ? cut - 1 : cut));
      block.erase(0, cut);
      line_end = 0;
    }
    block += next;
    if (next == "\n") line_end = block.size();
  }
  if (!block.empty()) finish(block);
  return blocks;
}

std::size_t slack_code_bytes(std::string_view text) {
  const std::string shown = parser::visible(text);
  std::string_view rest = shown;
  std::size_t bytes = 0;
  while (!rest.empty()) bytes += take_character(rest).size();
  return bytes;
}

}  // namespace countersign::approvals::notify
