// Reading the frontend: each message in turn, each with a verdict before it goes on.
#include "proxy/session/impl.hpp"

namespace countersign::session {

bool session::impl::blocked() const {
  return held.has_value() || listing.has_value() || offloading || cancelling || replies.size() >= replies_max ||
         at == phase::securing || at == phase::connecting || at == phase::leaving || at == phase::closed ||
         waits_for_catalog();
}

bool session::impl::waits_for_catalog() const {
  return at == phase::ready && with->catalogs.source != nullptr && ask.lookup.waiting(with->rules->needs_catalog());
}

void session::impl::pump() {
  run_from = no_run;
  while (!blocked() && front.at < front.now.size() && step()) {
  }
  if (waits_for_catalog()) look_for_catalog_at = now + std::chrono::milliseconds{20};
  front.pass(out.to_backend);
  front.keep();
  run_from = no_run;
}

bool session::impl::step() {
  if (front.step_through(out.to_backend)) return true;
  switch (at) {
    case phase::startup:
      return step_startup();
    case phase::verifying:
      return step_verifying();
    case phase::authenticating:
      return step_authentication();
    case phase::ready:
      return step_message();
    case phase::securing:
    case phase::connecting:
    case phase::leaving:
    case phase::closed:
      return false;
  }
  return false;
}

bool session::impl::step_message() {
  wire::header header;
  const wire::scan found = wire::next_header(front.rest(), header);
  const char type = front.rest().front();
  const std::uint32_t longest = wire::frontend_length_max(type);
  if (longest == 0) {
    fatal(wire::sqlstate::protocol_violation,
          fmt::format("invalid frontend message type {}", static_cast<unsigned char>(type)));
    return false;
  }
  if (found == wire::scan::incomplete) return false;
  if (found == wire::scan::malformed || header.length > longest) {
    fatal(wire::sqlstate::protocol_violation, "invalid message length");
    return false;
  }
  if (type == 'd') {
    front.remaining = header.whole_bytes();
    front.dropping = skipping;
    run_from = no_run;
    return true;
  }
  if (header.length > how.message_bytes_max) {
    fatal(wire::sqlstate::program_limit_exceeded,
          fmt::format("a message of {} bytes is longer than Countersign reads ({})", header.length,
                      how.message_bytes_max),
          "Send large data with COPY, or have message_max raised in Countersign's configuration.");
    return false;
  }
  wire::frame f;
  if (wire::next_frame(front.rest(), f) != wire::scan::complete) return false;
  return dispatch(f);
}

bool session::impl::dispatch(const wire::frame& f) {
  if (skipping && f.type != 'S' && f.type != 'X') {
    listed.reset();  // it may have been for this message
    drop(f);
    return true;
  }
  switch (f.type) {
    case 'Q':
      on_query(f);
      break;
    case 'P':
      on_parse(f);
      break;
    case 'B':
      on_bind(f);
      break;
    case 'D':
      on_describe(f);
      break;
    case 'C':
      on_close(f);
      break;
    case 'E':
      on_execute(f);
      break;
    case 'S':
      on_sync(f);
      break;
    case 'F':
      on_function_call(f);
      break;
    case 'X':
      on_terminate(f);
      break;
    case 'H':
      on_flush(f);
      break;
    case 'c':
    case 'f':
      forward_silent(f);
      if (!replies.empty()) replies.push(reply_kind::copy_end);
      copy_ended = copy_in;
      break;
    default:
      fatal(wire::sqlstate::protocol_violation,
            fmt::format("invalid frontend message type {}", static_cast<unsigned char>(f.type)));
      break;
  }
  return true;
}

expected& session::impl::forward(const wire::frame& f, reply_kind kind) {
  expected& sent = replies.push(kind);
  forward_silent(f);
  return sent;
}

// Moves over the message: the piece that goes to the backend at the end of the event now includes it.
void session::impl::forward_silent(const wire::frame& f) {
  front.at += f.whole.size();
  approved_bytes -= std::min(approved_bytes, f.whole.size());
  if (f.type != 'P' && f.type != 'D' && f.type != 'C') run_from = no_run;
}

void session::impl::drop(const wire::frame& f) {
  front.skip(f.whole.size(), out.to_backend);
  run_from = no_run;
}

void session::impl::start_run() {
  if (run_from != no_run) return;
  run_from = front.at;
  run_replies = replies.size();
  run_left_open = left_open;
}

// The message stays where it is, to be looked at again where there is time for it.
void session::impl::put_off(std::size_t bytes) {
  offloading = true;
  out.offload_bytes = bytes;
}

parser::lexing session::impl::lexing() const {
  // The server reports a changed setting with its next ReadyForQuery, and any statement may call what changes one.
  if (!replies.empty() || left_open == unsynced::executed) return parser::lexing::uncertain;
  return standard_strings ? parser::lexing::standard : parser::lexing::escaped;
}

void session::impl::on_query(const wire::frame& f) {
  const auto message = wire::frontend::query::read(f.body);
  if (!message) return malformed(f, message.error());
  const bool released = approved_bytes > 0;
  const question& asked = ask.ask_query(message->text, lexing());
  if (ask.too_long() > 0) return put_off(ask.too_long());
  if (const own_statement own = own_in(message->text, asked.statements, asked.effects); own.what != own_action::none) {
    return on_own_query(f, own);
  }
  if (!released && !gate_passes(f, asked)) return;
  expected& sent = forward(f, reply_kind::query);
  note_resets(asked);
  if (released) track(sent);
  if (std::vector<name_change> changes = ask.name_changes(); !changes.empty()) {
    portals.names_may_change();
    sent.more().names = std::move(changes);
  }
  left_open = unsynced::nothing;
}

void session::impl::on_parse(const wire::frame& f) {
  const auto message = wire::frontend::parse::read(f.body);
  if (!message) return malformed(f, message.error());
  prepared_ref statement = ask.prepare(*message, lexing());
  if (ask.too_long() > 0) return put_off(ask.too_long());
  portals.names_may_change();
  const own_statement own = own_in(statement->text, statement->facts.statements(), statement->facts.effects());
  if (own.what != own_action::none) return on_own_parse(f, std::move(statement), own);
  if (const question& asked = ask.ask_parse(*statement); !asked.sources.empty()) {
    const bool released = approved_bytes > 0;
    if (!released && !gate_passes(f, asked)) return;
    run_from = no_run;
    expected& sent = forward(f, reply_kind::parse);
    sent.statement = std::move(statement);
    if (released) track(sent);
    left_open = unsynced::executed;
    return;
  }
  start_run();
  forward(f, reply_kind::parse).statement = std::move(statement);
  if (left_open == unsynced::nothing) left_open = unsynced::described;
}

void session::impl::on_bind(const wire::frame& f) {
  const auto message = wire::frontend::bind::read(f.body);
  if (!message) return malformed(f, message.error());
  if (portals.full()) return refuse_here(f, error_too_many_portals());
  const bool released = approved_bytes > 0;
  const question& asked = ask.ask_bind(*message);
  if (ask.too_long() > 0) return put_off(ask.too_long());
  const std::string_view portal = wire::clip_name(message->portal);
  if (const own_statement own = own_in(asked.text, asked.statements, asked.effects); own.what != own_action::none) {
    return on_own_bind(f, portal, own);
  }
  if (!released && !gate_passes(f, asked)) return;
  portals.bind(portal, ask.name_changes(), asked.looks_up);
  expected& sent = forward(f, reply_kind::bind);
  sent.name = portal;
  note_resets(asked);
  if (released) track(sent);
  left_open = unsynced::executed;
}

void session::impl::on_describe(const wire::frame& f) {
  const auto message = wire::frontend::describe::read(f.body);
  if (!message) return malformed(f, message.error());
  start_run();
  if (message->kind == wire::frontend::target::portal) {
    std::shared_ptr<const own_answer> own = portals.own(wire::clip_name(message->name));
    expected& sent = forward(f, reply_kind::describe_portal);
    if (own && !own->description.empty()) sent.more().own = std::move(own);
  } else {
    prepared_ref about = ask.newest(wire::clip_name(message->name));
    std::shared_ptr<const own_answer> own = description_of(about.get());
    expected& sent = forward(f, reply_kind::describe_statement);
    sent.statement = std::move(about);
    if (own) sent.more().own = std::move(own);
  }
  if (left_open == unsynced::nothing) left_open = unsynced::described;
}

void session::impl::on_close(const wire::frame& f) {
  const auto message = wire::frontend::close::read(f.body);
  if (!message) return malformed(f, message.error());
  start_run();
  expected& sent = forward(f, reply_kind::close);
  if (message->kind == wire::frontend::target::statement) sent.name = wire::clip_name(message->name);
  if (left_open == unsynced::nothing) left_open = unsynced::described;
}

void session::impl::on_execute(const wire::frame& f) {
  const auto message = wire::frontend::execute::read(f.body);
  if (!message) return malformed(f, message.error());
  const std::string_view portal = wire::clip_name(message->portal);
  if (portals.outdated(portal)) return refuse_here(f, error_outdated());
  if (portals.may_change_names(portal)) portals.names_may_change();
  std::shared_ptr<const own_answer> own = portals.own(portal);
  expected& sent = forward(f, reply_kind::execute);
  sent.name = portal;
  take_tracked(sent);
  if (own) sent.more().own = std::move(own);
  left_open = unsynced::executed;
}

// During COPY IN the server looks at the type of Flush and Sync only.
void session::impl::on_flush(const wire::frame& f) {
  const auto message = wire::frontend::flush::read(f.body);
  if (!message && !copy_in) return malformed(f, message.error());
  forward_silent(f);
}

void session::impl::on_sync(const wire::frame& f) {
  if (copy_in && !copy_ended) {
    // The server ignores it if the copy goes well and ends its skipping with it if the copy fails.
    sync_deferred = true;
    drop(f);
    return;
  }
  if (const auto message = wire::frontend::sync::read(f.body); !message) {
    fatal(wire::sqlstate_of(message.error()), wire::to_string(message.error()));
    return;
  }
  skipping = false;
  expected& sent = forward(f, reply_kind::sync);
  take_tracked(sent);
  left_open = unsynced::nothing;
}

void session::impl::on_function_call(const wire::frame& f) {
  const auto message = wire::frontend::function_call::read(f.body);
  if (!message) return malformed(f, message.error());
  const bool released = approved_bytes > 0;
  const question& asked = ask.ask_function_call(*message);
  if (!released && !gate_passes(f, asked)) return;
  expected& sent = forward(f, reply_kind::function_call);
  if (released) track(sent);
  left_open = unsynced::nothing;
}

void session::impl::on_terminate(const wire::frame& f) {
  forward_silent(f);
  at = phase::leaving;
}

}  // namespace countersign::session
