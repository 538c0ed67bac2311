// What people read: NOTICEs and ERRORs about holds, and the request that approvers see.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "approvals/desk.hpp"
#include "approvals/records.hpp"
#include "policy/ruleset.hpp"
#include "proxy/session/gate.hpp"
#include "proxy/wire/build.hpp"

namespace countersign::session {

// The words about one hold that its NOTICEs and ERRORs repeat.
struct hold_words {
  std::string rules;      // "unbounded writes", quoted, comma-separated
  std::string approvers;  // dba; "2 of finance"
  std::string effects;    // the first few, for people
  std::string proof;      // "a one-time code or a passkey": what the requester is to confirm it with; empty: nothing
};

// Who is waited for: "dba", "your own proof", or both.
[[nodiscard]] std::string waits_for(const hold_words& words);

// A message for the frontend, kept until it is written.
struct answer {
  std::string sqlstate;
  std::string message;
  std::string detail;
  std::string hint;
  [[nodiscard]] wire::build::fields error() const { return {"ERROR", sqlstate, message, detail, hint, {}}; }
  [[nodiscard]] wire::build::fields notice() const { return {"NOTICE", sqlstate, message, detail, hint, {}}; }
};

[[nodiscard]] answer notice_held(const hold_words& words, std::string_view code, std::chrono::seconds left,
                                 std::string_view link);
// `link`: the page where the requester confirms it; `note`: why a code that was given did not count.
[[nodiscard]] answer notice_step_up(const hold_words& words, std::string_view code, std::chrono::seconds left,
                                    std::string_view link, std::string_view note);
[[nodiscard]] answer notice_confirmed(std::string_view code, std::string_view how);
[[nodiscard]] answer notice_still_held(std::string_view code, std::chrono::seconds left, std::string_view approvers);
[[nodiscard]] answer notice_granted(std::string_view code);
[[nodiscard]] answer error_ticket(const hold_words& words, std::string_view code, std::chrono::seconds left,
                                  std::string_view link);
[[nodiscard]] answer error_ticket_denied(const hold_words& words, std::string_view code, std::string_view how);
[[nodiscard]] answer error_denied(const hold_words& words, std::string_view code, const approvals::settlement& how);
[[nodiscard]] answer error_expired(const hold_words& words, std::string_view code, std::chrono::seconds waited);
[[nodiscard]] answer error_cancelled();
[[nodiscard]] answer error_shutdown();
[[nodiscard]] answer error_outdated();
[[nodiscard]] answer error_too_many_portals();
[[nodiscard]] answer error_not_taken(const hold_words& words, const approvals::opened& why);
[[nodiscard]] answer error_rule(const policy::ruleset& rules, const policy::verdict& verdict, const question& asked);
[[nodiscard]] answer error_reason(const policy::ruleset& rules, policy::rule_index rule, std::string_view given);

// "10 min", "90 s", "2 h".
[[nodiscard]] std::string duration_words(std::chrono::seconds what);

// The requester's reason: one in a comment of the statement itself (`/* reason: INC-42 */`), else the session's.
[[nodiscard]] std::string reason_of(std::string_view statement, std::string_view session_reason);

// Fills effects, requirements, parameters, expiry and policy version from the question and its verdict.
void describe_request(approvals::hold_request& request, const policy::ruleset& rules, const policy::verdict& verdict,
                      const question& asked);
[[nodiscard]] hold_words words_of(const approvals::hold_request& request);

// JSON members without braces, for the audit.
[[nodiscard]] std::string audit_fields(const peer& who, const identity& is, const policy::ruleset& rules,
                                       std::span<const policy::effect_verdict> verdicts, const question& asked);
// Of a login that failed here; `left_out` were not recorded since the last that was.
[[nodiscard]] std::string login_fields(const peer& who, const identity& is, std::string_view why,
                                       std::uint64_t left_out);
[[nodiscard]] std::string session_fields(const peer& who, const identity& is, const tls_facts* tls);

}  // namespace countersign::session
