// People proving who they are: invitations, enrolment, and proofs that are bound to one request.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/credentials.hpp"
#include "approvals/factors/passkey.hpp"
#include "approvals/factors/seal.hpp"
#include "approvals/records.hpp"
#include "policy/ruleset.hpp"

namespace countersign::approvals {

struct decided;

struct proof_settings {
  std::optional<factors::sealer> key;  // of secrets in the store; absent: there are no one-time codes
  factors::relying_party site;         // an empty id: there are no passkeys
};

struct proof_limits {
  static constexpr int failures_max = 5;  // wrong codes of a person in a row; then none is looked at for `locked_for`
  static constexpr std::chrono::minutes locked_for{15};
  static constexpr std::chrono::hours invitation_life{24};
  static constexpr std::chrono::minutes enrolment_life{30};
  static constexpr std::chrono::minutes challenge_life{5};
  static constexpr std::size_t open_max = 10'000;  // enrolments, and challenges, that are under way at once
  static constexpr std::size_t recovery_codes = 10;
  static constexpr std::size_t name_bytes_max = 100;
};

// What a passkey is to sign: the digest of the request, and a nonce that is good for one answer.
struct challenge {
  std::string nonce;               // hex; comes back with the answer
  std::string bytes;               // digest, then nonce
  std::vector<std::string> allow;  // credential ids, base64url
};

struct passkey_answer {
  std::string nonce;
  factors::assertion said;
};

// What the requester gives.
struct proof_given {
  std::string person;  // may be empty where only one person can be meant
  std::string code;
  std::optional<passkey_answer> passkey;
};

// What somebody who opened the link of a step-up is shown.
struct proof_question {
  std::shared_ptr<const hold> about;
  std::vector<std::string> factors;  // that count
  bool name_wanted = false;          // several people may be behind the role
  std::optional<challenge> passkey;  // absent: passkeys do not count, or nobody has one
};

// An enrolment under way. `error` is for people; then there is nothing else.
struct enrolment {
  std::string error;
  std::string id;
  std::string person;
  std::string totp_uri;     // empty: no one-time codes here
  std::string totp_secret;  // for typing, base32
  std::string challenge;    // bytes, for a passkey; empty: no passkeys here
};

// `error` empty: done.
struct enrolled {
  std::string error;
  std::vector<std::string> recovery_codes;  // shown once, when an authenticator app was enrolled
};

class desk;

// A part of the desk, on its thread and in its batches. Answers come when what they say is durable.
class people {
 public:
  template <class What>
  using answer_to = std::function<void(const What&)>;

  // The clear text of a fresh invitation, for a link; only its hash is stored. Throws store_error.
  [[nodiscard]] std::string invite(std::string_view person);
  [[nodiscard]] std::vector<credential> credentials_of(std::string_view person);
  // Throws store_error; false if there is none of this id, or the beginning of it, among the person's.
  [[nodiscard]] bool revoke(std::string_view person, std::string_view id);
  void unlock(std::string_view person);

  // The invitation is used up by this.
  void begin(std::string invitation_text, answer_to<enrolment> answer);
  void enrol_totp(std::string enrolment_id, std::string code, answer_to<enrolled> answer);
  void enrol_passkey(std::string enrolment_id, std::string name, factors::registration what,
                     answer_to<enrolled> answer);

  // By the link of a step-up. Nothing: it is over, or there never was such a link.
  [[nodiscard]] std::optional<proof_question> ask(std::string_view link);
  void prove(std::string link, proof_given what, answer_to<decided> answer);
  void disown(std::string link, answer_to<decided> answer);  // "this was not me"
  // For an approver who is to use a passkey. Nothing: they have none, or there are none here.
  [[nodiscard]] std::optional<challenge> ask_approver(std::string_view id_or_code, std::string_view person);

 private:
  friend class desk;
  explicit people(desk& of) : of_(of) {}
  desk& of_;
};

}  // namespace countersign::approvals
