#!/usr/bin/env python3
"""Real drivers through Countersign: what each says has to be what it says of a direct connection, TLS and SCRAM included.

`./dev conformance drivers` brings the binary; its other arguments are passed on to here.
"""

import argparse
import difflib
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[1:1] = [os.path.join(HERE, "../support"), os.path.join(HERE, "../conformance")]

import psycopg2  # noqa: E402  (after the path is set)

import ways  # noqa: E402
from cluster import Cluster, Template, run_as_server  # noqa: E402
from robot import Robot  # noqa: E402
from running import PATIENCE, Differs, Http, Server, eventually  # noqa: E402
from scenarios import HELD, SCENARIOS, SCHEMA  # noqa: E402

# Debian's own interpreters: the packages are for them.
JDBC = "/usr/share/java/postgresql.jar"
# Each with its program, and the verbs that it has to know: what a driver cannot do is written down here, not left out silently.
ALWAYS = {"query", "params", "named", "cursor", "cancel"}
DRIVERS = {
    "psycopg2": (["/usr/bin/python3", "psycopg2_driver.py"], {"copy_in", "copy_out", "batch", "lob"}),
    "psycopg3": (["/usr/bin/python3", "psycopg3_driver.py"], {"binary", "copy_in", "copy_out", "batch"}),
    "asyncpg": (["/usr/bin/python3", "asyncpg_driver.py"], {"binary", "copy_in", "copy_out", "batch", "timeout"}),
    "jdbc": (["java", "-cp", JDBC, "Jdbc.java"],
             {"binary", "copy_in", "copy_out", "batch", "lob", "timeout", "metadata"}),
    "dbd-pg": (["/usr/bin/perl", "dbd_pg.pl"], {"copy_in", "copy_out", "batch", "lob", "metadata"}),
    "ruby-pg": (["/usr/bin/ruby", "ruby_pg.rb"], {"binary", "rows", "copy_in", "copy_out", "batch", "lob"}),
    "odbc": (["/usr/bin/python3", "odbc_driver.py"], {"batch", "timeout", "metadata"}),
    "node-pg": (["node", "node_pg.mjs"], {"binary", "copy_in", "copy_out", "timeout"}),
    "postgres.js": (["node", "postgres_js.mjs"], {"copy_in", "copy_out", "batch"}),
}
WAYS = ("allow", "held")
PASSWORD = "correct horse"

DECIDED = """version = 1
default = "allow"
[[person]]
name = "dana"
[defaults]
approvers = ["dana"]
[[rule]]
name = "everything readable"
effects = ["unreadable", "execute", "unknown"]
action = "allow"
[[rule]]
name = "kept"
effects = ["delete", "insert"]
objects = ["held"]
action = "approve"
[[rule]]
name = "kept briefly"
effects = ["delete", "insert"]
objects = ["held_briefly"]
action = "approve"
expires = "1s"
"""
CONFIG = """[listen]
port = 0
tls = "require"
tls_certificate = "{certificate}.crt"
tls_key = "{certificate}.key"
[upstream]
port = {port}
tls = "disable"
[rules]
file = "rules.toml"
[inbox]
port = 0
[holds]
notices = {notices}
"""


