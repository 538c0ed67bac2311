#include "approvals/store/sqlite_store.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "approvals/digest.hpp"
#include "approvals/store/rows.hpp"
#include "approvals/store/sqlite_file.hpp"

namespace countersign::approvals {

namespace {

constexpr const char* hold_columns =
    "id, code, request, opened, deadline, state, why, decisions, settled, released, outcome, outcome_text, took, "
    "used_grant, process, revision";

class sqlite_store final : public store {
 public:
  explicit sqlite_store(const std::string& file) : file_(file), credentials_(make_sqlite_credentials(file_)) {}

  void begin() override { file_.begin(); }
  void commit() override { file_.commit(); }
  void rollback() noexcept override { file_.rollback(); }
  credential_store& credentials() override { return *credentials_; }

  bool insert_hold(const hold& what, time_point code_horizon) override {
    return guarded([&] {
      lease taken = ask("SELECT 1 FROM hold WHERE id = ? OR (code = ? AND opened >= ?)");
      taken->bind(1, what.id);
      taken->bind(2, what.code);
      taken->bind(3, micros(code_horizon));
      if (taken->executeStep()) return false;
      lease add = ask(
          fmt::format("INSERT INTO hold ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", hold_columns));
      add->bind(1, what.id);
      add->bind(2, what.code);
      add->bind(3, request_row(what.request));
      add->bind(4, micros(what.opened));
      add->bind(5, micros(what.deadline));
      add->bind(6, static_cast<int>(what.state));
      if (what.withdrawn_why) add->bind(7, static_cast<int>(*what.withdrawn_why));
      add->bind(8, decisions_row(what.decisions));
      add->bind(9, micros(what.settled));
      add->bind(10, micros(what.released));
      add->bind(11, static_cast<int>(what.result.kind));
      add->bind(12, what.result.text);
      add->bind(13, static_cast<std::int64_t>(what.result.took.count()));
      add->bind(14, what.used_grant);
      add->bind(15, what.process);
      add->bind(16, static_cast<std::int64_t>(what.revision));
      return add->exec() == 1;
    });
  }

  std::optional<hold> find_hold(std::string_view id) override {
    return one(fmt::format("SELECT {} FROM hold WHERE id = ?", hold_columns), id);
  }
  std::optional<hold> find_code(std::string_view code) override {
    return one(fmt::format("SELECT {} FROM hold WHERE code = ? ORDER BY number DESC LIMIT 1", hold_columns), code);
  }

  std::vector<hold> list_holds(const hold_filter& filter) override {
    return guarded([&] {
      lease query =
          ask(fmt::format("SELECT {} FROM hold WHERE (? < 0 OR state = ?) AND (? = '' OR number < (SELECT number FROM "
                          "hold WHERE id = ?)) "
                          "ORDER BY number DESC LIMIT ?",
                          hold_columns));
      const int state = filter.state ? static_cast<int>(*filter.state) : -1;
      query->bind(1, state);
      query->bind(2, state);
      query->bind(3, filter.before_id);
      query->bind(4, filter.before_id);
      query->bind(5, static_cast<std::int64_t>(filter.limit));
      std::vector<hold> list;
      while (query->executeStep()) list.push_back(read(*query));
      return list;
    });
  }

  bool add_decision(std::string_view hold_id, const decision& what) override {
    return decide(hold_id, what, {hold_state::pending, hold_state::pending});
  }
  bool add_late_decision(std::string_view hold_id, const decision& what) override {
    return decide(hold_id, what, {hold_state::expired, hold_state::withdrawn});
  }

  bool settle(std::string_view hold_id, hold_state to, std::optional<withdrawal> why, time_point at,
              std::string_view used_grant) override {
    if (to == hold_state::pending) return false;
    return guarded([&] {
      lease change =
          ask("UPDATE hold SET state = ?, why = ?, settled = ?, used_grant = ?, revision = revision + 1 "
              "WHERE id = ? AND state = 0");
      change->bind(1, static_cast<int>(to));
      if (why) change->bind(2, static_cast<int>(*why));
      change->bind(3, micros(at));
      change->bind(4, std::string{used_grant});
      change->bind(5, std::string{hold_id});
      return change->exec() == 1;
    });
  }

  void set_released(std::string_view hold_id, time_point at) override {
    guarded([&] {
      lease change = ask("UPDATE hold SET released = ?, revision = revision + 1 WHERE id = ?");
      change->bind(1, micros(at));
      change->bind(2, std::string{hold_id});
      change->exec();
    });
  }

