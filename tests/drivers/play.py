"""What the drivers in Python share: requests come in as lines, answers go out as lines. README.md has the format."""

import os
import sys
import threading
import urllib.parse

HOST, PORT = os.environ["PGHOST"], int(os.environ["PGPORT"])
USER, PASSWORD, DATABASE = os.environ["PGUSER"], os.environ["PGPASSWORD"], os.environ["PGDATABASE"]


class Failed(Exception):
    """An error of the server's, as this driver tells of it."""

    def __init__(self, sqlstate, message):
        super().__init__(f"{sqlstate}: {message}")
        self.sqlstate, self.message = sqlstate or "?", message


def cell_text(cell):
    if cell is None:
        return "\\N"
    return bytes(cell).hex() if isinstance(cell, (bytes, bytearray, memoryview)) else str(cell)


def rows_text(rows):
    return "\n".join("|".join(cell_text(cell) for cell in row) for row in rows)


def read_request():
    line = sys.stdin.readline()
    return [urllib.parse.unquote(part) for part in line.rstrip("\n").split("\t")] if line else None


def wait_for_now():
    """Blocks until the other side says that what it waits for has happened."""
    assert read_request() == ["now"]


def run_until_now(run, cancel):
    """Runs on a thread of its own, and cancels when told to."""
    outcome = []

    def body():
        try:
            outcome.append(run())
        except Failed as problem:
            outcome.append(problem)

    thread = threading.Thread(target=body)
    thread.start()
    wait_for_now()
    cancel()
    thread.join()
    if isinstance(outcome[0], Failed):
        raise outcome[0]
    return outcome[0]


def serve(verbs):
    """Answers requests until there are no more. `verbs`: functions by name that return a text or raise Failed."""
    print("can", *sorted(verbs), sep="\t", flush=True)
    while (request := read_request()) is not None:
        try:
            answer = ["ok", verbs[request[0]](*request[1:])]
        except Failed as problem:
            answer = ["error", problem.sqlstate, problem.message.strip()]
        print(*(urllib.parse.quote(part) for part in answer), sep="\t", flush=True)
