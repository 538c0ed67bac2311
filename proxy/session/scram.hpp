// SCRAM-SHA-256 (RFC 5802, RFC 7677) in PostgreSQL's dialect, as the server and as a client that has no password but
// the key which its owner has just proven to have. Nonces come from outside; nothing here is ever logged.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::session {

inline constexpr std::string_view scram_mechanism = "SCRAM-SHA-256";
inline constexpr std::string_view scram_plus_mechanism = "SCRAM-SHA-256-PLUS";

using scram_key = std::array<unsigned char, 32>;

// What pg_authid.rolpassword holds: enough to check a proof, not to make one.
struct scram_verifier {
  std::string salt;  // raw bytes
  std::uint32_t iterations = 0;
  scram_key stored_key{};
  scram_key server_key{};
  // "SCRAM-SHA-256$4096:salt$StoredKey:ServerKey"
  [[nodiscard]] static std::optional<scram_verifier> read(std::string_view text);
};

// Raw random bytes as the nonce of a message.
[[nodiscard]] std::string scram_nonce(std::string_view random);
[[nodiscard]] scram_key hmac_sha256(std::string_view key, std::string_view text);

enum class scram_result : std::uint8_t {
  going_on,
  proven,     // the other side has the key
  refused,    // it has not
  malformed,  // what it said is no SCRAM, or not one that may be: error() says which
};

// The server's part of one login.
class scram_server {
 public:
  // `end_point` is the hash of our certificate (RFC 5929, tls-server-end-point); empty: no channel binding is offered.
  scram_server(scram_verifier expected, std::string nonce, std::string end_point);
  ~scram_server();
  scram_server(const scram_server&) = delete;
  scram_server& operator=(const scram_server&) = delete;

  [[nodiscard]] std::string mechanisms() const;  // as AuthenticationSASL lists them
  // The body of SASLInitialResponse, then of SASLResponse. What is to be answered, also to a proof, is in answer().
  [[nodiscard]] scram_result take(std::string_view body);
  [[nodiscard]] const std::string& answer() const { return answer_; }
  [[nodiscard]] std::string_view error() const { return error_; }
  [[nodiscard]] const scram_key& client_key() const { return client_key_; }  // once it is proven
  [[nodiscard]] const scram_verifier& expected() const { return expected_; }

 private:
  [[nodiscard]] scram_result take_first(std::string_view body);
  [[nodiscard]] scram_result take_final(std::string_view message);
  [[nodiscard]] bool read_binding(std::string_view& message);
  [[nodiscard]] scram_result wrong(std::string_view what);

  scram_verifier expected_;
  std::string nonce_;
  std::string end_point_;
  std::string binding_;  // what the client's "c" has to be
  std::string first_bare_;
  std::string answer_;  // the message before the one that is expected
  std::string_view error_;
  scram_key client_key_{};
  bool plus_ = false;
  bool begun_ = false;
};

// A backend's link, as far as a login can be bound to it.
struct scram_channel {
  bool tls = false;
  std::string end_point;  // of the backend's certificate; empty: its algorithm defines none
};

// The client's part of one login.
class scram_client {
 public:
  scram_client(const scram_verifier& of, const scram_key& client_key, std::string nonce);
  ~scram_client();
  scram_client(const scram_client&) = delete;
  scram_client& operator=(const scram_client&) = delete;

  // Chooses among the server's mechanisms; empty if there is none for us. answer() is then the first message.
  [[nodiscard]] std::string_view begin(std::string_view mechanisms, const scram_channel& over);
  // AuthenticationSASLContinue and AuthenticationSASLFinal. Refused: the server has another password for this role, or
  // does not know this one.
  [[nodiscard]] scram_result take_continue(std::string_view message);
  [[nodiscard]] scram_result take_final(std::string_view message);
  [[nodiscard]] const std::string& answer() const { return answer_; }
  [[nodiscard]] bool server_proven() const { return proven_; }

 private:
  scram_verifier of_;
  scram_key client_key_;
  std::string nonce_;
  std::string binding_;
  std::string first_bare_;
  std::string answer_;
  std::string signed_;  // what both signatures are about
  bool proven_ = false;
};

}  // namespace countersign::session
