"""What the demonstration is played with: a psql at a terminal, and how it is all printed."""

import os
import pty
import re
import select
import signal
import sys
import time

from running import PATIENCE, Differs


class Printer:
    """Prints the transcript: who says what, in columns, in colour only on a terminal."""

    COLOURS = {"engineer": 36, "slack": 35, "dana": 32, "sam": 33, "inbox": 34, "audit": 90}

    def __init__(self):
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def _paint(self, text, code):
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def scene(self, title):
        print("\n" + self._paint(f"== {title}", 1), flush=True)

    def line(self, who, text):
        print(self._paint(f"{who:>9} | ", self.COLOURS.get(who, 37)) + text.rstrip(), flush=True)

    def lines(self, who, text):
        for line in text.rstrip("\n").split("\n"):
            self.line(who, line)

    def ok(self, text):
        print(self._paint(f"{'ok':>9} | ", 32) + text, flush=True)


class Psql:
    """A real psql at a terminal of its own, typed into as by a person."""

    PROMPT = re.compile(r"(?:^|\n)(\w+(?:=|-|\^)[*!?]?[>#] )\Z")

    def __init__(self, printer, who, port, user, database):
        self.printer, self.who = printer, who
        self.text, self.mark, self.printed = "", 0, 0
        command = ["psql", "-X", "-n", "-P", "pager=off", "-h", "127.0.0.1", "-p", str(port), "-U", user, database]
        printer.line(who, f"$ psql -h localhost -p {port} -U {user} {database}")
        environment = dict(os.environ, TERM="dumb", PSQL_HISTORY="/dev/null", PGCONNECT_TIMEOUT="20", LC_ALL="C.UTF-8",
                           PGSSLMODE="prefer")
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, environment)
        self.prompt()

    def _read(self, seconds):
        ready, _, _ = select.select([self.terminal], [], [], max(0, seconds))
        if not ready:
            return True
        try:
            chunk = os.read(self.terminal, 65536)
        except OSError:  # how Linux reports that the other side of a terminal is closed
            chunk = b""
        self.text += chunk.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "")
        while (end := self.text.find("\n", self.printed)) >= 0:
            self.printer.line(self.who, self.text[self.printed:end])
            self.printed = end + 1
        return bool(chunk)

    def wait(self, pattern, what):
        """The first match after what was typed last; the transcript is printed as it grows."""
        end = time.monotonic() + PATIENCE
        while True:
            match = re.compile(pattern, re.DOTALL).search(self.text, self.mark)
            if match:
                return match
            if time.monotonic() >= end or not self._read(end - time.monotonic()):
                raise Differs(f"psql should have shown {what} (/{pattern}/); it showed:\n{self.text[self.mark:]}")

    def type(self, line):
        self.mark = len(self.text)
        os.write(self.terminal, line.encode() + b"\n")

    def prompt(self):
        """Waits for the next prompt; what came since the last typing, and the prompt itself."""
        end = time.monotonic() + PATIENCE
        while not (match := self.PROMPT.search(self.text, self.mark)):
            if time.monotonic() >= end or not self._read(end - time.monotonic()):
                raise Differs(f"psql should have shown a prompt; it showed:\n{self.text[self.mark:]}")
        return self.text[self.mark:match.start(1)], match.group(1)

    def ask(self, line):
        self.type(line)
        return self.prompt()

    def ctrl_c(self):
        """The key itself: the terminal makes SIGINT of it."""
        os.write(self.terminal, b"\x03")

    def quit(self):
        os.write(self.terminal, b"\\q\n")
        while self._read(PATIENCE):
            continue
        self.close()

    def close(self):
        if self.pid:
            os.close(self.terminal)
            os.kill(self.pid, signal.SIGHUP)
            os.waitpid(self.pid, 0)
            self.pid = 0
