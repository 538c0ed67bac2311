#include "proxy/session/replies.hpp"

namespace countersign::session {

reply_extra& expected::more() {
  if (!extra) extra = std::make_unique<reply_extra>();
  return *extra;
}

expected& reply_queue::push(reply_kind kind, origin from) {
  // A queue that is never quite empty must not grow for ever: close the gap once it is the larger part.
  if (head_ > 64 && head_ * 2 > items_.size()) {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  expected& fresh = items_.emplace_back();
  fresh.kind = kind;
  fresh.from = from;
  return fresh;
}

void reply_queue::pop() {
  items_[head_] = expected{};
  if (++head_ < items_.size()) return;
  items_.clear();
  head_ = 0;
  if (items_.capacity() > 256) items_.shrink_to_fit();
}

void reply_queue::truncate(std::size_t size) {
  while (this->size() > size) {
    items_.pop_back();
  }
  if (empty()) {
    items_.clear();
    head_ = 0;
  }
}

void reply_queue::remove(std::size_t index) {
  items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(head_ + index));
}

}  // namespace countersign::session
