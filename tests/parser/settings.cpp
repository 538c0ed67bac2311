// SET, RESET, set_config() and ALTER ... SET.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row settings_rows[] = {
    {"set", "SET work_mem = '64MB'", "set work_mem = 64MB"},
    {"set several words", "SET search_path = a, \"B\", 'c'", "set search_path = a, B, c"},
    {"set to default", "SET work_mem TO DEFAULT", "set work_mem = default"},
    {"set local", "SET LOCAL statement_timeout = 100", "set statement_timeout = 100"},
    {"reset", "RESET work_mem", "set work_mem = default"},
    {"reset all", "RESET ALL", "set all = default"},
    {"time zone", "SET TIME ZONE 'UTC'", "set timezone = UTC"},
    {"time zone interval", "SET TIME ZONE INTERVAL '1' HOUR", "set timezone = 1"},
    {"seed", "SET SEED TO 0.5", "set seed = 0.5"},
    {"schema", "SET SCHEMA 'x'", "set search_path = x"},
    {"names", "SET NAMES 'latin1'", "set client_encoding = latin1"},
    {"names default", "SET NAMES DEFAULT", "set client_encoding = default"},
    {"role", "SET ROLE admin", "set role admin"},
    {"role quoted", "SET ROLE \"Admin\"", "set role Admin"},
    {"role as text", "SET ROLE 'admin'", "set role admin"},
    {"role none", "SET ROLE NONE", "set role (reset)"},
    {"role by equals", "SET role = admin", "set role admin"},
    {"role upper", "SET \"ROLE\" TO 'admin'", "set role admin"},
    {"role local", "SET LOCAL ROLE admin", "set role admin"},
    {"reset role", "RESET ROLE", "set role (reset)"},
    {"reset role upper", "RESET \"Role\"", "set role (reset)"},
    {"session authorization", "SET SESSION AUTHORIZATION admin", "set role admin (session authorization)"},
    {"session authorization default", "SET SESSION AUTHORIZATION DEFAULT", "set role (reset)"},
    {"session authorization by equals", "SET session_authorization = admin", "set role admin (session authorization)"},
    {"reset session authorization", "RESET SESSION AUTHORIZATION", "set role (reset)"},
    {"transaction", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE",
     "transaction (set transaction isolation level serializable, read write)"},
    {"transaction snapshot", "SET TRANSACTION SNAPSHOT '0000'", "transaction (set transaction snapshot)"},
    {"session characteristics", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE, NOT DEFERRABLE",
     "set default_transaction_read_only = off\n"
     "set default_transaction_deferrable = off"},
    {"constraints", "SET CONSTRAINTS ALL DEFERRED", "transaction (set constraints deferred)"},
    {"show", "SHOW work_mem", "session work_mem (show)"},
    {"show all", "SHOW ALL", "session all (show)"},
    {"alter system", "ALTER SYSTEM SET archive_command = 'rm'", "configure archive_command = rm for the server"},
    {"alter system reset", "ALTER SYSTEM RESET ALL", "configure all = default for the server"},
    {"alter role set", "ALTER ROLE bob SET search_path = evil", "configure search_path = evil for role bob"},
    {"alter role in database", "ALTER ROLE ALL IN DATABASE d RESET work_mem",
     "configure work_mem = default for every role in database d"},
    {"alter user current", "ALTER USER CURRENT_USER SET role = admin", "configure role = admin for role current_user"},
    {"alter database set", "ALTER DATABASE d SET default_transaction_read_only = off",
     "configure default_transaction_read_only = off for database d"},
    {"discard all", "DISCARD ALL",
     "session (discard all)\n"
     "set role (reset)"},
    {"discard plans", "DISCARD PLANS", "session (discard plans)"},
    {"discard temp", "DISCARD TEMP", "session (discard temporary tables)"},
    {"custom", "SET countersign.reason = 'INC-42'", "set countersign.reason = INC-42"},
    {"standard strings", "SET standard_conforming_strings = off", "set standard_conforming_strings = off"},
    {"sjis", "SET client_encoding TO 'SJIS'",
     "set client_encoding = SJIS\n"
     "unreadable (client_encoding SJIS cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"mskanji", "SET client_encoding = mskanji",
     "set client_encoding = mskanji\n"
     "unreadable (client_encoding mskanji cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"win932", "SET NAMES 'WIN-932'",
     "set client_encoding = WIN-932\n"
     "unreadable (client_encoding WIN-932 cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"big5", "SET client_encoding = 'Big5'",
     "set client_encoding = Big5\n"
     "unreadable (client_encoding Big5 cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"gbk", "SET client_encoding = GBK",
     "set client_encoding = gbk\n"
     "unreadable (client_encoding gbk cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"windows936", "SET client_encoding = 'windows_936'",
     "set client_encoding = windows_936\n"
     "unreadable (client_encoding windows_936 cannot be read safely: its characters may contain a backslash; use "
     "UTF8)"},
    {"uhc", "SET client_encoding = 'uhc'",
     "set client_encoding = uhc\n"
     "unreadable (client_encoding uhc cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"gb18030", "SELECT set_config('client_encoding', 'gb18030', false)",
     "set client_encoding = gb18030\n"
     "unreadable (client_encoding gb18030 cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"johab", "SET \"Client_Encoding\" = 'johab'",
     "set client_encoding = johab\n"
     "unreadable (client_encoding johab cannot be read safely: its characters may contain a backslash; use UTF8)"},
    {"shift_jis_2004", "SET client_encoding = 'SHIFT_JIS_2004'",
     "set client_encoding = SHIFT_JIS_2004\n"
     "unreadable (client_encoding SHIFT_JIS_2004 cannot be read safely: its characters may contain a backslash; use "
     "UTF8)"},
    {"utf8", "SET client_encoding = 'UTF-8'", "set client_encoding = UTF-8"},
    {"an encoding from a parameter", "SELECT set_config('client_encoding', $1, false)",
     "set client_encoding\n"
     "unreadable (sets client_encoding to a value that is not in the statement; write it out)"},
    {"as pg_dump sets one",
     "SELECT set_config(name, 'view, foreign-table', false) FROM pg_settings "
     "WHERE name = 'restrict_nonsystem_relation_kind'",
     "set restrict_nonsystem_relation_kind = view, foreign-table\n"
     "read pg_settings (name)"},
    {"as pg_dump would not", "SELECT set_config(name, 'x', false) FROM pg_settings WHERE name = 'work_mem'",
     "read pg_settings (name)\n"
     "set = the setting's name is not in the statement\n"
     "set role (the setting's name is not in the statement)\n"
     "unreadable (may set client_encoding: the setting's name is not in the statement; write it out)"},
    {"more than pg_dump sets",
     "SELECT set_config(name, 'x', false) FROM pg_settings "
     "WHERE name = 'restrict_nonsystem_relation_kind' OR name = 'role'",
     "read pg_settings (name)\n"
     "set = the setting's name is not in the statement\n"
     "set role (the setting's name is not in the statement)\n"
     "unreadable (may set client_encoding: the setting's name is not in the statement; write it out)"},
    {"a name from elsewhere than pg_dump's",
     "SELECT set_config(name, 'x', false) FROM mine.pg_settings WHERE name = 'restrict_nonsystem_relation_kind'",
     "read mine.pg_settings (name)\n"
     "set = the setting's name is not in the statement\n"
     "set role (the setting's name is not in the statement)\n"
     "unreadable (may set client_encoding: the setting's name is not in the statement; write it out)"},
    {"function with settings",
     "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = x AS 'begin return 1; end'",
     "create function f (plpgsql, security definer, set search_path = x)"},
};
// clang-format on

}  // namespace

TEST_CASE("a setting and a role are seen in every spelling") {
  check_rows(settings_rows);
}

}  // namespace countersign::parser::testing
