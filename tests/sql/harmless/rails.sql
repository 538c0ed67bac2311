-- What Active Record 6.1 sends, captured from the server's log.

-- name: SET client_min_messages TO 'warning'
SET client_min_messages TO 'warning'

-- name: SET standard_conforming_strings = on
SET standard_conforming_strings = on

-- name: SET intervalstyle = iso_8601
SET intervalstyle = iso_8601

-- name: SET SESSION application_name TO 'rails'
SET SESSION application_name TO 'rails'

-- name: SET SESSION timezone TO 'UTC'
SET SESSION timezone TO 'UTC'

-- name: SELECT t.oid, t.typname FROM pg_ty ... FROM pg_type
-- proto: extended
SELECT t.oid, t.typname
FROM pg_type as t
WHERE t.typname IN ('int2', 'int4', 'int8', 'oid', 'float4', 'float8', 'numeric', 'bool', 'timestamp', 'timestamptz')

-- name: SELECT t.oid, t.typname, t.typelem ... FROM pg_type
-- proto: extended
SELECT t.oid, t.typname, t.typelem, t.typdelim, t.typinput, r.rngsubtype, t.typtype, t.typbasetype
FROM pg_type as t
LEFT JOIN pg_range as r ON oid = rngtypid
WHERE
  t.typname IN ('int2', 'int4', 'int8', 'oid', 'float4', 'float8', 'text', 'varchar', 'char', 'name', 'bpchar', 'bool', 'bit', 'varbit', 'timestamptz', 'date', 'money', 'bytea', 'point', 'hstore', 'json', 'jsonb', 'cidr', 'inet', 'uuid', 'xml', 'tsvector', 'macaddr', 'citext', 'ltree', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'time', 'timestamp', 'numeric', 'interval')
  OR t.typtype IN ('r', 'e', 'd')
  OR t.typinput = 'array_in(cstring,oid,integer)'::regprocedure
  OR t.typelem != 0

-- name: SHOW TIME ZONE
SHOW TIME ZONE

-- name: SELECT c.relname FROM pg_class c L ... FROM pg_class
SELECT c.relname FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY (current_schemas(false)) AND c.relkind IN ('r','p')

-- name: SELECT c.relname FROM pg_class c L ... FROM pg_class, 2
SELECT c.relname FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY (current_schemas(false)) AND c.relkind IN ('r','v','m','p','f')

