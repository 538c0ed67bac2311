-- What TypeORM sends, captured from the server's log.

-- name: SELECT * FROM current_schema()
SELECT * FROM current_schema()

-- name: START TRANSACTION
START TRANSACTION

-- name: SELECT * FROM current_database()
SELECT * FROM current_database()

-- name: SELECT "table_schema", "table_name ... FROM "information_schema"."tables"
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 't_customers') OR ("table_schema" = 'public' AND "table_name" = 't_orders')

-- name: SELECT * FROM "information_schema" ... FROM "information_schema"."tables"
-- proto: extended
-- bind: unknown public
-- bind: unknown typeorm_metadata
SELECT * FROM "information_schema"."tables" WHERE "table_schema" = $1 AND "table_name" = $2

-- name: CREATE TABLE "t_customers" ("id" SERIAL NOT NULL, "name" charact
-- compare: shape
CREATE TABLE "t_customers" ("id" SERIAL NOT NULL, "name" character varying NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_3e79c158f339fd42ef9442a1594" PRIMARY KEY ("id"))

-- name: SELECT "n"."nspname", "t"."typname ... FROM "pg_type"
SELECT "n"."nspname", "t"."typname" FROM "pg_type" "t" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'public' AND "t"."typname" = 't_orders_kind_enum'

-- name: CREATE TYPE "public"."t_orders_kind_enum" AS ENUM('a', 'b')
CREATE TYPE "public"."t_orders_kind_enum" AS ENUM('a', 'b')

-- name: CREATE TABLE "t_orders" ("id" SERIAL NOT NULL, "amount" numeric 
CREATE TABLE "t_orders" ("id" SERIAL NOT NULL, "amount" numeric NOT NULL DEFAULT '0', "kind" "public"."t_orders_kind_enum" NOT NULL DEFAULT 'a', "v" integer NOT NULL, "gone" TIMESTAMP WITH TIME ZONE, "customerId" integer, CONSTRAINT "PK_f11934191df798e6a4a452b02eb" PRIMARY KEY ("id"))

-- name: ALTER TABLE "t_orders" ADD CONSTRAINT "FK_bd28c1e09d1b4594dbcdc8
ALTER TABLE "t_orders" ADD CONSTRAINT "FK_bd28c1e09d1b4594dbcdc8e61bc" FOREIGN KEY ("customerId") REFERENCES "t_customers"("id") ON DELETE NO ACTION ON UPDATE NO ACTION

-- name: SELECT TRUE FROM information_schem ... FROM information_schema.columns
SELECT TRUE FROM information_schema.columns WHERE table_name = 'pg_class' and column_name = 'relispartition'

-- name: SELECT columns.*, pg_catalog.col_d ... FROM "information_schema"."columns"
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 't_customers') OR ("table_schema" = 'public' AND "table_name" = 't_orders')

-- name: SELECT "ns"."nspname" AS "table_sc ... FROM "pg_constraint"
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 't_customers') OR ("ns"."nspname" = 'public' AND "t"."relname" = 't_orders'))

-- name: SELECT "ns"."nspname" AS "table_sc ... FROM "pg_class"
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 't_customers') OR ("ns"."nspname" = 'public' AND "t"."relname" = 't_orders'))

-- name: SELECT "con"."conname" AS "constra ... FROM "pg_class"
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 't_customers') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 't_orders')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

-- name: SELECT "udt_schema", "udt_name" FR ... FROM "information_schema"."columns"
SELECT "udt_schema", "udt_name" FROM "information_schema"."columns" WHERE "table_schema" = 'public' AND "table_name" = 't_orders' AND "column_name"='kind'

-- name: SELECT "e"."enumlabel" AS "value" ... FROM "pg_enum"
SELECT "e"."enumlabel" AS "value" FROM "pg_enum" "e" INNER JOIN "pg_type" "t" ON "t"."oid" = "e"."enumtypid" INNER JOIN "pg_namespace" "n" ON "n"."oid" = "t"."typnamespace" WHERE "n"."nspname" = 'public' AND "t"."typname" = 't_orders_kind_enum' ORDER BY "e"."enumsortorder"

