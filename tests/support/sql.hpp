// libpq behind an owning type, for tests that need an ordinary driver.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;

namespace countersign::test {

// What one statement answered. `sqlstate` is empty when it worked.
struct sql_result {
  std::string tag;  // DELETE 1204
  std::vector<std::vector<std::string>> rows;
  std::string sqlstate;
  std::string message;
  std::string detail;
  std::string hint;

  [[nodiscard]] bool ok() const { return sqlstate.empty(); }
  [[nodiscard]] std::string value() const { return rows.empty() || rows[0].empty() ? std::string{} : rows[0][0]; }
};

// One connection. Notices are collected, not printed. Usable from one thread at a time.
class sql_connection {
 public:
  // Throws std::runtime_error with libpq's message if it cannot connect.
  explicit sql_connection(const std::string& conninfo);

  sql_result exec(const std::string& sql);
  sql_result exec_params(const std::string& sql, const std::vector<std::string>& values);
  // As exec, but throws std::runtime_error when the statement fails.
  std::string must(const std::string& sql);

  [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }
  [[nodiscard]] int backend_pid() const;
  [[nodiscard]] char transaction() const;  // 'I' idle, 'T' in a transaction, 'E' in a failed one, '?' otherwise
  [[nodiscard]] bool cancel();             // as Ctrl-C in psql does; may be called from another thread
  [[nodiscard]] pg_conn* get() const { return connection_.get(); }  // for libpq's asynchronous and pipeline calls

 private:
  struct closer {
    void operator()(pg_conn* connection) const;
  };
  std::unique_ptr<pg_conn, closer> connection_;
  std::vector<std::string> notices_;

 public:
  // libpq keeps the address of notices_.
  sql_connection(const sql_connection&) = delete;
  sql_connection& operator=(const sql_connection&) = delete;
};

// Whether one gets in with this: empty, or libpq's words.
[[nodiscard]] std::string refusal(const std::string& conninfo);

}  // namespace countersign::test
