#include "proxy/catalog/server_probe.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>
#include <spdlog/spdlog.h>

#include <array>
#include <utility>

namespace countersign::catalog_reader {

namespace {

// Of this session, as libpq asks servers that do not report it; a standby is always read-only.
constexpr const char* question =
    "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only')";

using clock = std::chrono::steady_clock;

struct clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using answer_ptr = std::unique_ptr<PGresult, clear>;

}  // namespace

class server_probe::link {
 public:
  link(const std::string& conninfo, const probed_server& to) {
    const std::string port = fmt::to_string(to.port);
    const std::string seconds = fmt::to_string(std::chrono::duration_cast<std::chrono::seconds>(answer_max).count());
    const char* const address = to.address.empty() ? nullptr : to.address.c_str();
    const std::array names{"dbname",
                           "host",
                           "hostaddr",
                           "port",
                           "connect_timeout",
                           "target_session_attrs",
                           static_cast<const char*>(nullptr)};
    const std::array values{conninfo.c_str(),
                            to.host.c_str(),
                            address,
                            port.c_str(),
                            seconds.c_str(),
                            "any",
                            static_cast<const char*>(nullptr)};
    conn_ = PQconnectdbParams(names.data(), values.data(), 1);
  }
  ~link() { PQfinish(conn_); }
  link(const link&) = delete;
  link& operator=(const link&) = delete;

  [[nodiscard]] bool good() const { return PQstatus(conn_) == CONNECTION_OK; }
  // Words of libpq's, without what it was given.
  [[nodiscard]] std::string error() const {
    const std::string words = PQerrorMessage(conn_);
    return words.substr(0, words.find('\n'));
  }

  [[nodiscard]] session::server_role ask() {
    const auto until = clock::now() + answer_max;
    if (PQsendQuery(conn_, question) != 1) return {};
    while (PQisBusy(conn_) == 1) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
      pollfd wait{PQsocket(conn_), POLLIN, 0};
      if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) == 0) return {};
      if (PQconsumeInput(conn_) != 1) return {};
    }
    session::server_role out;
    while (const answer_ptr each{PQgetResult(conn_)}) {
      if (PQresultStatus(each.get()) != PGRES_TUPLES_OK || PQntuples(each.get()) != 1) return {};
      out.known = true;
      out.standby = *PQgetvalue(each.get(), 0, 0) == 't';
      out.read_only = std::string_view{PQgetvalue(each.get(), 0, 1)} == "on";
    }
    return out;
  }

 private:
  PGconn* conn_;
};

server_probe::server_probe(std::string conninfo) : conninfo_(std::move(conninfo)), thread_([this] { run(); }) {}

server_probe::~server_probe() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  for (const auto& [which, answer] : asked_) answer({});
}

void server_probe::ask(probed_server which, taker answer) {
  {
    const std::lock_guard lock(mutex_);
    asked_.emplace_back(std::move(which), std::move(answer));
  }
  wake_.notify_all();
}

void server_probe::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !asked_.empty(); });
    if (stopping_) return;
    const auto [which, answer] = std::move(asked_.front());
    asked_.pop_front();
    lock.unlock();
    session::server_role found;
    try {
      found = look(which);
    } catch (const std::exception& error) {
      spdlog::error("a server could not be asked whether it takes writes: {}", error.what());
    }
    answer(found);
    lock.lock();
  }
}

// A connection that does not answer any more is made anew once: the server may have been restarted.
session::server_role server_probe::look(const probed_server& which) {
  if (servers_.size() >= servers_max && !servers_.contains(which)) servers_.clear();
  kept& at = servers_[which];
  if (at.last.known && clock::now() - at.at < fresh_for) return at.last;
  at.last = {};
  if (at.over) at.last = at.over->ask();
  if (!at.last.known) {
    at.over = std::make_unique<link>(conninfo_, which);
    if (at.over->good()) {
      at.last = at.over->ask();
    } else {
      spdlog::warn("cannot ask {} port {} whether it takes writes: {}", which.host, which.port, at.over->error());
    }
    if (!at.last.known) at.over.reset();
  }
  at.at = clock::now();
  return at.last;
}

}  // namespace countersign::catalog_reader
