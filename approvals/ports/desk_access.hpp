// How other threads reach the desk.
#pragma once

#include <functional>

namespace countersign::approvals {

class desk;

// `work` runs on the desk's thread, soon, in the order of posting, inside a batch: what it calls on the desk is durable
// before the callbacks that it gave to the desk are called (on the desk's thread; post back to your own from there).
// Thread-safe. Work posted after shutdown began is dropped.
class desk_access {
 public:
  virtual ~desk_access() = default;
  virtual void post(std::function<void(desk&)> work) = 0;
};

}  // namespace countersign::approvals
