// One text sent over libpq and all that comes back, directly or through Countersign.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/sql/corpus.hpp"
#include "tests/support/sql.hpp"

namespace countersign::test::corpus {

// Numbers of types by name, from the server.
using type_numbers = std::map<std::string, unsigned>;

struct said {
  const std::string& text;
  protocol how = protocol::simple;
  const std::vector<bind>& binds;
  const std::string& copy_data;
};

struct answer {
  std::string text;      // everything: columns, rows, tags, errors with all fields, notices, COPY data
  std::string rows;      // what rows and COPY data say
  std::string shape;     // the same without what rows and notices say
  std::string sqlstate;  // of the first error; empty if there was none
  std::string error;
  bool held = false;  // a NOTICE with a code came; the hold was withdrawn as Ctrl-C does

  // Countersign's own no; in the corpus everybody is a superuser, to whom the server does not say 42501.
  [[nodiscard]] bool stopped() const { return held || sqlstate == "42501"; }
};

// Sends it and reads until the connection is idle. Throws std::runtime_error if nothing comes for too long.
[[nodiscard]] answer say(sql_connection& connection, const said& what, const type_numbers& types);

}  // namespace countersign::test::corpus
