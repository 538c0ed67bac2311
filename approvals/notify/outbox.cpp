#include "approvals/notify/outbox.hpp"

#include <boost/assert.hpp>

#include <algorithm>
#include <utility>

namespace countersign::approvals::notify {

namespace {

bool awaits_decision(const letter& what) {
  return what.about->state == hold_state::pending;
}

}  // namespace

outbox::rank outbox::rank_of(const entry& what) {
  return {!awaits_decision(what.what) || what.failed, what.arrival};
}

outbox::outbox(keep policy, outbox_limits limits, std::function<double()> jitter)
    : policy_(policy), limits_(limits), jitter_(std::move(jitter)) {}

void outbox::add(letter what) {
  BOOST_ASSERT(what.about != nullptr);
  line& of_hold = lines_[what.about->id];
  const std::uint64_t revision = what.about->revision;
  if (revision < of_hold.revision) return;
  if (!of_hold.entries.empty()) {
    const letter& last = of_hold.entries.back().what;
    if (last.about->revision == revision && last.what == what.what) return;
  }
  of_hold.revision = revision;

  const std::size_t room = policy_ == keep::newest ? 1 : limits_.letters_per_hold_max;
  if (policy_ == keep::newest && !of_hold.entries.empty()) {
    of_hold.entries.back().what = std::move(what);  // keeps its place in the order
    return;
  }
  if (of_hold.entries.size() >= room) {
    of_hold.entries.pop_front();
    --waiting_;
  }
  of_hold.entries.push_back({std::move(what), ++arrivals_});
  if (++waiting_ > limits_.letters_max) drop_one();
}

// The store still knows what is dropped here; take_catch_up() brings it back. What awaits a decision goes last.
void outbox::drop_one() {
  auto victim = lines_.end();
  std::pair<bool, std::uint64_t> victim_rank;
  for (auto at = lines_.begin(); at != lines_.end(); ++at) {
    if (at->second.entries.empty()) continue;
    const entry& front = at->second.entries.front();
    const std::pair<bool, std::uint64_t> worth{awaits_decision(front.what), front.arrival};
    if (victim != lines_.end() && victim_rank < worth) continue;
    victim = at;
    victim_rank = worth;
  }
  if (victim == lines_.end()) return;
  victim->second.entries.pop_front();
  --waiting_;
  dropped_ = true;
  const bool in_use = under_way_ && under_way_->about->id == victim->first;
  if (victim->second.entries.empty() && !in_use) lines_.erase(victim);
}

outbox::step outbox::next(steady_point now) {
  if (under_way_ || waiting_ == 0) return {};
  if (now < not_before_) return {.send = {}, .wake = not_before_};
  auto chosen = lines_.end();
  rank chosen_rank;
  for (auto at = lines_.begin(); at != lines_.end(); ++at) {
    if (at->second.entries.empty()) continue;
    const rank here = rank_of(at->second.entries.front());
    if (chosen != lines_.end() && chosen_rank < here) continue;
    chosen = at;
    chosen_rank = here;
  }
  BOOST_ASSERT(chosen != lines_.end());
  under_way_ = std::move(chosen->second.entries.front().what);
  chosen->second.entries.pop_front();
  --waiting_;
  return {.send = under_way_, .wake = {}};
}

void outbox::done(const attempt& how, steady_point now) {
  BOOST_ASSERT(under_way_.has_value());
  letter what = std::move(*under_way_);
  under_way_.reset();
  trouble_ = how.why;

  bool again = false;
  switch (how.how) {
    case attempt::end::delivered:
      trouble_.clear();
      failures_ = 0;
      break;
    case attempt::end::rejected:
      failures_ = 0;
      break;
    case attempt::end::throttled:
      again = true;
      not_before_ = now + std::min(how.after, limits_.throttle_max);
      break;
    case attempt::end::unreachable:
      again = true;
      ++failures_;
      not_before_ = now + std::max(backoff(), std::min(how.after, limits_.throttle_max));
      break;
    case attempt::end::misconfigured:
      again = true;
      not_before_ = now + limits_.misconfigured_pause;
      break;
  }

  const auto at = lines_.find(what.about->id);
  BOOST_ASSERT(at != lines_.end());
  line& of_hold = at->second;
  // A newer state makes the one that failed superfluous.
  if (again && (policy_ == keep::every || of_hold.entries.empty())) {
    // Who was only asked to wait keeps its place; after a failure the other holds are tried first.
    const bool failed = how.how != attempt::end::throttled;
    of_hold.entries.push_front({std::move(what), failed ? ++arrivals_ : 0, failed});
    ++waiting_;
  }
  if (of_hold.entries.empty()) lines_.erase(at);
}

std::chrono::milliseconds outbox::backoff() {
  const unsigned doublings = std::min(failures_ - 1, 20u);
  const auto whole = std::min(limits_.backoff_first * (std::int64_t{1} << doublings), limits_.backoff_max);
  // Between half and all of it.
  const double part = 0.5 + 0.5 * std::clamp(jitter_(), 0.0, 1.0);
  return std::chrono::milliseconds{static_cast<std::int64_t>(static_cast<double>(whole.count()) * part)};
}

bool outbox::take_catch_up() {
  if (!dropped_ || waiting_ > 0 || under_way_) return false;
  dropped_ = false;
  return true;
}

}  // namespace countersign::approvals::notify
