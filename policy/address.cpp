// IP addresses as text, strictly: what inet_pton would not take, we do not guess at.
#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "policy/subject.hpp"

namespace countersign::policy {

namespace {

constexpr std::size_t address_text_max = INET6_ADDRSTRLEN;
constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_mapped(const std::array<std::uint8_t, 16>& bytes) {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
}

}  // namespace

std::optional<ip_address> ip_address::parse(std::string_view text) {
  if (text.empty() || text.size() >= address_text_max) return std::nullopt;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  std::array<char, address_text_max> terminated{};
  std::copy(text.begin(), text.end(), terminated.begin());
  ip_address out;
  if (::inet_pton(AF_INET6, terminated.data(), out.bytes.data()) == 1) return out;
  if (::inet_pton(AF_INET, terminated.data(), out.bytes.data() + mapped_prefix.size()) == 1) {
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), out.bytes.begin());
    return out;
  }
  return std::nullopt;
}

std::string ip_address::to_string() const {
  std::array<char, address_text_max> out{};
  const bool mapped = is_mapped(bytes);
  const void* const from = mapped ? bytes.data() + mapped_prefix.size() : bytes.data();
  if (::inet_ntop(mapped ? AF_INET : AF_INET6, from, out.data(), out.size()) == nullptr) return {};
  return out.data();
}

}  // namespace countersign::policy
