// The store in one SQLite file, durable at each commit. Other processes may use the file at the same time.
#pragma once

#include <memory>
#include <string>

#include "approvals/ports/store.hpp"

namespace countersign::approvals {

// Opens or makes the file, readable by its owner only. Throws store_error. ":memory:" keeps it in memory.
[[nodiscard]] std::unique_ptr<store> open_sqlite_store(const std::string& file);

}  // namespace countersign::approvals
