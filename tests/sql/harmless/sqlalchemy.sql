-- What SQLAlchemy 1.4 with psycopg2 sends, captured from the server's log.

-- name: SELECT t.oid, typarray FROM pg_typ ... FROM pg_type
SELECT t.oid, typarray
FROM pg_type t JOIN pg_namespace ns
    ON typnamespace = ns.oid
WHERE typname = 'hstore';

-- name: select pg_catalog.version()
-- compare: shape
select pg_catalog.version()

-- name: select current_schema()
select current_schema()

-- name: show transaction isolation level
show transaction isolation level

-- name: show standard_conforming_strings
show standard_conforming_strings

-- name: SELECT nspname FROM pg_namespace W ... FROM pg_namespace
SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' ORDER BY nspname

-- name: SELECT c.relname FROM pg_class c J ... FROM pg_class
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind in ('r', 'p')

-- name: SELECT c.oid FROM pg_catalog.pg_cl ... FROM pg_catalog.pg_class
SELECT c.oid
            FROM pg_catalog.pg_class c
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE (pg_catalog.pg_table_is_visible(c.oid))
            AND c.relname = 'orders' AND c.relkind in
            ('r', 'v', 'm', 'f', 'p')

-- name: SELECT a.attname, pg_catalog.forma ... FROM pg_catalog.pg_attrdef
SELECT a.attname,
              pg_catalog.format_type(a.atttypid, a.atttypmod),
              (
                SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)
                FROM pg_catalog.pg_attrdef d
                WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum
                AND a.atthasdef
              ) AS DEFAULT,
              a.attnotnull,
              a.attrelid as table_oid,
              pgd.description as comment,
              a.attgenerated as generated,
                              (SELECT json_build_object(
                    'always', a.attidentity = 'a',
                    'start', s.seqstart,
                    'increment', s.seqincrement,
                    'minvalue', s.seqmin,
                    'maxvalue', s.seqmax,
                    'cache', s.seqcache,
                    'cycle', s.seqcycle)
                FROM pg_catalog.pg_sequence s
                JOIN pg_catalog.pg_class c on s.seqrelid = c."oid"
                WHERE c.relkind = 'S'
                AND a.attidentity != ''
                AND s.seqrelid = pg_catalog.pg_get_serial_sequence(
                    a.attrelid::regclass::text, a.attname
                )::regclass::oid
                ) as identity_options                
            FROM pg_catalog.pg_attribute a
            LEFT JOIN pg_catalog.pg_description pgd ON (
                pgd.objoid = a.attrelid AND pgd.objsubid = a.attnum)
            WHERE a.attrelid = {{='public.orders'::regclass::oid}}
            AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum

-- name: SELECT t.typname as "name", pg_cat ... FROM pg_catalog.pg_type
SELECT t.typname as "name",
               pg_catalog.format_type(t.typbasetype, t.typtypmod) as "attype",
               not t.typnotnull as "nullable",
               t.typdefault as "default",
               pg_catalog.pg_type_is_visible(t.oid) as "visible",
               n.nspname as "schema"
            FROM pg_catalog.pg_type t
               LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typtype = 'd'

-- name: SELECT t.typname as "name", -- no ... FROM pg_catalog.pg_type
SELECT t.typname as "name",
               -- no enum defaults in 8.4 at least
               -- t.typdefault as "default",
               pg_catalog.pg_type_is_visible(t.oid) as "visible",
               n.nspname as "schema",
               e.enumlabel as "label"
            FROM pg_catalog.pg_type t
                 LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                 LEFT JOIN pg_catalog.pg_enum e ON t.oid = e.enumtypid
            WHERE t.typtype = 'e'
        ORDER BY "schema", "name", e.oid

-- name: SELECT a.attname FROM pg_attribute ... FROM pg_attribute
SELECT a.attname
                FROM pg_attribute a JOIN (
                    SELECT unnest(ix.indkey) attnum,
                           generate_subscripts(ix.indkey, 1) ord
                    FROM pg_index ix
                    WHERE ix.indrelid = {{='public.orders'::regclass::oid}} AND ix.indisprimary
                    ) k ON a.attnum=k.attnum
                WHERE a.attrelid = {{='public.orders'::regclass::oid}}
                ORDER BY k.ord

