#include "proxy/app/desk_thread.hpp"

namespace countersign::app {

desk_thread::desk_thread(approvals::desk& about, std::function<void(std::string_view)> trouble)
    : desk_(about), trouble_(std::move(trouble)), thread_([this] { run(); }) {}

desk_thread::~desk_thread() {
  stop();
}

void desk_thread::post(std::function<void(approvals::desk&)> work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void desk_thread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void desk_thread::run_batch(std::deque<std::function<void(approvals::desk&)>>& batch) {
  const auto guarded = [this](const auto& work) {
    try {
      work();
    } catch (const std::exception& error) {
      trouble_(error.what());
    }
  };
  if (!batch.empty()) {
    guarded([&] { desk_.begin_batch(); });
    for (const auto& each : batch) guarded([&] { each(desk_); });
    guarded([&] { desk_.end_batch(); });
    batch.clear();
  }
}

void desk_thread::run() {
  std::deque<std::function<void(approvals::desk&)>> batch;
  std::optional<approvals::time_point> next;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      const auto ready = [this] { return stopping_ || !queue_.empty(); };
      if (next) {
        wake_.wait_until(lock, *next, ready);
      } else {
        wake_.wait(lock, ready);
      }
      if (stopping_ && queue_.empty()) return;
      batch.swap(queue_);
    }
    run_batch(batch);
    try {
      next = desk_.expire_due();
    } catch (const std::exception& error) {
      trouble_(error.what());
      next = std::chrono::system_clock::now() + std::chrono::seconds{1};
    }
  }
}

}  // namespace countersign::app