-- name: INSERT INTO "t_customers"("name", "at") VALUES ($1, DEFAULT) RET
-- compare: shape
-- proto: extended
-- bind: unknown x
INSERT INTO "t_customers"("name", "at") VALUES ($1, DEFAULT) RETURNING "id", "at"

-- name: UPDATE "t_orders" SET "amount" = $1, "v" = "v" + 1 WHERE "id" = 
-- proto: extended
-- bind: unknown 4
-- bind: unknown 1
UPDATE "t_orders" SET "amount" = $1, "v" = "v" + 1 WHERE "id" = $2 RETURNING "v"

-- name: SELECT DISTINCT "distinctAlias"."T ... FROM "t_orders"
-- proto: extended
-- bind: unknown 1
SELECT DISTINCT "distinctAlias"."TOrder_id" AS "ids_TOrder_id" FROM (SELECT "TOrder"."id" AS "TOrder_id", "TOrder"."amount" AS "TOrder_amount", "TOrder"."kind" AS "TOrder_kind", "TOrder"."v" AS "TOrder_v", "TOrder"."gone" AS "TOrder_gone", "TOrder"."customerId" AS "TOrder_customerId", "TOrder__TOrder_customer"."id" AS "TOrder__TOrder_customer_id", "TOrder__TOrder_customer"."name" AS "TOrder__TOrder_customer_name", "TOrder__TOrder_customer"."at" AS "TOrder__TOrder_customer_at" FROM "t_orders" "TOrder" LEFT JOIN "t_customers" "TOrder__TOrder_customer" ON "TOrder__TOrder_customer"."id"="TOrder"."customerId" WHERE ( (("TOrder"."amount" > $1)) ) AND ( "TOrder"."gone" IS NULL )) "distinctAlias" ORDER BY "TOrder_id" ASC LIMIT 2

-- name: SELECT COUNT(1) AS "cnt" FROM "t_o ... FROM "t_orders"
SELECT COUNT(1) AS "cnt" FROM "t_orders" "TOrder" WHERE "TOrder"."gone" IS NULL

-- name: UPDATE "t_orders" SET "amount" = $1, "v" = "v" + 1 WHERE "id" = , 2
-- proto: extended
-- bind: unknown 5
-- bind: unknown 1
UPDATE "t_orders" SET "amount" = $1, "v" = "v" + 1 WHERE "id" = $2

-- name: UPDATE "t_orders" SET "gone" = CURRENT_TIMESTAMP, "v" = "v" + 1 
-- compare: shape
-- proto: extended
-- bind: unknown 1
UPDATE "t_orders" SET "gone" = CURRENT_TIMESTAMP, "v" = "v" + 1 WHERE "id" = $1 AND "gone" IS NULL

-- name: UPDATE "t_orders" SET "gone" = NULL, "v" = "v" + 1 WHERE "id" = 
-- proto: extended
-- bind: unknown 1
UPDATE "t_orders" SET "gone" = NULL, "v" = "v" + 1 WHERE "id" = $1 AND "gone" IS NOT NULL

-- name: UPDATE "t_orders" SET "amount" = "amount" + 2, "v" = "v" + 1 WHE
-- proto: extended
-- bind: unknown 1
UPDATE "t_orders" SET "amount" = "amount" + 2, "v" = "v" + 1 WHERE "id" = $1

