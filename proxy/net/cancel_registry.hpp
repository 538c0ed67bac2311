// Which session a CancelRequest is for.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proxy/net/session_handle.hpp"

namespace countersign::net {

// Thread-safe. Keys are secrets: they are compared in constant time and never logged.
class cancel_registry {
 public:
  explicit cancel_registry(std::size_t concurrent_max) : slots_left_(std::make_shared<slots>(concurrent_max)) {}

  void add(std::uint32_t pid, std::string key, std::uint64_t session, session_handle who);
  void remove(std::uint32_t pid, std::uint64_t session);
  [[nodiscard]] std::optional<session_handle> find(std::uint32_t pid, std::string_view key) const;

  // The right to have one cancel under way, given back when the last copy goes; null if too many are.
  [[nodiscard]] receipt take_slot();
  [[nodiscard]] std::size_t size() const;

 private:
  struct entry {
    std::string key;
    std::uint64_t session = 0;
    session_handle who;
  };
  struct slots {
    explicit slots(std::size_t count) : left(count) {}
    std::atomic<std::size_t> left;
  };
  mutable std::mutex guard_;
  // Several backends can have one pid: another upstream's, or one that is gone while its session is not.
  std::unordered_map<std::uint32_t, std::vector<entry>> by_pid_;
  std::shared_ptr<slots> slots_left_;
};

}  // namespace countersign::net
