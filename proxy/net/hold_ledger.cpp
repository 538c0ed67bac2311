#include "proxy/net/hold_ledger.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace countersign::net {

hold_ledger::entry* hold_ledger::find(std::string_view id) {
  const auto at = std::find_if(entries_.begin(), entries_.end(), [id](const entry& each) { return each.id == id; });
  return at == entries_.end() ? nullptr : &*at;
}

void hold_ledger::forget(std::string_view id) {
  std::erase_if(entries_, [id](const entry& each) { return each.id == id; });
}

void hold_ledger::send(session::desk_message&& what, const session_handle& who, time_point now) {
  if (auto* open = std::get_if<session::open_hold>(&what)) {
    entries_.push_back({open->ticket, {}});
    desk_.open(open->ticket, std::move(open->request), std::move(open->code), who);
  } else if (auto* gone = std::get_if<session::withdraw_hold>(&what)) {
    forget(gone->id);
    desk_.withdraw(std::move(gone->id), gone->why);
  } else if (auto* released = std::get_if<session::hold_released>(&what)) {
    if (entry* known = find(released->id)) known->released = true;
    desk_.released(std::move(released->id), now);
  } else if (auto* finished = std::get_if<session::hold_finished>(&what)) {
    forget(finished->id);
    desk_.finished(std::move(finished->id), std::move(finished->result));
  } else if (auto* list = std::get_if<session::list_pending>(&what)) {
    desk_.list_pending(list->ticket, std::move(list->role), std::move(list->database), who);
  } else if (auto* note = std::get_if<session::audit_note>(&what)) {
    desk_.note(std::move(note->event), std::move(note->fields));
  } else if (auto* started = std::get_if<session::session_started>(&what)) {
    desk_.session_started(std::move(started->fields));
  }
}

void hold_ledger::opened(std::uint64_t ticket, const approvals::opened& answer) {
  if (answer.ticket) {  // it is nobody's to give back
    std::erase_if(entries_, [ticket](const entry& each) { return each.ticket == ticket; });
    return;
  }
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [ticket](const entry& each) { return each.ticket == ticket; });
  if (closed_) {
    if (at != entries_.end()) entries_.erase(at);
    if (!answer.id.empty()) desk_.withdraw(answer.id, closed_why_);
    return;
  }
  if (at == entries_.end()) return;
  const bool pending =
      answer.result == approvals::open_result::opened || answer.result == approvals::open_result::approved;
  if (pending) {
    at->id = answer.id;
  } else {
    entries_.erase(at);
  }
}

void hold_ledger::settled(const approvals::settlement& how) {
  // An approved one is still ours to release or to give back.
  if (how.state != approvals::hold_state::approved) forget(how.id);
}

void hold_ledger::close(approvals::withdrawal why) {
  if (std::exchange(closed_, true)) return;
  closed_why_ = why;
  for (entry& each : entries_) {
    if (each.released) {
      approvals::outcome unknown;
      unknown.kind = approvals::outcome_kind::unknown;
      unknown.text = "the session ended before the database answered";
      desk_.finished(std::move(each.id), std::move(unknown));
    } else if (!each.id.empty()) {
      desk_.withdraw(std::move(each.id), why);
    }
  }
  entries_.clear();
}

}  // namespace countersign::net