-- name: SELECT DISTINCT "distinctAlias"."o ... FROM "t_orders"
-- proto: extended
-- bind: unknown %x%
SELECT DISTINCT "distinctAlias"."o_id" AS "ids_o_id", "distinctAlias"."o_id" FROM (SELECT "o"."id" AS "o_id", "o"."amount" AS "o_amount", "o"."kind" AS "o_kind", "o"."v" AS "o_v", "o"."gone" AS "o_gone", "o"."customerId" AS "o_customerId", "c"."id" AS "c_id", "c"."name" AS "c_name", "c"."at" AS "c_at" FROM "t_orders" "o" LEFT JOIN "t_customers" "c" ON "c"."id"="o"."customerId" WHERE ( "c"."name" like $1 ) AND ( "o"."gone" IS NULL )) "distinctAlias" ORDER BY "distinctAlias"."o_id" ASC, "o_id" ASC LIMIT 2 OFFSET 0

-- name: SELECT "table_schema", "table_name ... FROM "information_schema"."tables", 2
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'orders')

-- name: SELECT columns.*, pg_catalog.col_d ... FROM "information_schema"."columns", 2
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 'orders')

-- name: SELECT "ns"."nspname" AS "table_sc ... FROM "pg_constraint", 2
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 'orders'))

-- name: SELECT "ns"."nspname" AS "table_sc ... FROM "pg_class", 2
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 'orders'))

-- name: SELECT "con"."conname" AS "constra ... FROM "pg_class", 2
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 'orders')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

-- name: SELECT "table_schema", "table_name ... FROM "information_schema"."tables", 3
SELECT "table_schema", "table_name", obj_description((quote_ident("table_schema") || '.' || quote_ident("table_name"))::regclass, 'pg_class') AS table_comment FROM "information_schema"."tables" WHERE ("table_schema" = 'public' AND "table_name" = 'customers') OR ("table_schema" = 'public' AND "table_name" = 'order_items') OR ("table_schema" = 'public' AND "table_name" = 'big_orders')

-- name: SELECT columns.*, pg_catalog.col_d ... FROM "information_schema"."columns", 3
SELECT columns.*, pg_catalog.col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.' || quote_ident(table_name))::regclass::oid, ordinal_position) AS description, ('"' || "udt_schema" || '"."' || "udt_name" || '"')::"regtype"::text AS "regtype", pg_catalog.format_type("col_attr"."atttypid", "col_attr"."atttypmod") AS "format_type" FROM "information_schema"."columns" LEFT JOIN "pg_catalog"."pg_attribute" AS "col_attr" ON "col_attr"."attname" = "columns"."column_name" AND "col_attr"."attrelid" = ( SELECT "cls"."oid" FROM "pg_catalog"."pg_class" AS "cls" LEFT JOIN "pg_catalog"."pg_namespace" AS "ns" ON "ns"."oid" = "cls"."relnamespace" WHERE "cls"."relname" = "columns"."table_name" AND "ns"."nspname" = "columns"."table_schema" ) WHERE ("table_schema" = 'public' AND "table_name" = 'customers') OR ("table_schema" = 'public' AND "table_name" = 'order_items') OR ("table_schema" = 'public' AND "table_name" = 'big_orders')

-- name: SELECT "ns"."nspname" AS "table_sc ... FROM "pg_constraint", 3
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "cnst"."conname" AS "constraint_name", pg_get_constraintdef("cnst"."oid") AS "expression", CASE "cnst"."contype" WHEN 'p' THEN 'PRIMARY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END AS "constraint_type", "a"."attname" AS "column_name" FROM "pg_constraint" "cnst" INNER JOIN "pg_class" "t" ON "t"."oid" = "cnst"."conrelid" INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "cnst"."connamespace" LEFT JOIN "pg_attribute" "a" ON "a"."attrelid" = "cnst"."conrelid" AND "a"."attnum" = ANY ("cnst"."conkey") WHERE "t"."relkind" IN ('r', 'p') AND (("ns"."nspname" = 'public' AND "t"."relname" = 'customers') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'order_items') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'big_orders'))

