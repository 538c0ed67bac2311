// The servers behind a listener, as far as a session has to know them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::session {

struct upstream {
  std::string name;                         // how people know it: "127.0.0.1:5432"
  std::vector<std::string> databases = {};  // that it has; empty: whatever is asked for
};

// Which server has the database; nothing: none, and no other is tried in its place. Names are compared as bytes, as the
// server does.
[[nodiscard]] inline std::optional<std::size_t> upstream_of(const std::vector<upstream>& all,
                                                            std::string_view database) {
  const auto at = std::find_if(all.begin(), all.end(), [database](const upstream& each) {
    return each.databases.empty() ||
           std::find(each.databases.begin(), each.databases.end(), database) != each.databases.end();
  });
  if (at == all.end()) return std::nullopt;
  return static_cast<std::size_t>(at - all.begin());
}

}  // namespace countersign::session