class Conversation:
    """One driver's program, connected to a port, that answers requests."""

    def __init__(self, name, port, database):
        program, more = DRIVERS[name]
        self.name, self.errors = name, tempfile.TemporaryFile()
        environment = dict(os.environ, PGHOST="127.0.0.1", PGPORT=str(port), PGUSER="driver", PGPASSWORD=PASSWORD,
                           PGDATABASE=database, PGSSLMODE="require", PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8")
        self.process = subprocess.Popen(program, cwd=HERE, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, text=True, encoding="ascii")
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        self.can = set(self._answer()[1:])
        if self.can != ALWAYS | more:
            self.close()
            raise Differs(f"{name} knows {sorted(self.can)}, which is not what run.py says of it")

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def _answer(self):
        try:
            line = self.lines.get(timeout=2 * PATIENCE)
        except queue.Empty:
            line = None
        if line is None:
            self.process.kill()
            self.errors.seek(0)
            raise Differs(f"{self.name} did not answer:\n{self.errors.read().decode(errors='replace')[-3000:]}")
        return [urllib.parse.unquote(part) for part in line.rstrip("\n").split("\t")]

    def send(self, *request):
        self.process.stdin.write("\t".join(urllib.parse.quote(part, safe="") for part in request) + "\n")
        self.process.stdin.flush()

    def ask(self, *request, meanwhile=None):
        self.send(*request)
        if meanwhile:
            meanwhile()
        return self._answer()

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.errors.close()


class Shop:
    """A server with TLS and SCRAM, a new database for each conversation, and a look at it from the side."""

    def __init__(self, folder):
        template = Template(folder)
        run_as_server(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                       "2", "-subj", "/CN=localhost", "-keyout", f"{template.data}/server.key", "-out",
                       f"{template.data}/server.crt"], folder)
        hba = f"{template.data}/pg_hba.conf"
        with open(hba, encoding="utf-8") as file:
            rest = file.read()
        with open(hba, "w", encoding="utf-8") as file:
            file.write("host all driver 127.0.0.1/32 scram-sha-256\n" + rest)
        self.cluster = Cluster(template, ["ssl=on", "password_encryption=scram-sha-256"])
        self.certificate = f"{folder}/countersign"
        for kind in ("crt", "key"):
            shutil.copy(f"{template.data}/server.{kind}", f"{self.certificate}.{kind}")
        self.count = 0
        self.side = psycopg2.connect(host="127.0.0.1", port=self.cluster.port, user="postgres", dbname="postgres")
        self.side.autocommit = True
        self.sql(f"CREATE ROLE driver LOGIN PASSWORD '{PASSWORD}'")

    def sql(self, text):
        with self.side.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall() if cursor.description else []

    def database(self):
        self.count += 1
        name = f"shop_{self.count}"
        self.sql(f"CREATE DATABASE {name} OWNER driver")
        link = psycopg2.connect(host="127.0.0.1", port=self.cluster.port, user="postgres", dbname=name)
        with link, link.cursor() as cursor:
            cursor.execute(SCHEMA)
        link.close()
        return name

    def wait_until_runs(self, database, text):
        eventually(f"run of {text}", lambda: self.sql(
            f"SELECT 1 FROM pg_stat_activity WHERE datname = '{database}' AND state = 'active' AND query LIKE '%{text}%'"))

    def close(self):
        self.side.close()
        self.cluster.close()


class Proxy:
    """Countersign in front of the shop, with TLS for its frontends."""

    def __init__(self, binary, shop, rules, notices):
        self.folder = tempfile.mkdtemp(prefix="countersign-drivers-")
        with open(f"{self.folder}/rules.toml", "w", encoding="utf-8") as file:
            file.write(rules)
        self.server = Server(binary, self.folder,
                             CONFIG.format(port=shop.cluster.port, certificate=shop.certificate, notices=notices))
        self.port = self.server.port

    def token(self, person):
        return self.server.command("token", person, "--config", "countersign.toml")[1].split()[-1]

    def close(self):
        self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def play(shop, name, port):
    """All scenarios; for each the answers of its steps."""
    database = shop.database()
    driver = Conversation(name, port, database)
    answers = {}
    try:
        for scenario, steps in SCENARIOS.items():
            if any(verb not in driver.can for verb, *_ in steps):
                continue
            answers[scenario] = []
            for verb, *arguments in steps:
                def meanwhile(verb=verb, arguments=arguments):
                    if verb == "cancel":
                        shop.wait_until_runs(database, arguments[0][:20])
                        driver.send("now")
                answers[scenario].append("\t".join(driver.ask(verb, *arguments, meanwhile=meanwhile)))
    finally:
        driver.close()
    return answers


def compare(name, direct, way, answers):
    """The scenarios in which the way says something else."""
    differ = [each for each in direct if answers.get(each) != direct[each]]
    for each in differ:
        lines = difflib.unified_diff(*([ascii(text[:600]) for text in of.get(each, [])] for of in (direct, answers)),
                                     f"{name}, {each}, direct", way, lineterm="")
        print("\n".join(lines), flush=True)
    return differ


