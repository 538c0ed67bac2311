"""An approver that is a program: sees holds appear in the inbox and approves each after a moment, over the HTTP API."""

import contextlib
import http.client
import json
import queue
import random
import socket
import threading
import time

from running import PATIENCE

WORKERS = 8


class Robot:
    """Approves every hold that its person may decide, 0 to `delay_max` seconds after it appeared, until close()."""

    def __init__(self, port, token, delay_max=0.02, seed=15):
        self.port, self.headers = port, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.delay_max, self.random = delay_max, random.Random(seed)
        self.todo, self.closing, self.seen = queue.Queue(), threading.Event(), set()
        self.approved, self.refused, self.lock = 0, [], threading.Lock()
        self.stream = None
        self.threads = [threading.Thread(target=self._watch), threading.Thread(target=self._look)]
        self.threads += [threading.Thread(target=self._decide) for _ in range(WORKERS)]
        for each in self.threads:
            each.start()

    def _connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def _add(self, hold):
        with self.lock:
            if hold["state"] != "pending" or hold["id"] in self.seen:
                return
            self.seen.add(hold["id"])
            due = time.monotonic() + self.random.uniform(0, self.delay_max)
        self.todo.put((due, hold["code"], hold["digest"]))

    def _watch(self):
        """Reads the inbox's live events, as its page does."""
        while not self.closing.is_set():
            try:
                stream = self._connect()
                stream.request("GET", "/api/events", headers=self.headers)
                self.stream = stream.sock  # http.client forgets it as soon as there is an answer
                for line in stream.getresponse():
                    if line.startswith(b"data: "):
                        news = json.loads(line[6:])
                        if news.get("kind") == "opened":
                            self._add(news["hold"])
            except (OSError, http.client.HTTPException, ValueError, AttributeError):
                self.closing.wait(0.05)  # closed by us, or by an inbox that ends slow streams

    def _look(self):
        """Looks at the list now and then: events are not repeated after a connection was lost."""
        while not self.closing.wait(0.5):
            try:
                connection = self._connect()
                connection.request("GET", "/api/holds?state=pending&limit=200", headers=self.headers)
                for hold in json.loads(connection.getresponse().read())["holds"]:
                    self._add(hold)
                connection.close()
            except (OSError, http.client.HTTPException, ValueError):
                pass  # asked again in a moment

    def _decide(self):
        connection = self._connect()
        while (task := self.todo.get()) is not None:
            due, code, digest = task
            if (early := due - time.monotonic()) > 0:
                self.closing.wait(early)
            body = json.dumps({"decision": "approve", "digest": digest})
            for attempt in (1, 2):
                try:
                    connection.request("POST", f"/api/holds/{code}/decision", body, self.headers)
                    answer = connection.getresponse()
                    text = answer.read()
                    break
                except (OSError, http.client.HTTPException):
                    connection.close()
                    if attempt == 2:
                        return
            with self.lock:
                if answer.status == 200:
                    self.approved += 1
                else:
                    self.refused.append((code, answer.status, text.decode()))
        connection.close()

    def close(self):
        self.closing.set()
        if self.stream is not None:
            with contextlib.suppress(OSError):
                self.stream.shutdown(socket.SHUT_RDWR)
        for _ in range(WORKERS):
            self.todo.put(None)
        for each in self.threads:
            each.join(PATIENCE)
