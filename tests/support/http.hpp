// A small blocking HTTP/1.1 client: one request, one connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/eventually.hpp"

namespace countersign::test {

using http_headers = std::vector<std::pair<std::string, std::string>>;

struct http_response {
  int status = 0;
  http_headers headers;  // names in lower case
  std::string body;

  // The first value of a header, "" if it is not there.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct http_request {
  std::string method = "GET";
  std::string target = "/";
  http_headers headers = {};
  std::string body = {};
};

// Throws std::runtime_error if there is no whole answer in time.
[[nodiscard]] http_response send_http(std::uint16_t port, const http_request& what,
                                      milliseconds within = milliseconds{10'000});

}  // namespace countersign::test
