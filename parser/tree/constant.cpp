#include "parser/tree/constant.hpp"

#include <fmt/format.h>

namespace countersign::parser::tree {

namespace {

constexpr std::size_t joined_bytes_max = 1024;

constant make_number(const std::optional<decimal>& value) {
  constant out;
  if (!value) return out;
  out.what = constant::number;
  out.value = *value;
  return out;
}

// As boolin() of bool.c reads it: unique prefixes of true, false, yes, no, and on, off, 1, 0.
std::optional<bool> parse_boolean(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  char lower[6];
  if (text.empty() || text.size() >= sizeof lower) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) lower[i] = static_cast<char>(text[i] | 0x20);
  const std::string_view word{lower, text.size()};
  const auto starts = [&](std::string_view whole) { return whole.starts_with(word); };
  if (text == "1" || starts("true") || starts("yes") || word == "on") return true;
  if (text == "0" || starts("false") || starts("no") || word == "of" || word == "off") return false;
  return std::nullopt;
}

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t out = bytes.empty() || static_cast<signed char>(bytes[0]) >= 0 ? 0 : ~std::uint64_t{0};
  for (const char c : bytes) out = (out << 8) | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(out);
}

// Type numbers of pg_type.dat.
enum type_number : type_oid {
  bool_type = 16,
  int8_type = 20,
  int2_type = 21,
  int4_type = 23,
  oid_type = 26,
  float4_type = 700,
  float8_type = 701
};

constant from_binary(const bound_value& value) {
  switch (value.type) {
    case bool_type:
      return value.bytes.size() == 1 ? truth_constant(value.bytes[0] != 0) : constant{};
    case int2_type:
    case int4_type:
    case int8_type:
      if (value.bytes.size() > 8 || value.bytes.empty()) return {};
      return make_number(decimal{big_endian(value.bytes), 0, true});
    case 19:
    case 25:
    case 705:
    case 1042:
    case 1043:
      return text_constant(value.bytes);
    default:
      return {};
  }
}

constant from_text(const bound_value& value) {
  switch (value.type) {
    case bool_type: {
      const std::optional<bool> truth = parse_boolean(value.bytes);
      return truth ? truth_constant(*truth) : constant{};
    }
    case int2_type:
    case int4_type:
    case int8_type:
    case oid_type:
    case float4_type:
    case float8_type:
    case 1700:
      return make_number(parse_decimal(value.bytes));
    default:
      return text_constant(value.bytes);
  }
}

enum class type_class : std::uint8_t { other, boolean, whole, fraction, text };

type_class classify(const TypeName* type) {
  const items<Node> names{type->names};
  if (names.empty() || type->setof || type->pct_type || type->arrayBounds != nullptr) return type_class::other;
  const std::string_view schema = names.size() > 1 ? string_of(names[names.size() - 2]) : std::string_view{};
  if (!schema.empty() && schema != "pg_catalog") return type_class::other;
  const std::string_view name = string_of(names[names.size() - 1]);
  if (name == "bool") return type_class::boolean;
  if (name == "int2" || name == "int4" || name == "int8") return type_class::whole;
  if (name == "numeric" || name == "float4" || name == "float8") return type_class::fraction;
  if (name == "text" || name == "varchar" || name == "bpchar" || name == "name") return type_class::text;
  return type_class::other;
}

std::string_view type_name(const TypeName* type) {
  const items<Node> names{type->names};
  return string_of(names[names.size() - 1]);
}

bool is_binary_fraction(const TypeName* type) {
  return type_name(type) == "float4" || type_name(type) == "float8";
}

// Others are rounded, and two that differ may be equal then.
bool is_exact_in_float4(const decimal& number) {
  constexpr int exact_max = 1 << 24;
  return number.scale == 0 && number.digits <= exact_max && number.digits >= -exact_max;
}

bool leaves_text_alone(const TypeName* type) {
  return type_name(type) == "text" || type_name(type) == "varchar";
}

bool is_first_use(const walker& walk, const ParamRef* node) {
  const std::string wanted = fmt::format("${}", node->number);
  const std::string_view text = walk.current_text();
  if (text.size() > searched_bytes_max) return false;
  const std::size_t offset = walk.current_offset();
  std::size_t at = text.find(wanted);
  const auto longer = [&] {
    const std::size_t end = at + wanted.size();
    return end < text.size() && text[end] >= '0' && text[end] <= '9';
  };
  while (at != std::string_view::npos && longer()) at = text.find(wanted, at + 1);
  return at != std::string_view::npos && node->location >= 0 && offset + at == static_cast<std::size_t>(node->location);
}

// Whether a bound value may become another one in its type, which the server has chosen where it is 0.
bool may_be_rounded(type_oid type, const constant& value) {
  constexpr type_oid char_type = 18;
  constexpr type_oid name_type = 19;
  constexpr type_oid bpchar_type = 1042;
  const bool open = type == 0;
  if (value.what == constant::text) {
    const bool blank = !value.words.empty() && value.words.back() == ' ';
    if (blank && (open || type == bpchar_type)) return true;
    if ((type == char_type && value.words.size() > 1) || (type == name_type && value.words.size() > name_bytes_max)) {
      return true;
    }
    const std::optional<decimal> number = open ? parse_decimal(value.words) : std::nullopt;
    return number && !is_exact_in_float4(*number);
  }
  const bool rounds = open || type == float4_type || type == float8_type;
  return rounds && value.what == constant::number && !is_exact_in_float4(value.value);
}

