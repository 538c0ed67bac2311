// One session with its two sockets: moves bytes, and does what the session decides.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/net/cancel_registry.hpp"
#include "proxy/net/dialer.hpp"
#include "proxy/net/hold_ledger.hpp"
#include "proxy/net/leg.hpp"
#include "proxy/net/offload.hpp"
#include "proxy/net/options.hpp"
#include "proxy/session/session.hpp"

namespace countersign::net {

// Replaced on reload; connections that are open keep what they began with.
struct tls_now {
  tls_context_ref frontend;
  std::vector<tls_context_ref> backends;  // of each upstream; null: never with TLS
};

// What the connections of one thread share. All of it outlives them.
struct thread_services {
  std::shared_ptr<thread_loop> loop;
  const server_options& how;
  session::shared& shared;
  std::span<char> buffer;  // for one read and the event made of it; nobody suspends in between
  std::span<char> cipher;  // the same for what TLS has not read yet; smaller, since that may yield more than it is
  const tls_now& tls;
  cancel_registry& cancels;
  desk_port& desk;
  offload_thread& long_statements;
  offload_thread& huge_statements;
  const std::atomic<bool>& stopping;                // nobody needs an answer any more
  const std::function<void(std::uint64_t)>& ended;  // a connection is done; called later, from nowhere within it
};

enum class admission : std::uint8_t {
  admitted,
  too_many,  // only a CancelRequest is served; a session is refused as the server would
};

// Lives on one thread. All is synchronous: an event goes in, its actions are done, and only what a socket did not take
// at once is left to be finished later; connecting and cancelling are coroutines. Its owner keeps it until it has
// ended.
class connection final : public session_events, public socket_owner, public std::enable_shared_from_this<connection> {
 public:
  connection(const thread_services& with, session::peer who, admission let_in);
  ~connection() override;

  void start(int frontend);
  void shut_down();  // the session is to end at its next quiet moment
  void close();      // at once
  [[nodiscard]] std::uint64_t id() const { return id_; }

  void hold_opened(std::uint64_t ticket, const approvals::opened& answer) override;
  void hold_settled(std::uint64_t ticket, const approvals::settlement& how) override;
  void pending_listed(std::uint64_t ticket, const approvals::pending_list& what) override;
  void cancel_asked(receipt done) override;
  void cancel_done() override;
  void socket_ready(watched_socket& which, std::uint32_t events) override;

 private:
  enum class side : std::uint8_t { frontend, backend };

  void read_frontend();
  void read_backend();
  task<> serve_backend();
  [[nodiscard]] const upstream_options& upstream() const { return with_.how.upstreams[upstream_]; }
  [[nodiscard]] backend_tls upstream_tls() const { return {upstream().tls.mode, with_.tls.backends[upstream_]}; }
  task<> cancel_backend();
  void spawn_backend();
  void spawn_cancel();
  // Whatever escapes ends this session and no other.
  template <class What>
  void guarded(What&& what) noexcept {
    try {
      what();
    } catch (...) {
      failed(std::current_exception());
    }
  }
  void failed(const std::exception_ptr& thrown) noexcept;
  void loop_ended(const std::exception_ptr& thrown) noexcept;

  // --- connection_actions.cpp
  void apply(session::actions& first);
  void offload(std::size_t bytes);
  void came_back(session::actions* done, const std::exception_ptr& thrown);
  void give(session::actions& what);
  [[nodiscard]] session_handle handle();
  void start_tls(session::tls_start how, std::string early);
  void tls_failed();
  void take_frontend(std::string_view bytes);
  [[nodiscard]] session::backend_facts backend_facts() const;
  void ask_cancel(const session::cancel_request& request);
  void refuse(std::string_view sqlstate, std::string_view message, std::string_view hint);
  void settle();
  void watch_sockets();
  void flush(side which);
  void close_frontend();
  void close_backend();
  void lose_frontend();
  void lose_backend();
  void too_slow();
  void arm_timer();
  void on_timer();
  [[nodiscard]] std::optional<timer::time_point> next_deadline() const;
  [[nodiscard]] bool over() const { return broken_ || refused_ || (!away_ && session_.finished()); }
  [[nodiscard]] bool may_read_frontend() const;
  [[nodiscard]] bool may_read_backend() const;
  [[nodiscard]] std::uint32_t leaving() const;  // what of a frontend that is not read says that it has left
  [[nodiscard]] bool done() const;
  void end_if_done();
  void wind_up();

  thread_services with_;
  std::uint64_t id_;
  session::session session_;
  leg frontend_;
  leg backend_;
  hold_ledger holds_;
  alarm_clock alarm_;
  std::optional<timer::time_point> armed_for_;
  timer::time_point began_;
  std::optional<timer::time_point> login_until_;
  std::optional<timer::time_point> frontend_until_;  // its side is being closed; then it is cut off
  std::optional<timer::time_point> backend_until_;
  std::size_t upstream_ = 0;
  dialer* dialing_ = nullptr;
  std::optional<endpoint> backend_at_;
  std::string backend_host_;  // as it is written
  std::optional<session::backend_key> key_;
  std::vector<std::function<void()>> missed_;  // what happened while the session was away
  std::vector<receipt> cancellers_;            // who wait for the cancel that is under way
  std::uint64_t frontend_bytes_ = 0;
  std::uint64_t backend_bytes_ = 0;
  unsigned running_ = 0;  // coroutines, and the session's stay on another thread
  admission let_in_;
  bool started_ = false;
  bool away_ = false;            // the session is on another thread: it may not be touched
  bool refused_ = false;         // the session was not asked: too many, or too slow to log in
  bool broken_ = false;          // an exception came out of it: it is not to be called again
  bool securing_ = false;        // the frontend's TLS handshake is under way
  bool cancelling_ = false;      // a CancelRequest is on its way to the backend
  bool cancel_awaited_ = false;  // this is a CancelRequest's connection, and its session is not done yet
  bool frontend_gone_ = false;   // the session knows
  bool frontend_lost_ = false;   // a write failed; the session is told after the event under way
  bool shutting_down_ = false;
  bool wound_up_ = false;
};

}  // namespace countersign::net
