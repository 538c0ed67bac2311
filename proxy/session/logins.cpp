#include "proxy/session/logins.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace countersign::session {

namespace {

constexpr std::size_t mock_salt_bytes = 16;  // SCRAM_DEFAULT_SALT_LEN

constexpr std::uint32_t mock_iterations_of_nobody = 4096;  // SCRAM_DEFAULT_ITERATIONS

void skip_blanks(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
}

std::optional<std::string> quoted(std::string_view& line) {
  if (!line.starts_with('"')) return std::nullopt;
  std::string out;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (i + 1 == line.size() || line[i + 1] != '"') {
        line.remove_prefix(i + 1);
        return out;
      }
      ++i;
    }
    out.push_back(line[i]);
  }
  return std::nullopt;
}

std::string_view text_of(const scram_key& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

logins::load_result logins::load(std::string_view text, std::string_view file) {
  load_result out;
  const auto fresh = std::make_shared<logins>();
  std::size_t number = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    ++number;
    skip_blanks(line);
    if (line.empty() || line.front() == ';' || line.front() == '#') continue;
    const auto role = quoted(line);
    skip_blanks(line);
    const auto secret = quoted(line);
    skip_blanks(line);
    const auto verifier = secret ? scram_verifier::read(*secret) : std::nullopt;
    if (!role || role->empty() || !secret || !line.empty()) {
      out.mistakes.push_back(fmt::format("{}:{}: must be \"role\" \"verifier\"", file, number));
    } else if (!verifier) {
      out.mistakes.push_back(
          fmt::format("{}:{}: not a SCRAM-SHA-256 verifier as pg_authid.rolpassword has it", file, number));
    } else if (!fresh->by_role_.emplace(*role, *verifier).second) {
      out.mistakes.push_back(fmt::format("{}:{}: this role was named before", file, number));
    }
  }
  if (fresh->by_role_.empty() && out.mistakes.empty()) {
    out.mistakes.push_back(fmt::format("{}: names no role, so that nobody could log in", file));
  }
  if (!out.mistakes.empty()) return out;
  fresh->choose_mock();
  out.loaded = fresh;
  return out;
}

std::shared_ptr<const logins> logins::of(const std::vector<std::pair<std::string, std::string>>& roles_and_verifiers) {
  const auto fresh = std::make_shared<logins>();
  for (const auto& [role, secret] : roles_and_verifiers) {
    if (const auto verifier = scram_verifier::read(secret)) fresh->by_role_.emplace(role, *verifier);
  }
  fresh->choose_mock();
  return fresh;
}

// Secret, and the same after a restart and, nearly always, after a change of the roles: else who asks twice would know.
// Where nobody has a verifier there is nothing to hide.
void logins::choose_mock() {
  const auto least = std::min_element(by_role_.begin(), by_role_.end(), [](const auto& left, const auto& right) {
    return left.second.stored_key < right.second.stored_key;
  });
  const bool any = least != by_role_.end();
  mock_secret_ = text_of(hmac_sha256(any ? text_of(least->second.server_key) : "", "mock authentication"));
  mock_iterations_ = any ? least->second.iterations : mock_iterations_of_nobody;
}

scram_verifier logins::find(std::string_view role) const {
  // Made for everybody, so that it takes everybody the same time.
  const std::string about{role};
  const scram_key salt = hmac_sha256(mock_secret_, "salt" + about);
  scram_verifier out{std::string{text_of(salt).substr(0, mock_salt_bytes)}, mock_iterations_,
                     hmac_sha256(mock_secret_, "stored" + about), hmac_sha256(mock_secret_, "server" + about)};
  const auto found = by_role_.find(role);
  if (found != by_role_.end()) out = found->second;
  return out;
}

}  // namespace countersign::session