  void set_outcome(std::string_view hold_id, const outcome& what) override {
    guarded([&] {
      lease change =
          ask("UPDATE hold SET outcome = ?, outcome_text = ?, took = ?, revision = revision + 1 WHERE id = ?");
      change->bind(1, static_cast<int>(what.kind));
      change->bind(2, what.text);
      change->bind(3, static_cast<std::int64_t>(what.took.count()));
      change->bind(4, std::string{hold_id});
      change->exec();
    });
  }

  std::vector<std::string> pending_of_others(std::string_view living) override {
    return ids("SELECT id FROM hold WHERE state = 0 AND process <> ?", living);
  }
  std::vector<std::string> unanswered_of_others(std::string_view living) override {
    return ids("SELECT id FROM hold WHERE state = 1 AND outcome = 0 AND process <> ?", living);
  }

  void insert_grant(const grant& what) override {
    guarded([&] {
      lease add = ask("INSERT INTO grant_ VALUES (?, ?, ?, ?, ?, ?, '')");
      boost::json::array approvers;
      for (const std::string& each : what.approvers) approvers.emplace_back(each);
      add->bind(1, what.id);
      add->bind(2, to_hex(what.what));
      add->bind(3, what.hold);
      add->bind(4, boost::json::serialize(approvers));
      add->bind(5, micros(what.made));
      add->bind(6, micros(what.expires));
      add->exec();
    });
  }

  std::optional<grant> use_grant(const digest& what, std::string_view hold_id, time_point now) override {
    return guarded([&]() -> std::optional<grant> {
      lease take = ask(
          "UPDATE grant_ SET used_by = ? WHERE id = (SELECT id FROM grant_ WHERE digest = ? AND used_by = '' AND "
          "expires > ? ORDER BY made LIMIT 1) AND used_by = '' RETURNING id, digest, hold, approvers, made, expires, "
          "used_by");
      take->bind(1, std::string{hold_id});
      take->bind(2, to_hex(what));
      take->bind(3, micros(now));
      if (!take->executeStep()) return std::nullopt;
      grant found = read_grant(*take);
      while (take->executeStep()) {
      }
      return found;
    });
  }

  std::vector<grant> live_grants(time_point now) override {
    return guarded([&] {
      lease query = ask(
          "SELECT id, digest, hold, approvers, made, expires, used_by FROM grant_ WHERE used_by = '' AND expires > ?");
      query->bind(1, micros(now));
      std::vector<grant> list;
      while (query->executeStep()) list.push_back(read_grant(*query));
      return list;
    });
  }

  void insert_token(const token& what) override {
    guarded([&] {
      lease add = ask("INSERT INTO token VALUES (?, ?, ?, ?)");
      add->bind(1, to_hex(what.hash));
      add->bind(2, what.person);
      add->bind(3, micros(what.made));
      add->bind(4, what.note);
      add->exec();
    });
  }

  std::optional<token> find_token(const digest& hash) override {
    return guarded([&]() -> std::optional<token> {
      lease query = ask("SELECT person, made, note FROM token WHERE hash = ?");
      query->bind(1, to_hex(hash));
      if (!query->executeStep()) return std::nullopt;
      return token{hash, query->getColumn(0).getString(), from_micros(query->getColumn(1).getInt64()),
                   query->getColumn(2).getString()};
    });
  }

  std::size_t remove_tokens(std::string_view person) override {
    return guarded([&] {
      lease change = ask("DELETE FROM token WHERE person = ?");
      change->bind(1, std::string{person});
      return static_cast<std::size_t>(change->exec());
    });
  }

  void set_delivery(const delivery& what) override {
    guarded([&] {
      lease change = ask("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?)");
      change->bind(1, what.hold);
      change->bind(2, what.channel);
      change->bind(3, what.reference);
      change->bind(4, static_cast<std::int64_t>(what.revision));
      change->exec();
    });
  }

  std::optional<delivery> find_delivery(std::string_view hold_id, std::string_view channel) override {
    return guarded([&]() -> std::optional<delivery> {
      lease query = ask("SELECT reference, revision FROM delivery WHERE hold = ? AND channel = ?");
      query->bind(1, std::string{hold_id});
      query->bind(2, std::string{channel});
      if (!query->executeStep()) return std::nullopt;
      return delivery{std::string{hold_id}, std::string{channel}, query->getColumn(0).getString(),
                      static_cast<std::uint64_t>(query->getColumn(1).getInt64())};
    });
  }

