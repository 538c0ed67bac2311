#include "approvals/notify/slack_actions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <stdexcept>

#include "approvals/desk.hpp"
#include "approvals/notify/slack_callback.hpp"
#include "approvals/notify/slack_private.hpp"
#include "approvals/notify/slack_signature.hpp"
#include "approvals/notify/slack_text.hpp"

namespace countersign::approvals::notify {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds refusal_log_pause{10};  // anybody can send rubbish; the log is not theirs to fill

slack_reply refuse(unsigned status, std::string_view what, std::string_view hint) {
  return {status, "application/json", boost::json::serialize(boost::json::object{{"error", what}, {"hint", hint}})};
}

slack_message plain_answer(std::string text) {
  return {std::move(text), {}};
}

std::string unknown_person(std::string_view user) {
  return fmt::format(
      "Countersign does not know you, so nothing was decided. If you should decide here, ask a DBA to add "
      "`slack = \"{}\"` to your `[[person]]` in the rules file.",
      user);
}

// Whether asking this person for a reason has a point. The desk judges by itself; this only spares a dialog.
bool may_deny(const hold& what, const policy::person& who, const policy::ruleset& rules) {
  if (what.state != hold_state::pending || rules.may_be(who, what.request.role)) return false;
  return std::any_of(what.request.requirements.begin(), what.request.requirements.end(),
                     [&](const requirement& each) { return rules.entitled(who, each.approvers); });
}

bool says_nothing_new(decide_result what) {
  // The channel's message, rewritten, says it to everybody.
  return what == decide_result::settled || what == decide_result::recorded;
}

}  // namespace

class slack_actions::impl : public std::enable_shared_from_this<impl> {
 public:
  impl(asio::io_context& io, slack_options options, desk_access& desk, const clock& time)
      : io_(io),
        secret_(options.signing_secret),
        log_(options.log),
        desk_(desk),
        time_(time),
        private_(std::make_shared<slack_private>(io, options)) {
    if (secret_.empty()) {
      throw std::invalid_argument(
          "slack.signing_secret_file: there is no secret; copy it from the app's Basic Information page into that "
          "file, "
          "or set COUNTERSIGN_SLACK_SIGNING_SECRET");
    }
  }

  slack_reply receive(std::string_view body, std::string_view timestamp, std::string_view signature,
                      slack_callback& out);
  void act(slack_callback what);

 private:
  void on_click(desk& at, const slack_click& click);
  void decide(desk& at, const slack_subject& about, bool approve, std::string reason, slack_audience whom);
  void tell(slack_audience whom, std::string text);
  void log_refusal(std::string_view why);

  asio::io_context& io_;
  std::string secret_;
  log_function log_;
  desk_access& desk_;
  const clock& time_;
  std::shared_ptr<slack_private> private_;
  time_point refusal_logged_{};
  std::size_t refusals_unlogged_ = 0;
};

slack_reply slack_actions::impl::receive(std::string_view body, std::string_view timestamp, std::string_view signature,
                                         slack_callback& out) {
  if (body.size() > slack_body_bytes_max) return refuse(413, "the callback is too large", "nothing was decided");
  const auto check = check_slack_signature(secret_, body, timestamp, signature, time_.now());
  if (check != signature_check::good) {
    log_refusal(to_string(check));
    return refuse(401, "the request is not signed by this Slack app, or not now",
                  "check slack.signing_secret_file and this machine's clock; nothing was decided");
  }
  out = read_slack_callback(body);
  if (const auto* refused = std::get_if<slack_refusal>(&out)) {
    log_refusal(refused->why);
    return refuse(refused->status, refused->why, "nothing was decided");
  }
  return {200, "application/json", ""};
}

