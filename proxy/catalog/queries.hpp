// The questions to the system catalogs of PostgreSQL 13 to 17, in the order in which the builder wants the answers; what
// each column means is in the documentation, chapter "System Catalogs".
#pragma once

namespace countersign::catalog_reader::queries {

// inside: each domain with checks, `part`, and each type that it is in; `deep`: not only as what a domain is made of.
#define COUNTERSIGN_TYPES_WITH_DOMAINS                                                                              \
  "WITH RECURSIVE ways(type, part, deep) AS (SELECT t.oid, t.oid, false FROM pg_type t JOIN pg_constraint k ON "    \
  "k.contypid = t.oid WHERE k.contype = 'c' AND t.typnamespace <> 'information_schema'::regnamespace UNION SELECT " \
  "o.whole, i.part, i.deep OR o.deep FROM ways i JOIN (SELECT oid AS whole, typbasetype AS piece, false AS deep "   \
  "FROM pg_type WHERE typbasetype <> 0 UNION ALL SELECT oid, typelem, true FROM pg_type WHERE typelem <> 0 UNION "  \
  "ALL SELECT rngtypid, rngsubtype, true FROM pg_range UNION ALL SELECT (to_jsonb(r) ->> 'rngmultitypid')::oid, "   \
  "rngtypid, true FROM pg_range r UNION ALL SELECT t.oid, a.atttypid, true FROM pg_type t JOIN pg_attribute a ON "  \
  "a.attrelid = t.typrelid WHERE t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped) o ON o.piece = i.type), " \
  "inside AS (SELECT type, part, bool_or(deep) AS deep FROM ways GROUP BY type, part) "

// Whose own setting of search_path would hide the server's: then it is not known.
inline constexpr const char* server_path =
    "SELECT reset_val FROM pg_settings WHERE name = 'search_path' AND NOT EXISTS (SELECT FROM pg_db_role_setting s "
    "WHERE (s.setrole = 0 OR s.setrole = (SELECT oid FROM pg_roles WHERE rolname = session_user)) AND (s.setdatabase "
    "= 0 OR s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())) AND "
    "array_to_string(setconfig, E'\\n') LIKE '%search\\_path=%')";

// From weak to strong: of the database, of a role, of a role in this database.
inline constexpr const char* role_paths =
    "SELECT coalesce(r.rolname, ''), substr(c, 13) FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c LEFT "
    "JOIN pg_roles r ON r.oid = s.setrole WHERE c LIKE 'search\\_path=%' AND (s.setdatabase = 0 OR s.setdatabase = "
    "(SELECT "
    "oid FROM pg_database WHERE datname = current_database())) AND (s.setrole = 0 OR r.oid IS NOT NULL) ORDER BY "
    "s.setrole <> 0 AND s.setdatabase <> 0 DESC, s.setrole <> 0 DESC";

inline constexpr const char* schemas = "SELECT nspname FROM pg_namespace";

// The types of a function's arguments; a domain may be any type that it is made of.
#define COUNTERSIGN_ARGUMENT_TYPES                                                                                 \
  "coalesce((SELECT string_agg(CASE WHEN t.typtype NOT IN ('b', 'e', 'c') THEN 'any' WHEN t.typnamespace = "       \
  "'pg_catalog'::regnamespace THEN t.typname ELSE m.nspname || '.' || t.typname END, ',' ORDER BY a.n) FROM "      \
  "unnest(p.proargtypes::oid[]) WITH ORDINALITY a (type, n) JOIN pg_type t ON t.oid = a.type JOIN pg_namespace m " \
  "ON m.oid = t.typnamespace), '')"

// PostgreSQL's own of the names that hide something, and the casts that need not be written.
inline constexpr const char* built_in_signatures =
    "SELECT p.proname || '(' || " COUNTERSIGN_ARGUMENT_TYPES
    " || ')' FROM pg_proc p WHERE p.pronamespace = "
    "'pg_catalog'::regnamespace AND EXISTS (SELECT FROM pg_proc u WHERE u.proname = p.proname AND u.pronamespace NOT "
    "IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)) UNION SELECT o.oprname || '(' "
    "|| " COUNTERSIGN_ARGUMENT_TYPES
    " || ')' FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode WHERE o.oprnamespace = "
    "'pg_catalog'::regnamespace AND EXISTS (SELECT FROM pg_operator u WHERE u.oprname = o.oprname AND u.oprnamespace "
    "<> 'pg_catalog'::regnamespace)";

inline constexpr const char* implicit_casts =
    "SELECT s.typname || ' ' || CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN t.typname ELSE n.nspname || "
    "'.' || t.typname END FROM pg_cast c JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget "
    "JOIN pg_namespace n ON n.oid = t.typnamespace WHERE c.castcontext = 'i'";

// What of users' a text may call without saying so.
inline constexpr const char* hidden_operators =
    "SELECT DISTINCT o.oprname FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode WHERE p.pronamespace NOT IN "
    "('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND (p.provolatile = 'v' OR NOT EXISTS (SELECT "
    "FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))";

inline constexpr const char* hidden_types = COUNTERSIGN_TYPES_WITH_DOMAINS
    "SELECT typname FROM inside JOIN pg_type ON oid = type UNION SELECT t.typname FROM pg_cast c JOIN pg_type t ON "
    "t.oid = c.casttarget JOIN pg_proc p ON p.oid = c.castfunc WHERE p.pronamespace NOT IN "
    "('pg_catalog'::regnamespace, 'information_schema'::regnamespace)";

inline constexpr const char* hidden_functions =
    "SELECT DISTINCT p.proname FROM pg_proc p WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, "
    "'information_schema'::regnamespace) AND EXISTS (SELECT FROM pg_proc b WHERE b.proname = p.proname AND "
    "b.pronamespace = 'pg_catalog'::regnamespace)";

inline constexpr const char* checks = COUNTERSIGN_TYPES_WITH_DOMAINS
    "SELECT i.type, n.nspname, t.typname, 'domain ' || format_type(i.part, NULL), pg_get_expr(k.conbin, 0), i.deep "
    "FROM inside i JOIN pg_type t ON t.oid = i.type JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_constraint k "
    "ON "
    "k.contypid = i.part WHERE k.contype = 'c'";

inline constexpr const char* checked_types = COUNTERSIGN_TYPES_WITH_DOMAINS
    "SELECT DISTINCT p.oid, i.type FROM pg_proc p CROSS JOIN unnest(coalesce(proallargtypes, proargtypes::oid[]) || "
    "prorettype) a JOIN inside i ON i.type = a WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, "
    "'information_schema'::regnamespace)";

inline constexpr const char* functions =
    "SELECT p.oid, n.nspname, p.proname, p.prokind, p.provolatile, l.lanname, p.prosrc, "
    "coalesce(pg_get_function_sqlbody(p.oid), ''), p.pronargs, p.pronargdefaults, p.provariadic <> 0, EXISTS (SELECT "
    "FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'), (SELECT "
    "substr(c, 13) FROM unnest(p.proconfig) c WHERE c LIKE 'search\\_path=%'), " COUNTERSIGN_ARGUMENT_TYPES
    " FROM pg_proc p JOIN pg_namespace n ON "
    "n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang WHERE n.nspname NOT IN ('pg_catalog', "
    "'information_schema') OR p.oid IN (SELECT tgfoid FROM pg_trigger WHERE NOT tgisinternal UNION SELECT evtfoid FROM "
    "pg_event_trigger)";

inline constexpr const char* builtins =
    "SELECT oid, proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace";

inline constexpr const char* aggregate_functions =
    "SELECT a.aggfnoid::oid, f FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid CROSS JOIN unnest(ARRAY["
    "aggtransfn::oid, aggfinalfn::oid, aggcombinefn::oid, aggserialfn::oid, aggdeserialfn::oid, aggmtransfn::oid, "
    "aggminvtransfn::oid, aggmfinalfn::oid]) f WHERE f <> 0 AND p.pronamespace <> 'pg_catalog'::regnamespace";

inline constexpr const char* relations =
    "SELECT c.oid, n.nspname, c.relname, c.relkind, CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') "
    "AND n.nspname NOT LIKE 'pg\\_temp\\_%' AND n.nspname NOT LIKE 'pg\\_toast%'";

inline constexpr const char* columns =
    "SELECT attrelid, attname, attnotnull, CASE WHEN t.typtype = 'b' AND t.typnamespace = 'pg_catalog'::regnamespace "
    "THEN t.typname END FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = "
    "a.atttypid WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, "
    "attnum";

inline constexpr const char* children = "SELECT inhrelid, inhparent FROM pg_inherits";

inline constexpr const char* triggers =
    "SELECT tgrelid, tgname, tgtype, (SELECT string_agg(attname, E'\\n') FROM pg_attribute WHERE attrelid = tgrelid "
    "AND attnum = ANY (tgattr)), tgfoid, CASE WHEN tgqual IS NOT NULL THEN pg_get_triggerdef(oid) END FROM pg_trigger "
    "WHERE NOT tgisinternal AND tgenabled <> 'D'";

inline constexpr const char* event_triggers = "SELECT evtname, evtfoid FROM pg_event_trigger WHERE evtenabled <> 'D'";

inline constexpr const char* rules =
    "SELECT ev_class, rulename, ev_type, pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class "
    "WHERE ev_type <> '1' AND ev_enabled <> 'D' AND c.relnamespace <> 'pg_catalog'::regnamespace";

inline constexpr const char* keys =
    "SELECT conname, conrelid, confrelid, confdeltype, confupdtype, (SELECT string_agg(attname, E'\\n' "
    "ORDER BY array_position(conkey, attnum)) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)), "
    "(SELECT string_agg(attname, E'\\n' ORDER BY array_position(confkey, attnum)) FROM pg_attribute WHERE attrelid = "
    "confrelid AND attnum = ANY (confkey)), convalidated FROM pg_constraint WHERE contype = 'f'";

// Expressions that run with a row, or when the table is built or checked: relation, what it is, the name of an index or
// constraint, when (sum of row_event), text.
inline constexpr const char* expressions = COUNTERSIGN_TYPES_WITH_DOMAINS
    "SELECT adrelid, 'default of ' || attname, '', CASE WHEN attgenerated = '' THEN 2 ELSE 6 END, pg_get_expr(adbin, "
    "adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum "
    "UNION ALL SELECT conrelid, 'constraint ' || conname, conname, 70, pg_get_expr(conbin, conrelid) FROM "
    "pg_constraint WHERE contype = 'c' AND conrelid <> 0 "
    "UNION ALL SELECT a.attrelid, 'domain ' || t.typname, '', CASE WHEN i.deep THEN 327 ELSE 70 END, "
    "pg_get_expr(conbin, 0) FROM inside i JOIN "
    "pg_attribute a ON a.atttypid = i.type JOIN pg_class c ON c.oid = a.attrelid JOIN pg_constraint k ON k.contypid = "
    "i.part JOIN pg_type t ON t.oid = i.part WHERE k.contype = 'c' AND NOT a.attisdropped AND c.relkind IN ('r', 'p', "
    "'f', 'v', 'm') AND c.relnamespace <> 'information_schema'::regnamespace "
    "UNION ALL SELECT indrelid, 'index ' || i.indexrelid::regclass, relname, 166, e FROM pg_index i JOIN pg_class ON "
    "oid = i.indexrelid CROSS JOIN unnest(ARRAY[pg_get_expr(indexprs, indrelid), pg_get_expr(indpred, indrelid)]) e "
    "WHERE e IS NOT NULL "
    "UNION ALL SELECT partrelid, 'partition key', '', 70, pg_get_expr(partexprs, partrelid) FROM pg_partitioned_table "
    "WHERE partexprs IS NOT NULL "
    "UNION ALL SELECT stxrelid, 'statistics ' || stxname, stxname, 128, pg_get_expr(stxexprs, stxrelid) FROM "
    "pg_statistic_ext WHERE stxexprs IS NOT NULL "
    "UNION ALL SELECT polrelid, 'policy ' || polname, '', CASE polcmd WHEN 'r' THEN 1 WHEN 'a' THEN 2 WHEN 'w' THEN 4 "
    "WHEN 'd' THEN 8 ELSE 15 END, e FROM pg_policy CROSS JOIN unnest(ARRAY[pg_get_expr(polqual, polrelid), "
    "pg_get_expr(polwithcheck, polrelid)]) e WHERE e IS NOT NULL";

// Only those of users; PostgreSQL's own run PostgreSQL's own functions.
inline constexpr const char* operators =
    "SELECT n.nspname, o.oprname, " COUNTERSIGN_ARGUMENT_TYPES
    ", o.oprcode::oid FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace JOIN "
    "pg_proc p ON p.oid = o.oprcode WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, "
    "'information_schema'::regnamespace)";

inline constexpr const char* casts =
    "SELECT (SELECT CASE WHEN typnamespace = 'pg_catalog'::regnamespace THEN typname ELSE typnamespace || '.' || "
    "typname END FROM pg_type WHERE oid = c.castsource), n.nspname, t.typname, c.castfunc FROM pg_cast c "
    "JOIN pg_type t ON t.oid = c.casttarget JOIN pg_namespace n "
    "ON n.oid = t.typnamespace JOIN pg_proc p ON p.oid = c.castfunc WHERE p.pronamespace NOT IN "
    "('pg_catalog'::regnamespace, 'information_schema'::regnamespace)";

// Every row of these has the transaction that wrote it, so that any change changes the sum.
inline constexpr const char* fingerprint =
    "SELECT string_agg(s, ' ') FROM (SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) s FROM "
    "pg_class WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND relpersistence <> 't' "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_attribute WHERE "
    "attrelid >= 16384 AND attnum > 0 "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_proc WHERE oid >= "
    "16384 "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_trigger "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_rewrite "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_constraint "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_attrdef "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_policy "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_inherits "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_index WHERE "
    "indexrelid "
    ">= 16384 "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_operator WHERE oid >= "
    "16384 "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_cast WHERE oid >= "
    "16384 "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_event_trigger "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_statistic_ext "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_extension "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_type WHERE oid >= "
    "16384 AND typtype <> 'c' "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_namespace WHERE "
    "nspname NOT LIKE 'pg\\_t%temp\\_%' AND nspname NOT LIKE 'pg\\_temp\\_%' "
    "UNION ALL SELECT format('%s %s', count(*), sum(hashtext(xmin::text || ctid::text))) FROM pg_db_role_setting) x";

}  // namespace countersign::catalog_reader::queries
