#include "proxy/session/stream.hpp"

#include <algorithm>

namespace countersign::session {

void stream::take(std::string_view bytes) {
  if (waiting.empty()) {
    now = bytes;
  } else {
    waiting.append(bytes);
    now = std::string_view{waiting}.substr(consumed);
  }
  at = pass_from = 0;
}

void stream::pass(output& to) {
  to.add(now.substr(pass_from, at - pass_from));
  pass_from = at;
}

void stream::skip(std::size_t bytes, output& to) {
  pass(to);
  at += bytes;
  pass_from = at;
}

bool stream::step_through(output& to) {
  if (remaining == 0) return false;
  const std::size_t here = static_cast<std::size_t>(std::min<std::uint64_t>(remaining, now.size() - at));
  remaining -= here;
  if (dropping) {
    skip(here, to);
  } else {
    at += here;
  }
  return true;
}

void stream::keep() {
  if (waiting.empty()) {
    if (at < now.size()) waiting.assign(now.substr(at));
  } else {
    consumed += at;
  }
  now = {};
  at = pass_from = 0;
}

void stream::drop_consumed() {
  if (consumed == 0) return;
  waiting.erase(0, consumed);
  consumed = 0;
  if (waiting.empty() && waiting.capacity() > 4096) std::string{}.swap(waiting);
}

}  // namespace countersign::session