-- name: SELECT conname FROM pg_catalog.pg_ ... FROM pg_catalog.pg_constraint
SELECT conname
           FROM  pg_catalog.pg_constraint r
           WHERE r.conrelid = {{='public.orders'::regclass::oid}} AND r.contype = 'p'
           ORDER BY 1

-- name: SELECT r.conname, pg_catalog.pg_ge ... FROM pg_catalog.pg_constraint
SELECT r.conname,
                pg_catalog.pg_get_constraintdef(r.oid, true) as condef,
                n.nspname as conschema
          FROM  pg_catalog.pg_constraint r,
                pg_namespace n,
                pg_class c

          WHERE r.conrelid = {{='public.orders'::regclass::oid}} AND
                r.contype = 'f' AND
                c.oid = confrelid AND
                n.oid = c.relnamespace
          ORDER BY 1

-- name: SELECT i.relname as relname, ix.in ... FROM pg_class
SELECT
                  i.relname as relname,
                  ix.indisunique, ix.indexprs,
                  a.attname, a.attnum, c.conrelid, ix.indkey::varchar,
                  ix.indoption::varchar, i.reloptions, am.amname,
                  pg_get_expr(ix.indpred, ix.indrelid),
                  ix.indnkeyatts as indnkeyatts
              FROM
                  pg_class t
                        join pg_index ix on t.oid = ix.indrelid
                        join pg_class i on i.oid = ix.indexrelid
                        left outer join
                            pg_attribute a
                            on t.oid = a.attrelid and a.attnum = ANY(ix.indkey)
                        left outer join
                            pg_constraint c
                            on (ix.indrelid = c.conrelid and
                                ix.indexrelid = c.conindid and
                                c.contype in ('p', 'u', 'x'))
                        left outer join
                            pg_am am
                            on i.relam = am.oid
              WHERE
                  t.relkind IN ('r', 'v', 'f', 'm', 'p')
                  and t.oid = {{='public.orders'::regclass::oid}}
                  and ix.indisprimary = 'f'
              ORDER BY
                  t.relname,
                  i.relname

-- name: SELECT cons.conname as name, cons. ... FROM pg_catalog.pg_constraint
SELECT
                cons.conname as name,
                cons.conkey as key,
                a.attnum as col_num,
                a.attname as col_name
            FROM
                pg_catalog.pg_constraint cons
                join pg_attribute a
                  on cons.conrelid = a.attrelid AND
                    a.attnum = ANY(cons.conkey)
            WHERE
                cons.conrelid = {{='public.orders'::regclass::oid}} AND
                cons.contype = 'u'

-- name: SELECT cons.conname as name, pg_ge ... FROM pg_catalog.pg_constraint
SELECT
                cons.conname as name,
                pg_get_constraintdef(cons.oid) as src
            FROM
                pg_catalog.pg_constraint cons
            WHERE
                cons.conrelid = {{='public.orders'::regclass::oid}} AND
                cons.contype = 'c'

-- name: SELECT pgd.description as table_co ... FROM pg_catalog.pg_description
SELECT
                pgd.description as table_comment
            FROM
                pg_catalog.pg_description pgd
            WHERE
                pgd.objsubid = 0 AND
                pgd.objoid = {{='public.orders'::regclass::oid}}

-- name: SELECT pg_get_viewdef(c.oid) view_ ... FROM pg_class
SELECT pg_get_viewdef(c.oid) view_def FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relname = 'big_orders' AND c.relkind IN ('v', 'm')

-- name: SELECT relname FROM pg_class c joi ... FROM pg_class
SELECT relname FROM pg_class c join pg_namespace n on n.oid=c.relnamespace where relkind='S' and n.nspname='public'

