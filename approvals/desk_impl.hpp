// The inside of the desk, shared by its source files. Nobody else includes this.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <unordered_map>

#include "approvals/desk.hpp"

namespace countersign::approvals {

// What a desk remembers of a pending hold of its own process.
struct pending_hold {
  std::shared_ptr<const hold> about;
  desk::on_settled settled;
};

struct desk::impl {
  impl(store& s, audit_log& a, notifier& n, const clock& c, id_source& i, desk_limits l,
       std::shared_ptr<const policy::ruleset> r)
      : records(s), audit(a), news(n), time(c), ids(i), limits(l), rules(std::move(r)) {}

  // Runs `work` in the current batch, or in one of its own.
  template <typename Work>
  void in_batch(Work&& work) {
    const bool own = !batching;
    if (own) begin();
    try {
      work();
    } catch (const store_error& error) {
      fail(error.what());
    }
    if (own) end();
  }
  void begin();
  void end();
  void fail(std::string why);
  // Called when the batch is on disk, or with false when it is not.
  void after(std::function<void(bool)> what) { waiting.push_back(std::move(what)); }

  void write(std::string_view event, const hold* about, boost::json::object more);
  void write_line(std::string_view event, std::string_view fields);
  [[nodiscard]] std::string fresh_id(std::size_t bytes);
  [[nodiscard]] std::shared_ptr<const hold> load(std::string_view id_or_code);
  void tell(news_kind what, const std::shared_ptr<const hold>& about);

  // Pending -> state, durable with the batch; the session hears of it unless it gave up itself.
  bool settle(const std::shared_ptr<const hold>& about, hold_state to, std::optional<withdrawal> why,
              std::string_view used_grant, bool tell_session, time_point decided);
  void make_grant(const hold& about);
  [[nodiscard]] std::vector<std::string> counted(const hold& about) const;
  [[nodiscard]] bool satisfied(const hold& about) const;
  [[nodiscard]] bool useful(const hold& about, const policy::person& approver) const;
  [[nodiscard]] decided refuse(decide_result why, std::string message, std::shared_ptr<const hold> about) const;
  [[nodiscard]] decided decide_now(const verdict_input& what, const policy::person& approver);
  [[nodiscard]] decided decide_late(const std::shared_ptr<const hold>& about, const decision& made);
  [[nodiscard]] std::string how_settled(const hold& about) const;
  void open_now(hold_request request, on_settled settled, std::function<void(const opened&)> answer);

  store& records;
  audit_log& audit;
  notifier& news;
  const clock& time;
  id_source& ids;
  desk_limits limits;
  std::shared_ptr<const policy::ruleset> rules;
  std::string process;
  std::uint64_t sequence = 0;

  std::unordered_map<std::string, pending_hold> pending;  // by id
  std::map<std::pair<time_point, std::string>, char> deadlines;
  std::map<std::string, std::size_t, std::less<>> per_role;
  void remember(pending_hold what);
  void forget(const std::string& id);

  bool batching = false;
  std::string broken;  // why this batch cannot be made durable
  std::vector<std::function<void(bool)>> waiting;
  // What the batch changed of `pending`: put back when it fails.
  std::vector<std::pair<std::string, std::optional<pending_hold>>> undo;
  void save_for_undo(const std::string& id);
};

}  // namespace countersign::approvals
