// Sends HTTP requests, over TLS: certificates and host names are checked, and everything has a limit.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "approvals/notify/web_address.hpp"

namespace countersign::approvals::notify {

struct http_answer {
  unsigned status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;  // the header, where it is a number
};

struct http_result {
  std::optional<http_answer> answer;
  std::string error;  // why there is none, for people
};

struct http_client_options {
  std::chrono::milliseconds timeout{10'000};  // from connecting to the last byte of the answer
  std::size_t response_bytes_max = 1024 * 1024;
  std::string ca_file;  // beside the system's certificate authorities; for a private one
};

using http_fields = std::vector<std::pair<std::string, std::string>>;

// One connection for each request; redirects are not followed, since what is sent is meant for one host only. Lives on
// the thread of its io_context. What is under way owns all that it uses, so the client may go before it.
class http_client {
 public:
  // Throws std::runtime_error if the certificate authorities cannot be read.
  http_client(boost::asio::io_context& io, http_client_options options);

  [[nodiscard]] boost::asio::awaitable<http_result> post(web_address to, http_fields fields, std::string body);

 private:
  struct shared;
  static boost::asio::awaitable<http_result> post_with(std::shared_ptr<shared> with, web_address to, http_fields fields,
                                                       std::string body);
  std::shared_ptr<shared> shared_;
};

}  // namespace countersign::approvals::notify
