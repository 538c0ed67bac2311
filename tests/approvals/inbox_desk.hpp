// What a desk needs in a test: an audit log in memory, real randomness, a clock that can be moved, and a thread.
#pragma once

#include <openssl/rand.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "approvals/desk.hpp"
#include "approvals/ports/desk_access.hpp"

namespace countersign::approvals::tests {

struct kept_audit final : audit_log {
  std::vector<std::string> lines;
  bool append(std::string_view line) override { return lines.emplace_back(line), true; }
  bool flush() override { return true; }
  [[nodiscard]] std::string_view why() const override { return ""; }
};

struct openssl_ids final : id_source {
  void fill(std::span<std::uint8_t> bytes) override {
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::runtime_error("no randomness");
  }
};

// The system's time plus what a test adds to it.
struct moved_clock final : approvals::clock {
  std::atomic<std::int64_t> ahead_seconds = 0;
  [[nodiscard]] time_point now() const override {
    return std::chrono::system_clock::now() + std::chrono::seconds(ahead_seconds.load());
  }
};

// Passes news on to an inbox that is made after the desk.
struct late_notifier final : notifier {
  std::atomic<notifier*> to = nullptr;
  void on_news(news_kind what, std::shared_ptr<const hold> about) override {
    if (auto* there = to.load()) there->on_news(what, std::move(about));
  }
};

class desk_thread final : public desk_access {
 public:
  explicit desk_thread(std::unique_ptr<desk> what) : desk_(std::move(what)), thread_([this] { run(); }) {}
  ~desk_thread() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  void post(std::function<void(desk&)> work) override {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      queue_.push_back(std::move(work));
    }
    wake_.notify_one();
  }

  // Waits for `work` to be done and durable.
  template <class Work>
  auto ask(Work work) {
    using answer = std::invoke_result_t<Work, desk&>;
    auto promised = std::make_shared<std::promise<answer>>();
    auto result = promised->get_future();
    post([promised, work = std::move(work)](desk& d) mutable {
      if constexpr (std::is_void_v<answer>) {
        work(d);
        promised->set_value();
      } else {
        promised->set_value(work(d));
      }
    });
    return result.get();
  }

 private:
  void run() {
    while (true) {
      std::deque<std::function<void(desk&)>> now;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (stopping_) return;
        now.swap(queue_);
      }
      desk_->begin_batch();
      for (auto& work : now) work(*desk_);
      desk_->end_batch();
    }
  }

  std::unique_ptr<desk> desk_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void(desk&)>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace countersign::approvals::tests
