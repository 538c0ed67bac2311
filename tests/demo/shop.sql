-- The database of the demonstration: a shop with 1204 orders. Run as a superuser on an empty cluster.
CREATE ROLE app LOGIN;
CREATE ROLE dana LOGIN IN ROLE app;
CREATE ROLE sam LOGIN IN ROLE app;
CREATE DATABASE shop OWNER app;
\connect shop
SET ROLE app;
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, town text NOT NULL);
CREATE TABLE orders (
  id int PRIMARY KEY,
  customer int NOT NULL REFERENCES customers,
  amount numeric(10, 2) NOT NULL,
  state text NOT NULL,
  ordered date NOT NULL
);
INSERT INTO customers
  SELECT n, 'customer ' || n, (ARRAY['Berlin', 'Lyon', 'Porto', 'Gdansk'])[1 + n % 4] FROM generate_series(1, 97) n;
INSERT INTO orders
  SELECT n, 1 + n % 97, (n * 37 % 5000) / 10.0, (ARRAY['open', 'paid', 'shipped'])[1 + n % 3], date '2024-01-01' + n % 400
  FROM generate_series(1, 1204) n;
CREATE TABLE payroll (who text PRIMARY KEY, salary numeric(10, 2) NOT NULL);
INSERT INTO payroll VALUES ('sam', 5100);