  std::vector<delivery> stale_deliveries(std::string_view channel, time_point since) override {
    return guarded([&] {
      lease query =
          ask("SELECT h.id, coalesce(d.reference, ''), coalesce(d.revision, 0) FROM hold h LEFT JOIN delivery d ON "
              "d.hold = h.id AND d.channel = ? WHERE CASE WHEN d.hold IS NULL THEN h.opened >= ? ELSE d.revision < "
              "h.revision END ORDER BY h.number");
      query->bind(1, std::string{channel});
      query->bind(2, micros(since));
      std::vector<delivery> list;
      while (query->executeStep()) {
        list.push_back({query->getColumn(0).getString(), std::string{channel}, query->getColumn(1).getString(),
                        static_cast<std::uint64_t>(query->getColumn(2).getInt64())});
      }
      return list;
    });
  }

 private:
  template <typename Work>
  auto guarded(Work&& work) -> decltype(work()) {
    return file_.guarded(std::forward<Work>(work));
  }
  lease ask(const std::string& sql) { return file_.ask(sql); }

  std::optional<hold> one(const std::string& sql, std::string_view key) {
    return guarded([&]() -> std::optional<hold> {
      lease query = ask(sql);
      query->bind(1, std::string{key});
      if (!query->executeStep()) return std::nullopt;
      hold found = read(*query);
      query->reset();
      return found;
    });
  }

  std::vector<std::string> ids(const std::string& sql, std::string_view key) {
    return guarded([&] {
      lease query = ask(sql);
      query->bind(1, std::string{key});
      std::vector<std::string> list;
      while (query->executeStep()) list.push_back(query->getColumn(0).getString());
      return list;
    });
  }

  bool decide(std::string_view hold_id, const decision& what, std::pair<hold_state, hold_state> in) {
    return guarded([&] {
      lease query = ask("SELECT decisions FROM hold WHERE id = ? AND state IN (?, ?)");
      query->bind(1, std::string{hold_id});
      query->bind(2, static_cast<int>(in.first));
      query->bind(3, static_cast<int>(in.second));
      if (!query->executeStep()) return false;
      const std::string before = query->getColumn(0).getString();
      query->reset();
      std::vector<decision> list = decisions_of(before);
      for (const decision& each : list) {
        if (each.approver == what.approver) return false;
      }
      list.push_back(what);
      // Compare and set: another process may have added one between.
      lease change = ask(
          "UPDATE hold SET decisions = ?, revision = revision + 1 WHERE id = ? AND decisions = ? AND state IN (?, ?)");
      change->bind(1, decisions_row(list));
      change->bind(2, std::string{hold_id});
      change->bind(3, before);
      change->bind(4, static_cast<int>(in.first));
      change->bind(5, static_cast<int>(in.second));
      return change->exec() == 1;
    });
  }

  static hold read(SQLite::Statement& row) {
    hold what;
    what.id = row.getColumn(0).getString();
    what.code = row.getColumn(1).getString();
    what.request = request_of(row.getColumn(2).getString());
    what.opened = from_micros(row.getColumn(3).getInt64());
    what.deadline = from_micros(row.getColumn(4).getInt64());
    what.state = static_cast<hold_state>(row.getColumn(5).getInt());
    if (!row.getColumn(6).isNull()) what.withdrawn_why = static_cast<withdrawal>(row.getColumn(6).getInt());
    what.decisions = decisions_of(row.getColumn(7).getString());
    what.settled = from_micros(row.getColumn(8).getInt64());
    what.released = from_micros(row.getColumn(9).getInt64());
    what.result.kind = static_cast<outcome_kind>(row.getColumn(10).getInt());
    what.result.text = row.getColumn(11).getString();
    what.result.took = std::chrono::microseconds{row.getColumn(12).getInt64()};
    what.used_grant = row.getColumn(13).getString();
    what.process = row.getColumn(14).getString();
    what.revision = static_cast<std::uint64_t>(row.getColumn(15).getInt64());
    return what;
  }

  static grant read_grant(SQLite::Statement& row) {
    grant what;
    what.id = row.getColumn(0).getString();
    what.what = from_hex(row.getColumn(1).getString()).value_or(digest{});
    what.hold = row.getColumn(2).getString();
    const boost::json::value approvers = boost::json::parse(row.getColumn(3).getString());
    for (const boost::json::value& each : approvers.as_array()) {
      what.approvers.emplace_back(each.as_string());
    }
    what.made = from_micros(row.getColumn(4).getInt64());
    what.expires = from_micros(row.getColumn(5).getInt64());
    what.used_by = row.getColumn(6).getString();
    return what;
  }

  sqlite_file file_;
  std::unique_ptr<credential_store> credentials_;
};

}  // namespace

std::unique_ptr<store> open_sqlite_store(const std::string& file) {
  return std::make_unique<sqlite_store>(file);
}

}  // namespace countersign::approvals
