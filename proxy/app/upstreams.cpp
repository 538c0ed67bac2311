#include "proxy/app/upstreams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace countersign::app {

namespace {

net::tls_mode mode_of(const config::upstream_tls& from) {
  static const std::map<std::string, net::tls_mode> modes{{"disable", net::tls_mode::disable},
                                                          {"prefer", net::tls_mode::prefer},
                                                          {"require", net::tls_mode::require},
                                                          {"verify-ca", net::tls_mode::verify_ca},
                                                          {"verify-full", net::tls_mode::verify_full}};
  return modes.at(from.mode);
}

session::session_target target_of(const std::string& word) {
  using session::session_target;
  static const std::map<std::string, session_target> all{{"any", session_target::any},
                                                         {"read-write", session_target::read_write},
                                                         {"read-only", session_target::read_only},
                                                         {"primary", session_target::primary},
                                                         {"standby", session_target::standby},
                                                         {"prefer-standby", session_target::prefer_standby}};
  return all.at(word);
}

net::role_source asking(const std::string& conninfo) {
  const auto probe = std::make_shared<catalog_reader::server_probe>(conninfo);
  return
      [probe](const net::address& written, const net::endpoint& at, std::function<void(session::server_role)> answer) {
        const std::string ip = written.is_unix() ? std::string{} : net::ip_words(at);
        probe->ask({written.host, ip, written.port}, std::move(answer));
      };
}

std::string name_of(const config::upstream_settings& from) {
  std::string name;
  for (const config::place& each : from.hosts) {
    name += (name.empty() ? "" : ",") + net::address{each.host, each.port}.to_string();
  }
  return name;
}

}  // namespace

tls_contexts load_tls(const config::settings& from) {
  tls_contexts out;
  const config::listen_tls& front = from.listen_security;
  if (!front.certificate.empty()) {
    out.frontend = net::make_frontend_tls(
        {front.certificate, front.key, front.client_ca, front.client_crl,
         front.client_certificate_required ? net::client_certificates::required : net::client_certificates::optional});
  }
  for (const config::upstream_settings& each : from.upstreams) {
    const config::upstream_tls& back = each.security;
    const net::tls_mode mode = mode_of(back);
    out.backends.push_back(mode == net::tls_mode::disable
                               ? nullptr
                               : net::make_backend_tls({mode, back.ca, back.crl, back.certificate, back.key}));
  }
  return out;
}

session::logins_by_upstream load_logins(const config::settings& from) {
  session::logins_by_upstream out;
  if (!from.verify_logins) return out;
  std::vector<std::string> mistakes;
  for (const config::upstream_settings& each : from.upstreams) {
    if (each.auth_file.empty()) {
      out.push_back(session::logins::of({}));  // nobody's, until they are read from the server
      continue;
    }
    net::check_private_file(each.auth_file, "the file of verifiers");
    session::logins::load_result result = session::logins::load(config::read_file(each.auth_file), each.auth_file);
    mistakes.insert(mistakes.end(), result.mistakes.begin(), result.mistakes.end());
    out.push_back(std::move(result.loaded));
  }
  if (!mistakes.empty()) throw std::runtime_error(fmt::format("{}", fmt::join(mistakes, "\n")));
  return out;
}

