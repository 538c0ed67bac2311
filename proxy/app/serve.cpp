#include "proxy/app/serve.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <iostream>

#include "approvals/desk.hpp"
#include "approvals/inbox/guard.hpp"
#include "approvals/inbox/inbox.hpp"
#include "approvals/inbox/proof_api.hpp"
#include "approvals/json.hpp"
#include "approvals/store/sqlite_store.hpp"
#include "parser/analysis.hpp"
#include "proxy/app/audit_file.hpp"
#include "proxy/app/channels.hpp"
#include "proxy/app/desk_thread.hpp"
#include "proxy/app/rules_file.hpp"
#include "proxy/app/system.hpp"
#include "proxy/app/upstreams.hpp"
#include "proxy/config/config.hpp"
#include "proxy/net/desk_bridge.hpp"
#include "proxy/net/server.hpp"

namespace countersign::app {

namespace {

std::optional<config::settings> load_config(const std::string& file) {
  config::load_result loaded = config::load(file);
  for (const policy::diagnostic& each : loaded.mistakes) std::cerr << "error: " << each.to_string() << '\n';
  if (!loaded.mistakes.empty()) return std::nullopt;
  return std::move(loaded.what);
}

std::shared_ptr<const policy::ruleset> load_rules_loudly(const std::string& file) {
  const policy::ruleset::load_result loaded = load_rules(file);
  for (const policy::diagnostic& each : loaded.mistakes) spdlog::error("{}", each.to_string());
  for (const policy::diagnostic& each : loaded.warnings) spdlog::warn("{}", each.to_string());
  return loaded.rules;
}

// The thread of the inbox and the channels.
class http_thread {
 public:
  http_thread() = default;
  ~http_thread() { stop(); }
  http_thread(const http_thread&) = delete;
  http_thread& operator=(const http_thread&) = delete;
  boost::asio::io_context& io() { return io_; }
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop() {
    keep_.reset();
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    while (true) {
      try {
        io_.run();
        return;
      } catch (const std::exception& error) {
        spdlog::error("inbox: {}", error.what());
      }
    }
  }
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_{io_.get_executor()};
  std::thread thread_;
};

// Both threads end before what they call goes away, however serve() ends.
struct threads_end {
  desk_thread& desks;
  http_thread& http;
  ~threads_end() {
    desks.stop();
    http.stop();
  }
};

// Before the server that it publishes to.
struct readers_end {
  catalogs& names;
  verifiers& logins;
  ~readers_end() {
    names.stop();
    logins.stop();
  }
};

void reload_rules(const config::settings& how, net::server& proxy, desk_thread& desks) {
  if (const auto rules = load_rules_loudly(how.rules_file)) {
    proxy.use_rules(rules);
    desks.post([rules](approvals::desk& desk) { desk.use_rules(rules); });
    spdlog::info("rules {} are in force", rules->version());
  } else {
    spdlog::error("the rules stay as they were: {} has mistakes", how.rules_file);
  }
}

// Certificates are renewed in place; sessions that are open keep what they began with.
void reload_certificates(const config::settings& how, net::server& proxy) {
  try {
    tls_contexts fresh = load_tls(how);
    const auto used = [](const net::tls_context_ref& each) { return each != nullptr; };
    if (!fresh.frontend && std::none_of(fresh.backends.begin(), fresh.backends.end(), used)) return;
    proxy.use_tls(fresh.frontend, fresh.backends);
    spdlog::info("certificates and keys were read again");
  } catch (const std::exception& error) {
    spdlog::error("certificates and keys stay as they were: {}", error.what());
  }
}

void reload_logins(const config::settings& how, verifiers& known) {
  if (!how.verify_logins) return;
  try {
    spdlog::info("{} logins were read again", known.reload(how));
  } catch (const std::exception& error) {
    spdlog::error("the logins stay as they were: {}", error.what());
  }
}

// Waits for the end, reading rules, logins and certificates again whenever it is told to.
void wait_for_signals(const config::settings& how, net::server& proxy, verifiers& known, desk_thread& desks) {
  boost::asio::io_context io;
  boost::asio::signal_set signals(io, SIGINT, SIGTERM, SIGHUP);
  std::function<void()> wait = [&] {
    signals.async_wait([&](boost::system::error_code error, int signal) {
      if (error || signal != SIGHUP) return;
      reload_rules(how, proxy, desks);
      reload_certificates(how, proxy);
      reload_logins(how, known);
      wait();
    });
  };
  wait();
  io.run();
}

// Throws std::runtime_error, with what to do.
approvals::proof_settings proofs_of(const config::settings& from, const std::string& url) {
  approvals::proof_settings proofs;
  if (!from.factors_key.empty()) {
    proofs.key = factors::sealer::from_hex(from.factors_key);
    if (!proofs.key) {
      throw std::runtime_error("the key of [factors] must be 64 hex digits; `openssl rand -hex 32` makes one");
    }
  }
  proofs.site.origin = approvals::inbox::origin_of(url);
  proofs.site.id = approvals::inbox::host_of(proofs.site.origin);
  return proofs;
}

int serve(const config::settings& how) {
  const auto rules = load_rules_loudly(how.rules_file);
  if (!rules) return 1;
  const bool to_tls = std::any_of(how.upstreams.begin(), how.upstreams.end(), [](const auto& each) {
    return each.security.mode != "disable" && each.security.mode != "prefer";
  });
  if (!how.verify_logins && !how.listen_security.certificate.empty() && to_tls) {
    spdlog::warn(
        "TLS on both legs: a SCRAM login of a client that can do channel binding is refused, unless it connects with "
        "channel_binding=disable or the database server has the same certificate as tls_certificate; "
        "[listen] auth = \"verify\" has no such limit");
  }
  system_clock time;
  system_ids ids;
  all_channels news;
  const auto records = approvals::open_sqlite_store(how.store_file);
  audit_file audit(how.audit_file);
  approvals::desk desk(*records, audit, news, time, ids,
                       {.pending_max = how.pending_max,
                        .pending_per_role_max = how.pending_per_role_max,
                        .late_window = how.late_window,
                        .grant_life = how.grant_life},
                       rules, proofs_of(how, how.inbox_url));
  desk.recover();
  http_thread http;
  desk_thread desks(desk, [](std::string_view what) { spdlog::error("desk: {}", what); });
  approvals::inbox::inbox_options inbox_options;
  inbox_options.http.address = how.inbox.host;
  inbox_options.http.port = how.inbox.port;
  inbox_options.public_url = how.inbox_url;
  approvals::inbox::inbox inbox(http.io(), desks, time, ids, inbox_options);
  news.add(inbox);
  channels outside(http.io(), how, how.inbox_url, desks, time);
  outside.listen_on(inbox);
  outside.hear(news);
  inbox.start();
  outside.start(desks);
  http.start();
  const threads_end ending{desks, http};
  const std::string url =
      how.inbox_url.empty() ? fmt::format("http://{}:{}", how.inbox.host, inbox.port()) : how.inbox_url;
  const auto bridge = net::make_desk_bridge(desks);
  verifiers known(how);
  net::server_options options = server_options_of(how, known.now(), url);
  if (known.from_servers()) options.verifiers = &known;
  net::server* publish_to = nullptr;
  catalogs names(how, [&](const std::string& database, const session::shelved_catalog& now) {
    publish_to->use_catalog(database, now);
  });
  if (names.any()) options.catalogs = &names;
  net::server proxy(std::move(options), *bridge, rules);
  publish_to = &proxy;
  const readers_end readers_ending{names, known};
  proxy.start();
  known.start([&](const session::logins_by_upstream& now) { proxy.use_logins(now); });
  // Nobody is served before they are there, if they can be had.
  if (names.any()) names.start();
  std::cout << boost::json::serialize(boost::json::object{
                   {"event", "ready"}, {"port", proxy.port()}, {"inbox_port", inbox.port()}, {"inbox_url", url}})
            << std::endl;
  wait_for_signals(how, proxy, known, desks);
  proxy.drain();
  if (!proxy.wait_until_idle(net::milliseconds{10'000}))
    spdlog::warn("{} sessions are closed in the middle", proxy.sessions());
  proxy.stop();
  return 0;
}

}  // namespace

int run_serve(const std::string& config_file) {
  std::signal(SIGPIPE, SIG_IGN);
  spdlog::default_logger()->sinks().clear();
  spdlog::default_logger()->sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (const auto wrong = parser::self_test()) {
    spdlog::error("{}", *wrong);
    return 1;
  }
  const auto how = load_config(config_file);
  if (!how) return 1;
  try {
    return serve(*how);
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
    return 1;
  }
}

namespace {

// With the store and the rules of the configuration, as an administrator's command. Returns its exit code.
int with_desk(const std::string& config_file, const std::string& person,
              const std::function<int(approvals::desk&, approvals::store&, const config::settings&)>& work) {
  const auto how = load_config(config_file);
  if (!how) return 1;
  try {
    const auto rules = load_rules(how->rules_file).rules;
    if (!rules || rules->find_person(person) == nullptr) {
      std::cerr << fmt::format("there is no person {} in the rules file; add [[person]] name = \"{}\"\n",
                               parser::visible(person), parser::visible(person));
      return 1;
    }
    system_clock time;
    system_ids ids;
    all_channels nobody;
    const auto records = approvals::open_sqlite_store(how->store_file);
    audit_file audit(how->audit_file);
    approvals::desk desk(*records, audit, nobody, time, ids, {}, rules);
    return work(desk, *records, *how);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}

}  // namespace

int run_token(const std::string& config_file, const std::string& person, bool replace) {
  return with_desk(config_file, person, [&](approvals::desk& desk, approvals::store& records, const auto&) {
    if (replace) static_cast<void>(records.remove_tokens(person));
    std::cout << desk.make_token(person, "made with `countersign token`") << '\n';
    return 0;
  });
}

int run_people(const std::string& config_file, people_errand what, const std::string& person, const std::string& id) {
  return with_desk(config_file, person, [&](approvals::desk& desk, approvals::store&, const config::settings& how) {
    approvals::people& people = desk.persons();
    switch (what) {
      case people_errand::invite: {
        const std::string url =
            how.inbox_url.empty() ? fmt::format("http://{}:{}", how.inbox.host, how.inbox.port) : how.inbox_url;
        std::cout << fmt::format("{}/enrol#{}\n", url, people.invite(person));
        std::cerr << fmt::format("for {} alone, within a day; it opens once\n", parser::visible(person));
        return 0;
      }
      case people_errand::list:
        for (const approvals::credential& each : people.credentials_of(person)) {
          std::cout << fmt::format("{:.12}  {:<8}  {}  made {}  {}\n", each.id, approvals::to_string(each.kind),
                                   parser::visible(each.name), approvals::iso_time(each.made),
                                   each.used == approvals::time_point{} ? std::string{"never used"}
                                                                        : "used " + approvals::iso_time(each.used));
        }
        return 0;
      case people_errand::revoke:
        if (people.revoke(person, id)) return 0;
        std::cerr << fmt::format("{} has nothing of this id; `countersign people list {}` lists them\n",
                                 parser::visible(person), parser::visible(person));
        return 1;
      case people_errand::unlock:
        people.unlock(person);
        return 0;
    }
    return 1;
  });
}

}  // namespace countersign::app
