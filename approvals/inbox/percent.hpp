// Percent-decoding of paths and query values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace countersign::approvals::inbox {

// Nothing if an escape is broken or stands for a control character: no path or value of ours has one.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

}  // namespace countersign::approvals::inbox
