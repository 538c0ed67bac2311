-- What the corpus is played on: a small shop with payroll, a bank and an audit log. Loaded by the superuser `app`.
CREATE SCHEMA payroll;
CREATE SCHEMA bank;
CREATE SCHEMA audit;
CREATE SCHEMA staging;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE place AS (street text, city text);
CREATE DOMAIN positive AS numeric CHECK (VALUE > 0);
CREATE SEQUENCE invoice_numbers;

CREATE TABLE customers (
  id int PRIMARY KEY, name text NOT NULL, email text UNIQUE, city text, active bool NOT NULL DEFAULT true,
  feeling mood DEFAULT 'ok', tags text[], data jsonb, created_at timestamptz NOT NULL DEFAULT '2024-01-01Z');
CREATE TABLE orders (
  id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, amount numeric(10, 2) NOT NULL DEFAULT 0
    CHECK (amount >= 0), status text NOT NULL DEFAULT 'new', note text, placed_on date NOT NULL DEFAULT '2024-01-01');
CREATE TABLE order_items (
  order_id int REFERENCES orders ON DELETE CASCADE, line int, sku text, quantity int NOT NULL DEFAULT 1,
  PRIMARY KEY (order_id, line));
CREATE TABLE products (sku text PRIMARY KEY, title text NOT NULL, price numeric NOT NULL, stock int NOT NULL);
CREATE TABLE "Order Items" ("Id" int PRIMARY KEY, "Drop Table" text, "select" text);
CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE animals (name text);
CREATE TABLE cats (lives int) INHERITS (animals);
CREATE TABLE flags (name text PRIMARY KEY, enabled bool NOT NULL, count int NOT NULL DEFAULT 0);
CREATE TABLE secured (owner text, body text);
ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON secured USING (owner = current_user);
CREATE TABLE payroll.salaries (id int PRIMARY KEY, person text NOT NULL, amount numeric NOT NULL);
CREATE TABLE payroll.bonuses (salary_id int REFERENCES payroll.salaries, amount numeric);
CREATE TABLE bank.transfers (
  id serial PRIMARY KEY, account text NOT NULL, amount numeric NOT NULL, currency text NOT NULL DEFAULT 'EUR',
  memo text);
CREATE TABLE bank.schedule (account text, amount numeric, day date);
CREATE TABLE bank.accounts (id int PRIMARY KEY, owner text, iban text, balance numeric NOT NULL);
CREATE TABLE audit.log (id serial, what text, at timestamptz DEFAULT '2024-01-01Z');
CREATE TABLE staging.imports (id int, payload text);
CREATE UNLOGGED TABLE staging.scratch (id int);

INSERT INTO customers (id, name, email, city, active, tags, data)
  SELECT n, 'Customer ' || n, 'c' || n || '@example.com', (ARRAY['Berlin', 'Paris', 'Rome'])[1 + n % 3], n % 5 <> 0,
         ARRAY['t' || n % 4], jsonb_build_object('n', n, 'vip', n % 7 = 0) FROM generate_series(1, 20) n;
INSERT INTO orders (customer_id, amount, status, note)
  SELECT 1 + n % 20, n * 10, (ARRAY['new', 'paid', 'sent'])[1 + n % 3], CASE WHEN n % 4 = 0 THEN 'note ' || n END
  FROM generate_series(1, 50) n;
INSERT INTO order_items SELECT 1 + n % 50, n, 'sku-' || n % 10, n FROM generate_series(1, 60) n;
INSERT INTO products SELECT 'sku-' || n, 'Product ' || n, n * 3, n * 5 FROM generate_series(0, 9) n;
INSERT INTO "Order Items" VALUES (1, 'a', 'b'), (2, 'c', 'd');
INSERT INTO events (at, kind) VALUES ('2024-05-01', 'login'), ('2025-05-01', 'logout');
INSERT INTO animals VALUES ('newt');
INSERT INTO cats VALUES ('tom', 9);
INSERT INTO flags VALUES ('dark', true, 1), ('beta', false, 2);
INSERT INTO secured VALUES ('app', 'mine'), ('dana', 'hers');
INSERT INTO payroll.salaries VALUES (1, 'ada', 91234), (2, 'bob', 45678), (3, 'cleo', 56789);
INSERT INTO payroll.bonuses VALUES (1, 777001), (2, 777002);
INSERT INTO bank.transfers (account, amount) VALUES ('acc-1', 100), ('acc-2', 250);
INSERT INTO bank.accounts VALUES (1, 'ada', 'DE00314159', 1000), (2, 'bob', 'FR00271828', 2000);
INSERT INTO audit.log (what) SELECT 'entry ' || n FROM generate_series(1, 10) n;
INSERT INTO staging.imports VALUES (1, 'x'), (2, 'y');

