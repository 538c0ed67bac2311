// The HTTP client: which URLs it takes, its limits, and whom it trusts over TLS.
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <doctest/doctest.h>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>
#include <future>

#include "approvals/notify/http_client.hpp"
#include "tests/approvals/notify_server.hpp"

namespace countersign::approvals::tests {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using notify::http_client;
using notify::http_client_options;
using notify::http_result;
using notify::read_web_address;

http_result post(std::string_view url, http_client_options options = {}) {
  asio::io_context io;
  http_client client(io, std::move(options));
  http_result out;
  asio::co_spawn(io, client.post(*read_web_address(url).address, {{"X-Test", "1"}}, "{}"),
                 [&](std::exception_ptr failed, http_result result) {
                   CHECK_FALSE(failed);
                   out = std::move(result);
                 });
  io.run();
  return out;
}

// A certificate that signs itself, for one host name.
struct certificate {
  explicit certificate(const std::string& host) : key(EVP_EC_gen("P-256")), x509(X509_new()) {
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key);
    X509_NAME* const name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_EXTENSION* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).c_str());
    X509_add_ext(x509, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(x509, key, EVP_sha256());
  }
  ~certificate() {
    X509_free(x509);
    EVP_PKEY_free(key);
  }
  [[nodiscard]] std::string pem() const {
    BIO* const out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, x509);
    char* text = nullptr;
    const long size = BIO_get_mem_data(out, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(out);
    return pem;
  }
  EVP_PKEY* key;
  X509* x509;
};

// Answers one connection over TLS.
struct tls_server {
  explicit tls_server(const certificate& with)
      : context(asio::ssl::context::tls_server), acceptor(io, {asio::ip::address_v4::loopback(), 0}) {
    SSL_CTX_use_certificate(context.native_handle(), with.x509);
    SSL_CTX_use_PrivateKey(context.native_handle(), with.key);
    thread = std::thread([this] {
      boost::system::error_code ec;
      asio::ssl::stream<asio::ip::tcp::socket> stream(acceptor.accept(), context);
      if (stream.handshake(asio::ssl::stream_base::server, ec); ec) return;
      std::string request(4096, '\0');
      stream.read_some(asio::buffer(request), ec);
      answered = !ec;
      asio::write(stream, asio::buffer(std::string_view("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")), ec);
    });
  }
  ~tls_server() { thread.join(); }

  asio::io_context io;
  asio::ssl::context context;
  asio::ip::tcp::acceptor acceptor;
  std::atomic<bool> answered = false;
  std::thread thread;
};

