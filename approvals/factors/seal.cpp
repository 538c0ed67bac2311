#include "approvals/factors/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>
#include <new>

namespace countersign::factors {

namespace {

constexpr std::size_t tag_bytes = 16;

struct free_context {
  void operator()(EVP_CIPHER_CTX* what) const { EVP_CIPHER_CTX_free(what); }
};
using context_ptr = std::unique_ptr<EVP_CIPHER_CTX, free_context>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<sealer> sealer::from_hex(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  text = text.substr(0, text.find_last_not_of(blanks) + 1);
  sealer made;
  if (text.size() != 2 * key_bytes) return std::nullopt;
  for (std::size_t i = 0; i < key_bytes; ++i) {
    const int high = digit(text[2 * i]);
    const int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    made.key_[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return made;
}

sealer::~sealer() {
  OPENSSL_cleanse(key_.data(), key_.size());
}

std::string sealer::seal(std::string_view secret, std::string_view context, const nonce& once) const {
  const context_ptr with{EVP_CIPHER_CTX_new()};
  std::string out(reinterpret_cast<const char*>(once.data()), once.size());
  std::string text(secret.size(), '\0');
  std::array<unsigned char, tag_bytes> tag{};
  int length = 0;
  const bool ok =
      with && EVP_EncryptInit_ex(with.get(), EVP_aes_256_gcm(), nullptr, key_.data(), once.data()) == 1 &&
      EVP_EncryptUpdate(with.get(), nullptr, &length, bytes_of(context), static_cast<int>(context.size())) == 1 &&
      EVP_EncryptUpdate(with.get(), bytes_of(text), &length, bytes_of(secret), static_cast<int>(secret.size())) == 1 &&
      EVP_EncryptFinal_ex(with.get(), nullptr, &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag.data()) == 1;
  if (!ok) throw std::bad_alloc{};
  return out.append(text).append(reinterpret_cast<const char*>(tag.data()), tag.size());
}

std::optional<std::string> sealer::open(std::string_view sealed, std::string_view context) const {
  if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
  const std::string_view once = sealed.substr(0, nonce_bytes);
  const std::string_view body = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
  std::string tag{sealed.substr(sealed.size() - tag_bytes)};
  const context_ptr with{EVP_CIPHER_CTX_new()};
  std::string text(body.size(), '\0');
  int length = 0;
  const bool ok =
      with && EVP_DecryptInit_ex(with.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes_of(once)) == 1 &&
      EVP_DecryptUpdate(with.get(), nullptr, &length, bytes_of(context), static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(with.get(), bytes_of(text), &length, bytes_of(body), static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, bytes_of(tag)) == 1 &&
      EVP_DecryptFinal_ex(with.get(), nullptr, &length) == 1;
  if (!ok) return std::nullopt;
  return text;
}

}  // namespace countersign::factors
