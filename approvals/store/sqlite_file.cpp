#include "approvals/store/sqlite_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace countersign::approvals {

namespace {

// What each version of the schema added to the one before. They are history: a change is a new one at the end.
constexpr std::array<const char*, 2> migrations{
    R"sql(
CREATE TABLE hold (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, request TEXT NOT NULL,
  opened INTEGER NOT NULL, deadline INTEGER NOT NULL, state INTEGER NOT NULL, why INTEGER, decisions TEXT NOT NULL,
  settled INTEGER NOT NULL, released INTEGER NOT NULL, outcome INTEGER NOT NULL, outcome_text TEXT NOT NULL,
  took INTEGER NOT NULL, used_grant TEXT NOT NULL, process TEXT NOT NULL, revision INTEGER NOT NULL);
CREATE INDEX hold_code ON hold (code);
CREATE INDEX hold_state ON hold (state, number);
CREATE INDEX hold_opened ON hold (opened);
CREATE TABLE grant_ (id TEXT PRIMARY KEY, digest TEXT NOT NULL, hold TEXT NOT NULL, approvers TEXT NOT NULL,
  made INTEGER NOT NULL, expires INTEGER NOT NULL, used_by TEXT NOT NULL);
CREATE INDEX grant_digest ON grant_ (digest);
CREATE TABLE token (hash TEXT PRIMARY KEY, person TEXT NOT NULL, made INTEGER NOT NULL, note TEXT NOT NULL);
CREATE TABLE delivery (hold TEXT NOT NULL, channel TEXT NOT NULL, reference TEXT NOT NULL, revision INTEGER NOT NULL,
  PRIMARY KEY (hold, channel));
)sql",
    R"sql(
CREATE TABLE credential (id TEXT PRIMARY KEY, person TEXT NOT NULL, kind INTEGER NOT NULL, name TEXT NOT NULL,
  algorithm INTEGER NOT NULL, data BLOB NOT NULL, counter INTEGER NOT NULL, made INTEGER NOT NULL, used INTEGER NOT NULL);
CREATE INDEX credential_person ON credential (person);
CREATE TABLE invitation (hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE failure (person TEXT PRIMARY KEY, count INTEGER NOT NULL, last INTEGER NOT NULL);
)sql"};

// The file exists with the right mode before SQLite writes to it.
SQLite::Database open(const std::string& file) {
  try {
    if (file != ":memory:") {
      const int fd = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
      if (fd < 0) throw store_error(fmt::format("store {}: {}", file, std::strerror(errno)));
      ::close(fd);
    }
    return SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
  } catch (const SQLite::Exception& error) {
    throw store_error(fmt::format("store {}: {}", file, error.what()));
  }
}

}  // namespace

std::int64_t micros(time_point what) {
  return std::chrono::duration_cast<std::chrono::microseconds>(what.time_since_epoch()).count();
}
time_point from_micros(std::int64_t what) {
  return time_point{std::chrono::microseconds{what}};
}

sqlite_file::sqlite_file(const std::string& file) : file_(file), db_(open(file)) {
  guarded([&] {
    db_.exec("PRAGMA journal_mode = WAL");
    db_.exec("PRAGMA synchronous = FULL");
    db_.exec("PRAGMA foreign_keys = ON");
    bring_up_to_date();
  });
}

// In one transaction, and looked at again inside of it: two processes may open the same old file.
void sqlite_file::bring_up_to_date() {
  const auto found = [&] { return db_.execAndGet("PRAGMA user_version").getInt(); };
  constexpr int newest = static_cast<int>(migrations.size());
  if (found() == newest) return;
  SQLite::Transaction all(db_, SQLite::TransactionBehavior::IMMEDIATE);
  const int before = found();
  if (before < 0 || before > newest) {
    throw store_error(fmt::format("store {}: made by a newer version of Countersign (schema {}, this one has {})",
                                  file_, before, newest));
  }
  for (int version = before; version < newest; ++version) db_.exec(migrations[static_cast<std::size_t>(version)]);
  db_.exec(fmt::format("PRAGMA user_version = {}", newest));
  all.commit();
}

void sqlite_file::begin() {
  guarded([&] { db_.exec("BEGIN IMMEDIATE"); });
  open_ = true;
}

void sqlite_file::commit() {
  guarded([&] { db_.exec("COMMIT"); });
  open_ = false;
}

void sqlite_file::rollback() noexcept {
  if (!std::exchange(open_, false)) return;
  try {
    db_.exec("ROLLBACK");
  } catch (const std::exception&) {  // SQLite has rolled back by itself already, as it does when the disk is full
  }
}

lease sqlite_file::ask(const std::string& sql) {
  auto at = statements_.find(sql);
  if (at == statements_.end()) at = statements_.emplace(sql, std::make_unique<SQLite::Statement>(db_, sql)).first;
  at->second->reset();
  at->second->clearBindings();
  return lease{*at->second};
}

}  // namespace countersign::approvals
