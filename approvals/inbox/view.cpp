#include "approvals/inbox/view.hpp"

#include <algorithm>

#include "approvals/inbox/readable.hpp"
#include "approvals/json.hpp"

namespace countersign::approvals::inbox {

namespace {

constexpr std::size_t listed_bytes_max = 16 * 1024;
constexpr std::size_t listed_effects_max = 50;

bool is_asked(const policy::person& who, const hold& what, const policy::ruleset& rules) {
  return std::ranges::any_of(what.request.requirements, [&](const requirement& one) {
    return one.factors.empty() && rules.entitled(who, one.approvers);
  });
}

// What this person's approval has to come with; empty: nothing.
std::string factor_of(const policy::person& who, const hold& what, const policy::ruleset& rules) {
  for (const auto& one : what.request.requirements) {
    if (!one.approver_factor.empty() && rules.entitled(who, one.approvers)) return one.approver_factor;
  }
  return {};
}

const decision* decision_of(const policy::person& who, const hold& what) {
  const auto found = std::ranges::find(what.decisions, who.name, &decision::approver);
  return found == what.decisions.end() ? nullptr : &*found;
}

// Cuts what can be long for a list. False if anything was cut.
bool shorten(boost::json::object& fields) {
  bool complete = true;
  auto& effects = fields["effects"].as_array();
  if (effects.size() > listed_effects_max) {
    // Those that need approval first: one of them is what a list shows.
    std::stable_partition(effects.begin(), effects.end(),
                          [](const boost::json::value& one) { return one.at("gated").as_bool(); });
    effects.resize(listed_effects_max);
    complete = false;
  }
  auto& parameters = fields["parameters"].as_array();
  std::size_t bytes = 0;
  std::size_t kept = 0;
  while (kept < parameters.size() && bytes <= listed_bytes_max)
    bytes += parameters[kept++].at("value").as_string().size();
  if (bytes > listed_bytes_max) {
    parameters.resize(kept - 1);
    complete = false;
  }
  return complete;
}

}  // namespace

bool may_see(const policy::person& who, const hold& what, const policy::ruleset& rules) {
  return who.admin || is_asked(who, what, rules) || rules.may_be(who, what.request.role) || decision_of(who, what);
}

std::string why_not(const policy::person& who, const hold& what, const policy::ruleset& rules) {
  if (what.state != hold_state::pending) return "It is settled.";
  if (rules.may_be(who, what.request.role))
    return "You may be behind the role " + what.request.role + ", and nobody decides on their own request.";
  if (const auto* mine = decision_of(who, what))
    return mine->approve ? "You have approved it; others have to as well." : "You have denied it.";
  if (!is_asked(who, what, rules)) return "You are not among its approvers.";
  return {};
}

boost::json::object view_of(const hold& what, const policy::person& who, const policy::ruleset& rules,
                            detail how_much) {
  const bool listed = how_much == detail::listed;
  boost::json::value answer = to_json(what);
  auto& fields = answer.get_object();
  const auto statement = readable(what.request.statement, listed ? listed_bytes_max : std::string::npos);
  bool complete = statement.complete;
  fields["statement"] = statement.text;
  fields["statement_bytes"] = what.request.statement.size();
  fields["statement_bytes_escaped"] = statement.bytes_escaped;
  for (auto& one : fields["effects"].as_array()) {
    auto& offset = one.as_object()["offset"];
    offset = statement.place(offset.to_number<std::size_t>());
  }
  if (listed) complete = shorten(fields) && complete;
  fields["complete"] = complete;
  const auto why = why_not(who, what, rules);
  fields["viewer"] =
      boost::json::object{{"may_decide", why.empty()}, {"why_not", why}, {"factor", factor_of(who, what, rules)}};
  make_readable(answer);
  return std::move(fields);
}

}  // namespace countersign::approvals::inbox