-- name: SELECT t.typname as "name", -- no ... FROM pg_catalog.pg_type, 2
SELECT t.typname as "name",
               -- no enum defaults in 8.4 at least
               -- t.typdefault as "default",
               pg_catalog.pg_type_is_visible(t.oid) as "visible",
               n.nspname as "schema",
               e.enumlabel as "label"
            FROM pg_catalog.pg_type t
                 LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                 LEFT JOIN pg_catalog.pg_enum e ON t.oid = e.enumtypid
            WHERE t.typtype = 'e'
        AND n.nspname = 'public' ORDER BY "schema", "name", e.oid

-- name: SELECT c.relname FROM pg_class c J ... FROM pg_class, 2
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'f'

-- name: select relname from pg_class c joi ... FROM pg_class
select relname from pg_class c join pg_namespace n on n.oid=c.relnamespace where pg_catalog.pg_table_is_visible(c.oid) and relname='orders'

-- name: select relname from pg_class c joi ... FROM pg_class, 2
select relname from pg_class c join pg_namespace n on n.oid=c.relnamespace where n.nspname='payroll' and relname='salaries'

-- name: SELECT anon_1.customers_id AS anon ... FROM customers
SELECT anon_1.customers_id AS anon_1_customers_id, anon_1.customers_name AS anon_1_customers_name, anon_1.customers_email AS anon_1_customers_email, anon_1.customers_city AS anon_1_customers_city, anon_1.customers_active AS anon_1_customers_active, anon_1.customers_feeling AS anon_1_customers_feeling, anon_1.customers_tags AS anon_1_customers_tags, anon_1.customers_data AS anon_1_customers_data, anon_1.customers_created_at AS anon_1_customers_created_at, orders_1.id AS orders_1_id, orders_1.customer_id AS orders_1_customer_id, orders_1.amount AS orders_1_amount, orders_1.status AS orders_1_status, orders_1.note AS orders_1_note, orders_1.placed_on AS orders_1_placed_on 
FROM (SELECT customers.id AS customers_id, customers.name AS customers_name, customers.email AS customers_email, customers.city AS customers_city, customers.active AS customers_active, customers.feeling AS customers_feeling, customers.tags AS customers_tags, customers.data AS customers_data, customers.created_at AS customers_created_at 
FROM customers 
WHERE customers.city = 'Rome' ORDER BY customers.id 
 LIMIT 1) AS anon_1 LEFT OUTER JOIN orders AS orders_1 ON anon_1.customers_id = orders_1.customer_id ORDER BY anon_1.customers_id

-- name: SELECT customers.id AS customers_i ... FROM customers
SELECT customers.id AS customers_id, customers.name AS customers_name, customers.email AS customers_email, customers.city AS customers_city, customers.active AS customers_active, customers.feeling AS customers_feeling, customers.tags AS customers_tags, customers.data AS customers_data, customers.created_at AS customers_created_at 
FROM customers 
 LIMIT 2

-- name: SELECT orders.customer_id AS order ... FROM orders
SELECT orders.customer_id AS orders_customer_id, orders.id AS orders_id, orders.amount AS orders_amount, orders.status AS orders_status, orders.note AS orders_note, orders.placed_on AS orders_placed_on 
FROM orders 
WHERE orders.customer_id IN (1, 2)

-- name: SELECT orders.id AS orders_id, ord ... FROM customers
SELECT orders.id AS orders_id, orders.customer_id AS orders_customer_id, orders.amount AS orders_amount, orders.status AS orders_status, orders.note AS orders_note, orders.placed_on AS orders_placed_on, anon_1.customers_id AS anon_1_customers_id 
FROM (SELECT customers.id AS customers_id 
FROM customers 
 LIMIT 2) AS anon_1 JOIN orders ON anon_1.customers_id = orders.customer_id

-- name: SELECT count(orders.id) AS count_1 ... FROM orders
SELECT count(orders.id) AS count_1 
FROM orders 
WHERE orders.status IN ('new', 'paid')

