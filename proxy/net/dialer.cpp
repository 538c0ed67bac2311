#include "proxy/net/dialer.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <vector>

namespace countersign::net {

using tcp = asio::ip::tcp;

namespace {

std::string failed(std::string_view where, std::string_view why) {
  return fmt::format("connection to {} failed: {}", where, why);
}

}  // namespace

dialer::dialer(executor where, milliseconds timeout) : where_(where), timeout_(timeout), deadline_(where) {}

void dialer::interrupt() {
  interrupted_ = true;
  error_code ignored;
  if (trying_) (void)trying_->close(ignored);
}

task<error_code> dialer::attempt(const endpoint& to) {
  trying_ = std::make_shared<stream_socket>(where_);
  error_code ec;
  (void)trying_->open(to.protocol(), ec);
  if (ec) co_return ec;
  tune(trying_->native_handle());
  deadline_.expires_after(timeout_);
  // The deadline closes the socket, which ends the attempt. The handler may run after this object is gone.
  deadline_.async_wait([trying = std::weak_ptr<stream_socket>(trying_)](error_code stopped) {
    error_code ignored;
    if (const auto socket = trying.lock(); socket && !stopped) (void)socket->close(ignored);
  });
  const auto [result] = co_await trying_->async_connect(to, no_throw);
  const bool in_time = deadline_.cancel() > 0 || (!result && trying_->is_open());
  if (interrupted_) co_return asio::error::operation_aborted;
  co_return in_time ? result : error_code{asio::error::timed_out};
}

task<dialed> dialer::run(endpoint to) {
  dialed out;
  out.where = to;
  const error_code ec = co_await attempt(to);
  if (ec) {
    out.error = failed(to_string(to), ec.message());
  } else {
    out.socket = std::move(trying_);
  }
  co_return out;
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
    dialed made = co_await run(each);
    if (made.socket) co_return made;
    if (by_name && !error.empty()) error += "; ";
    error += made.error;
  }
  dialed none;
  none.error = std::move(error);
  co_return none;
}

}  // namespace countersign::net
