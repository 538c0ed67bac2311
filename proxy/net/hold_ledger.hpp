// The holds that one session has with the desk, so that none is left behind however the session ends.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proxy/net/desk_port.hpp"
#include "proxy/session/actions.hpp"

namespace countersign::net {

// Passes a session's news on to the desk and remembers what is still open. The session itself accounts for every hold;
// this is for the sessions that could not: an exception, a deadline, the end of the program.
class hold_ledger {
 public:
  explicit hold_ledger(desk_port& desk) : desk_(desk) {}

  void send(session::desk_message&& what, const session_handle& who, time_point now);
  void opened(std::uint64_t ticket, const approvals::opened& answer);
  void settled(const approvals::settlement& how);
  // Withdraws what was not released, and calls the outcome of what was unknown.
  void close(approvals::withdrawal why);
  [[nodiscard]] std::size_t open_count() const { return entries_.size(); }

 private:
  struct entry {
    std::uint64_t ticket = 0;
    std::string id;  // empty until the desk has answered
    bool released = false;
  };
  [[nodiscard]] entry* find(std::string_view id);
  void forget(std::string_view id);

  desk_port& desk_;
  std::vector<entry> entries_;
  bool closed_ = false;
  approvals::withdrawal closed_why_ = approvals::withdrawal::frontend_gone;
};

}  // namespace countersign::net
