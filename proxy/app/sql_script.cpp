#include "proxy/app/sql_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace countersign::app {

namespace {

bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) {
  return is_word_start(c) || (c >= '0' && c <= '9') || c == '$';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::string lower(std::string_view word) {
  std::string out{word};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// The words of a statement outside quotes and brackets; enough to tell COPY ... FROM STDIN.
bool copies_from_stdin(const std::vector<std::string>& words) {
  if (words.empty() || words.front() != "copy") return false;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i] == "from" && words[i + 1] == "stdin") return true;
  }
  return false;
}

}  // namespace

// Stands on the quote; ends behind the closing one, or at the end of the text.
void sql_script::skip_quoted(char quote, bool escapes) {
  for (++at_; at_ < text_.size(); ++at_) {
    if (escapes && text_[at_] == '\\') {
      ++at_;
      continue;
    }
    if (text_[at_] != quote) continue;
    ++at_;
    return;
  }
  at_ = std::min(at_, text_.size());
}

void sql_script::skip_block_comment() {
  int depth = 0;
  while (at_ < text_.size()) {
    const std::string_view two = text_.substr(at_, 2);
    if (two == "/*") ++depth;
    if (two == "*/" && --depth == 0) {
      at_ += 2;
      return;
    }
    at_ += two == "/*" || two == "*/" ? 2U : 1U;
  }
}

bool sql_script::skip_dollar_quoted() {
  std::size_t end = at_ + 1;
  if (end < text_.size() && is_word_start(text_[end])) {
    while (end < text_.size() && is_word(text_[end]) && text_[end] != '$') ++end;
  }
  if (end >= text_.size() || text_[end] != '$') return false;
  const std::string_view tag = text_.substr(at_, end - at_ + 1);
  const std::size_t closing = text_.find(tag, end + 1);
  at_ = closing == std::string_view::npos ? text_.size() : closing + tag.size();
  return true;
}

// A word, or a string with a letter before it. As psql does it: within CREATE [OR REPLACE] FUNCTION or PROCEDURE, BEGIN
// opens what END closes, and in there CASE does, too.
void sql_script::read_word(nesting& in, parser::lexing how) {
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_word(text_[at_])) ++at_;
  const std::string word = lower(text_.substr(begin, at_ - begin));
  if (at_ < text_.size() && text_[at_] == '\'') {
    const bool prefix = word == "e" || word == "b" || word == "x" || word == "n";
    return skip_quoted('\'', word == "e" || (!(prefix && word != "n") && how == parser::lexing::escaped));
  }
  if (in.opening.size() < 4) in.opening += word.front();
  const bool routine = in.opening.starts_with("cf") || in.opening.starts_with("cp") || in.opening.starts_with("corf") ||
                       in.opening.starts_with("corp");
  if (!routine || in.brackets > 0) return;
  if (word == "begin" || (word == "case" && in.atomic > 0)) ++in.atomic;
  if (word == "end" && in.atomic > 0) --in.atomic;
}

// The data of COPY begins on the next line.
void sql_script::skip_copy_data() {
  at_ = std::min(text_.find('\n', at_), text_.size());
  while (at_ < text_.size()) {
    const std::size_t begin = at_ + 1;
    at_ = std::min(text_.find('\n', begin), text_.size());
    std::string_view line = text_.substr(std::min(begin, text_.size()), at_ - std::min(begin, at_));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == "\\.") return;
  }
}

std::optional<script_piece> sql_script::next(parser::lexing how) {
  if (!mistake_.empty()) return std::nullopt;
  while (at_ < text_.size()) {
    script_piece piece;
    piece.offset = at_;
    nesting in;
    std::vector<std::string> words;
    bool anything = false;
    bool ended = false;
    while (at_ < text_.size() && !ended) {
      const char c = text_[at_];
      const std::string_view two = text_.substr(at_, 2);
      if (is_blank(c)) {
        ++at_;
        continue;
      }
      if (two == "--") {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      if (two == "/*") {
        skip_block_comment();
        continue;
      }
      if (c == ';' && in.brackets == 0 && in.atomic == 0) {
        ended = true;
        continue;
      }
      if (c == '\\') {
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n;", at_ + 1), text_.size());
        mistake_ = fmt::format("{} is a command of psql, not SQL: take it out, or write the SQL that it stands for",
                               parser::visible(text_.substr(at_, std::min<std::size_t>(end - at_, 40))));
        return std::nullopt;
      }
      anything = true;
      if (is_word_start(c)) {
        const std::size_t begin = at_;
        read_word(in, how);
        if (in.brackets == 0) words.push_back(lower(text_.substr(begin, at_ - begin)));
      } else if (c == '\'') {
        skip_quoted(c, how == parser::lexing::escaped);
      } else if (c == '"') {
        skip_quoted(c, false);
      } else if (c != '$' || !skip_dollar_quoted()) {
        if (c == '(') ++in.brackets;
        if (c == ')' && in.brackets > 0) --in.brackets;
        ++at_;
      }
    }
    piece.text = text_.substr(piece.offset, at_ - piece.offset);
    if (ended) ++at_;
    if (!anything) continue;
    piece.copies_from_stdin = copies_from_stdin(words);
    if (piece.copies_from_stdin && ended) skip_copy_data();
    return piece;
  }
  return std::nullopt;
}

}  // namespace countersign::app
