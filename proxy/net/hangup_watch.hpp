// Notices peers that leave while nobody reads from them.
#pragma once

#include <unordered_map>
#include <vector>

#include "proxy/net/io.hpp"

struct pollfd;

namespace countersign::net {

// What counts as leaving.
enum class hangup_kind : std::uint8_t {
  half_closed,  // the peer will send nothing more, though some that it sent may be unread
  closed,       // the connection is dead both ways
};

// Asked by the watch, on its own thread, when the peer has left; once, until it is watched again.
class hangup_listener {
 public:
  virtual ~hangup_listener() = default;
  virtual void peer_hung_up() = 0;
};

// The reactor wakes only those who read, and has no event for a peer that goes away; so one poll() for all the sockets
// that wait, a few times a second, and none at all when none wait. Lives on one thread.
class hangup_watch {
 public:
  hangup_watch(executor where, milliseconds every) : timer_(where), every_(every) {}

  void add(hangup_listener& who, int socket, hangup_kind what);
  void remove(hangup_listener& who);  // harmless if it is not there
  [[nodiscard]] std::size_t size() const { return watched_.size(); }
  void stop();

 private:
  struct watched {
    int socket = -1;
    hangup_kind what = hangup_kind::closed;
  };
  void arm();
  void look();

  timer timer_;
  milliseconds every_;
  bool armed_ = false;
  bool stopped_ = false;
  std::unordered_map<hangup_listener*, watched> watched_;
};

}  // namespace countersign::net
