-- Who may do what, and becoming somebody else.

-- name: GRANT on a table
GRANT SELECT ON orders TO dana

-- name: GRANT ALL
GRANT ALL ON payroll.salaries TO PUBLIC

-- name: GRANT ALL PRIVILEGES ON ALL TABLES
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO dana

-- name: GRANT on one column
GRANT SELECT (name) ON customers TO dana

-- name: GRANT with grant option
GRANT INSERT ON orders TO dana WITH GRANT OPTION

-- name: GRANT on a schema
GRANT USAGE ON SCHEMA payroll TO dana

-- name: GRANT on a database
GRANT CREATE ON DATABASE corpus_direct TO dana

-- name: GRANT on a function
GRANT EXECUTE ON FUNCTION purge() TO dana

-- name: GRANT on all functions
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO dana

-- name: GRANT on a sequence
GRANT USAGE ON SEQUENCE invoice_numbers TO dana

-- name: GRANT on a language
GRANT USAGE ON LANGUAGE plpgsql TO dana

-- name: GRANT on a parameter
GRANT SET ON PARAMETER log_statement TO dana

-- name: GRANT on a type
REVOKE USAGE ON TYPE mood FROM PUBLIC

-- name: GRANT of a role
GRANT reporting TO dana

-- name: GRANT of a role with admin option
GRANT reporting TO dana WITH ADMIN OPTION

-- name: GRANT of a predefined role
GRANT pg_read_all_data TO dana

-- name: GRANT of a role that runs programs
GRANT pg_execute_server_program TO dana

-- name: GRANT to the current user
GRANT reporting TO CURRENT_USER

-- name: GRANT granted by
GRANT SELECT ON orders TO dana GRANTED BY CURRENT_USER

-- name: REVOKE on a table
REVOKE SELECT ON orders FROM reporting

-- name: REVOKE CASCADE
REVOKE ALL ON customers FROM reporting CASCADE

-- name: REVOKE of a grant option
REVOKE GRANT OPTION FOR SELECT ON orders FROM reporting; REVOKE USAGE ON SCHEMA payroll FROM auditor

-- name: REVOKE of EXECUTE from everybody
REVOKE EXECUTE ON FUNCTION total(int) FROM PUBLIC

-- name: default privileges
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC

-- name: default privileges of somebody else
ALTER DEFAULT PRIVILEGES FOR ROLE dana IN SCHEMA public GRANT SELECT ON TABLES TO sam

-- name: default privileges revoked
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC

-- name: CREATE ROLE
CREATE ROLE eve

-- name: CREATE ROLE with login
CREATE ROLE eve LOGIN PASSWORD 'secret'

-- name: CREATE USER
CREATE USER eve

-- name: CREATE USER as superuser
CREATE USER eve SUPERUSER

-- name: CREATE GROUP
CREATE GROUP crew

-- name: CREATE ROLE in a role
CREATE ROLE eve IN ROLE pg_read_all_data

-- name: CREATE ROLE with members
CREATE ROLE crew ROLE dana, sam

-- name: CREATE ROLE with admins
CREATE ROLE crew ADMIN dana

-- name: ALTER ROLE to superuser
ALTER ROLE dana SUPERUSER

-- name: ALTER ROLE with a password
ALTER ROLE dana PASSWORD 'secret'

-- name: ALTER USER
ALTER USER dana CREATEDB

-- name: ALTER ROLE bypasses row security
ALTER ROLE dana BYPASSRLS

-- name: ALTER ROLE replication
ALTER ROLE dana REPLICATION

-- name: ALTER ROLE without login
ALTER ROLE sam NOLOGIN

-- name: ALTER ROLE with no limit of time
ALTER ROLE sam VALID UNTIL '2020-01-01'

-- name: ALTER ROLE CURRENT_USER
ALTER ROLE CURRENT_USER CONNECTION LIMIT 50

-- name: ALTER ROLE renames
ALTER ROLE sam RENAME TO samuel

-- name: ALTER GROUP adds
ALTER GROUP reporting ADD USER dana

-- name: ALTER GROUP drops
GRANT auditor TO sam; ALTER GROUP auditor DROP USER sam

-- name: DROP ROLE
DROP ROLE temporary_staff

