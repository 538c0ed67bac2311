#include "proxy/app/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace countersign::app {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

// A URL in the parts that a request needs.
struct target {
  bool tls = false;
  std::string host;  // without the brackets of IPv6
  std::string port;
  std::string authority;
  std::string path;
};

std::optional<target> read_url(std::string_view url) {
  const auto read = boost::urls::parse_uri(url);
  if (!read || (read->scheme() != "http" && read->scheme() != "https") || read->encoded_host().empty()) return {};
  if (read->has_userinfo()) return {};
  // Boost.URL 1.81 takes 10.0.0.1.example.com for the host 10.0.0.1 with a path behind it. The token must not go there.
  const std::string_view behind = url.substr(url.find("//") + 2);
  const std::string_view authority = behind.substr(0, behind.find_first_of("/?#"));
  if (authority != std::string_view{read->encoded_host_and_port().data(), read->encoded_host_and_port().size()})
    return {};
  target answer;
  answer.tls = read->scheme() == "https";
  answer.host = std::string(read->host());
  if (answer.host.starts_with('[') && answer.host.ends_with(']'))
    answer.host = answer.host.substr(1, answer.host.size() - 2);
  answer.port = read->port().empty() ? (answer.tls ? "443" : "80") : std::string(read->port());
  answer.authority = std::string(read->encoded_host_and_port());
  answer.path = read->encoded_path().empty() ? "/" : std::string(read->encoded_path());
  if (read->has_query()) answer.path += "?" + std::string(read->encoded_query());
  return answer;
}

http::request<http::string_body> request_of(const http_call& what, const target& where) {
  http::request<http::string_body> request;
  request.method_string(what.method);
  request.target(where.path);
  request.version(11);
  request.set(http::field::host, where.authority);
  request.set(http::field::user_agent, "countersign");
  request.set(http::field::connection, "close");
  for (const auto& [name, value] : what.headers) request.set(name, value);
  request.body() = what.body;
  request.prepare_payload();
  return request;
}

template <class Stream>
asio::awaitable<void> exchange(Stream& stream, const http_call& what, const target& where, http_answer& answer) {
  auto request = request_of(what, where);
  {
    const auto [ec, n] = co_await http::async_write(stream, request, no_throw);
    (void)n;
    if (ec) {
      answer.error = "the request could not be sent: " + ec.message();
      co_return;
    }
  }
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(what.answer_bytes_max);
  const auto [ec, n] = co_await http::async_read(stream, buffer, parser, no_throw);
  (void)n;
  if (ec) {
    answer.error = "no readable answer came: " + ec.message();
    co_return;
  }
  answer.status = parser.get().result_int();
  answer.body = std::move(parser.get().body());
}

asio::awaitable<void> run(const http_call& what, const target& where, http_answer& answer) {
  const auto home = co_await asio::this_coro::executor;
  tcp::resolver resolver(home);
  const auto [unknown, places] = co_await resolver.async_resolve(where.host, where.port, no_throw);
  if (unknown) {
    answer.error = "the name " + where.host + " is not known: " + unknown.message();
    co_return;
  }
  beast::tcp_stream plain(home);
  plain.expires_after(what.timeout);
  const auto [refused, at] = co_await plain.async_connect(places, no_throw);
  (void)at;
  if (refused) {
    answer.error = "no connection to " + where.authority + ": " + refused.message();
    co_return;
  }
  if (!where.tls) {
    co_await exchange(plain, what, where, answer);
    co_return;
  }
  asio::ssl::context trust(asio::ssl::context::tls_client);
  trust.set_default_verify_paths();
  trust.set_verify_mode(asio::ssl::verify_peer);
  beast::ssl_stream<beast::tcp_stream> secure(std::move(plain), trust);
  secure.set_verify_callback(asio::ssl::host_name_verification(where.host));
  SSL_set_min_proto_version(secure.native_handle(), TLS1_2_VERSION);
  if (SSL_set_tlsext_host_name(secure.native_handle(), where.host.c_str()) != 1) {
    answer.error = "TLS cannot be set up for " + where.host;
    co_return;
  }
  const auto [untrusted] = co_await secure.async_handshake(asio::ssl::stream_base::client, no_throw);
  if (untrusted) {
    answer.error = "TLS with " + where.authority + " failed: " + untrusted.message();
    co_return;
  }
  co_await exchange(secure, what, where, answer);
}

}  // namespace

http_answer ask(const http_call& what) {
  http_answer answer;
  const auto where = read_url(what.url);
  if (!where) {
    answer.error = "this is not an http:// or https:// URL";
    return answer;
  }
  asio::io_context io;
  std::exception_ptr failed;
  asio::co_spawn(io, run(what, *where, answer), [&](std::exception_ptr what_failed) { failed = what_failed; });
  // A second bound, over resolving too, which the stream's own deadline does not cover.
  io.run_for(what.timeout * 2);
  if (failed) {
    try {
      std::rethrow_exception(failed);
    } catch (const std::exception& why) {
      answer.error = why.what();
    }
  }
  if (answer.status == 0 && answer.error.empty()) answer.error = "no answer in time";
  return answer;
}

bool travels_in_clear(std::string_view url) {
  const auto where = read_url(url);
  if (!where || where->tls || where->host == "localhost") return false;
  error_code ec;
  const auto address = asio::ip::make_address(where->host, ec);
  return ec || !address.is_loopback();
}

}  // namespace countersign::app
