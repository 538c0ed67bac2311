// The SQLite file behind the store: its schema, its statements, its transactions. Included by the store's own files
// only.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>

#include "approvals/ports/store.hpp"

namespace countersign::approvals {

[[nodiscard]] std::int64_t micros(time_point what);
[[nodiscard]] time_point from_micros(std::int64_t what);

// A cached statement in use. Reset afterwards: one that is left in the middle keeps an old view of the file.
class lease {
 public:
  explicit lease(SQLite::Statement& what) : what_(what) {}
  ~lease() { what_.tryReset(); }
  lease(const lease&) = delete;
  lease& operator=(const lease&) = delete;
  SQLite::Statement* operator->() const { return &what_; }
  SQLite::Statement& operator*() const { return what_; }

 private:
  SQLite::Statement& what_;
};

// Opens the file, or makes it; an older schema is brought up to date.
class sqlite_file {
 public:
  explicit sqlite_file(const std::string& file);

  void begin();
  void commit();
  void rollback() noexcept;

  // A statement that is compiled once; without values.
  lease ask(const std::string& sql);

  // Runs it, and says of which file it is that something went wrong.
  template <typename Work>
  auto guarded(Work&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const store_error&) {
      throw;
    } catch (const std::exception& error) {
      throw store_error(fmt::format("store {}: {}", file_, error.what()));
    }
  }

 private:
  void bring_up_to_date();

  std::string file_;
  SQLite::Database db_;
  std::map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
  bool open_ = false;
};

[[nodiscard]] std::unique_ptr<credential_store> make_sqlite_credentials(sqlite_file& file);  // which outlives it

}  // namespace countersign::approvals
