#include "parser/replication.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "parser/analysis.hpp"

namespace countersign::parser {

namespace {

enum class kind : std::uint8_t { word, quoted_name, text, number, sign };

struct token {
  kind is = kind::sign;
  std::string value;  // of a word: in capitals; of a quoted name or a text: without the quotes
};

// More than any command has; a longer text is read as SQL, or not at all.
constexpr std::size_t tokens_max = 1000;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// The tokens of repl_scanner.l, as far as the documented commands use them: no comments, no escapes, no characters
// beyond ASCII outside of quotes. LSNs are numbers here.
class scanner {
 public:
  explicit scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool scan(std::vector<token>& out) {
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      if (at_ == text_.size()) return true;
      if (out.size() == tokens_max || !next(out.emplace_back())) return false;
    }
  }

 private:
  [[nodiscard]] bool next(token& out) {
    const char c = text_[at_];
    if (c == '\'' || c == '"') return quoted(c, out);
    if (is_letter(c)) {
      out.is = kind::word;
      for (; at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '$'); ++at_) {
        const char each = text_[at_];
        out.value.push_back(each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each);
      }
      // The upper half of an LSN may begin with a letter: A/12.
      if (at_ < text_.size() && text_[at_] == '/') return lsn_rest(out);
      return true;
    }
    if (is_digit(c)) {
      out.is = kind::number;
      while (at_ < text_.size() && (is_digit(text_[at_]) || is_letter(text_[at_]))) out.value.push_back(text_[at_++]);
      return at_ == text_.size() || text_[at_] != '/' || lsn_rest(out);
    }
    out.is = kind::sign;
    out.value = c;
    ++at_;
    return c == '(' || c == ')' || c == ',' || c == ';' || c == '.';
  }

  [[nodiscard]] bool lsn_rest(token& out) {
    const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    if (!std::ranges::all_of(out.value, is_hex)) return false;
    out.is = kind::number;
    const std::size_t slash = at_++;
    while (at_ < text_.size() && is_hex(text_[at_])) ++at_;
    return at_ > slash + 1;
  }

  [[nodiscard]] bool quoted(char mark, token& out) {
    out.is = mark == '"' ? kind::quoted_name : kind::text;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') return false;  // a character to one scanner, an escape to another
      if (c != mark) {
        out.value.push_back(c);
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == mark) {
        out.value.push_back(text_[++at_]);
      } else {
        ++at_;
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool says(const std::vector<token>& tokens, std::size_t at, std::string_view word) {
  return at < tokens.size() && tokens[at].is == kind::word && tokens[at].value == word;
}

std::string name_at(const std::vector<token>& tokens, std::size_t at) {
  if (at >= tokens.size()) return {};
  std::string name = tokens[at].value;
  // An unquoted name is folded, and either is cut.
  if (tokens[at].is == kind::word)
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::string{clip_name(name)};
}

// The value of an option in either spelling: TARGET 'server', or "target" 'server' in a list.
std::string option(const std::vector<token>& tokens, std::string_view name) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    std::string word = tokens[i].value;
    std::ranges::transform(word, word.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const bool is_name = tokens[i].is == kind::word || tokens[i].is == kind::quoted_name;
    if (is_name && word == name && tokens[i + 1].is != kind::sign) return tokens[i + 1].value;
  }
  return {};
}

bool is_show(const std::vector<token>& tokens) {
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const bool name = tokens[i].is == kind::word || tokens[i].is == kind::quoted_name;
    if (i % 2 == 1 ? !name : !(tokens[i].is == kind::sign && tokens[i].value == ".")) return false;
  }
  return tokens.size() % 2 == 0;
}

}  // namespace

std::optional<replication_command> read_replication_command(std::string_view text) {
  std::vector<token> tokens;
  if (!scanner{text}.scan(tokens)) return std::nullopt;
  if (!tokens.empty() && tokens.back().is == kind::sign && tokens.back().value == ";") tokens.pop_back();
  if (tokens.empty() || tokens.front().is != kind::word) return std::nullopt;
  const auto is_end = [](const token& each) { return each.is == kind::sign && each.value == ";"; };
  if (std::ranges::any_of(tokens, is_end)) return std::nullopt;
  replication_command out;
  const auto is = [&](std::string_view tag, std::string_view words) {
    if (tokens.front().value != tag) return false;
    out.tag = tag;
    out.detail = words;
    return true;
  };
  if (is("IDENTIFY_SYSTEM", "identify system") || is("TIMELINE_HISTORY", "timeline history") ||
      is("UPLOAD_MANIFEST", "upload manifest")) {
    return out;
  }
  if (is("SHOW", "show")) return is_show(tokens) ? std::optional{out} : std::nullopt;
  if (is("CREATE_REPLICATION_SLOT", "create slot") || is("DROP_REPLICATION_SLOT", "drop slot") ||
      is("READ_REPLICATION_SLOT", "read slot") || is("ALTER_REPLICATION_SLOT", "alter slot")) {
    out.slot = name_at(tokens, 1);
    return out;
  }
  if (is("START_REPLICATION", "start replication")) {
    if (says(tokens, 1, "SLOT")) out.slot = name_at(tokens, 2);
    const bool logical =
        std::ranges::any_of(tokens, [](const token& each) { return each.is == kind::word && each.value == "LOGICAL"; });
    out.detail += logical ? ", logical" : ", physical";
    return out;
  }
  if (is("BASE_BACKUP", "base backup")) {
    out.target = option(tokens, "TARGET");
    out.target_detail = option(tokens, "TARGET_DETAIL");
    return out;
  }
  return std::nullopt;
}

}  // namespace countersign::parser
