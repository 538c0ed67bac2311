"""Slack as its users see it, on top of the stand-in for its Web API (tests/support/slack_double.py).

What the app posts is read from the stand-in's record; what a user does is sent to the app as Slack sends it, signed.
"""

import json
import os
import re
import secrets
import select
import subprocess
import sys

from running import PATIENCE, Differs, Http, eventually, signed_slack_request

DOUBLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support/slack_double.py")


class Slack:
    channel = "C0APPROVALS"

    def __init__(self, folder):
        self.token = "xoxb-" + secrets.token_hex(12)
        self.secret = secrets.token_hex(16)
        self.record = f"{folder}/slack.jsonl"
        self.process = subprocess.Popen([sys.executable, DOUBLE, self.record], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        if not ready:
            raise Differs("the stand-in for Slack did not start")
        self.host = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        self.url = self.host + "/api"

    def close(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def calls(self, *methods):
        """What the app has called so far, in order; each with the bot token, as Slack insists."""
        with open(self.record, encoding="utf-8") as file:
            calls = [json.loads(line) for line in file if line.endswith("\n")]
        for call in calls:
            if call["method"] != "response_url" and call["authorization"] != f"Bearer {self.token}":
                raise Differs(f"{call['method']} was called without the bot token")
        return [call for call in calls if call["method"] in methods]

    def message(self, code):
        """The message about a hold as it is now: as posted, or as updated last."""
        now = None
        for call in self.calls("chat.postMessage", "chat.update"):
            if code in self.as_seen(call["arguments"]):
                now = call["arguments"] | {"ts": call["answer"]["ts"], "channel": call["answer"]["channel"]}
        return now

    # ---- What people see and do ----

    def as_seen(self, message):
        """The message as text, the way Slack would lay it out."""
        lines = []
        for block in message.get("blocks", []):
            texts = [block["text"]] if "text" in block else block.get("fields", [])
            if block["type"] == "actions":
                lines.append("  ".join(f"[{one['text']['text']}]" for one in block["elements"]))
            elif block["type"] == "context":
                texts = block["elements"]
            lines += [line for text in texts for line in text["text"].split("\n")]
        text = "\n".join(lines)
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def wait_for_post(self, code):
        return eventually(f"Slack message about {code}", lambda: self.message(code))

    def wait_for_update(self, code, pattern):
        def look():
            now = self.message(code)
            return now if now and re.search(pattern, self.as_seen(now)) else None

        return eventually(f"update of the Slack message with /{pattern}/", look)

    def wait_for_private(self):
        """The text that only the last user who pressed a button sees."""

        def look():
            calls = self.calls("response_url", "chat.postEphemeral")
            return calls[-1]["arguments"].get("text") if calls else None

        return eventually("private answer", look)

    def press(self, app_url, message, label, user, secret=None):
        """A user presses a button; status and body of the app's answer."""
        buttons = [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]
        button = next((one for one in buttons if one["text"]["text"].lower() == label), None)
        if button is None:
            raise Differs(f"the Slack message has no button {label}")
        body, headers = signed_slack_request(secret or self.secret, {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "team_id": "T0SHOP"},
            "team": {"id": "T0SHOP", "domain": "shop"},
            "channel": {"id": message["channel"], "name": "approvals"},
            "container": {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]},
            "message": message,
            "trigger_id": "13345224609.738474920.8088930838d88f008e0",
            "response_url": f"{self.host}/response/{user}",
            "actions": [{"type": "button", "action_id": button["action_id"], "block_id": "b1", "value": button["value"],
                         "text": button["text"], "action_ts": "1700000002.000001"}],
        })
        status, _, text = Http(app_url).call("POST", "/slack/actions", body, headers)
        return status, text
