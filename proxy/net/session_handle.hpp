// How other threads reach a session: by posting to its thread, where it may be gone by then.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "approvals/desk.hpp"
#include "proxy/net/loop.hpp"

namespace countersign::net {

// Something to be done when the last copy goes away: the news then is posted to whoever waits for it. Nobody can forget
// to send it, not even an exception.
using receipt = std::shared_ptr<void>;

// What comes to a session from outside its two sockets. Called on its own thread.
class session_events {
 public:
  virtual ~session_events() = default;
  virtual void hold_opened(std::uint64_t ticket, const approvals::opened& answer) = 0;
  virtual void hold_settled(std::uint64_t ticket, const approvals::settlement& how) = 0;
  virtual void pending_listed(std::uint64_t ticket, const approvals::pending_list& what) = 0;
  // A CancelRequest named this session. `done` is let go when the backend has seen it, or need not.
  virtual void cancel_asked(receipt done) = 0;
  // The session that this one's CancelRequest named is done with it.
  virtual void cancel_done() = 0;
};

// Copyable, for any thread. Keeps neither the session nor its loop alive; a late post is harmless.
class session_handle {
 public:
  session_handle() = default;
  session_handle(std::weak_ptr<thread_loop> where, std::weak_ptr<session_events> who)
      : where_(std::move(where)), who_(std::move(who)) {}

  // Runs `what(session_events&)` on the session's thread, unless it is gone by then; then `what` is only destroyed.
  template <class What>
  void post(What what) const {
    const auto where = where_.lock();
    if (!where) return;
    where->post([who = who_, what = std::move(what)]() mutable {
      if (const auto alive = who.lock()) what(*alive);
    });
  }

 private:
  std::weak_ptr<thread_loop> where_;
  std::weak_ptr<session_events> who_;
};

}  // namespace countersign::net
