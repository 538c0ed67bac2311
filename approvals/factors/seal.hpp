// Secrets at rest: AES-256-GCM with a key that is kept elsewhere than the store.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::factors {

// The key, wiped when it goes.
class sealer {
 public:
  static constexpr std::size_t key_bytes = 32;
  static constexpr std::size_t nonce_bytes = 12;
  using nonce = std::array<std::uint8_t, nonce_bytes>;

  // 64 hex digits, with blanks around them. Nothing if it is anything else.
  [[nodiscard]] static std::optional<sealer> from_hex(std::string_view text);
  sealer(const sealer&) = default;
  sealer& operator=(const sealer&) = default;
  ~sealer();

  // `context` is bound to it, not kept in it: what was sealed for one person does not open for another. A nonce is good
  // for one secret only.
  [[nodiscard]] std::string seal(std::string_view secret, std::string_view context, const nonce& once) const;
  // Nothing if the key or the context is another, or a bit was changed.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, std::string_view context) const;

 private:
  sealer() = default;
  std::array<std::uint8_t, key_bytes> key_{};
};

}  // namespace countersign::factors
