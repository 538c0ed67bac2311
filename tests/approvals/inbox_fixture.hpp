// A desk on a thread of its own with a store in memory, and an inbox on another: what the inbox's tests and the
// browser's fixture run against.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "approvals/inbox/inbox.hpp"
#include "approvals/store/memory_store.hpp"
#include "policy/ruleset.hpp"
#include "tests/approvals/inbox_desk.hpp"

namespace countersign::approvals::tests {

inline constexpr std::string_view inbox_rules = R"(
version = 1
default = "allow"

[defaults]
approvers = ["dba"]

[[person]]
name = "dana"
roles = ["dana"]

[[person]]
name = "sam"
roles = ["sam"]

[[person]]
name = "ada"
roles = ["ada"]
admin = true

[[person]]
name = "eve"
roles = ["app"]

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

struct inbox_fixture {
  explicit inbox_fixture(inbox::inbox_options options = {}, std::string_view toml = inbox_rules,
                         proof_settings proofs = {}) {
    auto loaded = policy::ruleset::load(toml, "rules.toml");
    if (!loaded.rules)
      throw std::runtime_error(loaded.mistakes.empty() ? "no rules" : loaded.mistakes.front().to_string());
    rules = loaded.rules;
    desks = std::make_unique<desk_thread>(
        std::make_unique<desk>(records, audit, news, time, ids, desk_limits{}, loaded.rules, std::move(proofs)));
    page = std::make_unique<inbox::inbox>(io, *desks, time, ids, std::move(options));
    news.to = page.get();
  }
  ~inbox_fixture() {
    stop();
    desks.reset();  // the last work of the desk may still post to `io`
  }

  void start() {
    page->start();
    thread = std::thread([this] { io.run(); });
  }
  void stop() {
    news.to = nullptr;
    if (!thread.joinable()) return;
    on_page([this] { page->stop(); });
    guard.reset();
    io.stop();
    thread.join();
  }
  // Runs on the inbox's thread, and waits.
  void on_page(const std::function<void()>& work) {
    std::promise<void> done;
    boost::asio::post(io, [&] {
      work();
      done.set_value();
    });
    done.get_future().get();
  }

  std::string token(std::string person) {
    return desks->ask([&](desk& d) { return d.make_token(person, "test"); });
  }

  static hold_request request(std::string statement) {
    hold_request what;
    what.session = 1;
    what.role = "app";
    what.database = "shop";
    what.application = "psql";
    what.address = "10.20.1.7:51212";
    what.upstream = "db1:5432";
    what.statement = std::move(statement);
    what.effects = {{"delete public.orders (no WHERE)", "approve", "unbounded writes", true, 0}};
    what.requirements = {{"unbounded writes", {"dba"}, 1}};
    what.policy_version = "0123456789ab";
    // As good as a digest of everything for a test: different statements have different ones.
    for (std::size_t i = 0; i < what.statement.size(); ++i)
      what.what[i % 32] =
          static_cast<std::uint8_t>(what.what[i % 32] * 31 + static_cast<unsigned char>(what.statement[i]));
    return what;
  }
  opened open(hold_request what) {
    auto promised = std::make_shared<std::promise<opened>>();
    desks->post([promised, what = std::move(what)](desk& d) mutable {
      d.open(
          std::move(what), [](const settlement&) {}, [promised](const opened& one) { promised->set_value(one); });
    });
    return promised->get_future().get();
  }

  memory_store records;
  kept_audit audit;
  late_notifier news;
  moved_clock time;
  openssl_ids ids;
  boost::asio::io_context io;
  std::shared_ptr<const policy::ruleset> rules;
  std::unique_ptr<desk_thread> desks;
  std::unique_ptr<inbox::inbox> page;
  std::thread thread;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard = boost::asio::make_work_guard(io);
};

}  // namespace countersign::approvals::tests
