#include "proxy/session/texts.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace countersign::session {

namespace {

std::string_view type_name(parser::type_oid oid) {
  switch (oid) {
    case 16:
      return "bool";
    case 17:
      return "bytea";
    case 20:
      return "int8";
    case 21:
      return "int2";
    case 23:
      return "int4";
    case 25:
      return "text";
    case 114:
      return "json";
    case 700:
      return "float4";
    case 701:
      return "float8";
    case 790:
      return "money";
    case 1042:
      return "char";
    case 1043:
      return "varchar";
    case 1082:
      return "date";
    case 1114:
      return "timestamp";
    case 1184:
      return "timestamptz";
    case 1700:
      return "numeric";
    case 2950:
      return "uuid";
    case 3802:
      return "jsonb";
    default:
      return {};
  }
}

// Binary values of whole numbers and texts are shown as such; what is not known is shown as it came, in hex.
std::string binary_value(const parser::bound_value& what) {
  const auto number = [&]() -> std::int64_t {
    std::uint64_t bits = 0;
    for (const char c : what.bytes) bits = bits << 8 | static_cast<unsigned char>(c);
    const unsigned unused = static_cast<unsigned>(64 - what.bytes.size() * 8);
    return static_cast<std::int64_t>(bits << unused) >> unused;
  };
  const std::size_t size = what.bytes.size();
  if ((what.type == 20 && size == 8) || (what.type == 21 && size == 2) || (what.type == 23 && size == 4)) {
    return fmt::format("{}", number());
  }
  if (what.type == 16 && size == 1) return what.bytes[0] == 0 ? "false" : "true";
  if (what.type == 25 || what.type == 1043 || what.type == 1042) return parser::visible(what.bytes);
  std::string hex = "\\x";
  for (const char c : what.bytes.substr(0, 200)) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  if (size > 200) hex += fmt::format("... ({} bytes)", size);
  return hex;
}

approvals::parameter_line parameter_line(const parser::bound_value& what) {
  constexpr std::size_t shown_bytes_max = 1000;
  approvals::parameter_line line;
  const std::string_view type = type_name(what.type);
  line.type = !type.empty() ? std::string{type} : what.type == 0 ? "unknown" : fmt::format("{}", what.type);
  if (what.null) {
    line.value = "NULL";
  } else if (what.format == parser::wire_format::binary) {
    line.value = binary_value(what);
  } else {
    line.value = parser::visible(what.bytes.substr(0, shown_bytes_max));
    if (what.bytes.size() > shown_bytes_max) line.value += fmt::format("... ({} bytes)", what.bytes.size());
  }
  return line;
}

// JSON members of an object, without its braces.
std::string members(const boost::json::object& what) {
  const std::string whole = boost::json::serialize(what);
  return whole.substr(1, whole.size() - 2);
}

std::string factors_in_words(const std::vector<std::string>& factors) {
  std::vector<std::string_view> words;
  for (const std::string& each : factors) words.push_back(each == "passkey" ? "a passkey" : "a one-time code");
  return fmt::format("{}", fmt::join(words, " or "));
}

std::string reason_asked(const policy::ruleset& rules, policy::rule_index rule) {
  return parser::visible(rules.terms(rule).reason_pattern);
}

}  // namespace

std::string duration_words(std::chrono::seconds what) {
  const auto count = what.count();
  if (count >= 7200 && count % 3600 == 0) return fmt::format("{} h", count / 3600);
  if (count >= 120) return fmt::format("{} min", (count + 30) / 60);
  return fmt::format("{} s", count);
}

answer notice_held(const hold_words& words, std::string_view code, std::chrono::seconds left, std::string_view link) {
  answer says;
  says.sqlstate = "00000";
  says.message = fmt::format("held for approval, code {}, rule {}, approvers {}, expires in {}", code, words.rules,
                             words.approvers, duration_words(left));
  says.detail = words.effects;
  says.hint = link.empty() ? "Ctrl-C withdraws it." : fmt::format("{} - Ctrl-C withdraws it.", link);
  return says;
}

