// Counts what a thread allocates with new, so that a test can say that something does not.
#pragma once

#include <cstddef>

namespace countersign::test {

// Of this thread. Stands still in builds with a sanitizer.
[[nodiscard]] std::size_t allocations_so_far();

}  // namespace countersign::test
