"""A throwaway PostgreSQL for one run, always made from the same initdb."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile

from running import Differs

PG_BIN = "/usr/lib/postgresql/15/bin"


def as_server():
    """How a process becomes the system user that a server may run as; it refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


def run_as_server(argv, folder, **more):
    done = subprocess.run(argv, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, **as_server(), **more)
    if done.returncode != 0:
        raise Differs(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def server_folder(name):
    """A new folder that belongs to the server's user, with a path short enough for a socket's name."""
    folder = tempfile.mkdtemp(prefix=f"countersign-{name}-", dir="/tmp")
    os.chmod(folder, 0o755)
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return folder


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Template:
    """What initdb makes, once; each cluster starts as a copy of it."""

    def __init__(self, folder):
        self.data = f"{folder}/template"
        run_as_server([f"{PG_BIN}/initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale",
                       "--no-sync"], folder)


class Cluster:
    """One running server; `close` ends it and removes what it wrote."""

    def __init__(self, template, settings=()):
        self.folder = server_folder("cluster")
        self.data = f"{self.folder}/data"
        subprocess.run(["cp", "-a", template.data, self.data], check=True)
        for attempt in range(5):
            self.port = free_port()
            options = [f"-p {self.port}", "-c listen_addresses=127.0.0.1", f"-c unix_socket_directories={self.folder}",
                       "-c fsync=off", "-c max_connections=200", *(f"-c {each}" for each in settings)]
            try:
                run_as_server([f"{PG_BIN}/pg_ctl", "-D", self.data, "-l", f"{self.folder}/log", "-o", " ".join(options), "-w",
                               "-t", "60", "start"], self.folder)
                return
            except Differs:
                # Somebody else may have been faster with the port.
                if attempt == 4 or "Address already in use" not in self.log():
                    raise

    def log(self):
        with open(f"{self.folder}/log", encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        with contextlib.suppress(Differs):
            run_as_server([f"{PG_BIN}/pg_ctl", "-D", self.data, "-m", "immediate", "-w", "-t", "30", "stop"], self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)
