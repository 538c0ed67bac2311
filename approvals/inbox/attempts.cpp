#include "approvals/inbox/attempts.hpp"

namespace countersign::approvals::inbox {

std::chrono::seconds attempts::wait(std::string_view address, time_point now) const {
  const auto at = all_.find(std::string(address));
  if (at == all_.end() || at->second.until <= now || at->second.failures < limits_.failures_max) return {};
  return std::chrono::ceil<std::chrono::seconds>(at->second.until - now);
}

void attempts::failed(std::string_view address, time_point now) {
  if (all_.size() >= limits_.addresses_max) {
    std::erase_if(all_, [&](const auto& one) { return one.second.until <= now; });
    // So many failing addresses at once are an attack on this table; forgetting is better than growing, because the
    // tokens themselves cannot be guessed.
    if (all_.size() >= limits_.addresses_max) all_.clear();
  }
  auto& mine = all_[std::string(address)];
  if (mine.until <= now) mine = {0, now + limits_.window};
  ++mine.failures;
}

void attempts::forgive(std::string_view address) {
  const auto at = all_.find(std::string(address));
  if (at != all_.end() && at->second.failures > 0) --at->second.failures;
}

}  // namespace countersign::approvals::inbox
