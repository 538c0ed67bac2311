// A statement without its data: every literal becomes a placeholder, comments go.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "parser/analysis.hpp"
#include "parser/tree/library.hpp"
#include "parser/tree/tokens.hpp"

namespace countersign::parser {

using tree::token;

namespace {

// The library's token list takes many times the text's size; what is longer is not for reading anyway.
constexpr std::size_t redacted_bytes_max = 256 * 1024;

bool parses(const char* text, bool standard) {
  tree::library_session library;
  return library.ready() && library.parse(text, standard).error.empty();
}

constexpr std::string_view spaces = " \t\n\r\f\v";

bool is_literal(std::uint64_t number) {
  return number == tree::sconst || number == tree::usconst || number == tree::iconst || number == tree::fconst ||
         number == tree::bconst || number == tree::xconst;
}

// Placeholders come after the statement's own parameters.
std::size_t last_parameter(const std::vector<token>& tokens, std::string_view text) {
  std::size_t last = 0;
  for (const token& each : tokens) {
    if (each.number != tree::param) continue;
    std::size_t number = 0;
    for (std::size_t at = each.start + 1; at < std::min(each.end, text.size()); ++at) {
      if (text[at] < '0' || text[at] > '9' || number > 100'000) break;
      number = number * 10 + static_cast<std::size_t>(text[at] - '0');
    }
    last = std::max(last, number);
  }
  return last;
}

std::optional<std::string> rewrite(const std::string& text, bool standard) {
  if (!parses(text.c_str(), standard)) return std::nullopt;
  const std::optional<std::vector<token>> tokens = tree::scan(text.c_str(), standard);
  if (!tokens) return std::nullopt;
  std::string out;
  std::size_t placeholder = last_parameter(*tokens, text);
  // From one token's start to the next one's: where a token ends the scanner does not say well for constants in pieces.
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    const std::size_t start = (*tokens)[i].start;
    const std::size_t end = i + 1 < tokens->size() ? (*tokens)[i + 1].start : text.size();
    if (end < start || end > text.size()) return std::nullopt;
    if (i == 0) out.append(text, 0, start);
    const std::string_view region{text.data() + start, end - start};
    const std::size_t last = region.find_last_not_of(spaces);
    const std::string_view gap = region.substr(last == std::string_view::npos ? 0 : last + 1);
    const std::uint64_t number = (*tokens)[i].number;
    if (is_literal(number)) {
      out += fmt::format("${}", ++placeholder);
      out += gap;
    } else if (number == tree::sql_comment || number == tree::c_comment) {
      out += gap.empty() ? std::string_view{" "} : gap;
    } else {
      out += region;
    }
  }
  return out;
}

}  // namespace

std::string redact(std::string_view text) {
  const std::string hidden = fmt::format("(unreadable statement, {} bytes)", text.size());
  if (text.size() > redacted_bytes_max) return fmt::format("(long statement, {} bytes)", text.size());
  if (text.find('\0') != std::string_view::npos) return hidden;
  const std::string copy{text};
  const std::optional<std::string> standard = rewrite(copy, true);
  if (text.find('\\') == std::string_view::npos) return standard.value_or(hidden);
  // Where a string ends may depend on a setting that is not known here: show nothing that is data in either reading.
  const std::optional<std::string> escaped = rewrite(copy, false);
  if (standard && escaped && *standard != *escaped) return hidden;
  return standard ? *standard : escaped ? *escaped : hidden;
}

}  // namespace countersign::parser
