#include "proxy/net/worker.hpp"

#include <openssl/rand.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/read.hpp>
#include <stdexcept>
#include <vector>

#include "proxy/wire/proxy_header.hpp"

namespace countersign::net {

namespace {

// For the nonces of both sides of one login.
std::string random_bytes() {
  std::array<unsigned char, 36> out;
  if (RAND_bytes(out.data(), out.size()) != 1) throw std::runtime_error("the system has no randomness to give");
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

}  // namespace

accepted::~accepted() {
  if (socket_ >= 0) ::close(socket_);
}

worker::worker(const server_options& how, cancel_registry& cancels, desk_port& desk, server_counts& counts,
               offload_thread& huge_statements, std::shared_ptr<const policy::ruleset> rules)
    : how_(how),
      cancels_(cancels),
      desk_(desk),
      counts_(counts),
      loop_(std::make_shared<thread_loop>()),
      huge_statements_(huge_statements),
      tls_{how.frontend_tls, {}},
      first_rules_(std::move(rules)) {
  for (const upstream_options& each : how.upstreams) {
    tls_.backends.push_back(each.tls.context);
    first_logins_.push_back(each.logins);
  }
}

worker::~worker() {
  stop();
}

void worker::start() {
  thread_ = std::thread([this] { run(); });
}

void worker::run() {
  buffer_ = std::make_unique<std::array<char, 64 * 1024>>();
  cipher_ = std::make_unique<std::array<char, 64 * 1024 - tls_record_bytes_max>>();
  shared_.emplace();
  shared_->rules = std::move(first_rules_);
  shared_->catalogs.source = how_.catalogs;
  shared_->verifiers = how_.verifiers;
  shared_->known_logins = std::move(first_logins_);
  // The first parse on a thread is dear; it should not be somebody's login that pays.
  shared_->analyzer.analyze("SELECT 1", {}, shared_->scratch);
  services_.emplace(thread_services{loop_, how_, *shared_, *buffer_, *cipher_, tls_, cancels_, desk_, long_statements_,
                                    huge_statements_, counts_.stopping, ended_});
  loop_->run();
  open_.clear();
  services_.reset();
  shared_.reset();
}

void worker::serve(accepted peer, admission let_in) {
  load_.fetch_add(1, std::memory_order_relaxed);
  counts_.sessions.fetch_add(1, std::memory_order_relaxed);
  loop_->post([this, peer = std::move(peer), let_in]() mutable {
    bool begun = false;
    try {
      begin(peer, let_in);
      begun = true;
    } catch (const std::exception& e) {
      spdlog::error("a connection was closed before it began: {}", e.what());
    }
    if (!begun) ended(0);
  });
}

void worker::begin(accepted& peer, admission let_in) {
  if (stopping_) return ended(0);
  session::peer who;
  who.id = counts_.last_session.fetch_add(1, std::memory_order_relaxed) + 1;
  who.address = ip_of(peer.from());
  who.name = who.address ? to_string(peer.from()) : "unix socket";
  if (peer.from().protocol().family() != AF_UNIX && tls_.frontend) who.tls = how_.encryption;
  if (shared_->checks_logins()) who.random = random_bytes();
  tune(peer.socket());
  if (!how_.is_balancer) return begin_session(std::move(peer), std::move(who), let_in);
  if (!how_.is_balancer(who.address)) {
    spdlog::warn("a connection from {} was closed: it is none of the load balancers under proxy_protocol", who.name);
    return ended(0);
  }
  const std::uint64_t id = who.id;
  const auto one = std::make_shared<arrival>(loop_->guests_executor());
  error_code ec;
  (void)one->socket.assign(peer.from().protocol(), peer.socket(), ec);
  if (ec) throw boost::system::system_error(ec);
  (void)peer.release();
  arriving_.emplace(id, one);
  loop_->spawn(meet(one, std::move(who), let_in), [this, id](const std::exception_ptr& thrown) {
    arriving_.erase(id);
    thrown ? ended(id) : rest_if_done();
  });
}

// The session begins behind the header, with the addresses that it says.
task<> worker::meet(std::shared_ptr<arrival> one, session::peer who, admission let_in) {
  const bool good = co_await read_proxy_header(*one, who);
  if (!good || stopping_) {
    error_code ignored;
    (void)one->socket.close(ignored);
    ended(who.id);
    co_return;
  }
  begin_session({one->socket.release(), {}}, std::move(who), let_in);
}

task<bool> worker::read_proxy_header(arrival& from, session::peer& who) {
  from.deadline.expires_after(how_.proxy_header_timeout);
  from.deadline.async_wait([this, id = who.id](error_code stopped) {
    const auto late = arriving_.find(id);
    error_code ignored;
    if (!stopped && late != arriving_.end()) (void)late->second->socket.close(ignored);
  });
  std::array<char, wire::proxy_header::fixed_bytes> fixed;
  const auto [ec, got] = co_await asio::async_read(from.socket, asio::buffer(fixed), no_throw);
  const std::string_view begin{fixed.data(), got};
  const auto length = wire::proxy_header::rest_of(begin);
  if (ec || !length) {
    spdlog::warn("session {}: closed, the connection from {} does not begin with a PROXY header", who.id, who.name);
    co_return false;
  }
  std::string rest(*length, '\0');
  const auto [cut, more] = co_await asio::async_read(from.socket, asio::buffer(rest), no_throw);
  from.deadline.cancel();
  const auto header = cut ? std::nullopt : wire::proxy_header::read(begin, rest);
  if (!header) {
    spdlog::warn("session {}: closed, the PROXY header from {} cannot be read", who.id, who.name);
    co_return false;
  }
  if (header->passed_on) {
    who.address = policy::ip_address{header->address};
    who.name = to_string(*who.address, header->port);
  }
  co_return from.socket.is_open();
}

// Those whose header is not here yet are nobody's session.
void worker::turn_away() {
  error_code ignored;
  for (const auto& [id, one] : arriving_) (void)one->socket.close(ignored);
}

void worker::begin_session(accepted frontend, session::peer who, admission let_in) {
  auto one = std::make_shared<connection>(*services_, std::move(who), let_in);
  open_.emplace(one->id(), one);
  one->start(frontend.release());
}

void worker::ended(std::uint64_t id) {
  open_.erase(id);
  load_.fetch_sub(1, std::memory_order_relaxed);
  counts_.sessions.fetch_sub(1, std::memory_order_relaxed);
  rest_if_done();
}

void worker::rest_if_done() {
  if (stopping_ && open_.empty() && arriving_.empty()) loop_->stop();
}

void worker::use_rules(std::shared_ptr<const policy::ruleset> rules) {
  loop_->post([this, rules = std::move(rules)]() mutable {
    if (shared_) shared_->rules = std::move(rules);
  });
}

void worker::use_catalog(const std::string& database, session::shelved_catalog now) {
  loop_->post([this, database, now = std::move(now)]() mutable {
    if (!shared_) return;
    shared_->catalogs.by_database[database] = std::move(now);
    ++shared_->catalogs.version;
  });
}

void worker::use_tls(tls_now fresh) {
  loop_->post([this, fresh = std::move(fresh)]() mutable { tls_ = std::move(fresh); });
}

void worker::use_logins(session::logins_by_upstream fresh) {
  loop_->post([this, fresh = std::move(fresh)]() mutable {
    if (shared_) shared_->known_logins = std::move(fresh);
  });
}

template <class What>
void worker::for_each_session(What what) {
  loop_->post([this, what] {
    std::vector<std::shared_ptr<connection>> all;
    all.reserve(open_.size());
    for (const auto& [id, one] : open_) all.push_back(one);
    for (const auto& one : all) what(*one);
  });
}

void worker::shut_down_sessions() {
  loop_->post([this] { turn_away(); });
  for_each_session([](connection& one) { one.shut_down(); });
}

void worker::close_sessions() {
  for_each_session([](connection& one) { one.close(); });
}

void worker::stop() {
  if (!thread_.joinable()) return;
  for_each_session([](connection& one) {
    one.shut_down();
    one.close();
  });
  loop_->post([this] {
    stopping_ = true;
    turn_away();
    rest_if_done();
  });
  thread_.join();
  // What other threads posted meanwhile finds its session gone.
  loop_->poll();
}

}  // namespace countersign::net
