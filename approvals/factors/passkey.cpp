#include "approvals/factors/passkey.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <boost/json.hpp>
#include <memory>

#include "approvals/factors/base64url.hpp"

namespace countersign::factors {

namespace {

constexpr unsigned char flag_present = 0x01;
constexpr unsigned char flag_verified = 0x04;
constexpr std::size_t hash_bytes = 32;
constexpr std::array<int, 3> algorithms{COSE_ES256, COSE_RS256, COSE_EDDSA};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hash_of(std::string_view what) {
  std::string out(hash_bytes, '\0');
  if (EVP_Digest(what.data(), what.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr, EVP_sha256(),
                 nullptr) != 1) {
    throw std::bad_alloc{};
  }
  return out;
}

// What the browser signed: which question, from which page. Empty if it is ours.
std::string wrong_client_data(std::string_view bytes, std::string_view type, const relying_party& us,
                              std::string_view challenge) {
  boost::system::error_code broken;
  const boost::json::value read = boost::json::parse(bytes, broken);
  const boost::json::object* const data = broken ? nullptr : read.if_object();
  if (data == nullptr) return "the browser's client data cannot be read";
  const auto text = [&](std::string_view key) -> std::string_view {
    const boost::json::value* const found = data->if_contains(key);
    return found != nullptr && found->is_string() ? std::string_view{found->get_string()} : std::string_view{};
  };
  if (text("type") != type) return fmt::format("it is no {}", type);
  if (text("challenge") != to_base64url(challenge)) return "it answers another question";
  if (text("origin") != us.origin) return fmt::format("it was made on another page than {}", us.origin);
  const boost::json::value* const crossed = data->if_contains("crossOrigin");
  if (crossed != nullptr && *crossed != boost::json::value(false)) return "it was made inside of another page";
  return {};
}

std::string wrong_authenticator_data(std::string_view data, const relying_party& us) {
  if (data.size() <= hash_bytes || data.size() > passkey_field_bytes_max) return "the authenticator's data is cut";
  if (data.substr(0, hash_bytes) != hash_of(us.id)) return fmt::format("it is for another site than {}", us.id);
  const auto flags = static_cast<unsigned char>(data[hash_bytes]);
  if ((flags & flag_present) == 0) return "nobody touched the key";
  if ((flags & flag_verified) == 0) return "the key did not verify who uses it: set a PIN or a fingerprint for it";
  return {};
}

template <auto Free>
struct freed {
  template <class What>
  void operator()(What* what) const {
    Free(&what);
  }
};
using cred_ptr = std::unique_ptr<fido_cred_t, freed<fido_cred_free>>;
using assert_ptr = std::unique_ptr<fido_assert_t, freed<fido_assert_free>>;

template <class Key, auto New, auto Free, auto From>
int verify_with(const fido_assert_t* what, int algorithm, std::string_view key) {
  const std::unique_ptr<Key, freed<Free>> read{New()};
  if (!read) throw std::bad_alloc{};
  const int loaded = From(read.get(), key.data(), key.size());
  return loaded != FIDO_OK ? loaded : fido_assert_verify(what, 0, algorithm, read.get());
}

int verify_signature(const fido_assert_t* what, const passkey& known) {
  switch (known.algorithm) {
    case COSE_ES256:
      return verify_with<es256_pk_t, es256_pk_new, es256_pk_free, es256_pk_from_ptr>(what, COSE_ES256, known.key);
    case COSE_RS256:
      return verify_with<rs256_pk_t, rs256_pk_new, rs256_pk_free, rs256_pk_from_ptr>(what, COSE_RS256, known.key);
    case COSE_EDDSA:
      return verify_with<eddsa_pk_t, eddsa_pk_new, eddsa_pk_free, eddsa_pk_from_ptr>(what, COSE_EDDSA, known.key);
    default:
      return FIDO_ERR_UNSUPPORTED_ALGORITHM;
  }
}

}  // namespace

passkey_result verify_registration(const registration& what, const relying_party& us, std::string_view challenge) {
  std::string wrong = wrong_client_data(what.client_data, "webauthn.create", us, challenge);
  if (wrong.empty()) wrong = wrong_authenticator_data(what.authenticator_data, us);
  if (!wrong.empty()) return {{}, wrong};
  for (const int algorithm : algorithms) {
    const cred_ptr made{fido_cred_new()};
    if (!made) throw std::bad_alloc{};
    if (fido_cred_set_type(made.get(), algorithm) != FIDO_OK ||
        fido_cred_set_authdata_raw(made.get(), bytes_of(what.authenticator_data), what.authenticator_data.size()) !=
            FIDO_OK) {
      continue;
    }
    const auto text = [](const unsigned char* bytes, std::size_t size) {
      return bytes == nullptr ? std::string{} : std::string{reinterpret_cast<const char*>(bytes), size};
    };
    passkey fresh;
    fresh.id = text(fido_cred_id_ptr(made.get()), fido_cred_id_len(made.get()));
    fresh.algorithm = algorithm;
    fresh.key = text(fido_cred_pubkey_ptr(made.get()), fido_cred_pubkey_len(made.get()));
    fresh.counter = fido_cred_sigcount(made.get());
    if (fresh.id.empty() || fresh.key.empty()) continue;
    return {std::move(fresh), {}};
  }
  return {{}, "its kind of key is not known here: ES256, RS256 and EdDSA are"};
}

passkey_result verify_assertion(const assertion& what, const passkey& known, const relying_party& us,
                                std::string_view challenge) {
  std::string wrong = wrong_client_data(what.client_data, "webauthn.get", us, challenge);
  if (wrong.empty()) wrong = wrong_authenticator_data(what.authenticator_data, us);
  if (!wrong.empty()) return {{}, wrong};
  const assert_ptr read{fido_assert_new()};
  if (!read) throw std::bad_alloc{};
  const std::string hash = hash_of(what.client_data);
  const bool taken =
      fido_assert_set_rp(read.get(), us.id.c_str()) == FIDO_OK &&
      fido_assert_set_clientdata_hash(read.get(), bytes_of(hash), hash.size()) == FIDO_OK &&
      fido_assert_set_up(read.get(), FIDO_OPT_TRUE) == FIDO_OK &&
      fido_assert_set_uv(read.get(), FIDO_OPT_TRUE) == FIDO_OK && fido_assert_set_count(read.get(), 1) == FIDO_OK &&
      fido_assert_set_authdata_raw(read.get(), 0, bytes_of(what.authenticator_data), what.authenticator_data.size()) ==
          FIDO_OK &&
      fido_assert_set_sig(read.get(), 0, bytes_of(what.signature), what.signature.size()) == FIDO_OK;
  if (!taken) return {{}, "the key's answer cannot be read"};
  if (verify_signature(read.get(), known) != FIDO_OK) return {{}, "its signature is not the key's"};
  passkey now = known;
  now.counter = fido_assert_sigcount(read.get(), 0);
  if ((now.counter != 0 || known.counter != 0) && now.counter <= known.counter) {
    return {{}, "its counter went back: the key may have been copied; have it revoked, and enrol another"};
  }
  return {std::move(now), {}};
}

}  // namespace countersign::factors
