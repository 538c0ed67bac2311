// The JSON object in a request's body.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string_view>

#include "approvals/inbox/http.hpp"

namespace countersign::approvals::inbox {

struct json_body {
  std::optional<boost::json::object> value;
  http_response refusal;  // if there is no value: 415 or 400

  // A text member, nothing if it is absent; `bad` becomes true if it is there and no text.
  [[nodiscard]] std::optional<std::string> text(std::string_view key, bool& bad) const;
};

// `keys`: those it may have. Requiring application/json also makes another site's page ask for leave first (CORS).
[[nodiscard]] json_body read_json(const http_request& request, std::initializer_list<std::string_view> keys);

[[nodiscard]] http_response json_response(unsigned status, const boost::json::value& body);

}  // namespace countersign::approvals::inbox
