#!/usr/bin/env python3
"""Each rule of tidy finds what it is for, and leaves alone what only looks like it."""

import os
import tempfile
import unittest

import layers
import tidy
from source_text import code_only

HEADER = "#pragma once\n"


def clean_tree():
    """A small tree without findings."""
    tree = {
        "CONTRIBUTING.md": "\n".join(["# Contributing", *layers.table(), ""]),
        "parser/README.md": "**Invariants**\n",
        "parser/effect.hpp": HEADER + "struct effect {};\n",
        "policy/README.md": "## Invariants\n",
        "policy/rules.cpp": '#include "parser/effect.hpp"\n',
        "tests/README.md": "Tests.\n",
    }
    return tree


def findings(changes):
    """What tidy says about the clean tree with these files changed or, where the text is None, removed."""
    tree = clean_tree() | changes
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            if text is None:
                continue
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return tidy.check(root)


# name of the case, files, and the findings' rule and place (path:line).
REPORTED = [
    ("parser includes policy", {"parser/a.cpp": '\n#include "policy/rules.hpp"\n'}, "parser/a.cpp:2: include:"),
    ("policy includes session", {"policy/a.cpp": '#include "proxy/session/session.hpp"\n'}, "policy/a.cpp:1: include:"),
    ("include of ours with angle brackets", {"parser/a.cpp": "#include <policy/rules.hpp>\n"}, "parser/a.cpp:1: include:"),
    ("include with odd spacing", {"parser/a.cpp": '  #  include   "policy/rules.hpp"\n'}, "parser/a.cpp:1: include:"),
    ("one adapter includes another", {"approvals/README.md": "Invariants", "approvals/store/README.md": "Invariants",
     "approvals/store/a.cpp": '#include "approvals/inbox/server.hpp"\n'}, "approvals/store/a.cpp:1: include:"),
    ("the core includes an adapter", {"approvals/README.md": "Invariants",
     "approvals/a.cpp": '#include "approvals/store/sqlite.hpp"\n'}, "approvals/a.cpp:1: include:"),
    ("test support includes what is tested", {"tests/support/README.md": "Invariants",
     "tests/support/a.cpp": '#include "proxy/wire/frame.hpp"\n'}, "tests/support/a.cpp:1: include:"),
    ("include relative to the folder", {"policy/b.hpp": HEADER, "policy/a.cpp": '#include "b.hpp"\n'},
     "policy/a.cpp:1: include-root:"),
    ("SQLite outside the store", {"policy/a.cpp": "#include <sqlite3.h>\n"}, "policy/a.cpp:1: library:"),
    ("node types outside the parser", {"policy/a.cpp": "#include <pg_query.h>\n"}, "policy/a.cpp:1: library:"),
    ("Asio in a pure layer", {"parser/a.cpp": "#include <boost/asio/post.hpp>\n"}, "parser/a.cpp:1: pure:"),
    ("a thread in a pure layer", {"parser/a.cpp": "#include <thread>\n"}, "parser/a.cpp:1: pure:"),
    ("a clock in a pure layer", {"policy/a.cpp": "auto t = std::chrono::system_clock::now();\n"}, "policy/a.cpp:1: pure:"),
    ("a header that is too long", {"parser/a.hpp": HEADER + "\n" * 200}, "parser/a.hpp:1: size:"),
    ("a source that is too long", {"parser/a.cpp": "\n" * 451}, "parser/a.cpp:1: size:"),
    ("a script that is too long", {"tests/a.py": "\n" * 451}, "tests/a.py:1: size:"),
    ("no pragma once", {"parser/a.hpp": "struct a {};\n"}, "parser/a.hpp:1: pragma-once:"),
    ("pragma once in a comment only", {"parser/a.hpp": "/*\n#pragma once\n*/\n"}, "parser/a.hpp:1: pragma-once:"),
    ("using namespace in a header", {"parser/a.hpp": HEADER + "using  namespace std;\n"}, "parser/a.hpp:2: using-namespace:"),
    ("sleep_for", {"tests/a.cpp": "\n\nsleep_for(1s);\n"}, "tests/a.cpp:3: banned:"),
    ("usleep", {"tests/a.cpp": "usleep (3);\n"}, "tests/a.cpp:1: banned:"),
    ("this_thread", {"parser/a.cpp": "std::this_thread::yield();\n"}, "parser/a.cpp:1: banned:"),
    ("system", {"parser/a.cpp": 'int n = std::system("ls");\n'}, "parser/a.cpp:1: banned:"),
    ("strcpy", {"parser/a.cpp": "strcpy(a, b);\n"}, "parser/a.cpp:1: banned:"),
    ("sprintf", {"parser/a.cpp": "std::sprintf(a, b);\n"}, "parser/a.cpp:1: banned:"),
    ("rand", {"parser/a.cpp": "int n = rand();\n"}, "parser/a.cpp:1: banned:"),
    ("an exception swallowed", {"parser/a.cpp": "try { a(); } catch (...) {}\n"}, "parser/a.cpp:1: swallowed:"),
    ("a sleep in Python", {"tests/a.py": "time.sleep(1)\n"}, "tests/a.py:1: banned:"),
    ("a shell in Python", {"tests/a.py": "run(x, shell=True)\n"}, "tests/a.py:1: banned:"),
    ("a sleep in JavaScript", {"tests/a.mjs": "await page.waitForTimeout(100)\n"}, "tests/a.mjs:1: banned:"),
    ("a regular expression on the hot path", {"parser/a.cpp": "std::regex r;\n"}, "parser/a.cpp:1: regex:"),
    ("unfinished work", {"parser/a.cpp": "// TO" "DO: more\n"}, "parser/a.cpp:1: unfinished:"),
    ("unfinished work in a document", {"parser/README.md": "Invariants\nFIX" "ME\n"}, "parser/README.md:2: unfinished:"),
    ("a path of one machine", {"parser/a.cpp": "// see /ho" "me/dana/notes\n"}, "parser/a.cpp:1: machine-path:"),
    ("a document that is not there", {"parser/a.cpp": "// see ARCHITECT" "URE.md\n"}, "parser/a.cpp:1: document:"),
    ("a port in a test", {"tests/a.cpp": 'raw_client client{"127.0.0.1", 5432};\n'}, "tests/a.cpp:1: fixed-port:"),
    ("a port for a program", {"tests/a.py": "run('psql --port 5432')\n"}, "tests/a.py:1: fixed-port:"),
    ("a vague name", {"parser/utils.hpp": HEADER}, "parser/utils.hpp:1: name:"),
    ("a folder without a README", {"parser/README.md": None}, "parser/README.md:1: readme:"),
    ("a README without invariants", {"parser/README.md": "Nice.\n"}, "parser/README.md:1: readme:"),
    ("no CONTRIBUTING.md", {"CONTRIBUTING.md": None}, "CONTRIBUTING.md:1: readme:"),
    ("a table that differs", {"CONTRIBUTING.md": "\n".join(layers.table()[1:])}, "CONTRIBUTING.md:1: layer-table:"),
]

