#include "proxy/app/marked_text.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <vector>

using namespace countersign::app;
using countersign::parser::text_range;

namespace {

// Marks each of `words` in the text, the first time that it stands there.
std::string marked(std::string_view text, std::vector<std::string_view> words) {
  std::vector<text_range> marks;
  for (const std::string_view word : words) marks.push_back({text.find(word), text.find(word) + word.size()});
  return marked_lines(line_index{text}, {0, text.size()}, marks);
}

}  // namespace

TEST_CASE("marks stand below what they mark, whatever the width of what is before") {
  struct row {
    const char* name;
    std::string_view text;
    std::vector<std::string_view> words;
    std::string_view shown;
  };
  const std::vector<row> rows{
      {"one line", "DELETE FROM orders", {"orders"}, "  1 | DELETE FROM orders\n    |             ^^^^^^\n"},
      {"two marks", "a b c", {"a", "c"}, "  1 | a b c\n    | ^   ^\n"},
      {"over two lines", "x\nab\ncd y", {"ab\ncd"}, "  1 | x\n  2 | ab\n    | ^^\n  3 | cd y\n    | ^^\n"},
      {"a tab", "a\tb\tc", {"c"}, "  1 | a       b       c\n    |                 ^\n"},
      {"a marked tab", "a\tb", {"a\tb"}, "  1 | a       b\n    | ^^^^^^^^^\n"},
      {"two bytes", "'äöü' t", {"t"}, "  1 | 'äöü' t\n    |       ^\n"},
      {"wide characters", "'漢字' t", {"t"}, "  1 | '漢字' t\n    |        ^\n"},
      {"marked wide ones", "漢字 t", {"漢字"}, "  1 | 漢字 t\n    | ^^^^\n"},
      {"combining", "'e\u0301' t", {"t"}, "  1 | 'e\u0301' t\n    |     ^\n"},
      {"bidirectional", "/* \u202e */ t", {"t"}, "  1 | /* \\u202e */ t\n    |              ^\n"},
      {"an escape sequence", "\x1b[31m t", {"t"}, "  1 | \\x1b[31m t\n    |          ^\n"},
      {"C1 control", "\xc2\x9b t", {"t"}, "  1 | \\u009b t\n    |        ^\n"},
      {"broken UTF-8", "\xff\xe6\xbc t", {"t"}, "  1 | \\xff\\xe6\\xbc t\n    |              ^\n"},
      {"Windows lines", "a\r\nb", {"b"}, "  1 | a\n  2 | b\n    | ^\n"},
      {"nothing marked", "a\n\nb", {}, "  1 | a\n  2 |\n  3 | b\n"},
      {"empty", "", {}, "  1 |\n"},
  };
  for (const row& each : rows) {
    CAPTURE(each.name);
    CHECK(marked(each.text, each.words) == each.shown);
  }
}

TEST_CASE("a place where something is missing has a mark, too") {
  const std::vector<text_range> marks{{9, 9}};
  CHECK(marked_lines(line_index{"SELECT (1"}, {0, 9}, marks) == "  1 | SELECT (1\n    |          ^\n");
}

TEST_CASE("of a long text the lines with marks are shown, and those beside them") {
  std::string text;
  for (int i = 1; i <= 40; ++i) text += fmt::format("line {}\n", i);
  const std::size_t at = text.find("20");
  const std::vector<text_range> marks{{at, at + 2}};
  CHECK(marked_lines(line_index{text}, {0, text.size()}, marks) ==
        "  1 | line 1\n...\n 19 | line 19\n 20 | line 20\n    |      ^^\n 21 | line 21\n...\n");
}

TEST_CASE("of a long line the parts with marks are shown") {
  const std::string text = std::string(300, 'a') + " here " + std::string(300, 'b');
  const std::vector<text_range> marks{{301, 305}};
  const std::string shown = marked_lines(line_index{text}, {0, text.size()}, marks);
  CHECK(shown.find("aaa here bbb") != std::string::npos);
  CHECK(shown.find("\n    | ...\n") != std::string::npos);
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t end = shown.find('\n', at);
    CHECK(end - at <= 120);
    at = end + 1;
  }
  CHECK(shown.find("    "
                   "^^^^") != std::string::npos);
}

TEST_CASE("a piece of a text keeps the line numbers and columns of the text") {
  const std::string_view text = "SELECT 1;\nSELECT 2; DROP TABLE t;\n";
  const std::size_t at = text.find("t;");
  const std::vector<text_range> marks{{at, at + 1}};
  CHECK(marked_lines(line_index{text}, {text.find("DROP"), at + 1}, marks) ==
        "  2 | SELECT 2; DROP TABLE t;\n    |                      ^\n");
  CHECK(line_index{text}.position_of(at).line == 2);
  CHECK(line_index{text}.position_of(at).column == 22);
}

TEST_CASE("columns are counted in characters") {
  CHECK(line_index{"äö x"}.position_of(std::string_view{"äö x"}.find('x')).column == 4);
  CHECK(line_index{"a\nbc"}.position_of(4).line == 2);
  CHECK(line_index{"a\nbc"}.position_of(4).column == 3);
  CHECK(line_index{""}.position_of(0).line == 1);
}
