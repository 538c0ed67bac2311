// The desk's own thread: runs what others post, in batches that become durable together.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

#include "approvals/desk.hpp"
#include "approvals/ports/desk_access.hpp"

namespace countersign::app {

// Everything that is waiting when the thread looks is one batch: under load many decisions share one write to disk.
class desk_thread final : public approvals::desk_access {
 public:
  // `trouble` is told, on the desk's thread, of exceptions that escape from posted work.
  desk_thread(approvals::desk& about, std::function<void(std::string_view)> trouble);
  ~desk_thread() override;  // as stop()
  void post(std::function<void(approvals::desk&)> work) override;
  // Runs what was posted before, then ends.
  void stop();

 private:
  void run();
  void run_batch(std::deque<std::function<void(approvals::desk&)>>& batch);

  approvals::desk& desk_;
  std::function<void(std::string_view)> trouble_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void(approvals::desk&)>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace countersign::app
