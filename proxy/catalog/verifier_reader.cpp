#include "proxy/catalog/verifier_reader.hpp"

#include <libpq-fe.h>
#include <spdlog/spdlog.h>

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

namespace countersign::catalog_reader {

namespace {

// A role whose password has expired cannot log in at the server either. Names come as the bytes that they are.
constexpr const char* question =
    "SET client_encoding = 'SQL_ASCII';"
    "SELECT rolname, rolpassword FROM pg_catalog.pg_authid WHERE rolcanlogin"
    " AND pg_catalog.starts_with(rolpassword, 'SCRAM-SHA-256$')"
    " AND (rolvaliduntil IS NULL OR rolvaliduntil OPERATOR(pg_catalog.>) pg_catalog.now())";

struct finish {
  void operator()(PGconn* conn) const { PQfinish(conn); }
};
struct clear {
  void operator()(PGresult* result) const { PQclear(result); }
};

[[noreturn]] void fail(PGconn* conn) {
  const std::string words = PQerrorMessage(conn);
  throw std::runtime_error(words.substr(0, words.find('\n')));
}

std::vector<std::pair<std::string, std::string>> read_all(const std::string& conninfo) {
  // Nobody waits for a server that hangs: the login that asked has been answered already.
  const std::array names{"dbname", "connect_timeout", "tcp_user_timeout", static_cast<const char*>(nullptr)};
  const std::array values{conninfo.c_str(), "5", "10000", static_cast<const char*>(nullptr)};
  const std::unique_ptr<PGconn, finish> conn{PQconnectdbParams(names.data(), values.data(), 1)};
  if (PQstatus(conn.get()) != CONNECTION_OK) fail(conn.get());
  const std::unique_ptr<PGresult, clear> rows{PQexec(conn.get(), question)};
  if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK) fail(conn.get());
  std::vector<std::pair<std::string, std::string>> out;
  for (int i = 0; i < PQntuples(rows.get()); ++i) {
    out.emplace_back(PQgetvalue(rows.get(), i, 0), PQgetvalue(rows.get(), i, 1));
  }
  return out;
}

}  // namespace

verifier_reader::verifier_reader(std::string conninfo, std::string server, publish to)
    : conninfo_(std::move(conninfo)), server_(std::move(server)), publish_(std::move(to)) {}

verifier_reader::~verifier_reader() {
  stop();
}

bool verifier_reader::start() {
  const bool good = look();
  thread_ = std::thread([this] { run(); });
  return good;
}

void verifier_reader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void verifier_reader::doubt() {
  {
    const std::lock_guard lock(mutex_);
    doubted_ = true;
  }
  wake_.notify_all();
}

void verifier_reader::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto next = read_at_ + (doubted_ ? doubted_every : read_every);
    if (clock::now() < next) {
      wake_.wait_until(lock, next, [this, was = doubted_] { return stopping_ || doubted_ != was; });
      continue;
    }
    doubted_ = false;
    lock.unlock();
    static_cast<void>(look());
    lock.lock();
  }
}

bool verifier_reader::look() {
  bool good = false;
  try {
    auto fresh = session::logins::of(read_all(conninfo_));
    if (fresh->size() == 0) {
      spdlog::warn("no role of {} has a SCRAM-SHA-256 password, so nobody can log in there", server_);
    } else if (std::exchange(complained_, false)) {
      spdlog::info("the verifiers of {} can be read again", server_);
    }
    publish_(std::move(fresh));
    good = true;
  } catch (const std::exception& error) {
    if (!std::exchange(complained_, true)) {
      spdlog::error("the verifiers of {} cannot be read, so what is known of them stays in force: {}", server_,
                    error.what());
    }
  }
  const std::lock_guard lock(mutex_);
  read_at_ = clock::now();
  return good;
}

}  // namespace countersign::catalog_reader