-- name: SELECT EXISTS (SELECT 1 FROM order ... FROM orders
SELECT EXISTS (SELECT 1 
FROM orders 
WHERE orders.id = 3) AS anon_1

-- name: INSERT INTO orders (customer_id, amount, status, note) VALUES (3
INSERT INTO orders (customer_id, amount, status, note) VALUES (3, 5, 'new', NULL) RETURNING orders.id

-- name: UPDATE orders SET status='paid' WHERE orders.id = 54
UPDATE orders SET status='paid' WHERE orders.id = 54

-- name: SELECT orders.id, orders.customer_ ... FROM orders
SELECT orders.id, orders.customer_id, orders.amount, orders.status, orders.note, orders.placed_on 
FROM orders 
WHERE orders.id = 54

-- name: DELETE FROM orders WHERE orders.id = 54
DELETE FROM orders WHERE orders.id = 54

-- name: UPDATE orders SET note='x' WHERE orders.id = 4
UPDATE orders SET note='x' WHERE orders.id = 4

-- name: SELECT orders.id, row_number() OVE ... FROM orders
SELECT orders.id, row_number() OVER (ORDER BY orders.id) AS anon_1 
FROM orders 
 LIMIT 3

-- name: SELECT orders.id AS orders_id, ord ... FROM orders
SELECT orders.id AS orders_id, orders.customer_id AS orders_customer_id, orders.amount AS orders_amount, orders.status AS orders_status, orders.note AS orders_note, orders.placed_on AS orders_placed_on 
FROM orders 
WHERE orders.id = 5 FOR UPDATE

-- name: INSERT INTO orders (customer_id, amount, note) VALUES (2, 1, NUL
INSERT INTO orders (customer_id, amount, note) VALUES (2, 1, NULL) RETURNING orders.id

-- name: select 1
select 1

-- name: SELECT customers.id AS customers_i ... FROM customers, 2
SELECT customers.id AS customers_id, customers.name AS customers_name, customers.email AS customers_email, customers.city AS customers_city, customers.active AS customers_active, customers.feeling AS customers_feeling, customers.tags AS customers_tags, customers.data AS customers_data, customers.created_at AS customers_created_at 
FROM customers JOIN orders ON customers.id = orders.customer_id GROUP BY customers.id 
HAVING sum(orders.amount) > 100

-- name: SELECT customers.id AS customers_i ... FROM customers, 3
SELECT customers.id AS customers_id, customers.name AS customers_name, customers.email AS customers_email, customers.city AS customers_city, customers.active AS customers_active, customers.feeling AS customers_feeling, customers.tags AS customers_tags, customers.data AS customers_data, customers.created_at AS customers_created_at 
FROM customers 
WHERE EXISTS (SELECT 1 
FROM orders 
WHERE customers.id = orders.customer_id AND orders.amount > 400)

-- name: SELECT anon_1.customers_name AS an ... FROM customers
SELECT anon_1.customers_name AS anon_1_customers_name 
FROM (SELECT customers.name AS customers_name 
FROM customers UNION SELECT customers.city AS customers_city 
FROM customers) AS anon_1

-- name: CREATE TABLE sa_made ( id SERIAL NOT NULL, name VARCHAR(30), at 
-- compare: shape
CREATE TABLE sa_made (
	id SERIAL NOT NULL, 
	name VARCHAR(30), 
	at TIMESTAMP WITH TIME ZONE DEFAULT now(), 
	PRIMARY KEY (id)
)

-- name: CREATE INDEX ix_sa_made_name ON sa_made (name)
CREATE INDEX ix_sa_made_name ON sa_made (name)

-- name: INSERT INTO sa_made (id, name) VALUES (1, 'a') ON CONFLICT (id) 
INSERT INTO sa_made (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'b'

-- name: INSERT INTO sa_made (id, name) VALUES (2, 'q'), (3, 'r') ON CONF
INSERT INTO sa_made (id, name) VALUES (2, 'q'), (3, 'r') ON CONFLICT DO NOTHING

-- name: UPDATE sa_made SET name='x' WHERE sa_made.id = 2
UPDATE sa_made SET name='x' WHERE sa_made.id = 2
