-- What a gate without a catalog would hold or get wrong.

-- name: a view without the restricted column
SELECT id, owner FROM account_owners ORDER BY id

-- name: a view that leaves the restricted column out
SELECT * FROM owners_only ORDER BY id

-- name: a view of a view without the restricted column
SELECT owner FROM account_list ORDER BY id

-- name: owners without their bank details
SELECT owner, balance FROM bank.accounts WHERE id = 1

-- name: an unqualified column next to a restricted table
SELECT owner, name FROM bank.accounts, customers WHERE customers.id = 1 AND balance = 1000

-- name: a star in EXISTS
SELECT owner FROM bank.accounts a WHERE EXISTS (SELECT * FROM customers c WHERE c.id = a.id) ORDER BY owner

-- name: NATURAL JOIN of tables that share a harmless column
SELECT owner FROM bank.accounts NATURAL JOIN owners_only ORDER BY owner

-- name: an ordinary view
SELECT * FROM active_customers ORDER BY id LIMIT 2

-- name: counting restricted rows
SELECT count(*) AS accounts FROM bank.accounts

-- name: an update that no trigger minds
UPDATE hooks SET state = 'done' WHERE id = 1

-- name: an update of another column than the key
UPDATE departments SET title = 'sales and more' WHERE id = 1

-- name: an insert with a trigger elsewhere
INSERT INTO hooks VALUES (7, 'n', 's')

-- name: a table whose trigger does nothing
UPDATE orders SET note = 'seen' WHERE id = 1

-- name: a small transfer through a view
INSERT INTO wires (account, total) VALUES ('acc-2', 20)

-- name: IS NOT NULL of a column that may be null
UPDATE orders SET note = 'noted' WHERE note IS NOT NULL

-- name: ordinary operators
SELECT id FROM orders WHERE id = 2 AND amount >= 20 ORDER BY id

-- name: ordinary casts
SELECT '7'::text || CAST('8' AS varchar)

-- name: a known function
SELECT total(1)

-- name: only the parent
SELECT name FROM ONLY people

-- name: partitions that nobody minds
SELECT count(*) FROM events WHERE kind = 'login'

-- name: a search_path of one's own
SET search_path TO staging, public
-- then:
SELECT payload FROM imports ORDER BY id
-- then:
SET search_path TO public
-- then:
SELECT name FROM customers WHERE id = 1

-- name: a temporary table
CREATE TEMP TABLE basket (id int, what text)
-- then:
INSERT INTO basket VALUES (1, 'apple')
-- then:
SELECT * FROM basket

-- name: a table that is made in the same transaction
BEGIN
-- then:
CREATE TABLE fresh (id int)
-- then:
INSERT INTO fresh VALUES (1)
-- then:
SELECT * FROM fresh
-- then:
ROLLBACK