struct ca_file {
  explicit ca_file(const std::string& pem)
      : path(std::filesystem::temp_directory_path() / ("countersign-ca-" + std::to_string(::getpid()) + ".pem")) {
    std::ofstream(path) << pem;
  }
  ~ca_file() { std::filesystem::remove(path); }
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("only encrypted URLs are taken, and plain ones to this machine") {
  const struct {
    std::string_view url, host, port, target;
    bool tls;
  } good[] = {
      {"https://slack.com/api", "slack.com", "443", "/api", true},
      {"https://Slack.com", "slack.com", "443", "/", true},
      {"https://hooks.example.com:8443/a%20b?c=d&e", "hooks.example.com", "8443", "/a%20b?c=d&e", true},
      {"https://[2001:db8::1]/x", "2001:db8::1", "443", "/x", true},
      {"http://localhost:8080/x", "localhost", "8080", "/x", false},
      {"http://127.0.0.1/x", "127.0.0.1", "80", "/x", false},
      {"http://[::1]:1/x", "::1", "1", "/x", false},
      {"http://[0:0:0:0:0:0:0:1]/x", "::1", "80", "/x", false},
      {"http://127.255.255.254?x", "127.255.255.254", "80", "/?x", false},
      {"http://LocalHost:/x", "localhost", "80", "/x", false},
      {"https://1.2.3.4.example.com:8443/x//y", "1.2.3.4.example.com", "8443", "/x//y", true},
  };
  for (const auto& row : good) {
    CAPTURE(row.url);
    const auto read = read_web_address(row.url);
    REQUIRE(read.address);
    CHECK(read.address->host == row.host);
    CHECK(read.address->port == row.port);
    CHECK(read.address->target == row.target);
    CHECK(read.address->tls == row.tls);
  }
  for (const std::string_view url : {"",
                                     "slack.com",
                                     "/api",
                                     "ftp://slack.com",
                                     "http://slack.com/api",
                                     "http://10.0.0.1/",
                                     "http://localhost.evil.com/",
                                     "http://127.0.0.1.evil.com/",
                                     "http://127.0.0.1evil.com/",
                                     "http://127.0.0.1.evil.com:80/",
                                     "http://127.0.0.1.evil.com",
                                     "http://127.0.0.1%2eevil.com/",
                                     "http://localhost%2eevil.com/",
                                     "http://127.0.0.1./",
                                     "http://localhost./",
                                     "http://127.1/",
                                     "http://0x7f.0.0.1/",
                                     "http://2130706433/",
                                     "http://0.0.0.0/",
                                     "http://126.255.255.255/",
                                     "http://128.0.0.1/",
                                     "http://[::2]/",
                                     "http://[::ffff:10.0.0.1]/",
                                     "http://[::1].evil.com/",
                                     "http://[::1%25lo]/",
                                     "http://[::1/",
                                     "http://localhost@evil.com/",
                                     "http://evil.com#@localhost/",
                                     "http://evil.com?@localhost/",
                                     "http:/x//localhost/",
                                     "http:localhost/",
                                     "https://user:password@slack.com/",
                                     "https://user:password@127.0.0.1.evil.com/",
                                     "https://slack.com@evil.com/",
                                     "https://slack.com/#x",
                                     "https:///x",
                                     "https://:443/",
                                     "https://slack.com:0/",
                                     "https://slack.com:65536/",
                                     "https://slack.com:443x/",
                                     "https://a b/",
                                     "https://sl%61ck.com/",
                                     "https://slack.com/\r\nX: 1",
                                     "file:///etc/passwd"}) {
    CAPTURE(url);
    const auto read = read_web_address(url);
    CHECK_FALSE(read.address);
    CHECK(!read.error.empty());
    CHECK(read.error.find("user:password") == std::string::npos);
  }
}

TEST_CASE("a request carries its headers and body, and the answer comes back") {
  const notify_server server([](const sent_request& what) {
    return told_answer{201, what.body + what.headers.at("x-test"), "12"};
  });
  const http_result out = post(server.origin() + "/x?y=z");
  REQUIRE(out.answer);
  CHECK(out.answer->status == 201);
  CHECK(out.answer->body == "{}1");
  CHECK(out.answer->retry_after == 12s);
  const sent_request got = server.requests().front();
  CHECK(got.target == "/x?y=z");
  CHECK(got.headers.at("host") == "127.0.0.1:" + std::to_string(server.port()));
}

TEST_CASE("a Retry-After that is no number of seconds is not taken for one") {
  for (const std::string text : {"soon", "Wed, 21 Oct 2015 07:28:00 GMT", "-1", "1.5", "99999999999999999999"}) {
    CAPTURE(text);
    const notify_server server([&](const sent_request&) { return told_answer{429, "", text}; });
    const http_result out = post(server.origin());
    REQUIRE(out.answer);
    CHECK_FALSE(out.answer->retry_after);
  }
}

TEST_CASE("answers are bounded in size and in time") {
  const notify_server large([](const sent_request&) { return told_answer{200, std::string(1001, 'x')}; });
  http_client_options options;
  options.response_bytes_max = 1001;
  CHECK(post(large.origin(), options).answer);
  options.response_bytes_max = 1000;
  CHECK(post(large.origin(), options).error.find("too large") != std::string::npos);

  const notify_server silent([](const sent_request&) { return told_answer{200, "", "", true}; });
  options.timeout = 50ms;
  CHECK(post(silent.origin(), options).error.find("no answer in time") != std::string::npos);
}

TEST_CASE("over TLS only a trusted certificate for that very host is taken") {
  const certificate right("localhost");
  const certificate wrong("other.example");
  const struct {
    std::string_view name;
    const certificate& serves;
    const certificate* trusts;
    bool taken;
  } rows[] = {{"trusted and right", right, &right, true},
              {"not trusted", right, nullptr, false},
              {"another is trusted", right, &wrong, false},
              {"trusted, for another host", wrong, &wrong, false}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const ca_file trusted(row.trusts ? row.trusts->pem() : "");
    http_client_options options;
    if (row.trusts) options.ca_file = trusted.path.string();
    tls_server server(row.serves);
    const http_result out =
        post("https://localhost:" + std::to_string(server.acceptor.local_endpoint().port()), options);
    CHECK(out.answer.has_value() == row.taken);
    if (!row.taken) {
      CHECK(out.error.find("no trusted TLS connection") != std::string::npos);
      CHECK_FALSE(server.answered.load());
    }
  }
}

TEST_CASE("a port where nobody listens is an error that names it") {
  const notify_server closed([](const sent_request&) { return told_answer{}; }, doors::closed);
  const std::string error = post(closed.origin()).error;
  CAPTURE(error);
  CHECK(error.find("cannot connect to 127.0.0.1:" + std::to_string(closed.port())) != std::string::npos);
}

}  // namespace countersign::approvals::tests
