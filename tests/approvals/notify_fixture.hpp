// A desk on its thread and an io_context on another, for channels to run on; both can be restarted over one store.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "approvals/notify/courier.hpp"
#include "approvals/store/memory_store.hpp"
#include "policy/ruleset.hpp"
#include "tests/approvals/inbox_desk.hpp"

namespace countersign::approvals::tests {

inline constexpr std::string_view notify_rules = R"(
version = 1
default = "allow"

[defaults]
approvers = ["dba"]

[[person]]
name = "dana"
roles = ["dana"]
slack = "U0DANA"

[[person]]
name = "sam"
roles = ["sam"]
slack = "U0SAM"

[[person]]
name = "eve"
roles = ["app"]
slack = "U0EVE"

[[person]]
name = "tom"
roles = ["tom"]
slack = "U0TOM"

[[group]]
name = "dba"
members = ["dana", "sam", "eve"]

[[rule]]
name = "unbounded writes"
effects = ["delete", "update"]
where = "unbounded"
action = "approve"
approvers = ["dba"]
)";

inline hold_request delete_request(std::string statement = "DELETE FROM orders;") {
  hold_request out;
  out.session = 7;
  out.role = "app";
  out.database = "shop";
  out.application = "psql";
  out.address = "10.20.1.7:51212";
  out.upstream = "db1:5432";
  out.statement = std::move(statement);
  out.effects = {{"delete orders (no WHERE)", "approve", "unbounded writes", true, 12}};
  out.requirements = {{"unbounded writes", {"dba"}, 1}};
  out.policy_version = "0123456789ab";
  out.what.fill(0x5a);
  return out;
}

// What a channel logs, from its thread.
class kept_log {
 public:
  [[nodiscard]] notify::log_function function() {
    return [this](notify::log_level, std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    };
  }
  [[nodiscard]] std::size_t count(std::string_view text) const {
    const std::lock_guard lock(mutex_);
    std::size_t found = 0;
    for (const std::string& each : lines_) found += each.find(text) != std::string::npos;
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// Channels are made, used and destroyed with on_io(); they must be gone before stop_io() or the end.
class notify_fixture {
 public:
  notify_fixture() { start(); }
  ~notify_fixture() { stop(); }

  void start() {
    auto loaded = policy::ruleset::load(notify_rules, "rules.toml");
    if (!loaded.rules) throw std::runtime_error(loaded.mistakes.front().to_string());
    auto made = std::make_unique<desk>(records, audit, news, time, ids, desk_limits{}, loaded.rules);
    made->recover();
    desks = std::make_unique<desk_thread>(std::move(made));
    io = std::make_unique<boost::asio::io_context>(1);
    work.emplace(io->get_executor());
    thread = std::thread([this] { io->run(); });
  }
  // The order of the program: channels, desk, then what both post to.
  void stop() {
    news.to = nullptr;
    desks.reset();
    work.reset();
    io->stop();
    if (thread.joinable()) thread.join();
    io.reset();
  }

  template <typename Work>
  void on_io(Work what) {
    std::promise<void> done;
    boost::asio::post(*io, [&] {
      what();
      done.set_value();
    });
    done.get_future().get();
  }

  // Opens a hold and returns it.
  std::shared_ptr<const hold> open(hold_request request = delete_request()) {
    auto promised = std::make_shared<std::promise<opened>>();
    desks->post([promised, request](desk& at) {
      at.open(
          request, [](const settlement&) {}, [promised](const opened& what) { promised->set_value(what); });
    });
    const opened what = promised->get_future().get();
    if (what.result != open_result::opened) throw std::runtime_error("not opened: " + what.error);
    return find(what.id);
  }
  [[nodiscard]] std::shared_ptr<const hold> find(std::string id) {
    return desks->ask([id](desk& at) { return at.find(id); });
  }
  void decide(const std::string& id, bool approve, std::string_view person, std::string reason = {}) {
    desks->ask([&](desk& at) {
      verdict_input what;
      what.hold = id;
      what.approve = approve;
      what.reason = reason;
      what.channel = "cli";
      at.decide(what, *at.rules().find_person(person), [](const decided&) {});
    });
  }
  // Waits for something that no call waits for. A test that would wait for ever fails instead.
  template <typename Question>
  void eventually(std::string_view what, Question question) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!question()) {
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("in vain: " + std::string(what));
      settle_down();
    }
  }
  // Waits until the store knows that a channel has shown the hold as it is now. A far end that received it is not
  // enough: our side has yet to read its answer.
  void wait_until_shown(const std::string& id, std::string_view channel) {
    eventually("a channel remembers what it showed", [&] {
      return desks->ask([&](desk& at) {
        const auto kept = at.find_delivery(id, channel);
        return kept && kept->revision >= at.find(id)->revision;
      });
    });
  }
  // Waits for what was posted to the desk and to the io_context before.
  void settle_down() {
    desks->ask([](desk&) {});
    on_io([] {});
  }

  memory_store records;
  kept_audit audit;
  late_notifier news;
  moved_clock time;
  openssl_ids ids;
  kept_log log;
  std::unique_ptr<desk_thread> desks;
  std::unique_ptr<boost::asio::io_context> io;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work;
  std::thread thread;
};

}  // namespace countersign::approvals::tests
