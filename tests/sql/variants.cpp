#include "tests/sql/variants.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "parser/tree/tokens.hpp"

namespace countersign::test::corpus {
namespace {

using parser::tree::token;

constexpr std::uint64_t identifier = 258;  // IDENT of PostgreSQL's scanner; keywords have numbers of their own

struct word {
  std::string raw;
  std::uint64_t number = 0;
};

// Letters, digits and underscores only: a keyword or a name without quotes.
bool is_bare(const std::string& raw) {
  return !raw.empty() && (std::isalpha(static_cast<unsigned char>(raw[0])) != 0 || raw[0] == '_') &&
         std::ranges::all_of(raw, [](unsigned char c) { return c < 128 && (std::isalnum(c) != 0 || c == '_'); });
}

std::string in_case(const std::string& raw, int (*change)(int)) {
  std::string out = raw;
  std::ranges::transform(out, out.begin(), [&](unsigned char c) { return static_cast<char>(change(c)); });
  return out;
}

std::optional<std::vector<word>> words_of(const std::string& text) {
  const std::optional<std::vector<token>> tokens = parser::tree::scan(text.c_str(), true);
  if (!tokens) return std::nullopt;
  std::vector<word> out;
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    const token& each = (*tokens)[i];
    if (each.number == parser::tree::sql_comment || each.number == parser::tree::c_comment) continue;
    // Up to the next token: the scanner does not say well where constants in pieces and U&"names" end.
    const bool unicode = text[each.start] != '"' && text.compare(each.start + 1, 1, "&") == 0;
    const bool constant = each.number == parser::tree::sconst || each.number == parser::tree::usconst;
    const std::size_t next = i + 1 < tokens->size() ? (*tokens)[i + 1].start : text.size();
    const std::size_t end = constant || unicode ? next : each.end;
    std::string raw = text.substr(each.start, end - each.start);
    while (!raw.empty() && std::isspace(static_cast<unsigned char>(raw.back())) != 0) raw.pop_back();
    out.push_back({raw, each.number});
  }
  return out;
}

template <class Write>
std::string joined(const std::vector<word>& words, std::string_view between, Write&& write) {
  std::string out;
  for (const word& each : words) {
    if (!out.empty()) out += between;
    out += write(each);
  }
  return out;
}

// `WHERE a OR b` as `WHERE (((a OR b)))`.
std::optional<std::string> parenthesized_where(const std::vector<word>& words) {
  constexpr std::string_view ends[] = {"returning", "group", "order", "limit", "window",
                                       "having",    "union", ";",     "when"};
  std::string out;
  int depth = 0;
  bool open = false;
  bool any = false;
  const auto close = [&] {
    if (open) out += ")))";
    open = false;
  };
  for (const word& each : words) {
    const std::string lower = in_case(each.raw, std::tolower);
    if (lower == "current" && open) return std::nullopt;  // WHERE CURRENT OF is no expression
    if (depth == 0 && std::ranges::find(ends, lower) != std::end(ends)) close();
    out += " " + each.raw;
    if (depth == 0 && lower == "where") out += " (((", open = any = true;
    if (each.raw == "(") ++depth;
    if (each.raw == ")") --depth;
  }
  close();
  return any ? std::optional{out} : std::nullopt;
}

}  // namespace

std::vector<variant> rewritten(const std::string& text) {
  const std::optional<std::vector<word>> words = words_of(text);
  if (!words) return {};
  const auto as_is = [](const word& each) { return each.raw; };
  const auto cased = [](int (*change)(int)) {
    return [change](const word& each) { return is_bare(each.raw) ? in_case(each.raw, change) : each.raw; };
  };
  const auto quoted = [](const word& each) {
    return each.number == identifier && is_bare(each.raw) ? "\"" + in_case(each.raw, std::tolower) + "\"" : each.raw;
  };
  std::vector<variant> out{
      {"block comments between", joined(*words, " /* ; ' $$ /* \" */ SELECT 1 */ ", as_is)},
      {"comments without blanks", joined(*words, "/**/", as_is)},
      {"line comments between", joined(*words, " -- ' /* ;\n", as_is)},
      {"new lines between", joined(*words, "\r\n\t\f", as_is)},
      {"a comment around", "/* SELECT 1; */ " + text + "\n-- SELECT 2"},
      {"upper case", joined(*words, " ", cased(std::toupper))},
      {"lower case", joined(*words, " ", cased(std::tolower))},
      {"names quoted", joined(*words, " ", quoted)},
      {"semicolons around", ";; " + joined(*words, " ", as_is) + " ;;"},
      {"a statement before", "SELECT 1; " + text},
      {"a statement behind", text + "\n; SELECT 1"},
      {"in a transaction", "BEGIN; " + text + "\n; COMMIT"},
  };
  if (const std::optional<std::string> more = parenthesized_where(*words))
    out.push_back({"parentheses in WHERE", *more});
  return out;
}

std::vector<variant> wrapped(const std::string& statement, std::string_view tag, bool bound) {
  const bool query = tag == "SELECT" || tag == "VALUES" || tag == "TABLE";
  const bool write = tag == "INSERT" || tag == "UPDATE" || tag == "DELETE" || tag == "MERGE";
  const std::optional<std::vector<word>> words = words_of(statement);
  if ((!query && !write) || !words || words->empty()) return {};
  const auto has = [&](std::string_view wanted) {
    return std::ranges::any_of(*words, [&](const word& each) { return in_case(each.raw, std::tolower) == wanted; });
  };
  // SELECT ... INTO is no query but a CREATE TABLE AS.
  const bool makes_table = query && has("into");
  std::string text = statement;
  while (!text.empty() && (text.back() == ';' || text.back() == '\n' || text.back() == ' ')) text.pop_back();
  text += "\n";
  std::vector<variant> out{{"explained and run", "EXPLAIN ANALYZE " + text}};
  const std::string first = in_case(words->front().raw, std::tolower);
  if (first != "with" && first != "(") out.push_back({"behind a WITH", "WITH unused AS (SELECT 1) " + text});
  if (makes_table) return out;
  if (!bound) out.push_back({"prepared", "PREPARE wrapped AS " + text});
  out.push_back({"in a WITH", "WITH wrapped AS (" + text + ") SELECT 1"});
  out.push_back({"in a recursive WITH", "WITH RECURSIVE a AS (SELECT 1), wrapped AS (" + text + ") SELECT * FROM a"});
  if (!bound) out.push_back({"copied", "COPY (" + text + ") TO STDOUT"});
  if (!query) return out;
  out.push_back({"in parentheses", "((" + text + "))"});
  out.push_back({"in FROM", "SELECT * FROM (" + text + ") AS wrapped"});
  out.push_back({"in EXISTS", "SELECT EXISTS (SELECT FROM (" + text + ") AS wrapped)"});
  out.push_back({"in a union", "(" + text + ") UNION ALL (" + text + ")"});
  out.push_back({"as a new table", "CREATE TEMP TABLE wrapped AS " + text});
  if (!bound) out.push_back({"as a cursor", "DECLARE wrapped CURSOR FOR " + text});
  return out;
}

}  // namespace countersign::test::corpus
