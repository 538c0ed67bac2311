#include "approvals/inbox/door.hpp"

#include <boost/asio/post.hpp>

#include "approvals/inbox/guard.hpp"
#include "approvals/inbox/json_body.hpp"

namespace countersign::approvals::inbox {

namespace {

http_response unauthorized(std::string_view what) {
  auto answer = error_response(401, what,
                               "log in on the page, or send Authorization: Bearer with your token; an administrator "
                               "makes one with: countersign token NAME");
  answer.headers.push_back({"WWW-Authenticate", "Bearer realm=\"countersign\""});
  return answer;
}

http_response too_many(std::chrono::seconds wait) {
  auto answer = error_response(429, "too many failed attempts from your address",
                               "wait " + std::to_string(wait.count()) + " s, then try again");
  answer.headers.push_back({"Retry-After", std::to_string(wait.count())});
  return answer;
}

http_response other_site() {
  return error_response(403, "this request came from another site's page",
                        "open the inbox itself; if its address is right, set its public URL in the configuration");
}

}  // namespace

void on_desk(desk_access& desks, const responder& answer, std::function<void(desk&)> work) {
  desks.post([answer, work = std::move(work)](desk& d) {
    try {
      work(d);
    } catch (const store_error&) {
      answer(error_response(503, "the store of approvals cannot be read or written",
                            "see the log of Countersign: it names the file or server and the reason"));
    } catch (const std::exception&) {
      answer(error_response(503, "the approvals desk could not do this", "see the log of Countersign"));
    }
  });
}

door::door(boost::asio::any_io_executor home, desk_access& desks, const clock& time, id_source& ids,
           door_options options)
    : home_(std::move(home)),
      desks_(desks),
      time_(time),
      options_(std::move(options)),
      sessions_(ids, options_.browser),
      log_ins_(options_.log_in),
      bearers_(options_.bearer) {}

std::string door::cookie_name() const {
  // The prefix makes browsers refuse the cookie from any other host, path or an unencrypted connection.
  return options_.public_origin.starts_with("https:") ? "__Host-countersign" : "countersign_session";
}

std::string door::set_cookie(std::string_view value, std::chrono::seconds life) const {
  std::string answer = cookie_name() + "=" + std::string(value) +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(life.count());
  if (options_.public_origin.starts_with("https:")) answer += "; Secure";
  return answer;
}

bool door::browser_change_refused(const http_request& request, const browser_session& session,
                                  const responder& answer) const {
  if (!from_own_page(request, options_.public_origin)) {
    answer(other_site());
    return true;
  }
  if (request.count("X-CSRF-Token") != 1 || !same_secret(request.header("X-CSRF-Token"), session.csrf)) {
    answer(error_response(403, "the header X-CSRF-Token is missing or wrong", "reload the page and try again"));
    return true;
  }
  return false;
}

void door::admit(const http_request& request, responder answer, intent what, admitted work) {
  caller who;
  const bool bearer = request.count("Authorization") > 0;  // then cookies do not count
  if (bearer) {
    if (const auto wait = bearers_.wait(request.remote, time_.now()); wait.count() > 0) return answer(too_many(wait));
    who.token = std::string(bearer_token(request));
    if (who.token.empty()) return answer(unauthorized("the Authorization header holds no bearer token"));
    who.channel = request.header("X-Countersign-Client") == "cli" ? "cli" : "api";
  } else {
    who.cookie = std::string(cookie(request, cookie_name()));
    const auto* session = who.cookie.empty() ? nullptr : sessions_.find(who.cookie, time_.now());
    if (!session) return answer(unauthorized("you are not logged in"));
    if (what == intent::change && browser_change_refused(request, *session, answer)) return;
    who.token = session->token;
    who.csrf = session->csrf;
    who.channel = "inbox";
  }
  on_desk(desks_, answer,
          [self = shared_from_this(), who = std::move(who), answer, work = std::move(work), bearer,
           remote = request.remote](desk& d) {
            if (const auto* person = d.who(who.token)) return work(d, *person, who);
            if (bearer)
              boost::asio::post(self->home_, [self, remote] { self->bearers_.failed(remote, self->time_.now()); });
            answer(unauthorized(bearer ? "this token is not known" : "your access was removed"));
          });
}

void door::log_in(const http_request& request, responder answer) {
  if (const auto wait = log_ins_.wait(request.remote, time_.now()); wait.count() > 0) return answer(too_many(wait));
  if (!from_own_page(request, options_.public_origin)) return answer(other_site());
  const auto body = read_json(request, {"token"});
  if (!body.value) return answer(body.refusal);
  bool bad = false;
  auto token = body.text("token", bad).value_or("");
  if (token.empty() || token.size() > 512)
    return answer(error_response(400, "the body names no token", "send {\"token\": \"...\"}"));
  log_ins_.failed(request.remote, time_.now());
  on_desk(desks_, answer,
          [self = shared_from_this(), token = std::move(token), remote = request.remote, answer](desk& d) {
            const auto* person = d.who(token);
            if (!person) return answer(unauthorized("this token is not known"));
            boost::asio::post(self->home_, [self, token, name = person->name, admin = person->admin, remote, answer] {
              self->log_ins_.forgive(remote);
              self->welcome(token, name, admin, answer);
            });
          });
}

void door::welcome(std::string token, std::string person, bool admin, const responder& answer) {
  const auto made = sessions_.open(std::move(token), person, time_.now());
  if (!made) return answer(error_response(503, "too many people are logged in", "try again later, or use the CLI"));
  auto response = json_response(200, boost::json::object{{"name", person}, {"admin", admin}, {"csrf", made->csrf}});
  response.headers.push_back({"Set-Cookie", set_cookie(made->cookie, options_.browser.life)});
  answer(std::move(response));
}

void door::log_out(const http_request& request, responder answer) {
  const auto value = cookie(request, cookie_name());
  const auto* session = value.empty() ? nullptr : sessions_.find(value, time_.now());
  if (session && browser_change_refused(request, *session, answer)) return;
  if (session) sessions_.close(value);
  auto response = json_response(200, boost::json::object{{"logged_out", true}});
  response.headers.push_back({"Set-Cookie", set_cookie("", std::chrono::seconds{0})});
  answer(std::move(response));
}

bool door::still_open(const caller& who) const {
  return who.cookie.empty() || sessions_.find(who.cookie, time_.now()) != nullptr;
}

}  // namespace countersign::approvals::inbox
