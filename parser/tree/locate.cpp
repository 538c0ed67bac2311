#include "parser/locate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "parser/tree/tokens.hpp"

namespace countersign::parser {

namespace {

constexpr int inner_texts_max = 3;  // a string in a DO block's body in a string

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '"' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string folded(std::string_view name) {
  std::string out{clip_name(name)};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// What stands between quotes, with doubled ones taken for one.
std::string unquoted(std::string_view inside, char quote) {
  std::string out;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    out += inside[i];
    if (inside[i] == quote && i + 1 < inside.size() && inside[i + 1] == quote) ++i;
  }
  return out;
}

// The text of a constant, and where it begins if it is written as it reads.
struct constant {
  std::string_view inside;
  std::size_t skipped = 0;
  bool verbatim = false;
};
constant open_constant(std::string_view token) {
  const std::size_t quote = token.find_first_of("'$");
  if (quote == std::string_view::npos) return {};
  const std::size_t begin = token[quote] == '$' ? token.find('$', quote + 1) + 1 : quote + 1;
  const std::size_t closing = token[quote] == '$' ? begin - quote : 1;
  if (begin == 0 || begin + closing > token.size()) return {};
  constant out{token.substr(begin, token.size() - begin - closing), begin, true};
  if (token[quote] == '\'') {
    out.verbatim = quote == 0 && out.inside.find('\'') == std::string_view::npos;
  }
  return out;
}

bool is_word(std::string_view says, std::initializer_list<std::string_view> any) {
  return std::ranges::find(any, says) != any.end();
}

// The keyword before a table that this verb is done to.
bool introduces(std::string_view before, verb what) {
  switch (what) {
    case verb::read:
      return is_word(before, {"from", "join", "using", "table", "only"});
    case verb::insert:
      return is_word(before, {"into", "copy"});
    case verb::update:
      return is_word(before, {"update", "into", "only"});
    case verb::remove:
      return is_word(before, {"from", "into", "only"});
    case verb::truncate:
      return is_word(before, {"truncate", "table", "only"});
    case verb::drop:
    case verb::create:
    case verb::alter:
    case verb::comment:
      return is_word(before, {"table", "column", "view", "function", "index", "schema", "exists", "type", "sequence",
                              "role", "user"});
    default:
      return false;
  }
}

// What a text in the statement does stands in that text, and not in the statement around it.
int nearness(const effect& what, int depth) {
  return what.via.empty() ? 4 - depth : 4 + depth;
}

}  // namespace

locator::locator(std::string_view text, lexing how) : text_(text), how_(how) {
  scan(text, 0, how, words_);
}

void locator::offer(candidate& best, int score, text_range range) {
  if (score > best.score) best = {score, range};
}

void locator::scan(std::string_view text, std::size_t offset, lexing how, std::vector<word>& out) {
  if (text.find('\0') != std::string_view::npos) return;
  const std::string copied{text};
  const auto tokens = tree::scan(copied.c_str(), how != lexing::escaped);
  if (!tokens) return;
  for (const tree::token& each : *tokens) {
    if (each.number == tree::sql_comment || each.number == tree::c_comment || each.start >= each.end) continue;
    const std::string_view token = text.substr(each.start, each.end - each.start);
    if (token.empty()) continue;
    word& next = out.emplace_back();
    next.first = offset + each.start;
    next.last = offset + each.end;
    if (each.number == tree::sconst || each.number == tree::usconst) {
      const constant opened = open_constant(token);
      next.kind = word_kind::text;
      next.says = token.front() == '$' ? std::string{opened.inside} : unquoted(opened.inside, '\'');
      if (opened.verbatim) next.inside = next.first + opened.skipped;
    } else if (each.number == tree::param) {
      next.kind = word_kind::parameter;
      next.says = token.substr(1);
    } else if (is_name_start(token.front())) {
      next.kind = word_kind::name;
      next.says = token.front() == '"' && token.size() >= 2
                      ? std::string{clip_name(unquoted(token.substr(1, token.size() - 2), '"'))}
                      : folded(token);
    } else {
      next.kind = token.front() >= '0' && token.front() <= '9' ? word_kind::number : word_kind::sign;
      next.says = token;
    }
  }
}

std::span<const locator::word> locator::words_of(std::span<const statement> all, const effect& what) const {
  std::span<const word> words{words_};
  if (what.statement >= all.size()) return words;
  const statement& of = all[what.statement];
  const std::size_t end = of.length == 0 ? text_.size() : of.offset + of.length;
  const auto first = std::ranges::find_if(words, [&](const word& each) { return each.first >= of.offset; });
  const auto last = std::find_if(first, words.end(), [&](const word& each) { return each.first >= end; });
  return words.subspan(static_cast<std::size_t>(first - words.begin()), static_cast<std::size_t>(last - first));
}

std::optional<text_range> locator::whole(const statement& of) const {
  const std::span<const word> words = words_of({&of, 1}, {});
  if (words.empty()) return std::nullopt;
  return text_range{words.front().first, words.back().last};
}

// The name that begins here, with all its parts.
std::optional<text_range> locator::name_at(std::size_t place) const {
  if (place > text_.size()) return std::nullopt;
  const auto at = std::ranges::find_if(words_, [&](const word& each) { return each.last > place; });
  if (at == words_.end()) {
    // The end of the input is a place, too. A text that does not scan has no words: then it is the rest of the line.
    return text_range{place, std::min(text_.find('\n', place), text_.size())};
  }
  auto last = at;
  while (at->kind == word_kind::name && words_.end() - last > 2 && last[1].says == "." &&
         last[1].kind == word_kind::sign && last[2].kind == word_kind::name) {
    last += 2;
  }
  return text_range{at->first, last->last};
}

// words[first, last) is a name of several parts; the effect's may be all of it, or a piece.
void locator::look_at_chain(std::span<const word> words, std::size_t first, std::size_t last, const effect& what,
                            int depth, candidate& best) {
  for (std::size_t from = first; from < last; from += 2) {
    std::string joined;
    for (std::size_t to = from; to < last; to += 2) {
      joined += (to == from ? "" : ".") + words[to].says;
      if (joined != what.object) continue;
      std::size_t begin = from;
      int score = nearness(what, depth);
      if (from > first && words[from - 2].says == what.schema) {
        begin = from - 2;
        score += 4;
      } else if (from > first) {
        score -= 2;  // another schema's, or a column
      }
      if (to + 2 < last) score -= 2;  // a column of it
      if (begin > 0 && introduces(words[begin - 1].says, what.what)) score += 3;
      offer(best, score, {words[begin].first, words[to].last});
    }
  }
}

void locator::look(std::span<const word> words, const effect& what, int depth, candidate& best) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const word& each = words[i];
    switch (each.kind) {
      case word_kind::name: {
        std::size_t last = i + 1;
        while (last + 1 < words.size() && words[last].says == "." && words[last].kind == word_kind::sign &&
               words[last + 1].kind == word_kind::name) {
          last += 2;
        }
        look_at_chain(words, i, last, what, depth, best);
        i = last - 1;
        break;
      }
      case word_kind::text:
        look_in_text(each, what, depth, best);
        break;
      case word_kind::number:
        if (each.says == what.object) offer(best, nearness(what, depth), {each.first, each.last});
        break;
      case word_kind::sign:
        if (what.kind != object_kind::op || each.says != what.object) break;
        offer(best, nearness(what, depth), {words[i > 1 && words[i - 1].says == "." ? i - 2 : i].first, each.last});
        break;
      case word_kind::parameter:
        break;
    }
  }
}

