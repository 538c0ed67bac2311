#include "approvals/inbox/sessions.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace countersign::approvals::inbox {

namespace {

std::string hash_of(std::string_view cookie) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_Digest(cookie.data(), cookie.size(), out.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available");
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace

std::string sessions::random_hex() {
  std::array<std::uint8_t, 32> bytes{};
  ids_.fill(bytes);
  std::string out;
  for (const auto byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

std::optional<sessions::made> sessions::open(std::string token, std::string person, time_point now) {
  make_room(person, now);
  if (all_.size() >= limits_.sessions_max) return std::nullopt;
  made answer{random_hex(), random_hex()};
  all_.insert_or_assign(hash_of(answer.cookie),
                        browser_session{std::move(token), answer.csrf, std::move(person), now + limits_.life});
  return answer;
}

void sessions::make_room(std::string_view person, time_point now) {
  std::erase_if(all_, [&](const auto& one) { return one.second.expires <= now; });
  std::size_t theirs = 0;
  auto oldest = all_.end();
  for (auto at = all_.begin(); at != all_.end(); ++at) {
    if (at->second.person != person) continue;
    ++theirs;
    if (oldest == all_.end() || at->second.expires < oldest->second.expires) oldest = at;
  }
  if (theirs >= limits_.per_person_max) all_.erase(oldest);
}

const browser_session* sessions::find(std::string_view cookie, time_point now) const {
  const auto at = all_.find(hash_of(cookie));
  return at == all_.end() || at->second.expires <= now ? nullptr : &at->second;
}

void sessions::close(std::string_view cookie) {
  all_.erase(hash_of(cookie));
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace countersign::approvals::inbox
