#include "approvals/json.hpp"

#include <fmt/format.h>

#include <ctime>

#include "approvals/digest.hpp"

namespace countersign::approvals {

namespace {

boost::json::array strings(const std::vector<std::string>& from) {
  boost::json::array to;
  for (const std::string& each : from) to.emplace_back(each);
  return to;
}

std::int64_t micros(time_point what) {
  return std::chrono::duration_cast<std::chrono::microseconds>(what.time_since_epoch()).count();
}

}  // namespace

std::string iso_time(time_point what) {
  if (what == time_point{}) return {};
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(what.time_since_epoch()).count();
  const std::time_t seconds = static_cast<std::time_t>(millis / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, millis % 1000);
}

boost::json::object to_json(const hold_request& what) {
  boost::json::array parameters;
  for (const parameter_line& each : what.parameters) parameters.push_back({{"type", each.type}, {"value", each.value}});
  boost::json::array effects;
  for (const effect_line& each : what.effects) {
    effects.push_back({{"text", each.text},
                       {"verdict", each.verdict},
                       {"rule", each.rule},
                       {"gated", each.gated},
                       {"offset", each.offset}});
  }
  boost::json::array requirements;
  for (const requirement& each : what.requirements) {
    requirements.push_back({{"rule", each.rule},
                            {"approvers", strings(each.approvers)},
                            {"quorum", each.quorum},
                            {"approver_factor", each.approver_factor},
                            {"factors", strings(each.factors)},
                            {"proof_for_seconds", each.proof_for.count()}});
  }
  return {{"session", what.session},
          {"role", what.role},
          {"database", what.database},
          {"application", what.application},
          {"address", what.address},
          {"statement", what.statement},
          {"parameters", std::move(parameters)},
          {"effects", std::move(effects)},
          {"requirements", std::move(requirements)},
          {"reason", what.reason},
          {"expires_seconds", what.expires.count()},
          {"policy_version", what.policy_version},
          {"in_transaction", what.in_transaction},
          {"ticket", what.ticket},
          {"upstream", what.upstream},
          {"digest", to_hex(what.what)}};
}

boost::json::array to_json(const std::vector<decision>& what) {
  boost::json::array list;
  for (const decision& each : what) {
    list.push_back({{"approver", each.approver},
                    {"decision", each.approve ? "approve" : "deny"},
                    {"reason", each.reason},
                    {"channel", each.channel},
                    {"at", iso_time(each.at)},
                    {"at_us", micros(each.at)},
                    {"factor", each.factor},
                    {"proof", each.proof}});
  }
  return list;
}

boost::json::object to_json(const hold& what) {
  boost::json::object out = to_json(what.request);
  out["id"] = what.id;
  out["code"] = what.code;
  out["state"] = to_string(what.state);
  out["opened"] = iso_time(what.opened);
  out["deadline"] = iso_time(what.deadline);
  out["settled"] = iso_time(what.settled);
  out["released"] = iso_time(what.released);
  out["withdrawn_why"] =
      what.withdrawn_why ? boost::json::value(to_string(*what.withdrawn_why)) : boost::json::value(nullptr);
  out["decisions"] = to_json(what.decisions);
  out["outcome"] = {
      {"kind", to_string(what.result.kind)}, {"text", what.result.text}, {"took_us", what.result.took.count()}};
  if (what.released != time_point{} && !what.decisions.empty()) {
    out["release_us"] = micros(what.released) - micros(what.decisions.back().at);
  }
  out["used_grant"] = what.used_grant;
  out["revision"] = what.revision;
  return out;
}

}  // namespace countersign::approvals