-- name: SELECT "ns"."nspname" AS "table_sc ... FROM "pg_class", 3
SELECT "ns"."nspname" AS "table_schema", "t"."relname" AS "table_name", "i"."relname" AS "constraint_name", "a"."attname" AS "column_name", CASE "ix"."indisunique" WHEN 't' THEN 'TRUE' ELSE'FALSE' END AS "is_unique", pg_get_expr("ix"."indpred", "ix"."indrelid") AS "condition", "types"."typname" AS "type_name", "am"."amname" AS "index_type" FROM "pg_class" "t" INNER JOIN "pg_index" "ix" ON "ix"."indrelid" = "t"."oid" INNER JOIN "pg_attribute" "a" ON "a"."attrelid" = "t"."oid"  AND "a"."attnum" = ANY ("ix"."indkey") INNER JOIN "pg_namespace" "ns" ON "ns"."oid" = "t"."relnamespace" INNER JOIN "pg_class" "i" ON "i"."oid" = "ix"."indexrelid" INNER JOIN "pg_type" "types" ON "types"."oid" = "a"."atttypid" INNER JOIN "pg_am" "am" ON "i"."relam" = "am"."oid" LEFT JOIN "pg_constraint" "cnst" ON "cnst"."conname" = "i"."relname" WHERE "t"."relkind" IN ('r', 'p') AND "cnst"."contype" IS NULL AND (("ns"."nspname" = 'public' AND "t"."relname" = 'customers') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'order_items') OR ("ns"."nspname" = 'public' AND "t"."relname" = 'big_orders'))

-- name: SELECT "con"."conname" AS "constra ... FROM "pg_class", 3
SELECT "con"."conname" AS "constraint_name", "con"."nspname" AS "table_schema", "con"."relname" AS "table_name", "att2"."attname" AS "column_name", "ns"."nspname" AS "referenced_table_schema", "cl"."relname" AS "referenced_table_name", "att"."attname" AS "referenced_column_name", "con"."confdeltype" AS "on_delete", "con"."confupdtype" AS "on_update", "con"."condeferrable" AS "deferrable", "con"."condeferred" AS "deferred" FROM ( SELECT UNNEST ("con1"."conkey") AS "parent", UNNEST ("con1"."confkey") AS "child", "con1"."confrelid", "con1"."conrelid", "con1"."conname", "con1"."contype", "ns"."nspname", "cl"."relname", "con1"."condeferrable", CASE WHEN "con1"."condeferred" THEN 'INITIALLY DEFERRED' ELSE 'INITIALLY IMMEDIATE' END as condeferred, CASE "con1"."confdeltype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confdeltype", CASE "con1"."confupdtype" WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END as "confupdtype" FROM "pg_class" "cl" INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_constraint" "con1" ON "con1"."conrelid" = "cl"."oid" WHERE "con1"."contype" = 'f' AND (("ns"."nspname" = 'public' AND "cl"."relname" = 'customers') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'order_items') OR ("ns"."nspname" = 'public' AND "cl"."relname" = 'big_orders')) ) "con" INNER JOIN "pg_attribute" "att" ON "att"."attrelid" = "con"."confrelid" AND "att"."attnum" = "con"."child" INNER JOIN "pg_class" "cl" ON "cl"."oid" = "con"."confrelid"  AND "cl"."relispartition" = 'f'INNER JOIN "pg_namespace" "ns" ON "cl"."relnamespace" = "ns"."oid" INNER JOIN "pg_attribute" "att2" ON "att2"."attrelid" = "con"."conrelid" AND "att2"."attnum" = "con"."parent"

-- name: SELECT * FROM "information_schema" ... FROM "information_schema"."columns"
-- proto: extended
-- bind: unknown public
-- bind: unknown orders
-- bind: unknown id
SELECT * FROM "information_schema"."columns" WHERE "table_schema" = $1 AND "table_name" = $2 AND "column_name" = $3

-- name: SELECT * FROM "information_schema" ... FROM "information_schema"."schemata"
-- proto: extended
-- bind: unknown payroll
SELECT * FROM "information_schema"."schemata" WHERE "schema_name" = $1
