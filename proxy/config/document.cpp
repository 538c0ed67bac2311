#include "proxy/config/document.hpp"

#include <algorithm>
#include <cstdlib>

#include "proxy/config/config.hpp"

namespace countersign::config {

void document::mistake(const toml::source_region& where, std::string key, std::string message, std::string suggestion) {
  mistakes_.push_back(
      {file_, where.begin.line, where.begin.column, std::move(key), std::move(message), std::move(suggestion)});
}

void document::text(const toml::table& from, std::string_view key, std::string& to) {
  if (const toml::node* const node = take(from, key)) {
    if (const auto value = node->value_exact<std::string>()) {
      to = *value;
    } else {
      mistake(node->source(), dotted(key), "must be a string", fmt::format("{} = \"...\"", key));
    }
  }
}

void document::texts(const toml::table& from, std::string_view key, std::vector<std::string>& to) {
  const toml::node* const node = take(from, key);
  if (node == nullptr) return;
  to.clear();
  const toml::array* const all = node->as_array();
  bool good = all != nullptr && !all->empty();
  if (good) {
    for (const toml::node& each : *all) to.push_back(each.value_exact<std::string>().value_or(std::string{}));
    good = std::find(to.begin(), to.end(), std::string{}) == to.end();
  }
  if (!good) mistake(node->source(), dotted(key), "must be a list of strings", fmt::format("{} = [\"...\"]", key));
}

void document::word(const toml::table& from, std::string_view key, const std::vector<std::string>& allowed,
                    std::string& to) {
  std::string given = to;
  text(from, key, given);
  if (std::find(allowed.begin(), allowed.end(), given) != allowed.end()) {
    to = given;
  } else {
    wrong(from, key, fmt::format("must be one of {}", fmt::join(allowed, ", ")), {});
  }
}

void document::flag(const toml::table& from, std::string_view key, bool& to) {
  if (const toml::node* const node = take(from, key)) {
    if (const auto value = node->value_exact<bool>()) {
      to = *value;
    } else {
      mistake(node->source(), dotted(key), "must be true or false", {});
    }
  }
}

void document::duration(const toml::table& from, std::string_view key, std::chrono::seconds& to) {
  const toml::node* const node = take(from, key);
  if (node == nullptr) return;
  const std::string value = node->value_exact<std::string>().value_or("");
  const std::map<char, int> units{{'s', 1}, {'m', 60}, {'h', 3600}};
  const bool shaped = value.size() > 1 && value.size() < 8 && units.count(value.back()) == 1 &&
                      value.find_first_not_of("0123456789") == value.size() - 1;
  if (!shaped) {
    mistake(node->source(), dotted(key), "must be a duration", fmt::format("{} = \"30s\", \"10m\" or \"1h\"", key));
    return;
  }
  to = std::chrono::seconds{std::atoi(value.c_str()) * units.at(value.back())};
}

void document::at_least(const toml::table& from, std::string_view key, std::chrono::seconds value,
                        std::chrono::seconds least) {
  const toml::node* const node = from.get(key);
  if (node == nullptr || value >= least) return;
  mistake(node->source(), dotted(key), fmt::format("must be {} s or more", least.count()), {});
}

void document::no_password(const toml::table& from, std::string_view key, std::string_view instead) {
  const toml::node* const node = from.get(key);
  const std::string value = node == nullptr ? std::string{} : node->value_exact<std::string>().value_or("");
  const std::size_t scheme = value.find("://");
  const std::string login = scheme == std::string::npos ? std::string{} : value.substr(scheme + 3, value.find('@'));
  const bool in_url = value.find('@') != std::string::npos && login.find(':') < login.find('@');
  if (!in_url && value.find("password") == std::string::npos) return;
  mistake(node->source(), dotted(key), "a password does not belong into this file",
          fmt::format("put the connection string into {}", instead));
}

void document::secret(const toml::table& from, std::string_view key, const char* variable,
                      const std::filesystem::path& beside, std::string& to) {
  std::string name;
  text(from, key, name);
  if (name.empty()) {
    if (const char* const value = variable == nullptr ? nullptr : std::getenv(variable)) to = value;
    return;
  }
  try {
    to = read_file((beside / name).string());
    while (!to.empty() && (to.back() == '\n' || to.back() == '\r' || to.back() == ' ')) to.pop_back();
  } catch (const std::exception& error) {
    mistake(from.get(key)->source(), dotted(key), error.what(), "make it readable for Countersign");
  }
}

void document::wrong(const toml::table& from, std::string_view key, std::string message, std::string suggestion) {
  const toml::node* const node = from.get(key);
  mistake(node == nullptr ? from.source() : node->source(), dotted(key), std::move(message), std::move(suggestion));
}

void document::check_keys(const toml::table& from, const std::string& section) {
  const std::vector<std::string>& known = known_[section];
  for (const auto& [key, node] : from) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    mistake(key.source(), section.empty() ? std::string{key.str()} : fmt::format("{}.{}", section, key.str()),
            "unknown key", fmt::format("known here: {}", fmt::join(known, ", ")));
  }
}

const toml::node* document::take(const toml::table& from, std::string_view key) {
  std::vector<std::string>& known = known_[section_];
  if (std::find(known.begin(), known.end(), key) == known.end()) known.emplace_back(key);
  return from.get(key);
}

}  // namespace countersign::config
