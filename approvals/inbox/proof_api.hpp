// Where people prove who they are: the API of the pages behind the links of step-ups and invitations.
#pragma once

#include <memory>
#include <string>

#include "approvals/inbox/door.hpp"
#include "approvals/inbox/http.hpp"
#include "approvals/inbox/json_body.hpp"

namespace countersign::approvals::inbox {

// Nobody has to be logged in: the link is unguessable, and what counts is the code or the passkey. Links carry their
// secret behind a #, which browsers, previews of chats and logs of servers never send; so all of this is POST.
class proof_api {
 public:
  proof_api(desk_access& desks, std::string public_origin, std::shared_ptr<door> entrance)
      : desks_(desks), public_origin_(std::move(public_origin)), entrance_(std::move(entrance)) {}

  void ask(const http_request& request, const responder& answer);
  void code(const http_request& request, const responder& answer);
  void passkey(const http_request& request, const responder& answer);
  void disown(const http_request& request, const responder& answer);
  void begin_enrolment(const http_request& request, const responder& answer);
  void enrol_totp(const http_request& request, const responder& answer);
  void enrol_passkey(const http_request& request, const responder& answer);
  // For an approver, who is logged in.
  void challenge(const http_request& request, const responder& answer);

 private:
  [[nodiscard]] std::optional<json_body> body_of(const http_request& request, const responder& answer,
                                                 std::initializer_list<std::string_view> keys) const;
  void prove(const responder& answer, const std::optional<std::string>& link, proof_given given, bool bad);

  desk_access& desks_;
  std::string public_origin_;
  std::shared_ptr<door> entrance_;
};

// The host of an origin, as WebAuthn names a relying party: "approvals.example.com".
[[nodiscard]] std::string host_of(std::string_view origin);

// The members that a passkey's answer has in a body. Nothing: none are there; `bad`: they cannot be read.
[[nodiscard]] std::optional<passkey_answer> read_passkey(const json_body& body, bool& bad);
[[nodiscard]] http_response decided_response(const decided& what);

}  // namespace countersign::approvals::inbox
