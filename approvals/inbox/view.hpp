// What one person sees of a hold.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>

#include "approvals/records.hpp"
#include "policy/ruleset.hpp"

namespace countersign::approvals::inbox {

// Those it asks, those who may have asked it, those who decided on it, and admins.
[[nodiscard]] bool may_see(const policy::person& who, const hold& what, const policy::ruleset& rules);

// Why this person cannot decide on it now; empty if they can. For people: the desk itself judges each decision.
[[nodiscard]] std::string why_not(const policy::person& who, const hold& what, const policy::ruleset& rules);

enum class detail : std::uint8_t {
  whole,
  listed,  // a long statement is cut; the page asks for the whole hold before anybody can decide
};

// The hold's JSON, valid UTF-8, with "viewer": {"may_decide", "why_not"}, "complete", and how many bytes of the
// statement had to be written as \xNN ("statement_bytes_escaped"). Offsets of effects fit the statement as it is here.
[[nodiscard]] boost::json::object view_of(const hold& what, const policy::person& who, const policy::ruleset& rules,
                                          detail how_much);

}  // namespace countersign::approvals::inbox
