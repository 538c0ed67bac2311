// A passkey in software: what a browser and its authenticator would say, with everything about it open to a test.
#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "approvals/factors/base64url.hpp"
#include "approvals/factors/passkey.hpp"

namespace countersign::approvals::tests {

struct soft_key {
  struct free_key {
    void operator()(EVP_PKEY* what) const { EVP_PKEY_free(what); }
  };
  soft_key(factors::relying_party us, int kind) : site(std::move(us)), algorithm(kind) {
    EVP_PKEY* const made = kind == -7     ? EVP_EC_gen("P-256")
                           : kind == -257 ? EVP_RSA_gen(2048)
                                          : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    if (made == nullptr) throw std::runtime_error("no key could be made");
    key.reset(made);
    id = "key " + public_part().substr(0, 12);
  }

  [[nodiscard]] factors::registration enrol(std::string_view challenge) {
    return {client_data("webauthn.create", challenge), authenticator_data(0x40) + std::string(16, '\0') +
                                                           std::string{'\0'} + static_cast<char>(id.size()) + id +
                                                           cose()};
  }
  [[nodiscard]] factors::assertion sign(std::string_view challenge) {
    ++counter;
    factors::assertion said{id, client_data("webauthn.get", challenge), authenticator_data(0), {}};
    said.signature = signature(said.authenticator_data + hash(said.client_data));
    return said;
  }

  factors::relying_party site;
  int algorithm;
  unsigned char flags = 0x05;
  std::uint32_t counter = 1;
  std::string id;

 private:
  [[nodiscard]] std::string client_data(std::string_view type, std::string_view challenge) const {
    return "{\"type\":\"" + std::string{type} + "\",\"challenge\":\"" + factors::to_base64url(challenge) +
           "\",\"origin\":\"" + site.origin + "\",\"crossOrigin\":false}";
  }
  [[nodiscard]] std::string authenticator_data(unsigned char more_flags) const {
    std::string out = hash(site.id);
    out.push_back(static_cast<char>(flags | more_flags));
    for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<char>(counter >> shift));
    return out;
  }
  [[nodiscard]] static std::string hash(std::string_view what) {
    std::string out(32, '\0');
    EVP_Digest(what.data(), what.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr, EVP_sha256(), nullptr);
    return out;
  }
  [[nodiscard]] std::string signature(const std::string& over) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> with{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    std::string out(1024, '\0');
    std::size_t size = out.size();
    EVP_DigestSignInit(with.get(), nullptr, algorithm == -8 ? nullptr : EVP_sha256(), nullptr, key.get());
    EVP_DigestSign(with.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                   reinterpret_cast<const unsigned char*>(over.data()), over.size());
    out.resize(size);
    return out;
  }
  [[nodiscard]] std::string number(const char* name) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key.get(), name, &value);
    std::string out(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
    BN_bn2bin(value, reinterpret_cast<unsigned char*>(out.data()));
    BN_free(value);
    return out;
  }
  [[nodiscard]] static std::string padded(std::string bytes, std::size_t size) {
    return std::string(size - bytes.size(), '\0') + bytes;
  }
  [[nodiscard]] std::string raw() const {
    std::size_t size = 32;
    std::string out(size, '\0');
    EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(out.data()), &size);
    return out;
  }
  [[nodiscard]] std::string public_part() const {
    return algorithm == -8 ? raw() : algorithm == -7 ? padded(number("qx"), 32) : number("n");
  }
  // CBOR by hand: a map of the key's type, its algorithm and its parts.
  [[nodiscard]] std::string cose() const {
    const auto bytes32 = [](const std::string& what) { return std::string{'\x58', '\x20'} + what; };
    switch (algorithm) {
      case -7:
        return std::string{'\xa5', '\x01', '\x02', '\x03', '\x26', '\x20', '\x01', '\x21'} +
               bytes32(padded(number("qx"), 32)) + '\x22' + bytes32(padded(number("qy"), 32));
      case -8:
        return std::string{'\xa4', '\x01', '\x01', '\x03', '\x27', '\x20', '\x06', '\x21'} + bytes32(raw());
      default:
        return std::string{'\xa4', '\x01', '\x03', '\x03', '\x39', '\x01', '\x00', '\x20', '\x59', '\x01', '\x00'} +
               number("n") + std::string{'\x21', '\x43', '\x01', '\x00', '\x01'};
    }
  }

  std::unique_ptr<EVP_PKEY, free_key> key;
};

}  // namespace countersign::approvals::tests
