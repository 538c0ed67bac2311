// Where news of holds goes: Slack, the inbox's live pages, webhooks.
#pragma once

#include <memory>

#include "approvals/records.hpp"

namespace countersign::approvals {

enum class news_kind : std::uint8_t { opened, decided, settled, released, finished };
[[nodiscard]] std::string_view to_string(news_kind what);

// Called on the desk's thread after the change is durable. Must return at once: adapters post to their own thread,
// retry there, and never make the desk wait or fail.
class notifier {
 public:
  virtual ~notifier() = default;
  virtual void on_news(news_kind what, std::shared_ptr<const hold> about) = 0;
};

}  // namespace countersign::approvals
