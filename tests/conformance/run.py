#!/usr/bin/env python3
"""PostgreSQL's own test suites, directly and through Countersign: what they print must be the same, byte for byte.

`./dev conformance` brings the binary; its arguments are passed on to here.
"""

import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../support"))

import suite  # noqa: E402  (after the path is set)
from cluster import Cluster, Template  # noqa: E402
from running import Differs  # noqa: E402
from source import Source  # noqa: E402
from ways import RULES, Way  # noqa: E402

PARTS = ("libpq_pipeline", "regress", "isolation")


class Report:
    def __init__(self):
        self.rows, self.failed = [], False

    def add(self, part, way, seconds, result, good=True):
        self.rows.append((part, way, f"{seconds:.0f} s", result))
        self.failed |= not good
        print(f"{part}, {way}: {result}", flush=True)

    def table(self):
        head = ("suite", "way", "time", "result")
        widths = [max(len(row[column]) for row in [head, *self.rows]) for column in range(3)]
        lines = []
        for row in [head, *self.rows]:
            lines.append("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)) + "  " + row[3])
        return "\n".join(lines)


class Conformance:
    def __init__(self, options, place, template):
        self.options, self.place, self.template, self.report = options, place, template, Report()

    def through(self, name, what):
        """Calls `what` with a port that leads to a fresh cluster; its answer, the seconds it took and the way's words."""
        cluster = Cluster(self.template)
        try:
            way = Way(name, self.options.binary, cluster)
            try:
                begin = time.monotonic()
                answer = what(way.port)
                seconds = time.monotonic() - begin
                way.check()
                return answer, seconds, way.summary()
            finally:
                way.close()
        finally:
            cluster.close()

    def run_suite(self, which, name, kept_as):
        return self.through(name, lambda port: suite.run_suite(self.place, which, port, kept_as, self.options.tests))

    def run_compared(self, which):
        """A suite of pg_regress, whose results are files."""
        (passed, failed), seconds, _ = self.run_suite(which, "direct", "direct")
        self.report.add(which, "direct", seconds, f"{passed} as expected, {len(failed)} not: {' '.join(failed) or '-'}")
        unsteady = None
        for way in self.options.ways:
            _, seconds, words = self.run_suite(which, way, way)
            differ = suite.differences(self.place, which, "direct", way)
            if differ and unsteady is None:
                # Is it us, or does the suite not say the same twice?
                self.run_suite(which, "direct", "again")
                unsteady = suite.differences(self.place, which, "direct", "again")
                self.report.add(which, "direct again", 0, f"differs in {', '.join(unsteady) or 'nothing'}")
            ours = [each for each in differ if each not in (unsteady or [])]
            for each in ours:
                print(suite.show_difference(self.place, which, "direct", way, each), flush=True)
            result = f"differs in {', '.join(ours)}" if ours else "equal"
            self.report.add(which, way, seconds, f"{result}{'; ' if words else ''}{words}", not ours)

    def run_libpq_pipeline(self):
        def run(way):
            return self.through(way, lambda port: suite.libpq_pipeline(self.place, port, way))
        direct, seconds, _ = run("direct")
        well = sum(status == 0 for status, _, _ in direct.values())
        self.report.add("libpq_pipeline", "direct", seconds, f"{well} of {len(direct)} pass", well == len(direct))
        for way in self.options.ways:
            found, seconds, words = run(way)
            differ = [name for name in direct if found[name] != direct[name]]
            for name in differ:
                print(f"{name}, direct: {direct[name]}\n{name}, {way}: {found[name]}", flush=True)
            result = f"differs in {', '.join(differ)}" if differ else "equal, traces too"
            self.report.add("libpq_pipeline", way, seconds, f"{result}{'; ' if words else ''}{words}", not differ)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the countersign to test")
    parser.add_argument("--cache", required=True, help="where the source package is kept")
    parser.add_argument("--ways", type=lambda text: text.split(","), default=list(RULES), help="allow,observe,held")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this; may be given more than once")
    parser.add_argument("tests", nargs="*", help="tests of one suite; all of its schedule if none is named")
    options = parser.parse_args()
    if unknown := set(options.ways) - set(RULES):
        parser.error(f"no such way: {', '.join(unknown)}")
    source = Source(os.path.abspath(options.cache))
    print(f"tests of PostgreSQL {source.version}", flush=True)
    place = suite.Workplace(source)
    try:
        conformance = Conformance(options, place, Template(place.folder))
        for part in options.part or PARTS:
            if part == "libpq_pipeline":
                conformance.run_libpq_pipeline()
            else:
                conformance.run_compared(part)
    except Differs as problem:
        print(f"FAILED: {problem}", file=sys.stderr)
        return 1
    finally:
        place.close()
    print("\n" + conformance.report.table())
    return 1 if conformance.report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
