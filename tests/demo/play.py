#!/usr/bin/env python3
"""Plays the story of Countersign with real programs and prints what each of them would show a person.

Needs a PostgreSQL cluster that trusts its socket, and the binary; `./dev demo` brings both. Nothing is typed and no
terminal is needed. Every line that matters is checked: if one differs, the play stops there and exits 1.
"""

import argparse
import base64
import hmac
import json
import os
import re
import subprocess
import sys
import time
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../support"))

from running import Differs, Http, Server, eventually  # noqa: E402  (after the path is set)
from slack import Slack  # noqa: E402
from stage import Printer, Psql  # noqa: E402

CODE = r"\b([2-9A-Z]{3}-[2-9A-Z]{3})\b"
# Slack user ids of the approvers of the starter rules.
SLACK_IDS = {"dana": "U0DANA42", "sam": "U0SAM007"}


class Play:
    def __init__(self, options):
        self.options = options
        self.printer = Printer()
        self.say = self.printer.line
        self.open = []  # what has to be closed, whatever happens

    # ---- The stage ----

    def build(self):
        home, options = self.options.home, self.options
        os.makedirs(home, mode=0o700)
        self.sql("postgres", "-f", f"{HERE}/shop.sql")
        self.slack = self.keep(Slack(home))
        starter = subprocess.run([options.binary, "starter-rules"], stdout=subprocess.PIPE, text=True, check=True).stdout
        self.write("rules.toml", with_step_up(with_slack_ids(starter)))
        self.write("factors.key", os.urandom(32).hex() + "\n")
        self.write("slack_token", self.slack.token + "\n")
        self.write("slack_secret", self.slack.secret + "\n")
        self.server = self.keep(Server(options.binary, home, f"""\
[listen]
address = "127.0.0.1"
port = 0

[upstream]
host = "{options.pg_socket}"
port = {options.pg_port}

[catalog]
url = "host={options.pg_socket} port={options.pg_port} user=postgres dbname=shop"

[rules]
file = "rules.toml"

[store]
file = "countersign.db"

[audit]
file = "audit.jsonl"

[inbox]
address = "127.0.0.1"
port = 0

[factors]
key_file = "factors.key"

[slack]
token_file = "slack_token"
signing_secret_file = "slack_secret"
channel = "{self.slack.channel}"
api = "{self.slack.url}"
"""))
        self.tokens = {}
        for person in SLACK_IDS:
            _, out = self.server.command("token", person, "--config", "countersign.toml")
            self.tokens[person] = out.split()[-1]
        self.dana = Http(self.server.url, self.tokens["dana"])
        self.sam = Http(self.server.url, self.tokens["sam"])

    def write(self, name, text):
        with open(os.open(f"{self.options.home}/{name}", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    def keep(self, thing):
        self.open.append(thing)
        return thing

    def close(self):
        for thing in reversed(self.open):
            thing.close()

    def sql(self, database, *arguments):
        """psql past Countersign, as the superuser; what it printed."""
        return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-h", self.options.pg_socket,
                               "-p", str(self.options.pg_port), "-U", "postgres", database, *arguments],
                              stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    def orders(self):
        return int(self.sql("shop", "-c", "SELECT count(*) FROM orders"))

    def psql(self, user="app", who="engineer"):
        return self.keep(Psql(self.printer, who, self.server.port, user, "shop"))

    def cli(self, person, *arguments, check=True):
        self.say(person, "$ countersign " + " ".join(f'"{one}"' if " " in one else one for one in arguments))
        status, out = self.server.command(*arguments, token=self.tokens.get(person), check=check)
        self.printer.lines(person, out)
        return status, out

    def expect(self, text, pattern, what):
        match = re.search(pattern, text, re.DOTALL)
        if not match:
            raise Differs(f"expected {what} (/{pattern}/) in:\n{text}")
        return match

    def equal(self, got, wanted, what):
        if got != wanted:
            raise Differs(f"{what}: expected {wanted!r}, got {got!r}")

    def held(self, psql):
        """Waits for the NOTICE; the code of the hold. Everything a requester needs must be in it."""
        notice = psql.wait(r"NOTICE:.*?code " + CODE + r".*?Ctrl-C[^\n]*\n", "the NOTICE that the statement is held").group(0)
        code = re.search(CODE, notice).group(1)
        for what, pattern in (("the rule", r'rule "'), ("the approvers", r"approver"), ("the deadline", r"expires? in"),
                              ("the link", re.escape("http://"))):
            self.expect(notice, pattern, f"{what} in the NOTICE")
        return code

    # ---- The story ----

    def scene_allowed(self):
        self.printer.scene("An engineer works as always")
        psql = self.engineer = self.psql()
        text, _ = psql.ask("SELECT count(*) FROM orders WHERE state = 'open';")
        self.expect(text, r"\(1 row\)", "an answer")
        text, _ = psql.ask("UPDATE orders SET state = 'paid' WHERE id = 7;")
        self.expect(text, r"UPDATE 1\n", "UPDATE 1")
        self.printer.ok("nothing was held")

    def scene_slack(self):
        self.printer.scene("A DELETE without WHERE waits, and is approved in Slack")
        self.engineer.type("DELETE FROM orders;")
        code = self.held(self.engineer)
        message = self.slack.wait_for_post(code)
        self.printer.lines("slack", self.slack.as_seen(message))
        self.expect(self.slack.as_seen(message), r"DELETE FROM orders", "the statement in Slack")
        self.equal(self.orders(), 1204, "orders while it is held")
        hold = self.dana.hold(code)
        forged = self.slack.press(self.server.url, message, "approve", SLACK_IDS["dana"], secret="not the secret")
        self.equal(forged[0], 401, "the HTTP status for a forged signature")
        self.equal(self.dana.hold(code)["state"], "pending", "the state after a forged approval")
        self.say("slack", "(a click with a forged signature: HTTP 401, nothing happens)")
        self.say("slack", "dana presses [Approve]")
        self.equal(self.slack.press(self.server.url, message, "approve", SLACK_IDS["dana"])[0], 200, "the answer to the click")
        text, _ = self.engineer.prompt()
        self.expect(text, r"\nDELETE 1204\n\Z", "DELETE 1204")
        self.equal(self.orders(), 0, "orders after the approval")
        settled = self.slack.wait_for_update(code, r"DELETE 1204")
        self.printer.lines("slack", self.slack.as_seen(settled))
        self.expect(self.slack.as_seen(settled), r"dana", "who approved, in Slack")
        self.equal(len(hold["digest"]), 64, "the digest's length")
        self.printer.ok("it ran once, after the approval, and Slack shows by whom and its outcome")
        self.sql("shop", "-c", "INSERT INTO orders SELECT n, 1 + n % 97, 10, 'open', date '2024-01-01'"
                               " FROM generate_series(1, 1204) n")

    def scene_denied(self):
        self.printer.scene("The next one is denied from the command line, and the session goes on")
        self.engineer.type("DELETE FROM orders;")
        code = self.held(self.engineer)
        _, out = self.cli("sam", "holds")
        self.expect(out, re.escape(code), "the code in the list")
        _, out = self.cli("sam", "show", code)
        self.expect(out, r"DELETE FROM orders", "the statement")
        self.cli("sam", "deny", code, "--reason", "use the archive job")
        text, prompt = self.engineer.prompt()
        self.expect(text, r"ERROR:.*use the archive job", "the ERROR with the reason")
        self.expect(text, r"ERROR:.*sam", "who denied it")
        self.expect(text, r'rule "', "the rule")
        self.expect(text, r"HINT:", "a hint")
        text, _ = self.engineer.ask("\\echo :LAST_ERROR_SQLSTATE")
        self.expect(text, r"\n42501\n", "SQLSTATE 42501")
        text, _ = self.engineer.ask("SELECT 1 AS still_here;")
        self.expect(text, r"still_here.*\(1 row\)", "the session to go on")
        status, _ = self.cli("dana", "approve", code, check=False)
        if status == 0:
            raise Differs("a hold that sam had denied could be approved")
        self.printer.ok("whoever is first wins; the other is told by whom it was settled")

    def scene_transaction(self):
        self.printer.scene("Inside a transaction a denial aborts it, as any error does")
        self.engineer.ask("BEGIN;")
        self.engineer.ask("UPDATE orders SET amount = 0 WHERE id = 1;")
        self.engineer.type("TRUNCATE orders;")
        code = self.held(self.engineer)
        self.cli("sam", "deny", code, "--reason", "not in production")
        text, prompt = self.engineer.prompt()
        self.expect(text, r"ERROR:.*not in production", "the ERROR")
        self.equal(prompt, "shop=!> ", "psql's prompt in a failed transaction")
        text, _ = self.engineer.ask("SELECT 1;")
        self.expect(text, r"current transaction is aborted", "the backend's own error")
        text, _ = self.engineer.ask("ROLLBACK;")
        self.expect(text, r"\nROLLBACK\n", "ROLLBACK")
        self.equal(self.sql("shop", "-c", "SELECT amount > 0 FROM orders WHERE id = 1"), "t", "the UPDATE rolled back")
        self.equal(self.orders(), 1204, "orders after two denials")

    def scene_ctrl_c(self):
        self.printer.scene("Ctrl-C withdraws")
        self.engineer.type("DELETE FROM orders;")
        code = self.held(self.engineer)
        self.engineer.ctrl_c()
        text, _ = self.engineer.prompt()
        self.expect(text, r"ERROR:", "the ERROR after Ctrl-C")
        self.dana.wait_for_state(code, "withdrawn")
        _, out = self.cli("dana", "show", code)
        self.expect(out, r"withdrawn", "that it was withdrawn")
        status, _ = self.cli("dana", "approve", code, check=False)
        if status == 0:
            raise Differs("a withdrawn hold could be approved")
        self.equal(self.orders(), 1204, "orders after the withdrawal")
        self.printer.ok("it can never run")

    def scene_inbox(self):
        self.printer.scene("An approver's inbox, over HTTP as a browser does it")
        self.engineer.type("DELETE FROM orders WHERE true;")
        code = self.held(self.engineer)
        browser = Http(self.server.url)
        status, headers, page = browser.call("GET", "/")
        self.equal(status, 200, "the page")
        self.expect(headers["Content-Security-Policy"] or "", r"default-src", "a Content Security Policy")
        self.expect(page, r"<html", "a page")
        self.equal(browser.json("GET", "/api/holds")[0], 401, "the list without logging in")
        me = browser.log_in(self.tokens["dana"])
        self.say("inbox", f"{me['name']} logs in")
        hold = next(one for one in browser.pending() if one["code"] == code)
        self.say("inbox", f"{hold['code']}  {hold['role']}@{hold['database']}  {hold['statement']}")
        csrf, browser.csrf = browser.csrf, None
        self.equal(browser.decide(code, "approve", hold["digest"])[0], 403, "an approval without the CSRF token")
        browser.csrf = csrf
        self.equal(browser.decide(code, "approve", "0" * 64)[0], 409, "an approval of something else than is held")
        status, answer = browser.decide(code, "approve", hold["digest"])
        self.equal(status, 200, f"the approval ({answer})")
        self.say("inbox", answer["message"])
        text, _ = self.engineer.prompt()
        self.expect(text, r"\nDELETE 1204\n\Z", "DELETE 1204")
        self.equal(self.orders(), 0, "orders after the approval")
        self.printer.ok("a click without the page's token, or for other bytes than are held, does nothing")

    def scene_own_request(self):
        self.printer.scene("Nobody approves their own request, on any channel")
        psql = self.psql(user="dana", who="dana")
        psql.type("TRUNCATE orders;")
        code = self.held(psql)
        status, _ = self.cli("dana", "approve", code, check=False)
        if status == 0:
            raise Differs("dana could approve her own request on the command line")
        hold = self.sam.hold(code)
        status, answer = self.dana.decide(code, "approve", hold["digest"])
        self.equal(status, 403, f"dana's own approval over HTTP ({answer})")
        message = self.slack.wait_for_post(code)
        self.slack.press(self.server.url, message, "approve", SLACK_IDS["dana"])
        private = self.slack.wait_for_private()
        self.say("slack", f"(only dana sees) {private}")
        self.equal(self.sam.hold(code)["state"], "pending", "the state after dana's own attempts")
        self.cli("sam", "approve", code)
        text, _ = psql.prompt()
        self.expect(text, r"\nTRUNCATE TABLE\n\Z", "TRUNCATE TABLE")
        psql.quit()

    def scene_step_up(self):
        self.printer.scene("Is it you? A statement that its requester confirms")
        _, out = self.cli("dana", "people", "invite", "dana", "--config", "countersign.toml")
        invitation = re.search(r"/enrol#(\S+)", out).group(1)
        page = Http(self.server.url)
        status, begun = page.json("POST", "/api/enrol", {"invitation": invitation})
        self.equal(status, 200, "the beginning of the enrolment")
        secret = begun["totp"]["secret"]
        status, done = page.json("POST", "/api/enrol/totp", {"enrolment": begun["enrolment"], "code": totp(secret, -1)})
        self.equal(status, 200, "the enrolment of dana's authenticator app")
        self.say("inbox", f"dana scans the QR code, and keeps {len(done['recovery_codes'])} recovery codes")
        psql = self.psql(user="dana", who="dana")
        psql.type("SELECT * FROM payroll;")
        match = psql.wait(r"held until you confirm it with .*?/prove#([0-9a-f]+)", "the NOTICE with a link")
        status, asked = page.json("POST", "/api/prove", {"link": match.group(1)})
        self.equal(status, 200, "the page behind the link")
        self.say("inbox", f"{asked['hold']['code']}  {asked['hold']['statement']}  Is it you?")
        status, _ = page.json("POST", "/api/prove/code", {"link": match.group(1), "person": "", "code": "000000"})
        self.equal(status, 422, "a wrong code")
        status, answer = page.json("POST", "/api/prove/code", {"link": match.group(1), "person": "", "code": totp(secret, 0)})
        self.equal(status, 200, f"dana's code ({answer})")
        text, _ = psql.prompt()
        self.expect(text, r"\(1 row\)", "the rows")
        psql.ask(f"SET countersign.otp = '{totp(secret, 1)}';")
        text, _ = psql.ask("SELECT * FROM payroll;")
        self.expect(text, r"confirmed by dana with a one-time code.*\(1 row\)", "the rows at once")
        psql.quit()
        if secret in self.server.log():
            raise Differs("the log has the secret of dana's authenticator app")
        self.printer.ok("a code is good once; the server has seen none of them")

    def scene_rules(self):
        self.printer.scene("A DBA asks what the rules do, and checks a file with mistakes")
        status, out = self.cli("dana", "explain", "WITH d AS (DELETE FROM orders RETURNING *) SELECT count(*) FROM d",
                               "--role", "app", "--database", "shop", "--rules", "rules.toml", check=False)
        self.equal(status, 3, "the exit code for what would be held")
        self.expect(out, r"delete", "the DELETE inside the SELECT")
        self.expect(out, r"approve", "its verdict")
        _, out = self.cli("dana", "check", "rules.toml")
        self.write("broken.toml", 'version = 1\ndefault = "allow"\n\n[[rule]]\nname = "x"\neffects = ["delet"]\n'
                                  'action = "aprove"\n')
        status, out = self.cli("dana", "check", "broken.toml", check=False)
        if status == 0:
            raise Differs("check found nothing wrong with a broken rules file")
        self.expect(out, r"broken\.toml:6:\d+:.*delete", "file, line, column and a suggestion for the effect")
        self.expect(out, r"broken\.toml:7:\d+:.*approve", "the same for the action")

    def scene_audit(self):
        self.printer.scene("What ran, who let it: the audit log")
        self.engineer.quit()
        lines = self.server.audit()
        for line in lines:
            told = [f"{key}={line[key]}" for key in ("code", "role", "person", "approver", "decision", "channel", "reason",
                                                     "state", "why", "outcome", "text") if line.get(key)]
            self.say("audit", f"{line['ts'][11:23]} {line['event']:<17} {' '.join(told)}")
        self.say("audit", "one of them whole: " + json.dumps(next(line for line in lines if line["event"] == "held")))
        text = "\n".join(str(line) for line in lines)
        for what, pattern in (("an approval by dana over Slack", r"dana.*slack|slack.*dana"),
                              ("a denial by sam", r"sam.*use the archive job|use the archive job.*sam"),
                              ("an outcome", r"DELETE 1204"), ("a withdrawal", r"withdrawn")):
            if not re.search(pattern, text):
                raise Differs(f"the audit log lacks {what}")

    def run(self):
        self.build()
        for scene in (self.scene_allowed, self.scene_slack, self.scene_denied, self.scene_transaction, self.scene_ctrl_c,
                      self.scene_inbox, self.scene_own_request, self.scene_step_up, self.scene_rules, self.scene_audit):
            scene()


def with_step_up(rules):
    """Before all other rules: who reads the payroll proves who they are."""
    return rules.replace("[[rule]]", '[[rule]]\nname = "payroll"\neffects = ["read"]\nobjects = ["public.payroll"]\n'
                         'action = "step-up"\nfactors = ["totp"]\n\n[[rule]]', 1)


def totp(secret, steps_from_now):
    """RFC 6238, as an authenticator app counts. Not at the end of a step, so that it is still of it on arrival."""
    eventually("the next step of one-time codes", lambda: time.time() % 30 < 27)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = int(time.time()) // 30 + steps_from_now
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7fffffff) % 1000000:06}"


def with_slack_ids(starter):
    """The starter rules with Slack ids for the people of the play. It is what an administrator adds first."""
    known = {one["name"]: one for one in tomllib.loads(starter).get("person", [])}
    text = starter
    for name, slack_id in SLACK_IDS.items():
        if name not in known:
            text += f'\n[[person]]\nname = "{name}"\nslack = "{slack_id}"\n'
        elif not known[name].get("slack"):
            text = re.sub(rf'(\[\[person\]\]\s*\nname\s*=\s*"{name}"[^\n]*\n)', rf'\1slack = "{slack_id}"\n', text)
        else:
            text = text.replace(known[name]["slack"], slack_id)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True, help="a folder to make, for config, store and logs")
    parser.add_argument("--pg-socket", required=True, help="the folder of the cluster's Unix socket")
    parser.add_argument("--pg-port", required=True, type=int)
    play = Play(parser.parse_args())
    try:
        play.run()
    except Differs as problem:
        print(f"\nThe play went wrong: {problem}", file=sys.stderr)
        if hasattr(play, "server"):
            print("\n".join(["--- the log of Countersign ends:", *play.server.log().split("\n")[-40:]]), file=sys.stderr)
        return 1
    finally:
        play.close()
    print("\nEverything went as it should.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
