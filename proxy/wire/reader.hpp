// The only place where a peer's bytes become values. A failed read sticks, returns zero or nothing, and never reads
// past the end; so a parser may read everything first and ask once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proxy/wire/error.hpp"

namespace countersign::wire {

class reader {
 public:
  reader() = default;
  explicit reader(std::string_view bytes) : rest_(bytes) {}

  char get_byte() {
    if (!has(1, errc::no_data)) return 0;
    return take(1).front();
  }
  std::int16_t get_int16() { return static_cast<std::int16_t>(get_uint16()); }
  std::int32_t get_int32() { return static_cast<std::int32_t>(get_uint32()); }
  std::uint16_t get_uint16() {
    if (!has(2, errc::insufficient_data)) return 0;
    const std::string_view raw = take(2);
    return static_cast<std::uint16_t>(octet(raw[0]) << 8 | octet(raw[1]));
  }
  std::uint32_t get_uint32() {
    if (!has(4, errc::insufficient_data)) return 0;
    const std::string_view raw = take(4);
    return octet(raw[0]) << 24 | octet(raw[1]) << 16 | octet(raw[2]) << 8 | octet(raw[3]);
  }
  // Up to the next NUL, which is consumed and not returned.
  std::string_view get_cstring() {
    if (error_ != errc::ok) return {};
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos) {
      fail(errc::invalid_string);
      return {};
    }
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }
  std::string_view get_bytes(std::size_t count) {
    if (!has(count, errc::insufficient_data)) return {};
    return take(count);
  }
  // Everything that is left.
  std::string_view get_rest() { return get_bytes(rest_.size()); }
  // The message must end here.
  void expect_end() {
    if (!rest_.empty()) fail(errc::invalid_format);
  }
  // The first failure is the one that counts. Nothing is left to read after it.
  void fail(errc why) {
    if (error_ == errc::ok) error_ = why;
    rest_ = {};
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] std::size_t remaining() const { return rest_.size(); }
  [[nodiscard]] bool ok() const { return error_ == errc::ok; }
  [[nodiscard]] errc error() const { return error_; }

 private:
  static std::uint32_t octet(char byte) { return static_cast<unsigned char>(byte); }
  bool has(std::size_t count, errc otherwise) {
    if (error_ == errc::ok && count <= rest_.size()) return true;
    fail(otherwise);
    return false;
  }
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
  errc error_ = errc::ok;
};

}  // namespace countersign::wire
