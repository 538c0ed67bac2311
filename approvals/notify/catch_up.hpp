// After a restart, or after news was dropped: what does a channel still have to show?
#pragma once

#include <cstdint>
#include <memory>

#include "approvals/notify/courier.hpp"
#include "approvals/ports/desk_access.hpp"

namespace countersign::approvals::notify {

// Of holds that the channel never showed.
enum class unseen : std::uint8_t {
  if_pending,  // a message about something long settled helps nobody
  all,         // a listener that keeps records wants each
};

// How far back holds that were never shown are looked for.
inline constexpr std::chrono::hours catch_up_window{24};

// What a hold's latest change was, as far as the hold tells.
[[nodiscard]] news_kind latest_news(const hold& what);

// Asks the store, on the desk's thread, and gives the courier a letter for each hold that is not up to date.
void add_stale(desk_access& desk, std::shared_ptr<courier> to, std::string channel, unseen which, log_function log);

}  // namespace countersign::approvals::notify
