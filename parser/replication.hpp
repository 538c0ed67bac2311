// The commands that a replication connection takes besides SQL; see the documentation, "Streaming Replication
// Protocol".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace countersign::parser {

// What one command says.
struct replication_command {
  std::string_view tag;  // "START_REPLICATION"
  std::string detail;    // "start replication, logical"
  std::string slot;
  std::string target;  // BASE_BACKUP: where else the backup goes than to the frontend, "server"
  std::string target_detail;
};

// Nothing: it is not surely a command, and the server may read it as SQL. The server goes by the first word alone and
// has a scanner of its own for the rest, with other rules for comments and strings than SQL's.
[[nodiscard]] std::optional<replication_command> read_replication_command(std::string_view text);

}  // namespace countersign::parser
