#include "approvals/notify/webhook.hpp"

#include <stdexcept>

#include "approvals/desk.hpp"
#include "approvals/notify/catch_up.hpp"

namespace countersign::approvals::notify {

namespace asio = boost::asio;
using end = attempt::end;

namespace {

constexpr std::string_view channel_name = "webhook";

courier_options courier_options_of(const webhook_options& options) {
  courier_options out;
  out.channel = channel_name;
  out.policy = keep::every;
  out.limits = options.limits;
  out.jitter = options.jitter;
  out.log = options.log;
  return out;
}

web_address address_of(const webhook_options& options) {
  auto read = read_web_address(options.url);
  if (!read.address) throw std::invalid_argument("webhook.url: " + read.error);
  // Without a key anybody could say that a statement was approved.
  if (options.secret.empty()) {
    throw std::invalid_argument(
        "webhook.secret_file: there is no secret; receivers need one to trust us. Name a file with one, or set "
        "COUNTERSIGN_WEBHOOK_SECRET");
  }
  return std::move(*read.address);
}

}  // namespace

class webhook_notifier::impl final : public courier {
 public:
  impl(asio::io_context& io_context, webhook_options options, const clock& time)
      : courier(io_context, courier_options_of(options)),
        client_(io_context, options.http),
        to_(address_of(options)),
        options_(std::move(options)),
        time_(time) {}

  void start(desk_access& desk) {
    desk_ = &desk;
    catch_up();
    run();
  }

 protected:
  asio::awaitable<attempt> bring(letter what) override {
    const webhook_event event = webhook_event_of(what, options_.statement);
    http_fields fields = webhook_fields(event, options_.secret, time_.now());
    const http_result result = co_await client_.post(to_, std::move(fields), event.body);
    attempt how = read_webhook_answer(result);
    // What the receiver will never take is done with, too, or each start would send it again.
    if (how.how == end::delivered || how.how == end::rejected) remember(*what.about, event.delivery);
    co_return how;
  }
  void catch_up() override {
    add_stale(*desk_, shared_from_this(), std::string(channel_name), unseen::all, options_.log);
  }

 private:
  void remember(const hold& about, const std::string& reference) {
    delivery kept{about.id, std::string(channel_name), reference, about.revision};
    desk_->post([kept = std::move(kept), log = options_.log](desk& at) {
      try {
        at.set_delivery(kept);
      } catch (const std::exception& failed) {
        // After a restart the event would be sent again, under the same delivery id.
        if (log) log(log_level::error, "webhook: hold " + kept.hold + ": cannot store its delivery: " + failed.what());
      }
    });
  }

  http_client client_;
  web_address to_;
  webhook_options options_;
  const clock& time_;
  desk_access* desk_ = nullptr;
};

webhook_notifier::webhook_notifier(asio::io_context& io, webhook_options options, const clock& time)
    : impl_(std::make_shared<impl>(io, std::move(options), time)) {}

webhook_notifier::~webhook_notifier() {
  impl_->stop();
}

void webhook_notifier::start(desk_access& desk) {
  impl_->start(desk);
}

void webhook_notifier::stop() {
  impl_->stop();
}

void webhook_notifier::on_news(news_kind what, std::shared_ptr<const hold> about) {
  impl_->add({std::move(about), what});
}

channel_health webhook_notifier::health() const {
  return impl_->health();
}

}  // namespace countersign::approvals::notify
