// What a database row keeps as text: requests and decisions, there and back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "approvals/records.hpp"

namespace countersign::approvals {

[[nodiscard]] std::string request_row(const hold_request& what);
[[nodiscard]] std::string decisions_row(const std::vector<decision>& what);
// The inverses. Throw boost::system::system_error for anything that the two above did not write.
[[nodiscard]] hold_request request_of(std::string_view row);
[[nodiscard]] std::vector<decision> decisions_of(std::string_view row);

}  // namespace countersign::approvals