void locator::look_in_text(const word& each, const effect& what, int depth, candidate& best) const {
  const std::string name = folded(each.says);
  const std::string whole_name = fmt::format("{}.{}", what.schema, what.object);
  if (each.says == what.object || name == what.object || name == whole_name) {
    offer(best, nearness(what, depth), {each.first, each.last});
  }
  if (depth >= inner_texts_max) return;
  std::vector<word> inner;
  if (each.inside > 0) {
    scan(text_.substr(each.inside, each.says.size()), each.inside, how_, inner);
    return look(inner, what, depth + 1, best);
  }
  // Written with escapes: its pieces have no place in the text, so it is marked as a whole.
  scan(each.says, 0, how_, inner);
  for (word& piece : inner) piece.inside = 0;
  candidate within;
  look(inner, what, depth + 1, within);
  if (within.score > 0) offer(best, within.score, {each.first, each.last});
}

// Code that is put together when it runs: the EXECUTE that does so.
std::optional<text_range> locator::dynamic_execute(std::span<const word> words, int depth) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].kind == word_kind::text && words[i].inside > 0 && depth < inner_texts_max) {
      std::vector<word> inner;
      scan(text_.substr(words[i].inside, words[i].says.size()), words[i].inside, how_, inner);
      if (const auto found = dynamic_execute(inner, depth + 1)) return found;
    }
    if (depth == 0 || words[i].kind != word_kind::name || words[i].says != "execute") continue;
    std::size_t end = i;
    while (end + 1 < words.size() && words[end + 1].says != ";") ++end;
    const bool constant = end == i + 1 && words[end].kind == word_kind::text;
    if (end > i && !constant) return text_range{words[i].first, words[end].last};
  }
  return std::nullopt;
}

