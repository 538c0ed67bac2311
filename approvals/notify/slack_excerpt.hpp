// Which parts of a long statement a message shows, when it cannot show all of it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "approvals/records.hpp"

namespace countersign::approvals::notify {

struct excerpt_part {
  std::size_t offset = 0;
  std::string_view text;
};
struct excerpt {
  std::vector<excerpt_part> parts;  // in order, apart from each other
  std::size_t gated_left_out = 0;   // gated places that found no room
};

// The surroundings of every gated place, and the beginning, together about `bytes_max` bytes. Cuts between characters.
[[nodiscard]] excerpt excerpt_of(std::string_view statement, std::span<const effect_line> effects,
                                 std::size_t bytes_max);

}  // namespace countersign::approvals::notify
