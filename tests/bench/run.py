#!/usr/bin/env python3
"""Measures Countersign beside a direct connection and PgBouncer, and says which targets were met.

pgbench's read-only transaction, plain and over TLS; connecting; COPY and large results; what idle sessions take. All are
measured in turn within each round, because a machine drifts; what is printed are medians over the rounds, and ratios are
medians of each round's ratio. CPU is that of the proxy's process, all threads. `./dev bench` brings the cluster; its options
are passed on to here. A target that is missed is printed as missed, and is no error.
"""

import argparse
import glob
import os
import re
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../support"))

from proxies import PgBouncer, Session, cpu_seconds, make_certificate, resident_bytes  # noqa: E402  (after the path is set)
from running import Differs, Server  # noqa: E402

CONFIG = """\
[listen]
address = "127.0.0.1"
port = 0
sessions_max = {sessions_max}
{listen}
[upstream]
host = "127.0.0.1"
port = {pg_port}
tls = "{upstream_tls}"

[store]
file = "countersign.db"

[audit]
file = "audit.jsonl"

[inbox]
address = "127.0.0.1"
port = 0
"""


def median(values):
    return statistics.median(list(values))


class Bench:
    def __init__(self, options):
        self.options = options
        self.open = []
        self.verdicts = []  # rows of the table at the end

    # ---- What is needed --------------------------------------------------------------------------------------------

    def psql(self, database, *commands):
        options = self.options
        arguments = ["psql", "-qX", "-h", options.pg_socket, "-p", str(options.pg_port), "-U", "postgres", database, "-v",
                     "ON_ERROR_STOP=1"]
        for each in commands:
            arguments += ["-c", each]
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)

    def countersign(self, name, listen="", upstream_tls="disable"):
        folder = f"{self.options.home}/{name}"
        os.makedirs(folder)
        config = CONFIG.format(listen=listen, upstream_tls=upstream_tls, pg_port=self.options.pg_port,
                               sessions_max=self.options.sessions + 100)
        self.open.append(Server(self.options.binary, folder, config))
        return self.open[-1]

    def pooler(self, name, certificate=None):
        self.open.append(PgBouncer(f"{self.options.home}/{name}", self.options.pg_port, certificate))
        return self.open[-1]

    def build(self):
        home, options = self.options.home, self.options
        os.makedirs(home)
        os.chmod(home, 0o755)
        self.psql("postgres", "CREATE ROLE bench LOGIN", "CREATE DATABASE bench OWNER bench")
        subprocess.run(["pgbench", "-i", "-q", "-s", str(options.scale), "-h", options.pg_socket, "-p", str(options.pg_port),
                        "-U", "bench", "bench"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        certificate = make_certificate(home)
        # The servers run as another user, and each wants to own its key.
        self.certificate = [shutil.copy(each, f"{each}.servers") for each in certificate]
        if os.getuid() == 0:
            for each in self.certificate:
                shutil.chown(each, "postgres", "postgres")
        self.psql("postgres", f"ALTER SYSTEM SET ssl_cert_file = '{self.certificate[0]}'",
                  f"ALTER SYSTEM SET ssl_key_file = '{self.certificate[1]}'", "ALTER SYSTEM SET ssl = on",
                  "SELECT pg_reload_conf()")
        listen_tls = f'tls_certificate = "{certificate[0]}"\ntls_key = "{certificate[1]}"\n'
        self.plain = {"direct": (options.pg_port, None)}
        for name, made in (("pgbouncer", self.pooler("pgbouncer")), ("countersign", self.countersign("countersign"))):
            self.plain[name] = (made.port, made.process.pid)
        self.tls = {}
        for name, made in (("pgbouncer", self.pooler("pgbouncer-tls", self.certificate)),
                           ("countersign", self.countersign("countersign-tls", listen_tls))):
            self.tls[name] = (made.port, made.process.pid)
        self.both_tls = self.countersign("both-tls", listen_tls, "require")

    def close(self):
        for thing in reversed(self.open):
            thing.close()

    # ---- Verdicts --------------------------------------------------------------------------------------------------

    def judge(self, what, value, target, words="{:.2f}", smaller=True):
        met = value <= target if smaller else value >= target
        sign = "<=" if smaller else ">="
        self.verdicts.append((what, words.format(value), f"{sign} {words.format(target)}", "met" if met else "MISSED"))

    def in_turn(self, targets, run):
        rounds = []
        for turn in range(self.options.rounds):
            order = list(targets)
            order = order[turn % len(order):] + order[:turn % len(order)]  # nobody always comes first
            rounds.append({target: run(targets[target]) for target in order})
        return rounds

    @staticmethod
    def ratio(rounds, figure, to="pgbouncer"):
        return median(one["countersign"][figure] / max(one[to][figure], 1e-9) for one in rounds)

    # ---- pgbench ---------------------------------------------------------------------------------------------------

    def pgbench(self, target, *how, tls=False):
        """tps, latency in ms (average, p50, p99), CPU in µs per query."""
        port, proxy = target
        log = f"{self.options.home}/latency"
        before = cpu_seconds(proxy) if proxy else 0
        # A session of its own: the kernel shares the CPU between sessions, not between processes.
        done = subprocess.run(["pgbench", "-n", "-S", *how, "-j", "1", "-T", str(self.options.seconds), "-l",
                               f"--log-prefix={log}", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "bench"],
                              start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                              env=dict(os.environ, PGSSLMODE="require" if tls else "disable"))
        used = cpu_seconds(proxy) - before if proxy else 0
        number = {name: re.search(pattern, done.stdout) for name, pattern in
                  (("tps", r"tps = ([0-9.]+) \((?:without|including reconn)"),
                   ("queries", r"actually processed: ([0-9]+)"), ("failed", r"failed transactions: ([0-9]+)"))}
        if done.returncode != 0 or not number["tps"] or int(number["failed"].group(1)) > 0:
            raise Differs(f"pgbench on port {port} failed:\n{done.stdout}{done.stderr}")
        took = []
        for name in glob.glob(f"{log}.*"):
            with open(name, encoding="ascii") as file:
                took += [int(line.split()[2]) / 1000 for line in file]
            os.remove(name)
        took.sort()
        return {"tps": float(number["tps"].group(1)), "latency": statistics.fmean(took), "p50": took[len(took) // 2],
                "p99": took[len(took) * 99 // 100], "cpu": used * 1e6 / int(number["queries"].group(1))}

    def queries(self, title, targets, tls=False):
        print(f"\n{title}: {self.options.rounds} interleaved rounds of {self.options.seconds} s each, medians; d: direct, "
              "p: PgBouncer, c: Countersign\n")
        print(row(["", "", "tps", "", "", "latency/us", "", "", "CPU/us", "", "tps", "latency", "CPU"]))
        print(row(["protocol", "clients", "d", "p", "c", "d", "p", "c", "p", "c", "c/p", "c/p", "c/p"]))
        ratios = []
        for mode in self.options.modes.split(","):
            for clients in self.options.clients.split(","):
                rounds = self.in_turn(targets, lambda target, m=mode, c=clients: self.pgbench(target, "-M", m, "-c", c, tls=tls))
                cells = [mode, clients]
                for figure, factor, names in (("tps", 1, ("direct", "pgbouncer", "countersign")),
                                              ("latency", 1000, ("direct", "pgbouncer", "countersign")),
                                              ("cpu", 1, ("pgbouncer", "countersign"))):
                    cells += [f"{median(one[name][figure] for one in rounds) * factor:.1f}" if name in targets else "-"
                              for name in names]
                cpu, tps = self.ratio(rounds, "cpu"), self.ratio(rounds, "tps")
                print(row(cells + [f"{tps:.2f}", f"{self.ratio(rounds, 'latency'):.2f}", f"{cpu:.2f}"]), flush=True)
                ratios.append(cpu)
                where = f"{'TLS, ' if tls else ''}{mode}, {clients} client{'s' if clients != '1' else ''}"
                self.judge(f"CPU per query, {where}", cpu, 1.0 if tls else 0.95)
                self.judge(f"tps, {where}", tps, 1.0, smaller=False)
                if clients == "1" and not tls:
                    for figure in ("p50", "p99"):
                        added = {name: median(one[name][figure] - one["direct"][figure] for one in rounds)
                                 for name in ("pgbouncer", "countersign")}
                        self.judge(f"added latency {figure}, {where}",
                                   max(added["countersign"], 0) / max(added["pgbouncer"], 0.001), 1.0)
        if not tls:
            self.judge("CPU per query, over all", statistics.fmean(ratios), 0.85)

    def connections(self):
        rounds = self.in_turn(self.plain, lambda target: self.pgbench(target, "-C", "-M", "simple", "-c", "1"))
        for name in self.plain:
            print(f"pgbench -C  {name:12} {median(one[name]['tps'] for one in rounds):8.0f} connections/s "
                  f"{median(one[name]['cpu'] for one in rounds):8.0f} us CPU each", flush=True)
        self.judge("connect, log in, SELECT, leave, per second", self.ratio(rounds, "tps"), 1.0, smaller=False)

    # ---- Much data -------------------------------------------------------------------------------------------------

    @staticmethod
    def cpu_per_gb(target, run):
        port, proxy = target
        before = cpu_seconds(proxy)
        size = run(port)
        return {"cpu": (cpu_seconds(proxy) - before) / (size / 1e9)}

    def copy(self, port, command, source=None, sink=None):
        subprocess.run(["psql", "-qX", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "bench", "-v", "ON_ERROR_STOP=1",
                        "-c", command], check=True, start_new_session=True, stdin=source or subprocess.DEVNULL,
                       stdout=sink or subprocess.DEVNULL, env=dict(os.environ, PGSSLMODE="disable"))

    def much_data(self):
        lines = self.options.copy_mb * 1000
        self.psql("bench", "CREATE UNLOGGED TABLE big AS SELECT repeat('x', 999) AS line "
                           f"FROM generate_series(1, {lines})", "CREATE UNLOGGED TABLE sink (line text)",
                  "ALTER TABLE big OWNER TO bench", "ALTER TABLE sink OWNER TO bench")
        data = f"{self.options.home}/big.txt"
        with open(data, "wb") as sink:
            self.copy(self.options.pg_port, "COPY big TO STDOUT", sink=sink)
        size = os.path.getsize(data)

        def copy_out(port):
            self.copy(port, "COPY big TO STDOUT")
            return size

        def copy_in(port):
            with open(data, "rb") as source:
                self.copy(port, "COPY sink FROM STDIN", source=source)
            self.psql("bench", "TRUNCATE sink")
            return size

        def rows(port):
            one = Session(port)
            got = one.query(f"SELECT generate_series(1, {self.options.rows}) AS number, 'a text' AS text")
            one.close()
            return got

        proxies = {name: target for name, target in self.plain.items() if name != "direct"}
        for what, run in ((f"COPY of {size / 1e6:.0f} MB out", copy_out), (f"COPY of {size / 1e6:.0f} MB in", copy_in),
                          (f"a result of {self.options.rows} rows", rows)):
            rounds = self.in_turn(proxies, lambda target, r=run: self.cpu_per_gb(target, r))
            print(f"{what:32}" + "".join(f"{name:>14} {median(one[name]['cpu'] for one in rounds):6.2f} s CPU/GB"
                                         for name in proxies), flush=True)
            self.judge(f"CPU per GB, {what}", self.ratio(rounds, "cpu"), 1.0)
        os.remove(data)

    # ---- Memory ----------------------------------------------------------------------------------------------------

    def idle(self, what, server, sessions, tls, target_kb):
        """Resident memory per idle session, beyond the first ones, which grow what all share."""
        warm = [Session(server.port, tls) for _ in range(20)]
        before = resident_bytes(server.process.pid)
        held = [Session(server.port, tls) for _ in range(sessions)]
        each = (resident_bytes(server.process.pid) - before) / sessions / 1000
        if not all(one.silent() for one in held):
            raise Differs(f"an idle session of {sessions} was ended")
        for one in warm + held:
            one.close()
        print(f"{what:32}{sessions:14} sessions {each:8.1f} kB each", flush=True)
        self.judge(f"resident kB per idle session, {what}, {sessions} sessions", each, target_kb, "{:.1f}")

    def run(self):
        self.build()
        self.queries("pgbench -S", self.plain)
        self.queries("pgbench -S over TLS", self.tls, tls=True)
        print()
        self.connections()
        self.much_data()
        self.idle("plain", self.countersign("idle"), self.options.sessions, False, 12)
        self.idle("TLS on both legs", self.both_tls, min(200, self.options.sessions), True, 40)
        print(f"\n{'':76}{'value':>8}  {'target':>9}")
        for what, value, target, met in self.verdicts:
            print(f"{what:76}{value:>8}  {target:>9}  {met}")
        missed = sum(met == "MISSED" for *_, met in self.verdicts)
        print(f"\n{len(self.verdicts) - missed} of {len(self.verdicts)} targets met. Allocations per message are counted by test_session "
              "(\"messages like those before cost no memory anew\").")


def row(cells):
    widths = [9, 8, 9, 9, 9, 11, 8, 8, 8, 7, 7, 8, 7]
    return cells[0].ljust(widths[0]) + "".join(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True, help="a folder to make")
    parser.add_argument("--pg-socket", required=True)
    parser.add_argument("--pg-port", required=True, type=int)
    parser.add_argument("--seconds", type=int, default=5, help="of each run")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--modes", default="simple,extended,prepared")
    parser.add_argument("--scale", type=int, default=5, help="of pgbench's tables")
    parser.add_argument("--copy-mb", type=int, default=1000, help="size of what is copied")
    parser.add_argument("--rows", type=int, default=10_000_000, help="of the large result")
    parser.add_argument("--sessions", type=int, default=5000, help="held open; as many backends are started")
    parser.add_argument("--quick", action="store_true", help="all of it, small: three rounds of 2 s, 1 and 8 clients, 50 MB")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds, options.clients = 2, 3, "1,8"
        options.copy_mb, options.rows, options.sessions = 50, 500_000, 200
    bench = Bench(options)
    try:
        bench.run()
    except Differs as problem:
        print(f"dev bench: {problem}", file=sys.stderr)
        return 1
    finally:
        bench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
