// The desk: takes requests for approval, takes decisions, settles each hold exactly once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/people.hpp"
#include "approvals/ports/audit.hpp"
#include "approvals/ports/clock.hpp"
#include "approvals/ports/notifier.hpp"
#include "approvals/ports/store.hpp"
#include "approvals/records.hpp"
#include "policy/ruleset.hpp"

namespace countersign::approvals {

struct desk_limits {
  std::size_t pending_max = 2000;
  std::size_t pending_per_role_max = 2000;
  std::size_t tickets_per_role_max = 100;  // of those: they cost their requester no connection
  std::chrono::seconds late_window{600};   // how long after expiry an approval still makes a grant
  std::chrono::seconds grant_life{300};
};

// The desk's answer to a request.
enum class open_result : std::uint8_t {
  opened,    // pending; the news of its settlement comes through the session's callback
  approved,  // at once, by a grant
  denied,    // a ticket: the very same statement was denied a moment ago, `error` says by whom
  too_many,  // over a limit: refuse with 53400
  broken,    // store or audit cannot be written: refuse, `error` says which
};
struct opened {
  open_result result = open_result::broken;
  std::string id;
  std::string code;
  time_point deadline{};
  std::string error;    // for too_many and broken: what and the remedy, without secrets
  std::string note;     // of a proof: what counted, or why it did not; for the requester
  std::string link;     // where the requester can prove who they are: the end of its address; empty: nobody asks
  bool ticket = false;  // pending, and stays so when the session ends
};

using pending_list = std::vector<std::shared_ptr<const hold>>;  // oldest first

// How a hold ended, for the session that waits. For `approved` the session must still check `deadline` and that it is
// itself alive before it releases.
struct settlement {
  std::string id;
  hold_state state = hold_state::pending;
  std::string by;      // approvers' names, comma-separated; empty if nobody decided
  std::string reason;  // of a denial
  time_point deadline{};
  time_point decided{};  // when the desk took the last decision in hand; for measuring decision-to-release
};

enum class decide_result : std::uint8_t {
  settled,          // this decision settled it
  recorded,         // counts, more are needed
  granted,          // too late for the hold: a grant was made
  already_settled,  // `message` says by whom and how
  already_decided,  // this person has decided already
  not_entitled,     // not among the approvers of any requirement that is still open
  own_request,      // the requester, or somebody who may be the requester
  expired,          // the deadline has passed, and the late window too
  not_found,
  not_proven,  // a factor is wanted that was not given, or did not count
  mismatch,    // the digest given is not the hold's: what was seen is not what is held
  broken,      // store or audit cannot be written
};
[[nodiscard]] std::string_view to_string(decide_result what);
struct decided {
  decide_result result = decide_result::broken;
  std::string message;                // a sentence for the person who decided
  std::shared_ptr<const hold> about;  // as it is now; null if not found
};

struct verdict_input {  // one click, command or button
  std::string hold;     // id or code
  bool approve = false;
  std::string reason;
  std::string channel;
  std::optional<digest> seen;  // the digest of what the approver was shown, where the channel can carry it
  std::optional<passkey_answer> passkey = {};
};

// Not thread-safe: lives on one thread, which may block on the store. Pure apart from its ports.
class desk {
 public:
  using on_settled = std::function<void(const settlement&)>;

  desk(store& records, audit_log& audit, notifier& news, const clock& time, id_source& ids, desk_limits limits,
       std::shared_ptr<const policy::ruleset> rules, proof_settings proofs = {});

  // Called once before anything else: every hold left pending by another process is withdrawn (process_died) unless it
  // is a ticket, and every approved one without an outcome becomes `unknown`: it may have been sent.
  void recover();
  void use_rules(std::shared_ptr<const policy::ruleset> rules);

  // A group of calls whose changes become durable together; answers and settlements are delivered after that. The
  // service wraps each drain of its queue in one batch. If the commit fails everything in it answers `broken`.
  void begin_batch();
  void end_batch();

  // `settled` is called at most once, on the desk's thread, when the hold leaves pending by somebody else's act
  // (not by withdraw).
  // `code` is a one-time code that the requester gave before, for a rule that asks for their proof; it is kept nowhere.
  void open(hold_request request, on_settled settled, std::function<void(const opened&)> answer, std::string code = {});
  void decide(verdict_input what, const policy::person& approver, std::function<void(const decided&)> answer);
  // The session gives up. Harmless if the hold is settled already: an approval that was never released becomes a grant.
  void withdraw(std::string_view id, withdrawal why);
  void released(std::string_view id, time_point at);
  void finished(std::string_view id, const outcome& what);
  // Settles what is past its deadline; returns the next deadline.
  std::optional<time_point> expire_due();

  void session_started(std::string_view json_fields);  // audit lines; fields without braces
  void session_ended(std::string_view json_fields);
  void note(std::string_view event, std::string_view json_fields);  // any other audit line: rules reloaded, observed

  // Makes a token for a person and returns it in clear, once; only its hash is stored.
  [[nodiscard]] std::string make_token(std::string_view person, std::string_view note);
  [[nodiscard]] const policy::person* who(std::string_view bearer_token);

  [[nodiscard]] std::shared_ptr<const hold> find(std::string_view id_or_code);
  [[nodiscard]] std::vector<hold> list(const hold_filter& filter);
  // What this process holds of a role in a database, the oldest 100.
  [[nodiscard]] pending_list pending_of(std::string_view role, std::string_view database) const;

  // What channels remember of the messages they sent, and what they have yet to update; see ports/store.hpp. Each
  // throws store_error when the store cannot do it.
  void set_delivery(const delivery& what);
  [[nodiscard]] std::optional<delivery> find_delivery(std::string_view hold_id, std::string_view channel);
  [[nodiscard]] std::vector<delivery> stale_deliveries(std::string_view channel, time_point since);

  [[nodiscard]] const policy::ruleset& rules() const;
  [[nodiscard]] people& persons() { return people_; }

 private:
  friend class people;
  struct impl;
  std::unique_ptr<impl> impl_;
  people people_{*this};

 public:
  ~desk();
};

}  // namespace countersign::approvals
