#include "proxy/net/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace countersign::net {

namespace {

// The one name of ours, as ALPN lists names: each behind its length.
const std::array<unsigned char, tls_protocol.size() + 1>& protocols() {
  static const auto list = [] {
    std::array<unsigned char, tls_protocol.size() + 1> made{tls_protocol.size()};
    std::copy(tls_protocol.begin(), tls_protocol.end(), made.begin() + 1);
    return made;
  }();
  return list;
}

using context_ptr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

// The first reason is the one that says most; the queue of this thread is empty afterwards.
std::string openssl_reason() {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (code == 0) return "unknown reason";
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(static_cast<int>(ERR_GET_REASON(code)));
  const char* const text = ERR_reason_error_string(code);
  return text != nullptr ? text : fmt::format("OpenSSL error {:x}", code);
}

[[noreturn]] void fail(const std::string& file, std::string_view what) {
  throw std::runtime_error(fmt::format("{}: {}", file, what));
}

[[noreturn]] void fail_openssl(const std::string& file, std::string_view what) {
  fail(file, fmt::format("{}: {}", what, openssl_reason()));
}

// A passphrase could come from nowhere at a reload.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

void use_certificate(SSL_CTX* context, const std::string& certificate, const std::string& key) {
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    fail_openssl(certificate, "cannot use the certificate, which has to be PEM");
  }
  check_private_file(key, "the private key");
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const unsigned long code = ERR_peek_error();
    if (ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH && ERR_GET_LIB(code) == ERR_LIB_X509) {
      ERR_clear_error();
      fail(key, fmt::format("this private key does not belong to the certificate in {}", certificate));
    }
    fail_openssl(key, "cannot use the private key, which has to be PEM without a passphrase");
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    ERR_clear_error();
    fail(key, fmt::format("this private key does not belong to the certificate in {}", certificate));
  }
}

void trust(SSL_CTX* context, const std::string& ca) {
  if (ca == "system") {
    if (SSL_CTX_set_default_verify_paths(context) != 1) fail_openssl(ca, "cannot read the system's certificates");
  } else if (SSL_CTX_load_verify_locations(context, ca.c_str(), nullptr) != 1) {
    fail_openssl(ca, "cannot use the certificates of the CA, which have to be PEM");
  }
}

void refuse_revoked(SSL_CTX* context, const std::string& crl) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  if (X509_STORE_load_locations(store, crl.c_str(), nullptr) != 1) {
    fail_openssl(crl, "cannot use the certificate revocation list, which has to be PEM");
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
}

// What both sides have in common. Sessions are not resumed, as with the server; idle connections own no buffers.
context_ptr make_context(const SSL_METHOD* method) {
  context_ptr context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) throw std::runtime_error(fmt::format("TLS cannot be used: {}", openssl_reason()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_read_ahead(context.get(), 1);
  if (SSL_CTX_set_cipher_list(context.get(), "HIGH:!aNULL:!eNULL") != 1) {
    throw std::runtime_error(fmt::format("TLS cannot be used: {}", openssl_reason()));
  }
  return context;
}

// Whoever names protocols must name ours, so that bytes for another service are not read as ours.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_length, protocols().data(),
                                          static_cast<unsigned int>(protocols().size()), offered, offered_length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

// See check_ssl_key_file_permissions() in be-secure-common.c.
void check_private_file(const std::string& file, std::string_view what) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) fail(file, fmt::format("cannot read {}: {}", what, std::strerror(errno)));
  if (!S_ISREG(about.st_mode)) fail(file, fmt::format("{} is not a regular file", what));
  if (about.st_uid != ::geteuid() && about.st_uid != 0) {
    fail(file, fmt::format("{} must belong to the user that Countersign runs as, or to root", what));
  }
  const mode_t forbidden = about.st_uid == 0 ? (S_IWGRP | S_IXGRP | S_IRWXO) : (S_IRWXG | S_IRWXO);
  if ((about.st_mode & forbidden) != 0) {
    fail(file, fmt::format("{} can be read by others; chmod it to 0600, or to 0640 if it belongs to root", what));
  }
}

tls_context::tls_context(ssl_ctx_st* owned) : context_(owned) {}

tls_context::~tls_context() {
  SSL_CTX_free(context_);
}

tls_context_ref make_frontend_tls(const frontend_tls_files& from) {
  ERR_clear_error();
  context_ptr context = make_context(TLS_server_method());
  use_certificate(context.get(), from.certificate, from.key);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  if (!from.client_ca.empty()) {
    trust(context.get(), from.client_ca);
    STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(from.client_ca.c_str());
    if (names == nullptr) fail_openssl(from.client_ca, "cannot use the certificates of the CA, which have to be PEM");
    SSL_CTX_set_client_CA_list(context.get(), names);
    SSL_CTX_set_verify(context.get(),
                       SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE |
                           (from.clients == client_certificates::required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       nullptr);
    if (!from.client_crl.empty()) refuse_revoked(context.get(), from.client_crl);
  }
  return std::make_shared<const tls_context>(context.release());
}

tls_context_ref make_backend_tls(const backend_tls_files& from) {
  ERR_clear_error();
  context_ptr context = make_context(TLS_client_method());
  if (!from.certificate.empty()) use_certificate(context.get(), from.certificate, from.key);
  SSL_CTX_set_alpn_protos(context.get(), protocols().data(), static_cast<unsigned int>(protocols().size()));
  // libpq checks the certificate once it has a CA, and its host only in verify-full.
  const bool verify = from.mode >= tls_mode::verify_ca || !from.ca.empty();
  if (verify) {
    trust(context.get(), from.ca);
    if (!from.crl.empty()) refuse_revoked(context.get(), from.crl);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  }
  return std::make_shared<const tls_context>(context.release());
}

}  // namespace countersign::net
