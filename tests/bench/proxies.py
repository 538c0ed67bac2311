"""What is measured: PgBouncer as a program, raw sessions, and what a process has used."""

import os
import select
import socket
import ssl
import struct
import subprocess

from running import Differs, eventually

SSL_REQUEST = struct.pack("!II", 8, 80877103)


def cpu_seconds(pid):
    """Of all threads, in nanoseconds' resolution."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def resident_bytes(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) * 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder):
    """A certificate of its own for 127.0.0.1, and its key."""
    names = f"{folder}/bench.crt", f"{folder}/bench.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", names[1], "-out", names[0]],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.chmod(names[1], 0o600)
    return names


class PgBouncer:
    """PgBouncer in session mode, which does for each client what Countersign does: one backend of its own."""

    def __init__(self, folder, pg_port, certificate=None):
        os.makedirs(folder)
        self.port = free_port()
        with open(f"{folder}/users.txt", "w", encoding="ascii") as file:
            file.write('"bench" ""\n')
        tls = ""
        if certificate:
            tls = f"client_tls_sslmode = require\nclient_tls_cert_file = {certificate[0]}\nclient_tls_key_file = {certificate[1]}\n"
        # server_lifetime 0: a backend is used once, so that both proxies begin each run with cold backends.
        with open(f"{folder}/pgbouncer.ini", "w", encoding="ascii") as file:
            file.write(f"[databases]\nbench = host=127.0.0.1 port={pg_port} dbname=bench\n[pgbouncer]\n"
                       f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\nauth_type = trust\n"
                       f"auth_file = {folder}/users.txt\npool_mode = session\ndefault_pool_size = 250\n"
                       f"max_client_conn = 500\nserver_lifetime = 0\nignore_startup_parameters = extra_float_digits\n{tls}")
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


class Session:
    """A raw session, logged in without a password."""

    def __init__(self, port, tls=False):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(60)
        if tls:
            self.socket.sendall(SSL_REQUEST)
            if self.socket.recv(1) != b"S":
                raise Differs("TLS was not offered")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        body = struct.pack("!I", 196608) + b"user\0bench\0database\0bench\0\0"
        self.socket.sendall(struct.pack("!I", len(body) + 4) + body)
        self.read_to_ready()

    def query(self, text):
        """The number of bytes that came; what they were is for nobody."""
        body = text.encode() + b"\0"
        self.socket.sendall(b"Q" + struct.pack("!I", len(body) + 4) + body)
        return self.read_to_ready()

    def read_to_ready(self):
        total, tail = 0, b""
        while tail[:5] != b"Z\0\0\0\5":
            got = self.socket.recv(1 << 20)
            if not got:
                raise Differs(f"the session ended: {tail!r}")
            total += len(got)
            tail = (tail + got)[-6:]
        return total

    def silent(self):
        return not select.select([self.socket], [], [], 0)[0]

    def close(self):
        self.socket.close()
