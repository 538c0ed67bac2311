// The commands of replication connections.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

TEST_CASE("a replication command is known by its first word, and nothing else is taken for one") {
  struct command_row {
    const char* text;
    const char* effects;  // null: not surely a command
  };
  const command_row rows[] = {
      {"IDENTIFY_SYSTEM", "replicate (identify system)"},
      {"identify_system ; ", "replicate (identify system)"},
      {"SHOW wal_segment_size", "session (show)"},
      {"SHOW a.b;", "session (show)"},
      {"SHOW a b", nullptr},
      {"SHOW", nullptr},
      {"TIMELINE_HISTORY 2", "replicate (timeline history)"},
      {"CREATE_REPLICATION_SLOT \"Slot \"\"1\" LOGICAL test_decoding (SNAPSHOT 'nothing')",
       "replicate Slot \"1 (create slot)"},
      {"CREATE_REPLICATION_SLOT Backup TEMPORARY PHYSICAL RESERVE_WAL", "replicate backup (create slot)"},
      {"READ_REPLICATION_SLOT s", "replicate s (read slot)"},
      {"DROP_REPLICATION_SLOT s WAIT", "replicate s (drop slot)"},
      {"START_REPLICATION 0/3000000 TIMELINE 1", "replicate (start replication, physical)"},
      {"START_REPLICATION SLOT s PHYSICAL A0/3", "replicate s (start replication, physical)"},
      {"START_REPLICATION SLOT \"s\" LOGICAL 0/0 (\"include-xids\" 'it''s')",
       "replicate s (start replication, logical)"},
      {"BASE_BACKUP (LABEL 'x', PROGRESS, CHECKPOINT 'fast', MANIFEST 'yes')", "replicate (base backup)"},
      {"BASE_BACKUP LABEL 'x' FAST NOWAIT", "replicate (base backup)"},
      {"BASE_BACKUP (TARGET 'server', TARGET_DETAIL '/tmp/b')",
       "replicate (base backup)\nwrite file /tmp/b (base backup to server)"},
      {"BASE_BACKUP (\"target\" 'shell', target_detail 'x')",
       "replicate (base backup)\nrun program x (base backup to shell)"},
      {"DELETE FROM orders", nullptr},
      {"", nullptr},
      {";", nullptr},
      {"IDENTIFY_SYSTEM; DELETE FROM orders", nullptr},
      {"/* x */ IDENTIFY_SYSTEM", nullptr},
      {"IDENTIFY_SYSTEM -- x", nullptr},
      {"\"IDENTIFY_SYSTEM\"", nullptr},
      {"IDENTIFY_SYSTEMS", nullptr},
      {"BASE_BACKUP LABEL 'x", nullptr},
      {"BASE_BACKUP LABEL 'x\\'", nullptr},
      {"START_REPLICATION 0/", nullptr},
      {"START_REPLICATION X/1", nullptr},
      {"START_REPLICATION \xe4", nullptr},
  };
  analyzer reader;
  analysis facts;
  for (const command_row& each : rows) {
    CAPTURE(each.text);
    REQUIRE(reader.analyze_replication_command(each.text, facts) == (each.effects != nullptr));
    CHECK(effects_of(facts) == (each.effects == nullptr ? "" : each.effects));
  }
  std::string many = "BASE_BACKUP";
  for (int i = 0; i < 999; ++i) many += " x";
  CHECK(reader.analyze_replication_command(many, facts));
  CHECK_FALSE(reader.analyze_replication_command(many + " x", facts));
  CHECK_FALSE(reader.analyze_replication_command({"IDENTIFY_SYSTEM\0", 16}, facts));
}

}  // namespace countersign::parser::testing
