// What reaches a connection, from its sockets and from outside. What is done about a decision is in
// connection_actions.cpp.
#include "proxy/net/connection.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "proxy/net/cancel_sender.hpp"

namespace countersign::net {

namespace {

std::string what_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

}  // namespace

connection::connection(const thread_services& with, session::peer who, admission let_in)
    : with_(with),
      id_(who.id),
      session_(with.how.session, with.shared, std::move(who), wall_clock()),
      frontend_(*with.loop, *this),
      backend_(*with.loop, *this),
      holds_(with.desk),
      alarm_(*with.loop, [this] { guarded([this] { on_timer(); }); }),
      began_(timer::clock_type::now()),
      let_in_(let_in) {
  login_until_ = began_ + with_.how.login_timeout;
}

connection::~connection() {
  guarded([this] { wind_up(); });
}

void connection::failed(const std::exception_ptr& thrown) noexcept {
  broken_ = true;
  try {
    spdlog::error("session {}: closed after an internal error: {}", id_, what_of(thrown));
    frontend_.close();
    backend_.close();
    if (dialing_ != nullptr) dialing_->interrupt();
    end_if_done();
  } catch (...) {
    // Not even that: the login, linger or stall deadline ends it.
  }
}

void connection::start(int frontend) {
  frontend_.adopt(frontend);
  guarded([this] { settle(); });
}

// --- the sockets

void connection::socket_ready(watched_socket& which, std::uint32_t events) {
  guarded([&] {
    const std::uint32_t others = events & ~static_cast<std::uint32_t>(EPOLLOUT);
    if (frontend_.is(which)) {
      if ((events & EPOLLOUT) != 0) flush(side::frontend);
      if (others == 0 || !frontend_.is_open()) return;
      if (may_read_frontend()) {
        read_frontend();
      } else if ((others & leaving()) != 0) {
        lose_frontend();
      }
    } else {
      if ((events & EPOLLOUT) != 0) flush(side::backend);
      if (others != 0 && backend_.is_open() && may_read_backend()) read_backend();
    }
  });
}

void connection::read_frontend() {
  const read_result got = frontend_.read(with_.buffer);
  switch (got.what) {
    case io_result::blocked:
      if (frontend_.tls() != nullptr) take_frontend({});
      break;
    case io_result::done:
      take_frontend({with_.buffer.data(), got.bytes});
      break;
    case io_result::garbled:
      tls_failed();
      break;
    case io_result::ended:
    case io_result::failed:
      lose_frontend();
      break;
  }
}

void connection::read_backend() {
  const read_result got = backend_.read(with_.buffer);
  switch (got.what) {
    case io_result::blocked:
      if (backend_.tls() != nullptr) settle();
      break;
    case io_result::garbled:
      spdlog::warn("session {}: TLS with the database server: {}", id_, backend_.tls()->error());
      lose_backend();
      break;
    case io_result::done:
      backend_bytes_ += got.bytes;
      if (over()) return settle();
      apply(session_.on_backend({with_.buffer.data(), got.bytes}, wall_clock()));
      break;
    case io_result::ended:
    case io_result::failed:
      lose_backend();
      break;
  }
}

// --- coroutines

task<> connection::serve_backend() {
  dialer dial(with_.loop->guests_executor(), with_.how.connect_timeout, upstream_tls());
  dialing_ = &dial;
  dialed made = co_await dial.run(upstream().destination());
  dialing_ = nullptr;
  if (over()) co_return;
  if (!made.socket) {
    spdlog::warn("session {}: {}", id_, made.error);
    guarded([&] { apply(session_.on_connect_failed(made.error, wall_clock())); });
    co_return;
  }
  backend_at_ = made.where;
  backend_host_ = std::move(made.host);
  backend_.adopt(made.socket->release());
  if (made.tls) backend_.secure(std::move(made.tls), with_.cipher);
  guarded([this] { apply(session_.on_backend_connected(backend_facts(), wall_clock())); });
}

void connection::spawn_backend() {
  with_.loop->spawn(serve_backend(),
                    [self = shared_from_this()](const std::exception_ptr& thrown) { self->loop_ended(thrown); });
  ++running_;
}

// Returns when the backend's server has closed the cancel connection; only then may the session go on.
task<> connection::cancel_backend() {
  // As the session itself: a key that was sent encrypted is not shown to others now.
  backend_tls tls = upstream_tls();
  if (backend_.tls() == nullptr) {
    tls = {};
  } else if (tls.mode == tls_mode::prefer) {
    tls.mode = tls_mode::require;
  }
  co_await send_cancel_request(with_.loop->guests_executor(), *backend_at_, backend_host_, std::move(tls), key_->pid,
                               key_->key, with_.how.cancel_timeout);
  cancelling_ = false;
  if (!over()) {
    guarded([this] { apply(session_.on_cancel_sent(wall_clock())); });
  }
  if (!cancelling_) cancellers_.clear();
}

void connection::spawn_cancel() {
  cancelling_ = true;
  with_.loop->spawn(cancel_backend(),
                    [self = shared_from_this()](const std::exception_ptr& thrown) { self->loop_ended(thrown); });
  ++running_;
}

void connection::loop_ended(const std::exception_ptr& thrown) noexcept {
  --running_;
  if (thrown) {
    dialing_ = nullptr;
    cancellers_.clear();
    failed(thrown);
  }
  guarded([this] { settle(); });
}

// --- from outside

void connection::hold_opened(std::uint64_t ticket, const approvals::opened& answer) {
  guarded([&] {
    if (away_) return missed_.push_back([this, ticket, answer] { hold_opened(ticket, answer); });
    holds_.opened(ticket, answer);
    if (!over()) {
      apply(session_.on_hold_opened(ticket, answer, wall_clock()));
    } else if (!broken_ && !refused_) {
      // A session that is over still knows why it gave this hold up.
      give(session_.on_hold_opened(ticket, answer, wall_clock()));
    }
  });
}

void connection::hold_settled(std::uint64_t ticket, const approvals::settlement& how) {
  guarded([&] {
    if (away_) return missed_.push_back([this, ticket, how] { hold_settled(ticket, how); });
    holds_.settled(how);
    if (!over()) apply(session_.on_hold_settled(ticket, how, wall_clock()));
  });
}

void connection::pending_listed(std::uint64_t ticket, const approvals::pending_list& what) {
  guarded([&] {
    if (away_) return missed_.push_back([this, ticket, what] { pending_listed(ticket, what); });
    if (!over()) apply(session_.on_pending(ticket, what, wall_clock()));
  });
}

void connection::cancel_asked(receipt done) {
  guarded([&] {
    if (away_) return missed_.push_back([this, done] { cancel_asked(done); });
    cancellers_.push_back(std::move(done));
    if (!over()) apply(session_.on_cancel(wall_clock()));
    if (!cancelling_) cancellers_.clear();
  });
}

void connection::cancel_done() {
  guarded([this] {
    cancel_awaited_ = false;
    close_frontend();
    settle();
  });
}

void connection::shut_down() {
  guarded([this] {
    shutting_down_ = true;
    if (away_) return missed_.push_back([this] { shut_down(); });
    if (!over()) apply(session_.on_shutdown(wall_clock()));
  });
}

void connection::close() {
  guarded([this] {
    refused_ = true;
    frontend_.close();
    backend_.close();
    if (dialing_ != nullptr) dialing_->interrupt();
    settle();
  });
}

}  // namespace countersign::net
