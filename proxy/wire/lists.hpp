// Repeated parts of messages: numbers in a row, and values with a length before each. They borrow and were checked
// when the message was read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proxy/wire/reader.hpp"

namespace countersign::wire {

// Big-endian numbers of one size in a row. An index past the end gives zero.
template <class Number>
class number_list {
 public:
  number_list() = default;
  // Takes `count` numbers from where the reader stands; too few fail the reader.
  number_list(reader& from, std::size_t count) : bytes_(from.get_bytes(count * sizeof(Number))) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size() / sizeof(Number); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] Number operator[](std::size_t index) const {
    if (index >= size()) return 0;
    reader at(bytes_.substr(index * sizeof(Number), sizeof(Number)));
    if constexpr (sizeof(Number) == 2) {
      return static_cast<Number>(at.get_uint16());
    } else {
      return static_cast<Number>(at.get_uint32());
    }
  }

 private:
  std::string_view bytes_;
};
using oid_list = number_list<std::uint32_t>;
using format_list = number_list<std::uint16_t>;

enum class format : std::uint8_t { text, binary };

// One value of Bind, FunctionCall or DataRow.
struct value {
  std::string_view bytes;  // empty for null
  wire::format format = wire::format::text;
  bool null = false;
};

// Values in a row: for each a length, -1 for null, and its bytes; with the format codes that apply to them (none: all
// text; one: the same for all; else one each).
class value_list {
 public:
  value_list() = default;
  // Takes a 16-bit count and that many values. Fails the reader when formats and count do not fit each other.
  value_list(reader& from, format_list formats);

  class iterator {
   public:
    using value_type = value;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    iterator(std::string_view bytes, format_list formats, std::size_t index)
        : rest_(bytes), formats_(formats), index_(index) {}
    [[nodiscard]] value operator*() const;
    iterator& operator++();
    iterator operator++(int) {
      iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const iterator& other) const { return index_ == other.index_; }

   private:
    std::string_view rest_;
    format_list formats_;
    std::size_t index_ = 0;
  };
  [[nodiscard]] iterator begin() const { return {bytes_, formats_, 0}; }
  [[nodiscard]] iterator end() const { return {{}, formats_, count_}; }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  std::string_view bytes_;
  format_list formats_;
  std::size_t count_ = 0;
};

}  // namespace countersign::wire
