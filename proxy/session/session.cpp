#include "proxy/session/session.hpp"

#include <boost/assert.hpp>
#include <limits>

#include "proxy/session/impl.hpp"

namespace countersign::session {

shared::shared(texts how) : recalls(how == texts::recalled), statements(std::make_unique<statement_pool>()) {}
shared::~shared() = default;

// --- session::impl

session::impl::impl(const settings& s, shared& w, peer p, time_point when)
    : how(s), with(&w), who(std::move(p)), now(when), home(*w.statements), ask(w, home, names, portals, replies) {
  who_is.address = who.address;
  // A startup packet has little room for what takes long; see `offload_bytes` for what follows.
  move_to(w, std::numeric_limits<std::size_t>::max());
}

void session::impl::move_to(shared& there, std::size_t text_bytes_max) {
  with = &there;
  home.move_to(*there.statements);
  ask.move_to(there, text_bytes_max);
}

void session::impl::begin(time_point when) {
  BOOST_ASSERT(!offloading);  // nothing else may happen before that is done
  now = when;
  ask.lookup.look_at_clock(when);
  out.clear();
  front.drop_consumed();
  back.drop_consumed();
}

// Text of our own may only stand between the backend's messages.
void session::impl::say(std::string_view bytes) {
  back.pass(out.to_frontend);
  if (back.remaining > 0) {
    deferred.append(bytes);
  } else {
    out.to_frontend.own() = bytes;
  }
}

void session::impl::end_backend() {
  if (!backend_open) return;
  // In the middle of COPY data a Terminate would be taken for data; the server then learns of the end by itself.
  if (front.remaining == 0 && authenticated) wire::build::terminate(out.to_backend.own());
  out.close_backend = true;
}

void session::impl::close_both() {
  if (held) {
    withdraw(approvals::withdrawal::shutdown);
    held.reset();
  }
  report_unknown_outcomes();
  out.close_frontend = true;
  end_backend();
  at = phase::closed;
}

void session::impl::fatal(std::string_view sqlstate, std::string_view message, std::string_view hint) {
  front.pass(out.to_backend);
  back.pass(out.to_frontend);
  if (back.remaining == 0 && deferred.empty()) {
    wire::build::error_response(out.to_frontend.own(), {"FATAL", sqlstate, message, {}, hint, {}});
  }
  close_both();
}

void session::impl::lost_sync(std::string_view what) {
  fatal(wire::sqlstate::protocol_violation, fmt::format("the database server sent {}; the session cannot go on", what),
        "Connect again. If it happens again, tell whoever runs Countersign.");
}

// --- events

session::session(const settings& s, shared& w, peer p, time_point now)
    : impl_(std::make_unique<impl>(s, w, std::move(p), now)) {}
session::~session() = default;

actions& session::on_frontend(std::string_view bytes, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.at == phase::closed || me.at == phase::leaving) return me.out;
  if (me.at == phase::securing) {
    me.close_both();  // it did not come encrypted
    return me.out;
  }
  me.front.take(bytes);
  me.pump();
  if (me.held) me.scan_backlog();
  return me.out;
}

actions& session::on_backend(std::string_view bytes, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.at == phase::closed) return me.out;
  me.back.take(bytes);
  me.pump_backend();
  return me.out;
}

actions& session::on_frontend_closed(time_point now) {
  impl& me = *impl_;
  me.begin(now);
  me.frontend_open = false;
  if (me.at == phase::closed) return me.out;
  if (me.held) {
    me.withdraw(approvals::withdrawal::frontend_gone);
    me.held.reset();
  }
  if (me.at != phase::leaving) me.end_backend();
  me.out.close_frontend = true;
  me.at = me.backend_open ? phase::leaving : phase::closed;
  return me.out;
}

actions& session::on_backend_closed(time_point now) {
  impl& me = *impl_;
  me.begin(now);
  me.backend_open = false;
  if (me.at == phase::closed) return me.out;
  const bool expected_end = me.at == phase::leaving || me.saw_fatal;
  if (me.held) {
    me.withdraw(approvals::withdrawal::backend_gone);
    me.held.reset();
  }
  const bool lost_outcome = me.awaits_outcome();
  me.report_unknown_outcomes();
  if (!expected_end && me.back.remaining == 0) {
    wire::build::error_response(
        me.out.to_frontend.own(),
        {"FATAL",
         wire::sqlstate::connection_failure,
         fmt::format("the database server {} closed the connection unexpectedly", me.who_is.upstream),
         lost_outcome ? "It had been given an approved statement and had not answered: whether that ran is unknown."
                      : std::string_view{},
         lost_outcome ? "Look before you run it again: Countersign never sends a statement twice."
                      : std::string_view{"Connect again."},
         {}});
  }
  me.out.close_frontend = true;
  me.at = phase::closed;
  return me.out;
}

