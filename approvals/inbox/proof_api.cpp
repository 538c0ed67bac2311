#include "approvals/inbox/proof_api.hpp"

#include <boost/json.hpp>
#include <boost/url.hpp>

#include "approvals/factors/base64url.hpp"
#include "approvals/factors/totp.hpp"
#include "approvals/inbox/guard.hpp"
#include "approvals/inbox/json_body.hpp"
#include "approvals/inbox/view.hpp"
#include "approvals/json.hpp"

namespace countersign::approvals::inbox {

namespace {

http_response unreadable() {
  return error_response(400, "a member of the body is missing or no text", "reload the page and try again");
}

std::string base64(std::string_view bytes) {
  std::string text = factors::to_base64url(bytes);
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (text.size() % 4 != 0) text.push_back('=');
  return text;
}

boost::json::object challenge_json(const challenge& what, std::string_view site) {
  boost::json::array allow;
  for (const std::string& each : what.allow) allow.emplace_back(each);
  return {{"nonce", what.nonce},
          {"challenge", factors::to_base64url(what.bytes)},
          {"allow", std::move(allow)},
          {"site", site}};
}

http_response enrolled_response(const enrolled& what) {
  if (!what.error.empty()) return error_response(422, what.error, "nothing was enrolled");
  boost::json::array codes;
  for (const std::string& each : what.recovery_codes) codes.emplace_back(each);
  return json_response(200, boost::json::object{{"recovery_codes", std::move(codes)}});
}

}  // namespace

std::string host_of(std::string_view origin) {
  const auto read = boost::urls::parse_uri(origin);
  return read ? std::string(read->encoded_host()) : std::string{};
}

std::optional<passkey_answer> read_passkey(const json_body& body, bool& bad) {
  passkey_answer said;
  const auto nonce = body.text("nonce", bad);
  const auto id = body.text("credential", bad);
  if (!nonce && !id) return std::nullopt;
  said.nonce = nonce.value_or("");
  said.said.id = id.value_or("");
  const auto bytes = [&](std::string_view key, std::string& into) {
    const auto text = body.text(key, bad);
    const auto read = text ? factors::from_base64url(*text) : std::nullopt;
    if (!read || read->size() > factors::passkey_field_bytes_max) {
      bad = true;
    } else {
      into = *read;
    }
  };
  bytes("client_data", said.said.client_data);
  bytes("authenticator_data", said.said.authenticator_data);
  bytes("signature", said.said.signature);
  return said;
}

http_response decided_response(const decided& what) {
  switch (what.result) {
    case decide_result::settled:
    case decide_result::recorded:
    case decide_result::granted:
      return json_response(200, boost::json::object{{"result", to_string(what.result)}, {"message", what.message}});
    case decide_result::broken:
      return error_response(503, what.message, "see the log of Countersign, then try again");
    case decide_result::not_found:
    case decide_result::expired:
      return error_response(410, what.message, "run the statement again for a new link");
    case decide_result::not_proven:
      return error_response(422, what.message, "try again, or ask an administrator");
    case decide_result::already_settled:
    case decide_result::already_decided:
    case decide_result::not_entitled:
    case decide_result::own_request:
    case decide_result::mismatch:
      break;
  }
  return error_response(409, what.message, "nothing more is needed here");
}

// The body of a request from a page of ours. Nothing: what is wrong with it was answered.
std::optional<json_body> proof_api::body_of(const http_request& request, const responder& answer,
                                            std::initializer_list<std::string_view> keys) const {
  if (!from_own_page(request, public_origin_)) {
    answer(error_response(403, "this request came from another site's page", "open the link itself"));
    return std::nullopt;
  }
  json_body body = read_json(request, keys);
  if (!body.value) {
    answer(body.refusal);
    return std::nullopt;
  }
  return body;
}

void proof_api::prove(const responder& answer, const std::optional<std::string>& link, proof_given given, bool bad) {
  if (bad || !link) return answer(unreadable());
  on_desk(desks_, answer, [answer, link = *link, given = std::move(given)](desk& d) {
    d.persons().prove(link, given, [answer](const decided& what) { answer(decided_response(what)); });
  });
}

void proof_api::ask(const http_request& request, const responder& answer) {
  const auto body = body_of(request, answer, {"link"});
  if (!body) return;
  bool bad = false;
  const auto link = body->text("link", bad);
  if (!link) return answer(unreadable());
  on_desk(desks_, answer, [answer, link = *link, site = host_of(public_origin_)](desk& d) {
    const auto found = d.persons().ask(link);
    if (!found)
      return answer(error_response(410, "this link is over: the statement is settled", "run it again for a new one"));
    boost::json::array factors;
    for (const std::string& each : found->factors) factors.emplace_back(each);
    boost::json::object told{{"hold", view_of(*found->about, {}, d.rules(), detail::whole)},
                             {"factors", std::move(factors)},
                             {"name_wanted", found->name_wanted},
                             {"passkey", nullptr}};
    if (found->passkey) told["passkey"] = challenge_json(*found->passkey, site);
    answer(json_response(200, told));
  });
}

void proof_api::code(const http_request& request, const responder& answer) {
  const auto body = body_of(request, answer, {"link", "person", "code"});
  if (!body) return;
  bool bad = false;
  const auto link = body->text("link", bad);
  proof_given given;
  given.person = body->text("person", bad).value_or("");
  given.code = body->text("code", bad).value_or("");
  constexpr std::size_t code_bytes_max = 100;
  bad = bad || given.code.size() > code_bytes_max;
  prove(answer, link, std::move(given), bad);
}

void proof_api::passkey(const http_request& request, const responder& answer) {
  const auto body =
      body_of(request, answer, {"link", "nonce", "credential", "client_data", "authenticator_data", "signature"});
  if (!body) return;
  bool bad = false;
  const auto link = body->text("link", bad);
  proof_given given;
  given.passkey = read_passkey(*body, bad);
  bad = bad || !given.passkey;
  prove(answer, link, std::move(given), bad);
}

void proof_api::disown(const http_request& request, const responder& answer) {
  const auto body = body_of(request, answer, {"link"});
  if (!body) return;
  bool bad = false;
  const auto link = body->text("link", bad);
  if (!link) return answer(unreadable());
  on_desk(desks_, answer, [answer, link = *link](desk& d) {
    d.persons().disown(link, [answer](const decided& what) { answer(decided_response(what)); });
  });
}

void proof_api::begin_enrolment(const http_request& request, const responder& answer) {
  const auto body = body_of(request, answer, {"invitation"});
  if (!body) return;
  bool bad = false;
  const auto text = body->text("invitation", bad);
  if (!text) return answer(unreadable());
  on_desk(desks_, answer, [answer, text = *text, site = host_of(public_origin_)](desk& d) {
    d.persons().begin(text, [answer, site](const enrolment& what) {
      if (!what.error.empty())
        return answer(error_response(410, what.error, "countersign people invite NAME makes one"));
      boost::json::object told{
          {"enrolment", what.id}, {"person", what.person}, {"totp", nullptr}, {"passkey", nullptr}};
      if (!what.totp_uri.empty()) {
        told["totp"] =
            boost::json::object{{"secret", what.totp_secret},
                                {"picture", "data:image/svg+xml;base64," + base64(factors::qr_picture(what.totp_uri))}};
      }
      if (!what.challenge.empty()) {
        told["passkey"] = boost::json::object{{"challenge", factors::to_base64url(what.challenge)}, {"site", site}};
      }
      answer(json_response(200, told));
    });
  });
}

void proof_api::enrol_totp(const http_request& request, const responder& answer) {
  const auto body = body_of(request, answer, {"enrolment", "code"});
  if (!body) return;
  bool bad = false;
  const auto id = body->text("enrolment", bad);
  const auto code = body->text("code", bad);
  if (!id || !code) return answer(unreadable());
  on_desk(desks_, answer, [answer, id = *id, code = *code](desk& d) {
    d.persons().enrol_totp(id, code, [answer](const enrolled& what) { answer(enrolled_response(what)); });
  });
}

void proof_api::enrol_passkey(const http_request& request, const responder& answer) {
  const auto body = body_of(request, answer, {"enrolment", "name", "client_data", "authenticator_data"});
  if (!body) return;
  bool bad = false;
  const auto id = body->text("enrolment", bad);
  const auto name = body->text("name", bad);
  const auto client = factors::from_base64url(body->text("client_data", bad).value_or(""));
  const auto data = factors::from_base64url(body->text("authenticator_data", bad).value_or(""));
  if (bad || !id || !name || !client || !data) return answer(unreadable());
  on_desk(desks_, answer, [answer, id = *id, name = *name, made = factors::registration{*client, *data}](desk& d) {
    d.persons().enrol_passkey(id, name, made, [answer](const enrolled& what) { answer(enrolled_response(what)); });
  });
}

void proof_api::challenge(const http_request& request, const responder& answer) {
  const auto body = read_json(request, {"hold"});
  bool bad = false;
  const auto hold = body.text("hold", bad);
  entrance_->admit(
      request, answer, intent::change,
      [answer, hold, body, site = host_of(public_origin_)](desk& d, const policy::person& who, const caller&) {
        if (!body.value) return answer(body.refusal);
        const auto asked = hold ? d.persons().ask_approver(*hold, who.name) : std::nullopt;
        if (!asked) {
          return answer(
              error_response(409, "you have no passkey here",
                             "an administrator can say `countersign people invite " + who.name + "` for you"));
        }
        answer(json_response(200, challenge_json(*asked, site)));
      });
}

}  // namespace countersign::approvals::inbox
