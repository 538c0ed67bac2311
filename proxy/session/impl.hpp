// The inside of a session, in one place so that its source files can share it. Nobody else includes this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/session/gate.hpp"
#include "proxy/session/held.hpp"
#include "proxy/session/own.hpp"
#include "proxy/session/phase.hpp"
#include "proxy/session/portals.hpp"
#include "proxy/session/proof_of_login.hpp"
#include "proxy/session/replies.hpp"
#include "proxy/session/session.hpp"
#include "proxy/session/statements.hpp"
#include "proxy/session/stream.hpp"
#include "proxy/session/texts.hpp"
#include "proxy/wire/backend.hpp"
#include "proxy/wire/build.hpp"
#include "proxy/wire/startup.hpp"

namespace countersign::session {

struct session::impl : own_state, held_state {
  impl(const settings& s, shared& w, peer p, time_point now);

  // --- frontend.cpp, startup.cpp: reading the frontend
  void pump();
  [[nodiscard]] bool blocked() const;
  [[nodiscard]] bool waits_for_catalog() const;
  [[nodiscard]] bool step();
  [[nodiscard]] bool step_startup();
  [[nodiscard]] bool step_authentication();
  [[nodiscard]] std::optional<std::string_view> next_answer();
  [[nodiscard]] bool step_message();
  [[nodiscard]] bool dispatch(const wire::frame& f);
  [[nodiscard]] bool answer_encryption_request(const wire::startup::packet& packet);
  void begin_tls(tls_start by);
  void begin_startup(const wire::startup::packet& packet);
  [[nodiscard]] bool may_answer_sasl(std::string_view response);
  [[nodiscard]] bool find_upstream(const wire::startup::message& message);
  [[nodiscard]] bool may_replicate(wire::startup::replication what);
  [[nodiscard]] bool refused_at_startup(const std::vector<wire::startup::setting>& settings);
  void on_query(const wire::frame& f);
  void on_parse(const wire::frame& f);
  void on_bind(const wire::frame& f);
  void on_describe(const wire::frame& f);
  void on_close(const wire::frame& f);
  void on_execute(const wire::frame& f);
  void on_flush(const wire::frame& f);
  void on_sync(const wire::frame& f);
  void on_function_call(const wire::frame& f);
  void on_terminate(const wire::frame& f);
  expected& forward(const wire::frame& f, reply_kind kind);
  void forward_silent(const wire::frame& f);
  void drop(const wire::frame& f);
  void start_run();
  void put_off(std::size_t bytes);
  [[nodiscard]] parser::lexing lexing() const;

  // --- own_statements.cpp: what is said to Countersign itself
  [[nodiscard]] std::shared_ptr<const own_answer> obey(const wire::frame& f, const own_statement& own);
  [[nodiscard]] bool refused_own(const wire::frame& f, const own_statement& own);
  [[nodiscard]] bool surely_failed();
  void take_otp(std::string_view given);
  void on_own_query(const wire::frame& f, const own_statement& own);
  void on_own_parse(const wire::frame& f, prepared_ref statement, const own_statement& own);
  void on_own_bind(const wire::frame& f, std::string_view portal, const own_statement& own);
  [[nodiscard]] std::shared_ptr<const own_answer> description_of(const prepared* statement) const;
  [[nodiscard]] bool say_own(const wire::frame& f);
  void note_resets(const question& asked);
  [[nodiscard]] bool take_own_settings(const std::vector<wire::startup::setting>& settings);

  // --- stop.cpp: verdicts other than allow, and how a statement that may not run is answered
  [[nodiscard]] bool gate_passes(const wire::frame& f, const question& asked);
  void stop(const wire::frame& f);
  void hold(const wire::frame& f, const question& asked);
  void deny_by_rule(const wire::frame& f, const question& asked);
  void refuse(char type, std::size_t bytes, const wire::build::fields& why);
  void malformed(const wire::frame& f, wire::errc why);
  void refuse_here(const wire::frame& f, const answer& why);
  void note_observed(const question& asked);

