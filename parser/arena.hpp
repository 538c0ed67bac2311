// Memory for the results of one parse: grows by blocks, is emptied at once, and keeps what it grew to for the next.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace countersign::parser {

// Not thread-safe. Everything handed out lives until reset() or destruction.
class arena {
 public:
  // What is kept from one parse to the next: enough for all but the largest statements, little enough to have often.
  static constexpr std::size_t kept_bytes_max = 512 * 1024;

  arena() = default;
  arena(arena&&) noexcept = default;
  arena& operator=(arena&&) noexcept = default;

  [[nodiscard]] std::string_view copy(std::string_view text);

  template <typename T>
  [[nodiscard]] std::span<T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    if (items.empty()) return {};
    T* const at = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
    std::uninitialized_copy(items.begin(), items.end(), at);
    return {at, items.size()};
  }

  [[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment);
  void reset();
  [[nodiscard]] std::size_t capacity_bytes() const;

 private:
  struct block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };
  std::vector<block> blocks_;
  std::size_t used_ = 0;         // of the last block
  std::size_t first_bytes_ = 0;  // how large the first block should be, as the parses before had it
};

}  // namespace countersign::parser
