// Logins that Countersign checks itself: the frontend proves its password here, and with the key that its proof gives
// away this session logs in to the backend as the same role.
#include <boost/assert.hpp>

#include "proxy/session/impl.hpp"

namespace countersign::session {

namespace {

constexpr std::size_t sasl_bytes_max = 1024;  // PG_MAX_SASL_MESSAGE_LENGTH
constexpr std::size_t nonce_bytes = 18;       // SCRAM_RAW_NONCE_LEN

}  // namespace

proof_of_login::proof_of_login(scram_verifier expected, std::string_view random, std::string end_point)
    : frontend(std::move(expected), scram_nonce(random.substr(0, nonce_bytes)), std::move(end_point)),
      nonce(scram_nonce(random.substr(nonce_bytes))) {
  // Whoever can tell a nonce in advance can make others say what he needs.
  BOOST_ASSERT(random.size() == 2 * nonce_bytes);
}

void session::impl::begin_verifying() {
  proof = std::make_unique<proof_of_login>(with->known_logins[who_is.upstream_at]->find(who_is.role), who.random,
                                           tls ? tls->end_point : std::string{});
  std::string{}.swap(who.random);
  wire::build::authentication_sasl(out.to_frontend.own(), proof->frontend.mechanisms());
  at = phase::verifying;
}

bool note_limit::take(time_point at) {
  if (at - since >= std::chrono::minutes{1} || at < since) {
    since = at;
    kept = 0;
  }
  if (kept < per_minute_max) {
    ++kept;
    return true;
  }
  ++left_out;
  return false;
}

// For the audit only: the frontend is not told which it was.
void session::impl::note_failed_login(std::string_view why) {
  if (with->verifiers != nullptr) with->verifiers->doubt(who_is.upstream_at);
  if (!with->failed_logins.take(now)) return;
  out.to_desk.push_back(
      audit_note{"login failed", login_fields(who, who_is, why, std::exchange(with->failed_logins.left_out, 0))});
}

bool session::impl::step_verifying() {
  const std::optional<std::string_view> body = next_answer();
  if (!body) return false;
  if (body->size() > sasl_bytes_max) {
    fatal(wire::sqlstate::protocol_violation, "invalid message length");
    return false;
  }
  const scram_result result = proof->frontend.take(*body);
  front.skip(body->size() + wire::header_bytes, out.to_backend);
  switch (result) {
    case scram_result::going_on:
      wire::build::authentication_sasl_continue(out.to_frontend.own(), proof->frontend.answer());
      return true;
    case scram_result::proven:
      wire::build::authentication_sasl_final(out.to_frontend.own(), proof->frontend.answer());
      at = phase::connecting;
      out.connect_backend = who_is.upstream_at;
      return false;
    case scram_result::refused:
      note_failed_login(with->known_logins[who_is.upstream_at]->knows(who_is.role) ? "wrong password" : "unknown role");
      // As the server: not a word about whether there is such a role.
      fatal(wire::sqlstate::invalid_password,
            fmt::format("password authentication failed for user \"{}\"", parser::visible(who_is.role)));
      return false;
    case scram_result::malformed:
      break;
  }
  note_failed_login(proof->frontend.error());
  fatal(wire::sqlstate::protocol_violation, proof->frontend.error());
  return false;
}

// The backend's questions are answered here, and the frontend hears only that it is in.
void session::impl::answer_login(const wire::frame& f, const wire::backend::authentication& asked) {
  answer_expected = false;
  switch (asked.kind) {
    case wire::backend::authentication_kind::ok:
      if (proof->backend && !proof->backend->server_proven()) {
        return lost_sync("that the login is over before it proved that it knows the password");
      }
      proof.reset();
      return pass_reply(f);
    case wire::backend::authentication_kind::sasl:
      swallow_reply(f);
      return begin_backend_login(asked.data);
    case wire::backend::authentication_kind::sasl_continue:
    case wire::backend::authentication_kind::sasl_final:
      swallow_reply(f);
      if (!proof->backend) return lost_sync("the middle of a login that it did not begin");
      return continue_backend_login(asked);
    case wire::backend::authentication_kind::kerberos_v5:
    case wire::backend::authentication_kind::cleartext_password:
    case wire::backend::authentication_kind::md5_password:
    case wire::backend::authentication_kind::gss:
    case wire::backend::authentication_kind::gss_continue:
    case wire::backend::authentication_kind::sspi:
      break;
  }
  fatal(wire::sqlstate::invalid_authorization,
        "the database server wants another proof than SCRAM-SHA-256, and Countersign has no password to give",
        "Ask its administrator for scram-sha-256 in the line of pg_hba.conf for Countersign's address.");
}

void session::impl::begin_backend_login(std::string_view mechanisms) {
  if (proof->backend) return lost_sync("a second login in the middle of one");
  proof->backend.emplace(proof->frontend.expected(), proof->frontend.client_key(), proof->nonce);
  const std::string_view chosen = proof->backend->begin(mechanisms, proof->channel);
  if (chosen.empty()) {
    fatal(wire::sqlstate::invalid_authorization,
          "the database server offers no login with SCRAM-SHA-256, and Countersign has no password to give",
          "Ask its administrator for scram-sha-256 in the line of pg_hba.conf for Countersign's address.");
    return;
  }
  wire::build::sasl_initial_response(out.to_backend.own(), chosen, proof->backend->answer());
}

void session::impl::continue_backend_login(const wire::backend::authentication& asked) {
  const bool last = asked.kind == wire::backend::authentication_kind::sasl_final;
  switch (last ? proof->backend->take_final(asked.data) : proof->backend->take_continue(asked.data)) {
    case scram_result::going_on:
      wire::build::sasl_response(out.to_backend.own(), proof->backend->answer());
      return;
    case scram_result::proven:
      return;
    case scram_result::refused:
      note_failed_login("the server has another password");
      // Who reads this has proven the password that Countersign knows of.
      fatal(
          wire::sqlstate::invalid_password,
          fmt::format("the password of \"{}\" is not the one that the database server has",
                      parser::visible(who_is.role)),
          "It was changed there. Connect again: Countersign may have read it by then. If it has not, its administrator "
          "has to write the server's verifiers into auth_file again and send SIGHUP.");
      return;
    case scram_result::malformed:
      break;
  }
  lost_sync("a SCRAM message that cannot be read");
}

}  // namespace countersign::session
