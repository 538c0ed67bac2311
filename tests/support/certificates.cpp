#include "tests/support/certificates.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "tests/support/process.hpp"

namespace countersign::test {

authority::authority() {
  openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
           "/CN=a test's CA", "-keyout", "ca.key", "-out", "ca.crt"});
  home_.write("index.txt", "");
  home_.write("ca.cnf",
              "[ca]\ndefault_ca = here\n[here]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 2\n"
              "certificate = ca.crt\nprivate_key = ca.key\n");
  list_revoked();
}

void authority::openssl(std::vector<std::string> arguments) const {
  process_options what;
  what.argv = {"openssl"};
  what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
  what.folder = home_.path();
  const run_result done = run(std::move(what));
  if (done.status != 0) throw std::runtime_error{fmt::format("openssl {}: {}", arguments.front(), done.err)};
}

void authority::make(std::string_view name, std::string_view host) const {
  const std::string base{name};
  home_.write(base + ".ext", fmt::format("subjectAltName = {}\n", host));
  openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=" + base,
           "-keyout", base + ".key", "-out", base + ".csr"});
  openssl({"x509", "-req", "-in", base + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
           "-extfile", base + ".ext", "-out", base + ".crt"});
}

void authority::revoke(std::string_view name) const {
  openssl({"ca", "-config", "ca.cnf", "-revoke", std::string{name} + ".crt"});
  list_revoked();
}

void authority::list_revoked() const {
  openssl({"ca", "-config", "ca.cnf", "-gencrl", "-out", "ca.crl"});
}

}  // namespace countersign::test
