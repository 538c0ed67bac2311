// What a session keeps about the statement that it holds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "proxy/session/actions.hpp"
#include "proxy/session/texts.hpp"

namespace countersign::session {

// The statement that stands still, at the front of the frontend's stream.
struct held_statement {
  std::uint64_t ticket = 0;
  char type = 'Q';          // of the message that was stopped: Q, B or F
  std::size_t bytes = 0;    // from the front of the stream: the messages that are held
  std::size_t scanned = 0;  // how far the backlog was searched for Terminate
  bool opened = false;      // the desk answered
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

}  // namespace countersign::session
