// One character of UTF-8 after the other.
#pragma once

#include <cstddef>
#include <string_view>

namespace countersign::parser {

struct utf8_character {
  char32_t point = 0;
  std::size_t bytes = 0;  // 0: not well-formed
};

// What `text`, which is not empty, begins with. Well-formed as in RFC 3629: no overlong forms, no surrogates, nothing
// past U+10FFFF.
[[nodiscard]] utf8_character utf8_front(std::string_view text);

}  // namespace countersign::parser
