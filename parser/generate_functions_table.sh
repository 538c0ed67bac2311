#!/bin/bash
# Writes functions_table.inc: every function name of pg_catalog in a PostgreSQL 15 that was just created, with its
# volatility (i, s or v; the most volatile of the overloads). Needs the server's programs; starts a throwaway cluster on a
# socket of its own. Usage: ./generate_functions_table.sh > functions_table.inc
set -euo pipefail
bin=$(pg_config --bindir)
folder=$(mktemp -d)
as_owner=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
cleanup() {
  "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
"${as_owner[@]}" "$bin/initdb" -D "$folder/data" -A trust -U postgres --locale=C > /dev/null
"${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -o "-c listen_addresses= -k $folder" -l "$folder/log" -w start > /dev/null
echo "// Made by generate_functions_table.sh; do not edit. Functions of pg_catalog in PostgreSQL 15, sorted bytewise."
"$bin/psql" -X -At -h "$folder" -U postgres -d postgres <<'SQL'
SELECT format('{"%s", ''%s''},', proname,
              CASE max(CASE provolatile WHEN 'v' THEN 2 WHEN 's' THEN 1 ELSE 0 END)
                WHEN 2 THEN 'v' WHEN 1 THEN 's' ELSE 'i' END)
FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
GROUP BY proname ORDER BY proname COLLATE "C";
SQL
