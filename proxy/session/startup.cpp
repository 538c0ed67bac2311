// From the first byte to the first ReadyForQuery.
#include "proxy/session/impl.hpp"

namespace countersign::session {

namespace {

std::string quoted(std::string_view text, char mark) {
  std::string out(1, mark);
  for (const char c : text) {
    if (c == mark) out.push_back(mark);
    out.push_back(c);
  }
  out.push_back(mark);
  return out;
}

}  // namespace

bool session::impl::step_startup() {
  wire::startup::packet packet;
  switch (wire::startup::next_packet(front.rest(), packet)) {
    case wire::scan::incomplete:
      return false;
    case wire::scan::malformed:
      fatal(wire::sqlstate::protocol_violation, "invalid length of startup packet");
      return false;
    case wire::scan::complete:
      break;
  }
  switch (packet.kind) {
    case wire::startup::packet_kind::ssl_request:
    case wire::startup::packet_kind::gssenc_request:
      if (packet.kind == wire::startup::packet_kind::ssl_request ? ssl_asked : gss_asked) break;
      return answer_encryption_request(packet);
    case wire::startup::packet_kind::cancel_request: {
      const auto request = wire::startup::cancel_request::read(packet);
      if (request) out.cancel = cancel_request{request->pid, std::string{request->key}};
      at = phase::closed;
      if (!request) out.close_frontend = true;
      return false;
    }
    case wire::startup::packet_kind::direct_tls:
      if (who.tls != encryption::not_offered && !ssl_asked && !gss_asked && !tls) {
        begin_tls(tls_start::direct);
      } else {
        close_both();  // without TLS there is no protocol in which to say so
      }
      return false;
    case wire::startup::packet_kind::startup:
      begin_startup(packet);
      return false;
    case wire::startup::packet_kind::unsupported:
      break;
  }
  fatal(wire::sqlstate::feature_not_supported,
        fmt::format("unsupported frontend protocol {}.{}: server supports 3.0 to 3.2", packet.major(), packet.minor()));
  return false;
}

// Inside of TLS, and on a Unix socket, there is nothing to encrypt: 'N', as from the server.
bool session::impl::answer_encryption_request(const wire::startup::packet& packet) {
  const bool ssl = packet.kind == wire::startup::packet_kind::ssl_request;
  (ssl ? ssl_asked : gss_asked) = true;
  front.skip(packet.whole.size(), out.to_backend);
  // Who can put bytes into the stream must not have them read as if they had come encrypted (CVE-2021-23214). As the
  // server, whatever the answer would have been.
  if (!front.rest().empty()) {
    fatal(wire::sqlstate::protocol_violation,
          ssl ? "received unencrypted data after SSL request"
              : "received unencrypted data after GSSAPI encryption request",
          "This is a mistake in the client, or somebody between it and Countersign tries to add statements.");
    return false;
  }
  if (!ssl || tls || who.tls == encryption::not_offered) {
    wire::build::ssl_refused(out.to_frontend.own());
    return true;
  }
  wire::build::ssl_accepted(out.to_frontend.own());
  gss_asked = true;
  begin_tls(tls_start::requested);
  return false;
}

void session::impl::begin_tls(tls_start by) {
  out.start_tls = by;
  out.tls_bytes = front.rest();
  front.skip(front.rest().size(), out.to_backend);
  at = phase::securing;
}

void session::impl::begin_startup(const wire::startup::packet& packet) {
  if (who.tls == encryption::required && !tls) {
    fatal(wire::sqlstate::invalid_authorization, "only encrypted connections are taken here",
          "Connect with sslmode=require, or with sslmode=verify-full and the certificate of Countersign's CA.");
    return;
  }
  const auto message = wire::startup::message::read(packet);
  if (!message) {
    fatal(wire::sqlstate_of(message.error()), wire::to_string(message.error()));
    return;
  }
  const auto settings = wire::startup::read_settings(*message);
  if (!settings) {
    fatal(wire::sqlstate_of(settings.error()), wire::to_string(settings.error()));
    return;
  }
  for (const wire::startup::setting& each : *settings) {
    if (wire::startup::same_setting(each.name, "client_encoding") && unsafe_encoding(each.value)) {
      fatal(wire::sqlstate::feature_not_supported,
            fmt::format("client_encoding {} cannot be used through Countersign", parser::visible(each.value)),
            "Use UTF8: in this encoding a backslash can hide inside a character, and SQL can mean two things.");
      return;
    }
    if (wire::startup::same_setting(each.name, "application_name")) who_is.application = each.value;
  }
  who_is.role = message->user;
  who_is.database = message->database;
  if (!find_upstream(*message)) return;
  if (message->replication != wire::startup::replication::none && !may_replicate(message->replication)) return;
  std::optional<std::string> path;
  for (const wire::startup::setting& each : *settings) {
    if (wire::startup::same_setting(each.name, "search_path")) path = each.value;
  }
  // Physical replication belongs to no database.
  if (!who_is.database.empty()) ask.lookup.begin(who_is.role, who_is.database, std::move(path));
  const bool own = std::ranges::any_of(*settings, [](const auto& each) { return is_own_setting(each.name); });
  if (own && !take_own_settings(*settings)) return;
  if (refused_at_startup(*settings)) return;
  startup_packet = own ? *wire::startup::packet_without(*message, own_prefix) : std::string{packet.whole};
  front.skip(packet.whole.size(), out.to_backend);
  const std::size_t to = who_is.upstream_at;
  if (to < with->known_logins.size() && with->known_logins[to]) return begin_verifying();
  at = phase::connecting;
  out.connect_backend = to;
}

// As from a server that lacks the database, but before the login: whose verifiers would be asked is not known without
// it. Another server's are never tried.
bool session::impl::find_upstream(const wire::startup::message& message) {
  if (message.replication == wire::startup::replication::physical && how.upstreams.size() > 1) {
    fatal(wire::sqlstate::feature_not_supported,
          "physical replication names no database, and Countersign stands in front of several servers here",
          "Connect to the server itself, or to a Countersign that has it as its only upstream.");
    return false;
  }
  const auto found = message.replication == wire::startup::replication::physical
                         ? std::optional<std::size_t>{0}
                         : upstream_of(how.upstreams, message.database);
  if (!found) {
    fatal(wire::sqlstate::invalid_catalog_name,
          fmt::format("database \"{}\" does not exist", parser::visible(message.database)),
          "Countersign knows the databases that its administrator listed under [[upstream]].");
    return false;
  }
  who_is.upstream_at = *found;
  who_is.upstream = how.upstreams[*found].name;
  return true;
}

// Whoever replicates reads everything, whatever rules say about tables: some rule has to say that they may.
bool session::impl::may_replicate(wire::startup::replication what) {
  const question& asked = ask.ask_replication_connection();
  static_cast<void>(ask.judge(who_is, now));
  replicating = ask.allowed_by_rule(who_is, now);
  if (replicating) {
    ask.expect_replication(what);
    return true;
  }
  out.to_desk.push_back(audit_note{"denied", audit_fields(who, who_is, *with->rules, with->verdict.deciding, asked)});
  fatal(wire::sqlstate::insufficient_privilege,
        fmt::format("no rule lets {} open a replication connection", parser::visible(who_is.role)),
        "A rule with effects = [\"replicate\"], action = \"allow\" and this role in roles does; or connect to the "
        "database server itself.");
  return false;
}

// A setting of the startup packet takes effect without any statement, so the rules that would hold or deny its SET are
// asked here. There is nobody yet who could wait: the login is refused. The file's default is left out, for it would
// refuse the settings that every driver sends.
bool session::impl::refused_at_startup(const std::vector<wire::startup::setting>& settings) {
  for (const wire::startup::setting& each : settings) {
    if (is_own_setting(each.name)) continue;
    const std::string text = fmt::format("SET {} TO {}", quoted(each.name, '"'), quoted(each.value, '\''));
    const question& asked = ask.ask_query(text, parser::lexing::standard);
    const policy::verdict& verdict = ask.judge(who_is, now);
    for (const policy::effect_verdict& why : verdict.deciding) {
      if (why.rule == policy::default_rule) continue;
      out.to_desk.push_back(audit_note{"denied", audit_fields(who, who_is, *with->rules, verdict.deciding, asked)});
      fatal(wire::sqlstate::insufficient_privilege,
            fmt::format("rule \"{}\" does not let a connection begin with {} = {}", with->rules->rule_name(why.rule),
                        parser::visible(each.name), parser::visible(each.value)),
            "Connect without it and say SET afterwards: a statement can be held and approved.");
      return true;
    }
  }
  return false;
}

// Until the backend has let the frontend in, only answers to its questions go to it; anything else waits.
bool session::impl::step_authentication() {
  if (!answer_expected) return false;
  const std::optional<std::string_view> body = next_answer();
  if (!body || (binding_hidden && !may_answer_sasl(*body))) return false;
  front.at += body->size() + wire::header_bytes;
  answer_expected = false;
  return true;
}

// The body of the next answer to an authentication request; nothing if it is not here, or the session has ended.
std::optional<std::string_view> session::impl::next_answer() {
  wire::header header;
  switch (wire::next_header(front.rest(), header)) {
    case wire::scan::incomplete:
      if (front.rest().empty() || front.rest().front() == 'p') return std::nullopt;
      header.type = front.rest().front();
      break;
    case wire::scan::malformed:
      fatal(wire::sqlstate::protocol_violation, "invalid message length");
      return std::nullopt;
    case wire::scan::complete:
      break;
  }
  const std::uint32_t longest = wire::frontend_auth_length_max(header.type);
  if (longest == 0) {
    fatal(wire::sqlstate::protocol_violation,
          fmt::format("expected password response, got message type {}", static_cast<unsigned char>(header.type)));
    return std::nullopt;
  }
  if (header.length > longest) {
    fatal(wire::sqlstate::protocol_violation, "invalid message length");
    return std::nullopt;
  }
  if (front.rest().size() < header.whole_bytes()) return std::nullopt;
  return front.rest().substr(wire::header_bytes, header.whole_bytes() - wire::header_bytes);
}

void session::impl::on_authentication(const wire::frame& f) {
  const auto message = wire::backend::authentication::read(f.body);
  if (!message || authenticated) {
    lost_sync("an authentication message out of order");
    return;
  }
  answer_expected = message->expects_answer();
  authenticated = message->kind == wire::backend::authentication_kind::ok;
  if (proof) return answer_login(f, *message);
  if (message->kind == wire::backend::authentication_kind::sasl) {
    offer_mechanisms(f, message->data);
  } else {
    pass_reply(f);
  }
}

// SCRAM-SHA-256-PLUS proves which certificate the frontend sees, and that is ours: the backend would refuse it unless
// it has the same one. A frontend without TLS must not be offered it at all.
void session::impl::offer_mechanisms(const wire::frame& f, std::string_view mechanisms) {
  const bool has_plus = mechanisms.find(scram_plus_mechanism) != std::string_view::npos;
  if (!has_plus || (tls && backend_over == backend_link::tls_same_certificate)) {
    pass_reply(f);
    return;
  }
  binding_hidden = true;
  swallow_reply(f);
  std::string offer;
  wire::build::authentication_sasl_without(offer, scram_plus_mechanism, mechanisms);
  say(offer);
}

// A frontend that can do channel binding and was not offered it says so in its first SCRAM message ("y"), which the
// backend, that did offer it, takes for a downgrade (auth-scram.c). It would refuse with words that help nobody.
bool session::impl::may_answer_sasl(std::string_view response) {
  binding_hidden = false;
  const std::size_t name_end = response.find('\0');
  if (name_end == std::string_view::npos || response.substr(0, name_end) != scram_mechanism) return true;
  const std::string_view data = response.substr(std::min(name_end + 5, response.size()));
  if (data.empty() || (data.front() != 'y' && data.front() != 'p')) return true;
  fatal(wire::sqlstate::invalid_authorization,
        "this login asks for SCRAM channel binding, which Countersign cannot pass on to the database server",
        "Connect with channel_binding=disable; or have Countersign's administrator give it the database server's own "
        "certificate and key, or set tls = \"disable\" under [upstream].");
  return false;
}

void session::impl::on_key(const wire::frame& f) {
  const auto message = wire::backend::backend_key_data::read(f.body);
  if (!message) {
    lost_sync("a malformed BackendKeyData message");
    return;
  }
  out.register_key = backend_key{message->pid, std::string{message->key}};
  pass_reply(f);
}

void session::impl::on_parameter_status(const wire::frame& f) {
  const auto message = wire::backend::parameter_status::read(f.body);
  if (!message) {
    lost_sync("a malformed ParameterStatus message");
    return;
  }
  ask.lookup.reported(message->name, message->value);
  if (message->name == "standard_conforming_strings") {
    standard_strings = message->value != "off";
  } else if (message->name == "client_encoding") {
    ask.distrust_encoding(unsafe_encoding(message->value) ? message->value : std::string_view{});
  } else if (message->name == "application_name") {
    who_is.application = message->value;
  } else if (message->name == "search_path") {
    search_path = message->value;
  }
  pass_reply(f);
}

}  // namespace countersign::session