net::server_options server_options_of(const config::settings& from, const session::logins_by_upstream& logins,
                                      std::string inbox_url) {
  net::server_options options;
  tls_contexts tls = load_tls(from);
  options.listen = {{from.listen.host, from.listen.port}};
  options.threads = from.threads == 0 ? std::max(1U, std::thread::hardware_concurrency() / 2) : from.threads;
  options.sessions_max = from.sessions_max;
  if (!from.proxied_from.empty()) {
    options.is_balancer = [networks = from.proxied_from](const std::optional<policy::ip_address>& address) {
      return std::any_of(networks.begin(), networks.end(),
                         [&address](const policy::network& each) { return each.contains(address); });
    };
  }
  if (tls.frontend) {
    options.encryption = from.listen_security.required ? session::encryption::required : session::encryption::offered;
  }
  options.frontend_tls = std::move(tls.frontend);
  options.session.remind = from.remind;
  options.session.notice = from.notices ? session::notices::told : session::notices::silent;
  options.session.inbox_url = std::move(inbox_url);
  options.upstreams.clear();
  options.session.upstreams.clear();
  for (std::size_t i = 0; i < from.upstreams.size(); ++i) {
    const config::upstream_settings& each = from.upstreams[i];
    net::upstream_options& to = options.upstreams.emplace_back();
    to.hosts.clear();
    for (const config::place& host : each.hosts) to.hosts.push_back({host.host, host.port});
    to.target = target_of(each.target_session_attrs);
    if (to.target != session::session_target::any) to.role_of = asking(each.catalog_url);
    to.tls = {mode_of(each.security), std::move(tls.backends[i])};
    if (!logins.empty()) to.logins = logins[i];
    options.session.upstreams.push_back({name_of(each), each.databases});
  }
  return options;
}

// --- verifiers

verifiers::verifiers(const config::settings& from) : now_(load_logins(from)) {
  for (std::size_t i = 0; i < now_.size(); ++i) {
    const config::upstream_settings& each = from.upstreams[i];
    if (each.auth_url.empty()) continue;
    readers_.emplace(i, std::make_unique<catalog_reader::verifier_reader>(
                            each.auth_url, name_of(each), [this, i](auto fresh) { use(i, std::move(fresh)); }));
  }
}

verifiers::~verifiers() {
  stop();
}

void verifiers::start(publish to) {
  publish_ = std::move(to);
  for (const auto& [upstream, reader] : readers_) static_cast<void>(reader->start());
}

void verifiers::stop() {
  for (const auto& [upstream, reader] : readers_) reader->stop();
}

void verifiers::use(std::size_t upstream, std::shared_ptr<const session::logins> fresh) {
  const std::lock_guard lock(guard_);
  now_[upstream] = std::move(fresh);
  publish_(now_);
}

std::size_t verifiers::reload(const config::settings& from) {
  const session::logins_by_upstream fresh = load_logins(from);
  const std::lock_guard lock(guard_);
  std::size_t count = 0;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    if (!readers_.contains(i)) now_[i] = fresh[i];
    count += now_[i]->size();
  }
  publish_(now_);
  return count;
}

void verifiers::doubt(std::size_t upstream) {
  if (const auto reader = readers_.find(upstream); reader != readers_.end()) reader->second->doubt();
}

// --- catalogs

catalogs::catalogs(const config::settings& from, publish to) : publish_(std::move(to)) {
  for (const config::upstream_settings& each : from.upstreams) {
    if (each.catalog_url.empty()) {
      without_.insert(without_.end(), each.databases.begin(), each.databases.end());
      continue;
    }
    of_.push_back({each.databases, std::make_unique<catalog_reader::service>(
                                       catalog_reader::service_options{each.catalog_url, from.catalog.check_every,
                                                                       from.catalog.stale_after},
                                       publish_)});
  }
}

catalogs::~catalogs() {
  stop();
}

void catalogs::start() {
  for (const std::string& each : without_) publish_(each, {});  // nobody waits for it
  for (const one& each : of_) {
    if (each.databases.empty()) static_cast<void>(each.service->load_first({}));
    for (const std::string& database : each.databases) static_cast<void>(each.service->load_first(database));
    each.service->start();
  }
}

void catalogs::stop() {
  for (const one& each : of_) each.service->stop();
}

catalog_reader::service* catalogs::of(std::string_view database) const {
  const auto at = std::find_if(of_.begin(), of_.end(), [database](const one& each) {
    return each.databases.empty() ||
           std::find(each.databases.begin(), each.databases.end(), database) != each.databases.end();
  });
  return at == of_.end() ? nullptr : at->service.get();
}

void catalogs::want(std::string_view database) {
  if (catalog_reader::service* const service = of(database)) service->want(database);
}

std::uint64_t catalogs::changed(std::string_view database) {
  catalog_reader::service* const service = of(database);
  return service == nullptr ? 0 : service->changed(database);
}

}  // namespace countersign::app
