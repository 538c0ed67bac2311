"""The regression and isolation suites of PostgreSQL and libpq_pipeline, run against whatever listens on a port."""

import filecmp
import os
import re
import shutil
import subprocess

from cluster import PG_BIN, as_server, server_folder
from running import Differs

PGXS = "/usr/lib/postgresql/15/lib/pgxs/src/test"
SUITE_SECONDS_MAX = 3600
LIBPQ_TRACED = ("simple_pipeline", "nosync", "multi_pipelines", "prepared", "singlerow", "pipeline_abort", "pipeline_idle",
                "transaction", "disallowed_in_pipeline")
# What Countersign itself says, by design: way, suite, result, the lines and how often. All else has to be equal.
OUR_LINES = {
    ("held", "isolation", "temp-schema-cleanup.out"): (
        b"s1: WARNING:  the outcome of the approved statement is unknown\n"
        b"HINT:  Look before you run it again: Countersign never sends a statement twice.\n", 1),
}
# Counts what fits into the buffers on the way, so that only its exit status says something.
BUFFER_DEPENDENT = "uniqviol"


class Workplace:
    """A copy of the tests where the server's user may read and write. Every run has the same paths."""

    def __init__(self, source):
        self.folder = server_folder("suite")
        self.results = f"{self.folder}/kept"
        for name in ("regress", "isolation"):
            shutil.copytree(f"{source.tests}/{name}", f"{self.folder}/{name}")
        os.makedirs(f"{self.folder}/lib")
        shutil.copy(source.regress_library(), f"{self.folder}/lib/regress.so")
        for extra in ("autoinc.so", "refint.so"):
            shutil.copy(f"/usr/lib/postgresql/15/lib/{extra}", f"{self.folder}/lib/{extra}")
        shutil.copy(source.libpq_pipeline(), f"{self.folder}/libpq_pipeline")
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "postgres:postgres", self.folder], check=True)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"PGTZ": "PST8PDT", "PGDATESTYLE": "Postgres, MDY", "HOME": "/tmp"}


def run_suite(place, which, port, name, tests=None):
    """Runs a suite and keeps its results under `name`. The last lines that the driver printed, and what they say."""
    driver = f"{PGXS}/{which}/{'pg_regress' if which == 'regress' else 'pg_isolation_regress'}"
    output = f"{place.folder}/output"
    os.makedirs(f"{output}/results")
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "postgres:postgres", output], check=True)
    argv = [driver, f"--bindir={PG_BIN}", f"--inputdir={place.folder}/{which}", f"--outputdir={output}",
            f"--dlpath={place.folder}/lib", "--host=127.0.0.1", f"--port={port}", "--user=postgres",
            "--max-concurrent-tests=20"]
    if which == "isolation":
        argv += ["--dbname=isolation_regression"]
    argv += tests or [f"--schedule={place.folder}/{which}/{'parallel' if which == 'regress' else 'isolation'}_schedule"]
    with open(f"{place.folder}/{name}.{which}.log", "w", encoding="utf-8") as log:
        done = subprocess.run(argv, cwd=place.folder, env=environment(), stdin=subprocess.DEVNULL, stdout=log,
                              stderr=subprocess.STDOUT, timeout=SUITE_SECONDS_MAX, check=False, **as_server())
    with open(log.name, encoding="utf-8", errors="replace") as file:
        text = file.read()
    kept = f"{place.results}/{name}/{which}"
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    shutil.move(output, kept)
    passed = len(re.findall(r"\.\.\. +ok", text))
    failed = re.findall(r"^(?:test)? +(\S+) +\.\.\. (?:FAILED|failed)", text, re.MULTILINE)
    if done.returncode not in (0, 1) or passed + len(failed) == 0:
        raise Differs(f"the {which} suite did not run ({name}):\n{text[-3000:]}")
    return passed, failed


def differences(place, which, left, right):
    """The results that differ between two runs, and those that only one of them has."""
    folders = [f"{place.results}/{name}/{which}/results" for name in (left, right)]
    names = [{os.path.relpath(os.path.join(path, file), folder) for path, _, files in os.walk(folder) for file in files}
             for folder in folders]
    differ = sorted(names[0] ^ names[1])
    for each in sorted(names[0] & names[1]):
        if filecmp.cmp(f"{folders[0]}/{each}", f"{folders[1]}/{each}", shallow=False):
            continue
        ours, times = OUR_LINES.get((right, which, each), (b"", 0))
        with open(f"{folders[0]}/{each}", "rb") as one, open(f"{folders[1]}/{each}", "rb") as other:
            expected, found = one.read(), other.read()
        if not times or found.count(ours) != times or found.replace(ours, b"") != expected:
            differ.append(each)
    return differ


def show_difference(place, which, left, right, name, lines=40):
    files = [f"{place.results}/{way}/{which}/results/{name}" for way in (left, right)]
    text = subprocess.run(["diff", "-a", "-u", *files], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout
    return "\n".join(text.decode("utf-8", "replace").splitlines()[:lines])


def libpq_pipeline(place, port, name):
    """Each test's exit status and what it printed, and its trace where PostgreSQL itself compares one."""
    program, conninfo = f"{place.folder}/libpq_pipeline", f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
    listed = subprocess.run([program, "tests"], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    found = {}
    folder = f"{place.results}/{name}/libpq_pipeline"
    os.makedirs(folder, exist_ok=True)
    for test in listed:
        trace = ["-t", f"{folder}/{test}.trace"] if test in LIBPQ_TRACED else []
        done = subprocess.run([program, "-r", "700", *trace, test, conninfo], env=environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
        text = ""
        if trace and os.path.exists(trace[1]):
            with open(trace[1], encoding="utf-8", errors="replace") as file:
                text = file.read()
        printed = "" if test == BUFFER_DEPENDENT else done.stdout.decode("utf-8", "replace")
        found[test] = (done.returncode, printed, text)
    return found
