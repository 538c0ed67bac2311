#include "approvals/inbox/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unordered_map>

#include "approvals/inbox/connection.hpp"

namespace countersign::approvals::inbox {

namespace asio = boost::asio;
using asio::ip::tcp;

struct server::impl {
  impl(asio::io_context& io, server_options options)
      : shared(std::make_shared<server_shared>()), acceptor(io), pause(io) {
    shared->options = std::move(options);
  }

  std::shared_ptr<server_shared> shared;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::uint16_t port = 0;
  bool stopped = false;
  std::unordered_map<connection*, std::shared_ptr<connection>> open;

  static asio::awaitable<void> accept_all(std::shared_ptr<impl> self);
  static asio::awaitable<void> serve(std::shared_ptr<impl> self, std::shared_ptr<connection> one);
};

asio::awaitable<void> server::impl::serve(std::shared_ptr<impl> self, std::shared_ptr<connection> one) {
  co_await one->run(one);
  self->open.erase(one.get());
}

asio::awaitable<void> server::impl::accept_all(std::shared_ptr<impl> self) {
  while (!self->stopped) {
    auto [ec, peer] = co_await self->acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (self->stopped) co_return;
    if (ec) {
      // Out of file descriptors, or a peer that left already. A pause keeps the former from spinning.
      self->pause.expires_after(std::chrono::milliseconds(50));
      (void)co_await self->pause.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    if (self->open.size() >= self->shared->options.connections_max) continue;  // `peer` closes as it goes
    boost::system::error_code ignored;
    peer.set_option(tcp::no_delay(true), ignored);
    auto one = make_connection(std::move(peer), self->shared);
    self->open.emplace(one.get(), one);
    // Whatever escapes one connection ends that connection only.
    asio::co_spawn(self->acceptor.get_executor(), serve(self, one), [self, raw = one.get()](std::exception_ptr failed) {
      if (failed) self->open.erase(raw);
    });
  }
}

server::server(asio::io_context& io, server_options options) : impl_(std::make_shared<impl>(io, std::move(options))) {}

server::~server() {
  stop();
}

void server::add_route(std::string method, std::string path, handler what, std::size_t body_bytes_max) {
  if (body_bytes_max == 0) body_bytes_max = impl_->shared->options.body_bytes_max;
  impl_->shared->table.add(std::move(method), std::move(path), std::move(what), body_bytes_max);
}

void server::start() {
  const auto& options = impl_->shared->options;
  const auto fail = [&](const boost::system::error_code& ec) {
    throw boost::system::system_error(
        ec, "cannot listen for the inbox on " + options.address + " port " + std::to_string(options.port));
  };
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(options.address, ec);
  if (ec) fail(ec);
  const tcp::endpoint where(address, options.port);
  auto& acceptor = impl_->acceptor;
  if (acceptor.open(where.protocol(), ec); ec) fail(ec);
  if (acceptor.set_option(asio::socket_base::reuse_address(true), ec); ec) fail(ec);
  if (acceptor.bind(where, ec); ec) fail(ec);
  if (acceptor.listen(asio::socket_base::max_listen_connections, ec); ec) fail(ec);
  impl_->port = acceptor.local_endpoint().port();
  asio::co_spawn(acceptor.get_executor(), impl::accept_all(impl_), asio::detached);
}

std::uint16_t server::port() const {
  return impl_->port;
}

void server::stop() {
  if (std::exchange(impl_->stopped, true)) return;
  boost::system::error_code ignored;
  impl_->acceptor.close(ignored);
  impl_->pause.cancel();
  // A closing connection takes itself out of the table.
  const auto closing = impl_->open;
  for (const auto& [raw, one] : closing) one->close();
}

}  // namespace countersign::approvals::inbox
