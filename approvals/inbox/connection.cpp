#include "approvals/inbox/connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <optional>

#include "approvals/inbox/answer_slot.hpp"
#include "approvals/inbox/request_head.hpp"

namespace countersign::approvals::inbox {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
using parser_type = http::request_parser<http::string_body>;

class http_connection;

// What is queued for a stream; shared so that a handler may keep its end longer than the connection lives.
class stream_end final : public http_stream {
 public:
  explicit stream_end(std::weak_ptr<http_connection> to) : to_(std::move(to)) {}
  void write(std::string_view bytes) override;
  void close() override;
  [[nodiscard]] bool is_open() const override;

 private:
  std::weak_ptr<http_connection> to_;
};

class http_connection final : public connection, public std::enable_shared_from_this<http_connection> {
 public:
  http_connection(tcp::socket peer, std::shared_ptr<const server_shared> shared)
      : stream_(std::move(peer)), wake_(stream_.get_executor()), shared_(std::move(shared)) {
    error_code ec;
    const auto far = stream_.socket().remote_endpoint(ec);
    if (!ec) remote_ = far.address().to_string();
  }

  asio::awaitable<void> run(std::shared_ptr<connection> self) override;
  void close() override;

  void answered(std::uint64_t request, http_response what);
  void queue(std::string_view bytes);
  void end_stream();
  [[nodiscard]] bool streaming() const { return streaming_; }

 private:
  enum class after : std::uint8_t { next, linger, close };

  asio::awaitable<bool> read_head(parser_type& parser);
  asio::awaitable<after> serve_one(parser_type& parser);
  asio::awaitable<after> refuse(http_response what, const parser_type& parser);
  asio::awaitable<bool> read_body(parser_type& parser, std::size_t bytes_max);
  asio::awaitable<http_response> ask(const handler& what, http_request request);
  asio::awaitable<bool> send(http_response what, const parser_type& parser, bool keep);
  asio::awaitable<void> send_stream(http_response what, bool head_only);
  asio::awaitable<void> write_queued();
  asio::awaitable<void> watch_peer();
  asio::awaitable<void> linger();
  std::optional<http_request> request_of(const parser_type& parser) const;

  const server_options& options() const { return shared_->options; }

