// What the desk remembers of proofs and enrolments under way: nothing of it outlives the process.
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "approvals/people.hpp"

namespace countersign::approvals {

struct open_challenge {
  std::string hold;
  std::string person;  // an approver; empty: the requester
  time_point until{};
};

struct open_enrolment {
  std::string person;
  std::string secret;     // of the authenticator app, until it is enrolled
  std::string challenge;  // for passkeys
  time_point until{};
};

// Of one session, for rules with proof_for.
struct carried_proof {
  std::string person;
  std::string factor;
  time_point at{};
};

struct proof_state {
  std::unordered_map<std::string, open_challenge> challenges;  // by nonce
  std::unordered_map<std::string, open_enrolment> enrolments;  // by id
  std::unordered_map<std::uint64_t, carried_proof> carried;    // by session
  std::unordered_map<std::string, std::string> links;          // to the id of a pending hold
};

// What came of looking at a code or a passkey. `error` empty: `person` is proven.
struct proof_result {
  std::string person;
  std::string factor;
  std::string record;  // of a passkey: its assertion, as JSON
  std::string error;
};

}  // namespace countersign::approvals
