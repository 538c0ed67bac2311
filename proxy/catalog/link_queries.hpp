// The questions to pg_depend and pg_shdepend. As the others, they are of PostgreSQL 13 to 17.
#pragma once

namespace countersign::catalog_reader::queries {

// What goes when something else goes. An array stands for its elements, a row type for its table, a view's rule for the
// view, a constraint's index for the constraint; what belongs to one table alone is left out.
#define COUNTERSIGN_LINKS                                                                                     \
  "WITH found AS ( SELECT CASE WHEN w.oid IS NOT NULL THEN 'pg_class'::regclass::oid ELSE d.classid END AS "  \
  "class, CASE WHEN w.oid IS NOT NULL THEN w.ev_class ELSE d.objid END AS oid, CASE WHEN d.classid = "        \
  "'pg_class'::regclass THEN d.objsubid ELSE 0 END AS part, CASE WHEN k.objid IS NOT NULL THEN k.refclassid " \
  "WHEN t.typrelid <> 0 THEN 'pg_class'::regclass::oid ELSE d.refclassid END AS on_class, CASE WHEN k.objid " \
  "IS NOT NULL THEN k.refobjid WHEN t.typrelid <> 0 THEN t.typrelid WHEN t.oid IS NOT NULL THEN t.oid ELSE "  \
  "d.refobjid END AS on_oid, d.refobjsubid AS on_part, d.deptype <> 'n' AS automatic FROM pg_depend d LEFT "  \
  "JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN' "   \
  "LEFT JOIN pg_depend k ON d.refclassid = 'pg_class'::regclass AND k.classid = d.refclassid AND k.objid = "  \
  "d.refobjid AND k.refclassid = 'pg_constraint'::regclass AND k.deptype = 'i' LEFT JOIN pg_type a ON "       \
  "d.refclassid = 'pg_type'::regclass AND a.oid = d.refobjid LEFT JOIN pg_type t ON t.oid = CASE WHEN "       \
  "a.typcategory = 'A' AND a.typelem <> 0 THEN a.typelem ELSE a.oid END WHERE d.refobjid >= 16384 AND "       \
  "(d.deptype IN ('n', 'a', 'e', 'x') OR (d.deptype = 'i' AND EXISTS (SELECT FROM pg_class s WHERE "          \
  "d.classid = 'pg_class'::regclass AND s.oid = d.objid AND s.relkind = 'S'))) UNION ALL SELECT classid, "    \
  "objid, 0, 'pg_authid'::regclass, refobjid, 0, true FROM pg_shdepend WHERE deptype = 'o' AND classid <> "   \
  "'pg_largeobject'::regclass AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) "   \
  "), owned AS ( SELECT 'pg_constraint'::regclass::oid AS class, oid, conrelid AS owner FROM pg_constraint "  \
  "UNION ALL SELECT 'pg_trigger'::regclass, oid, tgrelid FROM pg_trigger UNION ALL SELECT "                   \
  "'pg_policy'::regclass, oid, polrelid FROM pg_policy UNION ALL SELECT 'pg_rewrite'::regclass, oid, "        \
  "ev_class FROM pg_rewrite UNION ALL SELECT 'pg_attrdef'::regclass, oid, adrelid FROM pg_attrdef UNION ALL " \
  "SELECT 'pg_class'::regclass, indexrelid, indrelid FROM pg_index UNION ALL SELECT "                         \
  "'pg_statistic_ext'::regclass, oid, stxrelid FROM pg_statistic_ext ), links AS ( SELECT DISTINCT f.*, "     \
  "coalesce(o.owner, 0) AS owner FROM found f LEFT JOIN owned o ON o.class = f.class AND o.oid = f.oid "      \
  "WHERE NOT (f.class = f.on_class AND f.oid = f.on_oid) AND NOT (f.on_class = 'pg_class'::regclass AND "     \
  "o.owner = f.on_oid) AND NOT EXISTS (SELECT FROM pg_trigger g WHERE f.class = 'pg_trigger'::regclass AND "  \
  "g.oid = f.oid AND g.tgisinternal) ) "

inline constexpr const char* objects = COUNTERSIGN_LINKS
    "SELECT o.class, o.oid, CASE o.class::regclass::text WHEN 'pg_class' THEN CASE c.relkind WHEN 'v' THEN "
    "'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' WHEN 'I' THEN "
    "'index' WHEN 'c' THEN 'type' ELSE 'table' END WHEN 'pg_proc' THEN 'function' WHEN 'pg_type' THEN 'type' "
    "WHEN 'pg_namespace' THEN 'schema' WHEN 'pg_extension' THEN 'extension' WHEN 'pg_authid' THEN 'role' WHEN "
    "'pg_constraint' THEN 'constraint' WHEN 'pg_attrdef' THEN 'default' WHEN 'pg_trigger' THEN 'trigger' WHEN "
    "'pg_policy' THEN 'policy' WHEN 'pg_rewrite' THEN 'rule' ELSE (SELECT type FROM "
    "pg_identify_object(o.class, o.oid, 0)) END, coalesce(n.nspname, CASE WHEN o.class::regclass::text IN "
    "('pg_operator', 'pg_opclass', 'pg_opfamily', 'pg_collation', 'pg_conversion', 'pg_ts_dict', "
    "'pg_ts_config', 'pg_ts_parser', 'pg_ts_template') THEN (SELECT schema FROM pg_identify_object(o.class, "
    "o.oid, 0)) END, ''), coalesce(c.relname, p.proname, t.typname, s.nspname, e.extname, r.rolname, "
    "k.conname, g.tgname, y.polname, w.rulename, a.attname, x.stxname, (SELECT coalesce(name, identity) FROM "
    "pg_identify_object(o.class, o.oid, 0)), ''), coalesce(q.relname, kt.typname, '') FROM (SELECT class, oid "
    "FROM links UNION SELECT on_class, on_oid FROM links) o LEFT JOIN owned ON owned.class = o.class AND "
    "owned.oid = o.oid LEFT JOIN pg_class q ON q.oid = owned.owner LEFT JOIN pg_class c ON o.class = "
    "'pg_class'::regclass AND c.oid = o.oid LEFT JOIN pg_proc p ON o.class = 'pg_proc'::regclass AND p.oid = "
    "o.oid LEFT JOIN pg_type t ON o.class = 'pg_type'::regclass AND t.oid = o.oid LEFT JOIN pg_namespace s ON "
    "o.class = 'pg_namespace'::regclass AND s.oid = o.oid LEFT JOIN pg_extension e ON o.class = "
    "'pg_extension'::regclass AND e.oid = o.oid LEFT JOIN pg_roles r ON o.class = 'pg_authid'::regclass AND "
    "r.oid = o.oid LEFT JOIN pg_constraint k ON o.class = 'pg_constraint'::regclass AND k.oid = o.oid LEFT "
    "JOIN pg_type kt ON kt.oid = k.contypid LEFT JOIN pg_trigger g ON o.class = 'pg_trigger'::regclass AND "
    "g.oid = o.oid LEFT JOIN pg_policy y ON o.class = 'pg_policy'::regclass AND y.oid = o.oid LEFT JOIN "
    "pg_rewrite w ON o.class = 'pg_rewrite'::regclass AND w.oid = o.oid LEFT JOIN pg_statistic_ext x ON "
    "o.class = 'pg_statistic_ext'::regclass AND x.oid = o.oid LEFT JOIN pg_attrdef d ON o.class = "
    "'pg_attrdef'::regclass AND d.oid = o.oid LEFT JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum "
    "= d.adnum LEFT JOIN pg_namespace n ON n.oid = coalesce(q.relnamespace, c.relnamespace, p.pronamespace, "
    "t.typnamespace, kt.typnamespace, x.stxnamespace)";

inline constexpr const char* links = COUNTERSIGN_LINKS
    "SELECT l.class, l.oid, coalesce(a.attname, ''), l.on_class, l.on_oid, coalesce(b.attname, ''), "
    "l.automatic FROM links l LEFT JOIN pg_attribute a ON l.part > 0 AND l.class = 'pg_class'::regclass AND "
    "a.attrelid = l.oid AND a.attnum = l.part LEFT JOIN pg_attribute b ON l.on_part > 0 AND l.on_class = "
    "'pg_class'::regclass AND b.attrelid = l.on_oid AND b.attnum = l.on_part";

}  // namespace countersign::catalog_reader::queries
