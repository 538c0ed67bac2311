#include "proxy/net/cancel_registry.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace countersign::net {

void cancel_registry::add(std::uint32_t pid, std::string key, std::uint64_t session, session_handle who) {
  const std::lock_guard lock(guard_);
  by_pid_[pid].push_back({std::move(key), session, std::move(who)});
}

void cancel_registry::remove(std::uint32_t pid, std::uint64_t session) {
  const std::lock_guard lock(guard_);
  const auto at = by_pid_.find(pid);
  if (at == by_pid_.end()) return;
  std::erase_if(at->second, [session](const entry& each) { return each.session == session; });
  if (at->second.empty()) by_pid_.erase(at);
}

std::optional<session_handle> cancel_registry::find(std::uint32_t pid, std::string_view key) const {
  const std::lock_guard lock(guard_);
  const auto at = by_pid_.find(pid);
  if (at == by_pid_.end()) return std::nullopt;
  for (const entry& each : at->second) {
    if (each.key.size() == key.size() && CRYPTO_memcmp(each.key.data(), key.data(), key.size()) == 0) return each.who;
  }
  return std::nullopt;
}

receipt cancel_registry::take_slot() {
  std::size_t left = slots_left_->left.load();
  do {
    if (left == 0) return nullptr;
  } while (!slots_left_->left.compare_exchange_weak(left, left - 1));
  return receipt(slots_left_.get(), [kept = slots_left_](void*) { kept->left.fetch_add(1); });
}

std::size_t cancel_registry::size() const {
  const std::lock_guard lock(guard_);
  std::size_t count = 0;
  for (const auto& [pid, entries] : by_pid_) count += entries.size();
  return count;
}

}  // namespace countersign::net
