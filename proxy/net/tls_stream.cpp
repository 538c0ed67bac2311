#include "proxy/net/tls_stream.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/assert.hpp>
#include <cstring>
#include <new>

namespace countersign::net {

namespace {

constexpr std::size_t record_plain_bytes = 16 * 1024;

bool is_ip_literal(const std::string& host) {
  std::array<unsigned char, 16> ignored{};
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

// Strict: the queue of errors belongs to the thread, not to a connection.
std::string reason_of_queue() {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  const char* const text = code == 0 ? nullptr : ERR_reason_error_string(code);
  return text != nullptr ? text : "the TLS connection was broken";
}

// Empty where the algorithm of its signature names no hash, as for Ed25519: then there is no such binding.
std::string end_point_of(const X509* certificate) {
  int algorithm = NID_undef;
  if (certificate == nullptr ||
      X509_get_signature_info(const_cast<X509*>(certificate), &algorithm, nullptr, nullptr, nullptr) != 1) {
    return {};
  }
  const bool weak = algorithm == NID_md5 || algorithm == NID_sha1;
  const EVP_MD* const hash = weak ? EVP_sha256() : EVP_get_digestbynid(algorithm);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned int bytes = 0;
  if (hash == nullptr || X509_digest(certificate, hash, out.data(), &bytes) != 1) return {};
  return {reinterpret_cast<const char*>(out.data()), bytes};
}

}  // namespace

// OpenSSL's side of an exchange.
struct tls_exchange_bio {
  static int read(BIO* bio, char* into, std::size_t room, std::size_t* got) {
    auto& now = *static_cast<tls_stream::exchange*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (now.in.empty()) {
      BIO_set_retry_read(bio);
      return 0;
    }
    *got = std::min(room, now.in.size());
    std::memcpy(into, now.in.data(), *got);
    now.in.remove_prefix(*got);
    return 1;
  }

  static int write(BIO* bio, const char* from, std::size_t bytes, std::size_t* written) {
    auto& now = *static_cast<tls_stream::exchange*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (now.out == nullptr) return 0;
    try {
      now.out->append(from, bytes);  // no exception may cross OpenSSL
    } catch (const std::bad_alloc&) {
      return 0;
    }
    *written = bytes;
    return 1;
  }

  static long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

  static const BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* const fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "countersign");
      if (fresh == nullptr) throw std::bad_alloc();
      BIO_meth_set_read_ex(fresh, read);
      BIO_meth_set_write_ex(fresh, write);
      BIO_meth_set_ctrl(fresh, control);
      return fresh;
    }();
    return made;
  }
};

tls_stream::tls_stream(const tls_context& with, std::string host) : ssl_(SSL_new(with.get())), host_(std::move(host)) {
  BIO* const bio = ssl_ == nullptr ? nullptr : BIO_new(tls_exchange_bio::method());
  if (bio == nullptr) {
    SSL_free(ssl_);
    throw std::bad_alloc();
  }
  BIO_set_data(bio, &now_);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_, bio, bio);
}

tls_stream::~tls_stream() {
  SSL_free(ssl_);
}

std::unique_ptr<tls_stream> tls_stream::for_frontend(const tls_context& with, session::tls_start how) {
  std::unique_ptr<tls_stream> made(new tls_stream(with, {}));
  SSL_set_accept_state(made->ssl_);
  made->must_name_protocol_ = how == session::tls_start::direct;
  return made;
}

std::unique_ptr<tls_stream> tls_stream::for_backend(const backend_tls& with, const std::string& host) {
  BOOST_ASSERT(with.context);
  std::unique_ptr<tls_stream> made(new tls_stream(*with.context, host));
  SSL_set_connect_state(made->ssl_);
  const bool by_number = is_ip_literal(host);
  // RFC 6066 has no numbers in server names.
  if (!host.empty() && !by_number) SSL_set_tlsext_host_name(made->ssl_, host.c_str());
  if (with.mode == tls_mode::verify_full) {
    X509_VERIFY_PARAM* const demand = SSL_get0_param(made->ssl_);
    X509_VERIFY_PARAM_set_hostflags(demand, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const int set = by_number ? X509_VERIFY_PARAM_set1_ip_asc(demand, host.c_str())
                              : X509_VERIFY_PARAM_set1_host(demand, host.data(), host.size());
    if (set != 1 || host.empty()) throw std::bad_alloc();  // else any host would do
  }
  return made;
}

void tls_stream::handshake() {
  const int result = SSL_do_handshake(ssl_);
  if (result != 1) {
    const int why = SSL_get_error(ssl_, result);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) fail();
    return;
  }
  const unsigned char* protocol = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(ssl_, &protocol, &length);
  const std::string_view chosen(reinterpret_cast<const char*>(protocol), length);
  if (must_name_protocol_ && chosen.empty()) {
    give_up("a direct TLS connection must name the protocol postgresql (ALPN)");
  } else if (!chosen.empty() && chosen != tls_protocol) {
    give_up("the peer speaks another protocol than postgresql (ALPN)");
  } else {
    state_ = tls_state::open;
  }
}

