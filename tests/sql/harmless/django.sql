-- What Django 3.2 sends, captured from the server's log.

-- name: SET TIME ZONE 'UTC'
SET TIME ZONE 'UTC'

-- name: SELECT c.relname, CASE WHEN c.reli ... FROM pg_catalog.pg_class
SELECT c.relname,
            CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END
            FROM pg_catalog.pg_class c
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v')
                AND n.nspname NOT IN ('pg_catalog', 'pg_toast')
                AND pg_catalog.pg_table_is_visible(c.oid)

-- name: SELECT a1.attname, c2.relname, a2. ... FROM pg_constraint
SELECT a1.attname, c2.relname, a2.attname
            FROM pg_constraint con
            LEFT JOIN pg_class c1 ON con.conrelid = c1.oid
            LEFT JOIN pg_class c2 ON con.confrelid = c2.oid
            LEFT JOIN pg_attribute a1 ON c1.oid = a1.attrelid AND a1.attnum = con.conkey[1]
            LEFT JOIN pg_attribute a2 ON c2.oid = a2.attrelid AND a2.attnum = con.confkey[1]
            WHERE
                c1.relname = 'Order Items' AND
                con.contype = 'f' AND
                c1.relnamespace = c2.relnamespace AND
                pg_catalog.pg_table_is_visible(c1.oid)

