// One frontend, its backend, and what stands between them: a state machine without I/O. Events go in, actions come out.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "parser/analysis.hpp"
#include "parser/recall.hpp"
#include "policy/ruleset.hpp"
#include "proxy/session/actions.hpp"
#include "proxy/session/logins.hpp"
#include "proxy/session/names.hpp"
#include "proxy/session/upstreams.hpp"

namespace countersign::session {

// Whether a requester reads of a hold while it lasts; programs that take any NOTICE for a failure do not want to.
enum class notices : std::uint8_t { told, silent };

// The same for all sessions of a listener.
struct settings {
  // The largest Query, Parse, Bind or FunctionCall that is taken; larger ones end the session with 54000, before any
  // memory is allocated for them. The server's own limit is 1 GiB - 2.
  std::uint32_t message_bytes_max = 256U * 1024 * 1024;
  // Statements that are longer are not read on the session's own thread, where they would keep others waiting: 8 kB of
  // the worst that SQL has take 3 ms, 1 MB takes 400 ms.
  std::size_t offload_bytes = 8 * 1024;
  std::size_t backlog_bytes_max = 1024 * 1024;  // read ahead while a statement is held; then the frontend must wait
  std::chrono::seconds remind{30};              // between NOTICEs about a hold; 0: only the first
  notices notice = notices::told;
  std::string inbox_url;               // "http://localhost:6433", for links; empty: none are shown
  std::vector<upstream> upstreams{1};  // at least one
};

class statement_pool;

// What nobody has to log in for may not fill the disk: so many records are kept in a minute, and how many were not.
struct note_limit {
  static constexpr unsigned per_minute_max = 300;
  [[nodiscard]] bool take(time_point now);  // room for one more
  time_point since{};
  unsigned kept = 0;
  std::uint64_t left_out = 0;  // since the last that was kept
};

// In the order of settings::upstreams. Null, or not there: logins are relayed to it.
using logins_by_upstream = std::vector<std::shared_ptr<const logins>>;

// What one thread's sessions share; outlives them. The rules are replaced here on reload, between events.
struct shared {
  enum class texts : std::uint8_t { recalled, read_each_time };  // the latter where places in each are wanted
  explicit shared(texts how = texts::recalled);
  ~shared();
  [[nodiscard]] bool checks_logins() const {
    return std::any_of(known_logins.begin(), known_logins.end(), [](const auto& each) { return each != nullptr; });
  }
  parser::analyzer analyzer;
  parser::analysis scratch;
  parser::recall known_texts;
  bool recalls;
  policy::verdict verdict;
  std::shared_ptr<const policy::ruleset> rules;
  std::unique_ptr<statement_pool> statements;
  catalog_shelf catalogs;
  std::uint64_t known_for = 0;  // the version of `catalogs` that `known_texts` is about
  logins_by_upstream known_logins;
  login_source* verifiers = nullptr;  // outlives the sessions; null: none are read from a server
  note_limit failed_logins;
};

// Whether a frontend may speak TLS. Over a Unix socket nobody does, as in libpq.
enum class encryption : std::uint8_t { not_offered, offered, required };

// What a TLS handshake with the frontend came to.
struct tls_facts {
  std::string version;         // "TLSv1.3"
  std::string certificate;     // the subject of its verified certificate, as RFC 2253 writes it; empty: it has none
  std::string end_point = {};  // tls-server-end-point of our certificate (RFC 5929); empty: its algorithm defines none
};

// The connection to the backend, as far as a frontend can tell the difference.
enum class backend_link : std::uint8_t {
  plain,
  tls,
  tls_same_certificate,  // the backend has the very certificate that the frontend got from us
};

struct backend_facts {
  backend_link link = backend_link::plain;
  std::string end_point = {};  // tls-server-end-point of its certificate; empty: no TLS, or none is defined
};

// Where the frontend is.
struct peer {
  std::uint64_t id = 0;                       // of the session, for logs and audit
  std::optional<policy::ip_address> address;  // absent: a Unix socket
  std::string name;                           // "10.20.1.7:51212", "unix socket"
  encryption tls = encryption::not_offered;
  std::string random = {};  // 36 bytes that nobody can foresee, where logins are checked here
};

// Every call clears the actions of the one before and returns this event's. Not thread-safe; never throws for anything
// that a peer sends. Input may be cut anywhere and is only borrowed for the call (and, through views in the actions,
// until the next one).
class session {
 public:
  session(const settings& how, shared& with, peer who, time_point now);
  ~session();
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  actions& on_frontend(std::string_view bytes, time_point now);
  actions& on_backend(std::string_view bytes, time_point now);
  actions& on_frontend_closed(time_point now);  // EOF or an error on its socket
  actions& on_backend_closed(time_point now);
  // What was asked for by start_tls is done: all that the frontend says from now on came encrypted.
  actions& on_frontend_tls(tls_facts facts, time_point now);
  actions& on_backend_connected(const backend_facts& how, time_point now);
  actions& on_connect_failed(std::string_view why, time_point now);
  // The desk's answers, with the ticket of open_hold.
  actions& on_hold_opened(std::uint64_t ticket, const approvals::opened& answer, time_point now);
  actions& on_hold_settled(std::uint64_t ticket, const approvals::settlement& how, time_point now);
  actions& on_pending(std::uint64_t ticket, const approvals::pending_list& what, time_point now);
  // A CancelRequest for this session arrived. While cancel_backend is under way nothing more is taken from the
  // frontend: a late cancel must not hit the next statement.
  actions& on_cancel(time_point now);
  actions& on_cancel_sent(time_point now);
  // What an event put off by `offload_bytes` is done here: on another thread, with what that one shares among its
  // sessions. The event's thread is left alone until this returns and has no other event for the session; the actions
  // are its again.
  actions& on_offloaded(shared& there, time_point now);
  actions& on_tick(time_point now);      // at or after wake_at()
  actions& on_shutdown(time_point now);  // withdraw what is held, end at the next quiet moment

  // True while bytes from the frontend are welcome: false when the backlog of a hold is full, before the backend is
  // connected, and while a cancel is under way. The connection must still notice when the peer goes away.
  [[nodiscard]] bool wants_frontend() const;
  [[nodiscard]] std::optional<time_point> wake_at() const;
  [[nodiscard]] bool held() const;
  [[nodiscard]] bool finished() const;  // both sides are to be closed; nothing more will come
  [[nodiscard]] const peer& who() const;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace countersign::session
