#include "proxy/net/cancel_sender.hpp"

#include <array>
#include <boost/asio/write.hpp>
#include <memory>

#include "proxy/net/dialer.hpp"
#include "proxy/wire/build.hpp"

namespace countersign::net {

task<> send_cancel_request(executor where, endpoint to, std::string host, backend_tls tls, std::uint32_t pid,
                           std::string key, milliseconds timeout) {
  dialer dial(where, timeout, std::move(tls));
  dialed made = co_await dial.run(to, std::move(host));
  if (!made.socket) co_return;
  timer deadline(where, timeout);
  deadline.async_wait([waited = std::weak_ptr<stream_socket>(made.socket)](error_code stopped) {
    error_code ignored;
    if (const auto socket = waited.lock(); socket && !stopped) (void)socket->close(ignored);
  });
  std::string packet;
  wire::build::cancel_request(packet, pid, key);
  if (made.tls) {
    const std::string_view plain = packet;
    std::string cipher;
    if (!made.tls->put({&plain, 1}, cipher)) co_return;
    packet = std::move(cipher);
  }
  const auto [ec, sent] = co_await asio::async_write(*made.socket, asio::buffer(packet), no_throw);
  std::array<char, 64> ignored;
  while (!ec) {
    const auto [end, got] = co_await made.socket->async_read_some(asio::buffer(ignored), no_throw);
    if (end) break;
  }
}

}  // namespace countersign::net
