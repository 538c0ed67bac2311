// Time, randomness and news as the running program has them.
#pragma once

#include <openssl/rand.h>

#include <stdexcept>
#include <vector>

#include "approvals/ports/clock.hpp"
#include "approvals/ports/notifier.hpp"

namespace countersign::app {

class system_clock final : public approvals::clock {
 public:
  [[nodiscard]] approvals::time_point now() const override { return std::chrono::system_clock::now(); }
};

class system_ids final : public approvals::id_source {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::runtime_error("no randomness");
  }
};

// Every channel hears everything. Filled before the desk's thread starts.
class all_channels final : public approvals::notifier {
 public:
  void add(approvals::notifier& channel) { channels_.push_back(&channel); }
  void on_news(approvals::news_kind what, std::shared_ptr<const approvals::hold> about) override {
    for (approvals::notifier* const each : channels_) each->on_news(what, about);
  }

 private:
  std::vector<approvals::notifier*> channels_;
};

}  // namespace countersign::app
