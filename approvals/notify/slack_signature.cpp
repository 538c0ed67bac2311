#include "approvals/notify/slack_signature.hpp"

#include <algorithm>
#include <charconv>

#include "approvals/notify/hmac.hpp"

namespace countersign::approvals::notify {

namespace {

constexpr std::string_view version = "v0";
constexpr std::size_t signature_bytes = 3 + 64;  // v0= and SHA-256 in hex
constexpr std::size_t timestamp_bytes_max = 12;  // keeps the arithmetic below far from any overflow

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string_view to_string(signature_check what) {
  switch (what) {
    case signature_check::good:
      return "good";
    case signature_check::missing:
      return "the signing secret or a signature header is missing";
    case signature_check::malformed:
      return "the signature headers are malformed";
    case signature_check::not_now:
      return "the timestamp is more than five minutes away from this machine's clock";
    case signature_check::wrong:
      return "the signature is not ours; is signing_secret_file that of this Slack app?";
  }
  return "unknown";
}

std::string slack_signature(std::string_view secret, std::string_view body, std::string_view timestamp) {
  return std::string(version) + "=" + hmac_sha256_hex(secret, {version, ":", timestamp, ":", body});
}

signature_check check_slack_signature(std::string_view secret, std::string_view body, std::string_view timestamp,
                                      std::string_view signature, time_point now) {
  // An empty key would make a signature that everybody can compute.
  if (secret.empty() || timestamp.empty() || signature.empty()) return signature_check::missing;
  if (timestamp.size() > timestamp_bytes_max || !std::all_of(timestamp.begin(), timestamp.end(), is_digit)) {
    return signature_check::malformed;
  }
  if (signature.size() != signature_bytes || !signature.starts_with("v0=")) return signature_check::malformed;
  std::int64_t sent = 0;
  std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), sent);
  const auto here = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const auto apart = here > sent ? here - sent : sent - here;
  if (apart > signature_window.count()) return signature_check::not_now;
  return same_in_constant_time(slack_signature(secret, body, timestamp), signature) ? signature_check::good
                                                                                    : signature_check::wrong;
}

}  // namespace countersign::approvals::notify
