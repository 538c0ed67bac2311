// How far a session is.
#pragma once

#include <cstdint>

namespace countersign::session {

enum class phase : std::uint8_t {
  startup,         // waiting for the first packets
  securing,        // the TLS handshake with the frontend is under way
  verifying,       // the frontend proves its password to us
  connecting,      // the startup packet is here, the upstream is not
  authenticating,  // relayed, up to the first ReadyForQuery
  ready,
  leaving,  // Terminate was sent or the frontend is gone: what the backend still says is passed on, if to anybody
  closed,
};

// What was forwarded since the last Sync, and so what a refusal would leave behind.
enum class unsynced : std::uint8_t { nothing, described, executed };

}  // namespace countersign::session
