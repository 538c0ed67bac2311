#include "proxy/net/offload.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace countersign::net {

offload_thread::offload_thread() : io_(std::make_unique<asio::io_context>(1)) {}

offload_thread::~offload_thread() {
  kept_running_.reset();
  io_->stop();
  if (thread_.joinable()) thread_.join();
}

void offload_thread::begin() {
  kept_running_.emplace(io_->get_executor());
  thread_ = std::thread([this] {
    here_.emplace();
    run_on(*io_, "statement reading");
    here_.reset();
  });
}

void offload_thread::run(session_surroundings with, job what) {
  std::call_once(begun_, [this] { begin(); });
  asio::post(*io_, [this, with = std::move(with), what = std::move(what)]() mutable {
    here_->rules = std::move(with.rules);
    here_->catalogs = std::move(with.catalogs);
    what(*here_);
    here_->rules.reset();
    here_->catalogs = {};
  });
}

}  // namespace countersign::net
