// Any text as the body of code: of a DO and of functions in PL/pgSQL and SQL. What stands in front of it must be seen
// whatever follows.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parser/analysis.hpp"

using namespace countersign::parser;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

bool cannot_be_read(const effect& what) {
  return what.what == verb::unreadable || what.what == verb::unknown ||
         (what.what == verb::run_code && !what.detail.starts_with("DO, "));
}

bool is_marked(const effect& what) {
  return what.what == verb::remove && what.object == "marked" && what.where == restriction::absent;
}

// What the session and the policy rely on.
void look_at(const analysis& facts, std::string_view text) {
  for (const effect& each : facts.effects()) {
    require(static_cast<std::size_t>(each.what) < verb_count);
    require(each.location <= text.size());
    for (const char c : describe(each)) require(static_cast<unsigned char>(c) >= 0x20);
  }
  for (const statement& each : facts.statements()) {
    require(each.first_effect + each.effect_count <= facts.effects().size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static analyzer reader{{.statement_bytes_max = 64 * 1024, .effects_max = 500}};
  static analysis facts;
  const std::string body{reinterpret_cast<const char*>(data), size};
  if (body.size() > 8192 || body.find('\0') != std::string::npos) return 0;
  const std::string marked = "DELETE FROM marked; " + body;
  const std::string texts[] = {
      "DO " + quoted("BEGIN " + marked + "\nEND"),
      "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS " + quoted("BEGIN " + marked),
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS " + quoted(marked),
  };
  for (const std::string& text : texts) {
    for (const lexing how : {lexing::standard, lexing::uncertain}) {
      reader.analyze(text, {.backslashes = how, .parameters = {}}, facts);
      look_at(facts, text);
      require(std::ranges::any_of(facts.effects(), is_marked) || std::ranges::any_of(facts.effects(), cannot_be_read));
    }
  }
  const std::string alone = "DO " + quoted(body);
  reader.analyze(alone, {.backslashes = lexing::standard, .parameters = {}}, facts);
  look_at(facts, alone);
  require(!facts.effects().empty());
  return 0;
}
