// The rules that an installation starts with. Each rule says in its comment what it is for, since this is the first
// rules file that a DBA reads.
#include "policy/ruleset.hpp"

namespace countersign::policy {

std::string_view ruleset::starter_text() {
  static constexpr std::string_view text =
      R"rules(# Countersign rules: who may do what at once, and what waits for somebody's approval.
#
# How it works, in five sentences. Each statement is a set of effects: `delete public.orders`, `grant`, `set role admin`.
# For each effect the first rule that matches decides, as in pg_hba.conf; the strictest answer is the statement's.
# What no rule matches gets the default below. Nobody approves their own statement.
# Where it cannot be told whether a rule matches, strict rules count and mild ones do not.
#
#   countersign check rules.toml                 is the file correct?
#   countersign explain "DELETE FROM orders" ... what would happen, and why?

version = 1
default = "allow"        # for what no rule below matches: "allow", "approve" or "deny"
# observe = true         # hold nothing, only record what these rules would have done; good for a first week

# What holds need where a rule says nothing else. It is also who decides about statements that cannot be read: those
# never run by themselves.
[defaults]
approvers = ["dba"]      # groups or people, any of whom may decide
quorum    = 1            # how many different people must approve
expires   = "10m"        # then the requester gets an error and can ask again

# ---- People ---------------------------------------------------------------------------------------------------------
# `roles` are the database roles that a person may be behind: whoever may be the requester can never approve.
# `slack` is a Slack member id (profile, More, Copy member ID), such as slack = "U024BE7LH".

[[person]]
name  = "dana"
roles = ["dana"]
admin = true             # sees every hold in the inbox; this gives no right to decide

[[person]]
name  = "sam"
roles = ["sam"]

[[group]]
name    = "dba"
members = ["dana", "sam"]

# ---- Rules: the first that matches an effect decides ----------------------------------------------------------------

# DELETE and UPDATE without a WHERE, or with one that is true for every row.
[[rule]]
name    = "unbounded writes"
effects = ["delete", "update"]
where   = "unbounded"
action  = "approve"

# What a session has made for itself: nobody else has it, and it is gone with the session anyway. Counts where it is
# certain that the session's own is meant.
[[rule]]
name    = "the session's own"
effects = ["truncate", "drop"]
objects = ["pg_temp.*"]
action  = "allow"

# Rows and objects that are gone afterwards.
[[rule]]
name    = "truncate"
effects = ["truncate"]
action  = "approve"

[[rule]]
name    = "drop"
effects = ["drop"]
action  = "approve"

# ALTER TABLE is everyday work, but for what loses data, switches protections off or hands tables over.
[[rule]]
name    = "alter that loses or unlocks"
effects = ["alter"]
details = ["drop column*", "alter column type, values replaced", "*disable trigger*", "disable rule *",
           "enable replica *", "*row level security", "detach partition", "owner to *", "set schema *",
           "set unlogged"]
action  = "approve"

# The system catalogs, which superusers can write to: a role, a function's body or a table is a row there.
[[rule]]
name    = "system catalogs"
effects = ["write"]
objects = ["pg_*"]
action  = "approve"

# Databases and tablespaces are the whole server's.
[[rule]]
name    = "databases and tablespaces"
effects = ["create", "alter"]
kinds   = ["database", "tablespace"]
action  = "approve"

# RESET ROLE and DISCARD ALL go back to the role that logged in; connection pools do so all the time.
[[rule]]
name    = "back to one's own role"
effects = ["set role"]
details = ["reset"]
action  = "allow"

# Who may do what: GRANT, REVOKE, CREATE ROLE and the like, and becoming somebody else.
[[rule]]
name    = "privileges"
effects = ["privileges"]     # grant, revoke, role, set role
action  = "approve"

[[rule]]
name    = "row security and event triggers"
effects = ["create", "alter"]
kinds   = ["policy", "event trigger"]
action  = "approve"

# Code that runs later, as part of other people's harmless statements.
[[rule]]
name    = "code that runs later"
effects = ["create", "alter"]
kinds   = ["function", "aggregate", "trigger", "rule", "extension", "language", "cast", "operator", "access method",
           "conversion", "text search parser", "text search template"]
action  = "approve"

# Code that nobody can read beforehand: DO blocks, LOAD, SQL that is put together at run time.
[[rule]]
name    = "anonymous code"
effects = ["run code"]
action  = "approve"

# Settings that switch off triggers, foreign keys, protections or the server's own log.
[[rule]]
name    = "protections switched off"
effects = ["set"]
objects = ["session_replication_role", "allow_system_table_mods", "zero_damaged_pages", "ignore_checksum_failure",
           "session_preload_libraries", "local_preload_libraries", "dynamic_library_path", "event_triggers",
           "log_statement", "pgaudit.*"]
action  = "approve"

# Settings that outlive the session: ALTER SYSTEM, ALTER ROLE ... SET, ALTER DATABASE ... SET.
[[rule]]
name    = "lasting settings"
effects = ["configure"]
action  = "approve"

# Beyond the tables: files and programs on the server, connections to elsewhere, other people's sessions, the server
# itself, replication.
[[rule]]
name    = "server access"
effects = ["server access"]  # read file, write file, run program, connect, signal, server, replicate
action  = "approve"

# Transactions that stay open after the session has gone, with their locks.
[[rule]]
name    = "two-phase commit"
effects = ["two phase"]
action  = "approve"

# Statements that do not parse, or that this program does not know. They are never allowed by silence, so this rule only
# gives the hold a name that says why.
[[rule]]
name    = "unreadable"
effects = ["unreadable", "unknown", "execute"]
action  = "approve"

# ---- Examples to make your own --------------------------------------------------------------------------------------

# Salaries are nobody's business from outside the office, or at night.
# [[rule]]
# name    = "payroll only from the office"
# effects = ["read", "write"]
# objects = ["payroll.salaries", "payroll.bonuses"]
# unless  = { networks = ["10.20.0.0/16"], hours = "Mon-Fri 08:00-18:00 Europe/Berlin" }
# action  = "deny"
# message = "Salaries can be read from the office network during office hours. Questions: #payroll"

# Two people look at large transfers, and the requester says which ticket it is for.
# [[rule]]
# name      = "large transfers"
# effects   = ["insert", "update"]
# objects   = ["bank.transfers"]
# values    = { amount = { over = 10000 } }
# action    = "approve"
# approvers = ["finance"]
# quorum    = 2
# reason    = "^(INC|CHG)-[0-9]+"

# In staging, everything goes. Put such a rule first; it exempts only what is written with its schema.
# [[rule]]
# name    = "staging"
# effects = ["write", "ddl"]
# objects = ["staging.*"]
# action  = "allow"
)rules";
  return text;
}

}  // namespace countersign::policy
