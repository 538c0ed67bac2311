"""Countersign as a running program, for tests and measurements in Python: the binary, its command line, its HTTP API."""

import hashlib
import hmac
import http.cookiejar
import json
import os
import select
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

PATIENCE = 30  # seconds until something that has to happen counts as missing


class Differs(Exception):
    """Something went another way than it has to."""


def eventually(what, check, seconds=PATIENCE):
    """The first true answer of `check`, asked again and again until the time is over."""
    end = time.monotonic() + seconds
    while True:
        last = time.monotonic() >= end
        answer = check()
        if answer:
            return answer
        if last:
            raise Differs(f"within {seconds} s there was no {what}")
        select.select([], [], [], 0.02)


class Server:
    """Countersign in the background, until close()."""

    def __init__(self, binary, folder, config):
        self.binary, self.folder = binary, folder
        with open(f"{folder}/countersign.toml", "w", encoding="utf-8") as file:
            file.write(config)
        with open(f"{folder}/countersign.log", "ab") as log:
            self.process = subprocess.Popen([binary, "serve", "--config", "countersign.toml"], cwd=folder,
                                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        ready = self._ready_line()
        self.port, self.inbox_port = ready["port"], ready["inbox_port"]
        self.url = f"http://127.0.0.1:{self.inbox_port}"

    def _ready_line(self):
        readable, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if readable else b""
        try:
            ready = json.loads(line)
        except ValueError:
            ready = {}
        if ready.get("event") != "ready":
            self.close()
            raise Differs(f"Countersign did not start: {line!r}\n{self.log()}")
        return ready

    def log(self):
        with open(f"{self.folder}/countersign.log", encoding="utf-8", errors="replace") as file:
            return file.read()

    def audit(self):
        with open(f"{self.folder}/audit.jsonl", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def command(self, *arguments, token=None, check=True):
        """A subcommand of the binary; its exit status and all that it printed."""
        environment = dict(os.environ, COUNTERSIGN_URL=self.url, NO_COLOR="1")
        environment.pop("COUNTERSIGN_TOKEN", None)
        if token:
            environment["COUNTERSIGN_TOKEN"] = token
        done = subprocess.run([self.binary, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False)
        if check and done.returncode != 0:
            raise Differs(f"countersign {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}")
        return done.returncode, done.stdout

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Http:
    """One visitor of the inbox: with a bearer token, or logged in with a cookie as a browser is."""

    def __init__(self, url, token=None):
        self.url, self.token, self.csrf = url, token, None
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                  urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def call(self, method, target, body=None, headers=None):
        """Status, headers and body of the answer."""
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if method == "POST" and not self.token:
            headers.setdefault("Origin", self.url)
            if self.csrf:
                headers["X-CSRF-Token"] = self.csrf
        if isinstance(body, (dict, list)):
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(self.url + target, data=data, headers=headers, method=method)
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def json(self, method, target, body=None):
        status, _, text = self.call(method, target, body)
        return status, json.loads(text)

    def log_in(self, token):
        status, answer = self.json("POST", "/api/login", {"token": token})
        if status != 200:
            raise Differs(f"logging in to the inbox: HTTP {status}: {answer}")
        self.csrf = answer["csrf"]
        return answer

    def pending(self):
        status, answer = self.json("GET", "/api/holds")
        if status != 200:
            raise Differs(f"listing holds: HTTP {status}: {answer}")
        return answer["holds"]

    def hold(self, code):
        status, answer = self.json("GET", f"/api/holds/{code}")
        if status != 200:
            raise Differs(f"showing {code}: HTTP {status}: {answer}")
        return answer["hold"]

    def wait_for_state(self, code, state):
        return eventually(f"hold {code} that is {state}", lambda: (hold := self.hold(code))["state"] == state and hold)

    def decide(self, code, decision, digest=None, reason=""):
        body = {"decision": decision, "reason": reason}
        if digest:
            body["digest"] = digest
        return self.json("POST", f"/api/holds/{code}/decision", body)


def signed_slack_request(secret, payload, now=None):
    """Body and headers of an interactivity request, signed as Slack documents it."""
    body = urllib.parse.urlencode({"payload": json.dumps(payload)})
    stamp = str(int(now if now is not None else time.time()))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return body, {"Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp,
                  "X-Slack-Signature": f"v0={signature}"}