-- name: DROP ROLE IF EXISTS
DROP ROLE IF EXISTS temporary_staff, sam

-- name: DROP USER
DROP USER temporary_staff

-- name: DROP GROUP
DROP GROUP IF EXISTS temporary_staff

-- name: REASSIGN OWNED
REASSIGN OWNED BY app TO dana

-- name: DROP OWNED
DROP OWNED BY reporting

-- name: DROP OWNED CASCADE
DROP OWNED BY auditor CASCADE

-- name: SET ROLE
SET ROLE reporting

-- name: SET ROLE quoted
SET ROLE 'reporting'

-- name: SET LOCAL ROLE
SET LOCAL ROLE reporting

-- name: SET SESSION ROLE
SET SESSION ROLE reporting

-- name: SET role = value
SET role = reporting

-- name: SET "role" TO value
SET "role" TO 'reporting'

-- name: SET SESSION AUTHORIZATION
SET SESSION AUTHORIZATION dana

-- name: SET LOCAL SESSION AUTHORIZATION
SET LOCAL SESSION AUTHORIZATION dana

-- name: session_authorization as a setting
SET session_authorization = 'dana'

-- name: set_config of role
SELECT set_config('role', 'reporting', false)

-- name: set_config of role, put together
SELECT set_config('ro' || 'le', 'reporting', false)

-- name: set_config of role, in capitals
SELECT set_config('ROLE', 'reporting', false)

-- name: set_config of session_authorization
SELECT set_config('session_authorization', 'dana', false)

-- name: set_config whose name is computed
SELECT set_config(reverse('elor'), 'reporting', false)

-- name: set_config in FROM
SELECT * FROM set_config('role', 'reporting', true)

-- name: set_config with a name from a table
SELECT set_config(n, 'reporting', false) FROM (VALUES ('role')) v(n)

-- name: UPDATE of pg_settings, which is set_config
UPDATE pg_settings SET setting = 'reporting' WHERE name = 'role'

-- name: UPDATE of pg_settings, qualified
UPDATE pg_catalog.pg_settings SET setting = 'replica' WHERE name = 'session_replication_role'

-- name: ALTER TABLE OWNER
ALTER TABLE orders OWNER TO dana

-- name: ALTER VIEW OWNER
ALTER VIEW big_orders OWNER TO dana

-- name: ALTER SCHEMA OWNER
ALTER SCHEMA payroll OWNER TO dana

-- name: ALTER DATABASE OWNER
ALTER DATABASE corpus_direct OWNER TO dana

-- name: ALTER TYPE OWNER
ALTER TYPE mood OWNER TO dana

-- name: ALTER SEQUENCE OWNER
ALTER SEQUENCE invoice_numbers OWNER TO dana

-- name: ALTER MATERIALIZED VIEW OWNER
ALTER MATERIALIZED VIEW order_totals OWNER TO dana

-- name: CREATE SCHEMA AUTHORIZATION with a grant inside
CREATE SCHEMA shop CREATE TABLE t (n int) GRANT ALL ON t TO PUBLIC

-- name: writing the catalog of roles
SET allow_system_table_mods = on; UPDATE pg_authid SET rolsuper = true WHERE rolname = 'dana'

-- name: CREATE POLICY
CREATE POLICY all_rows ON secured USING (true)

-- name: ALTER POLICY
ALTER POLICY own_rows ON secured USING (true)

-- name: DROP POLICY
DROP POLICY own_rows ON secured

-- name: row security switched off
ALTER TABLE secured DISABLE ROW LEVEL SECURITY

-- name: row security no longer for the owner
ALTER TABLE secured NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY

-- name: row security switched on
ALTER TABLE orders ENABLE ROW LEVEL SECURITY

-- name: row security forced
ALTER TABLE orders FORCE ROW LEVEL SECURITY

-- name: a security label
ALTER FUNCTION total(int) LEAKPROOF

-- name: CREATE USER MAPPING
CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw; CREATE USER MAPPING FOR PUBLIC SERVER s

-- name: CREATE SCHEMA for another role
CREATE SCHEMA IF NOT EXISTS theirs AUTHORIZATION dana

-- name: CREATE SCHEMA by the name of another role
CREATE SCHEMA AUTHORIZATION dana
