// A desk with everything around it under the test's control: time, randomness, disks that fail.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "approvals/desk.hpp"
#include "approvals/store/memory_store.hpp"

namespace countersign::approvals::tests {

struct fixed_clock final : clock {
  time_point at{std::chrono::hours{24 * 365 * 50}};
  [[nodiscard]] time_point now() const override { return at; }
};

// The same sequence in every run.
struct counted_ids final : id_source {
  std::uint64_t state = 0x9e3779b97f4a7c15;
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& each : bytes) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      each = static_cast<std::uint8_t>(state);
    }
  }
};

// Keeps lines once they are flushed; fails when told to.
struct failing_audit final : audit_log {
  std::vector<std::string> lines;
  std::vector<std::string> unflushed;
  bool fails = false;
  bool append(std::string_view line) override { return unflushed.emplace_back(line), true; }
  bool flush() override {
    if (!fails) lines.insert(lines.end(), unflushed.begin(), unflushed.end());
    unflushed.clear();
    return !fails;
  }
  [[nodiscard]] std::string_view why() const override { return "the disk is full"; }
};

// A memory store whose commits can fail.
class failing_store final : public memory_store {
 public:
  bool fails = false;
  void commit() override {
    if (fails) throw store_error("store: the disk is full");
    memory_store::commit();
  }
};

struct heard_news final : notifier {
  std::vector<std::pair<news_kind, std::shared_ptr<const hold>>> all;
  void on_news(news_kind what, std::shared_ptr<const hold> about) override { all.emplace_back(what, std::move(about)); }
};

inline constexpr std::string_view desk_rules = R"toml(
version = 1
default = "allow"
[[person]]
name = "dana"
roles = ["dana_db"]
[[person]]
name = "sam"
[[person]]
name = "fay"
admin = true
roles = ["app"]
[[person]]
name = "joe"
[[group]]
name = "dba"
members = ["dana", "sam", "fay"]
[[group]]
name = "finance"
members = ["fay", "joe", "dana"]
[[rule]]
name = "deletes"
effects = ["delete"]
action = "approve"
approvers = ["dba"]
)toml";

[[nodiscard]] inline std::shared_ptr<const policy::ruleset> load_desk_rules(std::string_view text = desk_rules) {
  auto loaded = policy::ruleset::load(text, "rules.toml");
  if (!loaded.rules) throw std::runtime_error(loaded.mistakes.front().to_string());
  return loaded.rules;
}

class desk_world {
 public:
  explicit desk_world(desk_limits limits = {}) : about(records, audit, news, time, ids, limits, load_desk_rules()) {
    about.recover();
  }

  // Asks with one requirement of the group and tells the id; what the desk answered is in `answers`.
  std::string open(std::vector<requirement> needs = {{"deletes", {"dba"}, 1}}, std::string_view role = "svc",
                   std::uint8_t digest_byte = 1) {
    hold_request request;
    request.role = role;
    request.database = "shop";
    request.statement = "DELETE FROM orders";
    request.requirements = std::move(needs);
    request.what[0] = digest_byte;
    about.open(
        std::move(request), [this](const settlement& how) { settlements[how.id].push_back(how); },
        [this](const opened& answer) { answers.push_back(answer); });
    return answers.empty() ? "" : answers.back().id;
  }
  // As above, of a requester who does not wait.
  std::string ask_by_ticket(std::uint8_t digest_byte = 1) {
    hold_request request;
    request.role = "svc";
    request.statement = "DELETE FROM orders";
    request.requirements = {{"deletes", {"dba"}, 1}};
    request.expires = std::chrono::hours{1};
    request.ticket = true;
    request.what[0] = digest_byte;
    about.open(
        std::move(request), [](const settlement&) { FAIL("nobody waits for news of a ticket"); },
        [this](const opened& answer) { answers.push_back(answer); });
    return answers.back().id;
  }
  decided decide(std::string_view id, std::string_view who, bool approve = true, std::optional<digest> seen = {}) {
    decided result;
    const policy::person* const person = about.rules().find_person(who);
    about.decide({std::string{id}, approve, approve ? "" : "no", "cli", seen}, *person,
                 [&result](const decided& answer) { result = answer; });
    return result;
  }
  [[nodiscard]] hold_state state(std::string_view id) { return about.find(id)->state; }

  failing_store records;
  failing_audit audit;
  heard_news news;
  fixed_clock time;
  counted_ids ids;
  std::vector<opened> answers;
  std::map<std::string, std::vector<settlement>> settlements;
  desk about;
};

}  // namespace countersign::approvals::tests
