#include "proxy/net/listener.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>

namespace countersign::net {

using namespace std::chrono_literals;

namespace {

constexpr int accepts_per_wakeup = 64;
constexpr auto pause_without_descriptors = 100ms;

[[noreturn]] void fail(const endpoint& where, const error_code& why) {
  throw boost::system::system_error(why, fmt::format("cannot listen on {}", to_string(where)));
}

}  // namespace

std::vector<endpoint> listen_endpoints(const address& where) {
  if (where.is_unix()) {
    if (const auto one = unix_endpoint(where.socket_path())) return {*one};
    throw boost::system::system_error(asio::error::invalid_argument,
                                      fmt::format("cannot listen on {}: the path is too long", where.to_string()));
  }
  if (const auto one = numeric_endpoint(where)) return {*one};
  asio::io_context io(1);
  asio::ip::basic_resolver<asio::ip::tcp, executor> resolver(io);
  error_code ec;
  const auto found =
      resolver.resolve(where.host, std::to_string(where.port),
                       asio::ip::resolver_base::passive | asio::ip::resolver_base::address_configured, ec);
  if (ec || found.empty()) {
    throw boost::system::system_error(ec, fmt::format("cannot listen on {}", where.to_string()));
  }
  std::vector<endpoint> out;
  for (const auto& each : found) out.emplace_back(each.endpoint());
  return out;
}

listener::listener(thread_loop& loop, endpoint where, taker take)
    : socket_(loop, *this), pause_(loop, [this] { start(); }), where_(where), take_(std::move(take)) {}

listener::~listener() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void listener::remove_stale_socket() const {
  const std::string path = to_string(where_);
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0 || !S_ISSOCK(about.st_mode)) return;
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return;
  const bool refused =
      ::connect(probe, where_.data(), static_cast<socklen_t>(where_.size())) != 0 && errno == ECONNREFUSED;
  ::close(probe);
  if (refused) ::unlink(path.c_str());
}

void listener::bind() {
  const bool is_unix = where_.protocol().family() == AF_UNIX;
  error_code ec;
  if (is_unix) remove_stale_socket();
  asio::io_context io(1);
  asio::basic_socket_acceptor<asio::generic::stream_protocol, executor> acceptor(io);
  if (acceptor.open(where_.protocol(), ec); ec) fail(where_, ec);
  if (!is_unix) {
    if (acceptor.set_option(asio::socket_base::reuse_address(true), ec); ec) fail(where_, ec);
    const int only = 1;
    if (where_.protocol().family() == AF_INET6) {
      (void)::setsockopt(acceptor.native_handle(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    }
  }
  if (acceptor.bind(where_, ec); ec) fail(where_, ec);
  if (is_unix) {
    path_ = to_string(where_);
    // As PostgreSQL's: who may log in is for the server to say.
    (void)::chmod(path_.c_str(), 0777);
  }
  if (acceptor.listen(asio::socket_base::max_listen_connections, ec); ec) fail(where_, ec);
  if (acceptor.native_non_blocking(true, ec); ec) fail(where_, ec);
  if (!is_unix) where_ = acceptor.local_endpoint();
  socket_.adopt(acceptor.release());
}

bool listener::accept_all() {
  for (int i = 0; i < accepts_per_wakeup; ++i) {
    endpoint from;
    auto length = static_cast<socklen_t>(from.capacity());
    const int socket = ::accept4(socket_.descriptor(), from.data(), &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket >= 0) {
      // An unnamed Unix socket has no address but its family.
      from.resize(std::max<std::size_t>(length, sizeof(sa_family_t)));
      complained_ = false;
      take_({socket, from});
      continue;
    }
    switch (errno) {
      case EINTR:
      case ECONNABORTED:
        continue;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        if (!std::exchange(complained_, true)) {
          spdlog::error("cannot accept connections on {} for now: {}", to_string(where_),
                        error_code(errno, asio::error::get_system_category()).message());
        }
        return false;
      default:
        return true;
    }
  }
  return true;
}

void listener::start() {
  socket_.watch(EPOLLIN);
}

void listener::socket_ready(watched_socket& /*which*/, std::uint32_t /*events*/) {
  bool room = false;
  try {
    room = accept_all();
  } catch (const std::exception& e) {
    spdlog::error("a connection on {} was not accepted: {}", to_string(where_), e.what());
  }
  if (room) return;
  socket_.watch(0);
  pause_.set(timer::clock_type::now() + pause_without_descriptors);
}

void listener::close() {
  pause_.clear();
  socket_.close();
}

}  // namespace countersign::net
