#include "policy/reason.hpp"

#include <regex>
#include <string>

namespace countersign::policy {

bool reason_accepted(const approval_terms& terms, std::string_view given) {
  if (terms.reason_pattern.empty()) return true;
  if (given.empty() || given.size() > reason_bytes_max) return false;
  try {
    return std::regex_search(given.begin(), given.end(), std::regex{terms.reason_pattern, std::regex::ECMAScript});
  } catch (const std::regex_error&) {
    return false;  // a match that would take too long counts as none
  }
}

}  // namespace countersign::policy
