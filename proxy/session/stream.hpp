// One direction of a session: bytes that come in pieces and go on, wait or are dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/session/actions.hpp"

namespace countersign::session {

// Bytes of one direction: the part of the current event, or what had to wait. `at` is how far it was read; bytes from
// `pass_from` up to there go on as one piece.
struct stream {
  std::string waiting;       // what could not be read to its end
  std::size_t consumed = 0;  // of `waiting`, erased at the next event: views into it live until then
  std::string_view now;      // what is being read
  std::size_t at = 0;
  std::size_t pass_from = 0;
  std::uint64_t remaining = 0;    // of a message that is passed on as it comes
  bool dropping = false;          // that message is not passed on
  std::size_t stopped_bytes = 0;  // from `at`: what the verdict on the last message concerns

  void take(std::string_view bytes);
  void pass(output& to);                        // what was read so far goes out
  void skip(std::size_t bytes, output& to);     // the next bytes go nowhere
  [[nodiscard]] bool step_through(output& to);  // goes on with a message that is passed on as it comes
  void keep();                                  // what is left waits
  void drop_consumed();
  [[nodiscard]] std::string_view rest() const { return now.substr(at); }
};

}  // namespace countersign::session