void tls_stream::give_up(std::string why) {
  state_ = tls_state::failed;
  error_ = std::move(why);
}

void tls_stream::fail() {
  const long verified = SSL_get_verify_result(ssl_);
  give_up(reason_of_queue());
  if (verified == X509_V_ERR_HOSTNAME_MISMATCH || verified == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    error_ = fmt::format("the server's certificate is not for {}", host_);
  } else if (verified != X509_V_OK) {
    error_ = fmt::format("certificate verify failed: {}", X509_verify_cert_error_string(verified));
  }
}

std::size_t tls_stream::take(std::string_view cipher, std::span<char> into, std::string& out) {
  now_ = {cipher, &out};
  ERR_clear_error();
  if (state_ == tls_state::handshaking) handshake();
  std::size_t taken = 0;
  while (state_ == tls_state::open && taken < into.size()) {
    std::size_t bytes = 0;
    if (SSL_read_ex(ssl_, into.data() + taken, into.size() - taken, &bytes) == 1) {
      taken += bytes;
      continue;
    }
    const int why = SSL_get_error(ssl_, 0);
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) break;
    if (why == SSL_ERROR_ZERO_RETURN) {
      state_ = tls_state::ended;
    } else {
      fail();
    }
  }
  now_ = {};
  return taken;
}

bool tls_stream::put_all(std::string_view plain) {
  std::size_t written = 0;
  // Nothing that is written to waits, so all of it goes.
  if (SSL_write_ex(ssl_, plain.data(), plain.size(), &written) == 1 && written == plain.size()) return true;
  fail();
  return false;
}

bool tls_stream::put(std::span<const std::string_view> plain, std::string& out) {
  if (state_ != tls_state::open && state_ != tls_state::ended) return false;
  now_ = {{}, &out};
  ERR_clear_error();
  // Small pieces share a record: each record costs the peer a read and us thirty bytes.
  std::array<char, record_plain_bytes> joined;
  std::size_t filled = 0;
  bool good = true;
  for (std::string_view piece : plain) {
    if (plain.size() == 1 || (filled == 0 && piece.size() >= joined.size())) {
      good = good && (piece.empty() || put_all(piece));
      continue;
    }
    while (good && !piece.empty()) {
      const std::size_t bytes = std::min(piece.size(), joined.size() - filled);
      std::memcpy(joined.data() + filled, piece.data(), bytes);
      piece.remove_prefix(bytes);
      filled += bytes;
      if (filled < joined.size()) continue;
      good = put_all({joined.data(), filled});
      filled = 0;
    }
  }
  if (good && filled > 0) good = put_all({joined.data(), filled});
  now_ = {};
  return good;
}

void tls_stream::finish(std::string& out) {
  if (state_ != tls_state::open && state_ != tls_state::ended) return;
  now_ = {{}, &out};
  ERR_clear_error();
  (void)SSL_shutdown(ssl_);
  ERR_clear_error();
  now_ = {};
}

session::tls_facts tls_stream::facts() const {
  session::tls_facts facts;
  facts.version = SSL_get_version(ssl_);
  facts.end_point = end_point_of(SSL_get_certificate(ssl_));
  const X509* const shown = SSL_get0_peer_certificate(ssl_);
  if (shown == nullptr || SSL_get_verify_result(ssl_) != X509_V_OK) return facts;
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  if (!text) throw std::bad_alloc();
  X509_NAME_print_ex(text.get(), X509_get_subject_name(shown), 0, XN_FLAG_RFC2253);
  const char* bytes = nullptr;
  const long length = BIO_get_mem_data(text.get(), &bytes);
  if (length > 0) facts.certificate.assign(bytes, static_cast<std::size_t>(length));
  return facts;
}

std::string tls_stream::seen_end_point() const {
  return end_point_of(SSL_get0_peer_certificate(ssl_));
}

bool tls_stream::shows_certificate_seen_by(const tls_stream& other) const {
  const X509* const ours = SSL_get_certificate(ssl_);
  const X509* const theirs = SSL_get0_peer_certificate(other.ssl_);
  return ours != nullptr && theirs != nullptr && X509_cmp(ours, theirs) == 0;
}

}  // namespace countersign::net
