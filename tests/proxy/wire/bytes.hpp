// Bytes for the tests, put together without the code under test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::wire::testing {

inline std::string be32(std::uint32_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xffU);
  return out;
}

inline std::string be16(std::uint32_t number) {
  return be32(number).substr(2);
}

// A C string literal with NULs in it: "a\0b"_b has three bytes.
inline std::string operator""_b(const char* text, std::size_t size) {
  return {text, size};
}

inline std::string message(char type, std::string_view body) {
  std::string out(1, type);
  out += be32(static_cast<std::uint32_t>(body.size() + 4));
  return out.append(body);
}

inline std::string startup_packet(std::uint32_t code, std::string_view body) {
  return (be32(static_cast<std::uint32_t>(body.size() + 8)) + be32(code)).append(body);
}

inline std::string unhex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return out;
}

// Memory of exactly this size, so that the sanitizers see a read past its end.
class exact {
 public:
  explicit exact(std::string_view bytes) : bytes_(bytes.begin(), bytes.end()) {}
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::vector<char> bytes_;
};

// One line of captured_15.txt: 'S' a startup packet, 'F' from the frontend, 'B' from the backend.
struct captured {
  char from = 0;
  std::string whole;
};
std::vector<captured> capture();

}  // namespace countersign::wire::testing
