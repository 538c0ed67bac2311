#include "approvals/notify/http_client.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>
#include <stdexcept>

namespace countersign::approvals::notify {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

struct http_client::shared {
  asio::io_context& io;
  http_client_options options;
  asio::ssl::context tls{asio::ssl::context::tls_client};

  shared(asio::io_context& context, http_client_options with) : io(context), options(std::move(with)) {
    if (SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION) != 1) {
      throw std::runtime_error("OpenSSL has no TLS 1.2");
    }
    tls.set_verify_mode(asio::ssl::verify_peer);
    error_code ec;
    if (tls.set_default_verify_paths(ec); ec) {
      throw std::runtime_error("cannot read the system's certificate authorities: " + ec.message());
    }
    if (options.ca_file.empty()) return;
    if (tls.load_verify_file(options.ca_file, ec); ec) {
      throw std::runtime_error("cannot read the certificate authorities in " + options.ca_file + ": " + ec.message());
    }
  }
};

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t head_bytes_max = 16 * 1024;

using request = http::request<http::string_body>;

http_result failed(const web_address& to, std::string_view what, const error_code& ec) {
  const bool late = ec == beast::error::timeout;
  const bool large = ec == http::error::body_limit || ec == http::error::header_limit;
  return {{},
          std::string(what) + " " + to.host + ":" + to.port + ": " +
              (late    ? "no answer in time"
               : large ? "the answer is too large"
                       : ec.message())};
}

request make_request(const web_address& to, http_fields fields, std::string body) {
  request out{http::verb::post, to.target, 11};
  const bool v6 = to.host.find(':') != std::string::npos;
  const bool usual_port = to.port == (to.tls ? "443" : "80");
  out.set(http::field::host, (v6 ? "[" + to.host + "]" : to.host) + (usual_port ? "" : ":" + to.port));
  out.set(http::field::user_agent, "countersign");
  out.set(http::field::accept, "application/json");
  out.set(http::field::connection, "close");
  for (auto& [name, value] : fields) out.set(name, value);
  out.body() = std::move(body);
  out.prepare_payload();
  return out;
}

http_answer answer_of(http::response<http::string_body>&& from) {
  http_answer out;
  out.status = from.result_int();
  const auto field = from[http::field::retry_after];
  unsigned seconds = 0;
  const auto [end, ec] = std::from_chars(field.data(), field.data() + field.size(), seconds);
  if (!field.empty() && ec == std::errc{} && end == field.data() + field.size()) {
    out.retry_after = std::chrono::seconds{seconds};
  }
  out.body = std::move(from.body());
  return out;
}

// One request on one connected stream; whoever awaits run() owns it.
template <typename Stream>
class exchange {
 public:
  exchange(Stream stream, web_address to, request what, std::size_t body_bytes_max)
      : stream_(std::move(stream)), to_(std::move(to)), request_(std::move(what)) {
    parser_.body_limit(body_bytes_max);
    parser_.header_limit(head_bytes_max);
  }

  asio::awaitable<http_result> run() {
    auto [write_ec, sent] = co_await http::async_write(stream_, request_, no_throw);
    if (write_ec) co_return failed(to_, "cannot send to", write_ec);
    auto [read_ec, got] = co_await http::async_read(stream_, buffer_, parser_, no_throw);
    if (read_ec && !parser_.is_done()) co_return failed(to_, "no whole answer from", read_ec);
    http_result out;
    out.answer = answer_of(parser_.release());
    co_return out;
  }

 private:
  Stream stream_;
  web_address to_;
  request request_;
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
};

// Certificates are checked against the name that the configuration has, and the far end is told that name.
error_code expect_host(beast::ssl_stream<beast::tcp_stream>& stream, const web_address& to) {
  error_code ec;
  stream.set_verify_callback(asio::ssl::host_name_verification(to.host), ec);
  if (ec) return ec;
  error_code not_an_address;
  (void)asio::ip::make_address(to.host, not_an_address);
  // An address is no server name (RFC 6066, section 3).
  if (not_an_address && SSL_set_tlsext_host_name(stream.native_handle(), to.host.c_str()) != 1) {
    return {static_cast<int>(::ERR_get_error()), asio::error::get_ssl_category()};
  }
  return {};
}

}  // namespace

http_client::http_client(asio::io_context& io, http_client_options options)
    : shared_(std::make_shared<shared>(io, std::move(options))) {}

asio::awaitable<http_result> http_client::post(web_address to, http_fields fields, std::string body) {
  return post_with(shared_, std::move(to), std::move(fields), std::move(body));
}

asio::awaitable<http_result> http_client::post_with(std::shared_ptr<shared> with, web_address to, http_fields fields,
                                                    std::string body) {
  const std::size_t body_bytes_max = with->options.response_bytes_max;
  request what = make_request(to, std::move(fields), std::move(body));

  tcp::resolver resolver(with->io);
  auto [resolve_ec, found] = co_await resolver.async_resolve(to.host, to.port, no_throw);
  if (resolve_ec) co_return failed(to, "cannot find", resolve_ec);

  beast::tcp_stream plain(with->io);
  plain.expires_after(with->options.timeout);  // once: it bounds the whole exchange
  auto [connect_ec, where] = co_await plain.async_connect(found, no_throw);
  if (connect_ec) co_return failed(to, "cannot connect to", connect_ec);
  if (!to.tls) {
    exchange<beast::tcp_stream> one(std::move(plain), to, std::move(what), body_bytes_max);
    co_return co_await one.run();
  }

  beast::ssl_stream<beast::tcp_stream> secure(std::move(plain), with->tls);
  if (const error_code ec = expect_host(secure, to)) co_return failed(to, "cannot ask for the certificate of", ec);
  auto [tls_ec] = co_await secure.async_handshake(asio::ssl::stream_base::client, no_throw);
  if (tls_ec) co_return failed(to, "no trusted TLS connection with", tls_ec);
  exchange<beast::ssl_stream<beast::tcp_stream>> one(std::move(secure), to, std::move(what), body_bytes_max);
  co_return co_await one.run();
}

}  // namespace countersign::approvals::notify
