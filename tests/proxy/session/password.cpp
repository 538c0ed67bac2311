#include "tests/proxy/session/password.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <stdexcept>

#include "proxy/session/base64.hpp"

namespace countersign::test {

namespace {

std::string salted(std::string_view password, std::string_view salt, int iterations) {
  std::string out(32, '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                        reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()), iterations,
                        EVP_sha256(), 32, reinterpret_cast<unsigned char*>(out.data())) != 1) {
    throw std::runtime_error{"no PBKDF2"};
  }
  return out;
}

std::string_view text_of(const session::scram_key& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

session::scram_key client_key_of(std::string_view password, std::string_view salt, int iterations) {
  return session::hmac_sha256(salted(password, salt, iterations), "Client Key");
}

session::scram_verifier verifier_of(std::string_view password, std::string_view salt, int iterations) {
  session::scram_verifier out{std::string{salt}, static_cast<std::uint32_t>(iterations), {}, {}};
  const session::scram_key key = client_key_of(password, salt, iterations);
  if (EVP_Digest(key.data(), key.size(), out.stored_key.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error{"no SHA-256"};
  }
  out.server_key = session::hmac_sha256(salted(password, salt, iterations), "Server Key");
  return out;
}

std::string written(const session::scram_verifier& what) {
  return fmt::format("SCRAM-SHA-256${}:{}${}:{}", what.iterations, session::base64_encode(what.salt),
                     session::base64_encode(text_of(what.stored_key)),
                     session::base64_encode(text_of(what.server_key)));
}

}  // namespace countersign::test
