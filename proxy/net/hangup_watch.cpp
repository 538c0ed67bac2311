#include "proxy/net/hangup_watch.hpp"

#include <poll.h>

namespace countersign::net {

void hangup_watch::add(hangup_listener& who, int socket, hangup_kind what) {
  watched_[&who] = {socket, what};
  if (!armed_ && !stopped_) arm();
}

void hangup_watch::remove(hangup_listener& who) {
  watched_.erase(&who);
}

void hangup_watch::stop() {
  stopped_ = true;
  timer_.cancel();
}

void hangup_watch::arm() {
  armed_ = true;
  timer_.expires_after(every_);
  // The watch outlives the run of its io_context, and an aborted wait does not touch it.
  timer_.async_wait([this](error_code ec) {
    if (!ec) look();
  });
}

void hangup_watch::look() {
  armed_ = false;
  std::vector<pollfd> polled;
  std::vector<hangup_listener*> whose;
  polled.reserve(watched_.size());
  whose.reserve(watched_.size());
  for (const auto& [who, how] : watched_) {
    // POLLHUP and POLLERR are always reported.
    polled.push_back({how.socket, static_cast<short>(how.what == hangup_kind::half_closed ? POLLRDHUP : 0), 0});
    whose.push_back(who);
  }
  const int found = polled.empty() ? 0 : ::poll(polled.data(), polled.size(), 0);
  for (std::size_t i = 0; found > 0 && i < polled.size(); ++i) {
    // One that hung up may have taken others with it.
    if (polled[i].revents != 0 && watched_.erase(whose[i]) > 0) whose[i]->peer_hung_up();
  }
  if (!watched_.empty() && !armed_ && !stopped_) arm();
}

}  // namespace countersign::net
