// Keeps the catalogs of the databases that sessions use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "proxy/catalog/load.hpp"
#include "proxy/session/names.hpp"

namespace countersign::catalog_reader {

struct service_options {
  std::string conninfo;
  std::chrono::milliseconds check_every{5'000};   // for changes that no session of ours made
  std::chrono::milliseconds stale_after{60'000};  // without an answer: then there is no catalog any more
};

// One thread, one connection for each database. want() and changed() are for any thread.
class service : public session::catalog_source {
 public:
  using publish = std::function<void(const std::string& database, const session::shelved_catalog& now)>;
  service(service_options how, publish to);
  ~service() override;

  void start();
  void stop();
  // Loads the catalog of one database before anybody asks for it; the connection string's own if it is empty. False: it
  // could not be read, which is in the log. Before start() only.
  bool load_first(const std::string& database);

  void want(std::string_view database) override;
  std::uint64_t changed(std::string_view database) override;

 private:
  using clock = std::chrono::steady_clock;
  struct kept {
    std::unique_ptr<connection> link;
    std::string fingerprint;
    clock::time_point good_at{};  // when the server answered last
    clock::time_point check_at{};
    bool loaded = false;
    bool complained = false;
  };
  static constexpr std::size_t databases_max = 1000;  // each is a connection; sessions of more have no catalog
  void run();
  void look(const std::string& database, kept& at, bool reload, std::uint64_t changes);

  const service_options how_;
  const publish publish_;
  std::map<std::string, kept> databases_;  // of the thread
  std::mutex mutex_;
  std::condition_variable wake_;
  std::set<std::string> asked_;
  std::set<std::string> changed_;
  std::uint64_t changes_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace countersign::catalog_reader
