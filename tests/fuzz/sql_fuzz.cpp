// Any text as SQL, read every way that a session may read it, with parameters and without.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parser/analysis.hpp"

using namespace countersign::parser;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// What the session and the policy rely on.
void look_at(const analysis& facts, std::string_view text) {
  for (const effect& each : facts.effects()) {
    require(static_cast<std::size_t>(each.what) < verb_count);
    require(each.location <= text.size());
    for (const char c : describe(each)) require(static_cast<unsigned char>(c) >= 0x20);
  }
  for (const statement& each : facts.statements()) {
    require(each.offset <= text.size());
    require(each.first_effect + each.effect_count <= facts.effects().size());
    require(each.name.size() <= name_bytes_max);
  }
  require(!facts.statements().empty() || facts.empty() || !facts.effects().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static analyzer reader{{.statement_bytes_max = 64 * 1024, .effects_max = 500}};
  static analysis facts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const bound_value parameters[] = {{text.substr(0, 20), 0, wire_format::text, false},
                                    {{}, 23, wire_format::binary, true}};
  for (const lexing how : {lexing::standard, lexing::escaped, lexing::uncertain}) {
    reader.analyze(text, {.backslashes = how, .parameters = {}}, facts);
    look_at(facts, text);
    reader.analyze(text, {.backslashes = how, .parameters = parameters}, facts);
    look_at(facts, text);
  }
  static_cast<void>(redact(text));
  static_cast<void>(visible(text));
  return 0;
}
