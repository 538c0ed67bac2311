// The life of a hold, from the desk's first answer to the outcome.
#include <boost/assert.hpp>

#include "proxy/session/impl.hpp"

namespace countersign::session {

std::chrono::seconds session::impl::time_left() const {
  return std::chrono::ceil<std::chrono::seconds>(std::max(held->deadline - now, time_point::duration::zero()));
}

void session::impl::say_notice(const answer& what) {
  if (how.notice == notices::silent) return;
  std::string bytes;
  wire::build::notice_response(bytes, what.notice());
  say(bytes);
}

void session::impl::answer_opened(const approvals::opened& answer) {
  BOOST_ASSERT(held.has_value());
  switch (answer.result) {
    case approvals::open_result::too_many:
    case approvals::open_result::broken:
      end_hold(error_not_taken(held->words, answer));
      return;
    case approvals::open_result::denied:
      end_hold(error_ticket_denied(held->words, answer.code, answer.error));
      return;
    case approvals::open_result::approved:
    case approvals::open_result::opened:
      break;
  }
  held->opened = true;
  held->id = answer.id;
  held->code = answer.code;
  held->deadline = answer.deadline;
  if (answer.result == approvals::open_result::approved) {
    say_notice(answer.note.empty() ? notice_granted(held->code) : notice_confirmed(held->code, answer.note));
    release();
    return;
  }
  held->remind_at = now + how.remind;
  const std::string link =
      how.inbox_url.empty() ? std::string{} : fmt::format("{}/holds/{}", how.inbox_url, answer.code);
  if (held->comes_back) return end_hold(error_ticket(held->words, held->code, time_left(), link));
  if (answer.link.empty()) {
    say_notice(notice_held(held->words, held->code, time_left(), link));
  } else {
    const std::string page =
        how.inbox_url.empty() ? std::string{} : fmt::format("{}/prove#{}", how.inbox_url, answer.link);
    say_notice(notice_step_up(held->words, held->code, time_left(), page, answer.note));
  }
}

void session::impl::answer_settled(const approvals::settlement& settled) {
  BOOST_ASSERT(held.has_value());
  // The answer to open_hold comes first; without it there is no id to compare, and nothing may be released.
  if (!held->opened || settled.id != held->id) return;
  switch (settled.state) {
    case approvals::hold_state::approved:
      if (now < held->deadline) {
        release();
        return;
      }
      withdraw(approvals::withdrawal::frontend_gone);
      end_hold(error_expired(held->words, held->code, held->expires));
      return;
    case approvals::hold_state::denied:
      end_hold(error_denied(held->words, held->code, settled));
      return;
    case approvals::hold_state::expired:
      end_hold(error_expired(held->words, held->code, held->expires));
      return;
    case approvals::hold_state::withdrawn:
      end_hold(error_shutdown());
      return;
    case approvals::hold_state::pending:
      return;
  }
}

// The very bytes that were held go on, and after them whatever waited behind.
void session::impl::release() {
  approved_bytes = held->bytes;
  approved_id = held->id;
  held.reset();
  ask.lookup.went_on();
  out.to_desk.push_back(hold_released{approved_id});
  front.take({});
  pump();
}

void session::impl::end_hold(const answer& why) {
  const held_statement ended = std::move(*held);
  held.reset();
  front.take({});
  refuse(ended.type, ended.bytes, why.error());
  pump();
}

void session::impl::withdraw(approvals::withdrawal why) {
  if (held->opened) {
    out.to_desk.push_back(withdraw_hold{held->id, why});
  } else {
    abandoned.push_back({held->ticket, why});
  }
}

void session::impl::cancel() {
  if (at != phase::ready && at != phase::leaving) return;
  const bool running = !replies.empty();
  if (held) {
    withdraw(approvals::withdrawal::cancelled);
    cancelling = running;
    end_hold(error_cancelled());
    out.cancel_backend = running;
  } else if (running && !cancelling) {
    // An idle backend ignores a cancel; sent all the same, it could hit the next statement.
    cancelling = out.cancel_backend = true;
  }
}

void session::impl::tick() {
  if (look_for_catalog_at && now >= *look_for_catalog_at) {
    look_for_catalog_at.reset();
    front.take({});
    pump();
  }
  if (!held || !held->opened || how.remind.count() == 0 || now < held->remind_at) return;
  held->remind_at = now + how.remind;
  say_notice(notice_still_held(held->code, time_left(), waits_for(held->words)));
}

// A frontend that says Terminate behind a held statement has left, even if its connection has not closed yet.
void session::impl::scan_backlog() {
  const std::string_view waiting = std::string_view{front.waiting}.substr(front.consumed);
  while (held && held->scanned < waiting.size()) {
    wire::header header;
    const std::string_view rest = waiting.substr(held->scanned);
    if (wire::next_header(rest, header) != wire::scan::complete || rest.size() < header.whole_bytes()) return;
    if (header.type == 'X') {
      withdraw(approvals::withdrawal::frontend_gone);
      held.reset();
      front.take({});
      front.skip(front.now.size(), out.to_backend);
      front.keep();
      end_backend();
      at = phase::leaving;
      return;
    }
    held->scanned += static_cast<std::size_t>(header.whole_bytes());
  }
}

// --- outcomes

void session::impl::track(expected& sent) {
  reply_extra& extra = sent.more();
  extra.hold_id = approved_id;
  extra.sent = now;
}

void session::impl::take_tracked(expected& sent) {
  if (!bound) return;
  if (sent.kind == reply_kind::sync) bound->tags = "bound, but not executed";
  sent.extra = std::move(bound);
}

// The Bind of a released statement is confirmed; the Execute that follows it, if there is one, has the outcome.
void session::impl::hand_on(std::unique_ptr<reply_extra> extra) {
  if (!extra || extra->hold_id.empty() || extra->answered) return;
  for (std::size_t i = 1; i < replies.size(); ++i) {
    expected& each = replies[i];
    if (each.kind != reply_kind::execute && each.kind != reply_kind::sync) continue;
    if (each.kind == reply_kind::sync) extra->tags = "bound, but not executed";
    each.extra = std::move(extra);
    return;
  }
  bound = std::move(extra);
}

void session::impl::report(reply_extra& about, approvals::outcome_kind kind, std::string text) {
  if (about.hold_id.empty() || about.answered) return;
  about.answered = true;
  hold_finished news{about.hold_id, {}};
  news.result.kind = kind;
  news.result.text = std::move(text);
  news.result.took = std::chrono::duration_cast<std::chrono::microseconds>(now - about.sent);
  out.to_desk.push_back(std::move(news));
}

void session::impl::report_unknown_outcomes() {
  const auto lost = [this](reply_extra& extra) {
    report(extra, approvals::outcome_kind::unknown, "the connection to the database ended before it answered");
  };
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (replies[i].extra) lost(*replies[i].extra);
  }
  if (bound) lost(*bound);
}

bool session::impl::awaits_outcome() {
  const auto open = [](const reply_extra& extra) { return !extra.hold_id.empty() && !extra.answered; };
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (replies[i].extra && open(*replies[i].extra)) return true;
  }
  return bound && open(*bound);
}

}  // namespace countersign::session
