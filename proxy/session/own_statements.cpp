// What a frontend says to Countersign itself. In the place of such a statement the backend is sent an empty one, so
// that it stays the backend that says in which order things happened; and its answer to that is replaced.
#include <openssl/crypto.h>

#include "policy/reason.hpp"
#include "proxy/session/impl.hpp"

namespace countersign::session {

// A replication connection reads other commands than SQL, and an empty one means something else there.
bool session::impl::refused_own(const wire::frame& f, const own_statement& own) {
  own_statement asked = own;
  if (replicating) asked.what = own_action::misplaced;
  const std::optional<answer> why = refusal_of(asked);
  if (why) refuse_here(f, *why);
  return why.has_value();
}

// The transaction has failed, and nothing that could end it is under way.
bool session::impl::surely_failed() {
  if (transaction != wire::backend::transaction::failed || left_open == unsynced::executed) return false;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    const reply_kind kind = replies[i].kind;
    if (kind != reply_kind::parse && kind != reply_kind::describe_statement && kind != reply_kind::close) return false;
  }
  return true;
}

// Kept until a statement wants it, and nowhere else. A number in SQL has lost its leading zeros.
void session::impl::take_otp(std::string_view given) {
  constexpr std::size_t digits = 6;
  OPENSSL_cleanse(otp.data(), otp.size());
  otp = given;
  const bool number = std::ranges::all_of(otp, [](char c) { return c >= '0' && c <= '9'; });
  if (number && !otp.empty() && otp.size() < digits) otp.insert(0, digits - otp.size(), '0');
}

// Does what is asked for and returns what to answer. Null: the message was refused, or waits for the desk.
std::shared_ptr<const own_answer> session::impl::obey(const wire::frame& f, const own_statement& own) {
  if (refused_own(f, own)) return nullptr;
  // The server would refuse it, so nothing changes; the answer is made when the server's is here.
  const bool failed = surely_failed();
  if (own.what == own_action::show) {
    if (own.name == reason_setting) return answer_value(own.name, reason);
    if (own.name == otp_setting) return answer_value(own.name, otp.empty() ? "" : "(given)");
    if (!listed && !failed) {
      listing = ++tickets;
      out.to_desk.push_back(list_pending{*listing, who_is.role, who_is.database});
      return nullptr;
    }
    const approvals::pending_list found = std::exchange(listed, std::nullopt).value_or(approvals::pending_list{});
    return answer_pending(found, how.inbox_url, now);
  }
  if (own.name == otp_setting) {
    if (!failed) take_otp(own.what == own_action::reset ? std::string_view{} : own.value);
    return answer_without_rows(own.tag);
  }
  if (!failed) reason = own.what == own_action::reset ? std::string_view{first_reason} : own.value;
  return answer_without_rows(own.tag);
}

void session::impl::on_own_query(const wire::frame& f, const own_statement& own) {
  std::shared_ptr<const own_answer> says = obey(f, own);
  if (!says) return;
  front.pass(out.to_backend);
  wire::build::query(out.to_backend.own(), {});
  replies.push(reply_kind::query).more().own = std::move(says);
  drop(f);
  left_open = unsynced::nothing;
}

void session::impl::on_own_parse(const wire::frame& f, prepared_ref statement, const own_statement& own) {
  if (refused_own(f, own)) return;
  front.pass(out.to_backend);
  wire::build::parse(out.to_backend.own(), statement->name, {});
  replies.push(reply_kind::parse).statement = std::move(statement);
  drop(f);
  if (left_open == unsynced::nothing) left_open = unsynced::described;
}

void session::impl::on_own_bind(const wire::frame& f, std::string_view portal, const own_statement& own) {
  std::shared_ptr<const own_answer> says = obey(f, own);
  if (!says) return;
  portals.bind(portal, {}, false, std::move(says));
  forward(f, reply_kind::bind).name = portal;
  left_open = unsynced::executed;
}

// What Describe of a statement says: the columns, and rows that nobody asks for.
std::shared_ptr<const own_answer> session::impl::description_of(const prepared* statement) const {
  if (statement == nullptr) return nullptr;
  const own_statement own = own_in(statement->text, statement->facts.statements(), statement->facts.effects());
  if (own.what != own_action::show) return nullptr;
  if (own.name == pending_setting) return answer_pending({}, {}, now);
  return answer_value(own.name, {});
}

// True: the backend's word on an empty statement was replaced.
bool session::impl::say_own(const wire::frame& f) {
  skip_copy_markers();
  if (replies.empty() || !replies.front().extra || !replies.front().extra->own) return false;
  expected& head = replies.front();
  const own_answer& own = *head.extra->own;
  std::string bytes;
  if (f.type == 'n') {
    if (head.kind != reply_kind::describe_statement && head.kind != reply_kind::describe_portal) return false;
    bytes = own.description;
  } else if (f.type != 'I') {
    return false;
  } else if (head.kind == reply_kind::query && transaction == wire::backend::transaction::failed) {
    wire::build::error_response(bytes, error_in_failed_transaction().error());
  } else {
    if (head.kind == reply_kind::query) bytes = own.description;
    bytes += own.rows;
    wire::build::command_complete(bytes, own.tag);
  }
  swallow_reply(f);
  say(bytes);
  if (head.kind != reply_kind::query) replies.pop();
  return true;
}

// Of a startup packet, in which they do not go on either. False: the login was refused.
bool session::impl::take_own_settings(const std::vector<wire::startup::setting>& settings) {
  for (const wire::startup::setting& each : settings) {
    if (!is_own_setting(each.name)) continue;
    std::string name = each.name;
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    if (const std::optional<answer> why = refusal_of({own_action::set, "SET", name, each.value})) {
      fatal(why->sqlstate, why->message, why->hint);
      return false;
    }
    if (name == otp_setting) {
      take_otp(each.value);
    } else {
      reason = first_reason = each.value;
    }
  }
  return true;
}

// What puts a session back to its beginning, as pools do between their users, does so with what is ours as well.
void session::impl::note_resets(const question& asked) {
  for (const parser::effect& each : asked.effects) {
    const bool all = (each.what == parser::verb::set && each.object == "all") ||
                     (each.what == parser::verb::session && each.detail == "discard all");
    if (!all) continue;
    reason = first_reason;
    take_otp({});
  }
}

}  // namespace countersign::session