std::string waits_for(const hold_words& words) {
  if (words.proof.empty()) return words.approvers;
  return fmt::format("your own proof{}{}", words.approvers.empty() ? "" : " and ", words.approvers);
}

answer notice_step_up(const hold_words& words, std::string_view code, std::chrono::seconds left, std::string_view link,
                      std::string_view note) {
  answer says;
  says.sqlstate = "00000";
  says.message = fmt::format("held until you confirm it with {}{}, code {}, rule {}, expires in {}", words.proof,
                             words.approvers.empty() ? "" : fmt::format(" and {} approve", words.approvers), code,
                             words.rules, duration_words(left));
  says.detail = note.empty() ? words.effects : fmt::format("{}\n{}", words.effects, note);
  const bool codes = words.proof.find("code") != std::string::npos;
  says.hint = link.empty() ? std::string{} : fmt::format("{} - ", link);
  says.hint += "Ctrl-C withdraws it";
  says.hint += codes ? "; then SET countersign.otp = '...' and run it again." : ".";
  return says;
}

answer notice_confirmed(std::string_view code, std::string_view how) {
  return {"00000", fmt::format("{}, code {}", how, code), {}, {}};
}

answer notice_still_held(std::string_view code, std::chrono::seconds left, std::string_view approvers) {
  return {"00000",
          fmt::format("still waiting for {}, code {}, expires in {}", approvers, code, duration_words(left)),
          {},
          {}};
}

answer notice_granted(std::string_view code) {
  return {"00000",
          fmt::format("approved beforehand, code {}: an earlier approval of this very statement was used", code),
          {},
          {}};
}

answer error_ticket(const hold_words& words, std::string_view code, std::chrono::seconds left, std::string_view link) {
  answer says;
  says.sqlstate = wire::sqlstate::insufficient_privilege;
  says.message = fmt::format("needs approval, code {}, rule {}, approvers {}", code, words.rules, words.approvers);
  says.detail = words.effects;
  says.hint =
      fmt::format("Nothing was run. Run the very same statement again once it is approved{}{}; it can be for {} more.",
                  link.empty() ? "" : ": ", link, duration_words(left));
  return says;
}

answer error_ticket_denied(const hold_words& words, std::string_view code, std::string_view how) {
  answer says;
  says.sqlstate = wire::sqlstate::insufficient_privilege;
  says.message = fmt::format("this very statement was {}", how);
  says.detail = fmt::format("Rule {}, code {}: {}", words.rules, code, words.effects);
  says.hint = "Nothing was run. Talk to whoever denied it, or change the statement and run it again.";
  return says;
}

answer error_denied(const hold_words& words, std::string_view code, const approvals::settlement& how) {
  answer says;
  says.sqlstate = wire::sqlstate::insufficient_privilege;
  says.message = how.reason.empty() ? fmt::format("statement denied by {}", how.by)
                                    : fmt::format("statement denied by {}: {}", how.by, parser::visible(how.reason));
  says.detail = fmt::format("Rule {}, code {}: {}", words.rules, code, words.effects);
  says.hint = fmt::format("Nothing was run. Talk to {}, or change the statement and run it again.", how.by);
  return says;
}

answer error_expired(const hold_words& words, std::string_view code, std::chrono::seconds waited) {
  answer says;
  says.sqlstate = wire::sqlstate::query_canceled;
  says.message = fmt::format("nobody approved the statement within {}", duration_words(waited));
  says.detail = fmt::format("Rule {}, code {}, approvers {}.", words.rules, code, words.approvers);
  if (!words.proof.empty()) {
    says.message = fmt::format("the statement was not confirmed within {}", duration_words(waited));
    says.detail = fmt::format("Rule {}, code {}, waited for {}.", words.rules, code, waits_for(words));
    says.hint = "Nothing was run. Run it again, and confirm it with the link in its NOTICE.";
    return says;
  }
  says.hint =
      "Nothing was run. Ask an approver, then run the very same statement again: an approval that came late is "
      "good for one run.";
  return says;
}