actions& session::on_frontend_tls(tls_facts facts, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.at == phase::securing) {
    me.tls = std::move(facts);
    me.at = phase::startup;
  }
  return me.out;
}

actions& session::on_backend_connected(const backend_facts& how, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.at != phase::connecting) {
    me.out.close_backend = true;
    return me.out;
  }
  me.backend_open = true;
  me.backend_over = how.link;
  if (me.proof) me.proof->channel = {how.link != backend_link::plain, how.end_point};
  me.at = phase::authenticating;
  me.out.to_backend.add(me.startup_packet);
  me.front.take({});
  me.pump();
  return me.out;
}

actions& session::on_connect_failed(std::string_view why, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.at == phase::connecting) {
    me.fatal(wire::sqlstate::cannot_connect, why, "Countersign is up, but the database behind it cannot be reached.");
  }
  return me.out;
}

actions& session::on_hold_opened(std::uint64_t ticket, const approvals::opened& answer, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.held && me.held->ticket == ticket) {
    me.answer_opened(answer);
    return me.out;
  }
  const auto gone = std::find_if(me.abandoned.begin(), me.abandoned.end(),
                                 [ticket](const abandoned_hold& each) { return each.ticket == ticket; });
  const approvals::withdrawal why = gone == me.abandoned.end() ? approvals::withdrawal::frontend_gone : gone->why;
  if (gone != me.abandoned.end()) me.abandoned.erase(gone);
  if (!answer.id.empty()) me.out.to_desk.push_back(withdraw_hold{answer.id, why});
  return me.out;
}

actions& session::on_hold_settled(std::uint64_t ticket, const approvals::settlement& how, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.held && me.held->ticket == ticket) me.answer_settled(how);
  return me.out;
}

actions& session::on_pending(std::uint64_t ticket, const approvals::pending_list& what, time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.listing != ticket) return me.out;
  me.listing.reset();
  me.listed = what;
  me.front.take({});
  me.pump();
  return me.out;
}

actions& session::on_cancel(time_point now) {
  impl_->begin(now);
  impl_->cancel();
  return impl_->out;
}

actions& session::on_cancel_sent(time_point now) {
  impl& me = *impl_;
  me.begin(now);
  me.cancelling = false;
  me.front.take({});
  me.pump();
  return me.out;
}

actions& session::on_offloaded(shared& there, time_point now) {
  impl& me = *impl_;
  struct return_home {
    impl& me;
    shared& home;
    ~return_home() {
      me.elsewhere = false;
      me.move_to(home, me.how.offload_bytes);
    }
  };
  me.offloading = false;
  me.begin(now);
  const return_home afterwards{me, *me.with};
  me.elsewhere = true;
  me.move_to(there, std::numeric_limits<std::size_t>::max());
  me.front.take({});
  me.pump();
  if (me.held) me.scan_backlog();
  return me.out;
}

actions& session::on_tick(time_point now) {
  impl_->begin(now);
  impl_->tick();
  return impl_->out;
}

actions& session::on_shutdown(time_point now) {
  impl& me = *impl_;
  me.begin(now);
  if (me.at == phase::closed || me.at == phase::leaving) return me.out;
  me.draining = true;
  if (me.held) {
    me.withdraw(approvals::withdrawal::shutdown);
    me.end_hold(error_shutdown());
  }
  me.end_if_drained();
  return me.out;
}

bool session::wants_frontend() const {
  const impl& me = *impl_;
  if (me.at == phase::closed || me.at == phase::leaving) return me.frontend_open;
  // What nobody has asked for yet only waits, up to a bound.
  const bool asked = me.at != phase::authenticating || me.answer_expected;
  if ((!me.blocked() && asked) || me.at == phase::securing) return true;
  const std::size_t waiting = me.front.waiting.size() - me.front.consumed;
  return waiting < me.how.backlog_bytes_max + (me.held ? me.held->bytes : 0);
}

std::optional<time_point> session::wake_at() const {
  const impl& me = *impl_;
  // The catalog is put on the thread's shelf, which wakes nobody.
  if (me.look_for_catalog_at) return me.look_for_catalog_at;
  if (!me.held || !me.held->opened || me.how.remind.count() == 0) return std::nullopt;
  return me.held->remind_at;
}

bool session::held() const {
  return impl_->held.has_value();
}

bool session::finished() const {
  return impl_->at == phase::closed ||
         (impl_->at == phase::leaving && !impl_->frontend_open && !impl_->awaits_outcome());
}

const peer& session::who() const {
  return impl_->who;
}

}  // namespace countersign::session
