// The corpus in its files; README.md describes their format.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace countersign::test::corpus {

// A value of a Bind message.
struct bind {
  std::string type;   // a name of pg_type, "unknown" to leave it to the server
  std::string bytes;  // decoded from hexadecimal where `binary`
  bool binary = false;
  bool null = false;
};

enum class protocol { simple, extended, prepared, parse };

// How a hostile statement shows that it did something.
enum class proof {
  changes,  // the database, the cluster or the session is not as before
  shows,    // its answer contains a text
  file,     // a file has appeared in the folder
  query,    // a query answers something else than before
  runs,     // the server does it; nothing can be seen of it
};

// One case. `messages` are sent one after the other; each is one text.
struct entry {
  std::string family;  // the file's name without its ending
  std::string name;
  std::vector<std::string> setup;  // sent before on the same connection; not part of what is judged
  std::vector<std::string> messages;
  std::vector<bind> binds;  // for the last message
  std::string copy_data;    // for COPY ... FROM STDIN
  protocol how = protocol::simple;
  proof effect = proof::changes;
  std::string shown;   // what `shows` looks for, or the query of `query`
  std::string undo;    // by the superuser, after the direct run
  bool alone = false;  // cannot run in a transaction that is rolled back
  bool shape = false;  // harmless: rows are counted, not compared
};

// Every case of the folder, file by file. Throws std::runtime_error with file and line where a file is wrong, and where
// two cases of a file have one name or two cases anywhere send the same.
[[nodiscard]] std::vector<entry> read(const std::filesystem::path& folder);

}  // namespace countersign::test::corpus