answer error_cancelled() {
  return {std::string{wire::sqlstate::query_canceled},
          "canceling statement due to user request",
          "It was held for approval and is withdrawn; nothing was run.",
          {}};
}

answer error_shutdown() {
  return {std::string{wire::sqlstate::admin_shutdown}, "Countersign is shutting down; the held statement is withdrawn",
          "Nothing was run.", "Connect again and run it again."};
}

answer error_outdated() {
  return {std::string{wire::sqlstate::feature_not_supported},
          "a portal of EXECUTE cannot be run after other statements were prepared",
          "The server looks for the statement only now, and its name may stand for another one.",
          "Execute it right after Bind, before the next Parse or PREPARE."};
}

answer error_too_many_portals() {
  return {std::string{wire::sqlstate::program_limit_exceeded},
          "too many portals of PREPARE, DEALLOCATE and EXECUTE are open",
          {},
          "Execute or end the transaction before binding more."};
}

answer error_not_taken(const hold_words& words, const approvals::opened& why) {
  const bool too_many = why.result == approvals::open_result::too_many;
  answer says;
  says.sqlstate = too_many ? wire::sqlstate::limit_exceeded : wire::sqlstate::system_error;
  says.message = too_many ? fmt::format("needs approval, but too many statements are held: {}", why.error)
                          : fmt::format("needs approval, but no approval can be recorded: {}", why.error);
  says.detail = fmt::format("Rule {}: {}", words.rules, words.effects);
  says.hint = too_many ? "Nothing was run. Wait until some of them are settled."
                       : "Nothing was run. Tell whoever runs Countersign.";
  return says;
}

answer error_rule(const policy::ruleset& rules, const policy::verdict& verdict, const question& asked) {
  answer says;
  says.sqlstate = wire::sqlstate::insufficient_privilege;
  for (const policy::effect_verdict& each : verdict.deciding) {
    if (each.kind != policy::verdict_kind::deny) continue;
    const std::string_view own_words = rules.rule_message(each.rule);
    says.message =
        fmt::format("denied by rule \"{}\"{}{}", rules.rule_name(each.rule), own_words.empty() ? "" : ": ", own_words);
    if (each.effect < asked.effects.size()) says.detail = parser::describe(asked.effects[each.effect]);
    break;
  }
  says.hint = "Nothing was run, and nobody can approve it: ask whoever writes the rules.";
  return says;
}

answer error_reason(const policy::ruleset& rules, policy::rule_index rule, std::string_view given) {
  answer says;
  says.sqlstate = wire::sqlstate::insufficient_privilege;
  says.message = given.empty() ? fmt::format("rule \"{}\" asks for a reason", rules.rule_name(rule))
                               : fmt::format("rule \"{}\" does not take this reason: {}", rules.rule_name(rule),
                                             parser::visible(given));
  says.detail = fmt::format("It must match {}", reason_asked(rules, rule));
  says.hint =
      "Nothing was run. Say SET countersign.reason = '...', or put /* reason: ... */ into the statement, and run "
      "it again.";
  return says;
}

std::string reason_of(std::string_view statement, std::string_view session_reason) {
  constexpr std::string_view mark = "/* reason:";
  if (const std::size_t from = statement.find(mark); from != std::string_view::npos) {
    std::string_view text = statement.substr(from + mark.size());
    if (const std::size_t end = text.find("*/"); end != std::string_view::npos) {
      text = text.substr(0, end);
      while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
      while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
      return std::string{text};
    }
  }
  return std::string{session_reason};
}

