// What is kept about a hold: the records that desk, store, channels and audit exchange. Plain values, no behaviour.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::approvals {

using time_point = std::chrono::system_clock::time_point;

// SHA-256 over everything that an approval covers; see digest_of in approvals/digest.hpp for what goes in.
using digest = std::array<std::uint8_t, 32>;

enum class hold_state : std::uint8_t { pending, approved, denied, expired, withdrawn };
[[nodiscard]] std::string_view to_string(hold_state what);

// Why a hold left `pending` without a decision.
enum class withdrawal : std::uint8_t {
  cancelled,        // the requester pressed Ctrl-C (CancelRequest) or a driver's timeout did
  frontend_gone,    // the requester's connection closed, or it sent Terminate
  backend_gone,     // the database connection closed
  pipeline_failed,  // an earlier statement of the same pipeline failed, so the backend would skip this one
  shutdown,         // Countersign is stopping
  process_died,     // found pending at start: the process that held it is gone
};
[[nodiscard]] std::string_view to_string(withdrawal what);

// What became of a released statement.
enum class outcome_kind : std::uint8_t {
  none,       // not released, or no answer yet
  completed,  // `text` is the command tag: DELETE 1204
  failed,     // `text` is SQLSTATE and message
  unknown,    // released, and the backend went away before it answered. Never sent again
  not_run,    // approved, but the requester was gone by then, or comes back with it by ticket
};
[[nodiscard]] std::string_view to_string(outcome_kind what);

struct outcome {
  outcome_kind kind = outcome_kind::none;
  std::string text;
  std::chrono::microseconds took{0};  // from the last byte sent to the backend to its answer
};

// One rule's demand. A hold is approved when every requirement has its quorum.
struct requirement {
  std::string rule;
  std::vector<std::string> approvers;  // groups or people
  unsigned quorum = 1;
  std::string approver_factor = {};  // "passkey": an approval counts only with one; empty: any does
  // Not empty: it is for the requester to prove who they are, with one of these, and approvers have no part in it.
  std::vector<std::string> factors = {};
  std::chrono::seconds proof_for{0};  // a proof in the same session that is not older counts as well
};

// An effect as people see it.
struct effect_line {
  std::string text;          // parser::describe
  std::string verdict;       // "allow", "approve", ...
  std::string rule;          // that decided it
  bool gated = false;        // its verdict is not allow
  std::uint32_t offset = 0;  // where it stands in the statement, for marking
};

// A bound parameter as people see it.
struct parameter_line {
  std::string type;   // "int4", "unknown", "25" where the name is not known
  std::string value;  // visible text; "NULL" for null; hex for binary of an unknown type
};

// What a session asks the desk: everything a decision is about.
struct hold_request {
  std::uint64_t session = 0;  // of this process
  std::string role;           // database role that authenticated
  std::string database;
  std::string application;
  std::string address;    // "10.20.1.7:51212" or "unix socket"
  std::string statement;  // whole, as sent
  std::vector<parameter_line> parameters;
  std::vector<effect_line> effects;
  std::vector<requirement> requirements;
  std::string reason;  // the requester's; empty if none was given
  std::chrono::seconds expires{600};
  std::string policy_version;
  bool in_transaction = false;
  bool ticket = false;   // nobody waits: once approved, the same statement may be run once within `expires`
  std::string upstream;  // where it would run, for people
  digest what{};         // see approvals/digest.hpp
};

// A decision by one person.
struct decision {
  std::string approver;  // person's name
  bool approve = false;
  std::string reason;   // for a denial, or a note
  std::string channel;  // "slack", "inbox", "cli", "api"; of the requester's proof: "page", "session", "earlier proof"
  time_point at{};
  std::string factor = {};  // what proved the person: "passkey", "totp", "recovery"; empty: only the channel's login
  std::string proof = {};   // of a passkey: its assertion, as JSON
};

// One hold. What the store keeps; `request` never changes, the rest only as desk says.
struct hold {
  std::string id;    // unique for ever: 128 random bits in hex
  std::string code;  // the match code, KX4-7PM: short form of digest and id; unique among the recent ones
  hold_request request;
  time_point opened{};
  time_point deadline{};
  hold_state state = hold_state::pending;
  std::optional<withdrawal> withdrawn_why;
  std::vector<decision> decisions;
  time_point settled{};
  time_point released{};  // when its bytes went to the backend; zero if they never did
  outcome result;
  std::string used_grant;      // id of the grant that approved it, if one did
  std::string process;         // id of the process that holds the connection
  std::uint64_t revision = 0;  // grows with each change
};

// A standing approval: the same bytes, values, requester, role and database, once, until `expires`.
struct grant {
  std::string id;
  digest what{};
  std::string hold;  // the hold whose late approval made it
  std::vector<std::string> approvers;
  time_point made{};
  time_point expires{};
  std::string used_by;  // id of the hold that used it; empty until then
};

// A bearer token of a person, stored as its SHA-256.
struct token {
  digest hash{};
  std::string person;
  time_point made{};
  std::string note;
};

// Where a channel put a hold, so that it can update it after a restart: Slack's channel and ts.
struct delivery {
  std::string hold;
  std::string channel;         // "slack"
  std::string reference;       // the channel's own, opaque to everybody else
  std::uint64_t revision = 0;  // of the hold as last shown there
};

}  // namespace countersign::approvals
