// Certificates that a test makes for itself, with the openssl command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temp_dir.hpp"

namespace countersign::test {

// A certificate authority and what it signed; gone with its owner.
class authority {
 public:
  authority();

  // NAME.crt and NAME.key, for this host ("DNS:localhost", "IP:127.0.0.1"); an older pair of that name is replaced.
  void make(std::string_view name, std::string_view host = "IP:127.0.0.1") const;
  void revoke(std::string_view name) const;  // and writes crl()
  [[nodiscard]] std::string ca() const { return at("ca.crt"); }
  [[nodiscard]] std::string crl() const { return at("ca.crl"); }
  [[nodiscard]] std::string certificate(std::string_view name) const { return at(std::string{name} + ".crt"); }
  [[nodiscard]] std::string key(std::string_view name) const { return at(std::string{name} + ".key"); }

 private:
  [[nodiscard]] std::string at(std::string_view file) const { return (home_.path() / file).native(); }
  void openssl(std::vector<std::string> arguments) const;
  void list_revoked() const;
  temp_dir home_{"countersign-ca"};
};

}  // namespace countersign::test
