// The inside of the desk, shared by its source files. Nobody else includes this.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <unordered_map>

#include "approvals/desk.hpp"
#include "approvals/people.hpp"
#include "approvals/proofs.hpp"

namespace countersign::approvals {

// What a desk remembers of a pending hold of its own process.
struct pending_hold {
  std::shared_ptr<const hold> about;
  desk::on_settled settled;
  std::string link = {};  // where its requester proves who they are; empty: nobody asks them to
};

[[nodiscard]] std::string recovery_hash(std::string_view code);
[[nodiscard]] std::string totp_context(std::string_view person, std::string_view id);
[[nodiscard]] std::string factor_words(std::string_view factor);

struct desk::impl {
  impl(store& s, audit_log& a, notifier& n, const clock& c, id_source& i, desk_limits l,
       std::shared_ptr<const policy::ruleset> r, proof_settings p)
      : records(s), audit(a), news(n), time(c), ids(i), limits(l), rules(std::move(r)), proofs(std::move(p)) {}

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
  [[nodiscard]] std::size_t tickets_of(std::string_view role) const;
  [[nodiscard]] bool comes_back(const hold_request& request, opened& told);
  [[nodiscard]] std::vector<std::string> counted(const hold& about) const;
  [[nodiscard]] bool satisfied(const hold& about) const;
  [[nodiscard]] static bool proved_enough(const hold& about, const requirement& by, std::string_view name);
  [[nodiscard]] std::string factor_wanted(const hold& about, const policy::person& approver) const;
  [[nodiscard]] bool useful(const hold& about, const policy::person& approver) const;
  [[nodiscard]] decided refuse(decide_result why, std::string message, std::shared_ptr<const hold> about) const;
  [[nodiscard]] decided decide_now(const verdict_input& what, const policy::person& approver);
  [[nodiscard]] decided decide_late(const std::shared_ptr<const hold>& about, const decision& made);
  [[nodiscard]] std::string how_settled(const hold& about) const;
  void open_now(hold_request request, on_settled settled, std::string_view code,
                std::function<void(const opened&)> answer);

  // --- prove.cpp
  [[nodiscard]] bool proven(const hold& about, const requirement& by) const;
  [[nodiscard]] static bool wants_proof(const hold& about);
  [[nodiscard]] static std::vector<std::string> factors_of(const hold& about);
  [[nodiscard]] std::vector<const policy::person*> requesters(const hold& about) const;
  [[nodiscard]] proof_result check_code(const policy::person& who, std::string_view code);
  [[nodiscard]] proof_result check_totp(const policy::person& who, std::string_view code);
  [[nodiscard]] proof_result check_recovery(const policy::person& who, std::string_view code);
  [[nodiscard]] std::optional<challenge> make_challenge(const hold& about, const std::vector<std::string>& who,
                                                        std::string_view approver);
  [[nodiscard]] proof_result check_passkey(const hold& about, const passkey_answer& what, std::string_view approver);
  [[nodiscard]] proof_result check_given(const hold& about, const proof_given& what);
  [[nodiscard]] std::shared_ptr<const hold> add_proof(const std::shared_ptr<const hold>& about,
                                                      const proof_result& what, std::string_view channel);
  [[nodiscard]] std::shared_ptr<const hold> prove_at_once(const std::shared_ptr<const hold>& about,
                                                          std::string_view code, std::string& note);
  void keep_proof(const hold& about, const proof_result& what);
  [[nodiscard]] decided prove_now(const std::string& link, const proof_given& what);
  [[nodiscard]] decided disown_now(const std::string& link);
  [[nodiscard]] std::shared_ptr<const hold> find_link(const std::string& link);

  // --- enrol.cpp
  template <class What, class Work>
  void answer_durably(Work&& work, std::function<void(const What&)> answer);
  [[nodiscard]] std::string random_text(std::size_t bytes);
  [[nodiscard]] enrolment begin_enrolment(const std::string& text);
  [[nodiscard]] open_enrolment* find_enrolment(const std::string& id);
  [[nodiscard]] std::vector<std::string> make_recovery_codes(const std::string& person);
  [[nodiscard]] enrolled enrol_totp_now(const std::string& id, const std::string& code);
  [[nodiscard]] enrolled enrol_passkey_now(const std::string& id, const std::string& name,
                                           const factors::registration& what);

  store& records;
  audit_log& audit;
  notifier& news;
  const clock& time;
  id_source& ids;
  desk_limits limits;
  std::shared_ptr<const policy::ruleset> rules;
  proof_settings proofs;
  proof_state proving;
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