-- name: SELECT c.conname, array( SELECT at ... FROM unnest
SELECT
                c.conname,
                array(
                    SELECT attname
                    FROM unnest(c.conkey) WITH ORDINALITY cols(colid, arridx)
                    JOIN pg_attribute AS ca ON cols.colid = ca.attnum
                    WHERE ca.attrelid = c.conrelid
                    ORDER BY cols.arridx
                ),
                c.contype,
                (SELECT fkc.relname || '.' || fka.attname
                FROM pg_attribute AS fka
                JOIN pg_class AS fkc ON fka.attrelid = fkc.oid
                WHERE fka.attrelid = c.confrelid AND fka.attnum = c.confkey[1]),
                cl.reloptions
            FROM pg_constraint AS c
            JOIN pg_class AS cl ON c.conrelid = cl.oid
            WHERE cl.relname = 'Order Items' AND pg_catalog.pg_table_is_visible(cl.oid)

-- name: SELECT indexname, array_agg(attnam ... FROM pg_index
SELECT
                indexname, array_agg(attname ORDER BY arridx), indisunique, indisprimary,
                array_agg(ordering ORDER BY arridx), amname, exprdef, s2.attoptions
            FROM (
                SELECT
                    c2.relname as indexname, idx.*, attr.attname, am.amname,
                    CASE
                        WHEN idx.indexprs IS NOT NULL THEN
                            pg_get_indexdef(idx.indexrelid)
                    END AS exprdef,
                    CASE am.amname
                        WHEN 'btree' THEN
                            CASE (option & 1)
                                WHEN 1 THEN 'DESC' ELSE 'ASC'
                            END
                    END as ordering,
                    c2.reloptions as attoptions
                FROM (
                    SELECT *
                    FROM pg_index i, unnest(i.indkey, i.indoption) WITH ORDINALITY koi(key, option, arridx)
                ) idx
                LEFT JOIN pg_class c ON idx.indrelid = c.oid
                LEFT JOIN pg_class c2 ON idx.indexrelid = c2.oid
                LEFT JOIN pg_am am ON c2.relam = am.oid
                LEFT JOIN pg_attribute attr ON attr.attrelid = c.oid AND attr.attnum = idx.key
                WHERE c.relname = 'Order Items' AND pg_catalog.pg_table_is_visible(c.oid)
            ) s2
            GROUP BY indexname, indisunique, indisprimary, amname, exprdef, attoptions;

-- name: SELECT a.attname AS column_name, N ... FROM pg_attribute
SELECT
                a.attname AS column_name,
                NOT (a.attnotnull OR (t.typtype = 'd' AND t.typnotnull)) AS is_nullable,
                pg_get_expr(ad.adbin, ad.adrelid) AS column_default,
                CASE WHEN collname = 'default' THEN NULL ELSE collname END AS collation
            FROM pg_attribute a
            LEFT JOIN pg_attrdef ad ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
            LEFT JOIN pg_collation co ON a.attcollation = co.oid
            JOIN pg_type t ON a.atttypid = t.oid
            JOIN pg_class c ON a.attrelid = c.oid
            JOIN pg_namespace n ON c.relnamespace = n.oid
            WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v')
                AND c.relname = 'Order Items'
                AND n.nspname NOT IN ('pg_catalog', 'pg_toast')
                AND pg_catalog.pg_table_is_visible(c.oid)

-- name: SELECT * FROM "Order Items" LIMIT 1
SELECT * FROM "Order Items" LIMIT 1

-- name: SELECT s.relname as sequence_name ... FROM pg_class
SELECT s.relname as sequence_name, col.attname
            FROM pg_class s
                JOIN pg_namespace sn ON sn.oid = s.relnamespace
                JOIN pg_depend d ON d.refobjid = s.oid AND d.refclassid = 'pg_class'::regclass
                JOIN pg_attrdef ad ON ad.oid = d.objid AND d.classid = 'pg_attrdef'::regclass
                JOIN pg_attribute col ON col.attrelid = ad.adrelid AND col.attnum = ad.adnum
                JOIN pg_class tbl ON tbl.oid = ad.adrelid
            WHERE s.relkind = 'S'
              AND d.deptype in ('a', 'n')
              AND pg_catalog.pg_table_is_visible(tbl.oid)
              AND tbl.relname = 'orders'

-- name: CREATE TABLE "django_migrations" ("id" serial NOT NULL PRIMARY K
CREATE TABLE "django_migrations" ("id" serial NOT NULL PRIMARY KEY, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" timestamp with time zone NOT NULL)

-- name: CREATE TABLE "django_content_type" ("id" serial NOT NULL PRIMARY
CREATE TABLE "django_content_type" ("id" serial NOT NULL PRIMARY KEY, "name" varchar(100) NOT NULL, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL)

-- name: ALTER TABLE "django_content_type" ADD CONSTRAINT "django_content
ALTER TABLE "django_content_type" ADD CONSTRAINT "django_content_type_app_label_model_76bd3d3b_uniq" UNIQUE ("app_label", "model")

-- name: INSERT INTO "django_migrations" ("app", "name", "applied") VALUE
INSERT INTO "django_migrations" ("app", "name", "applied") VALUES ('contenttypes', '0001_initial', '2026-11-24T08:41:00.318518+00:00'::timestamptz) RETURNING "django_migrations"."id"

-- name: ALTER TABLE "django_content_type" ALTER COLUMN "name" DROP NOT N
ALTER TABLE "django_content_type" ALTER COLUMN "name" DROP NOT NULL

-- name: CREATE TABLE "auth_permission" ("id" serial NOT NULL PRIMARY KEY
CREATE TABLE "auth_permission" ("id" serial NOT NULL PRIMARY KEY, "name" varchar(50) NOT NULL, "content_type_id" integer NOT NULL, "codename" varchar(100) NOT NULL)

-- name: CREATE TABLE "auth_group" ("id" serial NOT NULL PRIMARY KEY, "na
CREATE TABLE "auth_group" ("id" serial NOT NULL PRIMARY KEY, "name" varchar(80) NOT NULL UNIQUE)

-- name: CREATE TABLE "auth_group_permissions" ("id" serial NOT NULL PRIM
CREATE TABLE "auth_group_permissions" ("id" serial NOT NULL PRIMARY KEY, "group_id" integer NOT NULL, "permission_id" integer NOT NULL)

-- name: CREATE TABLE "auth_user" ("id" serial NOT NULL PRIMARY KEY, "pas
CREATE TABLE "auth_user" ("id" serial NOT NULL PRIMARY KEY, "password" varchar(128) NOT NULL, "last_login" timestamp with time zone NOT NULL, "is_superuser" boolean NOT NULL, "username" varchar(30) NOT NULL UNIQUE, "first_name" varchar(30) NOT NULL, "last_name" varchar(30) NOT NULL, "email" varchar(75) NOT NULL, "is_staff" boolean NOT NULL, "is_active" boolean NOT NULL, "date_joined" timestamp with time zone NOT NULL)

-- name: CREATE TABLE "auth_user_groups" ("id" serial NOT NULL PRIMARY KE
CREATE TABLE "auth_user_groups" ("id" serial NOT NULL PRIMARY KEY, "user_id" integer NOT NULL, "group_id" integer NOT NULL)

-- name: CREATE TABLE "auth_user_user_permissions" ("id" serial NOT NULL 
CREATE TABLE "auth_user_user_permissions" ("id" serial NOT NULL PRIMARY KEY, "user_id" integer NOT NULL, "permission_id" integer NOT NULL)

-- name: ALTER TABLE "auth_permission" ADD CONSTRAINT "auth_permission_co
ALTER TABLE "auth_permission" ADD CONSTRAINT "auth_permission_content_type_id_2f476e4b_fk_django_co" FOREIGN KEY ("content_type_id") REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED

-- name: CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id")

-- name: CREATE INDEX "auth_group_name_a6ea08ec_like" ON "auth_group" ("n
CREATE INDEX "auth_group_name_a6ea08ec_like" ON "auth_group" ("name" varchar_pattern_ops)

-- name: ALTER TABLE "auth_permission" ALTER COLUMN "name" TYPE varchar(2
ALTER TABLE "auth_permission" ALTER COLUMN "name" TYPE varchar(255)

-- name: CREATE TABLE "django_session" ("session_key" varchar(40) NOT NUL
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" timestamp with time zone NOT NULL)

-- name: SELECT "django_migrations"."id", " ... FROM "django_migrations"
SELECT "django_migrations"."id", "django_migrations"."app", "django_migrations"."name", "django_migrations"."applied" FROM "django_migrations"

-- name: SELECT "django_content_type"."id" ... FROM "django_content_type"
SELECT "django_content_type"."id", "django_content_type"."app_label", "django_content_type"."model" FROM "django_content_type" WHERE "django_content_type"."app_label" = 'contenttypes'

-- name: INSERT INTO "django_content_type" ("app_label", "model") VALUES 
INSERT INTO "django_content_type" ("app_label", "model") VALUES ('contenttypes', 'contenttype') RETURNING "django_content_type"."id"

-- name: SELECT "django_content_type"."id" ... FROM "django_content_type", 2
SELECT "django_content_type"."id", "django_content_type"."app_label", "django_content_type"."model" FROM "django_content_type" WHERE ("django_content_type"."app_label" = 'contenttypes' AND "django_content_type"."model" = 'contenttype') LIMIT 21

-- name: SELECT "auth_permission"."content_ ... FROM "auth_permission"
SELECT "auth_permission"."content_type_id", "auth_permission"."codename" FROM "auth_permission" INNER JOIN "django_content_type" ON ("auth_permission"."content_type_id" = "django_content_type"."id") WHERE "auth_permission"."content_type_id" IN (1) ORDER BY "django_content_type"."app_label" ASC, "django_content_type"."model" ASC, "auth_permission"."codename" ASC

-- name: INSERT INTO "auth_permission" ("name", "content_type_id", "coden
INSERT INTO "auth_permission" ("name", "content_type_id", "codename") VALUES ('Can add content type', 1, 'add_contenttype'), ('Can change content type', 1, 'change_contenttype'), ('Can delete content type', 1, 'delete_contenttype'), ('Can view content type', 1, 'view_contenttype') RETURNING "auth_permission"."id"

-- name: INSERT INTO "django_content_type" ("app_label", "model") VALUES , 2
INSERT INTO "django_content_type" ("app_label", "model") VALUES ('auth', 'permission'), ('auth', 'group'), ('auth', 'user') RETURNING "django_content_type"."id"

-- name: SELECT "auth_permission"."content_ ... FROM "auth_permission", 2
SELECT "auth_permission"."content_type_id", "auth_permission"."codename" FROM "auth_permission" INNER JOIN "django_content_type" ON ("auth_permission"."content_type_id" = "django_content_type"."id") WHERE "auth_permission"."content_type_id" IN (2, 3, 4) ORDER BY "django_content_type"."app_label" ASC, "django_content_type"."model" ASC, "auth_permission"."codename" ASC

-- name: INSERT INTO "auth_permission" ("name", "content_type_id", "coden, 2
INSERT INTO "auth_permission" ("name", "content_type_id", "codename") VALUES ('Can add permission', 2, 'add_permission'), ('Can change permission', 2, 'change_permission'), ('Can delete permission', 2, 'delete_permission'), ('Can view permission', 2, 'view_permission'), ('Can add group', 3, 'add_group'), ('Can change group', 3, 'change_group'), ('Can delete group', 3, 'delete_group'), ('Can view group', 3, 'view_group'), ('Can add user', 4, 'add_user'), ('Can change user', 4, 'change_user'), ('Can delete user', 4, 'delete_user'), ('Can view user', 4, 'view_user') RETURNING "auth_permission"."id"

-- name: UPDATE "auth_user" SET "password" = 'pbkdf2_sha256$260000$WwuzIZ
UPDATE "auth_user" SET "password" = 'pbkdf2_sha256$260000$WwuzIZdGeSf4Iy9jVeajAi$MeOyd3r5TI/8RgO5m7xO6DLnWykKeOX9hb7lyXLbKlM=', "last_login" = NULL, "is_superuser" = false, "username" = 'ada', "first_name" = 'A', "last_name" = '', "email" = 'a@b.c', "is_staff" = false, "is_active" = true, "date_joined" = '2026-11-24T08:41:00.442029+00:00'::timestamptz WHERE "auth_user"."id" = 1

-- name: UPDATE "auth_user" SET "last_name" = 'L' WHERE "auth_user"."id" 
UPDATE "auth_user" SET "last_name" = 'L' WHERE "auth_user"."id" = 1

-- name: INSERT INTO "auth_group" ("name") VALUES ('g') RETURNING "auth_g
INSERT INTO "auth_group" ("name") VALUES ('g') RETURNING "auth_group"."id"

-- name: INSERT INTO "auth_user_groups" ("user_id", "group_id") VALUES (1
INSERT INTO "auth_user_groups" ("user_id", "group_id") VALUES (1, 1) ON CONFLICT DO NOTHING

-- name: SELECT "auth_group"."id", "auth_gr ... FROM "auth_group"
SELECT "auth_group"."id", "auth_group"."name" FROM "auth_group" INNER JOIN "auth_user_groups" ON ("auth_group"."id" = "auth_user_groups"."group_id") WHERE "auth_user_groups"."user_id" = 1

-- name: DELETE FROM "auth_user_groups" WHE ... FROM "auth_user_groups"
DELETE FROM "auth_user_groups" WHERE ("auth_user_groups"."user_id" = 1 AND "auth_user_groups"."group_id" IN (1))

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user"
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE UPPER("auth_user"."username"::text) LIKE UPPER('%a%') LIMIT 3

-- name: SELECT ("auth_user_groups"."user_i ... FROM "auth_group"
SELECT ("auth_user_groups"."user_id") AS "_prefetch_related_val_user_id", "auth_group"."id", "auth_group"."name" FROM "auth_group" INNER JOIN "auth_user_groups" ON ("auth_group"."id" = "auth_user_groups"."group_id") WHERE "auth_user_groups"."user_id" IN (1)

-- name: SELECT (1) AS "a" FROM "auth_user" ... FROM "auth_user"
SELECT (1) AS "a" FROM "auth_user" WHERE "auth_user"."email" IN ('a', 'b') LIMIT 1

-- name: SELECT COUNT(*) AS "__count" FROM "auth_user"
SELECT COUNT(*) AS "__count" FROM "auth_user"

-- name: SELECT MAX("auth_user"."id") AS "i ... FROM "auth_user"
SELECT MAX("auth_user"."id") AS "id__max", COUNT("auth_user_groups"."group_id") AS "groups__count" FROM "auth_user" LEFT OUTER JOIN "auth_user_groups" ON ("auth_user"."id" = "auth_user_groups"."user_id")

-- name: SELECT "auth_user"."username", COU ... FROM "auth_user"
SELECT "auth_user"."username", COUNT("auth_user_groups"."group_id") AS "n" FROM "auth_user" LEFT OUTER JOIN "auth_user_groups" ON ("auth_user"."id" = "auth_user_groups"."user_id") GROUP BY "auth_user"."id" HAVING COUNT("auth_user_groups"."group_id") > 1

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user", 2
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE "auth_user"."username" = 'bob' LIMIT 21

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user", 3
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE "auth_user"."username" = 'bob' LIMIT 21 FOR UPDATE

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user", 4
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE "auth_user"."username"::text LIKE 'x%'

-- name: UPDATE "auth_user" SET "last_name" = CAST(CASE WHEN ("auth_user"
UPDATE "auth_user" SET "last_name" = CAST(CASE WHEN ("auth_user"."id" = 3) THEN 'q' WHEN ("auth_user"."id" = 4) THEN 'q' WHEN ("auth_user"."id" = 5) THEN 'q' ELSE NULL END AS varchar(150)) WHERE "auth_user"."id" IN (3, 4, 5)

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user", 5
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE "auth_user"."id" = 1 FOR UPDATE

-- name: SELECT DISTINCT DATE_TRUNC('month' ... FROM "auth_user"
SELECT DISTINCT DATE_TRUNC('month', "auth_user"."date_joined" AT TIME ZONE 'America/Chicago') AS "datefield" FROM "auth_user" WHERE "auth_user"."date_joined" IS NOT NULL ORDER BY "datefield" ASC

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user", 6
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE "auth_user"."date_joined" BETWEEN '2024-01-01T00:00:00-06:00'::timestamptz AND '2024-12-31T23:59:59.999999-06:00'::timestamptz

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user", 7
-- compare: shape
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" ORDER BY RANDOM() ASC LIMIT 1

-- name: SELECT DISTINCT "auth_user"."id" ... FROM "auth_user"
SELECT DISTINCT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE ("auth_user"."username" = 'a' OR NOT ("auth_user"."email" = 'b'))

-- name: SELECT "auth_user"."id", "auth_use ... FROM "auth_user", 8
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login", "auth_user"."is_superuser", "auth_user"."username", "auth_user"."first_name", "auth_user"."last_name", "auth_user"."email", "auth_user"."is_staff", "auth_user"."is_active", "auth_user"."date_joined" FROM "auth_user" WHERE "auth_user"."id" IN (SELECT U0."id" FROM "auth_group" U0)

-- name: (SELECT "auth_user"."id" FROM "aut ... FROM "auth_user"
(SELECT "auth_user"."id" FROM "auth_user") UNION (SELECT "auth_group"."id" FROM "auth_group")

-- name: DELETE FROM "auth_user_groups" WHE ... FROM "auth_user_groups", 2
DELETE FROM "auth_user_groups" WHERE "auth_user_groups"."user_id" IN (1)

-- name: DELETE FROM "django_session" WHERE ... FROM "django_session"
DELETE FROM "django_session" WHERE "django_session"."expire_date" < '2024-01-01T00:00:00+00:00'::timestamptz