void describe_request(approvals::hold_request& request, const policy::ruleset& rules, const policy::verdict& verdict,
                      const question& asked) {
  request.statement = asked.text.empty() ? "(function call without SQL text)" : std::string{asked.text};
  for (std::size_t i = 1; i < asked.sources.size(); ++i) {
    request.statement.append("\n-- or, if that is what the name stands for by then:\n").append(asked.sources[i]);
  }
  for (const parser::bound_value& each : asked.parameters) request.parameters.push_back(parameter_line(each));
  for (const parser::effect& each : asked.effects) {
    request.effects.push_back({parser::describe(each),
                               std::string{policy::to_string(policy::verdict_kind::allow)},
                               {},
                               false,
                               each.location});
  }
  request.expires = std::chrono::seconds::max();
  request.ticket = !verdict.deciding.empty();
  for (const policy::effect_verdict& each : verdict.deciding) {
    const policy::approval_terms& terms = rules.terms(each.rule);
    const std::string name{rules.rule_name(each.rule)};
    if (each.effect < request.effects.size()) {
      approvals::effect_line& line = request.effects[each.effect];
      line.verdict = policy::to_string(each.kind);
      line.rule = name;
      line.gated = true;
    }
    request.expires = std::min(request.expires, terms.expires);
    request.ticket = request.ticket && terms.ticket && each.kind == policy::verdict_kind::approve;
    const bool known = std::any_of(request.requirements.begin(), request.requirements.end(),
                                   [&](const approvals::requirement& r) { return r.rule == name; });
    if (known) continue;
    approvals::requirement& fresh = request.requirements.emplace_back();
    fresh.rule = name;
    if (each.kind == policy::verdict_kind::step_up) {
      fresh.factors = terms.factors;
      fresh.proof_for = terms.proof_for;
    } else {
      fresh.approvers = terms.approvers;
      fresh.quorum = terms.quorum;
      fresh.approver_factor = terms.approver_factor;
    }
  }
  request.policy_version = rules.version();
}

hold_words words_of(const approvals::hold_request& request) {
  hold_words words;
  for (const approvals::requirement& each : request.requirements) {
    words.rules += fmt::format("{}\"{}\"", words.rules.empty() ? "" : ", ", each.rule);
    if (!each.factors.empty()) {
      words.proof = factors_in_words(each.factors);
      continue;
    }
    words.approvers +=
        fmt::format("{}{}{}", words.approvers.empty() ? "" : " and ",
                    each.quorum > 1 ? fmt::format("{} of ", each.quorum) : "", fmt::join(each.approvers, " or "));
  }
  constexpr std::size_t shown_max = 3;
  std::size_t gated = 0;
  for (const approvals::effect_line& each : request.effects) {
    if (!each.gated || ++gated > shown_max) continue;
    words.effects += fmt::format("{}{}", words.effects.empty() ? "" : "; ", each.text);
  }
  if (gated > shown_max) words.effects += fmt::format("; and {} more", gated - shown_max);
  return words;
}

std::string audit_fields(const peer& who, const identity& is, const policy::ruleset& rules,
                         std::span<const policy::effect_verdict> verdicts, const question& asked) {
  boost::json::array found;
  for (const policy::effect_verdict& each : verdicts) {
    boost::json::object one;
    if (each.effect < asked.effects.size()) one["effect"] = parser::describe(asked.effects[each.effect]);
    one["verdict"] = policy::to_string(each.kind);
    one["rule"] = rules.rule_name(each.rule);
    found.push_back(std::move(one));
  }
  return members({{"session", who.id},
                  {"role", is.role},
                  {"upstream", is.upstream},
                  {"database", is.database},
                  {"address", who.name},
                  {"statement", parser::redact(asked.text)},
                  {"effects", std::move(found)},
                  {"policy_version", rules.version()}});
}

std::string login_fields(const peer& who, const identity& is, std::string_view why, std::uint64_t left_out) {
  boost::json::object fields{{"session", who.id},       {"role", is.role},     {"upstream", is.upstream},
                             {"database", is.database}, {"address", who.name}, {"why", why}};
  if (left_out > 0) fields["not_recorded_before"] = left_out;
  return members(fields);
}

std::string session_fields(const peer& who, const identity& is, const tls_facts* tls) {
  boost::json::object fields{{"session", who.id},
                             {"role", is.role},
                             {"upstream", is.upstream},
                             {"database", is.database},
                             {"application", is.application},
                             {"address", who.name}};
  if (tls != nullptr) {
    fields["tls"] = tls->version;
    if (!tls->certificate.empty()) fields["certificate"] = tls->certificate;
  }
  return members(fields);
}

}  // namespace countersign::session