// The first and second modifier of varchar(n), numeric(p, s); -1 if not given or no plain number.
std::pair<int, int> modifiers(const TypeName* type) {
  const items<Node> all{type->typmods};
  const auto one = [&](std::size_t i) {
    if (i >= all.size() || tag_of(all[i]) != T_A_Const) return -1;
    const auto* value = as<A_Const>(all[i]);
    return !value->isnull && value->val.node.type == T_Integer ? value->val.ival.ival : -1;
  };
  return {one(0), one(1)};
}

}  // namespace

constant number_constant(int128 digits, bool whole) {
  return {.what = constant::number, .value = {.digits = digits, .scale = 0, .whole = whole}};
}

constant text_constant(std::string_view words) {
  return {.what = constant::text, .words = words};
}

constant truth_constant(bool truth) {
  return {.what = constant::boolean, .truth = truth};
}

bool leaves_text_alone(type_oid type) {
  return type == 25 || type == 705 || type == 1043;
}

constant literal(const A_Const* node) {
  if (node->isnull) {
    constant out;
    out.what = constant::null;
    return out;
  }
  switch (node->val.node.type) {
    case T_Integer:
      return make_number(decimal{node->val.ival.ival, 0, true});
    case T_Float:
      return make_number(parse_decimal(text_of(node->val.fval.fval)));
    case T_Boolean:
      return truth_constant(node->val.boolval.boolval);
    case T_String:
      return text_constant(text_of(node->val.sval.sval));
    default:
      return {};
  }
}

constant bound(const walker& walk, const ParamRef* node) {
  constant out;
  out.what = constant::parameter;
  out.parameter_number = static_cast<std::uint32_t>(node->number);
  const auto number = static_cast<std::size_t>(node->number);
  if (number == 0 || number > walk.parameters().size()) return out;
  const bound_value& value = walk.parameters()[number - 1];
  if (value.null) {
    out.what = constant::null;
    return out;
  }
  constant known = value.format == wire_format::binary ? from_binary(value) : from_text(value);
  known.outlives = known.what == constant::text;
  // Other types have other spellings of the same value. The server takes a type that it was not told from the first
  // use.
  if (known.outlives && !leaves_text_alone(value.type) && (value.type != 0 || !is_first_use(walk, node))) {
    known.typed = true;
  }
  if (value.type == float4_type || value.type == float8_type) known.typed = true;
  return known.known() && !may_be_rounded(value.type, known) ? known : out;
}

constant cast(walker& walk, const constant& value, const TypeName* type) {
  if (value.what == constant::null) return value;
  const auto [first, second] = modifiers(type);
  const bool modified = type->typmods != nullptr;
  const type_class to = classify(type);
  // What a date, an interval or a float8 is as a text is for its type and the session's settings to say.
  const bool spelled_by_type = value.typed && (value.what == constant::text || to == type_class::text);
  const bool rounded_float = value.typed && to == type_class::fraction && !is_binary_fraction(type);
  if (value.not_null || (spelled_by_type && to != type_class::other) || rounded_float) return {.not_null = true};
  switch (to) {
    case type_class::other:
      if (value.what == constant::text) {
        constant out = value;
        out.typed = true;
        return out;
      }
      return {};
    case type_class::boolean: {
      if (value.what == constant::boolean) return value;
      if (value.what == constant::number && value.value.whole) return truth_constant(value.value.digits != 0);
      if (value.what != constant::text) return {};
      const std::optional<bool> truth = parse_boolean(value.words);
      return truth ? truth_constant(*truth) : constant{};
    }
    case type_class::whole: {
      if (value.what == constant::boolean) return make_number(decimal{value.truth ? 1 : 0, 0, true});
      if (value.what == constant::parameter) return value;
      std::optional<decimal> number;
      if (value.what == constant::number) number = round_to(value.value, 0);
      if (value.what == constant::text) number = parse_decimal(value.words);
      if (number && value.what == constant::text && !number->whole) number.reset();
      if (number) number->whole = true;
      return make_number(number);
    }
    case type_class::fraction: {
      if (value.what == constant::parameter && !modified) return value;
      std::optional<decimal> number;
      if (value.what == constant::number) number = value.value;
      if (value.what == constant::text) number = parse_decimal(value.words);
      if (number && modified) number = first >= 0 ? round_to(*number, second > 0 ? second : 0) : std::nullopt;
      if (number) number->whole = false;
      if (number && is_binary_fraction(type) && !is_exact_in_float4(*number)) number.reset();
      constant out = make_number(number);
      out.typed = is_binary_fraction(type);
      return out;
    }
    case type_class::text: {
      if (value.what == constant::parameter && !modified) return value;
      if (!value.known()) return {};
      constant out = value.what == constant::text ? value : text_constant(constant_words(walk, value));
      out.typed = false;
      // Shorter in bytes is shorter in characters; a longer one is cut, and bpchar is filled up.
      if (modified && (first < 0 || out.words.size() > static_cast<std::size_t>(first))) return {};
      // Blanks at the end of a char(n) do not count, and a name ends after 63 bytes.
      if (out.words.size() > name_bytes_max || (!out.words.empty() && out.words.back() == ' ')) {
        if (!leaves_text_alone(type)) return {};
      }
      return out;
    }
  }
  return {};
}