  beast::tcp_stream stream_;
  asio::steady_timer wake_;  // an answer has come, or something was queued
  beast::flat_buffer buffer_;
  std::shared_ptr<const server_shared> shared_;
  std::string remote_;
  std::uint64_t request_ = 0;
  std::optional<http_response> answer_;
  std::string queued_;
  bool streaming_ = false;
  bool closed_ = false;
};

void stream_end::write(std::string_view bytes) {
  if (const auto self = to_.lock()) self->queue(bytes);
}
void stream_end::close() {
  if (const auto self = to_.lock()) self->end_stream();
}
bool stream_end::is_open() const {
  const auto self = to_.lock();
  return self && self->streaming();
}

void http_connection::close() {
  if (std::exchange(closed_, true)) return;
  streaming_ = false;
  wake_.cancel();
  stream_.close();
}

void http_connection::answered(std::uint64_t request, http_response what) {
  if (request != request_ || answer_) return;  // too late: the 503 of the timeout went out
  answer_ = std::move(what);
  wake_.cancel();
}

void http_connection::queue(std::string_view bytes) {
  if (!streaming_) return;
  if (queued_.size() + bytes.size() > options().stream_backlog_max) return close();
  queued_ += bytes;
  wake_.cancel();
}

void http_connection::end_stream() {
  if (streaming_) close();
}

asio::awaitable<void> http_connection::run(std::shared_ptr<connection> self) {
  auto next = after::next;
  while (next == after::next && !closed_) {
    parser_type parser;
    parser.header_limit(static_cast<std::uint32_t>(options().header_bytes_max));
    parser.body_limit(std::max(options().body_bytes_max, shared_->table.body_bytes_max()));
    if (!co_await read_head(parser)) break;
    next = co_await serve_one(parser);
  }
  if (next == after::linger && !closed_) co_await linger();
  close();
  (void)self;
}

// Waits for a request, first with patience for its first byte, then with little for the rest of its head.
asio::awaitable<bool> http_connection::read_head(parser_type& parser) {
  if (buffer_.size() == 0) {
    stream_.expires_after(request_ == 0 ? options().header_timeout : options().idle_timeout);
    const auto [ec, n] = co_await stream_.async_read_some(buffer_.prepare(4096), no_throw);
    if (ec) co_return false;
    buffer_.commit(n);
  }
  stream_.expires_after(options().header_timeout);
  const auto [ec, n] = co_await http::async_read_header(stream_, buffer_, parser, no_throw);
  (void)n;
  if (!ec) co_return true;
  ++request_;
  http_response refusal;
  if (ec == http::error::header_limit) {
    refusal = error_response(431, "the request's head is too long", "send fewer or shorter headers");
  } else if (ec == http::error::body_limit) {
    refusal = error_response(413, "the request's body is too long", "send less");
  } else if (ec == http::error::end_of_stream || ec == http::error::partial_message ||
             ec.category() != http::make_error_code(http::error::bad_method).category()) {
    co_return false;  // gone, or too slow: nobody to answer
  } else {
    refusal = error_response(400, "this is not an HTTP request", "speak HTTP/1.1 to this port");
  }
  if (co_await send(std::move(refusal), parser, false)) co_await linger();
  co_return false;
}

std::optional<http_request> http_connection::request_of(const parser_type& parser) const {
  const auto& head = parser.get();
  http_request request;
  request.method = std::string(head.method_string());
  request.target = std::string(head.target());
  for (const auto& field : head)
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  request.remote = remote_;
  if (!complete(request, head.version(), options().peer)) return std::nullopt;
  return request;
}

asio::awaitable<http_connection::after> http_connection::refuse(http_response what, const parser_type& parser) {
  const bool keep = parser.is_done() && parser.get().keep_alive();
  if (!co_await send(std::move(what), parser, keep)) co_return after::close;
  co_return keep ? after::next : after::linger;
}

asio::awaitable<http_connection::after> http_connection::serve_one(parser_type& parser) {
  ++request_;
  auto request = request_of(parser);
  if (!request)
    co_return co_await refuse(error_response(400, "the request's target or headers cannot be used",
                                             "ask for a path such as /api/holds, with one Host header"),
                              parser);
  const auto [found, allowed] = shared_->table.find(request->method, request->path);
  if (!found && !allowed.empty()) {
    auto what = error_response(405, "this address does not take " + request->method, "it takes " + allowed);
    what.headers.push_back({"Allow", allowed});
    co_return co_await refuse(std::move(what), parser);
  }
  if (!found) co_return co_await refuse(error_response(404, "there is nothing here", "the inbox is at /"), parser);
  if (parser.content_length().value_or(0) > found->body_bytes_max)
    co_return co_await refuse(error_response(413, "the request's body is too long",
                                             "at most " + std::to_string(found->body_bytes_max) + " bytes fit here"),
                              parser);
  if (!co_await read_body(parser, found->body_bytes_max)) {
    if (!closed_ &&
        co_await send(error_response(413, "the request's body is too long or broken", "send less"), parser, false))
      co_return after::linger;
    co_return after::close;
  }
  request->body = std::move(parser.get().body());
  const bool head_only = request->method == "HEAD";
  auto answer = co_await ask(found->what, std::move(*request));
  if (closed_) co_return after::close;
  if (answer.stream) {
    co_await send_stream(std::move(answer), head_only);
    co_return after::close;
  }
  const bool keep = parser.get().keep_alive();
  if (!co_await send(std::move(answer), parser, keep)) co_return after::close;
  co_return keep ? after::next : after::close;
}

asio::awaitable<bool> http_connection::read_body(parser_type& parser, std::size_t bytes_max) {
  if (parser.is_done()) co_return true;
  parser.body_limit(bytes_max);
  stream_.expires_after(options().body_timeout);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [ec, n] = co_await asio::async_write(stream_, asio::buffer(go_on), no_throw);
    (void)n;
    if (ec) co_return false;
  }
  const auto [ec, n] = co_await http::async_read(stream_, buffer_, parser, no_throw);
  (void)n;
  if (ec && ec != http::error::body_limit) close();
  co_return !ec;
}

