-- What knex sends, captured from the server's log.

-- name: select version();
-- compare: shape
select version();

-- name: select * from information_schema.t ... FROM information_schema.tables
-- proto: extended
-- bind: unknown orders
select * from information_schema.tables where table_name = $1 and table_schema = current_schema()

-- name: select * from information_schema.c ... FROM information_schema.columns
-- proto: extended
-- bind: unknown orders
-- bind: unknown id
select * from information_schema.columns where table_name = $1 and column_name = $2 and table_schema = current_schema()

-- name: select * from information_schema.c ... FROM information_schema.columns, 2
-- proto: extended
-- bind: unknown orders
select * from information_schema.columns where table_name = $1 and table_catalog = current_database() and table_schema = current_schema()

-- name: create table "k_made" ("id" serial primary key, "n" varchar(255)
-- compare: shape
create table "k_made" ("id" serial primary key, "n" varchar(255), "c" integer, "created_at" timestamptz not null default CURRENT_TIMESTAMP, "updated_at" timestamptz not null default CURRENT_TIMESTAMP)

-- name: insert into "k_made" ("n") values ($1) returning "id"
-- proto: extended
-- bind: unknown a
insert into "k_made" ("n") values ($1) returning "id"

-- name: insert into "k_made" ("n") values ($1), ($2) on conflict ("id") 
-- proto: extended
-- bind: unknown b
-- bind: unknown c
insert into "k_made" ("n") values ($1), ($2) on conflict ("id") do update set "n" = excluded."n"

-- name: select "status", count(*) as "n" f ... FROM "orders"
-- proto: extended
-- bind: unknown x
select "status", count(*) as "n" from "orders" group by "status" having "status" <> $1

-- name: BEGIN;
BEGIN;

-- name: insert into "k_made" ("n") values ($1)
-- proto: extended
-- bind: unknown t
insert into "k_made" ("n") values ($1)

-- name: select * from "k_made" where "id" = $1 limit $2 for update
-- compare: shape
-- proto: extended
-- bind: unknown 2
-- bind: unknown 1
select * from "k_made" where "id" = $1 limit $2 for update

-- name: select * from "orders" inner join ... FROM "orders"
-- proto: extended
-- bind: unknown 1
-- bind: unknown 2
-- bind: unknown 2
select * from "orders" inner join "customers" on "customers"."id" = "orders"."customer_id" where "customers"."id" in ($1, $2) limit $3

-- name: select $1 as x
-- proto: extended
-- bind: unknown 1
select $1 as x

-- name: select "id" from "customers" where ... FROM "customers"
select "id" from "customers" where exists (select * from "orders" where orders.customer_id = customers.id)

-- name: alter table "k_made" add column "more" text
alter table "k_made" add column "more" text

-- name: create table "knex_migrations" ("id" serial primary key, "name" 
create table "knex_migrations" ("id" serial primary key, "name" varchar(255), "batch" integer, "migration_time" timestamptz)

-- name: create table "knex_migrations_lock" ("index" serial primary key,
create table "knex_migrations_lock" ("index" serial primary key, "is_locked" integer)

-- name: select * from "knex_migrations_lock"
select * from "knex_migrations_lock"
