// How the desk looks at proofs, and what they do to the hold that they are about.
#include <fmt/format.h>

#include <algorithm>

#include "approvals/desk_impl.hpp"
#include "approvals/digest.hpp"
#include "approvals/factors/base64url.hpp"
#include "approvals/factors/totp.hpp"
#include "parser/analysis.hpp"

namespace countersign::approvals {

namespace {

// A recovery code stands in for the authenticator app.
std::string_view counts_as(std::string_view factor) {
  return factor == to_string(factor_kind::recovery) ? to_string(factor_kind::totp) : factor;
}

bool names(const std::vector<std::string>& list, std::string_view what) {
  return std::ranges::find(list, what) != list.end();
}

template <class Map>
void drop_old(Map& map, time_point now) {
  std::erase_if(map, [now](const auto& each) { return each.second.until <= now; });
}

// What was typed as a recovery code, in its written form.
std::string normal_recovery_code(std::string_view typed) {
  std::string out;
  for (const char c : typed) {
    if (c != '-' && c != ' ') out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return out;
}

bool is_recovery_code(std::string_view code) {
  return std::ranges::any_of(code, [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
}

}  // namespace

std::string recovery_hash(std::string_view code) {
  return to_hex(digest_of_token(normal_recovery_code(code)));
}

std::string totp_context(std::string_view person, std::string_view id) {
  return fmt::format("totp {} {}", id, person);
}

bool desk::impl::proven(const hold& about, const requirement& by) const {
  return std::ranges::any_of(about.decisions, [&](const decision& each) {
    const policy::person* const person = rules->find_person(each.approver);
    return each.approve && !each.factor.empty() && names(by.factors, counts_as(each.factor)) && person != nullptr &&
           rules->may_be(*person, about.request.role);
  });
}

bool desk::impl::wants_proof(const hold& about) {
  return std::ranges::any_of(about.request.requirements, [](const requirement& each) { return !each.factors.empty(); });
}

std::vector<std::string> desk::impl::factors_of(const hold& about) {
  std::vector<std::string> all;
  for (const requirement& each : about.request.requirements) {
    for (const std::string& factor : each.factors) {
      if (!names(all, factor)) all.push_back(factor);
    }
  }
  return all;
}

std::vector<const policy::person*> desk::impl::requesters(const hold& about) const {
  std::vector<const policy::person*> all;
  for (const policy::person& each : rules->people()) {
    if (rules->may_be(each, about.request.role)) all.push_back(&each);
  }
  return all;
}

// --- codes

proof_result desk::impl::check_code(const policy::person& who, std::string_view code) {
  const time_point now = time.now();
  credential_store& kept = records.credentials();
  failures before = kept.failed(who.name);
  if (now - before.last >= proof_limits::locked_for) before = {};
  if (before.count >= proof_limits::failures_max) {
    const auto left = std::chrono::ceil<std::chrono::minutes>(before.last + proof_limits::locked_for - now);
    return {
        {}, {}, {}, fmt::format("too many wrong codes: no code of {} is looked at for {} min", who.name, left.count())};
  }
  proof_result found = is_recovery_code(code) ? check_recovery(who, code) : check_totp(who, code);
  if (found.error.empty()) {
    if (before.count > 0) kept.set_failed(who.name, {});
  } else {
    kept.set_failed(who.name, {before.count + 1, now});
    write("proof refused", nullptr, {{"person", who.name}, {"why", found.error}, {"failures", before.count + 1}});
  }
  return found;
}

proof_result desk::impl::check_totp(const policy::person& who, std::string_view code) {
  const time_point now = time.now();
  bool enrolled_one = false;
  bool again = false;
  for (const credential& each : records.credentials().of(who.name)) {
    if (each.kind != factor_kind::totp) continue;
    enrolled_one = true;
    const auto secret = proofs.key ? proofs.key->open(each.data, totp_context(each.person, each.id)) : std::nullopt;
    if (!secret)
      return {{}, {}, {}, "the secret of the authenticator app cannot be read: the key of [factors] is another"};
    const auto step = factors::totp_step(*secret, code, now);
    if (!step) continue;
    // Good once, and nothing older after it.
    if (*step > each.counter && records.credentials().use(each.id, each.counter, *step, now)) {
      return {who.name, std::string{to_string(factor_kind::totp)}, {}, {}};
    }
    again = true;
  }
  if (!enrolled_one) {
    return {{},
            {},
            {},
            fmt::format("{} has no authenticator app yet: an administrator can say `countersign people invite {}`",
                        who.name, who.name)};
  }
  return {{}, {}, {}, again ? "this code was used already: wait for the next one" : "the code is wrong or too old"};
}

proof_result desk::impl::check_recovery(const policy::person& who, std::string_view code) {
  const std::string hash = recovery_hash(code);
  for (const credential& each : records.credentials().of(who.name)) {
    if (each.kind != factor_kind::recovery || each.data != hash) continue;
    if (each.counter == 0 && records.credentials().use(each.id, 0, 1, time.now())) {
      return {who.name, std::string{to_string(factor_kind::recovery)}, {}, {}};
    }
    return {{}, {}, {}, "this recovery code was used already"};
  }
  return {{}, {}, {}, "the recovery code is wrong"};
}

// --- passkeys

std::optional<challenge> desk::impl::make_challenge(const hold& about, const std::vector<std::string>& who,
                                                    std::string_view approver) {
  if (proofs.site.id.empty()) return std::nullopt;
  challenge fresh;
  for (const std::string& person : who) {
    for (const credential& each : records.credentials().of(person)) {
      if (each.kind == factor_kind::passkey) fresh.allow.push_back(each.id);
    }
  }
  if (fresh.allow.empty()) return std::nullopt;
  drop_old(proving.challenges, time.now());
  if (proving.challenges.size() >= proof_limits::open_max) return std::nullopt;
  std::string nonce(16, '\0');
  ids.fill({reinterpret_cast<std::uint8_t*>(nonce.data()), nonce.size()});
  fresh.nonce = factors::to_base64url(nonce);
  fresh.bytes.assign(about.request.what.begin(), about.request.what.end());
  fresh.bytes += nonce;
  proving.challenges[fresh.nonce] = {about.id, std::string{approver}, time.now() + proof_limits::challenge_life};
  return fresh;
}

// A question is answered once, rightly or wrongly.
proof_result desk::impl::check_passkey(const hold& about, const passkey_answer& what, std::string_view approver) {
  const time_point now = time.now();
  const auto refused = [&](std::string why) {
    write("proof refused", &about, {{"person", approver}, {"why", why}});
    return proof_result{{}, {}, {}, fmt::format("the passkey does not count: {}", why)};
  };
  const auto asked = proving.challenges.find(what.nonce);
  if (asked == proving.challenges.end()) return refused("its question was answered already, or is too old; try again");
  const open_challenge question = asked->second;
  proving.challenges.erase(asked);
  if (question.until <= now) return refused("it took too long; try again");
  if (question.hold != about.id || question.person != approver) return refused("it was asked about another request");
  const std::optional<credential> known = records.credentials().find(what.said.id);
  if (!known || known->kind != factor_kind::passkey) return refused("the key is not known, or was revoked");
  const policy::person* const owner = rules->find_person(known->person);
  const bool theirs =
      approver.empty() ? owner != nullptr && rules->may_be(*owner, about.request.role) : known->person == approver;
  if (!theirs) return refused("the key is somebody else's");
  std::string bytes(about.request.what.begin(), about.request.what.end());
  bytes += factors::from_base64url(what.nonce).value_or("");
  const factors::passkey before{known->id, known->algorithm, known->data, static_cast<std::uint32_t>(known->counter)};
  const factors::passkey_result verified = factors::verify_assertion(what.said, before, proofs.site, bytes);
  if (!verified.key) return refused(verified.error);
  if (!records.credentials().use(known->id, known->counter, verified.key->counter, now)) {
    return refused("the key was used elsewhere in the same moment");
  }
  const boost::json::object record{{"credential", known->id},
                                   {"key", known->name},
                                   {"challenge", factors::to_base64url(bytes)},
                                   {"client_data", factors::to_base64url(what.said.client_data)},
                                   {"authenticator_data", factors::to_base64url(what.said.authenticator_data)},
                                   {"signature", factors::to_base64url(what.said.signature)}};
  return {known->person, std::string{to_string(factor_kind::passkey)}, boost::json::serialize(record), {}};
}

// --- what proofs do to a hold

proof_result desk::impl::check_given(const hold& about, const proof_given& what) {
  if (what.passkey) return check_passkey(about, *what.passkey, {});
  const std::vector<const policy::person*> may = requesters(about);
  if (may.empty()) {
    return {{},
            {},
            {},
            fmt::format("nobody in the rules file has the role {}: add it to somebody's roles",
                        parser::visible(about.request.role))};
  }
  if (what.person.empty() && may.size() > 1) {
    return {{}, {}, {}, "several people may be behind this role: say who you are, name first, as in 'dana 123456'"};
  }
  const auto who = std::ranges::find_if(
      may, [&](const policy::person* each) { return what.person.empty() || each->name == what.person; });
  if (who == may.end()) {
    return {{}, {}, {}, fmt::format("{} is not somebody who may be behind this role", parser::visible(what.person))};
  }
  if (!names(factors_of(about), to_string(factor_kind::totp)))
    return {{}, {}, {}, "this rule wants a passkey, not a code"};
  return check_code(**who, what.code);
}

std::shared_ptr<const hold> desk::impl::add_proof(const std::shared_ptr<const hold>& about, const proof_result& what,
                                                  std::string_view channel) {
  decision made{what.person, true, {}, std::string{channel}, time.now(), what.factor, what.record};
  if (!records.add_decision(about->id, made)) return nullptr;
  auto changed = std::make_shared<hold>(*about);
  changed->decisions.push_back(made);
  ++changed->revision;
  write("proof", changed.get(),
        {{"person", made.approver}, {"factor", made.factor}, {"channel", made.channel}, {"proof", made.proof}});
  save_for_undo(about->id);
  if (const auto at = pending.find(about->id); at != pending.end()) at->second.about = changed;
  return changed;
}

// At opening: a code that came before the statement, or a proof that this session has given already. Returns the hold
// as it is then; `note` is what to tell the requester.
std::shared_ptr<const hold> desk::impl::prove_at_once(const std::shared_ptr<const hold>& about, std::string_view code,
                                                      std::string& note) {
  const std::uint64_t session = about->request.session;
  std::chrono::seconds longest{0};
  for (const requirement& each : about->request.requirements) longest = std::max(longest, each.proof_for);
  if (!code.empty()) {
    proof_given given;
    const std::size_t blank = code.rfind(' ');
    if (blank != std::string_view::npos) given.person = code.substr(0, blank);
    given.code = blank == std::string_view::npos ? code : code.substr(blank + 1);
    const proof_result found = check_given(*about, given);
    if (!found.error.empty()) {
      note = fmt::format("countersign.otp did not count: {}", found.error);
      return about;
    }
    keep_proof(*about, found);
    const auto changed = add_proof(about, found, "session");
    if (changed) note = fmt::format("confirmed by {} with {}", found.person, factor_words(found.factor));
    return changed ? changed : about;
  }
  const auto earlier = proving.carried.find(session);
  if (earlier == proving.carried.end()) return about;
  const carried_proof& proof = earlier->second;
  const auto covers = [&](const requirement& each) {
    return each.factors.empty() || (each.proof_for.count() > 0 && time.now() < proof.at + each.proof_for &&
                                    names(each.factors, counts_as(proof.factor)));
  };
  if (!std::ranges::all_of(about->request.requirements, covers)) return about;
  const auto changed = add_proof(about, {proof.person, proof.factor, {}, {}}, "earlier proof");
  if (changed) note = fmt::format("confirmed by an earlier proof of {} in this session", proof.person);
  return changed ? changed : about;
}

void desk::impl::keep_proof(const hold& about, const proof_result& what) {
  const bool carries =
      std::ranges::any_of(about.request.requirements, [](const requirement& r) { return r.proof_for.count() > 0; });
  if (!carries) return;
  const time_point now = time.now();
  std::erase_if(proving.carried, [now](const auto& each) { return each.second.at + std::chrono::hours{12} <= now; });
  proving.carried[about.request.session] = {what.person, what.factor, now};
}

decided desk::impl::prove_now(const std::string& link, const proof_given& what) {
  const auto about = find_link(link);
  if (!about) return refuse(decide_result::not_found, "this link is over: the statement is settled", nullptr);
  if (time.now() >= about->deadline) {
    settle(about, hold_state::expired, std::nullopt, {}, true, {});
    return refuse(decide_result::expired, "too late: run the statement again", load(about->id));
  }
  const proof_result found = check_given(*about, what);
  if (!found.error.empty()) return refuse(decide_result::not_proven, found.error, about);
  const auto changed = add_proof(about, found, "page");
  if (!changed)
    return refuse(decide_result::already_decided, "you have confirmed it already; others must decide", about);
  keep_proof(*about, found);
  if (!satisfied(*changed)) {
    tell(news_kind::decided, changed);
    return {decide_result::recorded, "confirmed; others must approve before it runs", changed};
  }
  if (!settle(changed, hold_state::approved, std::nullopt, {}, true, time.now())) {
    return refuse(decide_result::already_settled, "settled by somebody else in the same moment", changed);
  }
  return {decide_result::settled, "confirmed; it runs now", load(about->id)};
}

decided desk::impl::disown_now(const std::string& link) {
  const auto about = find_link(link);
  if (!about) return refuse(decide_result::not_found, "this link is over: the statement is settled", nullptr);
  decision made{"whoever opened its link", false, "this was not me", "page", time.now(), {}, {}};
  if (!records.add_decision(about->id, made)) return refuse(decide_result::already_decided, "said already", about);
  auto changed = std::make_shared<hold>(*about);
  changed->decisions.push_back(made);
  ++changed->revision;
  write("disowned", changed.get(), {{"channel", "page"}});
  settle(changed, hold_state::denied, std::nullopt, {}, true, time.now());
  return {decide_result::settled, "denied; tell whoever is responsible for security that somebody uses this role",
          changed};
}

std::shared_ptr<const hold> desk::impl::find_link(const std::string& link) {
  const auto at = proving.links.find(link);
  if (at == proving.links.end()) return nullptr;
  const auto found = pending.find(at->second);
  return found == pending.end() ? nullptr : found->second.about;
}

std::string factor_words(std::string_view factor) {
  if (factor == to_string(factor_kind::passkey)) return "a passkey";
  return factor == to_string(factor_kind::recovery) ? "a recovery code" : "a one-time code";
}

}  // namespace countersign::approvals
