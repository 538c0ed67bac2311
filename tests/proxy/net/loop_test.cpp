#include "proxy/net/loop.hpp"

#include <doctest/doctest.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <thread>

namespace net = countersign::net;
using std::chrono::milliseconds;

namespace {

// Ends the loop when all is done that a test waits for, or says that it took too long.
struct watchdog {
  net::thread_loop& loop;
  bool barked = false;
  net::alarm_clock clock{loop, [this] {
                           barked = true;
                           loop.stop();
                         }};
  explicit watchdog(net::thread_loop& of) : loop(of) {
    clock.set(net::timer::clock_type::now() + milliseconds(20'000));
  }
};

// One end of a socket pair, which counts what it is told, and a raw other end.
struct listening final : net::socket_owner {
  explicit listening(net::thread_loop& loop) : near(loop, *this) {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    near.adopt(ends[0]);
    far = ends[1];
  }
  ~listening() override { ::close(far); }
  void speak() const { REQUIRE(::send(far, "x", 1, 0) == 1); }
  void socket_ready(net::watched_socket& which, std::uint32_t events) override {
    CHECK(&which == &near);
    ++told;
    last = events;
    if (then) then();
  }
  net::watched_socket near;
  int far = -1;
  int told = 0;
  std::uint32_t last = 0;
  std::function<void()> then;
};

net::task<> wait_a_little(net::executor where, bool& done) {
  net::timer clock(where, milliseconds(30));
  (void)co_await clock.async_wait(net::no_throw);
  done = true;
}

}  // namespace

TEST_CASE("what other threads post is done on the loop's, in their order") {
  net::thread_loop loop;
  watchdog dog{loop};
  std::string order;
  bool here = true;
  const pthread_t main_thread = ::pthread_self();
  loop.post([&] { order += "0"; });  // before it runs
  std::thread other([&] {
    for (int i = 1; i < 10; ++i) {
      loop.post([&, i] {
        order += std::to_string(i);
        here = here && ::pthread_equal(::pthread_self(), main_thread) != 0;
        if (i == 9) loop.stop();
      });
    }
  });
  loop.run();
  other.join();
  CHECK(!dog.barked);
  CHECK(order == "0123456789");
  CHECK(here);
  loop.post([&] { order += "x"; });
  loop.poll();
  CHECK(order.back() == 'x');
}

TEST_CASE("a socket is told of for as long as it is ready and watched") {
  net::thread_loop loop;
  watchdog dog{loop};
  listening one{loop};
  one.near.watch(EPOLLIN);
  one.speak();
  one.then = [&] {
    if (one.told == 3) loop.stop();  // nobody has read it
  };
  loop.run();
  CHECK(one.told == 3);
  CHECK(!dog.barked);
}

TEST_CASE("a socket that a neighbour closes in the same turn is not told of") {
  net::thread_loop loop;
  watchdog dog{loop};
  listening one{loop};
  listening other{loop};
  for (listening* each : {&one, &other}) {
    each->near.watch(EPOLLIN);
    each->speak();
  }
  one.then = [&] {
    other.near.close();
    loop.stop();
  };
  other.then = [&] {
    one.near.close();
    loop.stop();
  };
  loop.run();
  CHECK(!dog.barked);
  CHECK(one.told + other.told == 1);
}

TEST_CASE("a socket that seems ready is told of once, though nothing came, unless it is closed first") {
  net::thread_loop loop;
  watchdog dog{loop};
  listening one{loop};
  listening closed{loop};
  one.near.seem_ready();
  one.near.seem_ready();
  closed.near.seem_ready();
  closed.near.close();
  one.then = [&] { loop.post([&] { loop.stop(); }); };
  loop.run();
  CHECK(!dog.barked);
  CHECK(one.told == 1);
  CHECK(one.last == EPOLLIN);
  CHECK(closed.told == 0);
}

TEST_CASE("alarms ring once, in the order of their times, as they were set last") {
  net::thread_loop loop;
  watchdog dog{loop};
  std::string order;
  const auto now = net::timer::clock_type::now();
  net::alarm_clock first(loop, [&] { order += "1"; });
  net::alarm_clock cleared(loop, [&] { order += "x"; });
  net::alarm_clock last(loop, [&] {
    order += "3";
    loop.stop();
  });
  net::alarm_clock second(loop, [&] { order += "2"; });
  net::alarm_clock again(loop, [&] {
    order += "a";
    if (order.size() < 4) again.set(now + milliseconds(5));
  });
  last.set(now + milliseconds(40));
  second.set(now + milliseconds(1));
  second.set(now + milliseconds(20));
  first.set(now + milliseconds(10));
  cleared.set(now + milliseconds(15));
  cleared.clear();
  again.set(now - milliseconds(1));
  loop.run();
  CHECK(!dog.barked);
  CHECK(order == "aaaa123");
}

TEST_CASE("sockets, alarms and posts are served while Asio's coroutines wait, and afterwards") {
  net::thread_loop loop;
  watchdog dog{loop};
  listening one{loop};
  one.near.watch(EPOLLIN);
  bool timed = false;
  bool ended = false;
  bool rang = false;
  bool posted = false;
  int told_meanwhile = 0;
  net::alarm_clock clock(loop, [&] { rang = !ended; });
  clock.set(net::timer::clock_type::now() + milliseconds(5));
  loop.spawn(wait_a_little(loop.guests_executor(), timed), [&](const std::exception_ptr& thrown) {
    CHECK(!thrown);
    ended = true;
    told_meanwhile = one.told;
    one.speak();
  });
  one.then = [&] {
    char byte = 0;
    CHECK(::recv(one.near.descriptor(), &byte, 1, 0) == 1);
    if (!ended) loop.post([&] { posted = !ended; });
    if (ended) loop.stop();
  };
  one.speak();
  loop.run();
  CHECK(!dog.barked);
  CHECK(timed);
  CHECK(rang);
  CHECK(posted);
  CHECK(told_meanwhile == 1);
  CHECK(one.told == 2);
}

TEST_CASE("what one handler throws does not end the loop") {
  net::thread_loop loop;
  watchdog dog{loop};
  loop.post([] { throw std::runtime_error("a mistake of ours"); });
  loop.post([&] { loop.stop(); });
  loop.run();
  CHECK(!dog.barked);
}
