#!/usr/bin/env python3
"""A stand-in for Slack's Web API, for demonstrations and tests without the internet.

    slack_double.py calls.jsonl

Listens on a free port of 127.0.0.1, prints that port on its first line, and then answers chat.postMessage,
chat.update, chat.postEphemeral and views.open below any prefix (base_url http://127.0.0.1:PORT/api). Each call is one
line of the file: {"method", "authorization", "arguments", "answer"}. It ends with the process that started it.
"""
import ctypes
import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BODY_BYTES_MAX = 1024 * 1024
PR_SET_PDEATHSIG = 1  # prctl(2)


class Double:
    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")
        self.lock = threading.Lock()
        self.messages = set()
        self.posted = 0

    def answer(self, method, arguments):
        if method == "chat.postMessage":
            self.posted += 1
            ts = f"1700000000.{100000 + self.posted}"
            self.messages.add(ts)
            return {"ok": True, "channel": "C0DOUBLE", "ts": ts}
        if method == "chat.update":
            if arguments.get("ts") not in self.messages:
                return {"ok": False, "error": "message_not_found"}
            return {"ok": True, "channel": arguments.get("channel"), "ts": arguments["ts"]}
        if method == "views.open":
            return {"ok": True, "view": {"id": "V0DOUBLE"}}
        if method in ("chat.postEphemeral", "response_url"):
            return {"ok": True}
        return {"ok": False, "error": "unknown_method"}

    def take(self, method, authorization, arguments):
        with self.lock:
            answer = self.answer(method, arguments)
            call = {"method": method, "authorization": authorization, "arguments": arguments, "answer": answer}
            self.file.write(json.dumps(call, ensure_ascii=False) + "\n")
            self.file.flush()
            return answer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        try:
            length = int(self.headers.get("Content-Length", "0"))
            if not 0 <= length <= BODY_BYTES_MAX:
                raise ValueError
            arguments = json.loads(self.rfile.read(length))
        except ValueError:
            self.send_error(400)
            self.close_connection = True
            return
        last = self.path.split("?")[0].rsplit("/", 1)[-1]
        method = last if "." in last else "response_url"
        answer = json.dumps(self.server.double.take(method, self.headers.get("Authorization", ""), arguments)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: slack_double.py FILE")
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("slack_double.py: whoever started it is gone already")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.double = Double(sys.argv[1])
    print(server.server_address[1], flush=True)

    server.serve_forever()


if __name__ == "__main__":
    main()
