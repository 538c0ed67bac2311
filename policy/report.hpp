// Collects what is wrong with a rules file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/document.hpp"
#include "policy/ruleset.hpp"

namespace countersign::policy {

class report {
 public:
  explicit report(std::string_view file) : file_(file) {}
  void mistake(position where, std::string key, std::string message, std::string suggestion = {});
  void warning(position where, std::string key, std::string message, std::string suggestion = {});
  [[nodiscard]] std::size_t mistake_count() const { return mistakes_.size(); }
  // In the order of the file.
  [[nodiscard]] std::vector<diagnostic> take_mistakes();
  [[nodiscard]] std::vector<diagnostic> take_warnings();

 private:
  std::string file_;
  std::vector<diagnostic> mistakes_;
  std::vector<diagnostic> warnings_;
};

// A text of the file in messages: short, and with nothing invisible in it.
[[nodiscard]] std::string quoted(std::string_view text);

// A value of the file together with its dotted key.
struct field {
  const node* value = nullptr;
  std::string key;  // rule[2].action
};

// One table of the file: hands out its values by key and type, and reports every key that nobody knows. A value of the
// wrong type is reported and then treated as absent.
class table_reader {
 public:
  // The table must outlive the reader.
  table_reader(const node& table, std::string path, report& to);

  [[nodiscard]] position where() const { return table_.where; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string key(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return table_.find(name) != nullptr; }
  // Where a key stands, or the table if it has no such key.
  [[nodiscard]] position where_of(std::string_view name) const;

  [[nodiscard]] std::optional<field> any(std::string_view name);
  [[nodiscard]] std::optional<field> text(std::string_view name);
  [[nodiscard]] std::optional<field> boolean(std::string_view name);
  [[nodiscard]] std::optional<field> integer(std::string_view name);
  [[nodiscard]] std::optional<field> table(std::string_view name);
  // A list of texts; a single text stands for a list of one. An empty list is a mistake.
  [[nodiscard]] std::vector<field> texts(std::string_view name);
  // A list of tables ([[name]]).
  [[nodiscard]] std::vector<field> tables(std::string_view name);

  // To be called when all keys have been asked for: whatever else is in the table is unknown.
  void finish();

 private:
  [[nodiscard]] std::optional<field> typed(std::string_view name, node::kind wanted, std::string_view example);

  const node& table_;
  std::string path_;
  report& to_;
  std::vector<std::string_view> known_;
};

}  // namespace countersign::policy
