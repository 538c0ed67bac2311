// Where the corpus is played: one PostgreSQL, equal databases for the two ways, Countersign in front.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tests/sql/conversation.hpp"
#include "tests/support/countersign_process.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/sql.hpp"
#include "tests/support/temp_dir.hpp"

namespace countersign::test::corpus {

// The starter rules and those of rules.toml.
[[nodiscard]] std::string rules();

class stage {
 public:
  stage();

  // Databases that are equal to the fixture. `fresh` makes one anew; connections to the old one are closed.
  void fresh(std::string_view database);
  [[nodiscard]] std::unique_ptr<sql_connection> direct(std::string_view database) const;
  [[nodiscard]] std::unique_ptr<sql_connection> through(std::string_view database) const;
  std::string sql(const std::string& statement, std::string_view database = "postgres") const {
    return cluster_.sql(statement, database);
  }

  // The text with `{{dir}}` replaced by the folder for files, and every `{{=SQL expression}}` by its value.
  [[nodiscard]] std::string filled(const std::string& text) const;
  // What files are in the folder; they are removed.
  [[nodiscard]] bool take_files() const;
  [[nodiscard]] const type_numbers& types() const { return types_; }

  // All that can be changed, told as one text: the rows of every table and catalog by count and newest transaction,
  // sequences, files of settings, slots, prepared transactions. Read on a connection, so that it sees that one's own
  // open transaction.
  [[nodiscard]] std::string state(sql_connection& of) const;
  // The session's own: role, settings, cursors, prepared statements, channels.
  [[nodiscard]] static std::string session_state(sql_connection& of);

 private:
  postgres_cluster cluster_;
  std::unique_ptr<countersign_process> proxy_;
  temp_dir folder_;
  std::string state_query_;
  type_numbers types_;
  mutable std::unique_ptr<sql_connection> reader_;  // for placeholders
};

// The stage that the tests of this program share.
[[nodiscard]] stage& shared_stage();

}  // namespace countersign::test::corpus
