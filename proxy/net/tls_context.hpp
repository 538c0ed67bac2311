// Certificates, keys and what is demanded of the peer's: what every TLS connection of one side has in common.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;

namespace countersign::net {

inline constexpr std::string_view tls_protocol = "postgresql";  // its name in ALPN

// What is asked of frontends. Without a CA none of their certificates could be checked, so none is asked for.
enum class client_certificates : std::uint8_t { optional, required };

struct frontend_tls_files {
  std::string certificate;  // PEM, the server's own first, then those between it and the CA
  std::string key;
  std::string client_ca;   // whose certificates frontends may show; empty: none are asked for
  std::string client_crl;  // certificates that are no longer good; empty: none
  client_certificates clients = client_certificates::optional;
};

// As libpq's sslmode.
enum class tls_mode : std::uint8_t {
  disable,
  prefer,       // TLS if the server has it; protects from nobody who can change bytes
  require,      // TLS, whoever the server is; with a CA as verify_ca, as in libpq
  verify_ca,    // the certificate is signed by the CA
  verify_full,  // and it is for the host that was named
};

struct backend_tls_files {
  tls_mode mode = tls_mode::prefer;
  std::string ca;  // "system": those that the operating system trusts
  std::string crl;
  std::string certificate;  // ours, if the server asks for one
  std::string key;
};

// Read once and never changed: a reload makes a new one, and connections keep theirs. For any thread.
class tls_context {
 public:
  explicit tls_context(ssl_ctx_st* owned);
  ~tls_context();
  tls_context(const tls_context&) = delete;
  tls_context& operator=(const tls_context&) = delete;
  [[nodiscard]] ssl_ctx_st* get() const { return context_; }

 private:
  ssl_ctx_st* context_;
};

using tls_context_ref = std::shared_ptr<const tls_context>;

// As the server does for its key: nobody else may read it, but a group may when root owns it. Throws
// std::runtime_error that names the file, as `what`, and says what to do.
void check_private_file(const std::string& file, std::string_view what);

// Both throw std::runtime_error that names the file and says what to do.
[[nodiscard]] tls_context_ref make_frontend_tls(const frontend_tls_files& from);
[[nodiscard]] tls_context_ref make_backend_tls(const backend_tls_files& from);

// How backends are spoken to. Without a context: never with TLS.
struct backend_tls {
  tls_mode mode = tls_mode::disable;
  tls_context_ref context;
};

}  // namespace countersign::net
