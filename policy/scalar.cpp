#include "policy/scalar.hpp"

namespace countersign::policy {

readings::readings(const parser::assigned_value& value, std::span<const parser::bound_value> parameters) {
  using parser::value_kind;
  switch (value.kind) {
    case value_kind::null:
    case value_kind::unchanged:
      null_ = true;
      return;
    case value_kind::unknown:
      return;
    case value_kind::literal:
      add({.what = reading::kind::text, .text = value.text});
      break;
    case value_kind::parameter: {
      if (value.parameter == 0 || value.parameter > parameters.size()) return;
      const parser::bound_value& bound = parameters[value.parameter - 1];
      if (bound.null) {
        null_ = true;
        return;
      }
      if (bound.format == parser::wire_format::binary) {
        read_binary(bound, *this);
      } else {
        add({.what = reading::kind::text, .text = bound.bytes});
      }
      break;
    }
  }
  for (std::size_t i = 0; i < count_; ++i) {
    all_[i].negated = value.kind == value_kind::parameter && value.negated;
    all_[i].relative = value.relative;
  }
}

namespace {

match certain(bool what) {
  return what ? match::yes : match::no;
}

match judge(int order, comparison how) {
  switch (how) {
    case comparison::over:
      return certain(order > 0);
    case comparison::under:
      return certain(order < 0);
    case comparison::is:
      return certain(order == 0);
  }
  return match::maybe;
}

match compare_number(const reading& value, comparison how, const operand& with) {
  if (value.what != reading::kind::text && value.what != reading::kind::number) return match::maybe;
  auto left = decimal::parse(value.text);
  const auto right = decimal::parse(with.text);
  if (!left || !right) return match::maybe;
  if (value.negated) left = left->negated();
  if (value.relative) {
    // What a change leads to is not known, only how large it is. A large one is over; a small one is under, and one
    // that is not small may still end up under.
    const match size = judge(left->absolute().compare(*right), how);
    if (how == comparison::over) return size;
    return how == comparison::under && size == match::yes ? match::yes : match::maybe;
  }
  const match out = judge(left->compare(*right), how);
  if (how == comparison::is && out == match::no && left->could_round_to(*right)) return match::maybe;
  return out;
}

match compare_moment(const reading& value, comparison how, const operand& with) {
  if (value.negated || value.relative) return match::maybe;
  std::optional<moment> left;
  if (value.what == reading::kind::moment) left = value.when;
  if (value.what == reading::kind::text) left = moment::parse(value.text);
  if (!left) return match::maybe;
  const auto order = left->compare(with.when);
  return order ? judge(*order, how) : match::maybe;
}

char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The words that PostgreSQL takes for booleans, in any case, with any unique beginning.
std::optional<bool> parse_boolean(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || (text.back() >= '\t' && text.back() <= '\r'))) text.remove_suffix(1);
  const auto begins = [&](std::string_view word, std::size_t least) {
    if (text.size() < least || text.size() > word.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (fold(text[i]) != word[i]) return false;
    }
    return true;
  };
  if (begins("true", 1) || begins("yes", 1) || begins("on", 2) || text == "1") return true;
  if (begins("false", 1) || begins("no", 1) || begins("off", 2) || text == "0") return false;
  return std::nullopt;
}

match compare_boolean(const reading& value, const operand& with) {
  if (value.negated || value.relative) return match::maybe;
  std::optional<bool> left;
  if (value.what == reading::kind::boolean) left = value.truth;
  if (value.what == reading::kind::text) left = parse_boolean(value.text);
  return left ? certain(*left == with.truth) : match::maybe;
}

// Characters that some type drops or changes: blanks (char(n)), case (citext, uuid), the dashes and braces of a uuid.
bool is_loose(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == '-' || c == '{' || c == '}';
}

bool loosely_equal(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  for (;;) {
    while (i < a.size() && is_loose(a[i])) ++i;
    while (j < b.size() && is_loose(b[j])) ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (fold(a[i++]) != fold(b[j++])) return false;
  }
}

match compare_text(const reading& value, const operand& with) {
  if (value.negated || value.relative) return match::maybe;
  switch (value.what) {
    case reading::kind::text: {
      if (value.text == with.text) return match::yes;
      if (loosely_equal(value.text, with.text)) return match::maybe;
      const auto left = decimal::parse(value.text);
      const auto right = decimal::parse(with.text);
      return left && right && left->compare(*right) == 0 ? match::maybe : match::no;
    }
    case reading::kind::number: {
      const auto left = decimal::parse(value.text);
      const auto right = decimal::parse(with.text);
      return left && right ? certain(left->compare(*right) == 0) : match::maybe;
    }
    case reading::kind::boolean: {
      const auto right = parse_boolean(with.text);
      return right ? certain(*right == value.truth) : match::maybe;
    }
    case reading::kind::moment: {
      const auto right = moment::parse(with.text);
      const auto order = right ? value.when.compare(*right) : std::nullopt;
      return order ? certain(*order == 0) : match::maybe;
    }
  }
  return match::maybe;
}

}  // namespace

match compare(const reading& value, comparison how, const operand& with) {
  switch (with.what) {
    case operand::kind::number:
      return compare_number(value, how, with);
    case operand::kind::moment:
      return compare_moment(value, how, with);
    case operand::kind::boolean:
      return how == comparison::is ? compare_boolean(value, with) : match::maybe;
    case operand::kind::text:
      return how == comparison::is ? compare_text(value, with) : match::maybe;
  }
  return match::maybe;
}

}  // namespace countersign::policy
