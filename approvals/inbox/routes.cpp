#include "approvals/inbox/routes.hpp"

#include <algorithm>

namespace countersign::approvals::inbox {

void routes::add(std::string method, std::string path, handler what, std::size_t body_bytes_max) {
  const bool below = path.ends_with("/*");
  if (below) path.pop_back();
  all_.push_back({std::move(method), std::move(path), below, std::move(what), body_bytes_max});
}

routes::match routes::find(std::string_view method, std::string_view path) const {
  const std::string_view wanted = method == "HEAD" ? std::string_view{"GET"} : method;
  match answer;
  for (const auto& one : all_) {
    const bool here = one.below ? path.size() > one.path.size() && path.starts_with(one.path) : path == one.path;
    if (!here) continue;
    if (one.method == wanted) return {&one, {}};
    if (!answer.allowed.empty()) answer.allowed += ", ";
    answer.allowed += one.method;
  }
  return answer;
}

std::size_t routes::body_bytes_max() const {
  std::size_t most = 0;
  for (const auto& one : all_) most = std::max(most, one.body_bytes_max);
  return most;
}

}  // namespace countersign::approvals::inbox
