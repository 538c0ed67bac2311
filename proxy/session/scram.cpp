#include "proxy/session/scram.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>
#include <new>

#include "proxy/session/base64.hpp"

namespace countersign::session {

namespace {

constexpr std::string_view end_point_header = "p=tls-server-end-point,,";
constexpr std::uint32_t iterations_max = 100'000'000;

std::string_view bytes_of(const scram_key& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

scram_key sha256(std::string_view text) {
  scram_key out;
  if (EVP_Digest(text.data(), text.size(), out.data(), nullptr, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  return out;
}

scram_key either(const scram_key& left, const scram_key& right) {
  scram_key out;
  std::transform(left.begin(), left.end(), right.begin(), out.begin(),
                 [](unsigned char a, unsigned char b) { return static_cast<unsigned char>(a ^ b); });
  return out;
}

std::optional<scram_key> read_key(std::string_view text) {
  const std::optional<std::string> raw = base64_decode(text);
  scram_key out;
  if (!raw || raw->size() != out.size()) return std::nullopt;
  std::copy(raw->begin(), raw->end(), out.begin());
  return out;
}

std::optional<std::uint32_t> read_iterations(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > iterations_max) return {};
  return value;
}

// Takes "k=value" and the comma behind it from the front.
std::optional<std::string_view> attribute(std::string_view& message, char key) {
  if (message.size() < 2 || message[0] != key || message[1] != '=') return std::nullopt;
  const std::size_t end = std::min(message.find(','), message.size());
  const std::string_view value = message.substr(2, end - 2);
  message.remove_prefix(std::min(end + 1, message.size()));
  return value;
}

// RFC 5802: printable ASCII without the comma, which attribute() has ended at.
bool is_nonce(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x21 && c <= 0x7e; });
}

}  // namespace

scram_key hmac_sha256(std::string_view key, std::string_view text) {
  scram_key out;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), out.data(), nullptr) == nullptr) {
    throw std::bad_alloc();
  }
  return out;
}

std::string scram_nonce(std::string_view random) {
  return base64_encode(random);
}

std::optional<scram_verifier> scram_verifier::read(std::string_view text) {
  const std::size_t first = text.find('$');
  const std::size_t colon = text.find(':', std::min(first, text.size()));
  const std::size_t second = text.find('$', std::min(colon, text.size()));
  const std::size_t last = text.find(':', std::min(second, text.size()));
  if (last == std::string_view::npos || text.substr(0, first) != scram_mechanism) return std::nullopt;
  const auto iterations = read_iterations(text.substr(first + 1, colon - first - 1));
  auto salt = base64_decode(text.substr(colon + 1, second - colon - 1));
  const auto stored = read_key(text.substr(second + 1, last - second - 1));
  const auto server = read_key(text.substr(last + 1));
  if (!iterations || !salt || salt->empty() || !stored || !server) return std::nullopt;
  return scram_verifier{std::move(*salt), *iterations, *stored, *server};
}

// --- scram_server

scram_server::scram_server(scram_verifier expected, std::string nonce, std::string end_point)
    : expected_(std::move(expected)), nonce_(std::move(nonce)), end_point_(std::move(end_point)) {}

scram_server::~scram_server() {
  OPENSSL_cleanse(client_key_.data(), client_key_.size());
}

std::string scram_server::mechanisms() const {
  std::string list;
  for (const std::string_view each : {scram_plus_mechanism, scram_mechanism}) {
    if (each == scram_plus_mechanism && end_point_.empty()) continue;
    list.append(each).push_back('\0');
  }
  return list;
}

scram_result scram_server::wrong(std::string_view what) {
  error_ = what;
  return scram_result::malformed;
}

scram_result scram_server::take(std::string_view body) {
  return begun_ ? take_final(body) : take_first(body);
}

// The flag before the first comma says what the client knows of channel binding; see read_client_first_message() in
// auth-scram.c for each answer to it.
bool scram_server::read_binding(std::string_view& message) {
  const bool has_name = message.starts_with("p=");
  const std::size_t comma = message.find(',');
  const std::string_view flag = message.substr(0, comma);
  if (comma == std::string_view::npos) {
    error_ = "malformed SCRAM message";
  } else if (has_name && !plus_) {
    error_ = "the client selected SCRAM-SHA-256 without channel binding, but sent channel binding data";
  } else if (has_name && flag != "p=tls-server-end-point") {
    error_ = "unsupported SCRAM channel-binding type";
  } else if (!has_name && plus_) {
    error_ = "the client selected SCRAM-SHA-256-PLUS, but sent no channel binding data";
  } else if (flag == "y" && !end_point_.empty()) {
    error_ = "SCRAM channel binding negotiation error";  // somebody took our offer away
  } else if (!has_name && flag != "y" && flag != "n") {
    error_ = "malformed SCRAM message";
  } else if (message.substr(comma + 1).starts_with("a=")) {
    error_ = "client uses authorization identity, but it is not supported";
  } else if (!message.substr(comma + 1).starts_with(",")) {
    error_ = "malformed SCRAM message";
  }
  if (!error_.empty()) return false;
  binding_ = base64_encode(std::string{message.substr(0, comma + 2)} + (plus_ ? end_point_ : std::string{}));
  message.remove_prefix(comma + 2);
  return true;
}

