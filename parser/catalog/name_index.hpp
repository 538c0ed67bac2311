// Where things are in a vector, by their names.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parser/arena.hpp"

namespace countersign::parser {

// Those that are wanted; the positions live in the arena.
template <typename Item, typename Wanted>
std::unordered_map<std::string_view, std::span<const std::uint32_t>> index_by_name(const std::vector<Item>& items,
                                                                                   arena& memory, Wanted wanted) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    if (wanted(items[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return items[i].name; });
  const std::span<const std::uint32_t> sorted = memory.copy(std::span<const std::uint32_t>{order});
  std::unordered_map<std::string_view, std::span<const std::uint32_t>> out;
  for (std::size_t first = 0; first < sorted.size();) {
    std::size_t end = first;
    while (end < sorted.size() && items[sorted[end]].name == items[sorted[first]].name) ++end;
    out.emplace(items[sorted[first]].name, sorted.subspan(first, end - first));
    first = end;
  }
  return out;
}

// Those whose schema or name is not all ASCII.
template <typename Item>
std::span<const std::uint32_t> beyond_ascii(const std::vector<Item>& items, arena& memory) {
  const auto is_plain = [](std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    if (!is_plain(items[i].schema) || !is_plain(items[i].name)) found.push_back(i);
  }
  return memory.copy(std::span<const std::uint32_t>{found});
}

}  // namespace countersign::parser
