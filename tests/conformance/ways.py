"""The ways to a server: directly, and through Countersign with different rules."""

import os
import shutil
import tempfile

from robot import Robot
from running import Differs, Server

RULES = {
    "allow": """version = 1
default = "allow"
[[rule]]
name = "everything"
effects = ["any", "execute", "unknown", "unreadable"]
action = "allow"
""",
    "observe": """version = 1
default = "approve"
observe = true
[[person]]
name = "robot"
[defaults]
approvers = ["robot"]
""",
    # libpq_pipeline's uniqviol sends INSERTs until every buffer on the way is full: hours of approvals, one after another.
    "held": """version = 1
default = "approve"
[[person]]
name = "robot"
[defaults]
approvers = ["robot"]
[[rule]]
name = "uniqviol"
effects = ["any"]
objects = ["*.ppln_uniqviol"]
action = "allow"
""",
}
CONFIG = """[listen]
port = 0
[upstream]
port = {port}
[rules]
file = "rules.toml"
[inbox]
port = 0
[holds]
remind = "0s"
notices = false
"""


class Way:
    """`direct`, or Countersign in front of the cluster with the rules of that name; `port` is where to connect."""

    def __init__(self, name, binary, cluster):
        self.name, self.port, self.folder, self.server, self.robot = name, cluster.port, None, None, None
        if name == "direct":
            return
        self.folder = tempfile.mkdtemp(prefix="countersign-way-")
        with open(f"{self.folder}/rules.toml", "w", encoding="utf-8") as file:
            file.write(RULES[name])
        self.server = Server(binary, self.folder, CONFIG.format(port=cluster.port))
        self.port = self.server.port
        if name == "held":
            printed = self.server.command("token", "robot", "--config", "countersign.toml")[1]
            self.robot = Robot(self.server.inbox_port, printed.split()[-1])

    def summary(self):
        """What makes this way count: that the statements really were judged, held, approved."""
        if not self.server:
            return ""
        if self.robot:
            return f"{self.robot.approved} approvals"
        seen = sum(each.get("event") == "observed" for each in self.server.audit())
        return f"{seen} statements that would have been held" if self.name == "observe" else ""

    def check(self):
        """Complains if the way was not what its name says."""
        if self.server and self.server.process.poll() is not None:
            raise Differs(f"Countersign ended during the run ({self.name}):\n{self.server.log()[-3000:]}")
        if self.robot and not self.robot.approved:
            raise Differs("nothing was held where everything should have been")

    def close(self):
        try:
            if self.robot:
                self.robot.close()
            if self.server:
                self.server.close()
        finally:
            if self.folder and "COUNTERSIGN_KEEP" not in os.environ:
                shutil.rmtree(self.folder, ignore_errors=True)
