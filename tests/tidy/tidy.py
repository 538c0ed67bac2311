#!/usr/bin/env python3
"""The tree's own rules, checked by a program: who may include whom, sizes, banned calls, what every folder has.

Usage: tidy.py ROOT. Prints one line for each finding (path:line: rule: what to do) and exits 1 if there is any.
"""

import re
import sys

import layers
from source_text import code_only, files_of, is_generated, read

HEADER_LINES_MAX = 200
SOURCE_LINES_MAX = 450

# A line may opt out of one rule if it says why:  tidy: allow fixed-port because nothing listens there
ALLOWED = re.compile(r"tidy: allow ([a-z-]+) because \w+")

BANNED_CALLS = [
    (r"\bsleep_(for|until)\b", "wait for the event itself, with a deadline"),
    (r"\b(usleep|nanosleep|sleep)\s*\(", "wait for the event itself, with a deadline"),
    (r"std::this_thread\b", "threads belong to io_contexts; wait for the event itself"),
    (r"(?<![\w.>])(std::|::)?system\s*\(", "start the program without a shell"),
    (r"\b(popen|tmpnam|mktemp)\s*\(", "it cannot be used safely"),
    (r"\b(strcpy|strcat|strncpy|v?sprintf|gets|alloca)\s*\(", "use std::string, fmt::format or a span"),
    (r"(?<![\w.>])(std::|::)?s?rand\s*\(", "randomness comes in through approvals/ports/clock.hpp"),
]
# On the text with its comments: one inside the braces gives the reason.
SWALLOWED = r"\bcatch\s*\(\s*\.\.\.\s*\)\s*\{\s*\}"
BANNED_IN_PYTHON = [(r"\btime\.sleep\s*\(", "wait for the event itself, with a deadline"),
                    (r"\bos\.system\s*\(|shell\s*=\s*True", "start the program without a shell")]
BANNED_IN_SCRIPTS = [(r"waitForTimeout\s*\(|\bsetTimeout\s*\(\s*(resolve|done|r)\b", "wait for the event itself")]

# Ports that a test opens or connects to; a number that only stands in a text is none.
FIXED_PORTS = re.compile(
    r"htons\(\s*[1-9]|\b(bind|listen|connect|endpoint|raw_client|tcp_socket)(\s+\w+)?\s*[({][^)\n]*\b[1-9][0-9]{3,4}\b"
    r"|--port[ =]+[1-9]|\bPGPORT=[1-9]|createServer\([^)\n]*\)\.listen\(\s*[1-9]")

# Built from pieces, so that this file is not its own finding.
UNFINISHED = re.compile(r"\b(" + "TO" "DO|FIX" "ME|HA" "CK)\\b")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(" + "wo" "rk|home/[a-z]\\w*|Us" "ers/\\w+|ro" "ot)/[\\w.]")
DOCUMENT = re.compile(r"\b([A-Z]{4,}\.md)\b")
VAGUE_NAMES = re.compile(r"(^|/)(utils?|helpers?|misc|common|stuff)\.(cpp|hpp|py|js)$")

NEEDS_README = [layer for layer in layers.MAY_INCLUDE if layer != "tests"] + [
    "tests", "tests/e2e", "tests/drivers", "tests/browser", "tests/fuzz", "tests/tidy", "tests/demo",
    "tests/bench", "tests/transcripts"]


class Findings:
    def __init__(self):
        self.lines = []

    def add(self, path, line, rule, what, text=""):
        allowed = ALLOWED.search(text)
        if not allowed or allowed.group(1) != rule:
            self.lines.append(f"{path}:{line}: {rule}: {what}")


def each_match(pattern, code, text):
    """(line number, the line with its comments, match) for each match in the code."""
    lines = text.split("\n")
    for match in re.finditer(pattern, code):
        number = code.count("\n", 0, match.start()) + 1
        yield number, lines[number - 1], match


def is_test(path):
    return path.startswith("tests/") and not path.startswith("tests/tidy/")


def check_includes(path, code, text, all_paths, found):
    layer = layers.layer_of(path)
    for number, line, match in each_match(r'(?m)^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', code, text):
        target = match.group(1)
        if target in all_paths or target.split("/")[0] in ("parser", "policy", "approvals", "proxy", "tests"):
            if not layers.may_include(path, target) and not re.match(r"parser/\w+\.h$", target):
                allowed = ", ".join(layers.MAY_INCLUDE[layer]) or "nothing else of ours"
                found.add(path, number, "include", f"{layer} may include {allowed}, not {target}", line)
        elif match.group(0).rstrip().endswith('"') and f"{path.rsplit('/', 1)[0]}/{target}" in all_paths:
            if not path.startswith("cmake/"):
                found.add(path, number, "include-root", f"write the path of {target} from the root", line)
        for pattern, homes in layers.LIBRARY_HOMES.items():
            home = layer if layer is None or layer in homes else layer.split("/")[0]
            if re.match(pattern, target) and target not in all_paths and layer is not None and home not in homes:
                found.add(path, number, "library", f"only {', '.join(homes)} may know {target}", line)
        if layer in layers.PURE and re.match(layers.IMPURE_HEADERS, target):
            found.add(path, number, "pure", f"{layer} does no input or output and has no threads: {target}", line)


