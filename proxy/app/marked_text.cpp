#include "proxy/app/marked_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "parser/analysis.hpp"
#include "parser/utf8.hpp"

namespace countersign::app {

namespace {

using parser::text_range;

constexpr std::size_t lines_max = 16;     // of a text that is shown as a whole
constexpr std::size_t columns_max = 108;  // of a line before it is broken
constexpr std::size_t tab_columns = 8;

// The character that begins here; a byte that is none stands for itself.
std::string_view character_at(std::string_view text, std::size_t at) {
  return text.substr(at, std::max<std::size_t>(1, parser::utf8_front(text.substr(at)).bytes));
}

struct point_range {
  char32_t first;
  char32_t last;
};
// Unicode's East Asian Width W and F, and the marks that stand above or below the character before them; by blocks,
// which is what terminals do as well.
constexpr point_range wide[] = {{0x1100, 0x115F},  {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
                                {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
                                {0x20000, 0x3FFFD}};
constexpr point_range combining[] = {{0x300, 0x36F},  {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},
                                     {0x64B, 0x65F},  {0x93C, 0x93C},   {0x941, 0x948},   {0xE31, 0xE31},
                                     {0xE34, 0xE3A},  {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
                                     {0xFE20, 0xFE2F}};

bool within(std::span<const point_range> ranges, char32_t point) {
  return std::ranges::any_of(ranges,
                             [&](const point_range& each) { return each.first <= point && point <= each.last; });
}

// One character as it is shown.
struct cell {
  std::size_t first = 0;  // in the text
  std::size_t last = 0;
  std::string shown;
  std::size_t columns = 0;
};

std::vector<cell> cells_of(std::string_view text, text_range line) {
  std::vector<cell> out;
  std::size_t column = 0;
  for (std::size_t at = line.first; at < line.last;) {
    const std::string_view character = character_at(text.substr(0, line.last), at);
    cell& next = out.emplace_back();
    next.first = at;
    next.last = at += character.size();
    if (character == "\t") {
      next.columns = tab_columns - column % tab_columns;
      next.shown.assign(next.columns, ' ');
    } else {
      next.shown = parser::visible(character);
      next.columns = columns_of(next.shown);
    }
    column += next.columns;
  }
  return out;
}

bool is_marked(const cell& what, std::span<const text_range> marks) {
  return std::ranges::any_of(marks,
                             [&](const text_range& mark) { return what.first < mark.last && mark.first < what.last; });
}

// A mark of nothing: a place where something is missing.
bool is_marked_at(std::size_t place, std::span<const text_range> marks) {
  return std::ranges::any_of(marks, [&](const text_range& mark) { return mark.first == place && mark.last == place; });
}

bool touches(text_range line, std::span<const text_range> marks) {
  return std::ranges::any_of(marks, [&](const text_range& mark) {
    return mark.first == mark.last ? line.first <= mark.first && mark.first <= line.last
                                   : mark.first < line.last && line.first < mark.last;
  });
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// One line of the text as one row, or as several if it is long.
void add_line(std::string& out, std::string_view text, text_range line, const std::string& label,
              std::span<const text_range> marks) {
  const std::vector<cell> cells = cells_of(text, line);
  const std::string margin(label.size(), ' ');
  std::size_t at = 0;
  bool first = true;
  bool skipped = false;
  do {
    std::string shown;
    std::string carets;
    std::size_t columns = 0;
    bool any = false;
    for (; at < cells.size() && columns + cells[at].columns <= columns_max; ++at) {
      const bool marked = is_marked(cells[at], marks) || is_marked_at(cells[at].first, marks);
      shown += cells[at].shown;
      carets += std::string(cells[at].columns, marked ? '^' : ' ');
      columns += cells[at].columns;
      any = any || marked;
    }
    if (at == cells.size() && is_marked_at(line.last, marks)) {
      carets += '^';
      any = true;
    }
    if (!any && !first) {
      if (!skipped) out += trimmed(fmt::format("{} | ...", margin));
      skipped = true;
      continue;
    }
    out += trimmed(fmt::format("{} | {}", first ? label : margin, shown));
    if (any) out += trimmed(fmt::format("{} | {}", margin, carets));
    first = false;
    skipped = false;
  } while (at < cells.size());
}

}  // namespace

line_index::line_index(std::string_view text) : text_(text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos;) starts_.push_back(++at);
}

text_position line_index::position_of(std::size_t offset) const {
  const auto after = std::ranges::upper_bound(starts_, offset);
  text_position out;
  out.line = static_cast<std::size_t>(after - starts_.begin());
  const std::size_t end = std::min(offset, text_.size());
  for (std::size_t at = start_of(out.line); at < end; ++out.column) at += character_at(text_, at).size();
  return out;
}

std::size_t columns_of(std::string_view shown) {
  std::size_t out = 0;
  for (std::size_t at = 0; at < shown.size();) {
    const parser::utf8_character next = parser::utf8_front(shown.substr(at));
    out += within(wide, next.point) ? 2U : within(combining, next.point) ? 0U : 1U;
    at += std::max<std::size_t>(1, next.bytes);
  }
  return out;
}

std::string marked_lines(const line_index& in, text_range shown, std::span<const text_range> marks) {
  std::vector<text_range> lines;
  // Whole lines, also where the piece begins in the middle of one: the columns must be the text's own.
  const std::string_view text = in.text();
  const std::size_t number = in.position_of(shown.first).line;
  std::size_t at = in.start_of(number);
  while (at <= shown.last && at <= text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const bool carriage = end > at && text[end - 1] == '\r';
    lines.push_back({at, carriage ? end - 1 : end});
    at = end + 1;
  }
  const std::size_t width = std::max<std::size_t>(3, std::to_string(number + lines.size()).size());
  const auto is_shown = [&](std::size_t i) {
    if (lines.size() <= lines_max || i == 0) return true;
    for (std::size_t near = i == 0 ? 0 : i - 1; near <= i + 1 && near < lines.size(); ++near) {
      if (touches(lines[near], marks)) return true;
    }
    return false;
  };
  std::string out;
  bool skipped = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (is_shown(i)) {
      add_line(out, text, lines[i], fmt::format("{:>{}}", number + i, width), marks);
      skipped = false;
    } else if (!skipped) {
      out += fmt::format("{:>{}}\n", "...", width);
      skipped = true;
    }
  }
  return out;
}

}  // namespace countersign::app
