#include "approvals/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <memory>
#include <new>

namespace countersign::approvals {

namespace {

class sha256 {
 public:
  sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc{};
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  // With its length before it, so that where one field ends is part of what is hashed.
  void add_field(std::string_view bytes) {
    const std::uint64_t size = bytes.size();
    std::array<char, 8> prefix{};
    for (std::size_t i = 0; i < prefix.size(); ++i) prefix[i] = static_cast<char>(size >> (56 - 8 * i));
    add({prefix.data(), prefix.size()});
    add(bytes);
  }
  [[nodiscard]] digest finish() {
    digest result{};
    EVP_DigestFinal_ex(context_.get(), result.data(), nullptr);
    return result;
  }

 private:
  struct free_context {
    void operator()(EVP_MD_CTX* what) const { EVP_MD_CTX_free(what); }
  };
  std::unique_ptr<EVP_MD_CTX, free_context> context_;
};

std::string_view bytes_of(const digest& what) {
  return {reinterpret_cast<const char*>(what.data()), what.size()};
}

constexpr std::string_view code_alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";  // 30 signs, no 0 O 1 I L U

}  // namespace

digest digest_of(const digest_input& what) {
  sha256 hash;
  hash.add_field("countersign request v1");
  hash.add_field(fmt::format("{}", what.messages.size()));
  for (const std::string_view each : what.messages) hash.add_field(each);
  for (const std::string_view each : {what.statement, what.requester, what.role, what.upstream, what.database,
                                      what.search_path, what.policy_version}) {
    hash.add_field(each);
  }
  return hash.finish();
}

digest digest_of_token(std::string_view token) {
  sha256 hash;
  hash.add(token);
  return hash.finish();
}

std::string to_hex(const digest& what) {
  std::string hex;
  hex.reserve(what.size() * 2);
  for (const std::uint8_t byte : what) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::optional<digest> from_hex(std::string_view hex) {
  digest result{};
  if (hex.size() != result.size() * 2) return std::nullopt;
  const auto nibble = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  for (std::size_t i = 0; i < result.size(); ++i) {
    const int high = nibble(hex[2 * i]);
    const int low = nibble(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    result[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return result;
}

std::string match_code(const digest& what, std::string_view hold_id) {
  sha256 hash;
  hash.add_field(bytes_of(what));
  hash.add_field(hold_id);
  const digest mixed = hash.finish();
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | mixed[i];
  std::string code;
  for (int i = 0; i < 6; ++i) {
    if (i == 3) code.push_back('-');
    code.push_back(code_alphabet[number % code_alphabet.size()]);
    number /= code_alphabet.size();
  }
  return code;
}

std::string normalize_code(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (code_alphabet.find(c) == std::string_view::npos || code.size() == 7) return {};
    if (code.size() == 3) code.push_back('-');
    code.push_back(c);
  }
  return code.size() == 7 ? code : std::string{};
}

}  // namespace countersign::approvals
