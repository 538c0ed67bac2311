#include "policy/words.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace countersign::policy {

namespace {

using parser::object_kind;
using parser::verb;

verb_set set_of(std::initializer_list<verb> verbs) {
  verb_set out;
  for (const verb each : verbs) out.set(index_of(each));
  return out;
}

struct group_word {
  std::string_view word;
  verb_set verbs;
};

const std::vector<group_word>& groups() {
  static const std::vector<group_word> all = [] {
    // Transactions and a session's own state are no actions on anything; a rule that wants them says so.
    verb_set any = verb_set{}.set();
    any.reset(index_of(verb::transaction)).reset(index_of(verb::session));
    return std::vector<group_word>{
        {"write", set_of({verb::insert, verb::update, verb::remove, verb::truncate})},
        {"ddl", set_of({verb::create, verb::alter, verb::drop, verb::comment, verb::truncate})},
        {"privileges", set_of({verb::grant, verb::revoke, verb::role, verb::set_role})},
        {"server access", set_of({verb::read_file, verb::write_file, verb::run_program, verb::connect, verb::signal,
                                  verb::server, verb::replicate})},
        {"any", any},
    };
  }();
  return all;
}

struct synonym {
  std::string_view wrong;
  std::string_view right;
};
// What people write first: the statement's name, or the word of another product.
constexpr std::array<synonym, 34> synonyms{{
    {"select", "read"},
    {"remove", "delete"},
    {"modify", "write"},
    {"dml", "write"},
    {"do", "run code"},
    {"code", "run code"},
    {"vacuum", "maintain"},
    {"analyze", "maintain"},
    {"reindex", "maintain"},
    {"cluster", "maintain"},
    {"alter system", "configure"},
    {"setting", "set"},
    {"reset", "set"},
    {"kill", "signal"},
    {"terminate", "signal"},
    {"cancel", "signal"},
    {"copy", "insert"},
    {"copy program", "run program"},
    {"program", "run program"},
    {"file", "read file"},
    {"function", "call"},
    {"procedure", "call"},
    {"user", "role"},
    {"create role", "role"},
    {"create user", "role"},
    {"grants", "grant"},
    {"permissions", "privileges"},
    {"dblink", "connect"},
    {"subscription", "connect"},
    {"publication", "replicate"},
    {"all", "any"},
    {"everything", "any"},
    {"begin", "transaction"},
    {"*", "any"},
}};

}  // namespace

std::optional<effect_word> find_effect_word(std::string_view word) {
  for (std::size_t i = 0; i < parser::verb_count; ++i) {
    if (parser::to_string(static_cast<verb>(i)) == word) return effect_word{verb_set{}.set(i), true};
  }
  for (const group_word& each : groups()) {
    if (each.word == word) return effect_word{each.verbs, false};
  }
  return std::nullopt;
}

std::span<const std::string_view> effect_words() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < parser::verb_count; ++i) out.push_back(parser::to_string(static_cast<verb>(i)));
    for (const group_word& each : groups()) out.push_back(each.word);
    return out;
  }();
  return all;
}

std::string_view effect_synonym(std::string_view word) {
  for (const synonym& each : synonyms) {
    if (each.wrong == word) return each.right;
  }
  return {};
}

std::optional<object_kind> find_kind_word(std::string_view word) {
  if (word.empty()) return std::nullopt;
  for (std::size_t i = 0; i < kind_count; ++i) {
    if (parser::to_string(static_cast<object_kind>(i)) == word) return static_cast<object_kind>(i);
  }
  return std::nullopt;
}

std::span<const std::string_view> kind_words() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < kind_count; ++i) {
      const std::string_view word = parser::to_string(static_cast<object_kind>(i));
      if (!word.empty()) out.push_back(word);
    }
    return out;
  }();
  return all;
}

namespace {

// Levenshtein's distance, with a swap of neighbours counted as one edit (restricted Damerau).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t word_bytes_max = 64;  // nobody mistypes a word of ours into something longer
  if (word.empty() || word.size() > word_bytes_max) return std::nullopt;
  const std::string wanted = lower(word);
  std::optional<std::string_view> best;
  std::size_t best_distance = 0;
  for (const std::string_view each : known) {
    if (each.size() > word_bytes_max) continue;
    const std::size_t edits = distance(wanted, lower(each));
    if (!best || edits < best_distance) {
      best = each;
      best_distance = edits;
    }
  }
  const std::size_t allowed = std::max<std::size_t>(1, wanted.size() / 3);
  if (!best || best_distance > allowed) return std::nullopt;
  return best;
}

std::string join_or(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace countersign::policy
