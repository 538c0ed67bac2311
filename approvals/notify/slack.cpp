#include "approvals/notify/slack.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unordered_map>

#include "approvals/desk.hpp"
#include "approvals/notify/catch_up.hpp"
#include "approvals/notify/slack_api.hpp"
#include "approvals/notify/slack_blocks.hpp"
#include "approvals/notify/slack_place.hpp"

namespace countersign::approvals::notify {

namespace asio = boost::asio;
namespace json = boost::json;
using end = attempt::end;

namespace {

constexpr std::string_view channel_name = "slack";
constexpr std::size_t places_max = 10'000;
constexpr std::chrono::seconds desk_patience{10};

courier_options courier_options_of(const slack_options& options) {
  courier_options out;
  out.channel = channel_name;
  out.policy = keep::newest;
  out.limits = options.limits;
  out.jitter = options.jitter;
  out.log = options.log;
  return out;
}

// A question to the desk: its answer arrives on our thread and ends the wait.
struct question {
  explicit question(asio::io_context& io) : answered(io) {}
  asio::steady_timer answered;
  bool known = false;  // false: the desk did not answer, or its store cannot be read
  std::optional<slack_place> place;
};

json::object arguments_of(slack_message message) {
  return {{"text", message.text},  {"blocks", std::move(message.blocks)},
          {"parse", "none"},       {"link_names", false},
          {"unfurl_links", false}, {"unfurl_media", false}};
}

std::string text_of(const json::object& body, std::string_view key) {
  const json::value* at = body.if_contains(key);
  const json::string* text = at ? at->if_string() : nullptr;
  return text ? std::string(*text) : "";
}

}  // namespace

class slack_notifier::impl final : public courier {
 public:
  impl(asio::io_context& io_context, slack_options options)
      : courier(io_context, courier_options_of(options)),
        api_(io_context, options),
        look_{options.inbox_url},
        channel_id_(options.channel),
        log_(options.log) {
    while (look_.inbox_url.ends_with('/')) look_.inbox_url.pop_back();
  }

  void start(desk_access& desk) {
    desk_ = &desk;
    catch_up();
    run();
  }

 protected:
  asio::awaitable<attempt> bring(letter what) override;
  void catch_up() override {
    add_stale(*desk_, shared_from_this(), std::string(channel_name), unseen::if_pending, log_);
  }

 private:
  asio::awaitable<std::shared_ptr<question>> find_place(std::string hold_id);
  asio::awaitable<slack_answer> show(slack_message message, std::optional<slack_place> where);
  void remember(const hold& about, std::optional<slack_place> where);

  slack_api api_;
  slack_look look_;
  std::string channel_id_;
  log_function log_;
  desk_access* desk_ = nullptr;
  std::unordered_map<std::string, slack_place> places_;  // a cache: the store has them all
};

asio::awaitable<attempt> slack_notifier::impl::bring(letter what) {
  const std::shared_ptr<const hold> about = what.about;
  const auto asked = co_await find_place(about->id);
  if (!asked->known) {
    attempt later;
    later.why = "the desk does not say where the message is";
    co_return later;
  }
  std::optional<slack_place> where = asked->place;
  attempt done;
  done.how = end::delivered;
  if (where && where->revision >= about->revision) co_return done;

  slack_answer answer = co_await show(slack_message_of(*about, look_), where);
  if (where && means_message_is_gone(answer.error)) {
    // Deleted by somebody. What needs a decision is shown again; of what is over, a new message would be noise.
    if (about->state != hold_state::pending) {
      remember(*about, std::move(where));
      co_return done;
    }
    where.reset();
    answer = co_await show(slack_message_of(*about, look_), where);
  }
  if (means_blocks_are_refused(answer.error)) {
    log(log_level::warning, "hold " + about->id + ": " + answer.outcome.why + "; a plain message is sent instead");
    answer = co_await show(slack_plain_message_of(*about, look_), where);
  }
  if (answer.outcome.how == end::rejected) remember(*about, where);  // or each start would try it again
  if (answer.outcome.how != end::delivered) co_return answer.outcome;

  slack_place now = where.value_or(slack_place{text_of(answer.body, "channel"), text_of(answer.body, "ts"), 0});
  if (now.channel.empty() || now.ts.empty()) {
    attempt odd;
    odd.how = end::rejected;
    odd.why = "chat.postMessage did not say where the message is, so it cannot be updated";
    remember(*about, {});
    co_return odd;
  }
  remember(*about, std::move(now));
  co_return done;
}

asio::awaitable<slack_answer> slack_notifier::impl::show(slack_message message, std::optional<slack_place> where) {
  json::object arguments = arguments_of(std::move(message));
  arguments["channel"] = where ? where->channel : channel_id_;
  if (where) arguments["ts"] = where->ts;
  std::string method = where ? "chat.update" : "chat.postMessage";
  co_return co_await api_.call(std::move(method), std::move(arguments));
}

asio::awaitable<std::shared_ptr<question>> slack_notifier::impl::find_place(std::string hold_id) {
  auto asked = std::make_shared<question>(io());
  if (const auto at = places_.find(hold_id); at != places_.end()) {
    asked->known = true;
    asked->place = at->second;
    co_return asked;
  }
  asked->answered.expires_after(desk_patience);
  desk_->post([asked, hold_id, &context = io()](desk& at) {
    std::optional<delivery> found;
    bool known = true;
    try {
      found = at.find_delivery(hold_id, channel_name);
      // What may be shown from now on must not be forgotten: if we end before Slack says where the message is, the next
      // start posts how it ended, beside a message that would otherwise ask for ever.
      if (!found) at.set_delivery({hold_id, std::string(channel_name), std::string(reference_posting), 0});
    } catch (const std::exception&) {
      known = false;
    }
    asio::post(context, [asked, found = std::move(found), known] {
      asked->known = known;
      if (found) asked->place = from_reference(found->reference, found->revision);
      asked->answered.cancel();
    });
  });
  (void)co_await asked->answered.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return asked;
}

// Without a place: Slack has no message that we could update.
void slack_notifier::impl::remember(const hold& about, std::optional<slack_place> where) {
  delivery kept{about.id, std::string(channel_name), std::string(reference_refused), about.revision};
  if (where) {
    where->revision = about.revision;
    kept.reference = to_reference(*where);
  }
  places_.erase(about.id);
  const bool more_to_come = about.result.kind == outcome_kind::none;
  if (where && more_to_come && places_.size() < places_max) places_[about.id] = std::move(*where);
  desk_->post([kept = std::move(kept), log = log_](desk& at) {
    try {
      at.set_delivery(kept);
    } catch (const std::exception& failed) {
      // Only a restart would miss it: the hold might then be shown a second time.
      if (log)
        log(log_level::error, "slack: hold " + kept.hold + ": cannot store where its message is: " + failed.what());
    }
  });
}

slack_notifier::slack_notifier(asio::io_context& io, slack_options options)
    : impl_(std::make_shared<impl>(io, std::move(options))) {}

slack_notifier::~slack_notifier() {
  impl_->stop();
}

void slack_notifier::start(desk_access& desk) {
  impl_->start(desk);
}

void slack_notifier::stop() {
  impl_->stop();
}

void slack_notifier::on_news(news_kind what, std::shared_ptr<const hold> about) {
  impl_->add({std::move(about), what});
}

channel_health slack_notifier::health() const {
  return impl_->health();
}

}  // namespace countersign::approvals::notify
