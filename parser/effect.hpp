// The effect: what a statement does to one object. The unit that rules judge.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "parser/value.hpp"

namespace countersign::parser {

// Every verb there is. `to_string` gives the word that rules files, explain and approvers use ("set role").
enum class verb : std::uint8_t {
  read,    // rows of a relation, or a column of it
  insert,  // also MERGE ... INSERT and COPY ... FROM
  update,  // also MERGE ... UPDATE and ON CONFLICT DO UPDATE
  remove,  // DELETE; also MERGE ... DELETE. The word is "delete"
  truncate,
  lock,  // LOCK TABLE, SELECT ... FOR UPDATE/SHARE
  create,
  alter,  // also SECURITY LABEL, RENAME, OWNER
  drop,
  comment,
  grant,  // GRANT, ALTER DEFAULT PRIVILEGES ... GRANT
  revoke,
  role,       // CREATE/ALTER/DROP ROLE, membership, REASSIGN OWNED, DROP OWNED
  set_role,   // SET ROLE, SET SESSION AUTHORIZATION, their RESETs, in every spelling
  set,        // a setting of this session (object: the setting; detail: the new value)
  configure,  // a setting that outlives the session: ALTER SYSTEM, ALTER ROLE/DATABASE ... SET
  call,       // a function or procedure that is not known to be harmless
  run_code,   // DO, LOAD, CREATE LANGUAGE, dynamic SQL that cannot be read
  read_file,  // a file of the server's machine
  write_file,
  run_program,   // COPY ... PROGRAM
  connect,       // the server opens a connection: foreign servers, user mappings, subscriptions, dblink
  signal,        // pg_terminate_backend, pg_cancel_backend
  server,        // the running server: CHECKPOINT, pg_reload_conf, pg_promote, WAL, statistics reset
  replicate,     // replication slots, publications, replication commands
  maintain,      // VACUUM, ANALYZE, CLUSTER, REINDEX, REFRESH MATERIALIZED VIEW
  large_object,  // lo_* functions on large objects; detail: read, write or unlink
  sequence,      // nextval, setval
  notify,        // NOTIFY, pg_notify
  wait,          // pg_sleep, advisory locks: holds resources, changes nothing
  transaction,   // BEGIN, COMMIT, ROLLBACK, SAVEPOINT ..., SET TRANSACTION
  two_phase,     // PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED
  session,       // SHOW, LISTEN, PREPARE itself, DEALLOCATE, DISCARD, FETCH, CLOSE: this session's own state
  execute,       // EXECUTE name: stands for the effects of that prepared statement, which the session knows
  unknown,       // a statement or node that this program does not know; never allowed by silence
  unreadable,    // text that does not parse, is too long, too deep, or may mean something else to the backend
};
inline constexpr std::size_t verb_count = static_cast<std::size_t>(verb::unreadable) + 1;

[[nodiscard]] std::string_view to_string(verb what);

// What kind of thing the object is. `to_string` gives "table", "sequence" and so on.
enum class object_kind : std::uint8_t {
  none,
  relation,
  view,
  materialized_view,
  index,
  sequence,
  schema,
  database,
  function,
  type,
  role,
  setting,
  file,
  program,
  extension,
  language,
  server,
  trigger,
  rule,
  policy,
  publication,
  subscription,
  tablespace,
  cursor,
  prepared_statement,
  channel,
  large_object,
  cast,
  op,
  aggregate,
  collation,
  statistics,
  text_search,  // a configuration or a dictionary
  text_search_parser,
  text_search_template,
  event_trigger,
  access_method,
  conversion,
  other,
};
[[nodiscard]] std::string_view to_string(object_kind what);

// Whether a write is restricted to some rows.
enum class restriction : std::uint8_t {
  not_applicable,  // the verb has no WHERE
  absent,          // no WHERE
  always_true,     // a WHERE that is provably true for every row, with the bound values in place
  restricted,      // any other WHERE
};

// What an object is called, or what it can be reached by, once the statement is done: a new name or schema, a new
// parent, a table whose deletes cascade to it. A rule that names the object does not see it there.
struct other_name {
  std::string_view schema;  // empty: the object's own
  std::string_view object;  // empty: the same
  std::string_view column;  // of the effect's only column; empty: not about a column
};

// An effect. All texts live in the arena of the analysis that it came from; names are as the server would read them:
// unquoted ones folded to lower case, all cut at 63 bytes.
struct effect {
  verb what = verb::unknown;
  object_kind kind = object_kind::none;
  restriction where = restriction::not_applicable;
  bool all_columns = false;   // every column (`columns` lists them if they are known), or columns that cannot be told
  bool only = false;          // ONLY: not its children
  bool temporary = false;     // of this session only, by the statement's own words; a setting: of this transaction
  bool when_parsed = false;   // the server does it as soon as it parses the text: a type's check of a constant
  std::string_view database;  // catalog part of a three-part name; empty otherwise
  std::string_view schema;    // empty: not written; the server's search_path decides
  std::string_view object;    // empty where the verb has none
  std::string_view detail;    // more, for people and for rules on settings: "cascade", a new value, why unreadable
  std::string_view via;       // the path that led to an indirect effect, empty for a direct one
  std::span<const std::string_view> columns;
  std::span<const assigned_value> values;
  const other_name* becomes = nullptr;  // null: keeps its name
  std::uint32_t location = 0;           // byte offset in the text where the thing stands, for marking it
  std::uint32_t statement = 0;          // index of the statement in the text
};

// One line for people: `delete public.orders (no WHERE)`, `set role admin`, `run code (DO, plpgsql)`.
// The result has no control, invisible or bidirectional characters: those are written as escapes.
[[nodiscard]] std::string describe(const effect& what);

}  // namespace countersign::parser
