// What a network thread runs: it waits for the sockets of sessions, for what other threads post, for alarms, and for
// Asio.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "proxy/net/io.hpp"

namespace countersign::net {

class thread_loop;
class watched_socket;

// Told on its own thread that something can be done with a socket: EPOLLIN, EPOLLOUT, EPOLLHUP...
class socket_owner {
 public:
  virtual ~socket_owner() = default;
  virtual void socket_ready(watched_socket& which, std::uint32_t events) = 0;
};

// A descriptor that is closed at the end.
class watched_socket {
 public:
  watched_socket(thread_loop& by, socket_owner& told) : by_(by), told_(told) {}
  ~watched_socket() { close(); }
  watched_socket(const watched_socket&) = delete;
  watched_socket& operator=(const watched_socket&) = delete;

  void adopt(int descriptor);
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  // Tells the owner of these for as long as they are so; of EPOLLHUP and EPOLLERR whatever is asked for, and of nothing
  // at all with 0. Throws system_error when the kernel has no room for it.
  void watch(std::uint32_t events) {
    if (events != watched_ && is_open()) change(events);
  }
  // Its owner is told of EPOLLIN soon, whatever the kernel thinks.
  void seem_ready();
  void close();

 private:
  friend class thread_loop;
  void change(std::uint32_t events);

  thread_loop& by_;
  socket_owner& told_;
  int descriptor_ = -1;
  std::uint32_t watched_ = 0;
};

// Rings once, at the time it was set for last. Lives on the loop's thread.
class alarm_clock {
 public:
  using time_point = timer::time_point;
  alarm_clock(thread_loop& by, std::function<void()> rings) : by_(by), rings_(std::move(rings)) {}
  ~alarm_clock() { clear(); }
  alarm_clock(const alarm_clock&) = delete;
  alarm_clock& operator=(const alarm_clock&) = delete;
  void set(time_point when);
  void clear();

 private:
  friend class thread_loop;
  thread_loop& by_;
  std::function<void()> rings_;
  bool set_ = false;
  std::multimap<time_point, alarm_clock*>::iterator place_;
};

// Asio would have each socket armed again after each read and would go through its queue for each event, and it has no
// event for a peer that hangs up on somebody who is not reading. Here a socket stays watched until somebody says
// otherwise. Connecting and cancelling are Asio's coroutines: while there are any, Asio does the waiting and sees this
// loop's epoll as one more descriptor; else the loop waits by itself, and Asio has nothing to do but what was posted.
// Lives on the thread that calls run(), but for post(); outlives what it watches.
class thread_loop final : private socket_owner {
 public:
  thread_loop();
  ~thread_loop() override;
  thread_loop(const thread_loop&) = delete;
  thread_loop& operator=(const thread_loop&) = delete;

  // From any thread, also before run() and after it; in order.
  template <class What>
  void post(What what) {
    asio::post(io_, std::move(what));
    ring();
  }
  // A coroutine whose sockets and timers are Asio's. `done(std::exception_ptr)` is called at its end.
  template <class Done>
  void spawn(task<> what, Done done) {
    asio::co_spawn(io_, std::move(what), [this, done = std::move(done)](const std::exception_ptr& thrown) mutable {
      if (--guests_ == 0) posted_ = true;  // what it left behind
      done(thrown);
    });
    ++guests_;
  }
  [[nodiscard]] executor guests_executor() { return io_.get_executor(); }

  void run();   // until stop()
  void stop();  // on its own thread
  void poll();  // what was posted, and no waiting

 private:
  friend class watched_socket;
  friend class alarm_clock;
  using alarms = std::multimap<alarm_clock::time_point, alarm_clock*>;

  void socket_ready(watched_socket& which, std::uint32_t events) override;
  void ring();
  void step();
  void wait_with_asio();
  void turn(int patience);
  void tell(std::span<epoll_event> found);
  void forget(const watched_socket& closed);
  void set_clock(alarm_clock::time_point when);
  void ring_alarms();

  // In this order: what Asio still has to do is destroyed before what it might touch.
  alarms alarms_;
  alarm_clock::time_point clock_set_for_ = alarm_clock::time_point::max();
  std::array<epoll_event, 64> events_{};
  std::span<epoll_event> left_;           // of those that were found ready together: still to be told
  std::vector<watched_socket*> seeming_;  // seem to be ready
  asio::io_context io_{1};
  asio::posix::basic_stream_descriptor<executor> epoll_;
  watched_socket bell_;   // an eventfd: something was posted
  watched_socket clock_;  // a timerfd: the first alarm is due
  std::atomic<bool> rung_{false};
  unsigned guests_ = 0;
  bool asio_watches_ = false;
  bool posted_ = false;
  bool stopped_ = false;
};

}  // namespace countersign::net