asio::awaitable<http_response> http_connection::ask(const handler& what, http_request request) {
  answer_.reset();
  {
    const auto answer =
        make_responder(stream_.get_executor(), [to = weak_from_this(), number = request_](http_response one) {
          if (const auto self = to.lock()) self->answered(number, std::move(one));
        });
    try {
      what(std::move(request), answer);
    } catch (const std::exception&) {
      // Said in general terms: the text of an exception may hold what the peer should not see.
      answer(error_response(500, "the request could not be handled", "see the log of Countersign"));
    }
  }
  wake_.expires_after(options().answer_timeout);
  while (!answer_ && !closed_) {
    const auto [ec] = co_await wake_.async_wait(no_throw);
    if (!ec) break;
  }
  ++request_;  // an answer from now on is not for us
  if (!answer_)
    co_return error_response(503, "the approvals desk does not answer", "try again; if it lasts, see its log");
  co_return std::move(*answer_);
}

// Headers of `what`, then those of the server that it does not have itself.
template <class Message>
void add_headers(Message& to, const http_response& what, const server_options& options) {
  for (const auto& one : options.headers) to.set(one.name, one.value);
  if (!what.content_type.empty()) to.set(http::field::content_type, what.content_type);
  std::string_view before;
  for (const auto& one : what.headers) {
    if (!is_header_text(one.name) || !is_header_text(one.value))
      continue;  // a line break here would be a header of its own
    if (one.name == before) {
      to.insert(one.name, one.value);  // Set-Cookie may come twice
    } else {
      to.set(one.name, one.value);
    }
    before = one.name;
  }
}

asio::awaitable<bool> http_connection::send(http_response what, const parser_type& parser, bool keep) {
  if (closed_) co_return false;
  const auto version = parser.is_header_done() ? parser.get().version() : 11;
  const bool head_only = parser.is_header_done() && parser.get().method() == http::verb::head;
  http::response<http::string_body> message{http::int_to_status(what.status), version};
  message.result(what.status);
  add_headers(message, what, options());
  message.keep_alive(keep);
  const auto length = what.body.size();
  if (what.status == 204 || what.status == 304) {
    message.erase(http::field::content_type);
  } else {
    if (!head_only) message.body() = std::move(what.body);
    message.content_length(length);
  }
  stream_.expires_after(options().write_timeout);
  const auto [ec, n] = co_await http::async_write(stream_, message, no_throw);
  (void)n;
  co_return !ec;
}

asio::awaitable<void> http_connection::send_stream(http_response what, bool head_only) {
  using namespace asio::experimental::awaitable_operators;
  http::response<http::empty_body> head{http::int_to_status(what.status), 11};
  add_headers(head, what, options());
  head.set(http::field::connection, "close");
  {
    http::response_serializer<http::empty_body> writer{head};
    stream_.expires_after(options().write_timeout);
    const auto [ec, n] = co_await http::async_write_header(stream_, writer, no_throw);
    (void)n;
    if (ec || head_only || closed_) co_return;
  }
  streaming_ = true;
  queued_ = std::move(what.body);
  if (what.stream) what.stream(std::make_shared<stream_end>(weak_from_this()));
  stream_.expires_never();
  co_await (watch_peer() && write_queued());
}

// Whoever listens to a stream has nothing more to say: bytes or an end of file both end it.
asio::awaitable<void> http_connection::watch_peer() {
  char one = 0;
  (void)co_await stream_.async_read_some(asio::buffer(&one, 1), no_throw);
  close();
}

asio::awaitable<void> http_connection::write_queued() {
  while (streaming_) {
    if (queued_.empty()) {
      wake_.expires_at(asio::steady_timer::time_point::max());
      (void)co_await wake_.async_wait(no_throw);
      continue;
    }
    const std::string going = std::exchange(queued_, {});
    stream_.expires_after(options().write_timeout);
    const auto [ec, n] = co_await asio::async_write(stream_, asio::buffer(going), no_throw);
    (void)n;
    if (ec) break;
  }
  close();
}

// Closing with unread bytes in the socket resets it, and the peer might never see the answer: read a little first.
asio::awaitable<void> http_connection::linger() {
  error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  stream_.expires_after(std::chrono::seconds(2));
  std::array<char, 4096> unwanted;
  for (std::size_t total = 0; total < 1024 * 1024;) {
    const auto [ec, n] = co_await stream_.async_read_some(asio::buffer(unwanted), no_throw);
    if (ec) co_return;
    total += n;
  }
}

}  // namespace

std::shared_ptr<connection> make_connection(tcp::socket peer, std::shared_ptr<const server_shared> shared) {
  return std::make_shared<http_connection>(std::move(peer), std::move(shared));
}

}  // namespace countersign::approvals::inbox
