#include "proxy/net/dialer.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <vector>

#include "proxy/wire/build.hpp"

namespace countersign::net {

using tcp = asio::ip::tcp;

namespace {

std::string failed(std::string_view where, std::string_view why) {
  return fmt::format("connection to {} failed: {}", where, why);
}

void add_error(std::string& all, std::string_view one) {
  all.append(all.empty() ? "" : "; ").append(one);
}

constexpr std::size_t candidates_max = 64;

}  // namespace

dialer::dialer(executor where, milliseconds timeout, backend_tls tls)
    : where_(where), timeout_(timeout), tls_(std::move(tls)), deadline_(where) {}

void dialer::interrupt() {
  interrupted_ = true;
  error_code ignored;
  if (trying_) (void)trying_->close(ignored);
}

// The deadline closes the socket, which ends the attempt. The handler may run after this object is gone.
void dialer::start_clock() {
  deadline_.expires_after(timeout_);
  deadline_.async_wait([trying = std::weak_ptr<stream_socket>(trying_)](error_code stopped) {
    error_code ignored;
    if (const auto socket = trying.lock(); socket && !stopped) (void)socket->close(ignored);
  });
}

task<error_code> dialer::attempt(const endpoint& to) {
  trying_ = std::make_shared<stream_socket>(where_);
  error_code ec;
  (void)trying_->open(to.protocol(), ec);
  if (ec) co_return ec;
  tune(trying_->native_handle());
  start_clock();
  const auto [result] = co_await trying_->async_connect(to, no_throw);
  if (!result && !trying_->is_open()) co_return asio::error::timed_out;
  co_return result;
}

task<error_code> dialer::shake_hands(tls_stream& tls) {
  std::array<char, 4096> cipher;
  std::array<char, 64> plain;
  std::string out;
  std::size_t early = tls.take({}, plain, out);
  for (;;) {
    if (!out.empty()) {
      const auto [ec, sent] = co_await asio::async_write(*trying_, asio::buffer(out), no_throw);
      if (ec) co_return ec;
      out.clear();
    }
    // A server that speaks before it was spoken to is none, or somebody else speaks.
    if (early > 0) co_return asio::error::invalid_argument;
    if (tls.state() != tls_state::handshaking) co_return error_code{};
    const auto [ec, bytes] = co_await trying_->async_read_some(asio::buffer(cipher), no_throw);
    if (ec) co_return ec;
    early = tls.take({cipher.data(), bytes}, plain, out);
  }
}

// Exactly one byte is read before the handshake: what somebody put behind it is no answer that came encrypted
// (CVE-2021-23222). The text of an ErrorResponse is not shown, for nobody knows who wrote it (CVE-2024-10977).
task<dialer::secured> dialer::secure(const std::string& host, tls_mode mode) {
  secured out;
  std::string request;
  wire::build::ssl_request(request);
  const auto [unsent, sent] = co_await asio::async_write(*trying_, asio::buffer(request), no_throw);
  char answer = 0;
  error_code ec = unsent;
  if (!ec) {
    const auto [unread, got] = co_await trying_->async_read_some(asio::buffer(&answer, 1), no_throw);
    ec = unread;
  }
  if (ec) {
    out.error = fmt::format("no answer to the request for TLS: {}", ec.message());
    co_return out;
  }
  if (answer == 'N') {
    if (mode != tls_mode::prefer) out.error = "the server does not support TLS, but tls under [upstream] requires it";
    co_return out;
  }
  if (answer != 'S') {
    out.error = "the server refused the request for TLS";
    co_return out;
  }
  out.tls = tls_stream::for_backend({mode, tls_.context}, host);
  ec = co_await shake_hands(*out.tls);
  if (ec || out.tls->state() != tls_state::open) {
    out.error = fmt::format("TLS: {}", out.tls->error().empty() ? ec.message() : out.tls->error());
    out.handshake_failed = true;
  }
  co_return out;
}

task<dialed> dialer::connect(const endpoint& to, const std::string& host, tls_mode mode, bool& handshake_failed) {
  dialed out;
  out.where = to;
  const error_code ec = co_await attempt(to);
  secured done;
  if (!ec && mode != tls_mode::disable && tls_.context && to.protocol().family() != AF_UNIX) {
    done = co_await secure(host, mode);
  }
  const bool in_time = deadline_.cancel() > 0 || trying_->is_open();
  handshake_failed = done.handshake_failed && in_time && !interrupted_;
  if (interrupted_) {
    out.error = failed(to_string(to), "interrupted");
  } else if (!in_time && (!ec || ec == asio::error::operation_aborted || ec == asio::error::timed_out)) {
    out.error = failed(to_string(to), error_code{asio::error::timed_out}.message());
  } else if (ec) {
    out.error = failed(to_string(to), ec.message());
  } else if (!done.error.empty()) {
    out.error = failed(to_string(to), done.error);
  } else {
    out.tls = std::move(done.tls);
    out.socket = std::move(trying_);
  }
  co_return out;
}

task<dialed> dialer::run(endpoint to, std::string host) {
  bool handshake_failed = false;
  dialed made = co_await connect(to, host, tls_.mode, handshake_failed);
  // As libpq in this mode, which protects from nobody: rather without TLS than not at all.
  if (handshake_failed && tls_.mode == tls_mode::prefer) {
    made = co_await connect(to, host, tls_mode::disable, handshake_failed);
  }
  co_return made;
}

task<std::vector<dialer::candidate>> dialer::resolve(std::span<const address> hosts, std::string& errors) {
  std::vector<candidate> out;
  for (const address& each : hosts) {
    if (interrupted_) break;
    if (each.is_unix()) {
      if (const auto only = unix_endpoint(each.socket_path())) {
        out.push_back({each, *only});
      } else {
        add_error(errors, failed(each.to_string(), "the path is too long for a Unix socket"));
      }
    } else if (const auto only = numeric_endpoint(each)) {
      out.push_back({each, *only});
    } else {
      asio::ip::basic_resolver<tcp, executor> resolver(where_);
      const auto [ec, found] = co_await resolver.async_resolve(each.host, std::to_string(each.port), no_throw);
      if (ec) add_error(errors, failed(each.to_string(), ec.message()));
      for (const auto& one : found) {
        if (out.size() < candidates_max) out.push_back({each, one.endpoint()});
      }
    }
  }
  co_return out;
}

// The answer comes from another thread, or too late, or never.
task<session::server_role> dialer::ask_role(const role_source& from, const candidate& of) {
  struct pending {
    explicit pending(executor where) : bell(where) {}
    timer bell;
    session::server_role answer;
  };
  const auto asked = std::make_shared<pending>(where_);
  asked->bell.expires_after(timeout_);
  from(of.written, of.at, [asked, where = where_](session::server_role is) {
    asio::post(where, [asked, is] {
      asked->answer = is;
      asked->bell.cancel();
    });
  });
  (void)co_await asked->bell.async_wait(no_throw);
  co_return asked->answer;
}

task<dialed> dialer::choose(const std::vector<candidate>& among, session::session_target target,
                            const role_source* from, std::string& errors) {
  for (const candidate& each : among) {
    if (interrupted_) break;
    dialed made = co_await run(each.at, each.written.host);
    std::string why = std::move(made.error);
    if (made.socket && target != session::session_target::any) {
      // Kept where interrupt() finds it.
      trying_ = made.socket;
      const session::server_role is = co_await ask_role(*from, each);
      const std::string_view because = unfit(target, is);
      if (!because.empty()) {
        error_code ignored;
        (void)made.socket->close(ignored);
        made.socket.reset();
        why = failed(to_string(each.at), because);
      }
      trying_.reset();
    }
    if (made.socket && !interrupted_) {
      made.host = each.written.host;
      co_return made;
    }
    add_error(errors, why);
  }
  co_return dialed{};
}

task<dialed> dialer::run(destination to) {
  std::string errors;
  const std::vector<candidate> among = co_await resolve(to.hosts, errors);
  dialed made = co_await choose(among, to.target, to.role_of, errors);
  if (!made.socket && to.target == session::session_target::prefer_standby) {
    errors.clear();
    made = co_await choose(among, session::session_target::any, nullptr, errors);
  }
  if (!made.socket) made.error = std::move(errors);
  co_return made;
}

}  // namespace countersign::net
