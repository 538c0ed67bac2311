-- What pg_dump and pg_dumpall 15 send, captured from the server's log.

-- name: SELECT pg_catalog.set_config('search_path', '', false);
SELECT pg_catalog.set_config('search_path', '', false);

-- name: SELECT pg_catalog.pg_is_in_recovery()
SELECT pg_catalog.pg_is_in_recovery()

-- name: SET DATESTYLE = ISO
SET DATESTYLE = ISO

-- name: SET INTERVALSTYLE = POSTGRES
SET INTERVALSTYLE = POSTGRES

-- name: SET extra_float_digits TO 3
SET extra_float_digits TO 3

-- name: SET synchronize_seqscans TO off
SET synchronize_seqscans TO off

-- name: SET statement_timeout = 0
SET statement_timeout = 0

-- name: SET lock_timeout = 0
SET lock_timeout = 0

-- name: SET idle_in_transaction_session_timeout = 0
SET idle_in_transaction_session_timeout = 0

-- name: SET row_security = off
SET row_security = off

-- name: SELECT set_config(name, 'view ... FROM pg_settings
SELECT set_config(name, 'view, foreign-table', false) FROM pg_settings WHERE name = 'restrict_nonsystem_relation_kind'

-- name: BEGIN
BEGIN

-- name: SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
-- setup: BEGIN
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: SELECT oid, rolname FROM pg_catalog.pg_roles ORDER BY 1
SELECT oid, rolname FROM pg_catalog.pg_roles ORDER BY 1

-- name: SELECT x.tableoid, x.oid, x.ex ... FROM pg_extension
SELECT x.tableoid, x.oid, x.extname, n.nspname, x.extrelocatable, x.extversion, x.extconfig, x.extcondition FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace

-- name: SELECT classid, objid, refobji ... FROM pg_depend
SELECT classid, objid, refobjid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' ORDER BY 3

-- name: SELECT n.tableoid, n.oid, n.ns ... FROM pg_namespace
SELECT n.tableoid, n.oid, n.nspname, n.nspowner, n.nspacl, acldefault('n', n.nspowner) AS acldefault FROM pg_namespace n

-- name: SELECT c.tableoid, c.oid, c.re ... FROM pg_catalog.pg_foreign_table
SELECT c.tableoid, c.oid, c.relname, c.relnamespace, c.relkind, c.reltype, c.relowner, c.relchecks, c.relhasindex, c.relhasrules, c.relpages, c.relhastriggers, c.relpersistence, c.reloftype, c.relacl, acldefault(CASE WHEN c.relkind = 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner) AS acldefault, CASE WHEN c.relkind = 'f' THEN (SELECT ftserver FROM pg_catalog.pg_foreign_table WHERE ftrelid = c.oid) ELSE 0 END AS foreignserver, c.relfrozenxid, tc.relfrozenxid AS tfrozenxid, tc.oid AS toid, tc.relpages AS toastpages, tc.reloptions AS toast_reloptions, d.refobjid AS owning_tab, d.refobjsubid AS owning_col, tsp.spcname AS reltablespace, false AS relhasoids, c.relispopulated, c.relreplident, c.relrowsecurity, c.relforcerowsecurity, c.relminmxid, tc.relminmxid AS tminmxid, array_remove(array_remove(c.reloptions,'check_option=local'),'check_option=cascaded') AS reloptions, CASE WHEN 'check_option=local' = ANY (c.reloptions) THEN 'LOCAL'::text WHEN 'check_option=cascaded' = ANY (c.reloptions) THEN 'CASCADED'::text ELSE NULL END AS checkoption, am.amname, (d.deptype = 'i') IS TRUE AS is_identity_sequence, c.relispartition AS ispartition 
FROM pg_class c
LEFT JOIN pg_depend d ON (c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
LEFT JOIN pg_tablespace tsp ON (tsp.oid = c.reltablespace)
LEFT JOIN pg_am am ON (c.relam = am.oid)
LEFT JOIN pg_class tc ON (c.reltoastrelid = tc.oid AND tc.relkind = 't' AND c.relkind <> 'p')
WHERE c.relkind IN ('r', 'S', 'v', 'c', 'm', 'f', 'p')
ORDER BY c.oid

-- name: LOCK TABLE public.customers IN ACCESS SHARE MODE
-- setup: BEGIN
LOCK TABLE public.customers IN ACCESS SHARE MODE

-- name: LOCK TABLE public.orders IN ACCESS SHARE MODE
-- setup: BEGIN
LOCK TABLE public.orders IN ACCESS SHARE MODE

-- name: LOCK TABLE public.order_items IN ACCESS SHARE MODE
-- setup: BEGIN
LOCK TABLE public.order_items IN ACCESS SHARE MODE

-- name: LOCK TABLE public.products IN ACCESS SHARE MODE
-- setup: BEGIN
LOCK TABLE public.products IN ACCESS SHARE MODE

-- name: SELECT tableoid, oid, typname ... FROM pg_class
SELECT tableoid, oid, typname, typnamespace, typacl, acldefault('T', typowner) AS acldefault, typowner, typelem, typrelid, CASE WHEN typrelid = 0 THEN ' '::"char" ELSE (SELECT relkind FROM pg_class WHERE oid = typrelid) END AS typrelkind, typtype, typisdefined, typname[0] = '_' AND typelem != 0 AND (SELECT typarray FROM pg_type te WHERE oid = pg_type.typelem) = oid AS isarray FROM pg_type

-- name: PREPARE and EXECUTE getDomainConstraints('n')
PREPARE getDomainConstraints(pg_catalog.oid) AS
SELECT tableoid, oid, conname, pg_catalog.pg_get_constraintdef(oid) AS consrc, convalidated FROM pg_catalog.pg_constraint WHERE contypid = $1 ORDER BY conname
-- then:
EXECUTE getDomainConstraints('{{='positive'::regtype::oid}}')

-- name: SELECT tableoid, oid, lanname ... FROM pg_language
SELECT tableoid, oid, lanname, lanpltrusted, lanplcallfoid, laninline, lanvalidator, lanacl, acldefault('l', lanowner) AS acldefault, lanowner FROM pg_language WHERE lanispl ORDER BY oid

-- name: SELECT p.tableoid, p.oid, p.pr ... FROM pg_proc
SELECT p.tableoid, p.oid, p.proname AS aggname, p.pronamespace AS aggnamespace, p.pronargs, p.proargtypes, p.proowner, p.proacl AS aggacl, acldefault('f', p.proowner) AS acldefault FROM pg_proc p LEFT JOIN pg_init_privs pip ON (p.oid = pip.objoid AND pip.classoid = 'pg_proc'::regclass AND pip.objsubid = 0) WHERE p.prokind = 'a' AND (p.pronamespace != (SELECT oid FROM pg_namespace WHERE nspname = 'pg_catalog') OR p.proacl IS DISTINCT FROM pip.initprivs)

-- name: SELECT tableoid, oid, oprname ... FROM pg_operator
SELECT tableoid, oid, oprname, oprnamespace, oprowner, oprkind, oprleft, oprright, oprcode::oid AS oprcode FROM pg_operator

-- name: SELECT tableoid, oid, amname ... FROM pg_am
SELECT tableoid, oid, amname, amtype, amhandler::pg_catalog.regproc AS amhandler FROM pg_am

-- name: SELECT tableoid, oid, opcmetho ... FROM pg_opclass
SELECT tableoid, oid, opcmethod, opcname, opcnamespace, opcowner FROM pg_opclass

-- name: SELECT tableoid, oid, opfmetho ... FROM pg_opfamily
SELECT tableoid, oid, opfmethod, opfname, opfnamespace, opfowner FROM pg_opfamily

-- name: SELECT tableoid, oid, prsname ... FROM pg_ts_parser
SELECT tableoid, oid, prsname, prsnamespace, prsstart::oid, prstoken::oid, prsend::oid, prsheadline::oid, prslextype::oid FROM pg_ts_parser

-- name: SELECT tableoid, oid, tmplname ... FROM pg_ts_template
SELECT tableoid, oid, tmplname, tmplnamespace, tmplinit::oid, tmpllexize::oid FROM pg_ts_template

-- name: SELECT tableoid, oid, dictname ... FROM pg_ts_dict
SELECT tableoid, oid, dictname, dictnamespace, dictowner, dicttemplate, dictinitoption FROM pg_ts_dict

-- name: SELECT tableoid, oid, cfgname ... FROM pg_ts_config
SELECT tableoid, oid, cfgname, cfgnamespace, cfgowner, cfgparser FROM pg_ts_config

-- name: SELECT tableoid, oid, fdwname ... FROM pg_options_to_table
SELECT tableoid, oid, fdwname, fdwowner, fdwhandler::pg_catalog.regproc, fdwvalidator::pg_catalog.regproc, fdwacl, acldefault('F', fdwowner) AS acldefault, array_to_string(ARRAY(SELECT quote_ident(option_name) || ' ' || quote_literal(option_value) FROM pg_options_to_table(fdwoptions) ORDER BY option_name), E',
    ') AS fdwoptions FROM pg_foreign_data_wrapper

-- name: SELECT tableoid, oid, srvname ... FROM pg_options_to_table
SELECT tableoid, oid, srvname, srvowner, srvfdw, srvtype, srvversion, srvacl, acldefault('S', srvowner) AS acldefault, array_to_string(ARRAY(SELECT quote_ident(option_name) || ' ' || quote_literal(option_value) FROM pg_options_to_table(srvoptions) ORDER BY option_name), E',
    ') AS srvoptions FROM pg_foreign_server

-- name: SELECT oid, tableoid, defaclro ... FROM pg_default_acl
SELECT oid, tableoid, defaclrole, defaclnamespace, defaclobjtype, defaclacl, CASE WHEN defaclnamespace = 0 THEN acldefault(CASE WHEN defaclobjtype = 'S' THEN 's'::"char" ELSE defaclobjtype END, defaclrole) ELSE '{}' END AS acldefault FROM pg_default_acl

-- name: SELECT tableoid, oid, collname ... FROM pg_collation
SELECT tableoid, oid, collname, collnamespace, collowner, collencoding FROM pg_collation

-- name: SELECT tableoid, oid, conname ... FROM pg_conversion
SELECT tableoid, oid, conname, connamespace, conowner FROM pg_conversion

-- name: SELECT tableoid, oid, castsour ... FROM pg_cast
SELECT tableoid, oid, castsource, casttarget, castfunc, castcontext, castmethod FROM pg_cast c WHERE NOT EXISTS ( SELECT 1 FROM pg_range r WHERE c.castsource = r.rngtypid AND c.casttarget = r.rngmultitypid ) ORDER BY 3,4

-- name: SELECT tableoid, oid, trftype ... FROM pg_transform
SELECT tableoid, oid, trftype, trflang, trffromsql::oid, trftosql::oid FROM pg_transform ORDER BY 3,4

-- name: SELECT inhrelid, inhparent FROM pg_inherits
SELECT inhrelid, inhparent FROM pg_inherits

-- name: SELECT e.tableoid, e.oid, evtn ... FROM pg_event_trigger
SELECT e.tableoid, e.oid, evtname, evtenabled, evtevent, evtowner, array_to_string(array(select quote_literal(x)  from unnest(evttags) as t(x)), ', ') as evttags, e.evtfoid::regproc as evtfname FROM pg_event_trigger e ORDER BY e.oid

-- name: SELECT conrelid, confrelid FRO ... FROM pg_constraint
SELECT conrelid, confrelid FROM pg_constraint JOIN pg_depend ON (objid = confrelid) WHERE contype = 'f' AND refclassid = 'pg_extension'::regclass AND classid = 'pg_class'::regclass;

-- name: SELECT a.attrelid, a.attnum, a ... FROM unnest
SELECT
a.attrelid,
a.attnum,
a.attname,
a.atttypmod,
a.attstattarget,
a.attstorage,
t.typstorage,
a.attnotnull,
a.atthasdef,
a.attisdropped,
a.attlen,
a.attalign,
a.attislocal,
pg_catalog.format_type(t.oid, a.atttypmod) AS atttypname,
array_to_string(ARRAY(
  SELECT o FROM unnest(a.attoptions) o
  WHERE substr(o, 1, 10) <> 'pg_attver='
), ', ') AS attoptions,
(
  SELECT substr(o, 10 + 1)
  FROM unnest(a.attoptions) o
  WHERE substr(o, 1, 10) = 'pg_attver='
) AS attversion,
CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation ELSE 0 END AS attcollation,
pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.quote_ident(option_name) || ' ' || pg_catalog.quote_literal(option_value) FROM pg_catalog.pg_options_to_table(attfdwoptions) ORDER BY option_name), E',
    ') AS attfdwoptions,
a.attcompression AS attcompression,
a.attidentity,
CASE WHEN a.atthasmissing AND NOT a.attisdropped THEN a.attmissingval ELSE null END AS attmissingval,
a.attgenerated
FROM unnest('{{{='public.customers'::regclass::oid}},{{='public.orders'::regclass::oid}},{{='public.order_items'::regclass::oid}},{{='public.products'::regclass::oid}},{{='public."Order Items"'::regclass::oid}},{{='public.events'::regclass::oid}},{{='public.events_2024'::regclass::oid}},{{='public.events_2025'::regclass::oid}},{{='public.animals'::regclass::oid}},{{='public.cats'::regclass::oid}},{{='public.flags'::regclass::oid}},{{='public.secured'::regclass::oid}},{{='payroll.salaries'::regclass::oid}},{{='payroll.bonuses'::regclass::oid}},{{='bank.transfers'::regclass::oid}},{{='bank.schedule'::regclass::oid}},{{='bank.accounts'::regclass::oid}},{{='audit.log'::regclass::oid}},{{='staging.imports'::regclass::oid}},{{='staging.scratch'::regclass::oid}},{{='public.big_orders'::regclass::oid}},{{='public.active_customers'::regclass::oid}},{{='public.order_totals'::regclass::oid}}}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_attribute a ON (src.tbloid = a.attrelid) LEFT JOIN pg_catalog.pg_type t ON (a.atttypid = t.oid)
WHERE a.attnum > 0::pg_catalog.int2
ORDER BY a.attrelid, a.attnum

-- name: SELECT a.tableoid, a.oid, adre ... FROM unnest
SELECT a.tableoid, a.oid, adrelid, adnum, pg_catalog.pg_get_expr(adbin, adrelid) AS adsrc
FROM unnest('{{{='public.customers'::regclass::oid}},{{='public.orders'::regclass::oid}},{{='public.order_items'::regclass::oid}},{{='public.flags'::regclass::oid}},{{='bank.transfers'::regclass::oid}},{{='audit.log'::regclass::oid}}}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_attrdef a ON (src.tbloid = a.adrelid)
ORDER BY a.adrelid, a.adnum

-- name: SELECT c.tableoid, c.oid, conr ... FROM unnest
SELECT c.tableoid, c.oid, conrelid, conname, pg_catalog.pg_get_constraintdef(c.oid) AS consrc, conislocal, convalidated FROM unnest('{{{='public.orders'::regclass::oid}}}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_constraint c ON (src.tbloid = c.conrelid)
WHERE contype = 'c' ORDER BY c.conrelid, c.conname

-- name: SELECT partrelid FROM pg_parti ... FROM pg_partitioned_table
SELECT partrelid FROM pg_partitioned_table WHERE
(SELECT c.oid FROM pg_opclass c JOIN pg_am a ON c.opcmethod = a.oid
WHERE opcname = 'enum_ops' AND opcnamespace = 'pg_catalog'::regnamespace AND amname = 'hash') = ANY(partclass)

-- name: SELECT t.tableoid, t.oid, i.in ... FROM pg_catalog.pg_tablespace
SELECT t.tableoid, t.oid, i.indrelid, t.relname AS indexname, pg_catalog.pg_get_indexdef(i.indexrelid) AS indexdef, i.indkey, i.indisclustered, c.contype, c.conname, c.condeferrable, c.condeferred, c.tableoid AS contableoid, c.oid AS conoid, pg_catalog.pg_get_constraintdef(c.oid, false) AS condef, (SELECT spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = t.reltablespace) AS tablespace, t.reloptions AS indreloptions, i.indisreplident, inh.inhparent AS parentidx, i.indnkeyatts AS indnkeyatts, i.indnatts AS indnatts, (SELECT pg_catalog.array_agg(attnum ORDER BY attnum)   FROM pg_catalog.pg_attribute   WHERE attrelid = i.indexrelid AND     attstattarget >= 0) AS indstatcols, (SELECT pg_catalog.array_agg(attstattarget ORDER BY attnum)   FROM pg_catalog.pg_attribute   WHERE attrelid = i.indexrelid AND     attstattarget >= 0) AS indstatvals, i.indnullsnotdistinct FROM unnest('{{{='public.customers'::regclass::oid}},{{='public.orders'::regclass::oid}},{{='public.order_items'::regclass::oid}},{{='public.products'::regclass::oid}},{{='public."Order Items"'::regclass::oid}},{{='public.flags'::regclass::oid}},{{='payroll.salaries'::regclass::oid}},{{='bank.transfers'::regclass::oid}},{{='bank.accounts'::regclass::oid}}}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_index i ON (src.tbloid = i.indrelid) JOIN pg_catalog.pg_class t ON (t.oid = i.indexrelid) JOIN pg_catalog.pg_class t2 ON (t2.oid = i.indrelid) LEFT JOIN pg_catalog.pg_constraint c ON (i.indrelid = c.conrelid AND i.indexrelid = c.conindid AND c.contype IN ('p','u','x')) LEFT JOIN pg_catalog.pg_inherits inh ON (inh.inhrelid = indexrelid) WHERE (i.indisvalid OR t2.relkind = 'p') AND i.indisready ORDER BY i.indrelid, indexname

-- name: SELECT tableoid, oid, stxname ... FROM pg_catalog.pg_statistic_ext
SELECT tableoid, oid, stxname, stxnamespace, stxowner, stxrelid, stxstattarget FROM pg_catalog.pg_statistic_ext

-- name: SELECT c.tableoid, c.oid, conr ... FROM unnest, 2
SELECT c.tableoid, c.oid, conrelid, conname, confrelid, conindid, pg_catalog.pg_get_constraintdef(c.oid) AS condef
FROM unnest('{{{='public.customers'::regclass::oid}},{{='public.orders'::regclass::oid}},{{='public.order_items'::regclass::oid}},{{='public.events'::regclass::oid}},{{='payroll.salaries'::regclass::oid}},{{='payroll.bonuses'::regclass::oid}}}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_constraint c ON (src.tbloid = c.conrelid)
WHERE contype = 'f' AND conparentid = 0 ORDER BY conrelid, conname

-- name: SELECT t.tgrelid, t.tgname, t. ... FROM unnest
SELECT t.tgrelid, t.tgname, t.tgfoid::pg_catalog.regproc AS tgfname, pg_catalog.pg_get_triggerdef(t.oid, false) AS tgdef, t.tgenabled, t.tableoid, t.oid, t.tgparentid <> 0 AS tgispartition
FROM unnest('{{{='public.customers'::regclass::oid}},{{='public.orders'::regclass::oid}},{{='public.order_items'::regclass::oid}},{{='payroll.salaries'::regclass::oid}},{{='payroll.bonuses'::regclass::oid}}}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_trigger t ON (src.tbloid = t.tgrelid) LEFT JOIN pg_catalog.pg_trigger u ON (u.oid = t.tgparentid) WHERE ((NOT t.tgisinternal AND t.tgparentid = 0) OR t.tgenabled != u.tgenabled) ORDER BY t.tgrelid, t.tgname

-- name: SELECT tableoid, oid, rulename ... FROM pg_rewrite
SELECT tableoid, oid, rulename, ev_class AS ruletable, ev_type, is_instead, ev_enabled FROM pg_rewrite ORDER BY oid

-- name: SELECT pol.oid, pol.tableoid ... FROM unnest
SELECT pol.oid, pol.tableoid, pol.polrelid, pol.polname, pol.polcmd, pol.polpermissive, CASE WHEN pol.polroles = '{0}' THEN NULL ELSE    pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.quote_ident(rolname) from pg_catalog.pg_roles WHERE oid = ANY(pol.polroles)), ', ') END AS polroles, pg_catalog.pg_get_expr(pol.polqual, pol.polrelid) AS polqual, pg_catalog.pg_get_expr(pol.polwithcheck, pol.polrelid) AS polwithcheck FROM unnest('{{{='public.customers'::regclass::oid}},{{='public.orders'::regclass::oid}},{{='public.order_items'::regclass::oid}},{{='public.products'::regclass::oid}},{{='public."Order Items"'::regclass::oid}},{{='public.events'::regclass::oid}},{{='public.events_2024'::regclass::oid}},{{='public.events_2025'::regclass::oid}},{{='public.animals'::regclass::oid}},{{='public.cats'::regclass::oid}},{{='public.flags'::regclass::oid}},{{='public.secured'::regclass::oid}},{{='payroll.salaries'::regclass::oid}},{{='payroll.bonuses'::regclass::oid}},{{='bank.transfers'::regclass::oid}},{{='bank.schedule'::regclass::oid}},{{='bank.accounts'::regclass::oid}},{{='audit.log'::regclass::oid}},{{='staging.imports'::regclass::oid}},{{='staging.scratch'::regclass::oid}}}'::pg_catalog.oid[]) AS src(tbloid)
JOIN pg_catalog.pg_policy pol ON (src.tbloid = pol.polrelid)

-- name: SELECT p.tableoid, p.oid, p.pu ... FROM pg_publication
SELECT p.tableoid, p.oid, p.pubname, p.pubowner, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot FROM pg_publication p

-- name: SELECT tableoid, oid, prpubid ... FROM pg_catalog.generate_series
SELECT tableoid, oid, prpubid, prrelid, pg_catalog.pg_get_expr(prqual, prrelid) AS prrelqual, (CASE
  WHEN pr.prattrs IS NOT NULL THEN
    (SELECT array_agg(attname)
       FROM
         pg_catalog.generate_series(0, pg_catalog.array_upper(pr.prattrs::pg_catalog.int2[], 1)) s,
         pg_catalog.pg_attribute
      WHERE attrelid = pr.prrelid AND attnum = prattrs[s])
  ELSE NULL END) prattrs FROM pg_catalog.pg_publication_rel pr

-- name: SELECT tableoid, oid, pnpubid ... FROM pg_catalog.pg_publication_namespace
SELECT tableoid, oid, pnpubid, pnnspid FROM pg_catalog.pg_publication_namespace

-- name: SELECT s.tableoid, s.oid, s.su ... FROM pg_subscription
-- compare: shape
SELECT s.tableoid, s.oid, s.subname,
 s.subowner,
 s.subconninfo, s.subslotname, s.subsynccommit,
 s.subpublications,
 s.subbinary,
 s.substream,
 s.subtwophasestate,
 s.subdisableonerr
FROM pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_database
                   WHERE datname = current_database())

-- name: WITH RECURSIVE w AS ( SELECT d ... FROM pg_depend
WITH RECURSIVE w AS ( SELECT d1.objid, d2.refobjid, c2.relkind AS refrelkind FROM pg_depend d1 JOIN pg_class c1 ON c1.oid = d1.objid AND c1.relkind = 'm' JOIN pg_rewrite r1 ON r1.ev_class = d1.objid JOIN pg_depend d2 ON d2.classid = 'pg_rewrite'::regclass AND d2.objid = r1.oid AND d2.refobjid <> d1.objid JOIN pg_class c2 ON c2.oid = d2.refobjid AND c2.relkind IN ('m','v') WHERE d1.classid = 'pg_class'::regclass UNION SELECT w.objid, d3.refobjid, c3.relkind FROM w JOIN pg_rewrite r3 ON r3.ev_class = w.refobjid JOIN pg_depend d3 ON d3.classid = 'pg_rewrite'::regclass AND d3.objid = r3.oid AND d3.refobjid <> w.refobjid JOIN pg_class c3 ON c3.oid = d3.refobjid AND c3.relkind IN ('m','v') ) SELECT 'pg_class'::regclass::oid AS classid, objid, refobjid FROM w WHERE refrelkind = 'm'

-- name: SELECT oid, lomowner, lomacl ... FROM pg_largeobject_metadata
SELECT oid, lomowner, lomacl, acldefault('L', lomowner) AS acldefault FROM pg_largeobject_metadata

-- name: SELECT classid, objid, refclas ... FROM pg_depend
SELECT classid, objid, refclassid, refobjid, deptype FROM pg_depend WHERE deptype != 'p' AND deptype != 'e'
UNION ALL
SELECT 'pg_opfamily'::regclass AS classid, amopfamily AS objid, refclassid, refobjid, deptype FROM pg_depend d, pg_amop o WHERE deptype NOT IN ('p', 'e', 'i') AND classid = 'pg_amop'::regclass AND objid = o.oid AND NOT (refclassid = 'pg_opfamily'::regclass AND amopfamily = refobjid)
UNION ALL
SELECT 'pg_opfamily'::regclass AS classid, amprocfamily AS objid, refclassid, refobjid, deptype FROM pg_depend d, pg_amproc p WHERE deptype NOT IN ('p', 'e', 'i') AND classid = 'pg_amproc'::regclass AND objid = p.oid AND NOT (refclassid = 'pg_opfamily'::regclass AND amprocfamily = refobjid)
ORDER BY 1,2

-- name: SELECT DISTINCT attrelid FROM ... FROM pg_attribute
SELECT DISTINCT attrelid FROM pg_attribute WHERE attacl IS NOT NULL

-- name: SELECT objoid, classoid, objsu ... FROM pg_init_privs
SELECT objoid, classoid, objsubid, privtype, initprivs FROM pg_init_privs

-- name: SELECT description, classoid ... FROM pg_catalog.pg_description
SELECT description, classoid, objoid, objsubid FROM pg_catalog.pg_description ORDER BY classoid, objoid, objsubid

-- name: SELECT label, provider, classo ... FROM pg_catalog.pg_seclabels
SELECT label, provider, classoid, objoid, objsubid FROM pg_catalog.pg_seclabels ORDER BY classoid, objoid, objsubid

-- name: SELECT pg_catalog.current_schemas(false)
SELECT pg_catalog.current_schemas(false)

-- name: PREPARE and EXECUTE dumpEnumType('n')
PREPARE dumpEnumType(pg_catalog.oid) AS
SELECT oid, enumlabel FROM pg_catalog.pg_enum WHERE enumtypid = $1 ORDER BY enumsortorder
-- then:
EXECUTE dumpEnumType('{{='mood'::regtype::oid}}')

-- name: PREPARE and EXECUTE dumpCompositeType('n')
PREPARE dumpCompositeType(pg_catalog.oid) AS
SELECT a.attname, a.attnum, pg_catalog.format_type(a.atttypid, a.atttypmod) AS atttypdefn, a.attlen, a.attalign, a.attisdropped, CASE WHEN a.attcollation <> at.typcollation THEN a.attcollation ELSE 0 END AS attcollation, (
 SELECT substr(o, 10 + 1)
 FROM unnest(a.attoptions) o
 WHERE substr(o, 1, 10) = 'pg_attver=') AS attversion
FROM pg_catalog.pg_type ct JOIN pg_catalog.pg_attribute a ON a.attrelid = ct.typrelid LEFT JOIN pg_catalog.pg_type at ON at.oid = a.atttypid WHERE ct.oid = $1 ORDER BY a.attnum
-- then:
EXECUTE dumpCompositeType('{{='place'::regtype::oid}}')

-- name: PREPARE and EXECUTE dumpDomain('n')
PREPARE dumpDomain(pg_catalog.oid) AS
SELECT t.typnotnull, pg_catalog.format_type(t.typbasetype, t.typtypmod) AS typdefn, pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass) AS typdefaultbin, t.typdefault, CASE WHEN t.typcollation <> u.typcollation THEN t.typcollation ELSE 0 END AS typcollation FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type u ON (t.typbasetype = u.oid) WHERE t.oid = $1
-- then:
EXECUTE dumpDomain('{{='positive'::regtype::oid}}')

-- name: SELECT pg_catalog.format_type('n'::pg_catalog.oid, NULL)
SELECT pg_catalog.format_type('{{='place'::regtype::oid}}'::pg_catalog.oid, NULL)

-- name: SELECT pg_catalog.format_type('25'::pg_catalog.oid, NULL)
SELECT pg_catalog.format_type('25'::pg_catalog.oid, NULL)

-- name: PREPARE and EXECUTE dumpFunc('n')
PREPARE dumpFunc(pg_catalog.oid) AS
SELECT
proretset,
prosrc,
probin,
provolatile,
proisstrict,
prosecdef,
lanname,
proconfig,
procost,
prorows,
pg_catalog.pg_get_function_arguments(p.oid) AS funcargs,
pg_catalog.pg_get_function_identity_arguments(p.oid) AS funciargs,
pg_catalog.pg_get_function_result(p.oid) AS funcresult,
proleakproof,
array_to_string(protrftypes, ' ') AS protrftypes,
proparallel,
prokind,
prosupport,
pg_get_function_sqlbody(p.oid) AS prosqlbody
FROM pg_catalog.pg_proc p, pg_catalog.pg_language l
WHERE p.oid = $1 AND l.oid = p.prolang
-- then:
EXECUTE dumpFunc('{{='audit.purge_before(integer)'::regprocedure::oid}}')

-- name: PREPARE and EXECUTE dumpAgg('n')
PREPARE dumpAgg(pg_catalog.oid) AS
SELECT aggtransfn,
aggfinalfn,
aggtranstype::pg_catalog.regtype,
agginitval,
aggsortop,
pg_catalog.pg_get_function_arguments(p.oid) AS funcargs,
pg_catalog.pg_get_function_identity_arguments(p.oid) AS funciargs,
aggkind,
aggmtransfn,
aggminvtransfn,
aggmfinalfn,
aggmtranstype::pg_catalog.regtype,
aggfinalextra,
aggmfinalextra,
aggtransspace,
aggmtransspace,
aggminitval,
aggcombinefn,
aggserialfn,
aggdeserialfn,
proparallel,
aggfinalmodify,
aggmfinalmodify
FROM pg_catalog.pg_aggregate a, pg_catalog.pg_proc p WHERE a.aggfnoid = p.oid AND p.oid = $1
-- then:
EXECUTE dumpAgg('{{='purging(integer)'::regprocedure::oid}}')

-- name: SELECT format_type(seqtypid, N ... FROM pg_catalog.pg_sequence
SELECT format_type(seqtypid, NULL), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle FROM pg_catalog.pg_sequence WHERE seqrelid = '{{='audit.log_id_seq'::regclass::oid}}'::oid

-- name: PREPARE and EXECUTE getColumnACLs('6100')
PREPARE getColumnACLs(pg_catalog.oid) AS
SELECT at.attname, at.attacl, '{}' AS acldefault, pip.privtype, pip.initprivs FROM pg_catalog.pg_attribute at LEFT JOIN pg_catalog.pg_init_privs pip ON (at.attrelid = pip.objoid AND pip.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND at.attnum = pip.objsubid) WHERE at.attrelid = $1 AND NOT at.attisdropped AND (at.attacl IS NOT NULL OR pip.initprivs IS NOT NULL) ORDER BY at.attnum
-- then:
EXECUTE getColumnACLs('6100')

-- name: SELECT pg_catalog.pg_get_viewdef('n'::pg_catalog.oid) AS vie
SELECT pg_catalog.pg_get_viewdef('{{='public.active_customers'::regclass::oid}}'::pg_catalog.oid) AS viewdef

-- name: SELECT pg_get_partkeydef('n')
SELECT pg_get_partkeydef('{{='public.events'::regclass::oid}}')

-- name: PREPARE and EXECUTE dumpTableAttach('n')
PREPARE dumpTableAttach(pg_catalog.oid) AS
SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_class c WHERE c.oid = $1
-- then:
EXECUTE dumpTableAttach('{{='public.events_2024'::regclass::oid}}')

-- name: SELECT last_value, is_called FROM audit.log_id_seq
SELECT last_value, is_called FROM audit.log_id_seq

-- name: SELECT last_value, is_called FROM bank.transfers_id_seq
SELECT last_value, is_called FROM bank.transfers_id_seq

-- name: SELECT last_value, is_called FROM public.events_id_seq
SELECT last_value, is_called FROM public.events_id_seq

-- name: SELECT last_value, is_called FROM public.invoice_numbers
SELECT last_value, is_called FROM public.invoice_numbers

-- name: SELECT last_value, is_called FROM public.orders_id_seq
SELECT last_value, is_called FROM public.orders_id_seq

-- name: COPY audit.log (id, what, at) TO stdout;
COPY audit.log (id, what, at) TO stdout;

-- name: COPY bank.schedule (account, amount, day) TO stdout;
COPY bank.schedule (account, amount, day) TO stdout;

-- name: COPY bank.transfers (id, account, amount, currency, memo) TO
COPY bank.transfers (id, account, amount, currency, memo) TO stdout;

-- name: COPY public."Order Items" ("Id", "Drop Table", "select") TO 
COPY public."Order Items" ("Id", "Drop Table", "select") TO stdout;

-- name: SELECT tableoid, oid, datname ... FROM pg_tablespace
-- compare: shape
SELECT tableoid, oid, datname, datdba, pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, datfrozenxid, datacl, acldefault('d', datdba) AS acldefault, datistemplate, datconnlimit, datminmxid, datlocprovider, daticulocale, datcollversion, (SELECT spcname FROM pg_tablespace t WHERE t.oid = dattablespace) AS tablespace, shobj_description(oid, 'pg_database') AS description FROM pg_database WHERE datname = current_database()

-- name: DECLARE _pg_dump_cursor CURSOR ... FROM ONLY
-- setup: BEGIN
DECLARE _pg_dump_cursor CURSOR FOR SELECT id, what, at FROM ONLY audit.log
-- then:
FETCH 100 FROM _pg_dump_cursor

-- name: DECLARE _pg_dump_cursor CURSOR ... FROM ONLY, 2
-- setup: BEGIN
DECLARE _pg_dump_cursor CURSOR FOR SELECT account, amount, day FROM ONLY bank.schedule
-- then:
FETCH 100 FROM _pg_dump_cursor

-- name: DECLARE _pg_dump_cursor CURSOR ... FROM ONLY, 3
-- setup: BEGIN
DECLARE _pg_dump_cursor CURSOR FOR SELECT id, account, amount, currency, memo FROM ONLY bank.transfers
-- then:
FETCH 100 FROM _pg_dump_cursor

-- name: DECLARE _pg_dump_cursor CURSOR ... FROM ONLY, 4
-- setup: BEGIN
DECLARE _pg_dump_cursor CURSOR FOR SELECT "Id", "Drop Table", "select" FROM ONLY public."Order Items"
-- then:
FETCH 100 FROM _pg_dump_cursor

-- name: SELECT oid, rolname, rolsuper ... FROM pg_authid
SELECT oid, rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolconnlimit, rolpassword, rolvaliduntil, rolreplication, rolbypassrls, pg_catalog.shobj_description(oid, 'pg_authid') as rolcomment, rolname = current_user AS is_current_user FROM pg_authid WHERE rolname !~ '^pg_' ORDER BY 2

-- name: SELECT unnest(setconfig) FROM ... FROM pg_db_role_setting
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'app')

-- name: SELECT unnest(setconfig) FROM ... FROM pg_db_role_setting, 2
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'auditor')

-- name: SELECT unnest(setconfig) FROM ... FROM pg_db_role_setting, 3
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'dana')

-- name: SELECT unnest(setconfig) FROM ... FROM pg_db_role_setting, 4
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'postgres')

-- name: SELECT unnest(setconfig) FROM ... FROM pg_db_role_setting, 5
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'reporting')

-- name: SELECT unnest(setconfig) FROM ... FROM pg_db_role_setting, 6
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'sam')

-- name: SELECT unnest(setconfig) FROM ... FROM pg_db_role_setting, 7
SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = (SELECT oid FROM pg_authid WHERE rolname = 'temporary_staff')

-- name: SELECT ur.rolname AS role, um. ... FROM pg_auth_members
SELECT ur.rolname AS role, um.rolname AS member, a.admin_option, ug.rolname AS grantor, a.roleid AS roleid, a.member AS memberid FROM pg_auth_members a LEFT JOIN pg_authid ur on ur.oid = a.roleid LEFT JOIN pg_authid um on um.oid = a.member LEFT JOIN pg_authid ug on ug.oid = a.grantor WHERE NOT (ur.rolname ~ '^pg_' AND um.rolname ~ '^pg_')ORDER BY 1,2,3

-- name: SELECT parname, pg_catalog.pg_ ... FROM pg_catalog.pg_parameter_acl
SELECT parname, pg_catalog.pg_get_userbyid(10) AS parowner, paracl, pg_catalog.acldefault('p', 10) AS acldefault FROM pg_catalog.pg_parameter_acl ORDER BY 1

-- name: SELECT oid, spcname, pg_catalo ... FROM pg_catalog.pg_tablespace
SELECT oid, spcname, pg_catalog.pg_get_userbyid(spcowner) AS spcowner, pg_catalog.pg_tablespace_location(oid), spcacl, acldefault('t', spcowner) AS acldefault, array_to_string(spcoptions, ', '),pg_catalog.shobj_description(oid, 'pg_tablespace') FROM pg_catalog.pg_tablespace WHERE spcname !~ '^pg_' ORDER BY 1
