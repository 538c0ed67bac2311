#!/usr/bin/env python3
"""Measures Countersign beside a direct connection and PgBouncer with pgbench's read-only transaction.

The three are measured in turn within each round, because a machine drifts; what is printed are medians over the rounds,
and ratios are medians of each round's ratio. CPU is that of the proxy's process, all threads, per query. `./dev bench`
brings the cluster; its options are passed on to here.
"""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../support"))

from running import Differs, Server, eventually  # noqa: E402  (after the path is set)

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PgBouncer:
    """PgBouncer in session mode, which does for each client what Countersign does: one backend of its own."""

    def __init__(self, folder, pg_port):
        os.makedirs(folder)
        self.port = free_port()
        with open(f"{folder}/users.txt", "w", encoding="ascii") as file:
            file.write('"bench" ""\n')
        # server_lifetime 0: a backend is used once, so that both proxies begin each run with cold backends.
        with open(f"{folder}/pgbouncer.ini", "w", encoding="ascii") as file:
            file.write(f"[databases]\nbench = host=127.0.0.1 port={pg_port} dbname=bench\n[pgbouncer]\n"
                       f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\nauth_type = trust\n"
                       f"auth_file = {folder}/users.txt\npool_mode = session\ndefault_pool_size = 250\n"
                       "max_client_conn = 500\nserver_lifetime = 0\nignore_startup_parameters = extra_float_digits\n")
        self.log = open(f"{folder}/pgbouncer.log", "wb")
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        os.chmod(folder, 0o755)
        self.process = subprocess.Popen(["pgbouncer", f"{folder}/pgbouncer.ini"], cwd=folder, stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, start_new_session=True, **as_user)
        eventually("PgBouncer that listens", self.listens)

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


class Bench:
    def __init__(self, options):
        self.options = options
        self.open = []

    def build(self):
        home, options = self.options.home, self.options
        os.makedirs(home)
        os.chmod(home, 0o755)
        for database, sql in (("postgres", "CREATE ROLE bench LOGIN"), ("postgres", "CREATE DATABASE bench OWNER bench")):
            subprocess.run(["psql", "-qX", "-h", options.pg_socket, "-p", str(options.pg_port), "-U", "postgres", database,
                            "-v", "ON_ERROR_STOP=1", "-c", sql], check=True)
        subprocess.run(["pgbench", "-i", "-q", "-s", str(options.scale), "-h", options.pg_socket, "-p", str(options.pg_port),
                        "-U", "bench", "bench"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.makedirs(f"{home}/countersign")
        self.server = Server(options.binary, f"{home}/countersign", f"""\
[listen]
address = "127.0.0.1"
port = 0

[upstream]
host = "127.0.0.1"
port = {options.pg_port}

[store]
file = "countersign.db"

[audit]
file = "audit.jsonl"

[inbox]
address = "127.0.0.1"
port = 0
""")
        self.open.append(self.server)
        self.pgbouncer = PgBouncer(f"{home}/pgbouncer", options.pg_port)
        self.open.append(self.pgbouncer)
        self.targets = {"direct": (options.pg_port, None),
                        "pgbouncer": (self.pgbouncer.port, self.pgbouncer.process.pid),
                        "countersign": (self.server.port, self.server.process.pid)}

    def close(self):
        for thing in reversed(self.open):
            thing.close()

    def run_once(self, target, mode, clients):
        """tps, average latency in ms, and the proxy's CPU in µs per query."""
        port, proxy = self.targets[target]
        before = cpu_seconds(proxy) if proxy else 0
        # A session of its own: the kernel shares the CPU between sessions, not between processes.
        done = subprocess.run(["pgbench", "-n", "-S", "-M", mode, "-c", str(clients), "-j", "1", "-T", str(self.options.seconds),
                               "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "bench"], start_new_session=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        number = {name: re.search(pattern, done.stdout) for name, pattern in
                  (("tps", r"tps = ([0-9.]+) \(without"), ("latency", r"latency average = ([0-9.]+) ms"),
                   ("queries", r"actually processed: ([0-9]+)"), ("failed", r"failed transactions: ([0-9]+)"))}
        if done.returncode != 0 or not number["tps"] or int(number["failed"].group(1)) > 0:
            raise Differs(f"pgbench through {target} failed:\n{done.stdout}{done.stderr}")
        used = cpu_seconds(proxy) - before if proxy else 0
        return (float(number["tps"].group(1)), float(number["latency"].group(1)),
                used * 1e6 / int(number["queries"].group(1)))

    def measure(self, mode, clients):
        rounds = []
        for turn in range(self.options.rounds):
            order = list(self.targets)
            order = order[turn % 3:] + order[:turn % 3]  # nobody always comes first
            rounds.append({target: self.run_once(target, mode, clients) for target in order})
        return rounds

    def report(self, mode, clients, rounds):
        def median(target, figure):
            return statistics.median(one[target][figure] for one in rounds)

        def ratio(to, figure):
            return statistics.median(one["countersign"][figure] / max(one[to][figure], 1e-9) for one in rounds)

        cells = [mode, str(clients)]
        cells += [f"{median(target, 0):.0f}" for target in self.targets]
        cells += [f"{median(target, 1) * 1000:.0f}" for target in self.targets]
        cells += [f"{median(target, 2):.1f}" for target in ("pgbouncer", "countersign")]
        cells += [f"{ratio(*one):.2f}" for one in (("direct", 0), ("pgbouncer", 0), ("pgbouncer", 1), ("pgbouncer", 2))]
        print(row(cells), flush=True)

    def run(self):
        self.build()
        options = self.options
        print(f"pgbench -S, {options.rounds} interleaved rounds of {options.seconds} s each, medians; "
              "d: direct, p: PgBouncer, c: Countersign\n")
        print(row(["", "", "tps", "", "", "latency/us", "", "", "CPU/us", "", "tps", "tps", "latency", "CPU"]))
        print(row(["protocol", "clients", "d", "p", "c", "d", "p", "c", "p", "c", "c/d", "c/p", "c/p", "c/p"]))
        for mode in options.modes.split(","):
            for clients in options.clients.split(","):
                self.report(mode, int(clients), self.measure(mode, int(clients)))


def row(cells):
    widths = [9, 8, 8, 8, 8, 11, 6, 6, 8, 6, 7, 7, 8, 7]
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
    parser.add_argument("--quick", action="store_true", help="three rounds of 2 s, simple protocol, 1 and 8 clients")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds, options.clients, options.modes = 2, 3, "1,8", "simple"
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
