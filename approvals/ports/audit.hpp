// The audit record: append-only, one JSON object a line.
#pragma once

#include <string_view>

namespace countersign::approvals {

// Used by the desk's thread only.
class audit_log {
 public:
  virtual ~audit_log() = default;
  // Adds one line (without its newline). False if it could not be written; `why()` then says so. Durable after flush().
  [[nodiscard]] virtual bool append(std::string_view json_line) = 0;
  [[nodiscard]] virtual bool flush() = 0;
  [[nodiscard]] virtual std::string_view why() const = 0;
};

}  // namespace countersign::approvals
