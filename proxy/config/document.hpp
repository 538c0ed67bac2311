// Reading a TOML document key by key; every mistake is kept with its place.
#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "policy/ruleset.hpp"

namespace countersign::config {

// Takes values out of the document one by one; what nobody took is a mistake.
class document {
 public:
  document(std::vector<policy::diagnostic>& mistakes, const std::string& file) : mistakes_(mistakes), file_(file) {}

  void mistake(const toml::source_region& where, std::string key, std::string message, std::string suggestion);

  template <typename Read>
  void table(const toml::table& root, std::string_view name, Read&& read) {
    known_[""].emplace_back(name);
    const toml::node* const node = root.get(name);
    if (node == nullptr) return;
    if (!node->is_table()) {
      mistake(node->source(), std::string{name}, "must be a table", fmt::format("write [{}]", name));
      return;
    }
    enter(name, *node->as_table(), read);
  }

  // A table that may be there several times, as [[name]]. False: it is not there at all.
  template <typename Read>
  bool tables(const toml::table& root, std::string_view name, Read&& read) {
    known_[section_].emplace_back(name);
    const toml::node* const node = root.get(name);
    if (node == nullptr) return false;
    const std::string path = section_.empty() ? std::string{name} : dotted(name);
    const toml::array* const all = node->as_array();
    if (all == nullptr || !all->is_homogeneous<toml::table>()) {
      mistake(node->source(), path, "must be a list of tables", fmt::format("write [[{}]]", path));
      return true;
    }
    for (const toml::node& each : *all) enter(path, *each.as_table(), read);
    return true;
  }

  void text(const toml::table& from, std::string_view key, std::string& to);
  // A list of strings, none of them empty.
  void texts(const toml::table& from, std::string_view key, std::vector<std::string>& to);
  // One of a few words.
  void word(const toml::table& from, std::string_view key, const std::vector<std::string>& allowed, std::string& to);
  void flag(const toml::table& from, std::string_view key, bool& to);
  void duration(const toml::table& from, std::string_view key, std::chrono::seconds& to);
  void at_least(const toml::table& from, std::string_view key, std::chrono::seconds value, std::chrono::seconds least);

  template <typename Number>
  void number(const toml::table& from, std::string_view key, Number& to, std::int64_t least, std::int64_t most) {
    if (const toml::node* const node = take(from, key)) {
      const auto value = node->value_exact<std::int64_t>();
      if (value && *value >= least && *value <= most) {
        to = static_cast<Number>(*value);
      } else {
        mistake(node->source(), dotted(key), fmt::format("must be a whole number from {} to {}", least, most), {});
      }
    }
  }

  // A connection string may hold one, in the form of a URL or of key and value.
  void no_password(const toml::table& from, std::string_view key, std::string_view instead);
  // A secret stands in a file of its own or in the environment, never in this one.
  void secret(const toml::table& from, std::string_view key, const char* variable, const std::filesystem::path& beside,
              std::string& to);

  // What is wrong with a key that was read, or with its absence.
  void wrong(const toml::table& from, std::string_view key, std::string message, std::string suggestion);
  // At the end of a table: keys that were not read.
  void check_keys(const toml::table& from, const std::string& section);

 private:
  template <typename Read>
  void enter(std::string_view name, const toml::table& from, Read&& read) {
    const std::string outside = std::exchange(section_, std::string{name});
    read(from);
    check_keys(from, section_);
    section_ = outside;
  }
  const toml::node* take(const toml::table& from, std::string_view key);
  [[nodiscard]] std::string dotted(std::string_view key) const { return fmt::format("{}.{}", section_, key); }

  std::vector<policy::diagnostic>& mistakes_;
  const std::string& file_;
  std::string section_;
  std::map<std::string, std::vector<std::string>> known_;
};

}  // namespace countersign::config
