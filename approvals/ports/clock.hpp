// Time and randomness come in from outside, so that tests choose them.
#pragma once

#include <cstddef>
#include <span>

#include "approvals/records.hpp"

namespace countersign::approvals {

class clock {
 public:
  virtual ~clock() = default;
  [[nodiscard]] virtual time_point now() const = 0;
};

class id_source {
 public:
  virtual ~id_source() = default;
  // Fills with unpredictable bytes; they name holds, tokens and sessions of the inbox.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace countersign::approvals
