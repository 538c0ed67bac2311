#include "proxy/net/worker.hpp"

#include <openssl/rand.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>
#include <vector>

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
      io_(std::make_shared<asio::io_context>(1)),
      huge_statements_(huge_statements),
      tls_{how.frontend_tls, how.upstream_tls.context},
      first_rules_(std::move(rules)) {}

worker::~worker() {
  stop();
}

void worker::start() {
  kept_running_.emplace(io_->get_executor());
  thread_ = std::thread([this] { run(); });
}

void worker::run() {
  buffer_ = std::make_unique<std::array<char, 64 * 1024>>();
  cipher_ = std::make_unique<std::array<char, 64 * 1024 - tls_record_bytes_max>>();
  shared_.emplace();
  shared_->rules = std::move(first_rules_);
  shared_->catalogs.source = how_.catalogs;
  shared_->known_logins = how_.logins;
  // The first parse on a thread is dear; it should not be somebody's login that pays.
  shared_->analyzer.analyze("SELECT 1", {}, shared_->scratch);
  hangups_.emplace(io_->get_executor(), how_.hangup_check);
  services_.emplace(thread_services{io_, how_, *shared_, *buffer_, *cipher_, tls_, cancels_, desk_, *hangups_,
                                    long_statements_, huge_statements_, counts_.stopping});
  run_on(*io_, "network");
  open_.clear();
  services_.reset();
  hangups_.reset();
  shared_.reset();
}

void worker::serve(accepted peer, admission let_in) {
  load_.fetch_add(1, std::memory_order_relaxed);
  counts_.sessions.fetch_add(1, std::memory_order_relaxed);
  asio::post(*io_, [this, peer = std::move(peer), let_in]() mutable {
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
  if (shared_->known_logins) who.random = random_bytes();
  tune(peer.socket());
  stream_socket frontend(*io_);
  error_code ec;
  (void)frontend.assign(peer.from().protocol(), peer.socket(), ec);
  if (ec) throw boost::system::system_error(ec);
  (void)peer.release();
  auto one = std::make_shared<connection>(*services_, std::move(frontend), std::move(who), let_in);
  const std::uint64_t id = one->id();
  open_.emplace(id, one);
  try {
    asio::co_spawn(*io_, hold_until_done(one), [this, id](const std::exception_ptr& thrown) {
      if (thrown) spdlog::error("session {}: ended by an error outside of it", id);
      ended(id);
    });
  } catch (...) {
    open_.erase(id);
    throw;
  }
}

task<> worker::hold_until_done(std::shared_ptr<connection> one) {
  co_await one->run();
}

void worker::ended(std::uint64_t id) {
  open_.erase(id);
  load_.fetch_sub(1, std::memory_order_relaxed);
  counts_.sessions.fetch_sub(1, std::memory_order_relaxed);
}

void worker::use_rules(std::shared_ptr<const policy::ruleset> rules) {
  asio::post(*io_, [this, rules = std::move(rules)]() mutable {
    if (shared_) shared_->rules = std::move(rules);
  });
}

void worker::use_catalog(const std::string& database, session::shelved_catalog now) {
  asio::post(*io_, [this, database, now = std::move(now)]() mutable {
    if (!shared_) return;
    shared_->catalogs.by_database[database] = std::move(now);
    ++shared_->catalogs.version;
  });
}

void worker::use_tls(tls_now fresh) {
  asio::post(*io_, [this, fresh = std::move(fresh)]() mutable { tls_ = std::move(fresh); });
}

void worker::use_logins(std::shared_ptr<const session::logins> fresh) {
  asio::post(*io_, [this, fresh = std::move(fresh)]() mutable {
    if (shared_) shared_->known_logins = std::move(fresh);
  });
}

template <class What>
void worker::for_each_session(What what) {
  asio::post(*io_, [this, what] {
    std::vector<std::shared_ptr<connection>> all;
    all.reserve(open_.size());
    for (const auto& [id, one] : open_) all.push_back(one);
    for (const auto& one : all) what(*one);
  });
}

void worker::shut_down_sessions() {
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
  asio::post(*io_, [this] {
    stopping_ = true;
    hangups_->stop();
    kept_running_.reset();
  });
  thread_.join();
  // What other threads posted meanwhile finds its session gone.
  io_->restart();
  io_->poll();
}

}  // namespace countersign::net
