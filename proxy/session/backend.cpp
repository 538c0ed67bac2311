// Reading the backend: its answers end what the queue expects, in order, and go on to the frontend.
#include "proxy/session/impl.hpp"

namespace countersign::session {

namespace {

// The longest message that is read as a whole; longer ones of these kinds no server sends.
constexpr std::uint32_t read_whole_max = 64U * 1024 * 1024;

// Messages whose content does not matter here go on as they come, however long they are.
bool passes_unread(char type) {
  return type == 'D' || type == 'd' || type == 'N' || type == 'A' || type == 'V' || type == 'v';
}

}  // namespace

void session::impl::pump_backend() {
  while (at != phase::closed && back.at < back.now.size() && step_backend()) {
  }
  back.pass(out.to_frontend);
  back.keep();
  if (!front.waiting.empty() && !blocked()) {
    front.take({});
    pump();
  }
}

bool session::impl::step_backend() {
  if (back.step_through(out.to_frontend)) return true;
  if (!deferred.empty()) {
    back.pass(out.to_frontend);
    out.to_frontend.own() = std::move(deferred);
    deferred.clear();
  }
  wire::header header;
  switch (wire::next_header(back.rest(), header)) {
    case wire::scan::incomplete:
      return false;
    case wire::scan::malformed:
      lost_sync("a message of impossible length");
      return false;
    case wire::scan::complete:
      break;
  }
  if (header.length > wire::backend_length_max(header.type)) {
    lost_sync(
        fmt::format("a message of unknown type {} or impossible length", static_cast<unsigned char>(header.type)));
    return false;
  }
  if (passes_unread(header.type)) {
    back.remaining = header.whole_bytes();
    back.dropping = false;
    return true;
  }
  if (header.length > read_whole_max) {
    lost_sync("a message that is too long to read");
    return false;
  }
  wire::frame f;
  if (wire::next_frame(back.rest(), f) != wire::scan::complete) return false;
  on_reply(f);
  return true;
}

void session::impl::pass_reply(const wire::frame& f) {
  back.at += f.whole.size();
}
void session::impl::swallow_reply(const wire::frame& f) {
  back.skip(f.whole.size(), out.to_frontend);
}

void session::impl::skip_copy_markers() {
  while (!replies.empty() && replies.front().kind == reply_kind::copy_end) replies.pop();
}

bool session::impl::head_is(reply_kind kind) {
  skip_copy_markers();
  return !replies.empty() && replies.front().kind == kind;
}

void session::impl::on_reply(const wire::frame& f) {
  switch (f.type) {
    case 'Z':
      return on_ready(f);
    case 'C':
      return on_command_complete(f);
    case 'E':
      return on_error(f);
    case '1':
      return on_parse_complete(f);
    case '2':
      if (!head_is(reply_kind::bind)) return lost_sync("BindComplete out of order");
      portals.bind_confirmed(replies.front().name);
      hand_on(std::move(replies.front().extra));
      replies.pop();
      return pass_reply(f);
    case '3':
      if (!head_is(reply_kind::close)) return lost_sync("CloseComplete out of order");
      if (!replies.front().name.empty()) names.forget(replies.front().name);
      replies.pop();
      return pass_reply(f);
    case 'T':
    case 'n':
      if (say_own(f)) return;
      if (head_is(reply_kind::describe_statement) || head_is(reply_kind::describe_portal)) {
        replies.pop();
      } else if (f.type == 'n') {
        return lost_sync("NoData out of order");
      }
      return pass_reply(f);
    case 't':
      return on_parameter_description(f);
    case 's':
    case 'I':
      if (say_own(f)) return;
      if (head_is(reply_kind::execute)) {
        expected& head = replies.front();
        if (head.extra) report(*head.extra, approvals::outcome_kind::completed, f.type == 's' ? "first rows sent" : "");
        replies.pop();
      } else if (f.type == 's' || !head_is(reply_kind::query)) {
        return lost_sync("the end of a statement out of order");
      }
      return pass_reply(f);
    case 'G':
      return on_copy_in(f);
    case 'S':
      return on_parameter_status(f);
    case 'K':
      return on_key(f);
    case 'R':
      return on_authentication(f);
    case 'W':
      // Data both ways, until both ends say CopyDone: messages that pass unread.
      if (!replicating || !head_is(reply_kind::query)) return lost_sync("CopyBothResponse out of order");
      return pass_reply(f);
    case 'H':
    case 'c':
      return pass_reply(f);
    default:
      return lost_sync("a message that has no place here");
  }
}

void session::impl::on_parse_complete(const wire::frame& f) {
  // A pill that parses would mean that what must fail has not: nothing is certain any more.
  if (!head_is(reply_kind::parse) || replies.front().from != origin::frontend) {
    return lost_sync("ParseComplete out of order");
  }
  expected& head = replies.front();
  if (head.extra) report(*head.extra, approvals::outcome_kind::completed, "parsed");
  names.define(head.statement);
  replies.pop();
  pass_reply(f);
}

void session::impl::on_parameter_description(const wire::frame& f) {
  const auto message = wire::backend::parameter_description::read(f.body);
  if (!message || !head_is(reply_kind::describe_statement)) return lost_sync("ParameterDescription out of order");
  if (prepared* const about = replies.front().statement.get()) {
    for (std::size_t i = 0; i < message->types.size(); ++i) {
      if (i < about->types.size()) {
        if (about->types[i] == 0) about->types[i] = message->types[i];
      } else {
        about->types.push_back(message->types[i]);
      }
    }
  }
  pass_reply(f);
}

// Each statement of a Query has one CommandComplete, an Execute has one. Its tag alone would not do: EXECUTE gives that
// of what it ran. To forget a name is always safe, to define one takes both.
void session::impl::confirm_names(expected& head, std::string_view tag) {
  const auto apply = [&](const name_change& change) {
    if (change.what != parser::name_action::prepare || tag == "PREPARE") names.apply(change);
  };
  if (head.kind == reply_kind::execute) {
    for (const name_change& each : portals.take_changes(head.name)) apply(each);
    return;
  }
  if (!head.extra) return;
  reply_extra& extra = *head.extra;
  while (extra.names_confirmed < extra.names.size() && extra.names[extra.names_confirmed].command == extra.commands) {
    apply(extra.names[extra.names_confirmed++]);
  }
  ++extra.commands;
}

// The statement that failed may have prepared all the same: the last one of a Query is answered after the commit.
void session::impl::doubt_names(expected& head, std::string_view sqlstate) {
  constexpr std::string_view duplicate_prepared_statement = "42P05";
  const auto doubt = [&](const name_change& change) {
    if (change.what != parser::name_action::prepare || sqlstate == duplicate_prepared_statement) return;
    names.forget(change.name);
  };
  if (head.kind == reply_kind::execute) {
    for (const name_change& each : portals.take_changes(head.name)) doubt(each);
  } else if (head.extra) {
    for (const name_change& each : head.extra->names) {
      if (each.command == head.extra->commands) doubt(each);
    }
  }
}

void session::impl::on_command_complete(const wire::frame& f) {
  const auto message = wire::backend::command_complete::read(f.body);
  const bool simple = head_is(reply_kind::query);
  if (!message || !(simple || head_is(reply_kind::execute))) return lost_sync("CommandComplete out of order");
  expected& head = replies.front();
  if (copy_in) end_copy(false);
  confirm_names(head, message->tag);
  if (head.extra && !head.extra->hold_id.empty()) {
    constexpr std::size_t tags_bytes_max = 200;
    std::string& tags = head.extra->tags;
    if (tags.size() < tags_bytes_max) tags.append(tags.empty() ? "" : "; ").append(message->tag);
    if (!simple) report(*head.extra, approvals::outcome_kind::completed, tags);
  }
  if (!simple) replies.pop();
  pass_reply(f);
}

void session::impl::on_error(const wire::frame& f) {
  const auto message = wire::backend::error_or_notice::read(f.body);
  if (!message) return lost_sync("a malformed ErrorResponse");
  if (message->is_fatal()) {
    saw_fatal = true;
    if (held) {
      // An approval from now on would go to a backend that no longer listens, and drivers hang up at this message.
      withdraw(approvals::withdrawal::backend_gone);
      held.reset();
      at = phase::leaving;
    }
    if (awaits_outcome()) {
      std::string warning;
      wire::build::notice_response(warning, {"WARNING",
                                             "01000",
                                             "the outcome of the approved statement is unknown",
                                             {},
                                             "Look before you run it again: Countersign never sends a statement twice.",
                                             {}});
      say(warning);
    }
    return pass_reply(f);
  }
  skip_copy_markers();
  ask.lookup.failed();
  if (replies.empty()) return pass_reply(f);
  if (copy_in) end_copy(true);
  if (at == phase::closed) return;
  expected& head = replies.front();
  doubt_names(head, message->sqlstate());
  if (head.kind == reply_kind::bind) portals.bind_failed(head.name);
  if (head.extra) {
    report(*head.extra, approvals::outcome_kind::failed, fmt::format("{} {}", message->sqlstate(), message->message()));
  }
  if (head.from == origin::pill) {
    swallow_reply(f);
    say(head.extra->refusal);
  } else {
    pass_reply(f);
  }
  if (head.kind == reply_kind::query || head.kind == reply_kind::function_call || head.kind == reply_kind::sync) return;
  replies.pop();
  fail_group();
}

// After an error in the extended protocol the backend skips everything up to the next Sync, whatever it is.
void session::impl::fail_group() {
  while (!replies.empty() && replies.front().kind != reply_kind::sync) {
    if (replies.front().extra) {
      report(*replies.front().extra, approvals::outcome_kind::failed, "not run: an earlier statement failed");
    }
    if (replies.front().kind == reply_kind::bind) portals.bind_failed(replies.front().name);
    replies.pop();
  }
  if (bound) {
    report(*bound, approvals::outcome_kind::failed, "not run: an earlier statement failed");
    bound.reset();
  }
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (replies[i].kind == reply_kind::sync && replies[i].from == origin::frontend) return;
  }
  // The frontend's Sync is still to come. Until then nothing of what it sends would be looked at.
  skipping = true;
  left_open = unsynced::nothing;
  if (held) {
    withdraw(approvals::withdrawal::pipeline_failed);
    held.reset();
  }
}

