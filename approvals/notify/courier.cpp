#include "approvals/notify/courier.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

namespace countersign::approvals::notify {

namespace asio = boost::asio;

namespace {

std::function<double()> random_jitter() {
  return [engine = std::mt19937{std::random_device{}()}]() mutable {
    return std::uniform_real_distribution<double>{0.0, 1.0}(engine);
  };
}

}  // namespace

courier::courier(asio::io_context& io, courier_options options)
    : io_(io),
      options_(std::move(options)),
      outbox_(options_.policy, options_.limits, options_.jitter ? options_.jitter : random_jitter()),
      wake_(io) {
  health_.channel = options_.channel;
}

void courier::run() {
  asio::co_spawn(io_, loop(shared_from_this()),
                 asio::bind_cancellation_slot(give_up_.slot(), [self = shared_from_this()](std::exception_ptr failed) {
                   // bring() is guarded, so this is our own mistake or the end of memory. Said, not hidden.
                   if (failed && !self->stopped_) self->log(log_level::error, "the channel has stopped unexpectedly");
                 }));
}

void courier::stop() {
  if (std::exchange(stopped_, true)) return;
  wake_.cancel();
  give_up_.emit(asio::cancellation_type::terminal);
}

void courier::add(letter what) {
  asio::post(io_, [self = shared_from_this(), what = std::move(what)]() mutable {
    if (self->stopped_) return;
    self->outbox_.add(std::move(what));
    self->publish_health();
    self->wake_.cancel();
  });
}

void courier::publish_health() {
  const std::lock_guard hold_lock{health_lock_};
  health_.trouble = outbox_.trouble();
  health_.waiting = outbox_.waiting();
}

channel_health courier::health() const {
  const std::lock_guard hold_lock{health_lock_};
  return health_;
}

void courier::log(log_level how, std::string_view line) const {
  if (options_.log) options_.log(how, options_.channel + ": " + std::string(line));
}

asio::awaitable<void> courier::loop(std::shared_ptr<courier> self) {
  while (!self->stopped_) {
    outbox::step step = self->outbox_.next(std::chrono::steady_clock::now());
    if (step.send) {
      const letter what = *step.send;
      const attempt how = co_await self->bring_safely(what);
      if (self->stopped_) co_return;
      self->outbox_.done(how, std::chrono::steady_clock::now());
      self->note(what, how);
      continue;
    }
    if (self->outbox_.take_catch_up()) self->catch_up();
    self->wake_.expires_at(step.wake ? *step.wake : steady_point::max());
    (void)co_await self->wake_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<attempt> courier::bring_safely(letter what) {
  attempt how;
  try {
    how = co_await bring(std::move(what));
  } catch (const std::exception& failed) {
    how = {attempt::end::rejected, {}, fmt::format("an error inside of Countersign: {}", failed.what())};
  }
  co_return how;
}

void courier::note(const letter& what, const attempt& how) {
  publish_health();
  if (how.how == attempt::end::delivered) {
    if (!std::exchange(logged_, {}).empty()) log(log_level::info, "news is delivered again");
    return;
  }
  // A letter that is lost is worth a line of its own; an outage is one line, not one for each retry.
  if (how.how == attempt::end::rejected) {
    log(log_level::error, fmt::format("hold {}: {}; not tried again", what.about->id, how.why));
    return;
  }
  if (how.why == logged_) return;
  logged_ = how.why;
  const bool for_a_person = how.how == attempt::end::misconfigured;
  log(for_a_person ? log_level::error : log_level::warning,
      fmt::format("{}; {} waiting, trying again", how.why, outbox_.waiting()));
}

}  // namespace countersign::approvals::notify