CREATE INDEX orders_by_customer ON orders (customer_id) WHERE amount > 10;
CREATE VIEW big_orders AS SELECT id, customer_id, amount FROM orders WHERE amount > 100;
CREATE VIEW active_customers AS SELECT id, name, city FROM customers WHERE active;
CREATE MATERIALIZED VIEW order_totals AS SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id;
COMMENT ON TABLE orders IS 'what people bought; do not drop table orders';

CREATE FUNCTION total(customer int) RETURNS numeric LANGUAGE sql STABLE AS
  'SELECT coalesce(sum(amount), 0) FROM public.orders WHERE customer_id = customer';
CREATE FUNCTION purge() RETURNS int LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM public.order_items; RETURN 1; END $$;
CREATE FUNCTION purge(a int, b int) RETURNS int LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM public.order_items; RETURN a; END $$;
CREATE FUNCTION audit.purge_before(n int) RETURNS bool LANGUAGE sql AS
  'DELETE FROM audit.log; SELECT true';
CREATE PROCEDURE archive(keep int) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.order_items WHERE line > keep; END $$;
CREATE AGGREGATE purging(int) (SFUNC = purge, STYPE = int, INITCOND = '0');
CREATE FUNCTION purge_rows() RETURNS SETOF int LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM public.order_items; RETURN NEXT 1; END $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE RULE flags_kept AS ON DELETE TO flags WHERE old.name = 'dark' DO INSTEAD NOTHING;
CREATE STATISTICS order_statistics ON customer_id, status FROM orders;

CREATE CAST (place AS text) WITH INOUT;

-- What only the catalog shows: doors to payroll, the bank details and the audit log that have other names.
CREATE VIEW staff AS SELECT id, person, amount FROM payroll.salaries;
CREATE VIEW staff_cards AS SELECT s.person, c.city FROM staff s LEFT JOIN customers c ON c.id = s.id;
CREATE VIEW account_owners AS SELECT id, owner, iban AS number FROM bank.accounts;
CREATE VIEW account_list AS SELECT id, owner, number FROM account_owners;
CREATE VIEW owners_only AS SELECT id, owner FROM bank.accounts;
CREATE VIEW everybody AS SELECT name FROM customers UNION ALL SELECT person FROM payroll.salaries;
CREATE MATERIALIZED VIEW pay_summary AS SELECT person, amount FROM payroll.salaries;
CREATE TABLE audit.trail (id int, what text);
INSERT INTO audit.trail SELECT n, 'step ' || n FROM generate_series(1, 5) n;
CREATE VIEW log_entries AS SELECT id, what FROM audit.trail WHERE id > 0;
CREATE VIEW wires AS SELECT id, account, amount AS total FROM bank.transfers;
CREATE FUNCTION pay_of(who text) RETURNS numeric LANGUAGE sql AS
  'SELECT amount FROM payroll.salaries WHERE person = who';
CREATE FUNCTION empty_log() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM audit.trail; RETURN NULL; END $$;
CREATE TABLE hooks (id int PRIMARY KEY, note text, state text);
CREATE TRIGGER hooks_deleted AFTER DELETE ON hooks FOR EACH ROW EXECUTE FUNCTION empty_log();
CREATE TRIGGER hooks_noted AFTER UPDATE OF note ON hooks FOR EACH ROW EXECUTE FUNCTION empty_log();
CREATE VIEW hooks_view AS SELECT id, note FROM hooks;
CREATE TABLE bells (id int);
CREATE RULE bells_ring AS ON INSERT TO bells DO ALSO DELETE FROM audit.trail WHERE id >= 0;
CREATE TABLE departments (id int PRIMARY KEY, title text);
CREATE TABLE payroll.members (department int REFERENCES departments ON DELETE CASCADE ON UPDATE CASCADE, pay numeric);
CREATE TABLE payroll.runs (day date, total numeric) PARTITION BY RANGE (day);
CREATE TABLE runs_2024 PARTITION OF payroll.runs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE people (name text);
CREATE TABLE payroll.paid_people (pay numeric) INHERITS (people);
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = purge);
CREATE FUNCTION purge_place(place) RETURNS inet LANGUAGE sql AS
  $$ DELETE FROM public.order_items; SELECT '127.0.0.1'::inet $$;
