// Holds as JSON: for the API, webhooks and the store.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "approvals/records.hpp"

namespace countersign::approvals {

// Everything that an approver may see. Times as ISO 8601, the digest in hex.
[[nodiscard]] boost::json::object to_json(const hold& what);
// 2026-03-01T12:34:56.789Z; the empty string for the zero time.
[[nodiscard]] std::string iso_time(time_point what);

[[nodiscard]] boost::json::object to_json(const hold_request& what);
[[nodiscard]] boost::json::array to_json(const std::vector<decision>& what);

}  // namespace countersign::approvals
