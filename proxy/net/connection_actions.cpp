// What a connection does about its session's decisions.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/assert.hpp>

#include "proxy/net/connection.hpp"
#include "proxy/wire/build.hpp"
#include "proxy/wire/error.hpp"

namespace countersign::net {

namespace {

constexpr std::string_view too_many_connections = "53300";

}  // namespace

void connection::apply(session::actions& first) {
  give(first);
  if (frontend_lost_) lose_frontend();
  settle();
}

// The bytes first: they are views that the next event of the session may end.
void connection::give(session::actions& what) {
  if (what.register_key && !key_) {
    key_ = std::move(what.register_key);
    with_.cancels.add(key_->pid, key_->key, id_, handle());
  }
  if (!what.to_backend.empty() && backend_.is_open()) {
    // A backend that takes no more may have said why: that is read to its end, and then the session is told.
    (void)backend_.write(what.to_backend.pieces());
  }
  if (!what.to_frontend.empty() && frontend_.is_open()) {
    if (frontend_.write(what.to_frontend.pieces()) == io_result::failed) frontend_lost_ = true;
  }
  if (what.start_tls && frontend_.is_open()) start_tls(*what.start_tls, std::move(what.tls_bytes));
  for (session::desk_message& each : what.to_desk) {
    if (std::holds_alternative<session::session_started>(each)) {
      started_ = true;
      login_until_.reset();
    }
    holds_.send(std::move(each), handle(), wall_clock());
  }
  if (what.connect_backend) {
    if (let_in_ == admission::admitted) {
      upstream_ = *what.connect_backend;
      spawn_backend();
    } else {
      refuse(too_many_connections, "sorry, too many clients already",
             "Countersign has as many sessions as sessions_max allows. Try again later.");
      return;
    }
  }
  if (what.cancel) ask_cancel(*what.cancel);
  if (what.cancel_backend) {
    BOOST_ASSERT(key_ && backend_at_);  // without a key nobody could have asked
    spawn_cancel();
  }
  if (what.close_backend) close_backend();
  if (what.close_frontend) close_frontend();
  if (what.offload_bytes > 0) offload(what.offload_bytes);
}

// Until it comes back the session belongs to the other thread. This connection stays, since a loop of it is running.
void connection::offload(std::size_t bytes) {
  offload_thread& there = bytes > huge_bytes ? with_.huge_statements : with_.long_statements;
  there.run({with_.shared.rules, with_.shared.catalogs}, [this](session::shared& shared) {
    session::actions* done = nullptr;
    std::exception_ptr thrown;
    try {
      if (!with_.stopping) done = &session_.on_offloaded(shared, wall_clock());
    } catch (...) {
      thrown = std::current_exception();
    }
    with_.loop->post([this, done, thrown] { came_back(done, thrown); });
  });
  away_ = true;
  ++running_;
}

void connection::came_back(session::actions* done, const std::exception_ptr& thrown) {
  away_ = false;
  if (done == nullptr) close();
  guarded([&] {
    if (done != nullptr && !broken_ && !refused_) apply(*done);
    for (const auto& each : std::exchange(missed_, {})) each();
  });
  loop_ended(thrown);
}

session_handle connection::handle() {
  return {with_.loop, weak_from_this()};
}

void connection::start_tls(session::tls_start how, std::string early) {
  frontend_.secure(tls_stream::for_frontend(*with_.tls.frontend, how), with_.cipher, std::move(early));
  securing_ = true;
}

// Nothing at all: the handshake may have gone on.
void connection::take_frontend(std::string_view bytes) {
  frontend_bytes_ += bytes.size();
  // Once the session is over, what still comes is read only so that closing does not destroy our last words.
  if (over()) return settle();
  if (securing_ && frontend_.tls()->state() != tls_state::handshaking) {
    securing_ = false;
    apply(session_.on_frontend_tls(frontend_.tls()->facts(), wall_clock()));
  }
  if (bytes.empty() || over()) return settle();
  apply(session_.on_frontend(bytes, wall_clock()));
}

// The alert that says why is on its way; closing at once could destroy it.
void connection::tls_failed() {
  spdlog::info("session {}: TLS with the frontend: {}", id_, frontend_.tls()->error());
  securing_ = false;
  if (cancel_awaited_) return lose_frontend();  // nothing is to be said to who only waits for the end
  if (!std::exchange(frontend_gone_, true) && !over()) give(session_.on_frontend_closed(wall_clock()));
  if (over() && dialing_ != nullptr) dialing_->interrupt();
  close_frontend();
  settle();
}

session::backend_facts connection::backend_facts() const {
  if (backend_.tls() == nullptr) return {};
  const bool same = frontend_.tls() != nullptr && frontend_.tls()->shows_certificate_seen_by(*backend_.tls());
  return {same ? session::backend_link::tls_same_certificate : session::backend_link::tls,
          backend_.tls()->seen_end_point()};
}

// An unknown key is nobody's business: the connection just closes, as the server's would.
void connection::ask_cancel(const session::cancel_request& request) {
  const auto named = with_.cancels.find(request.pid, request.key);
  receipt slot = named ? with_.cancels.take_slot() : nullptr;
  if (!slot) {
    close_frontend();
    return;
  }
  // The frontend's connection stays open until the backend has seen its cancel, for it may send its next statement, on
  // the other connection, as soon as this one closes.
  cancel_awaited_ = true;
  receipt done(slot.get(), [back = handle(), slot](void*) {
    try {
      back.post([](session_events& canceller) { canceller.cancel_done(); });
    } catch (...) {
      // Out of memory: the canceller's login deadline closes it.
    }
  });
  named->post([done = std::move(done)](session_events& target) mutable { target.cancel_asked(std::move(done)); });
}

void connection::refuse(std::string_view sqlstate, std::string_view message, std::string_view hint) {
  refused_ = true;
  // What waits in the outbox may end in the middle of a message.
  if (frontend_.is_open() && !frontend_.finishing() && frontend_.unsent() == 0) {
    std::string text;
    wire::build::error_response(text, {"FATAL", sqlstate, message, {}, hint, {}});
    const std::string_view piece = text;
    (void)frontend_.write({&piece, 1});
  }
  close_frontend();
  if (dialing_ != nullptr) dialing_->interrupt();
}

void connection::close_frontend() {
  if (cancel_awaited_ || !frontend_.is_open() || frontend_.finishing()) return;
  frontend_.finish_writing();
  frontend_until_ = timer::clock_type::now() + (frontend_.unsent() > 0 ? with_.how.stall : with_.how.linger);
}

void connection::close_backend() {
  if (dialing_ != nullptr) dialing_->interrupt();
  backend_.finish_writing();
}

void connection::lose_frontend() {
  frontend_lost_ = false;
  frontend_.close();
  if (away_) return missed_.push_back([this] { lose_frontend(); });
  if (!std::exchange(frontend_gone_, true) && !over()) give(session_.on_frontend_closed(wall_clock()));
  if (over() && dialing_ != nullptr) dialing_->interrupt();
  settle();
}

void connection::lose_backend() {
  backend_.close();
  if (away_) return missed_.push_back([this] { lose_backend(); });
  if (!over()) give(session_.on_backend_closed(wall_clock()));
  if (frontend_lost_) lose_frontend();
  settle();
}

// After every event: whoever waited for what has changed goes on.
void connection::settle() {
  if (over()) {
    close_frontend();
    if (backend_.is_open() && !backend_until_) {
      close_backend();
      backend_until_ = timer::clock_type::now() + with_.how.linger;
    }
  }
  watch_sockets();
  arm_timer();
  end_if_done();
}

void connection::watch_sockets() {
  if (frontend_.is_open()) {
    const bool wanted = may_read_frontend();
    frontend_.watch(wanted ? std::uint32_t{EPOLLIN} : leaving());
    if (wanted && frontend_.ready()) frontend_.seem_ready();
  }
  if (backend_.is_open()) {
    // A backend that leaves while the frontend takes nothing is found out later: it may have said why.
    const bool wanted = may_read_backend();
    backend_.watch(wanted ? std::uint32_t{EPOLLIN} : 0);
    if (wanted && backend_.ready()) backend_.seem_ready();
  }
}

// A session that wants nothing more to read for now may have all of it: its frontend leaves when it says no more. Where
// only room is lacking, what it said before it left still counts.
std::uint32_t connection::leaving() const {
  const bool dead_only = away_ || session_.wants_frontend();
  return EPOLLHUP | EPOLLERR | (dead_only ? 0U : static_cast<std::uint32_t>(EPOLLRDHUP));
}

bool connection::may_read_frontend() const {
  // Read and dropped, so that closing the socket does not destroy what it still has to deliver.
  if (over()) return true;
  if (away_) return false;
  if (frontend_.finishing()) return true;
  return backend_.unsent() == 0 && frontend_.unsent() <= with_.how.outbox_bytes_max && session_.wants_frontend();
}

bool connection::may_read_backend() const {
  return (!away_ || over()) && (frontend_.unsent() == 0 || !frontend_.is_open());
}

// Whoever keeps this connection may let it go now; later, for it is still in use.
void connection::end_if_done() {
  if (!done() || wound_up_) return;
  wind_up();
  with_.loop->post([&ended = with_.ended, id = id_] { ended(id); });
}

bool connection::done() const {
  return !frontend_.is_open() && !backend_.is_open() && running_ == 0;
}

void connection::flush(side which) {
  const bool front = which == side::frontend;
  leg& to = front ? frontend_ : backend_;
  if (to.is_open()) {
    const io_result result = to.flush();
    if (front && result == io_result::failed) frontend_lost_ = true;
    if (front && to.finishing()) {
      frontend_until_ = timer::clock_type::now() + (to.unsent() > 0 ? with_.how.stall : with_.how.linger);
    }
  }
  if (frontend_lost_) lose_frontend();
  settle();
}

// --- deadlines

std::optional<timer::time_point> connection::next_deadline() const {
  std::optional<timer::time_point> next = login_until_;
  const auto take = [&next](const std::optional<timer::time_point>& other) {
    if (other && (!next || *other < *next)) next = other;
  };
  take(frontend_until_);
  take(backend_until_);
  if (over() || away_) return next;
  if (const auto wake = session_.wake_at()) {
    // A session that is not satisfied by its tick may not spin.
    const auto left = std::max<time_point::duration>(*wake - wall_clock(), milliseconds(1));
    take(timer::clock_type::now() + std::chrono::duration_cast<timer::duration>(left));
  }
  return next;
}

void connection::arm_timer() {
  const auto next = next_deadline();
  if (!next || done() || (armed_for_ && *armed_for_ <= *next + milliseconds(1))) return;
  armed_for_ = next;
  alarm_.set(*next);
}

void connection::on_timer() {
  armed_for_.reset();
  const auto now = timer::clock_type::now();
  const auto due = [now](std::optional<timer::time_point>& deadline) {
    if (!deadline || now < *deadline) return false;
    deadline.reset();
    return true;
  };
  if (due(login_until_)) too_slow();
  if (due(frontend_until_)) lose_frontend();
  if (due(backend_until_)) lose_backend();
  if (!over() && !away_ && session_.wake_at() && *session_.wake_at() <= wall_clock())
    give(session_.on_tick(wall_clock()));
  if (frontend_lost_) lose_frontend();
  settle();
}

void connection::too_slow() {
  if (over() && !cancel_awaited_) return;
  spdlog::info("session {}: closed, it did not log in within {} ms", id_, with_.how.login_timeout.count());
  cancel_awaited_ = false;
  refuse(wire::sqlstate::query_canceled, "canceling authentication due to timeout",
         "The login has to be complete within Countersign's login_timeout.");
}

// Once, at the very end.
void connection::wind_up() {
  if (std::exchange(wound_up_, true)) return;
  alarm_.clear();
  cancellers_.clear();
  if (key_) with_.cancels.remove(key_->pid, id_);
  holds_.close(shutting_down_ ? approvals::withdrawal::shutdown : approvals::withdrawal::frontend_gone);
  if (!started_) return;
  const std::chrono::duration<double> lasted = timer::clock_type::now() - began_;
  with_.desk.session_ended(fmt::format(R"("session":{},"seconds":{:.3f},"frontend_bytes":{},"backend_bytes":{})", id_,
                                       lasted.count(), frontend_bytes_, backend_bytes_));
}

}  // namespace countersign::net
