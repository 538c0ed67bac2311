// One HTTP request, waited for: what the command line needs to talk to the inbox.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace countersign::app {

struct http_call {
  std::string method = "GET";
  std::string url;  // http:// or https://, with its path and query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::seconds timeout{15};
  std::size_t answer_bytes_max = 64 * 1024 * 1024;
};

struct http_answer {
  unsigned status = 0;
  std::string body;
  std::string error;  // not empty: there was no answer, and why
};

// Blocks. https is checked against the system's certificates (or SSL_CERT_FILE) and the host's name. Redirects are not
// followed: they would carry the token elsewhere.
[[nodiscard]] http_answer ask(const http_call& what);

// True for http:// to another machine: whoever is between reads the token.
[[nodiscard]] bool travels_in_clear(std::string_view url);

}  // namespace countersign::app
