#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "tests/policy/rules.hpp"

namespace countersign::policy::tests {

namespace {

std::string read_file(const std::string& name) {
  std::ifstream in{name};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// The ```toml blocks after a heading.
std::vector<std::string> toml_blocks(std::string_view text, std::string_view heading) {
  std::vector<std::string> out;
  text.remove_prefix(std::min(text.find(heading), text.size()));
  constexpr std::string_view open = "```toml\n";
  for (;;) {
    const std::size_t begin = text.find(open);
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin + open.size());
    const std::size_t end = text.find("```");
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

}  // namespace

TEST_CASE("the recipes in the documentation load, one by one and together") {
  const std::string text = read_file(COUNTERSIGN_SOURCE_DIR "/policy/README.md");
  const std::vector<std::string> recipes = toml_blocks(text, "\n## Ten recipes");
  CHECK(recipes.size() == 10);
  const std::string people =
      std::string{preamble} + "[[group]]\nname = \"finance\"\nmembers = [\"dana\", \"sam\", \"kim\"]\n";
  std::string together = people;
  for (const std::string& each : recipes) {
    CAPTURE(each);
    const auto loaded = ruleset::load(people + each, "README.md");
    std::string wrong;
    for (const diagnostic& one : loaded.mistakes) wrong += one.to_string() + "\n";
    for (const diagnostic& one : loaded.warnings) wrong += one.to_string() + "\n";
    CAPTURE(wrong);
    CHECK(wrong.empty());
    together += each;
  }
  CHECK(ruleset::load(together, "README.md").rules != nullptr);
}

TEST_CASE("the documentation names every effect, every kind and every group") {
  const std::string text = read_file(COUNTERSIGN_SOURCE_DIR "/policy/README.md");
  for (std::size_t i = 0; i < parser::verb_count; ++i) {
    const std::string word = "`" + std::string{parser::to_string(static_cast<verb>(i))} + "`";
    CAPTURE(word);
    CHECK(text.find(word) != std::string::npos);
  }
  for (std::size_t i = 1; i <= static_cast<std::size_t>(object_kind::other); ++i) {
    const std::string word = "`" + std::string{parser::to_string(static_cast<object_kind>(i))} + "`";
    CAPTURE(word);
    CHECK(text.find(word) != std::string::npos);
  }
}

}  // namespace countersign::policy::tests
