// Enrolling what people prove themselves with, and the desk's door for it.
#include <fmt/format.h>

#include <algorithm>

#include "approvals/desk_impl.hpp"
#include "approvals/digest.hpp"
#include "approvals/factors/base64url.hpp"
#include "approvals/factors/totp.hpp"

namespace countersign::approvals {

namespace {

constexpr std::string_view no_key =
    "one-time codes need a key: put 64 hex digits into a file and name it as key_file under [factors]";

}  // namespace

// Runs `work` in a batch, and answers when what it did is durable.
template <class What, class Work>
void desk::impl::answer_durably(Work&& work, std::function<void(const What&)> answer) {
  in_batch([&] {
    What result;
    try {
      result = work();
    } catch (const store_error& error) {
      fail(error.what());
    }
    after([this, result = std::move(result), answer = std::move(answer)](bool ok) {
      What told = result;
      if (!ok) {
        told = {};
        if constexpr (requires { told.error; }) {
          told.error = fmt::format("nothing was changed: {}", broken);
        } else {
          told.message = fmt::format("nothing was decided: {}", broken);
        }
      }
      answer(told);
    });
  });
}

std::string desk::impl::random_text(std::size_t bytes) {
  std::string text(bytes, '\0');
  ids.fill({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return text;
}

enrolment desk::impl::begin_enrolment(const std::string& text) {
  const time_point now = time.now();
  enrolment told;
  const std::optional<invitation> found = records.credentials().accept(digest_of_token(text));
  if (!found || found->expires <= now || rules->find_person(found->person) == nullptr) {
    told.error = "this invitation was used already, is too old, or never was one: ask for another";
    return told;
  }
  std::erase_if(proving.enrolments, [now](const auto& each) { return each.second.until <= now; });
  if (proving.enrolments.size() >= proof_limits::open_max) {
    told.error = "too many people enrol at once: ask for another invitation in half an hour";
    return told;
  }
  open_enrolment fresh;
  fresh.person = found->person;
  fresh.until = now + proof_limits::enrolment_life;
  told.id = fresh_id(16);
  told.person = found->person;
  if (proofs.key) {
    fresh.secret = random_text(factors::totp_secret_bytes);
    told.totp_uri = factors::totp_uri(fresh.person, fresh.secret);
    told.totp_secret = factors::to_base32(fresh.secret);
  }
  if (!proofs.site.id.empty()) fresh.challenge = told.challenge = random_text(32);
  if (!proofs.key && proofs.site.id.empty()) told.error = no_key;
  proving.enrolments[told.id] = std::move(fresh);
  write("enrolment begun", nullptr, {{"person", told.person}});
  return told;
}

open_enrolment* desk::impl::find_enrolment(const std::string& id) {
  const auto at = proving.enrolments.find(id);
  return at == proving.enrolments.end() || at->second.until <= time.now() ? nullptr : &at->second;
}

std::vector<std::string> desk::impl::make_recovery_codes(const std::string& person) {
  credential_store& kept = records.credentials();
  for (const credential& each : kept.of(person)) {
    if (each.kind == factor_kind::recovery) static_cast<void>(kept.remove(each.id));
  }
  std::vector<std::string> codes;
  while (codes.size() < proof_limits::recovery_codes) {
    std::string code = factors::to_base32(random_text(10));
    // One that is all digits would be taken for a code of the app.
    if (std::ranges::none_of(code, [](char c) { return c >= 'A' && c <= 'Z'; })) continue;
    credential fresh;
    fresh.id = fresh_id(16);
    fresh.person = person;
    fresh.kind = factor_kind::recovery;
    fresh.data = recovery_hash(code);
    fresh.made = time.now();
    if (!kept.insert(fresh)) continue;
    for (std::size_t at = 4; at < code.size(); at += 5) code.insert(at, "-");
    codes.push_back(std::move(code));
  }
  return codes;
}

enrolled desk::impl::enrol_totp_now(const std::string& id, const std::string& code) {
  open_enrolment* const open = find_enrolment(id);
  if (open == nullptr) return {"this enrolment is over: ask for another invitation", {}};
  if (!proofs.key || open->secret.empty()) return {std::string{proofs.key ? "it is enrolled already" : no_key}, {}};
  const auto step = factors::totp_step(open->secret, code, time.now());
  if (!step) return {"the code is not the one of now: look again, and see that the phone's clock is right", {}};
  credential_store& kept = records.credentials();
  // One app for each person: a new one takes the place of the old.
  for (const credential& each : kept.of(open->person)) {
    if (each.kind == factor_kind::totp) static_cast<void>(kept.remove(each.id));
  }
  credential fresh;
  fresh.id = fresh_id(16);
  fresh.person = open->person;
  fresh.kind = factor_kind::totp;
  fresh.name = "authenticator app";
  factors::sealer::nonce once{};
  ids.fill(once);
  fresh.data = proofs.key->seal(open->secret, totp_context(fresh.person, fresh.id), once);
  fresh.counter = *step;
  fresh.made = time.now();
  if (!kept.insert(fresh)) return {"it could not be kept; try again", {}};
  kept.set_failed(fresh.person, {});
  write("enrolled", nullptr, {{"person", fresh.person}, {"factor", to_string(fresh.kind)}});
  open->secret.clear();
  return {{}, make_recovery_codes(fresh.person)};
}

enrolled desk::impl::enrol_passkey_now(const std::string& id, const std::string& name,
                                       const factors::registration& what) {
  open_enrolment* const open = find_enrolment(id);
  if (open == nullptr) return {"this enrolment is over: ask for another invitation", {}};
  if (open->challenge.empty()) return {"there are no passkeys here: the inbox needs a url in the configuration", {}};
  if (name.empty() || name.size() > proof_limits::name_bytes_max) return {"give it a name of at most 100 bytes", {}};
  const factors::passkey_result made = factors::verify_registration(what, proofs.site, open->challenge);
  if (!made.key) return {fmt::format("the passkey was not taken: {}", made.error), {}};
  credential fresh;
  fresh.id = factors::to_base64url(made.key->id);
  fresh.person = open->person;
  fresh.kind = factor_kind::passkey;
  fresh.name = name;
  fresh.algorithm = made.key->algorithm;
  fresh.data = made.key->key;
  fresh.counter = made.key->counter;
  fresh.made = time.now();
  if (!records.credentials().insert(fresh)) return {"this passkey is enrolled already", {}};
  write("enrolled", nullptr,
        {{"person", fresh.person}, {"factor", to_string(fresh.kind)}, {"name", fresh.name}, {"credential", fresh.id}});
  return {};
}

// --- people

std::string people::invite(std::string_view person) {
  desk::impl& me = *of_.impl_;
  const std::string clear = factors::to_base64url(me.random_text(24));
  me.in_batch([&] {
    me.records.credentials().invite(
        {digest_of_token(clear), std::string{person}, me.time.now() + proof_limits::invitation_life});
    me.write("invited", nullptr, {{"person", person}});
  });
  if (!me.broken.empty()) throw store_error(me.broken);
  return clear;
}

std::vector<credential> people::credentials_of(std::string_view person) {
  return of_.impl_->records.credentials().of(person);
}

bool people::revoke(std::string_view person, std::string_view id) {
  desk::impl& me = *of_.impl_;
  bool found = false;
  me.in_batch([&] {
    for (const credential& each : me.records.credentials().of(person)) {
      if (id.empty() || !each.id.starts_with(id)) continue;
      found = me.records.credentials().remove(each.id) || found;
      me.write("revoked", nullptr, {{"person", person}, {"factor", to_string(each.kind)}, {"credential", each.id}});
    }
  });
  if (!me.broken.empty()) throw store_error(me.broken);
  return found;
}

void people::unlock(std::string_view person) {
  desk::impl& me = *of_.impl_;
  me.in_batch([&] {
    me.records.credentials().set_failed(person, {});
    me.write("unlocked", nullptr, {{"person", person}});
  });
  if (!me.broken.empty()) throw store_error(me.broken);
}

void people::begin(std::string invitation_text, answer_to<enrolment> answer) {
  desk::impl& me = *of_.impl_;
  me.answer_durably<enrolment>([&] { return me.begin_enrolment(invitation_text); }, std::move(answer));
}
void people::enrol_totp(std::string id, std::string code, answer_to<enrolled> answer) {
  desk::impl& me = *of_.impl_;
  me.answer_durably<enrolled>([&] { return me.enrol_totp_now(id, code); }, std::move(answer));
}
void people::enrol_passkey(std::string id, std::string name, factors::registration what, answer_to<enrolled> answer) {
  desk::impl& me = *of_.impl_;
  me.answer_durably<enrolled>([&] { return me.enrol_passkey_now(id, name, what); }, std::move(answer));
}

std::optional<proof_question> people::ask(std::string_view link) {
  desk::impl& me = *of_.impl_;
  const auto about = me.find_link(std::string{link});
  if (!about) return std::nullopt;
  proof_question told;
  told.about = about;
  told.factors = desk::impl::factors_of(*about);
  std::vector<std::string> who;
  for (const policy::person* const each : me.requesters(*about)) who.push_back(each->name);
  told.name_wanted = who.size() > 1;
  if (std::ranges::find(told.factors, to_string(factor_kind::passkey)) != told.factors.end()) {
    told.passkey = me.make_challenge(*about, who, {});
  }
  return told;
}

void people::prove(std::string link, proof_given what, answer_to<decided> answer) {
  desk::impl& me = *of_.impl_;
  me.answer_durably<decided>([&] { return me.prove_now(link, what); }, std::move(answer));
}
void people::disown(std::string link, answer_to<decided> answer) {
  desk::impl& me = *of_.impl_;
  me.answer_durably<decided>([&] { return me.disown_now(link); }, std::move(answer));
}

std::optional<challenge> people::ask_approver(std::string_view id_or_code, std::string_view person) {
  desk::impl& me = *of_.impl_;
  const auto about = me.load(id_or_code);
  return about ? me.make_challenge(*about, {std::string{person}}, person) : std::nullopt;
}

}  // namespace countersign::approvals
