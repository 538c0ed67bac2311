#include "policy/reason.hpp"

#include <regex>

namespace countersign::policy {

namespace {

// The requester chooses the text, so the time must not grow with the number of ways in which it can be read, as with
// `(a+)+$`. In this mode libstdc++ follows all ways at once; it has no back-references, and says so.
std::regex compile(const std::string& pattern) {
  return std::regex{pattern, std::regex::ECMAScript | std::regex_constants::__polynomial};
}

}  // namespace

bool reason_accepted(const approval_terms& terms, std::string_view given) {
  if (terms.reason_pattern.empty()) return true;
  if (given.empty() || given.size() > reason_bytes_max) return false;
  try {
    return std::regex_search(given.begin(), given.end(), compile(terms.reason_pattern));
  } catch (const std::exception&) {
    return false;
  }
}

std::optional<std::string> reason_pattern_problem(const std::string& pattern) {
  try {
    (void)compile(pattern);
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace countersign::policy
