// The audit log as a file: append-only JSON Lines, readable by its owner only.
#pragma once

#include <string>

#include "approvals/ports/audit.hpp"

namespace countersign::app {

// Opened when first needed and again after an error, so that a full disk or a moved file heals by itself.
class audit_file final : public approvals::audit_log {
 public:
  explicit audit_file(std::string path);
  ~audit_file() override;
  audit_file(const audit_file&) = delete;
  audit_file& operator=(const audit_file&) = delete;
  [[nodiscard]] bool append(std::string_view json_line) override;
  [[nodiscard]] bool flush() override;
  [[nodiscard]] std::string_view why() const override { return why_; }

 private:
  [[nodiscard]] bool open();
  [[nodiscard]] bool fail(std::string_view doing);
  std::string path_;
  std::string buffer_;  // lines since the last flush
  std::string why_;
  int fd_ = -1;
};

}  // namespace countersign::app
