// What a session keeps about the statement that it holds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/session/actions.hpp"
#include "proxy/session/replies.hpp"
#include "proxy/session/texts.hpp"

namespace countersign::session {

// The statement that stands still, at the front of the frontend's stream.
struct held_statement {
  std::uint64_t ticket = 0;
  char type = 'Q';          // of the message that was stopped: Q, B or F
  std::size_t bytes = 0;    // from the front of the stream: the messages that are held
  std::size_t scanned = 0;  // how far the backlog was searched for Terminate
  bool opened = false;      // the desk answered
  bool comes_back = false;  // refused as soon as the desk has it: the requester has a ticket and does not wait
  std::string id;
  std::string code;
  time_point deadline{};
  time_point remind_at{};
  std::chrono::seconds expires{};
  hold_words words;
};

// A hold that was given up before the desk had given it an id.
struct abandoned_hold {
  std::uint64_t ticket = 0;
  approvals::withdrawal why = approvals::withdrawal::cancelled;
};

// What a session keeps about holds.
struct held_state {
  std::optional<held_statement> held;
  std::vector<abandoned_hold> abandoned;
  std::uint64_t tickets = 0;
  std::size_t approved_bytes = 0;  // at the front of the stream: released, they go on without another question
  std::string approved_id;
  std::unique_ptr<reply_extra> bound;  // of a released Bind that is confirmed, for the Execute that is not here yet
};

}  // namespace countersign::session
