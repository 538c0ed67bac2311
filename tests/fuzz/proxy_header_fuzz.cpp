// Any bytes as the header of the PROXY protocol.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proxy/wire/proxy_header.hpp"

using countersign::wire::proxy_header;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view fixed = bytes.substr(0, std::min(size, proxy_header::fixed_bytes));
  const auto rest = proxy_header::rest_of(fixed);
  const auto read = proxy_header::read(fixed, bytes.substr(fixed.size()));
  if (read && (!rest || *rest != bytes.size() - fixed.size())) std::abort();
  if (rest && *rest > proxy_header::rest_bytes_max) std::abort();
  if (read && !read->passed_on && (read->port != 0 || read->address != std::array<std::uint8_t, 16>{})) std::abort();
  return 0;
}
