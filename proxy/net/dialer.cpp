#include "proxy/net/dialer.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <vector>

#include "proxy/wire/build.hpp"

namespace countersign::net {

using tcp = asio::ip::tcp;

namespace {

std::string failed(std::string_view where, std::string_view why) {
  return fmt::format("connection to {} failed: {}", where, why);
}

}  // namespace

dialer::dialer(executor where, milliseconds timeout, backend_tls tls)
    : where_(where), timeout_(timeout), tls_(std::move(tls)), deadline_(where) {}

void dialer::interrupt() {
  interrupted_ = true;
  error_code ignored;
  if (trying_) (void)trying_->close(ignored);
}

// The deadline closes the socket, which ends the attempt. The handler may run after this object is gone.
void dialer::start_clock() {
  deadline_.expires_after(timeout_);
  deadline_.async_wait([trying = std::weak_ptr<stream_socket>(trying_)](error_code stopped) {
    error_code ignored;
    if (const auto socket = trying.lock(); socket && !stopped) (void)socket->close(ignored);
  });
}

task<error_code> dialer::attempt(const endpoint& to) {
  trying_ = std::make_shared<stream_socket>(where_);
  error_code ec;
  (void)trying_->open(to.protocol(), ec);
  if (ec) co_return ec;
  tune(trying_->native_handle());
  start_clock();
  const auto [result] = co_await trying_->async_connect(to, no_throw);
  if (!result && !trying_->is_open()) co_return asio::error::timed_out;
  co_return result;
}

task<error_code> dialer::shake_hands(tls_stream& tls) {
  std::array<char, 4096> cipher;
  std::array<char, 64> plain;
  std::string out;
  std::size_t early = tls.take({}, plain, out);
  for (;;) {
    if (!out.empty()) {
      const auto [ec, sent] = co_await asio::async_write(*trying_, asio::buffer(out), no_throw);
      if (ec) co_return ec;
      out.clear();
    }
    // A server that speaks before it was spoken to is none, or somebody else speaks.
    if (early > 0) co_return asio::error::invalid_argument;
    if (tls.state() != tls_state::handshaking) co_return error_code{};
    const auto [ec, bytes] = co_await trying_->async_read_some(asio::buffer(cipher), no_throw);
    if (ec) co_return ec;
    early = tls.take({cipher.data(), bytes}, plain, out);
  }
}

// Exactly one byte is read before the handshake: what somebody put behind it is no answer that came encrypted
// (CVE-2021-23222). The text of an ErrorResponse is not shown, for nobody knows who wrote it (CVE-2024-10977).
task<dialer::secured> dialer::secure(const std::string& host, tls_mode mode) {
  secured out;
  std::string request;
  wire::build::ssl_request(request);
  const auto [unsent, sent] = co_await asio::async_write(*trying_, asio::buffer(request), no_throw);
  char answer = 0;
  error_code ec = unsent;
  if (!ec) {
    const auto [unread, got] = co_await trying_->async_read_some(asio::buffer(&answer, 1), no_throw);
    ec = unread;
  }
  if (ec) {
    out.error = fmt::format("no answer to the request for TLS: {}", ec.message());
    co_return out;
  }
  if (answer == 'N') {
    if (mode != tls_mode::prefer) out.error = "the server does not support TLS, but [upstream] tls requires it";
    co_return out;
  }
  if (answer != 'S') {
    out.error = "the server refused the request for TLS";
    co_return out;
  }
  out.tls = tls_stream::for_backend({mode, tls_.context}, host);
  ec = co_await shake_hands(*out.tls);
  if (ec || out.tls->state() != tls_state::open) {
    out.error = fmt::format("TLS: {}", out.tls->error().empty() ? ec.message() : out.tls->error());
    out.handshake_failed = true;
  }
  co_return out;
}

task<dialed> dialer::connect(const endpoint& to, const std::string& host, tls_mode mode, bool& handshake_failed) {
  dialed out;
  out.where = to;
  const error_code ec = co_await attempt(to);
  secured done;
  if (!ec && mode != tls_mode::disable && tls_.context && to.protocol().family() != AF_UNIX) {
    done = co_await secure(host, mode);
  }
  const bool in_time = deadline_.cancel() > 0 || trying_->is_open();
  handshake_failed = done.handshake_failed && in_time && !interrupted_;
  if (interrupted_) {
    out.error = failed(to_string(to), "interrupted");
  } else if (!in_time && (!ec || ec == asio::error::operation_aborted || ec == asio::error::timed_out)) {
    out.error = failed(to_string(to), error_code{asio::error::timed_out}.message());
  } else if (ec) {
    out.error = failed(to_string(to), ec.message());
  } else if (!done.error.empty()) {
    out.error = failed(to_string(to), done.error);
  } else {
    out.tls = std::move(done.tls);
    out.socket = std::move(trying_);
  }
  co_return out;
}

task<dialed> dialer::run(endpoint to, std::string host) {
  bool handshake_failed = false;
  dialed made = co_await connect(to, host, tls_.mode, handshake_failed);
  // As libpq in this mode, which protects from nobody: rather without TLS than not at all.
  if (handshake_failed && tls_.mode == tls_mode::prefer) {
    made = co_await connect(to, host, tls_mode::disable, handshake_failed);
  }
  co_return made;
}

task<dialed> dialer::run(address to) {
  std::vector<endpoint> candidates;
  std::string error;
  if (to.is_unix()) {
    const auto only = unix_endpoint(to.socket_path());
    if (only)
      candidates.push_back(*only);
    else
      error = failed(to.to_string(), "the path is too long for a Unix socket");
  } else if (const auto only = numeric_endpoint(to)) {
    candidates.push_back(*only);
  } else {
    asio::ip::basic_resolver<tcp, executor> resolver(where_);
    const auto [ec, found] = co_await resolver.async_resolve(to.host, std::to_string(to.port), no_throw);
    if (ec) error = failed(to.to_string(), ec.message());
    for (const auto& each : found) candidates.emplace_back(each.endpoint());
  }
  const bool by_name = candidates.size() > 1;
  for (const endpoint& each : candidates) {
    if (interrupted_) break;
    dialed made = co_await run(each, to.host);
    if (made.socket) co_return made;
    if (by_name && !error.empty()) error += "; ";
    error += made.error;
  }
  dialed none;
  none.error = std::move(error);
  co_return none;
}

}  // namespace countersign::net