constant apply_unary(const constant& value, std::string_view sign) {
  if (value.what == constant::null) return value;
  if (sign == "+") return value;
  if (sign != "-") return {};
  if (value.what == constant::number) {
    constant out = make_number(negate(value.value));
    out.typed = value.typed;
    return out;
  }
  if (value.what == constant::parameter) {
    constant out = value;
    out.negated = !out.negated;
    return out;
  }
  return {};
}

constant apply_binary(walker& walk, const constant& left, const constant& right, std::string_view sign) {
  if (!left.known() || !right.known()) return {};
  // Every operator of PostgreSQL that is used here is strict.
  if (left.what == constant::null) return left;
  if (right.what == constant::null) return right;
  if (sign == "||") {
    if (left.what == constant::boolean || right.what == constant::boolean || left.typed || right.typed) return {};
    if (left.words.size() + right.words.size() > joined_bytes_max) return {};
    const std::string_view a = constant_words(walk, left);
    const std::string_view b = constant_words(walk, right);
    // A long chain would otherwise cost its square.
    if (a.size() + b.size() > joined_bytes_max) return {};
    return text_constant(walk.join({a, b}));
  }
  std::optional<decimal> a;
  std::optional<decimal> b;
  if (left.what == constant::number) a = left.value;
  if (right.what == constant::number) b = right.value;
  if (!a && b && left.what == constant::text && !left.typed) a = parse_decimal(left.words);
  if (!b && a && right.what == constant::text && !right.typed) b = parse_decimal(right.words);
  if (!a || !b) return {};
  constant out;
  if (sign == "+") out = make_number(add(*a, *b));
  if (sign == "-") out = make_number(add(*a, *negate(*b)));
  if (sign == "*") out = make_number(multiply(*a, *b));
  if (sign == "/") out = make_number(divide(*a, *b));
  if (sign == "%") out = make_number(remainder(*a, *b));
  out.typed = left.typed || right.typed;
  return out;
}

namespace {

std::optional<bool> judge_order(std::strong_ordering order, std::string_view sign) {
  if (sign == "=") return order == 0;
  if (sign == "<>" || sign == "!=") return order != 0;
  if (sign == "<") return order < 0;
  if (sign == ">") return order > 0;
  if (sign == "<=") return order <= 0;
  if (sign == ">=") return order >= 0;
  return std::nullopt;
}

}  // namespace

std::optional<bool> compare_constants(const constant& left, const constant& right, std::string_view sign) {
  const bool numbers = left.what == constant::number || right.what == constant::number;
  if (numbers) {
    std::optional<decimal> a = left.what == constant::number ? std::optional{left.value} : std::nullopt;
    std::optional<decimal> b = right.what == constant::number ? std::optional{right.value} : std::nullopt;
    if (!a && left.what == constant::text) a = parse_decimal(left.words);
    if (!b && right.what == constant::text) b = parse_decimal(right.words);
    const std::optional<std::strong_ordering> order = a && b ? compare(*a, *b) : std::nullopt;
    return order ? judge_order(*order, sign) : std::nullopt;
  }
  std::optional<bool> p = left.what == constant::boolean ? std::optional{left.truth} : std::nullopt;
  std::optional<bool> q = right.what == constant::boolean ? std::optional{right.truth} : std::nullopt;
  if (p || q) {
    if (!p && left.what == constant::text) p = parse_boolean(left.words);
    if (!q && right.what == constant::text) q = parse_boolean(right.words);
    return p && q ? judge_order(*p <=> *q, sign) : std::nullopt;
  }
  if (left.what != constant::text || right.what != constant::text) return std::nullopt;
  if (left.words == right.words) return judge_order(std::strong_ordering::equal, sign);
  // Which of two texts comes first is the collation's business; that they differ is not, unless their type says more.
  if (left.typed || right.typed) return std::nullopt;
  if (sign == "=") return false;
  if (sign == "<>" || sign == "!=") return true;
  return std::nullopt;
}

std::string_view constant_words(walker& walk, const constant& value) {
  switch (value.what) {
    case constant::boolean:
      return value.truth ? "true" : "false";
    case constant::number:
      return decimal_words(value.value, walk.memory());
    case constant::text:
      return value.outlives ? value.words : walk.keep(value.words);
    case constant::null:
    case constant::parameter:
    case constant::unknown:
      return {};
  }
  return {};
}

}  // namespace countersign::parser::tree
