-- Settings that switch protections off, and those that stay.

-- name: session_replication_role
SET session_replication_role = replica

-- name: session_replication_role, LOCAL
SET LOCAL session_replication_role = 'replica'

-- name: session_replication_role by TO
SET session_replication_role TO replica

-- name: session_replication_role, SESSION
SET SESSION session_replication_role = replica

-- name: session_replication_role quoted
SET "session_replication_role" = 'replica'

-- name: session_replication_role in capitals
SET SESSION_REPLICATION_ROLE = REPLICA

-- name: session_replication_role by set_config
SELECT set_config('session_replication_role', 'replica', false)

-- name: session_replication_role by set_config in a CTE
WITH s AS (SELECT set_config('session_replication_role', 'replica', true)) SELECT * FROM s

-- name: session_replication_role by set_config in a WHERE
SELECT 1 WHERE set_config('session_replication_role', 'replica', false) IS NOT NULL

-- name: session_replication_role as another one is reset
SET session_replication_role = local; RESET work_mem

-- name: allow_system_table_mods
SET allow_system_table_mods = on

-- name: zero_damaged_pages
SET zero_damaged_pages = on

-- name: ignore_checksum_failure
SET ignore_checksum_failure = on

-- name: local_preload_libraries only at the start; dynamic_library_path
SET dynamic_library_path = '/tmp'

-- name: session_preload_libraries
SET session_preload_libraries = 'auto_explain'

-- name: log_statement
SET log_statement = 'none'; SET log_statement = 'all'

-- name: log_statement by set_config with a cast
SELECT set_config('log_statement'::text, 'all', false)

-- name: a setting behind a harmless one in one text
SET work_mem = '5MB'; SET session_replication_role = replica

-- name: ALTER SYSTEM
-- alone: yes
-- undo: ALTER SYSTEM RESET ALL
ALTER SYSTEM SET work_mem = '5MB'

-- name: ALTER SYSTEM with TO
-- alone: yes
-- undo: ALTER SYSTEM RESET ALL
ALTER SYSTEM SET archive_command TO 'cp %p /tmp/%f'

-- name: ALTER SYSTEM of preloaded libraries
-- alone: yes
-- undo: ALTER SYSTEM RESET ALL
ALTER SYSTEM SET shared_preload_libraries = 'auto_explain'

-- name: ALTER SYSTEM RESET
-- alone: yes
-- effect: runs
ALTER SYSTEM RESET work_mem

-- name: ALTER SYSTEM RESET ALL
-- alone: yes
-- effect: runs
ALTER SYSTEM RESET ALL

-- name: ALTER ROLE SET
ALTER ROLE dana SET work_mem = '5MB'

-- name: ALTER ROLE SET search_path
ALTER ROLE dana SET search_path = staging, public

-- name: ALTER ROLE IN DATABASE SET
ALTER ROLE dana IN DATABASE corpus_direct SET session_replication_role = replica

-- name: ALTER ROLE ALL SET
ALTER ROLE ALL SET work_mem = '5MB'

-- name: ALTER ROLE RESET
ALTER ROLE sam RESET ALL

-- name: ALTER ROLE SET FROM CURRENT
ALTER ROLE dana SET work_mem FROM CURRENT

-- name: ALTER USER SET
ALTER USER dana SET statement_timeout = 0

-- name: ALTER DATABASE SET
ALTER DATABASE corpus_direct SET work_mem = '5MB'

-- name: ALTER DATABASE SET of a role
ALTER DATABASE corpus_direct SET role = 'reporting'

-- name: ALTER ROLE RESET of one setting
ALTER ROLE sam RESET work_mem

-- name: CREATE FUNCTION with a setting
CREATE FUNCTION f() RETURNS int LANGUAGE sql SET session_replication_role = replica AS 'SELECT 1'

-- name: a session's encoding whose characters hide backslashes
SET client_encoding = 'SJIS'

-- name: the same encoding by SET NAMES
SET NAMES 'GBK'

-- name: the same encoding by set_config
SELECT set_config('client_encoding', 'BIG5', false)

-- name: the same encoding quoted
SET "client_encoding" TO 'UHC'

-- name: two-phase commit
-- setup: BEGIN
-- setup: INSERT INTO staging.imports VALUES (7, 'x')
-- alone: yes
-- undo: ROLLBACK PREPARED 'left behind'
PREPARE TRANSACTION 'left behind'