void session::impl::on_ready(const wire::frame& f) {
  const auto message = wire::backend::ready_for_query::read(f.body);
  if (!message) return lost_sync("a malformed ReadyForQuery");
  transaction = message->status;
  copy_in = copy_ended = sync_deferred = false;
  if (at == phase::authenticating) {
    at = phase::ready;
    ask.lookup.let_in();
    move_to(*with, how.offload_bytes);
    std::string{}.swap(startup_packet);
    out.to_desk.push_back(session_started{session_fields(who, who_is, tls ? &*tls : nullptr)});
    return pass_reply(f);
  }
  skip_copy_markers();
  if (replies.empty() || (replies.front().kind != reply_kind::query && replies.front().kind != reply_kind::sync &&
                          replies.front().kind != reply_kind::function_call)) {
    return lost_sync("ReadyForQuery out of order");
  }
  expected& head = replies.front();
  if (head.extra) {
    report(*head.extra, approvals::outcome_kind::completed,
           head.kind == reply_kind::function_call ? "function called" : head.extra->tags);
  }
  if (head.from == origin::hidden) {
    swallow_reply(f);
  } else {
    pass_reply(f);
  }
  replies.pop();
  if (transaction == wire::backend::transaction::idle) {
    portals.transaction_ended();
    ask.lookup.idle(replies.empty());
  }
  end_if_drained();
}