class Decisions:
    """A hold of each kind, settled in each of the four ways, seen from the driver."""

    def __init__(self, shop, proxy, name):
        self.shop, self.name = shop, name
        self.inbox = Http(proxy.server.url, proxy.token("dana"))
        self.database = shop.database()
        self.driver = Conversation(name, proxy.port, self.database)
        self.wrong = []

    def check(self, what, wanted, got):
        if not wanted(got):
            self.wrong.append(what)
            print(f"{self.name}, {what}: {ascii(got)}", flush=True)

    def held(self):
        """The one hold of this database that is pending."""
        def look():
            return next((each for each in self.inbox.pending() if each["database"] == self.database), None)
        return eventually("hold", look)

    def settle(self, hold, decision, reason=""):
        status, answer = self.inbox.decide(hold["code"], decision, hold["digest"], reason)
        if status != 200:
            raise Differs(f"{decision} of {hold['code']}: HTTP {status}: {answer}")

    def withdraw(self):
        self.hold = self.held()
        self.driver.send("now")

    def watch(self):
        self.hold = self.held()

    def settle_all(self, decision, reason=""):
        """Decides whatever is held for one request: a PREPARE and its EXECUTEs, each part of a batch."""
        def decide():
            seen = set()
            while self.driver.lines.empty():
                for hold in self.inbox.pending():
                    if hold["database"] == self.database and hold["code"] not in seen:
                        seen.add(hold["code"])
                        self.settle(hold, decision, reason)
            if not seen:
                self.wrong.append(f"nothing was held to {decision}")
        return decide

    def state(self):
        return self.inbox.hold(self.hold["code"])["state"]

    def rows(self, table):
        link = psycopg2.connect(host="127.0.0.1", port=self.shop.cluster.port, user="postgres", dbname=self.database)
        with link, link.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return cursor.fetchone()[0]

    def ask(self, verb, table, meanwhile):
        step = [part.format(table=table) for part in HELD[verb]]
        return self.driver.ask(*step, meanwhile=meanwhile)

    def run(self):
        """Denied, expired and withdrawn first: nothing may have been done by then. How many cases there were."""
        verbs = [verb for verb in HELD if verb in self.driver.can]
        for verb in verbs:
            got = self.ask(verb, "held", self.settle_all("deny", "use the archive job"))
            self.check(f"{verb} denied", lambda a: a[:2] == ["error", "42501"] and "use the archive job" in a[2], got)
            got = self.ask(verb, "held_briefly", self.watch)
            self.check(f"{verb} expired", lambda a: a[:2] == ["error", "57014"] and "nobody approved" in a[2], got)
            self.check(f"{verb} expired, its hold", lambda a: a == "expired", self.state())
            self.check(f"{verb}, alive", lambda a: a == ["ok", "alive"], self.driver.ask("params", "SELECT 'alive'"))
        got = self.driver.ask("cancel", "DELETE FROM held", meanwhile=self.withdraw)
        # asyncpg and DBD::Pg tell of a cancel in their own way.
        self.check("withdrawn", lambda a: a[0] == "error" and a[1] in ("57014", "cancelled"), got)
        settled = eventually("end of the hold", lambda: self.state() != "pending" and self.state())
        self.check("withdrawn, its hold", lambda a: a == "withdrawn", settled)
        self.check("what ran unapproved", lambda a: a == 20, self.rows("held") + self.rows("held_briefly"))
        for verb in verbs:
            got = self.ask(verb, "held", self.settle_all("approve"))
            self.check(f"{verb} approved", lambda a: a[0] == "ok", got)
        self.check("what ran approved", lambda a: a == (3 if "copy_in" in verbs else 1), self.rows("held"))
        return len(verbs) * 5 + 4

    def close(self):
        self.driver.close()


class Run:
    def __init__(self, options):
        self.options, self.rows, self.failed = options, [], False

    def report(self, name, way, begin, result, good):
        self.rows.append((name, way, f"{time.monotonic() - begin:.0f} s", result))
        self.failed |= not good
        print(f"{name}, {way}: {result}", flush=True)

    def drive(self, shop, name):
        begin = time.monotonic()
        direct = play(shop, name, shop.cluster.port)
        self.report(name, "direct", begin, f"{len(direct)} scenarios", True)
        for way in WAYS:
            begin = time.monotonic()
            proxy = Proxy(self.options.binary, shop, ways.RULES[way], "false")
            robot = Robot(proxy.server.inbox_port, proxy.token("robot"), 0.005) if way == "held" else None
            try:
                differ = compare(name, direct, way, play(shop, name, proxy.port))
            finally:
                if robot:
                    robot.close()
                proxy.close()
            words = f"; {robot.approved} approvals" if robot else ""
            self.report(name, way, begin, (f"differs in {', '.join(differ)}" if differ else "equal") + words, not differ)
        begin = time.monotonic()
        proxy = Proxy(self.options.binary, shop, DECIDED, "true")
        try:
            decisions = Decisions(shop, proxy, name)
            try:
                cases = decisions.run()
            finally:
                decisions.close()
        finally:
            proxy.close()
        wrong = ", ".join(decisions.wrong)
        self.report(name, "decided", begin, f"wrong: {wrong}" if wrong else f"{cases} as they should be", not wrong)

    def table(self):
        widths = [max(len(row[column]) for row in self.rows) for column in range(3)]
        return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)) + "  " + row[3] for row in self.rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the countersign to test")
    parser.add_argument("drivers", nargs="*", help="only these: " + ", ".join(DRIVERS))
    options = parser.parse_args()
    if unknown := set(options.drivers) - set(DRIVERS):
        parser.error(f"no such driver: {', '.join(unknown)}")
    run = Run(options)
    folder = tempfile.mkdtemp(prefix="countersign-drivers-", dir="/tmp")
    os.chmod(folder, 0o755)
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        shop = Shop(folder)
        try:
            for name in options.drivers or DRIVERS:
                try:
                    run.drive(shop, name)
                except Differs as problem:
                    run.report(name, "-", time.monotonic(), f"FAILED: {problem}", False)
        finally:
            shop.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n" + run.table())
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
