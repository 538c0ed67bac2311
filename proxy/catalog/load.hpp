// Reads a database's system catalogs with a login of Countersign's own.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "parser/catalog/catalog.hpp"

namespace countersign::catalog_reader {

// What went wrong, without the password.
struct failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One connection. Blocks; for a thread that may.
class connection {
 public:
  // `conninfo`: a libpq connection string or URL. `database` replaces the one that it names, unless empty.
  connection(const std::string& conninfo, const std::string& database);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  [[nodiscard]] std::string database() const;
  [[nodiscard]] std::string server_encoding() const;
  // In one read-only transaction, so that it is of one moment.
  [[nodiscard]] std::shared_ptr<const parser::catalog> load();
  // Another text whenever load() would give another catalog.
  [[nodiscard]] std::string fingerprint();

 private:
  struct handle;
  std::unique_ptr<handle> handle_;
};

// Whether the connection string itself holds a password, which every user of the machine could read in an argument.
[[nodiscard]] bool has_password(const std::string& conninfo);

}  // namespace countersign::catalog_reader
