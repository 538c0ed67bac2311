// Text in Slack: escapes, code blocks, excerpts.
#include <doctest/doctest.h>

#include <algorithm>

#include "approvals/notify/slack_excerpt.hpp"
#include "approvals/notify/slack_text.hpp"
#include "tests/approvals/slack_holds.hpp"

namespace countersign::approvals::notify {

using namespace tests;

TEST_CASE("excerpts hold each gated place, merge what touches and never cut a character") {
  const std::string euro = "\xE2\x82\xAC";
  std::string text;
  for (int i = 0; i < 5000; ++i) text += euro;
  for (std::uint32_t offset : {0u, 1u, 2u, 3u, 7000u, 7001u, 7002u, 14999u, 15000u, 4000000000u}) {
    CAPTURE(offset);
    const std::vector<effect_line> effects{{"e", "approve", "r", true, offset},
                                           {"e", "approve", "r", true, offset + 10}};
    const excerpt out = excerpt_of(text, effects, 3000);
    CHECK(out.gated_left_out == 0);
    REQUIRE(!out.parts.empty());
    CHECK(out.parts.size() <= 2);
    for (const excerpt_part& each : out.parts) {
      CHECK(each.offset % 3 == 0);
      CHECK(each.text.size() % 3 == 0);
    }
  }
  std::vector<effect_line> many;
  for (std::uint32_t i = 0; i < 5; ++i) many.push_back({"e", "approve", "r", true, i * 3000});
  CHECK(excerpt_of(text, many, 3000).gated_left_out == 3);
}

TEST_CASE("bytes that are no UTF-8 are shown as escapes and cut anywhere") {
  const std::string text(50'000, '\x80');
  const std::vector<effect_line> effects{{"e", "approve", "r", true, 25'000}};
  CHECK(excerpt_of(text, effects, 3000).parts.size() == 2);
  hold what = pending_hold();
  what.request.statement = text;
  check_limits(slack_message_of(what, look));
}

TEST_CASE("code blocks are cut at lines, lose nothing and fit") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "line " + std::to_string(i) + " & `code`\n";
  const auto blocks = slack_code(text, slack_text_max);
  std::string together;
  for (const std::string& each : blocks) {
    CHECK(each.size() <= slack_text_max);
    CHECK(each.starts_with("```\n"));
    CHECK(each.ends_with("\n```"));
    together += each.substr(4, each.size() - 8) + "\n";
  }
  CHECK(together.size() == slack_code_bytes(text) + 1);  // the last newline and the last fence's
  CHECK(slack_code("", 100).empty());
  CHECK(slack_code("a\n", 100) == std::vector<std::string>{"```\na\n\n```"});
}

TEST_CASE("inline code is one line of at most its length") {
  CHECK(slack_inline("", 10) == "(empty)");
  CHECK(slack_inline("a\nb\tc", 10) == "`a\\nb\\tc`");
  CHECK(slack_inline("0123456789", 10) == "`0123456789`");
  CHECK(slack_inline("0123456789x", 10) == "`0123456789`…");
  CHECK(slack_inline("``", 10) == "`\\x60\\x60`");
  CHECK(slack_inline("&&&", 10) == "`&amp;&amp;`…");
  CHECK(slack_inline(std::string(1'000'000, 'x'), 10) == "`xxxxxxxxxx`…");
  CHECK(slack_inline("\xE2\x82\xAC\xE2\x82\xAC", 4) == "`\xE2\x82\xAC`…");
}

}  // namespace countersign::approvals::notify
