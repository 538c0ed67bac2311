// What a webhook sends for one piece of news. Pure.
#pragma once

#include <string>
#include <string_view>

#include "approvals/notify/http_client.hpp"
#include "approvals/notify/outbox.hpp"

namespace countersign::approvals::notify {

// Whether data of the requester's statement leaves this machine.
enum class statement_detail : std::uint8_t {
  redacted,  // literals and values are replaced, errors cut to their SQLSTATE
  whole,
};

struct webhook_event {
  std::string name;      // opened, decided, settled, released, finished
  std::string delivery;  // the same for each attempt, also after a restart: for telling repetitions apart
  std::string body;      // {"event", "delivery", "hold": {...}}
};
[[nodiscard]] webhook_event webhook_event_of(const letter& what, statement_detail detail);

// The headers for one attempt. The signature covers the time of sending, so that a receiver can refuse old ones:
// X-Countersign-Signature: v1=HMAC-SHA256(secret, "v1:" timestamp ":" body) in hex.
[[nodiscard]] http_fields webhook_fields(const webhook_event& what, std::string_view secret, time_point now);

[[nodiscard]] attempt read_webhook_answer(const http_result& from);

}  // namespace countersign::approvals::notify