LEFT_ALONE = [
    ("a clean tree", {}),
    ("a banned word in a comment or text", {"parser/a.cpp": '// sleep_for\n/* rand( */ auto s = "system(1)"; // strcpy(\n'}),
    ("a banned word in a raw literal", {"parser/a.cpp": 'auto s = R"x(\n system("a") )" )x";\n'}),
    ("names that only end alike", {"parser/a.cpp": "error.system(); brand(); make_system(); grand(2);\n"}),
    ("an exception swallowed for a reason", {"parser/a.cpp": "try { a(); } catch (...) {\n  // it is only a hint\n}\n"}),
    ("using namespace inside a function", {"parser/a.hpp": HEADER + "inline int a() {\n  using namespace b;\n  return c;\n}\n"}),
    ("a digit separator is no literal", {"parser/a.cpp": "int n = 1'000'000; int m = 2'0;\n"}),
    ("a generated table of any length", {"parser/functions_table.cpp": "\n" * 5000}),
    ("a header at the limit", {"parser/a.hpp": HEADER + "\n" * 199}),
    ("a port in a text", {"tests/a.cpp": 'CHECK(text == "10.20.1.7:51212, port 5432");\n'}),
    ("an exception with a reason", {"tests/a.cpp":
     "connect(host, 5432); // tidy: allow fixed-port because nothing listens there\n"}),
    ("slack callbacks see HTTP as the inbox does", {"approvals/README.md": "Invariants",
     "approvals/inbox/README.md": "Invariants", "approvals/inbox/http.hpp": HEADER,
     "approvals/notify/README.md": "Invariants", "approvals/notify/a.cpp": '#include "approvals/inbox/http.hpp"\n'}),
]


class TidyTest(unittest.TestCase):
    def test_each_rule_reports_its_violation_and_nothing_else(self):
        for name, changes, expected in REPORTED:
            with self.subTest(name):
                lines = findings(changes)
                self.assertEqual(len(lines), 1, lines)
                self.assertTrue(lines[0].startswith(expected), lines[0])

    def test_what_only_looks_like_a_violation_is_left_alone(self):
        for name, changes in LEFT_ALONE:
            with self.subTest(name):
                self.assertEqual(findings(changes), [])

    def test_an_exception_needs_the_right_rule_and_a_reason(self):
        for comment in ("tidy: allow banned because x", "tidy: allow fixed-port", "tidy: allow fixed-port because"):
            with self.subTest(comment):
                self.assertEqual(len(findings({"tests/a.cpp": f"connect(host, 5432); // {comment}\n"})), 1)

    def test_blanking_keeps_lines_and_columns(self):
        text = '#include "a.hpp"\nint a; /* x\ny */ char c = \'"\'; auto s = "//";\n'
        code = code_only(text)
        self.assertEqual(len(code), len(text))
        self.assertEqual(code.count("\n"), text.count("\n"))
        self.assertIn('#include "a.hpp"', code)
        self.assertNotIn("x", code.split("\n")[1])


if __name__ == "__main__":
    unittest.main()
