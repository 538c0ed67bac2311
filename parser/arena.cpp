#include "parser/arena.hpp"

#include <algorithm>
#include <cstring>

namespace countersign::parser {

namespace {
constexpr std::size_t first_block_bytes = 4096;
constexpr std::size_t block_bytes_max = std::size_t{1} << 20;  // growth stops here; larger requests get their own size
}  // namespace

void* arena::allocate(std::size_t bytes, std::size_t alignment) {
  if (!blocks_.empty()) {
    block& last = blocks_.back();
    const std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (start <= last.size && bytes <= last.size - start) {
      used_ = start + bytes;
      return last.bytes.get() + start;
    }
  }
  // new[] of bytes is aligned for every type that we store, so a fresh block starts aligned.
  const std::size_t grown =
      blocks_.empty() ? std::max(first_block_bytes, first_bytes_) : std::min(blocks_.back().size * 2, block_bytes_max);
  const std::size_t size = std::max(grown, bytes);
  blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
  used_ = bytes;
  return blocks_.back().bytes.get();
}

std::string_view arena::copy(std::string_view text) {
  if (text.empty()) return {};
  char* const at = static_cast<char*>(allocate(text.size(), 1));
  std::memcpy(at, text.data(), text.size());
  return {at, text.size()};
}

// What took several blocks gets one of their size when it comes again, so that the same statements need no memory anew.
void arena::reset() {
  const std::size_t total = capacity_bytes();
  if (blocks_.size() > 1 || total > kept_bytes_max) {
    first_bytes_ = std::min(total, kept_bytes_max);
    blocks_.clear();
  }
  used_ = 0;
}

std::size_t arena::capacity_bytes() const {
  std::size_t total = 0;
  for (const block& each : blocks_) total += each.size;
  return total;
}

}  // namespace countersign::parser
