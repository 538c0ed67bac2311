#include "proxy/session/actions.hpp"

namespace countersign::session {

void output::add(std::string_view bytes) {
  if (bytes.empty()) return;
  if (!order_.empty() && order_.back().owned == npos) {
    std::string_view& last = order_.back().view;
    if (last.data() + last.size() == bytes.data()) {
      last = {last.data(), last.size() + bytes.size()};
      return;
    }
  }
  order_.push_back({bytes, npos});
}

std::string& output::own() {
  order_.push_back({{}, owned_.size()});
  return owned_.emplace_back();
}

void output::clear() {
  order_.clear();
  owned_.clear();
  sealed_.clear();
}

const std::vector<std::string_view>& output::pieces() {
  sealed_.clear();
  for (const piece& each : order_) {
    const std::string_view bytes = each.owned == npos ? each.view : std::string_view{owned_[each.owned]};
    if (!bytes.empty()) sealed_.push_back(bytes);
  }
  return sealed_;
}

void actions::clear() {
  to_frontend.clear();
  to_backend.clear();
  to_desk.clear();
  cancel.reset();
  register_key.reset();
  offload_bytes = 0;
  start_tls.reset();
  tls_bytes.clear();
  connect_backend.reset();
  cancel_backend = close_frontend = close_backend = false;
}

}  // namespace countersign::session