void session::impl::end_if_drained() {
  if (!draining || held || !replies.empty()) return;
  if (at != phase::ready && at != phase::startup && at != phase::securing && at != phase::verifying) return;
  fatal(wire::sqlstate::admin_shutdown, "terminating connection because Countersign is shutting down",
        "Connect again.");
}

// From here to CopyDone or CopyFail the server reads data, and ignores Sync and Flush.
void session::impl::on_copy_in(const wire::frame& f) {
  if (!head_is(reply_kind::query) && !head_is(reply_kind::execute)) return lost_sync("CopyInResponse out of order");
  copy_in = true;
  copy_ended = false;
  for (std::size_t i = 1; i < replies.size();) {
    if (replies[i].kind == reply_kind::copy_end) {
      copy_ended = true;
      break;
    }
    if (replies[i].kind == reply_kind::sync) {
      replies.remove(i);
    } else {
      ++i;
    }
  }
  pass_reply(f);
}

void session::impl::end_copy(bool failed) {
  copy_in = copy_ended = false;
  // The mark of this COPY is not one of the next COPY in the same Query.
  for (std::size_t i = 1; i < replies.size(); ++i) {
    if (replies[i].kind != reply_kind::copy_end) continue;
    replies.remove(i);
    break;
  }
  if (!std::exchange(sync_deferred, false) || !failed) return;
  if (front.remaining > 0) return lost_sync("an error in the middle of COPY data that a Sync had interrupted");
  wire::build::sync(out.to_backend.own());
  replies.push(reply_kind::sync);
  left_open = unsynced::nothing;
}

}  // namespace countersign::session
