#include "policy/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "parser/analysis.hpp"
#include "policy/words.hpp"

namespace countersign::policy {

void report::mistake(position where, std::string key, std::string message, std::string suggestion) {
  mistakes_.push_back({file_, where.line, where.column, std::move(key), std::move(message), std::move(suggestion)});
}

void report::warning(position where, std::string key, std::string message, std::string suggestion) {
  warnings_.push_back({file_, where.line, where.column, std::move(key), std::move(message), std::move(suggestion)});
}

namespace {

std::vector<diagnostic> sorted(std::vector<diagnostic> all) {
  std::stable_sort(all.begin(), all.end(), [](const diagnostic& a, const diagnostic& b) {
    return std::pair{a.line, a.column} < std::pair{b.line, b.column};
  });
  return all;
}

}  // namespace

std::vector<diagnostic> report::take_mistakes() {
  return sorted(std::move(mistakes_));
}
std::vector<diagnostic> report::take_warnings() {
  return sorted(std::move(warnings_));
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown_bytes_max = 80;
  const bool cut = text.size() > shown_bytes_max;
  if (cut) {
    std::size_t end = shown_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
    text = text.substr(0, end);
  }
  std::string out = parser::visible(text);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return fmt::format("\"{}{}\"", out, cut ? "..." : "");
}

table_reader::table_reader(const node& table, std::string path, report& to)
    : table_(table), path_(std::move(path)), to_(to) {}

std::string table_reader::key(std::string_view name) const {
  return path_.empty() ? std::string{name} : fmt::format("{}.{}", path_, name);
}

position table_reader::where_of(std::string_view name) const {
  const member* const found = table_.find(name);
  return found == nullptr ? table_.where : found->where;
}

std::optional<field> table_reader::any(std::string_view name) {
  known_.push_back(name);
  const member* const found = table_.find(name);
  if (found == nullptr) return std::nullopt;
  return field{&found->value, key(name)};
}

std::optional<field> table_reader::typed(std::string_view name, node::kind wanted, std::string_view example) {
  auto found = any(name);
  if (!found || found->value->what == wanted) return found;
  to_.mistake(found->value->where, found->key,
              fmt::format("{} is wanted here, not {}", to_string(wanted), to_string(found->value->what)),
              example.empty() ? std::string{} : fmt::format("write it as in {} = {}", name, example));
  return std::nullopt;
}

std::optional<field> table_reader::text(std::string_view name) {
  return typed(name, node::kind::text, "\"...\"");
}
std::optional<field> table_reader::boolean(std::string_view name) {
  return typed(name, node::kind::boolean, "true");
}
std::optional<field> table_reader::integer(std::string_view name) {
  return typed(name, node::kind::integer, "2");
}
std::optional<field> table_reader::table(std::string_view name) {
  return typed(name, node::kind::table, "{ ... }");
}

std::vector<field> table_reader::texts(std::string_view name) {
  const auto found = any(name);
  if (!found) return {};
  const node& value = *found->value;
  if (value.what == node::kind::text) return {*found};
  if (value.what != node::kind::array) {
    to_.mistake(value.where, found->key, fmt::format("a list of texts is wanted here, not {}", to_string(value.what)),
                fmt::format("write it as in {} = [\"...\"]", name));
    return {};
  }
  if (value.items.empty()) {
    to_.mistake(value.where, found->key, "the list is empty", "leave the key out, or name something");
  }
  std::vector<field> out;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    field each{&value.items[i], fmt::format("{}[{}]", found->key, i + 1)};
    if (each.value->what == node::kind::text) {
      out.push_back(std::move(each));
    } else {
      to_.mistake(each.value->where, each.key,
                  fmt::format("a text is wanted here, not {}", to_string(each.value->what)), "put it in quotes");
    }
  }
  return out;
}

std::vector<field> table_reader::tables(std::string_view name) {
  const auto found = any(name);
  if (!found) return {};
  const node& value = *found->value;
  const std::string hint = fmt::format("begin each with a line [[{}]]", name);
  if (value.what != node::kind::array) {
    to_.mistake(value.where, found->key, fmt::format("a list of tables is wanted here, not {}", to_string(value.what)),
                hint);
    return {};
  }
  std::vector<field> out;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    field each{&value.items[i], fmt::format("{}[{}]", found->key, i + 1)};
    if (each.value->what == node::kind::table) {
      out.push_back(std::move(each));
    } else {
      to_.mistake(each.value->where, each.key,
                  fmt::format("a table is wanted here, not {}", to_string(each.value->what)), hint);
    }
  }
  return out;
}

void table_reader::finish() {
  for (const member& each : table_.members) {
    if (std::find(known_.begin(), known_.end(), each.key) != known_.end()) continue;
    const auto near = nearest(each.key, known_);
    to_.mistake(each.where, key(parser::visible(each.key)), "this key is not known",
                near ? fmt::format("did you mean {}?", *near) : fmt::format("known here are {}", join_or(known_)));
  }
}

}  // namespace countersign::policy
