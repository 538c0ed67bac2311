// The library's parser by itself: what every statement costs at least, to compare ours with.
#pragma once

#include <cstddef>

namespace countersign::parser::tree {

// Parses as analyze() does and throws the tree away. How many statements there were; 0 where it did not parse.
[[nodiscard]] std::size_t raw_parse(const char* text);

}  // namespace countersign::parser::tree
