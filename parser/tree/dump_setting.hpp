// The one set_config() whose setting is named in a WHERE and still known.
#pragma once

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

// pg_dump protects itself from views that are not what they seem (setupDumpWorker in pg_dump.c):
//   SELECT set_config(name, 'view, foreign-table', false) FROM pg_settings
//   WHERE name = 'restrict_nonsystem_relation_kind'
// which does nothing where the server does not know the setting. Lists its effect and returns true if the targets of
// `select` are that; everything else of the query is still to be read. Only this one setting is taken from a
// comparison: under other collations a name may equal one that looks different, 'ro_le' for example, but none of those
// that could equal this one is a setting that matters.
[[nodiscard]] bool read_dump_setting(walker& walk, const SelectStmt* select, place at);

}  // namespace countersign::parser::tree