void slack_actions::impl::act(slack_callback what) {
  if (const auto* click = std::get_if<slack_click>(&what)) {
    if (click->what == slack_button::open) return;  // a link; the browser has followed it
    desk_.post([self = shared_from_this(), click = *click](desk& at) { self->on_click(at, click); });
  } else if (const auto* denial = std::get_if<slack_denial>(&what)) {
    desk_.post([self = shared_from_this(), denial = *denial](desk& at) {
      self->decide(at, denial.about, false, denial.reason, {denial.user, denial.channel, ""});
    });
  }
}

void slack_actions::impl::on_click(desk& at, const slack_click& click) {
  slack_audience whom{click.user, click.channel, click.response_url};
  if (click.what == slack_button::deny) {
    const policy::person* who = at.rules().find_slack(click.user);
    std::shared_ptr<const hold> about;
    try {
      about = at.find(click.about.hold);
    } catch (const std::exception&) {
      // The decision below runs into the same trouble, and says so.
    }
    if (who && about && about->request.what == click.about.seen && may_deny(*about, *who, at.rules())) {
      asio::post(io_, [self = shared_from_this(), whom = std::move(whom), click] {
        self->private_->ask_reason(whom, click.trigger, click.about);
      });
      return;
    }
  }
  decide(at, click.about, click.what == slack_button::approve, "", std::move(whom));
}

void slack_actions::impl::decide(desk& at, const slack_subject& about, bool approve, std::string reason,
                                 slack_audience whom) {
  const policy::person* who = at.rules().find_slack(whom.user);
  if (!who) {
    if (log_) log_(log_level::warning, "slack: hold " + about.hold + ": a click by somebody unknown, " + whom.user);
    tell(std::move(whom), unknown_person(whom.user));
    return;
  }
  verdict_input what;
  what.hold = about.hold;
  what.approve = approve;
  what.reason = std::move(reason);
  what.channel = "slack";
  what.seen = about.seen;
  try {
    at.decide(std::move(what), *who, [self = shared_from_this(), whom, code = about.code](const decided& result) {
      if (!says_nothing_new(result.result))
        self->tell(whom, fmt::format("`{}`: {}", code, slack_plain(result.message)));
    });
  } catch (const std::exception& failed) {
    if (log_) log_(log_level::error, "slack: hold " + about.hold + ": cannot decide: " + failed.what());
    tell(std::move(whom), fmt::format("`{}`: Countersign could not record that, so nothing was decided. Try again, or "
                                      "see its log.",
                                      about.code));
  }
}

void slack_actions::impl::tell(slack_audience whom, std::string text) {
  asio::post(io_, [self = shared_from_this(), whom = std::move(whom), text = std::move(text)]() mutable {
    self->private_->tell(std::move(whom), plain_answer(std::move(text)));
  });
}

void slack_actions::impl::log_refusal(std::string_view why) {
  const time_point now = time_.now();
  if (now - refusal_logged_ < refusal_log_pause && now >= refusal_logged_) {
    ++refusals_unlogged_;
    return;
  }
  refusal_logged_ = now;
  const std::size_t others = std::exchange(refusals_unlogged_, 0);
  if (log_) log_(log_level::warning, fmt::format("slack: a callback was refused: {} ({} more before it)", why, others));
}

slack_actions::slack_actions(asio::io_context& io, slack_options options, desk_access& desk, const clock& time)
    : impl_(std::make_shared<impl>(io, std::move(options), desk, time)) {}

slack_actions::~slack_actions() = default;

void slack_actions::handle(std::string_view body, std::string_view timestamp, std::string_view signature,
                           const std::function<void(slack_reply)>& answer) {
  slack_callback what;
  slack_reply reply;
  try {
    reply = impl_->receive(body, timestamp, signature, what);
  } catch (const std::exception&) {
    reply = refuse(500, "the callback could not be read", "nothing was decided; try again");
    what = slack_refusal{};
  }
  answer(std::move(reply));
  impl_->act(std::move(what));  // does nothing for a refusal
}

}  // namespace countersign::approvals::notify
