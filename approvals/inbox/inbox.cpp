#include "approvals/inbox/inbox.hpp"

#include "approvals/inbox/api.hpp"
#include "approvals/inbox/door.hpp"
#include "approvals/inbox/guard.hpp"
#include "approvals/inbox/page.hpp"
#include "approvals/inbox/proof_api.hpp"

namespace countersign::approvals::inbox {

namespace {

// On every response, errors included. The page needs no more than its own script, style and API.
std::vector<http_header> safe_headers(bool https) {
  std::vector<http_header> answer{
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
       "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
      {"Cache-Control", "no-store"},
  };
  if (https) answer.push_back({"Strict-Transport-Security", "max-age=31536000"});
  return answer;
}

server_options with_headers(server_options http, const std::string& public_url) {
  for (auto& one : safe_headers(public_url.starts_with("https:"))) http.headers.push_back(std::move(one));
  return http;
}

}  // namespace

inbox::inbox(boost::asio::io_context& io, desk_access& desks, const clock& time, id_source& ids, inbox_options options)
    : server_(io, with_headers(options.http, options.public_url)) {
  door_options entrance;
  entrance.public_origin = origin_of(options.public_url);
  entrance.browser = options.browser;
  entrance.log_in = options.log_in;
  const auto at_door = std::make_shared<door>(io.get_executor(), desks, time, ids, std::move(entrance));
  const auto answers = std::make_shared<api>(desks, time, at_door);
  live_ = std::make_shared<live>(io.get_executor(), desks, at_door, options.live);

  const auto give = [&](std::string method, std::string path,
                        void (api::*what)(const http_request&, const responder&)) {
    server_.add_route(
        std::move(method), std::move(path),
        [answers, what](const http_request& request, const responder& answer) { ((*answers).*what)(request, answer); });
  };
  give("GET", "/healthz", &api::health);
  give("GET", "/api/me", &api::me);
  give("GET", "/api/holds", &api::list);
  give("GET", "/api/holds/*", &api::one);
  give("POST", "/api/holds/*", &api::decide);
  server_.add_route("POST", "/api/login", [at_door](const http_request& request, const responder& answer) {
    at_door->log_in(request, answer);
  });
  server_.add_route("POST", "/api/logout", [at_door](const http_request& request, const responder& answer) {
    at_door->log_out(request, answer);
  });
  server_.add_route("GET", "/api/events", [news = live_](const http_request& request, const responder& answer) {
    news->subscribe(request, answer);
  });
  const auto proofs = std::make_shared<proof_api>(desks, origin_of(options.public_url), at_door);
  const auto prove = [&](std::string path, void (proof_api::*what)(const http_request&, const responder&)) {
    server_.add_route("POST", std::move(path), [proofs, what](const http_request& request, const responder& answer) {
      ((*proofs).*what)(request, answer);
    });
  };
  prove("/api/prove", &proof_api::ask);
  prove("/api/prove/code", &proof_api::code);
  prove("/api/prove/passkey", &proof_api::passkey);
  prove("/api/prove/disown", &proof_api::disown);
  prove("/api/enrol", &proof_api::begin_enrolment);
  prove("/api/enrol/totp", &proof_api::enrol_totp);
  prove("/api/enrol/passkey", &proof_api::enrol_passkey);
  prove("/api/challenge", &proof_api::challenge);
  add_page(server_);
}

inbox::~inbox() {
  stop();
}

void inbox::add_route(std::string method, std::string path, handler what, std::size_t body_bytes_max) {
  server_.add_route(std::move(method), std::move(path), std::move(what), body_bytes_max);
}

void inbox::start() {
  server_.start();
  live_->start();
}

std::uint16_t inbox::port() const {
  return server_.port();
}

void inbox::stop() {
  live_->stop();
  server_.stop();
}

void inbox::on_news(news_kind what, std::shared_ptr<const hold> about) {
  live_->on_news(what, std::move(about));
}

}  // namespace countersign::approvals::inbox