std::optional<text_range> locator::thing(std::span<const statement> all, const effect& what) const {
  // Of these the grammar keeps where their table stands.
  const bool on_a_table = what.kind == object_kind::index || what.kind == object_kind::trigger ||
                          what.kind == object_kind::rule || what.kind == object_kind::policy;
  if (what.location > 0 && (!on_a_table || what.object.empty())) return name_at(what.location);
  const std::span<const word> words = words_of(all, what);
  if (words.empty()) return std::nullopt;
  if (what.what == verb::run_code && !what.via.empty()) {
    if (const auto found = dynamic_execute(words, 0)) return found;
  }
  if (!what.object.empty()) {
    candidate best;
    look(words, what, 0, best);
    if (best.score > 0) return best.range;
  }
  if (what.location > 0) return name_at(what.location);
  if (what.statement >= all.size()) return text_range{words.front().first, words.front().last};
  // The words of the command tag, as far as they stand there.
  std::size_t last = 0;
  std::string_view tag = all[what.statement].tag;
  for (std::size_t i = 0; i < words.size() && words[i].kind == word_kind::name; ++i) {
    const std::string_view next = tag.substr(0, tag.find(' '));
    if (i > 0 && (tag.empty() || folded(next) != words[i].says)) break;
    last = i;
    tag.remove_prefix(std::min(tag.size(), next.size() + 1));
  }
  return text_range{words.front().first, words[last].last};
}

std::optional<text_range> locator::condition(std::span<const statement> all, const effect& what) const {
  const std::optional<text_range> target = thing(all, what);
  if (!target || !what.via.empty() || (what.what != verb::update && what.what != verb::remove)) return std::nullopt;
  const std::span<const word> words = words_of(all, what);
  std::size_t at = 0;
  while (at < words.size() && words[at].first < target->last) ++at;
  int depth = 0;
  std::optional<std::size_t> first;
  std::size_t last = at;
  for (; at < words.size(); ++at) {
    if (words[at].kind == word_kind::sign && words[at].says == "(") ++depth;
    if (words[at].kind == word_kind::sign && words[at].says == ")" && --depth < 0) break;
    if (depth == 0 && words[at].kind == word_kind::name && words[at].says == "returning") break;
    if (depth == 0 && words[at].kind == word_kind::name && words[at].says == "where" && !first) first = at;
    last = at;
  }
  if (!first) return std::nullopt;
  return text_range{words[*first].first, words[last].last};
}

text_range locator::all() const {
  if (!words_.empty()) return {words_.front().first, words_.back().last};
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const std::size_t first = std::min(text_.find_first_not_of(blanks), text_.size());
  return {first, std::max(first, text_.find_last_not_of(blanks) + 1)};
}

std::size_t locator::parameters_max() const {
  std::size_t out = 0;
  for (const word& each : words_) {
    if (each.kind != word_kind::parameter || each.says.size() > 5) continue;
    std::size_t number = 0;
    for (const char c : each.says) number = number * 10 + static_cast<std::size_t>(c - '0');
    out = std::max(out, number);
  }
  return out;
}

}  // namespace countersign::parser
