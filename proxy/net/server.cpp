#include "proxy/net/server.hpp"

#include <netinet/in.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <future>

#include "proxy/net/listener.hpp"
#include "proxy/net/worker.hpp"
#include "proxy/wire/build.hpp"

namespace countersign::net {

namespace {

// Above sessions_max so many more are let in only to be told so, or to deliver a CancelRequest, which a full server
// needs most.
constexpr std::size_t turned_away_max = 64;

// To somebody for whom there is not even room to be refused. Not waited for.
void refuse_at_once(int socket) {
  std::string text;
  wire::build::error_response(text, {"FATAL", "53300", "sorry, too many clients already", {}, {}, {}});
  (void)::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::uint16_t tcp_port(const endpoint& where) {
  sockaddr_storage raw{};
  std::memcpy(&raw, where.data(), std::min(sizeof raw, where.size()));
  if (raw.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(raw).sin_port);
  if (raw.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(raw).sin6_port);
  return 0;
}

}  // namespace

struct server::impl {
  impl(server_options options, desk_port& to, std::shared_ptr<const policy::ruleset> rules)
      : how(std::move(options)), cancels(how.cancels_max) {
    for (unsigned i = 0; i < std::max(1U, how.threads); ++i) {
      workers.push_back(std::make_unique<worker>(how, cancels, to, counts, huge_statements, rules));
    }
  }

  server_options how;
  cancel_registry cancels;
  server_counts counts;
  offload_thread huge_statements;
  std::vector<std::unique_ptr<worker>> workers;
  std::vector<std::shared_ptr<listener>> listeners;
  bool started = false;

  // On the first worker's thread, where the listeners live.
  void take(accepted peer);
  void close_listeners();
};

void server::impl::take(accepted peer) {
  const std::size_t now = counts.sessions.load(std::memory_order_relaxed);
  if (now >= how.sessions_max + turned_away_max) {
    refuse_at_once(peer.socket());
    return;
  }
  worker* idlest = workers.front().get();
  for (const auto& each : workers) {
    if (each->load() < idlest->load()) idlest = each.get();
  }
  idlest->serve(std::move(peer), now < how.sessions_max ? admission::admitted : admission::too_many);
}

void server::impl::close_listeners() {
  if (!started) {
    listeners.clear();
    return;
  }
  std::promise<void> closed;
  workers.front()->loop().post([this, &closed] {
    for (const auto& each : listeners) each->close();
    closed.set_value();
  });
  closed.get_future().wait();
}

server::server(server_options how, desk_port& desk, std::shared_ptr<const policy::ruleset> rules)
    : impl_(std::make_unique<impl>(std::move(how), desk, std::move(rules))) {}

server::~server() {
  stop();
}

void server::start() {
  thread_loop& loop = impl_->workers.front()->loop();
  for (const address& each : impl_->how.listen) {
    for (const endpoint& where : listen_endpoints(each)) {
      auto one =
          std::make_shared<listener>(loop, where, [me = impl_.get()](accepted peer) { me->take(std::move(peer)); });
      one->bind();
      impl_->listeners.push_back(std::move(one));
    }
  }
  for (const auto& each : impl_->workers) each->start();
  impl_->started = true;
  loop.post([me = impl_.get()] {
    for (const auto& each : me->listeners) each->start();
  });
}

std::vector<std::string> server::listening() const {
  std::vector<std::string> out;
  for (const auto& each : impl_->listeners) out.push_back(to_string(each->where()));
  return out;
}

std::uint16_t server::port() const {
  for (const auto& each : impl_->listeners) {
    if (const std::uint16_t port = tcp_port(each->where()); port != 0) return port;
  }
  return 0;
}

void server::use_rules(std::shared_ptr<const policy::ruleset> rules) {
  for (const auto& each : impl_->workers) each->use_rules(rules);
}

void server::use_catalog(const std::string& database, const session::shelved_catalog& now) {
  for (const auto& each : impl_->workers) each->use_catalog(database, now);
}

void server::use_tls(const tls_context_ref& frontend, const std::vector<tls_context_ref>& backends) {
  for (const auto& each : impl_->workers) each->use_tls({frontend, backends});
}

void server::use_logins(const session::logins_by_upstream& fresh) {
  for (const auto& each : impl_->workers) each->use_logins(fresh);
}

void server::drain() {
  impl_->close_listeners();
  for (const auto& each : impl_->workers) each->shut_down_sessions();
}

std::size_t server::sessions() const {
  return impl_->counts.sessions.load();
}

bool server::wait_until_idle(milliseconds within) const {
  // Asked for a few times a second at most twice in a process's life; a condition would be touched by every session.
  asio::io_context here(1);
  timer tick(here.get_executor());
  const auto until = timer::clock_type::now() + within;
  while (sessions() > 0) {
    if (timer::clock_type::now() >= until) return false;
    tick.expires_after(milliseconds(10));
    tick.wait();
  }
  return true;
}

void server::stop() {
  if (!impl_->started) return;
  impl_->counts.stopping = true;
  impl_->close_listeners();
  for (const auto& each : impl_->workers) each->stop();
  impl_->started = false;
  impl_->listeners.clear();
}

}  // namespace countersign::net