-- name: SELECT a.attname, format_type(a.at ... FROM pg_attribute
SELECT a.attname, format_type(a.atttypid, a.atttypmod),
       pg_get_expr(d.adbin, d.adrelid), a.attnotnull, a.atttypid, a.atttypmod,
       c.collname, col_description(a.attrelid, a.attnum) AS comment
  FROM pg_attribute a
  LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  LEFT JOIN pg_type t ON a.atttypid = t.oid
  LEFT JOIN pg_collation c ON a.attcollation = c.oid AND a.attcollation <> t.typcollation
 WHERE a.attrelid = '"orders"'::regclass
   AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum

-- name: SHOW max_identifier_length
SHOW max_identifier_length

-- name: SELECT distinct i.relname, d.indis ... FROM pg_class
SELECT distinct i.relname, d.indisunique, d.indkey, pg_get_indexdef(d.indexrelid), t.oid,
                pg_catalog.obj_description(i.oid, 'pg_class') AS comment
FROM pg_class t
INNER JOIN pg_index d ON t.oid = d.indrelid
INNER JOIN pg_class i ON d.indexrelid = i.oid
LEFT JOIN pg_namespace n ON n.oid = i.relnamespace
WHERE i.relkind IN ('i', 'I')
  AND d.indisprimary = 'f'
  AND t.relname = 'orders'
  AND n.nspname = ANY (current_schemas(false))
ORDER BY i.relname

-- name: SELECT a.attnum, a.attname FROM pg ... FROM pg_attribute
SELECT a.attnum, a.attname
FROM pg_attribute a
WHERE a.attrelid = {{='public.orders'::regclass::oid}}
AND a.attnum IN (2)

-- name: SELECT t2.oid::regclass::text AS t ... FROM pg_constraint
-- proto: extended
SELECT t2.oid::regclass::text AS to_table, a1.attname AS column, a2.attname AS primary_key, c.conname AS name, c.confupdtype AS on_update, c.confdeltype AS on_delete, c.convalidated AS valid
FROM pg_constraint c
JOIN pg_class t1 ON c.conrelid = t1.oid
JOIN pg_class t2 ON c.confrelid = t2.oid
JOIN pg_attribute a1 ON a1.attnum = c.conkey[1] AND a1.attrelid = t1.oid
JOIN pg_attribute a2 ON a2.attnum = c.confkey[1] AND a2.attrelid = t2.oid
JOIN pg_namespace t3 ON c.connamespace = t3.oid
WHERE c.contype = 'f'
  AND t1.relname = 'orders'
  AND t3.nspname = ANY (current_schemas(false))
ORDER BY c.conname

-- name: SELECT a.attname FROM ( SELECT ind ... FROM pg_index
SELECT a.attname
  FROM (
         SELECT indrelid, indkey, generate_subscripts(indkey, 1) idx
           FROM pg_index
          WHERE indrelid = '"orders"'::regclass
            AND indisprimary
       ) i
  JOIN pg_attribute a
    ON a.attrelid = i.indrelid
   AND a.attnum = i.indkey[i.idx]
 ORDER BY i.idx

-- name: SELECT pg_catalog.obj_description ... FROM pg_catalog.pg_class
SELECT pg_catalog.obj_description(c.oid, 'pg_class')
FROM pg_catalog.pg_class c
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = 'orders'
  AND c.relkind IN ('r','p')
  AND n.nspname = ANY (current_schemas(false))

-- name: SELECT conname, pg_get_constraintd ... FROM pg_constraint
-- proto: extended
SELECT conname, pg_get_constraintdef(c.oid) AS constraintdef, c.convalidated AS valid
            FROM pg_constraint c
            JOIN pg_class t ON c.conrelid = t.oid
            WHERE c.contype = 'c'
              AND t.relname = 'orders'

-- name: SELECT nspname FROM pg_namespace W ... FROM pg_namespace
SELECT nspname
  FROM pg_namespace
 WHERE nspname !~ '^pg_.*'
   AND nspname NOT IN ('information_schema')
 ORDER by nspname;

-- name: SELECT extname FROM pg_extension
-- proto: extended
SELECT extname FROM pg_extension

-- name: SELECT attr.attname, nsp.nspname ... FROM pg_class
SELECT attr.attname, nsp.nspname, seq.relname
FROM pg_class      seq,
     pg_attribute  attr,
     pg_depend     dep,
     pg_constraint cons,
     pg_namespace  nsp
WHERE seq.oid           = dep.objid
  AND seq.relkind       = 'S'
  AND attr.attrelid     = dep.refobjid
  AND attr.attnum       = dep.refobjsubid
  AND attr.attrelid     = cons.conrelid
  AND attr.attnum       = cons.conkey[1]
  AND seq.relnamespace  = nsp.oid
  AND cons.contype      = 'p'
  AND dep.classid       = 'pg_class'::regclass
  AND dep.refobjid      = '"orders"'::regclass

-- name: SELECT c.relname FROM pg_class c L ... FROM pg_class, 3
SELECT c.relname FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY (current_schemas(false)) AND c.relname = 'orders' AND c.relkind IN ('r','p')

-- name: SELECT COUNT(*) FROM pg_class t IN ... FROM pg_class
SELECT COUNT(*)
FROM pg_class t
INNER JOIN pg_index d ON t.oid = d.indrelid
INNER JOIN pg_class i ON d.indexrelid = i.oid
LEFT JOIN pg_namespace n ON n.oid = i.relnamespace
WHERE i.relkind IN ('i', 'I')
  AND i.relname = 'x'
  AND t.relname = 'orders'
  AND n.nspname = ANY (current_schemas(false))

-- name: SELECT datcollate FROM pg_database ... FROM pg_database
-- compare: shape
SELECT datcollate FROM pg_database WHERE datname = current_database()

-- name: SELECT datctype FROM pg_database W ... FROM pg_database
-- compare: shape
SELECT datctype FROM pg_database WHERE datname = current_database()

-- name: SELECT pg_encoding_to_char(encodin ... FROM pg_database
-- compare: shape
SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()

-- name: SELECT current_schema
SELECT current_schema

-- name: SELECT installed_version IS NOT NU ... FROM pg_available_extensions
SELECT installed_version IS NOT NULL FROM pg_available_extensions WHERE name = 'hstore'

-- name: SHOW search_path
SHOW search_path

-- name: SELECT "customers".* FROM "custome ... FROM "customers"
-- proto: extended
-- bind: unknown 1
SELECT "customers".* FROM "customers" ORDER BY "customers"."id" ASC LIMIT $1

-- name: SELECT "customers".* FROM "custome ... FROM "customers", 2
-- proto: extended
-- bind: unknown 3
-- bind: unknown 1
SELECT "customers".* FROM "customers" WHERE "customers"."id" = $1 LIMIT $2

-- name: SELECT "orders".* FROM "orders" WH ... FROM "orders"
-- proto: extended
-- bind: unknown 3
SELECT "orders".* FROM "orders" WHERE "orders"."customer_id" = $1

-- name: SELECT "orders".* FROM "orders" WH ... FROM "orders", 2
-- proto: extended
-- bind: unknown 2
-- bind: unknown 5
SELECT "orders".* FROM "orders" WHERE "orders"."customer_id" IN ($1, $2)

-- name: SELECT COUNT(*) AS count_all, "cus ... FROM "customers"
-- proto: extended
SELECT COUNT(*) AS count_all, "customers"."city" AS customers_city FROM "customers" INNER JOIN "orders" ON "orders"."customer_id" = "customers"."id" GROUP BY "customers"."city"

-- name: SELECT "orders"."id" FROM "orders" ... FROM "orders"
-- proto: extended
-- bind: unknown new
-- bind: unknown paid
-- bind: unknown 3
SELECT "orders"."id" FROM "orders" WHERE "orders"."status" IN ($1, $2) ORDER BY "orders"."amount" DESC LIMIT $3

-- name: SELECT 1 AS one FROM "orders" WHERE "orders"."id" = $1 LIMIT $2
-- proto: extended
-- bind: unknown 5
-- bind: unknown 1
SELECT 1 AS one FROM "orders" WHERE "orders"."id" = $1 LIMIT $2

-- name: SELECT SUM("orders"."amount") FROM "orders" WHERE (amount > 100)
-- proto: extended
SELECT SUM("orders"."amount") FROM "orders" WHERE (amount > 100)

-- name: SELECT AVG("orders"."amount") FROM "orders"
-- proto: extended
SELECT AVG("orders"."amount") FROM "orders"

-- name: INSERT INTO "orders" ("customer_id", "amount") VALUES ($1, $2) R
-- proto: extended
-- bind: unknown 3
-- bind: unknown 2.0
INSERT INTO "orders" ("customer_id", "amount") VALUES ($1, $2) RETURNING "id"

-- name: UPDATE "orders" SET "note" = $1 WHERE "orders"."id" = $2
-- proto: extended
-- bind: unknown x
-- bind: unknown 51
UPDATE "orders" SET "note" = $1 WHERE "orders"."id" = $2

-- name: SELECT "orders".* FROM "orders" WH ... FROM "orders", 3
-- proto: extended
-- bind: unknown 51
-- bind: unknown 1
SELECT "orders".* FROM "orders" WHERE "orders"."id" = $1 LIMIT $2 FOR UPDATE

-- name: DELETE FROM "orders" WHERE "orders"."id" = $1
-- proto: extended
-- bind: unknown 51
DELETE FROM "orders" WHERE "orders"."id" = $1

-- name: INSERT INTO "orders" ("customer_id","amount") VALUES (1, 1.0), (
-- proto: extended
INSERT INTO "orders" ("customer_id","amount") VALUES (1, 1.0), (2, 2.0) ON CONFLICT  DO NOTHING RETURNING "id"

-- name: INSERT INTO "orders" ("id","customer_id","amount") VALUES (1, 1,
-- proto: extended
INSERT INTO "orders" ("id","customer_id","amount") VALUES (1, 1, 9.0) ON CONFLICT ("id") DO UPDATE SET "customer_id"=excluded."customer_id","amount"=excluded."amount" RETURNING "id"

-- name: SELECT "orders".* FROM "orders" WH ... FROM "orders", 4
-- proto: extended
-- bind: unknown 20
-- bind: unknown 20
SELECT "orders".* FROM "orders" WHERE "orders"."id" > $1 ORDER BY "orders"."id" ASC LIMIT $2

-- name: SELECT "orders"."id" FROM "orders" ... FROM "orders", 2
-- proto: extended
-- bind: unknown 30
SELECT "orders"."id" FROM "orders" ORDER BY "orders"."id" ASC LIMIT $1

-- name: SELECT "orders"."id" FROM "orders" ... FROM "orders", 3
-- proto: extended
-- bind: unknown 30
-- bind: unknown 30
SELECT "orders"."id" FROM "orders" WHERE "orders"."id" > $1 ORDER BY "orders"."id" ASC LIMIT $2

-- name: SELECT COUNT(*) FROM "orders" WHERE "orders"."note" IS NOT NULL
-- proto: extended
SELECT COUNT(*) FROM "orders" WHERE "orders"."note" IS NOT NULL

-- name: SELECT DISTINCT "orders"."status" FROM "orders"
-- proto: extended
SELECT DISTINCT "orders"."status" FROM "orders"

-- name: SELECT "orders".* FROM "orders" WH ... FROM "orders", 5
-- proto: extended
-- bind: unknown 1
-- bind: unknown 5
-- bind: unknown x
SELECT "orders".* FROM "orders" WHERE ("orders"."id" BETWEEN $1 AND $2 OR "orders"."status" = $3)

-- name: SELECT "customers".* FROM "custome ... FROM "customers", 3
-- proto: extended
SELECT "customers".* FROM "customers" LEFT OUTER JOIN "orders" ON "orders"."customer_id" = "customers"."id" WHERE "orders"."id" IS NULL

-- name: SELECT "orders"."id" FROM "orders" LIMIT $1
-- proto: extended
-- bind: unknown 1
SELECT "orders"."id" FROM "orders" LIMIT $1

-- name: SELECT MAX("orders"."amount") FROM "orders"
-- proto: extended
SELECT MAX("orders"."amount") FROM "orders"

-- name: SELECT "orders".* FROM "orders" WH ... FROM "orders", 6
-- proto: extended
-- bind: unknown 3
SELECT "orders".* FROM "orders" WHERE "orders"."id" = $1 FOR UPDATE SKIP LOCKED

-- name: CREATE TABLE "rails_made" ("id" bigserial primary key, "name" ch
CREATE TABLE "rails_made" ("id" bigserial primary key, "name" character varying, "customer_id" bigint, "created_at" timestamp(6) NOT NULL, "updated_at" timestamp(6) NOT NULL)

-- name: SELECT 'integer'::regtype::oid
SELECT 'integer'::regtype::oid

-- name: ALTER TABLE "rails_made" ADD "n" integer DEFAULT 0
ALTER TABLE "rails_made" ADD "n" integer DEFAULT 0

-- name: ALTER TABLE "rails_made" ALTER COLUMN "name" SET NOT NULL
ALTER TABLE "rails_made" ALTER COLUMN "name" SET NOT NULL

-- name: CREATE INDEX CONCURRENTLY "index_rails_made_on_n" ON "rails_made
CREATE INDEX CONCURRENTLY "index_rails_made_on_n" ON "rails_made" ("n")

-- name: ALTER TABLE "rails_made" ADD CONSTRAINT "fk_rails_a6b16e931d" FO
ALTER TABLE "rails_made" ADD CONSTRAINT "fk_rails_a6b16e931d"
FOREIGN KEY ("customer_id")
  REFERENCES "customers" ("id")

-- name: CREATE TABLE "ar_internal_metadata" ("key" character varying NOT
CREATE TABLE "ar_internal_metadata" ("key" character varying NOT NULL PRIMARY KEY, "value" character varying, "created_at" timestamp(6) NOT NULL, "updated_at" timestamp(6) NOT NULL)

-- name: SELECT c.relname FROM pg_class c L ... FROM pg_class, 4
SELECT c.relname FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY (current_schemas(false)) AND c.relname = 'ar_internal_metadata' AND c.relkind IN ('r','v','m','p','f')

-- name: INSERT INTO "ar_internal_metadata" ("key", "value", "created_at"
-- proto: extended
-- bind: unknown environment
-- bind: unknown default_env
-- bind: unknown 2026-11-24 08:41:02.174447
-- bind: unknown 2026-11-24 08:41:02.174447
INSERT INTO "ar_internal_metadata" ("key", "value", "created_at", "updated_at") VALUES ($1, $2, $3, $4) RETURNING "key"

-- name: CREATE TABLE "schema_migrations" ("version" character varying NO
CREATE TABLE "schema_migrations" ("version" character varying NOT NULL PRIMARY KEY)

-- name: SELECT pg_try_advisory_lock(42)
SELECT pg_try_advisory_lock(42)

-- name: SELECT pg_advisory_unlock(42)
SELECT pg_advisory_unlock(42)

-- name: SELECT $1::int
-- proto: extended
-- bind: unknown 3
SELECT $1::int

-- name: SELECT "schema_migrations"."versio ... FROM "schema_migrations"
-- proto: extended
SELECT "schema_migrations"."version" FROM "schema_migrations" ORDER BY "schema_migrations"."version" ASC
