#include "parser/recall.hpp"

#include <algorithm>
#include <functional>

namespace countersign::parser {

namespace {

enum class byte_class : std::uint8_t {
  strange,  // a quote, a comment, a dollar, what is not ASCII: only the parser knows what it does to what follows
  blank,
  digit,
  word,
  dot,
  compares,  // = < >
  other,
};

constexpr std::array<byte_class, 256> classes = [] {
  std::array<byte_class, 256> out{};
  for (const char c : std::string_view{" \t\n"}) out[static_cast<unsigned char>(c)] = byte_class::blank;
  for (unsigned c = '0'; c <= '9'; ++c) out[c] = byte_class::digit;
  for (unsigned c = 'a'; c <= 'z'; ++c) out[c] = byte_class::word;
  for (unsigned c = 'A'; c <= 'Z'; ++c) out[c] = byte_class::word;
  out['_'] = byte_class::word;
  out['.'] = byte_class::dot;
  for (const char c : std::string_view{"=<>"}) out[static_cast<unsigned char>(c)] = byte_class::compares;
  for (const char c : std::string_view{"(),;*"}) out[static_cast<unsigned char>(c)] = byte_class::other;
  return out;
}();

byte_class class_of(char c) {
  return classes[static_cast<unsigned char>(c)];
}

bool in_a_word(byte_class what) {
  return what == byte_class::word || what == byte_class::digit;
}

// Every number of up to so many digits is an int4 to the server, whatever its digits.
constexpr std::size_t digits_max = 9;
constexpr std::size_t numbers_max = 9;  // each is then as long as `$1`

// The text with $1, $2 ... for the numbers that something is compared with. Zero: there are none, or the text has bytes
// by which one of them may be something else than a number.
std::size_t generalize(std::string_view text, std::string& out) {
  out.clear();
  std::size_t numbers = 0;
  std::size_t copied = 0;
  byte_class before = byte_class::blank;  // the last byte
  bool compared = false;                  // the last that is not blank ends an operator
  for (std::size_t i = 0; i < text.size();) {
    const byte_class what = class_of(text[i]);
    if (what == byte_class::strange) return 0;
    // `5 .x` would take the value of $1 apart.
    if (what == byte_class::dot && !in_a_word(before)) return 0;
    if (what != byte_class::digit || in_a_word(before) || before == byte_class::dot) {
      if (what != byte_class::blank) compared = what == byte_class::compares;
      before = what;
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && class_of(text[end]) == byte_class::digit) ++end;
    const byte_class after = end < text.size() ? class_of(text[end]) : byte_class::blank;
    const bool alone = after == byte_class::blank || after == byte_class::other || after == byte_class::compares;
    if (compared && alone && end - i <= digits_max && numbers < numbers_max) {
      out.append(text.substr(copied, i - copied));
      out.push_back('$');
      out.push_back(static_cast<char>('1' + numbers++));
      copied = end;
    }
    compared = false;
    before = byte_class::digit;
    i = end;
  }
  if (numbers > 0) out.append(text.substr(copied));
  return numbers;
}

// What the session does about these is more than to judge them.
bool is_plain(const analysis& facts) {
  if (!facts.parse_error().empty() || facts.may_change_settings() || facts.statements().size() != 1) return false;
  if (facts.statements().front().names != name_action::none) return false;
  return std::ranges::all_of(facts.effects(), [](const effect& each) {
    return each.what != verb::execute && each.what != verb::unreadable && each.what != verb::unknown;
  });
}

// What something is compared with decides which rows are read, and no rule asks for those. Of rows that are written it
// is another matter: whether they may be all there are is a fact.
bool may_generalize(const analysis& facts) {
  return !facts.depends_on_parameters() && std::ranges::all_of(facts.effects(), [](const effect& each) {
    return each.what == verb::read && each.where == restriction::not_applicable && each.values.empty() &&
           each.detail.empty();
  });
}

}  // namespace

// Together, as the facts point into the text.
struct recall::reading {
  std::string text;
  analysis facts;
};

struct recall::entry {
  std::uint64_t hash = 0;
  std::uint64_t used = 0;
  circumstance where = unlike_any;
  lexing how = lexing::standard;
  bool generalized = false;
  std::shared_ptr<reading> what;
};

struct recall::asked {
  std::string text;  // generalized; or as it came
  std::string buffer;
  std::uint64_t hash = 0;
  circumstance where = unlike_any;
  lexing how = lexing::standard;
  bool generalized = false;
};

recall::recall() : asked_(std::make_unique<asked>()), entries_(texts_max) {}
recall::~recall() = default;

void recall::forget() {
  for (entry& each : entries_) {
    each.where = unlike_any;
    each.what.reset();
  }
  contexts_.clear();
  asked_->where = unlike_any;
  ++generation_;
}

recall::circumstance recall::circumstances(const name_context* names) {
  constexpr circumstance first_context = 2;
  if (names == nullptr) return 1;
  // Those are of one session only.
  if (!names->temporary.empty() || names->recent != recent_definitions{}) return unlike_any;
  for (std::size_t i = 0; i < contexts_.size(); ++i) {
    if (*contexts_[i] == *names) return first_context + static_cast<circumstance>(i);
  }
  if (contexts_.size() == circumstances_max) return unlike_any;
  contexts_.push_back(std::make_unique<name_context>(*names));
  return first_context + static_cast<circumstance>(contexts_.size() - 1);
}

std::span<recall::entry> recall::set_of(std::uint64_t hash) {
  return std::span{entries_}.subspan(hash % sets * ways, ways);
}

recall::found recall::find(std::string_view text, lexing how, circumstance where, numbers which) {
  asked& last = *asked_;
  last.where = unlike_any;
  if (where == unlike_any || text.empty() || text.size() > text_bytes_max) return {};
  // How a backslash is read depends on more.
  if (text.find('\\') != std::string_view::npos) return {};
  last.generalized = which == numbers::any && generalize(text, last.buffer) > 0;
  const std::string_view key = last.generalized ? std::string_view{last.buffer} : text;
  last.hash = std::hash<std::string_view>{}(key) + where * 8 + static_cast<std::uint64_t>(how) * 2 + last.generalized;
  last.where = where;
  last.how = how;
  for (entry& each : set_of(last.hash)) {
    const bool alike = each.where == where && each.how == how && each.generalized == last.generalized;
    if (each.hash == last.hash && alike && each.what->text == key) {
      each.used = ++clock_;
      return {{each.what, &each.what->facts}, last.generalized};
    }
  }
  last.text.assign(key);
  return {};
}

void recall::note(analyzer& by, const name_context* names, const analysis& facts) {
  asked& last = *asked_;
  if (last.where == unlike_any || !is_plain(facts) || (last.generalized && !may_generalize(facts))) return;
  const auto short_hash = static_cast<std::uint32_t>(last.hash >> 32U);
  sighting& seen = seen_[last.hash / sets % seen_.size()];
  if (seen.hash != short_hash) seen = {short_hash, 0};
  if (++seen.times < sightings_until_known) return;
  seen = {};
  entry& oldest = *std::ranges::min_element(set_of(last.hash), {}, &entry::used);
  oldest.where = unlike_any;
  if (!oldest.what || oldest.what.use_count() > 1) oldest.what = std::make_shared<reading>();
  reading& fresh = *oldest.what;
  fresh.text = last.text;
  by.analyze(fresh.text, {.backslashes = last.how, .parameters = {}, .names = names}, fresh.facts);
  if (!is_plain(fresh.facts) || !same_facts(fresh.facts, facts)) return;
  if (last.generalized && !may_generalize(fresh.facts)) return;
  oldest.hash = last.hash;
  oldest.how = last.how;
  oldest.generalized = last.generalized;
  oldest.used = ++clock_;
  oldest.where = last.where;
}

}  // namespace countersign::parser
