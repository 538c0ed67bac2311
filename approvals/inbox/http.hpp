// HTTP as the handlers of this program see it: plain values, no socket and no library type.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::approvals::inbox {

struct http_header {
  std::string name;
  std::string value;
};

// One request, whole: the body has been read and is within the route's limit.
struct http_request {
  std::string method;  // upper case as sent: GET, POST
  std::string target;  // as sent: /api/holds?state=all
  std::string path;    // the target up to '?', percent-decoded; no NUL, no control characters
  std::string query;   // after '?', as sent
  std::vector<http_header> headers;
  std::string body;    // the raw bytes, as a signature over them needs
  std::string remote;  // who asks, for limits and records: an address without its port

  // The first header of this name; names compare without case. Empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // A header that is there more than once is ambiguous; who decides on one should refuse it then.
  [[nodiscard]] std::size_t count(std::string_view name) const;
  // Decoded value of `name` in the query; empty if absent or not decodable.
  [[nodiscard]] std::string query_value(std::string_view name) const;
};

// The far end of a response that does not end: server-sent events. All calls on the server's thread.
class http_stream {
 public:
  virtual ~http_stream() = default;
  // Queues bytes. A reader that falls too far behind is disconnected instead of being waited for.
  virtual void write(std::string_view bytes) = 0;
  virtual void close() = 0;
  [[nodiscard]] virtual bool is_open() const = 0;
};

struct http_response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::vector<http_header> headers;  // beside those that the server adds to every response; these win over them
  std::string body;
  // Set for a response that stays open: called on the server's thread once the head and `body` are sent.
  std::function<void(std::shared_ptr<http_stream>)> stream;
};

// Answers one request. May be called on any thread, once; later calls do nothing. A request that is not answered in
// time, or whose responder is dropped, gets a 503.
using responder = std::function<void(http_response)>;

// Called on the server's thread; must not block.
using handler = std::function<void(http_request, responder)>;

// {"error": what, "hint": what to do next}
[[nodiscard]] http_response error_response(unsigned status, std::string_view what, std::string_view hint);

}  // namespace countersign::approvals::inbox
