#include "approvals/factors/totp.hpp"

#include <fmt/format.h>
#include <liboath/oath.h>
#include <qrencode.h>

#include <algorithm>
#include <memory>

#include "approvals/factors/base64url.hpp"

namespace countersign::factors {

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code,
                                      std::chrono::system_clock::time_point now) {
  constexpr unsigned digits = 6;
  constexpr std::int64_t step_seconds = OATH_TOTP_DEFAULT_TIME_STEP_SIZE;
  const bool only_digits = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
  if (code.size() != digits || !only_digits) return std::nullopt;
  const std::string given{code};
  const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  const std::int64_t current = seconds / step_seconds;
  // Each step by itself, as the library does not say whether a code was one of an earlier or of a later one first.
  for (std::int64_t step = current - 1; step <= current + 1; ++step) {
    const int found = oath_totp_validate(secret.data(), secret.size(), static_cast<time_t>(step * step_seconds),
                                         static_cast<unsigned>(step_seconds), 0, 0, given.c_str());
    if (found >= 0) return step;
  }
  return std::nullopt;
}

std::string totp_uri(std::string_view person, std::string_view secret) {
  std::string name;
  for (const char c : person) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    name += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return fmt::format("otpauth://totp/Countersign:{}?secret={}&issuer=Countersign", name, to_base32(secret));
}

std::string qr_picture(std::string_view text) {
  const std::string zero_ended{text};
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
      QRcode_encodeString(zero_ended.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free};
  if (!code) return {};
  constexpr int quiet = 4;  // modules around it that scanners need
  const int width = code->width;
  std::string path;
  for (int y = 0; y < width; ++y) {
    for (int x = 0; x < width; ++x) {
      if ((code->data[y * width + x] & 1) != 0) path += fmt::format("M{} {}h1v1h-1z", x + quiet, y + quiet);
    }
  }
  const int size = width + 2 * quiet;
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>)",
      size, path);
}

}  // namespace countersign::factors
