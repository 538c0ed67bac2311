#include "proxy/net/loop.hpp"

#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>

namespace countersign::net {

namespace {

int checked(int descriptor, const char* what) {
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), what);
  return descriptor;
}

void drain(int descriptor) {
  std::uint64_t count = 0;
  while (::read(descriptor, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

}  // namespace

// --- watched_socket

void watched_socket::adopt(int descriptor) {
  close();
  descriptor_ = descriptor;
}

void watched_socket::change(std::uint32_t events) {
  epoll_event wanted{};
  wanted.events = events;
  wanted.data.ptr = this;
  const int how = watched_ == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
  if (::epoll_ctl(by_.epoll_.native_handle(), how, descriptor_, &wanted) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
  watched_ = events;
}

void watched_socket::seem_ready() {
  if (std::ranges::find(by_.seeming_, this) == by_.seeming_.end()) by_.seeming_.push_back(this);
}

// Closing the last descriptor of a socket takes it off the kernel's list.
void watched_socket::close() {
  if (!is_open()) return;
  by_.forget(*this);
  ::close(std::exchange(descriptor_, -1));
  watched_ = 0;
}

// --- alarm_clock

void alarm_clock::set(time_point when) {
  clear();
  place_ = by_.alarms_.emplace(when, this);
  set_ = true;
  if (when < by_.clock_set_for_) by_.set_clock(when);
}

void alarm_clock::clear() {
  if (std::exchange(set_, false)) by_.alarms_.erase(place_);
}

// --- thread_loop

thread_loop::thread_loop()
    : epoll_(io_, checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), bell_(*this, *this), clock_(*this, *this) {
  bell_.adopt(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd"));
  bell_.watch(EPOLLIN);
  clock_.adopt(checked(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd_create"));
  clock_.watch(EPOLLIN);
}

thread_loop::~thread_loop() = default;

void thread_loop::ring() {
  if (rung_.exchange(true)) return;
  const std::uint64_t one = 1;
  while (::write(bell_.descriptor(), &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void thread_loop::stop() {
  stopped_ = true;
}

void thread_loop::run() {
  while (!stopped_) {
    // What a handler throws is not the end: its own session is closed by its guards, and this is for what is left, such
    // as memory for a handler.
    try {
      step();
    } catch (const std::exception& e) {
      left_ = {};
      spdlog::error("a network thread goes on after an error: {}", e.what());
    }
  }
}

void thread_loop::step() {
  if (posted_) {
    poll();
    posted_ = false;  // not before: what one of them throws may not keep the others waiting
  } else if (!seeming_.empty()) {
    turn(0);
  } else if (guests_ > 0) {
    wait_with_asio();
  } else {
    turn(-1);
  }
}

void thread_loop::poll() {
  io_.restart();
  io_.poll();
}

void thread_loop::wait_with_asio() {
  if (!asio_watches_) {
    epoll_.async_wait(asio::posix::descriptor_base::wait_read, [this](error_code) { asio_watches_ = false; });
    asio_watches_ = true;
  }
  io_.restart();
  io_.run_one();
  if (!asio_watches_) turn(0);
}

void thread_loop::turn(int patience) {
  // Those that seem ready come first, and those of the kernel in the same turn: none can keep the others waiting.
  if (!seeming_.empty()) {
    std::vector<epoll_event> found;
    for (watched_socket* each : std::exchange(seeming_, {})) {
      epoll_event& fresh = found.emplace_back();
      fresh.events = EPOLLIN;
      fresh.data.ptr = each;
    }
    tell(found);
    patience = 0;
  }
  const int ready = ::epoll_wait(epoll_.native_handle(), events_.data(), static_cast<int>(events_.size()), patience);
  if (ready > 0) tell({events_.data(), static_cast<std::size_t>(ready)});
}

void thread_loop::tell(std::span<epoll_event> found) {
  left_ = found;
  while (!left_.empty()) {
    const epoll_event each = left_.front();
    left_ = left_.subspan(1);
    if (each.data.ptr == nullptr) continue;
    auto& which = *static_cast<watched_socket*>(each.data.ptr);
    which.told_.socket_ready(which, each.events);
  }
}

void thread_loop::forget(const watched_socket& closed) {
  for (epoll_event& each : left_) {
    if (each.data.ptr == &closed) each.data.ptr = nullptr;
  }
  std::erase(seeming_, &closed);
}

void thread_loop::socket_ready(watched_socket& which, std::uint32_t /*events*/) {
  drain(which.descriptor());
  if (&which == &clock_) return ring_alarms();
  rung_ = false;
  posted_ = true;
}

void thread_loop::set_clock(alarm_clock::time_point when) {
  // All zero would switch it off.
  const auto since = std::max(std::chrono::nanoseconds{1}, std::chrono::nanoseconds{when.time_since_epoch()});
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(since);
  itimerspec due{};
  due.it_value.tv_sec = whole.count();
  due.it_value.tv_nsec = (since - whole).count();
  (void)::timerfd_settime(clock_.descriptor(), TFD_TIMER_ABSTIME, &due, nullptr);
  clock_set_for_ = when;
}

void thread_loop::ring_alarms() {
  clock_set_for_ = alarm_clock::time_point::max();
  const auto now = timer::clock_type::now();
  // One that is set again in its own ringing, or that rings others, waits for the clock.
  while (!alarms_.empty() && alarms_.begin()->first <= now) {
    alarm_clock& due = *alarms_.begin()->second;
    due.clear();
    due.rings_();
  }
  if (!alarms_.empty()) set_clock(alarms_.begin()->first);
}

}  // namespace countersign::net
