#include "approvals/notify/catch_up.hpp"

#include <fmt/format.h>

#include <utility>

#include "approvals/desk.hpp"

namespace countersign::approvals::notify {

news_kind latest_news(const hold& what) {
  if (what.result.kind != outcome_kind::none) return news_kind::finished;
  if (what.released != time_point{}) return news_kind::released;
  if (what.state != hold_state::pending) {
    // Somebody approved after it had ended.
    const bool late = !what.decisions.empty() && what.decisions.back().at > what.settled &&
                      (what.state == hold_state::expired || what.state == hold_state::withdrawn);
    return late ? news_kind::decided : news_kind::settled;
  }
  return what.decisions.empty() ? news_kind::opened : news_kind::decided;
}

void add_stale(desk_access& desk, std::shared_ptr<courier> to, std::string channel, unseen which, log_function log) {
  desk.post([to = std::move(to), channel = std::move(channel), which, log = std::move(log)](class desk& at) {
    try {
      const auto since = std::chrono::system_clock::now() - catch_up_window;
      for (const delivery& each : at.stale_deliveries(channel, since)) {
        const auto about = at.find(each.hold);
        if (!about) continue;
        const bool seen = !each.reference.empty();
        if (!seen && which == unseen::if_pending && about->state != hold_state::pending) continue;
        to->add({about, latest_news(*about)});
      }
    } catch (const std::exception& failed) {
      // The store is broken, which its own errors say louder; later changes still reach the channel as news.
      if (log) log(log_level::error, fmt::format("{}: cannot look for older news: {}", channel, failed.what()));
    }
  });
}

}  // namespace countersign::approvals::notify
