// What sessions need of the desk, seen from their own threads.
#pragma once

#include <cstdint>
#include <string>

#include "approvals/desk.hpp"
#include "proxy/net/session_handle.hpp"

namespace countersign::net {

// Thread-safe, never blocks. Calls take effect in the order in which one thread makes them.
class desk_port {
 public:
  virtual ~desk_port() = default;
  // The answer, and later the settlement, come to `who` with this ticket. If it is gone when the answer comes, the hold
  // is withdrawn: nobody is left who could release it.
  // `code`: of the requester, see approvals::desk::open.
  virtual void open(std::uint64_t ticket, approvals::hold_request request, std::string code, session_handle who) = 0;
  virtual void withdraw(std::string id, approvals::withdrawal why) = 0;
  virtual void released(std::string id, time_point at) = 0;
  virtual void finished(std::string id, approvals::outcome what) = 0;
  // The answer comes to `who` with this ticket.
  virtual void list_pending(std::uint64_t ticket, std::string role, std::string database, session_handle who) = 0;
  virtual void note(std::string event, std::string fields) = 0;
  virtual void session_started(std::string fields) = 0;
  virtual void session_ended(std::string fields) = 0;
};

}  // namespace countersign::net
