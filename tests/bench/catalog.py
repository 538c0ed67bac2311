#!/usr/bin/env python3
"""How long Countersign takes to read the catalog of a large database, and what it keeps of it.

`./dev bench catalog` brings the cluster; its options are passed on to here. Ends with 1 if a target is missed.
"""

import argparse
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../support"))

from running import Differs, Server, eventually  # noqa: E402  (after the path is set)

DATABASE = "large_catalog"
SECONDS_MAX, MEGABYTES_MAX = 5, 100
READ = re.compile(rf"catalog of {DATABASE}: (\d+) relations, (\d+) functions, (\d+) kB, read in (\d+) ms")

# Tables of ten columns with a key, a default and a constraint each; a view, a trigger and a function for one in ten.
MAKE = """
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END $$;
DO $make$
BEGIN
  FOR i IN {first}..{last} LOOP
    EXECUTE format('CREATE TABLE t_%s (id bigint PRIMARY KEY, name text NOT NULL, amount numeric DEFAULT 0 CHECK '
      '(amount >= 0), state text, note text, a int, b int, c int, changed timestamptz, data jsonb)', i);
    IF i % 10 = 0 THEN
      EXECUTE format('CREATE VIEW v_%s AS SELECT id, name, amount FROM t_%s WHERE state <> ''gone''', i, i);
      EXECUTE format('CREATE TRIGGER touched BEFORE UPDATE ON t_%s FOR EACH ROW EXECUTE FUNCTION touch()', i);
      EXECUTE format('CREATE FUNCTION f_%s(n bigint) RETURNS numeric LANGUAGE sql AS '
        '''SELECT sum(amount) FROM public.t_%s WHERE id > n''', i, i);
    END IF;
  END LOOP;
END $make$;
"""


def resident_kilobytes(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])


class Psql:
    def __init__(self, socket_folder, port):
        self.where = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", socket_folder, "-p", str(port), "-U", "postgres"]

    def __call__(self, database, sql):
        subprocess.run([*self.where, "-d", database], input=sql, text=True, check=True)


def measure(options, url):
    config = (f"[listen]\nport = 0\n[upstream]\nhost = \"{options.pg_socket}\"\nport = {options.pg_port}\n"
              f"[inbox]\nport = 0\n{url}")
    server = Server(options.binary, options.home, config)
    try:
        if url:
            eventually("catalog that was read", lambda: READ.search(server.log()))
        return server.log(), resident_kilobytes(server.process.pid)
    finally:
        server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True, help="an empty folder of this program's own")
    parser.add_argument("--pg-socket", required=True)
    parser.add_argument("--pg-port", type=int, required=True)
    parser.add_argument("--tables", type=int, default=10_000)
    options = parser.parse_args()
    os.makedirs(options.home)
    psql = Psql(options.pg_socket, options.pg_port)
    psql("postgres", f"CREATE DATABASE {DATABASE}")
    # One transaction cannot lock so many tables.
    for first in range(1, options.tables + 1, 500):
        last = min(first + 499, options.tables)
        psql(DATABASE, MAKE.format(first=first, last=last).replace("CREATE FUNCTION touch", "CREATE OR REPLACE FUNCTION touch"))
    _, without = measure(options, "")
    log, with_it = measure(options, f"[catalog]\nurl = \"host={options.pg_socket} port={options.pg_port} user=postgres "
                                    f"dbname={DATABASE}\"\n")
    found = [int(each) for each in READ.search(log).groups()]
    relations, functions, kilobytes, milliseconds = found
    grown = (with_it - without) / 1024
    print(f"{relations} relations and {functions} functions, PostgreSQL's own views included")
    print(f"read in    {milliseconds / 1000:.2f} s   (target: under {SECONDS_MAX} s)")
    print(f"catalog    {kilobytes / 1024:.0f} MB")
    print(f"process    {grown:.0f} MB larger   (target: under {MEGABYTES_MAX} MB)")
    return 0 if milliseconds < SECONDS_MAX * 1000 and grown < MEGABYTES_MAX else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Differs as problem:
        sys.exit(f"FAILED: {problem}")