def check_cpp(path, text, all_paths, found):
    code = code_only(text)
    layer = layers.layer_of(path)
    is_header = path.endswith(".hpp")
    lines_max = HEADER_LINES_MAX if is_header else SOURCE_LINES_MAX
    if text.count("\n") > lines_max and not is_generated(path):
        found.add(path, 1, "size", f"{text.count(chr(10))} lines, at most {lines_max}: split it by subject")
    if is_header and not re.search(r"(?m)^#pragma once$", code):
        if not path.startswith("cmake/"):
            found.add(path, 1, "pragma-once", "a header begins with #pragma once")
    if is_header:
        for number, line, _ in each_match(r"(?m)^using\s+namespace\b", code, text):
            found.add(path, number, "using-namespace", "not in a header: everybody who includes it gets it", line)
    for pattern, instead in BANNED_CALLS:
        for number, line, match in each_match(pattern, code, text):
            found.add(path, number, "banned", f"{match.group(0).strip()}: {instead}", line)
    for number, line, _ in each_match(SWALLOWED, text, text):
        found.add(path, number, "swallowed", "say why nothing can be done, or let it pass", line)
    if layer in layers.HOT:
        for number, line, _ in each_match(r"std::(w|basic_)?regex\b|#\s*include\s*<regex>", code, text):
            found.add(path, number, "regex", "not where every message passes; match by hand", line)
    if layer in layers.PURE:
        for number, line, _ in each_match(r"\b\w*_clock::now\s*\(|\bstd::time\s*\(|\bgetenv\s*\(", code, text):
            found.add(path, number, "pure", "time and environment come in from outside", line)
    check_includes(path, code, text, all_paths, found)


def check_text(path, text, all_paths, found):
    for number, line in enumerate(text.split("\n"), 1):
        if UNFINISHED.search(line):
            found.add(path, number, "unfinished", "finish it, or say in an issue what is missing", line)
        if MACHINE_PATHS.search(line):
            found.add(path, number, "machine-path", "a path of one machine means nothing on another", line)
        for name in DOCUMENT.findall(line):
            if name not in {one.rsplit("/", 1)[-1] for one in all_paths}:
                found.add(path, number, "document", f"there is no {name} in this tree", line)
        if is_test(path) and FIXED_PORTS.search(line):
            found.add(path, number, "fixed-port", "use port 0, or a port that was found free", line)


def check_other_code(path, text, found):
    banned = BANNED_IN_PYTHON if path.endswith(".py") else BANNED_IN_SCRIPTS
    if text.count("\n") > SOURCE_LINES_MAX:
        found.add(path, 1, "size", f"{text.count(chr(10))} lines, at most {SOURCE_LINES_MAX}: split it by subject")
    for pattern, instead in banned:
        for number, line, match in each_match(pattern, text, text):
            found.add(path, number, "banned", f"{match.group(0).strip()}: {instead}", line)


def check_readmes(root, all_paths, found):
    for folder in NEEDS_README:
        if not any(path.startswith(folder + "/") for path in all_paths):
            continue
        readme = f"{folder}/README.md"
        if readme not in all_paths:
            found.add(readme, 1, "readme", "each folder says what it is, its invariants and its decisions")
        elif folder != "tests" and folder in layers.MAY_INCLUDE and "Invariants" not in read(root, readme):
            found.add(readme, 1, "readme", "it has no part called Invariants")


def check_contributing(root, all_paths, found):
    if "CONTRIBUTING.md" not in all_paths:
        found.add("CONTRIBUTING.md", 1, "readme", "it is missing")
        return
    lines = read(root, "CONTRIBUTING.md").split("\n")
    for row in layers.table():
        if row not in lines:
            found.add("CONTRIBUTING.md", 1, "layer-table", f"it lacks the row {row}")


def check(root):
    found = Findings()
    all_paths = set(files_of(root))
    for path in sorted(all_paths):
        text = read(root, path)
        if VAGUE_NAMES.search(path):
            found.add(path, 1, "name", "say what is in it")
        if path.endswith((".cpp", ".hpp")):
            check_cpp(path, text, all_paths, found)
        elif path.endswith((".py", ".js", ".mjs", ".ts")) and not path.startswith("tests/tidy/"):
            check_other_code(path, text, found)
        check_text(path, text, all_paths, found)
    check_readmes(root, all_paths, found)
    check_contributing(root, all_paths, found)
    return found.lines


def main():
    lines = check(sys.argv[1])
    print("\n".join(lines) if lines else "tidy: nothing to say")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
