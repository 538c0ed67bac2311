// What a channel sends next, and when: order, retries, pauses. A pure state machine; courier.hpp moves the bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "approvals/ports/notifier.hpp"
#include "approvals/records.hpp"

namespace countersign::approvals::notify {

using steady_point = std::chrono::steady_clock::time_point;

// One piece of news to bring.
struct letter {
  std::shared_ptr<const hold> about;
  news_kind what = news_kind::opened;
};

// What became of an attempt to bring one.
struct attempt {
  enum class end : std::uint8_t {
    delivered,
    throttled,      // the far end asked for a pause of `after`; nothing is wrong
    unreachable,    // no connection, no answer in time, or 5xx: the far end is ill and will heal by itself
    misconfigured,  // somebody must change something here or there; `why` says what
    rejected,       // this one letter will never be taken; the others may
  };
  end how = end::unreachable;
  std::chrono::milliseconds after{0};
  std::string why{};  // for people, without secrets; empty if delivered
};

// Which letters of one hold are worth sending.
enum class keep : std::uint8_t {
  newest,  // a message that is rewritten each time: only the latest state counts
  every,   // a stream of events; over the limit the oldest waiting ones of a hold go, since each carries the whole hold
};

struct outbox_limits {
  std::size_t letters_max = 4096;         // waiting, of all holds; over it the oldest settled news is dropped
  std::size_t letters_per_hold_max = 16;  // with keep::every
  std::chrono::milliseconds backoff_first{500};
  std::chrono::milliseconds backoff_max{60'000};
  std::chrono::milliseconds throttle_max{15 * 60'000};
  std::chrono::milliseconds misconfigured_pause{5 * 60'000};
};

// One letter is under way at a time, which keeps the order of each hold and is gentle on a far end that just came back.
class outbox {
 public:
  // `jitter` gives numbers in [0, 1), so that many processes do not come back in step.
  outbox(keep policy, outbox_limits limits, std::function<double()> jitter);

  // Older news of a hold than is known already is ignored.
  void add(letter what);

  struct step {
    std::optional<letter> send;        // to be sent now; done() must follow
    std::optional<steady_point> wake;  // otherwise: nothing before this; neither: nothing to do at all
  };
  // What needs a decision comes first: news of pending holds, then the rest, each in order of arrival.
  [[nodiscard]] step next(steady_point now);
  void done(const attempt& how, steady_point now);

  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  // True once after letters were dropped over the limit and all others are gone: the time to look in the store for what
  // is not up to date.
  [[nodiscard]] bool take_catch_up();
  // What went wrong last; empty once something was delivered.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  struct entry {
    letter what;
    std::uint64_t arrival = 0;
    bool failed = false;  // once at least: no longer goes first, so that one bad letter cannot keep all others back
  };
  using rank = std::pair<bool, std::uint64_t>;  // the lowest goes first
  struct line {                                 // of one hold
    std::deque<entry> entries;
    std::uint64_t revision = 0;  // of the newest news known
  };

  [[nodiscard]] static rank rank_of(const entry& what);
  void drop_one();
  [[nodiscard]] std::chrono::milliseconds backoff();

  keep policy_;
  outbox_limits limits_;
  std::function<double()> jitter_;
  std::unordered_map<std::string, line> lines_;  // by hold id; only holds with something waiting or under way
  std::optional<letter> under_way_;
  std::size_t waiting_ = 0;
  std::uint64_t arrivals_ = 0;
  unsigned failures_ = 0;  // in a row
  steady_point not_before_{};
  bool dropped_ = false;
  std::string trouble_;
};

}  // namespace countersign::approvals::notify
