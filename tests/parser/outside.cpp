// Foreign servers, replication, databases, tablespaces.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row outside_rows[] = {
    {"wrapper", "CREATE FOREIGN DATA WRAPPER w HANDLER h", "create w (foreign data wrapper)"},
    {"alter wrapper", "ALTER FOREIGN DATA WRAPPER w NO HANDLER", "alter w (foreign data wrapper)"},
    {"server", "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'x')",
     "create server s (foreign data wrapper w)\n"
     "connect server s (foreign server)"},
    {"alter server", "ALTER SERVER s OPTIONS (SET host 'y')",
     "alter server s\n"
     "connect server s (foreign server)"},
    {"foreign table", "CREATE FOREIGN TABLE t (a int) SERVER s",
     "create table t\n"
     "connect server s (foreign table)"},
    {"user mapping", "CREATE USER MAPPING FOR bob SERVER s OPTIONS (password 'secret')",
     "create bob (user mapping for server s)\n"
     "connect server s (user mapping)"},
    {"alter user mapping", "ALTER USER MAPPING FOR bob SERVER s OPTIONS (SET password 'secret')",
     "alter bob (user mapping for server s)\n"
     "connect server s (user mapping)"},
    {"drop user mapping", "DROP USER MAPPING FOR bob SERVER s", "drop bob (user mapping for server s)"},
    {"drop server", "DROP SERVER s", "drop server s"},
    {"import", "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b",
     "connect server s (import foreign schema a)\n"
     "create schema b (foreign tables in it, by import)"},
    {"publication", "CREATE PUBLICATION p FOR TABLE s.t (a) WHERE (f(a)), TABLES IN SCHEMA x",
     "create publication p\n"
     "replicate s.t (a) (published)\n"
     "replicate schema x (every table published)\n"
     "call f"},
    {"publication of all", "CREATE PUBLICATION p FOR ALL TABLES",
     "create publication p (for all tables)\n"
     "replicate (every table published)"},
    {"alter publication", "ALTER PUBLICATION p DROP TABLE t", "alter publication p"},
    {"subscription", "CREATE SUBSCRIPTION s CONNECTION 'host=x password=secret' PUBLICATION p",
     "create subscription s\n"
     "connect subscription s\n"
     "replicate subscription s"},
    {"alter subscription", "ALTER SUBSCRIPTION s DISABLE",
     "alter subscription s\n"
     "connect subscription s"},
    {"drop subscription", "DROP SUBSCRIPTION s",
     "drop subscription s\n"
     "connect subscription s (drops the slot there)"},
    {"database", "CREATE DATABASE d TEMPLATE t", "create database d (copy of t)"},
    {"alter database", "ALTER DATABASE d WITH CONNECTION LIMIT 5", "alter database d"},
    {"alter database refresh", "ALTER DATABASE d REFRESH COLLATION VERSION",
     "alter database d (refresh collation version)"},
    {"alter database tablespace", "ALTER DATABASE d SET TABLESPACE x", "alter database d (set tablespace x)"},
    {"drop database", "DROP DATABASE d WITH (FORCE)", "drop database d (force)"},
    {"tablespace", "CREATE TABLESPACE x LOCATION '/y'", "create tablespace x (in /y)"},
    {"alter tablespace", "ALTER TABLESPACE x SET (seq_page_cost = 1)", "alter tablespace x (options)"},
    {"drop tablespace", "DROP TABLESPACE x", "drop tablespace x"},
    {"a view that shows a file", "SELECT * FROM pg_hba_file_rules",
     "read pg_hba_file_rules (all columns)\n"
     "read file (pg_hba.conf)"},
    {"a qualified view that shows a file", "SELECT name FROM pg_catalog.pg_file_settings",
     "read pg_catalog.pg_file_settings (name)\n"
     "read file (postgresql.conf)"},
    {"a table of one's own with such a name", "SELECT name FROM mine.pg_file_settings",
     "read mine.pg_file_settings (name)"},
};
// clang-format on

}  // namespace

TEST_CASE("what reaches other servers and databases is seen, secrets are not shown") {
  check_rows(outside_rows);
}

}  // namespace countersign::parser::testing