CREATE CAST (place AS inet) WITH FUNCTION purge_place(place);
CREATE FUNCTION to_hex(text) RETURNS int LANGUAGE sql AS 'DELETE FROM public.order_items; SELECT 1';
CREATE FUNCTION wiped(customers) RETURNS int LANGUAGE sql AS 'DELETE FROM public.order_items; SELECT 1';
CREATE FUNCTION checked(int) RETURNS bool LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM public.order_items; RETURN true; END $$;
CREATE TABLE forms (id int CHECK (checked(id)), body text);
CREATE TABLE visits (id int DEFAULT purge(), page text);
CREATE DOMAIN seen AS int CHECK (checked(VALUE));
CREATE TABLE sightings (n seen, what text);
CREATE TABLE tallies (n seen[], what text);
CREATE TYPE seen_range AS RANGE (subtype = seen);
CREATE FUNCTION counts(n seen[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
INSERT INTO hooks VALUES (1, 'a', 'x'), (2, 'b', 'y');
INSERT INTO departments VALUES (1, 'sales'), (2, 'tools');
INSERT INTO payroll.members VALUES (1, 4000), (2, 5000);
INSERT INTO payroll.runs VALUES ('2024-02-01', 314159);
INSERT INTO payroll.paid_people VALUES ('ada', 91234);
INSERT INTO people VALUES ('zoe');
GRANT SELECT ON customers, orders TO reporting;
GRANT USAGE ON SCHEMA payroll TO auditor;
ANALYZE;

-- What runs because a table is written anew, checked or looked through. The function shows its teeth only at the end.
CREATE FUNCTION steady(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN n; END $$;
CREATE TABLE indexed (id int PRIMARY KEY, size int);
CREATE INDEX indexed_by_size ON indexed (steady(size));
CREATE TABLE partly_indexed (id int, size int);
CREATE INDEX partly_indexed_large ON partly_indexed (id) WHERE steady(size) > 1;
CREATE TABLE counted (id int, size int);
CREATE STATISTICS counted_statistics ON (steady(size)), id FROM counted;
CREATE TABLE bounded (id int, size int);
INSERT INTO bounded VALUES (1, 1), (2, 2);
ALTER TABLE bounded ADD CONSTRAINT bounded_size CHECK (steady(size) > 0) NOT VALID;
CREATE TABLE plain_parent (id int, size int);
CREATE TABLE indexed_child () INHERITS (plain_parent);
CREATE INDEX indexed_child_by_size ON indexed_child (steady(size));
CREATE MATERIALIZED VIEW sizes AS SELECT id, size FROM bounded;
CREATE INDEX sizes_by_size ON sizes (steady(size));
CREATE SCHEMA attic;
CREATE TABLE attic.boxes (id int, size int);
CREATE INDEX boxes_by_size ON attic.boxes (steady(size));
CREATE TABLE dice (side seen, name text);
CREATE VIEW odd_pairs AS SELECT 1 === 2 AS n;
CREATE VIEW seen_numbers AS SELECT n::seen AS n FROM generate_series(1, 2) n;
CREATE FUNCTION hexed() RETURNS int LANGUAGE sql AS $$ SELECT to_hex('a'::text) $$;
CREATE FUNCTION paired() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1 === 2; END $$;
CREATE FUNCTION declared() RETURNS int LANGUAGE plpgsql AS $$ DECLARE x seen := 5; BEGIN RETURN 1; END $$;
CREATE FUNCTION takes_seen(n seen) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE DOMAIN small AS int CHECK (VALUE < 1000);
CREATE FUNCTION plain_number(n int) RETURNS small LANGUAGE sql AS 'SELECT (n + 1)::small';
INSERT INTO indexed SELECT n, n FROM generate_series(1, 20) n;
INSERT INTO partly_indexed SELECT n, n FROM generate_series(1, 20) n;
INSERT INTO counted SELECT n, n FROM generate_series(1, 20) n;
INSERT INTO plain_parent VALUES (1, 1);
INSERT INTO indexed_child VALUES (2, 2);
INSERT INTO attic.boxes VALUES (1, 1);
REFRESH MATERIALIZED VIEW sizes;
CREATE OR REPLACE FUNCTION steady(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
  $$ BEGIN PERFORM public.purge(); RETURN n; END $$;
CREATE TABLE alarms (id int, note text);
CREATE TRIGGER alarms_checked AFTER INSERT ON alarms FOR EACH ROW WHEN (steady(new.id) < 0) EXECUTE FUNCTION touch();
CREATE TABLE quiet (id int, note text);
CREATE TRIGGER quiet_never AFTER DELETE ON quiet FOR EACH ROW WHEN (false) EXECUTE FUNCTION empty_log();
CREATE FUNCTION upper(n int) RETURNS int LANGUAGE sql AS 'DELETE FROM public.order_items; SELECT n';