scram_result scram_server::take_first(std::string_view body) {
  const std::size_t name_end = body.find('\0');
  if (name_end == std::string_view::npos) return wrong("malformed SCRAM message");
  const std::string_view mechanism = body.substr(0, name_end);
  std::string_view rest = body.substr(name_end + 1);
  plus_ = mechanism == scram_plus_mechanism && !end_point_.empty();
  if (!plus_ && mechanism != scram_mechanism) return wrong("client selected an invalid SASL authentication mechanism");
  // The length of the first message; a client that has none to send says -1, which SCRAM does not allow.
  std::uint32_t length = 0;
  for (const char byte : rest.substr(0, 4)) length = length << 8U | static_cast<unsigned char>(byte);
  if (rest.size() < 4 || rest.size() - 4 != length) return wrong("malformed SCRAM message");
  std::string_view message = rest.substr(4);
  if (message.find('\0') != std::string_view::npos) return wrong("malformed SCRAM message");
  if (!read_binding(message)) return scram_result::malformed;
  first_bare_ = message;
  if (message.starts_with("m=")) return wrong("client requires an unsupported SCRAM extension");
  const auto name = attribute(message, 'n');  // the startup packet says who it is
  const auto nonce = attribute(message, 'r');
  if (!name || !nonce || !is_nonce(*nonce)) return wrong("malformed SCRAM message");
  nonce_ = std::string{*nonce} + nonce_;
  answer_ = fmt::format("r={},s={},i={}", nonce_, base64_encode(expected_.salt), expected_.iterations);
  begun_ = true;
  return scram_result::going_on;
}

scram_result scram_server::take_final(std::string_view message) {
  const std::size_t proof_at = message.rfind(",p=");
  const std::string_view without_proof = message.substr(0, proof_at);
  std::string_view rest = message;
  const auto binding = attribute(rest, 'c');
  const auto nonce = attribute(rest, 'r');
  if (proof_at == std::string_view::npos || !binding || !nonce) return wrong("malformed SCRAM message");
  const auto proof = read_key(message.substr(proof_at + 3));
  if (!proof) return wrong("malformed SCRAM message");
  if (*binding != binding_)
    return wrong(plus_ ? "SCRAM channel binding check failed" : "unexpected SCRAM channel-binding attribute");
  if (*nonce != nonce_) return wrong("invalid SCRAM response: nonce does not match");
  const std::string about = fmt::format("{},{},{}", first_bare_, answer_, without_proof);
  client_key_ = either(*proof, hmac_sha256(bytes_of(expected_.stored_key), about));
  const scram_key stored = sha256(bytes_of(client_key_));
  answer_ = "v=" + base64_encode(bytes_of(hmac_sha256(bytes_of(expected_.server_key), about)));
  const bool same = CRYPTO_memcmp(stored.data(), expected_.stored_key.data(), stored.size()) == 0;
  return same ? scram_result::proven : scram_result::refused;
}

// --- scram_client

scram_client::scram_client(const scram_verifier& of, const scram_key& client_key, std::string nonce)
    : of_(of), client_key_(client_key), nonce_(std::move(nonce)) {}

scram_client::~scram_client() {
  OPENSSL_cleanse(client_key_.data(), client_key_.size());
}

std::string_view scram_client::begin(std::string_view mechanisms, const scram_channel& over) {
  bool plus = false;
  bool plain = false;
  while (!mechanisms.empty()) {
    const std::string_view each = mechanisms.substr(0, mechanisms.find('\0'));
    plus = plus || each == scram_plus_mechanism;
    plain = plain || each == scram_mechanism;
    mechanisms.remove_prefix(std::min(each.size() + 1, mechanisms.size()));
  }
  const bool bind = plus && over.tls && !over.end_point.empty();
  if (!bind && !plain) return {};
  // "y" tells the server that we would have bound the channel, had it offered to: if it did, somebody is in between.
  const bool could = over.tls && !over.end_point.empty();
  const std::string header{bind ? end_point_header : could ? std::string_view{"y,,"} : std::string_view{"n,,"}};
  binding_ = base64_encode(bind ? header + over.end_point : header);
  first_bare_ = "n=,r=" + nonce_;
  answer_ = header + first_bare_;
  return bind ? scram_plus_mechanism : scram_mechanism;
}

scram_result scram_client::take_continue(std::string_view message) {
  if (first_bare_.empty() || !signed_.empty()) return scram_result::malformed;
  std::string_view rest = message;
  const auto nonce = attribute(rest, 'r');
  const auto salt = attribute(rest, 's');
  const auto iterations = attribute(rest, 'i');
  if (!nonce || !salt || !iterations) return scram_result::malformed;
  if (!is_nonce(*nonce) || !nonce->starts_with(nonce_) || nonce->size() == nonce_.size())
    return scram_result::malformed;
  // The key is one for this salt and no other.
  if (base64_decode(*salt) != of_.salt || read_iterations(*iterations) != of_.iterations) return scram_result::refused;
  const std::string without_proof = fmt::format("c={},r={}", binding_, *nonce);
  signed_ = fmt::format("{},{},{}", first_bare_, message, without_proof);
  const scram_key proof = either(client_key_, hmac_sha256(bytes_of(of_.stored_key), signed_));
  answer_ = fmt::format("{},p={}", without_proof, base64_encode(bytes_of(proof)));
  return scram_result::going_on;
}

scram_result scram_client::take_final(std::string_view message) {
  if (signed_.empty() || proven_) return scram_result::malformed;
  std::string_view rest = message;
  const auto signature = attribute(rest, 'v');
  const auto given = read_key(signature.value_or(std::string_view{}));
  if (!given) return scram_result::malformed;
  const scram_key wanted = hmac_sha256(bytes_of(of_.server_key), signed_);
  proven_ = CRYPTO_memcmp(given->data(), wanted.data(), wanted.size()) == 0;
  return proven_ ? scram_result::proven : scram_result::refused;
}

}  // namespace countersign::session
