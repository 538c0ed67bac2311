// Waiting for something to become true, with a bound. There is no other way to wait in these tests: a fixed sleep is
// either too short on a busy machine or too long everywhere else.
#pragma once

#include <chrono>
#include <utility>

namespace countersign::test {

using milliseconds = std::chrono::milliseconds;

// A moment after which waiting is over.
class deadline {
 public:
  explicit deadline(milliseconds within) : at_{std::chrono::steady_clock::now() + within} {}
  [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at_; }
  // What is left, never negative, as poll(2) takes it.
  [[nodiscard]] int left() const;

 private:
  std::chrono::steady_clock::time_point at_;
};

// Lets other processes run for a few milliseconds.
void pause_briefly();

// True as soon as `holds()` is; false if it still is not after `within`. Asked at least once, and once at the very end.
template <class Predicate>
[[nodiscard]] bool eventually(milliseconds within, Predicate&& holds) {
  const deadline end{within};
  for (;;) {
    const bool last = end.passed();
    if (std::forward<Predicate>(holds)()) return true;
    if (last) return false;
    pause_briefly();
  }
}

}  // namespace countersign::test
