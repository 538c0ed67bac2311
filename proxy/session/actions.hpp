// What a session wants done: bytes to write, questions to the desk, connections to open or close.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "approvals/desk.hpp"
#include "approvals/records.hpp"

namespace countersign::session {

using approvals::time_point;

// Bytes for one socket, in order. Most are views into what was read, so that an allowed read goes out as one piece;
// neighbours in memory are joined. Valid until the next event of the same session: write them, or copy the rest,
// before.
class output {
 public:
  void add(std::string_view bytes);  // a view that outlives the event
  std::string& own();                // a fresh string of our own to fill at once; part of the order
  void clear();
  [[nodiscard]] const std::vector<std::string_view>& pieces();  // seals what own() handed out
  [[nodiscard]] bool empty() const { return order_.empty(); }

 private:
  struct piece {
    std::string_view view;
    std::size_t owned = npos;
  };
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::vector<piece> order_;
  std::deque<std::string> owned_;
  std::vector<std::string_view> sealed_;
};

// A question or news for the desk, to be handed to its thread in this order.
struct open_hold {
  std::uint64_t ticket = 0;  // comes back with the answers, so that late ones for an earlier hold are told apart
  approvals::hold_request request;
  std::string code = {};  // one-time code, for a rule that asks the requester for one; kept nowhere
};
struct withdraw_hold {
  std::string id;
  approvals::withdrawal why = approvals::withdrawal::cancelled;
};
struct hold_released {  // stamp the time after the bytes of this event were given to the socket
  std::string id;
};
struct hold_finished {
  std::string id;
  approvals::outcome result;
};
struct list_pending {  // what is pending for the role in the database; the answer is on_pending with this ticket
  std::uint64_t ticket = 0;
  std::string role;
  std::string database;
};
struct audit_note {
  std::string event;   // "denied", "observed"
  std::string fields;  // JSON members without braces
};
struct session_started {
  std::string fields;
};
using desk_message =
    std::variant<open_hold, withdraw_hold, hold_released, hold_finished, list_pending, audit_note, session_started>;

// A CancelRequest: this connection wants another session's statement cancelled. No answer, just close when done.
struct cancel_request {
  std::uint32_t pid = 0;
  std::string key;
};

// The key under which CancelRequests will name this session.
struct backend_key {
  std::uint32_t pid = 0;
  std::string key;
};

// How the frontend came to speak TLS.
enum class tls_start : std::uint8_t {
  requested,  // by SSLRequest; the 'S' is in to_frontend
  direct,     // by a ClientHello as its first bytes: it must then name the protocol (ALPN)
};

// Filled by each event, read by the connection, cleared by the next event.
struct actions {
  output to_frontend;
  output to_backend;
  std::vector<desk_message> to_desk;
  std::optional<cancel_request> cancel;     // look the session up, cancel it there, then close this connection
  std::optional<backend_key> register_key;  // from now on CancelRequests with it are for this session
  std::size_t offload_bytes = 0;  // not 0: so much is to be read elsewhere, by on_offloaded; nothing else before
  std::optional<std::size_t> connect_backend;  // open a connection to this upstream; then say on_backend_connected
  std::optional<tls_start> start_tls;          // after to_frontend: the frontend's side is TLS; then on_frontend_tls
  std::string tls_bytes;                       // read already, and part of its handshake
  bool cancel_backend = false;                 // send a CancelRequest for this session's backend; then on_cancel_sent
  bool close_frontend = false;                 // after to_frontend is written
  bool close_backend = false;                  // after to_backend is written
  void clear();
};

}  // namespace countersign::session
