#include "policy/candidate.hpp"

#include <algorithm>

namespace countersign::policy {

namespace {

constexpr std::uint64_t every_bit = ~std::uint64_t{0};
static_assert(kind_count <= 64);

constexpr std::uint64_t bit(std::size_t number) {
  return std::uint64_t{1} << (number & 63);
}

// Length and both ends, whatever the letters' case, for the names of settings ignore it.
std::uint64_t bit_of_name(std::string_view name) {
  const auto letter = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c) | 0x20u); };
  return bit(name.size() * 31 + letter(name.front()) * 7 + letter(name.back()) * 13);
}

std::uint64_t bits_of(const glob& name) {
  const auto literal = name.literal();
  return literal && !literal->empty() ? bit_of_name(*literal) : every_bit;
}

std::uint64_t bits_of(const object_pattern& pattern) {
  const std::uint64_t flat = bits_of(pattern.flat) | bits_of(pattern.setting);
  return pattern.flat_only ? flat : flat | bits_of(pattern.name);
}

}  // namespace

effect_key key_of(const parser::effect& what) {
  effect_key key;
  // No object may be any, and what is done to a schema is compared with the schemas of patterns. Overlong names of
  // settings may match anything.
  constexpr std::size_t setting_bytes_max = 256;
  const bool by_name =
      !what.object.empty() && what.object.size() <= setting_bytes_max && what.kind != parser::object_kind::schema;
  key.names = by_name ? bit_of_name(what.object) : every_bit;
  key.kinds = bit(index_of(what.kind));
  key.wheres = static_cast<std::uint8_t>(1u << static_cast<unsigned>(what.where));
  return key;
}

candidate candidate_of(const rule& from, rule_index index, parser::verb what) {
  const auto asks = [&](condition which) { return std::ranges::find(from.asks, which) != from.asks.end(); };
  candidate out;
  out.rule = index;
  // Without a catalog it may match whatever the statement names.
  if (from.needs_catalog) return out;
  parser::effect sample;
  sample.what = what;
  const subject nobody;
  const question about{nobody, sample, {}};
  // What the condition itself says to each, so that there is one place only that knows.
  if (asks(condition::kinds)) {
    out.kinds = 0;
    for (std::size_t i = 0; i < kind_count; ++i) {
      sample.kind = static_cast<parser::object_kind>(i);
      if (check(from, condition::kinds, about) != match::no) out.kinds |= bit(i);
    }
  }
  if (asks(condition::where)) {
    out.wheres = 0;
    for (unsigned i = 0; i <= static_cast<unsigned>(parser::restriction::restricted); ++i) {
      sample.where = static_cast<parser::restriction>(i);
      if (check(from, condition::where, about) != match::no) out.wheres |= static_cast<std::uint8_t>(1u << i);
    }
  }
  if (asks(condition::objects)) {
    out.names = 0;
    for (const object_pattern& each : from.objects) out.names |= bits_of(each);
  }
  return out;
}

}  // namespace countersign::policy