  // --- hold.cpp: the life of a hold
  void answer_opened(const approvals::opened& answer);
  void answer_settled(const approvals::settlement& settled);
  void release();
  void end_hold(const answer& why);          // answered, and the session goes on
  void withdraw(approvals::withdrawal why);  // the desk is told; no answer to the frontend
  void cancel();
  void tick();
  void scan_backlog();
  void say_notice(const answer& what);
  [[nodiscard]] std::chrono::seconds time_left() const;
  void track(expected& sent);                        // its outcome is for the desk
  void take_tracked(expected& sent);                 // as the first to execute a released Bind
  void hand_on(std::unique_ptr<reply_extra> extra);  // from a Bind to what executes it
  void report(reply_extra& about, approvals::outcome_kind kind, std::string text);
  void report_unknown_outcomes();
  [[nodiscard]] bool awaits_outcome();

  // --- backend.cpp: reading the backend
  void pump_backend();
  [[nodiscard]] bool step_backend();
  void on_reply(const wire::frame& f);
  void on_parse_complete(const wire::frame& f);
  void on_command_complete(const wire::frame& f);
  void on_error(const wire::frame& f);
  void on_ready(const wire::frame& f);
  void on_parameter_status(const wire::frame& f);
  void on_parameter_description(const wire::frame& f);
  void on_copy_in(const wire::frame& f);
  void on_key(const wire::frame& f);
  void on_authentication(const wire::frame& f);
  void offer_mechanisms(const wire::frame& f, std::string_view mechanisms);

  // --- verify.cpp: logins that are checked here
  void begin_verifying();
  [[nodiscard]] bool step_verifying();
  void note_failed_login(std::string_view why);
  void answer_login(const wire::frame& f, const wire::backend::authentication& asked);
  void begin_backend_login(std::string_view mechanisms);
  void continue_backend_login(const wire::backend::authentication& asked);

  // --- backend.cpp, what ends
  void end_copy(bool failed);
  void confirm_names(expected& head, std::string_view tag);
  void doubt_names(expected& head, std::string_view sqlstate);
  void fail_group();
  void skip_copy_markers();
  [[nodiscard]] bool head_is(reply_kind kind);
  void pass_reply(const wire::frame& f);
  void swallow_reply(const wire::frame& f);

  // --- session.cpp
  void begin(time_point now);
  void move_to(shared& there, std::size_t text_bytes_max);
  void say(std::string_view message_bytes);  // to the frontend, between complete messages
  void fatal(std::string_view sqlstate, std::string_view message, std::string_view hint = {});
  void lost_sync(std::string_view what);  // the backend said what we do not understand
  void close_both();
  void end_backend();
  void end_if_drained();

  const settings& how;
  shared* with;
  peer who;
  actions out;
  time_point now{};
  phase at = phase::startup;

  stream front;
  stream back;
  std::string deferred;  // for the frontend, as soon as no message is halfway out
  bool ssl_asked = false;
  bool gss_asked = false;
  std::optional<tls_facts> tls;  // of the frontend's side
  backend_link backend_over = backend_link::plain;
  bool binding_hidden = false;   // the frontend was not told that the backend can do channel binding, and was to choose
  bool answer_expected = false;  // the backend waits for an authentication answer
  bool authenticated = false;
  bool started = false;  // the audit knows of this session
  std::string startup_packet;
  std::unique_ptr<proof_of_login> proof;  // null: the login is relayed, or over

  identity who_is;
  bool standard_strings = true;  // standard_conforming_strings as last reported
  std::string search_path;       // as last reported; not every server does

  statement_home home;
  reply_queue replies;
  statement_names names;
  portal_book portals;
  gate ask;
  wire::backend::transaction transaction = wire::backend::transaction::idle;
  unsynced left_open = unsynced::nothing;
  bool skipping = false;       // drop what the frontend sends, up to its Sync
  bool copy_in = false;        // the backend takes COPY data
  bool copy_ended = false;     // and the frontend said that it was all
  bool sync_deferred = false;  // a Sync came in the middle of COPY data
  bool replicating = false;    // the connection is one for replication
  bool cancelling = false;
  bool offloading = false;  // the next message needs more time than there is here
  bool elsewhere = false;   // and is being looked at where there is time
  bool draining = false;
  std::optional<time_point> look_for_catalog_at;  // statements wait for it
  bool backend_open = false;
  bool frontend_open = true;
  bool saw_fatal = false;  // the backend said why it closes

  // The run of Parse, Describe and Close at the end of what was read in this event, not sent yet: a hold begins there.
  static constexpr std::size_t no_run = static_cast<std::size_t>(-1);
  std::size_t run_from = no_run;
  std::size_t run_replies = 0;
  unsynced run_left_open = unsynced::nothing;
};

}  // namespace countersign::session
