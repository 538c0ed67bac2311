// Counts failed log-ins, so that guessing is slow and cheap to refuse.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "approvals/records.hpp"

namespace countersign::approvals::inbox {

struct attempt_limits {
  unsigned failures_max = 10;  // per address and window
  std::chrono::seconds window{60};
  std::size_t addresses_max = 10'000;
};

class attempts {
 public:
  explicit attempts(attempt_limits limits) : limits_(limits) {}

  // How long this address has to wait; zero if it may try.
  [[nodiscard]] std::chrono::seconds wait(std::string_view address, time_point now) const;
  void failed(std::string_view address, time_point now);
  // Takes one failure back: an attempt is counted before it is judged, so that many at once cannot slip by.
  void forgive(std::string_view address);

 private:
  struct entry {
    unsigned failures = 0;
    time_point until{};
  };
  attempt_limits limits_;
  std::unordered_map<std::string, entry> all_;
};

}  // namespace countersign::approvals::inbox
