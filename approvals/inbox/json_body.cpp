#include "approvals/inbox/json_body.hpp"

#include <algorithm>

namespace countersign::approvals::inbox {

namespace {

bool says_json(std::string_view type) {
  constexpr std::string_view wanted = "application/json";
  if (type.size() < wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if ((type[i] >= 'A' && type[i] <= 'Z' ? type[i] | 0x20 : type[i]) != wanted[i]) return false;
  const auto rest = type.substr(wanted.size());
  return rest.empty() || rest.front() == ';' || rest.front() == ' ';
}

}  // namespace

std::optional<std::string> json_body::text(std::string_view key, bool& bad) const {
  const auto* found = value ? value->if_contains(key) : nullptr;
  if (!found) return std::nullopt;
  if (const auto* said = found->if_string()) return std::string(*said);
  bad = true;
  return std::nullopt;
}

json_body read_json(const http_request& request, std::initializer_list<std::string_view> keys) {
  json_body answer;
  if (!says_json(request.header("Content-Type"))) {
    answer.refusal = error_response(415, "the body must be JSON", "send the header Content-Type: application/json");
    return answer;
  }
  boost::json::parse_options limits;
  limits.max_depth = 4;
  boost::system::error_code ec;
  auto read = boost::json::parse(request.body, ec, {}, limits);
  if (ec || !read.is_object()) {
    answer.refusal = error_response(400, "the body is not a JSON object", "check quotes, commas and UTF-8");
    return answer;
  }
  for (const auto& [key, ignored] : read.get_object()) {
    if (std::ranges::find(keys, std::string_view{key}) != keys.end()) continue;
    std::string known;
    for (const auto one : keys) known += (known.empty() ? "" : ", ") + std::string(one);
    answer.refusal = error_response(400, "the body has a member that is not known here", "known are: " + known);
    return answer;
  }
  answer.value = std::move(read.get_object());
  return answer;
}

http_response json_response(unsigned status, const boost::json::value& body) {
  http_response answer;
  answer.status = status;
  answer.body = boost::json::serialize(body);
  return answer;
}

}  // namespace countersign::approvals::inbox
