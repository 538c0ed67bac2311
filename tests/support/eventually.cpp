#include "tests/support/eventually.hpp"

#include <poll.h>

#include <algorithm>

namespace countersign::test {

int deadline::left() const {
  const auto left = std::chrono::ceil<milliseconds>(at_ - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<long long>(left.count(), 0, 1'000'000'000));
}

void pause_briefly() {
  ::poll(nullptr, 0, 5);
}

}  // namespace countersign::test
