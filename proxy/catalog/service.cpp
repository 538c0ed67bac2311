#include "proxy/catalog/service.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "parser/analysis.hpp"

namespace countersign::catalog_reader {

service::service(service_options how, publish to) : how_(std::move(how)), publish_(std::move(to)) {}

service::~service() {
  stop();
}

void service::start() {
  thread_ = std::thread([this] { run(); });
}

void service::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void service::want(std::string_view database) {
  {
    const std::lock_guard lock(mutex_);
    asked_.emplace(database);
  }
  wake_.notify_all();
}

std::uint64_t service::changed(std::string_view database) {
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    changed_.emplace(database);
    number = ++changes_;
  }
  wake_.notify_all();
  return number;
}

bool service::load_first(const std::string& database) {
  std::string name = database;
  if (name.empty()) {
    try {
      name = connection(how_.conninfo, {}).database();
    } catch (const failure& error) {
      spdlog::error("catalog: {}", error.what());
      return false;
    }
  }
  kept& at = databases_[name];
  look(name, at, true, 0);
  return at.loaded;
}

void service::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto soonest =
        std::ranges::min_element(databases_, {}, [](const auto& each) { return each.second.check_at; });
    const auto ready = [&] { return stopping_ || !asked_.empty() || !changed_.empty(); };
    if (soonest == databases_.end()) {
      wake_.wait(lock, ready);
    } else {
      wake_.wait_until(lock, soonest->second.check_at, ready);
    }
    if (stopping_) return;
    const std::set<std::string> asked = std::exchange(asked_, {});
    const std::set<std::string> changed = std::exchange(changed_, {});
    const std::uint64_t changes = changes_;
    lock.unlock();
    for (const std::string& each : asked) {
      if (databases_.size() < databases_max) databases_.try_emplace(each);
    }
    for (auto& [name, at] : databases_) {
      const bool reload = changed.contains(name) || !at.loaded;
      if (changed.contains(name) || at.check_at <= clock::now()) look(name, at, reload, changes);
    }
    lock.lock();
  }
}

// A failure leaves what is known in force for a while: a restart of the server should not hold everybody's statements.
void service::look(const std::string& database, kept& at, bool reload, std::uint64_t changes) {
  try {
    if (!at.link) at.link = std::make_unique<connection>(how_.conninfo, database);
    std::string now = at.link->fingerprint();
    if (reload || now != at.fingerprint) {
      const auto began = clock::now();
      auto fresh = at.link->load();
      spdlog::info("catalog of {}: {} relations, {} functions, {} kB, read in {} ms", parser::visible(database),
                   fresh->relations().size(), fresh->functions().size(), fresh->memory_bytes() / 1024,
                   std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began).count());
      at.fingerprint = std::move(now);
      publish_(database, {std::move(fresh), changes});
      at.loaded = true;
    }
    at.good_at = clock::now();
    at.complained = false;
  } catch (const std::exception& error) {
    at.link.reset();
    if (!at.complained) {
      spdlog::error("catalog of {}: {}; rules work on names as they are written once it is {} s old",
                    parser::visible(database), error.what(),
                    std::chrono::duration_cast<std::chrono::seconds>(how_.stale_after).count());
    }
    if (!at.complained && !at.loaded) publish_(database, {});  // nobody waits for it any longer
    at.complained = true;
    if (at.loaded && clock::now() - at.good_at > how_.stale_after) {
      at.loaded = false;
      publish_(database, {});
    }
  }
  at.check_at = clock::now() + how_.check_every;
}

}  // namespace countersign::catalog_reader
