#include "approvals/store/rows.hpp"

#include <boost/json.hpp>

#include "approvals/digest.hpp"
#include "approvals/json.hpp"

namespace countersign::approvals {

namespace {

std::vector<std::string> strings_from(const boost::json::value& from) {
  std::vector<std::string> to;
  for (const boost::json::value& each : from.as_array()) to.emplace_back(each.as_string());
  return to;
}

std::string text(const boost::json::object& from, std::string_view key) {
  return std::string{from.at(key).as_string()};
}

}  // namespace

std::string request_row(const hold_request& what) {
  return boost::json::serialize(to_json(what));
}
std::string decisions_row(const std::vector<decision>& what) {
  return boost::json::serialize(to_json(what));
}

hold_request request_of(std::string_view row) {
  const boost::json::value what = boost::json::parse(row);
  const boost::json::object& from = what.as_object();
  hold_request to;
  to.session = from.at("session").to_number<std::uint64_t>();
  to.role = text(from, "role");
  to.database = text(from, "database");
  to.application = text(from, "application");
  to.address = text(from, "address");
  to.statement = text(from, "statement");
  for (const boost::json::value& each : from.at("parameters").as_array()) {
    to.parameters.push_back({text(each.as_object(), "type"), text(each.as_object(), "value")});
  }
  for (const boost::json::value& each : from.at("effects").as_array()) {
    const boost::json::object& line = each.as_object();
    to.effects.push_back({text(line, "text"), text(line, "verdict"), text(line, "rule"), line.at("gated").as_bool(),
                          line.at("offset").to_number<std::uint32_t>()});
  }
  for (const boost::json::value& each : from.at("requirements").as_array()) {
    const boost::json::object& demand = each.as_object();
    requirement& one = to.requirements.emplace_back();
    one.rule = text(demand, "rule");
    one.approvers = strings_from(demand.at("approvers"));
    one.quorum = demand.at("quorum").to_number<unsigned>();
    if (!demand.contains("factors")) continue;  // of the first schema
    one.approver_factor = text(demand, "approver_factor");
    one.factors = strings_from(demand.at("factors"));
    one.proof_for = std::chrono::seconds{demand.at("proof_for_seconds").to_number<std::int64_t>()};
  }
  to.reason = text(from, "reason");
  to.expires = std::chrono::seconds{from.at("expires_seconds").to_number<std::int64_t>()};
  to.policy_version = text(from, "policy_version");
  to.in_transaction = from.at("in_transaction").as_bool();
  if (const auto* const ticket = from.if_contains("ticket")) to.ticket = ticket->as_bool();
  to.upstream = text(from, "upstream");
  to.what = from_hex(text(from, "digest")).value_or(digest{});
  return to;
}

std::vector<decision> decisions_of(std::string_view row) {
  std::vector<decision> list;
  const boost::json::value what = boost::json::parse(row);
  for (const boost::json::value& each : what.as_array()) {
    const boost::json::object& from = each.as_object();
    const bool first_schema = !from.contains("factor");
    list.push_back(
        {text(from, "approver"), from.at("decision").as_string() == "approve", text(from, "reason"),
         text(from, "channel"), time_point{std::chrono::microseconds{from.at("at_us").to_number<std::int64_t>()}},
         first_schema ? std::string{} : text(from, "factor"), first_schema ? std::string{} : text(from, "proof")});
  }
  return list;
}

}  // namespace countersign::approvals
