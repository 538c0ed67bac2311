// The JSON API: who am I, holds, decisions. Nothing that is asked with GET decides anything.
#pragma once

#include <memory>
#include <string>

#include "approvals/inbox/door.hpp"
#include "approvals/inbox/http.hpp"
#include "approvals/ports/clock.hpp"
#include "approvals/ports/desk_access.hpp"

namespace countersign::approvals::inbox {

// Lives on the server's thread; holds no state of its own.
class api : public std::enable_shared_from_this<api> {
 public:
  api(desk_access& desks, const clock& time, std::shared_ptr<door> entrance);

  void me(const http_request& request, const responder& answer);
  void list(const http_request& request, const responder& answer);
  void one(const http_request& request, const responder& answer);     // GET /api/holds/CODE
  void decide(const http_request& request, const responder& answer);  // POST /api/holds/CODE/decision
  void health(const http_request& request, const responder& answer);  // answers when the desk does

 private:
  desk_access& desks_;
  const clock& time_;
  std::shared_ptr<door> entrance_;
};

}  // namespace countersign::approvals::inbox
