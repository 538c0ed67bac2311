#include "tests/proxy/net/running_proxy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace countersign::test {

void told_desk::tell(std::string what) {
  const std::lock_guard lock(guard_);
  news_.push_back(std::move(what));
}

void told_desk::answer(const held& which) {
  approvals::opened what;
  what.result = approvals::open_result::opened;
  what.id = which.id;
  what.code = "KX4-7PM";
  what.deadline = net::wall_clock() + std::chrono::minutes(10);
  which.who.post([ticket = which.ticket, what](net::session_events& session) { session.hold_opened(ticket, what); });
}

void told_desk::open(std::uint64_t ticket, approvals::hold_request request, std::string, net::session_handle who) {
  const std::lock_guard lock(guard_);
  const std::string id = fmt::format("{}", holds_.size() + 1);
  holds_.push_back({ticket, id, std::move(request.statement), std::move(request.address), std::move(who)});
  news_.push_back("opened " + id);
  if (!later_) answer(holds_.back());
}

void told_desk::withdraw(std::string id, approvals::withdrawal why) {
  tell(fmt::format("withdrawn {} {}", id, approvals::to_string(why)));
}
void told_desk::released(std::string id, net::time_point) {
  tell("released " + id);
}
void told_desk::finished(std::string id, approvals::outcome what) {
  tell(fmt::format("finished {} {} {}", id, approvals::to_string(what.kind), what.text));
}
void told_desk::list_pending(std::uint64_t ticket, std::string role, std::string database, net::session_handle who) {
  tell(fmt::format("listed {} {}", role, database));
  who.post([ticket](net::session_events& session) { session.pending_listed(ticket, {}); });
}
void told_desk::note(std::string event, std::string) {
  tell("note " + event);
}
void told_desk::session_started(std::string) {
  tell("started");
}
void told_desk::session_ended(std::string) {
  tell("ended");
}

told_desk::held told_desk::wait_for_hold(std::size_t nth) const {
  std::optional<held> found;
  (void)eventually(milliseconds{5000}, [&] {
    const std::lock_guard lock(guard_);
    if (holds_.size() > nth) found = holds_[nth];
    return found.has_value();
  });
  if (!found) throw std::runtime_error{"nothing was held"};
  return *found;
}

void told_desk::settle(const held& which, approvals::hold_state how) const {
  approvals::settlement what;
  what.id = which.id;
  what.state = how;
  what.by = "dana";
  what.deadline = net::wall_clock() + std::chrono::minutes(10);
  which.who.post([ticket = which.ticket, what](net::session_events& session) { session.hold_settled(ticket, what); });
}

std::vector<std::string> told_desk::news() const {
  const std::lock_guard lock(guard_);
  return news_;
}

bool told_desk::heard(std::string_view what, milliseconds within) const {
  return eventually(within, [&] {
    const auto all = news();
    return std::any_of(all.begin(), all.end(), [&](const std::string& each) { return each.starts_with(what); });
  });
}

void told_desk::answer_later(bool later) {
  const std::lock_guard lock(guard_);
  later_ = later;
}

void told_desk::answer_now() {
  const std::lock_guard lock(guard_);
  for (const held& each : holds_) answer(each);
}

std::shared_ptr<const policy::ruleset> test_rules() {
  auto loaded = policy::ruleset::load(R"(
version = 1
default = "allow"

[[person]]
name = "dana"

[[rule]]
name = "unbounded deletes"
effects = ["delete"]
where = "unbounded"
action = "approve"
approvers = ["dana"]
)",
                                      "rules.toml");
  if (!loaded.rules) {
    throw std::runtime_error{loaded.mistakes.empty() ? "the test's rules do not load" : loaded.mistakes[0].to_string()};
  }
  return loaded.rules;
}

namespace {

net::server_options with_ports(net::server_options changed, const upstream& to) {
  if (changed.listen.empty()) changed.listen.push_back({"127.0.0.1", 0});
  changed.upstreams.front().hosts.front() = {"127.0.0.1", to.port()};
  changed.session.upstreams.front().name = changed.upstreams.front().hosts.front().to_string();
  return changed;
}

}  // namespace

running_proxy::running_proxy(net::server_options changed)
    : served(with_ports(std::move(changed), database), desk, test_rules()) {
  served.start();
}

raw_client running_proxy::logged_in() const {
  raw_client client = connect();
  client.start("app", "shop");
  return client;
}

}  // namespace countersign::test
