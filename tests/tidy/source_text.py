"""Reading source text: files of the tree, and C++ without its comments and string literals."""

import os
import re

SKIPPED_FOLDERS = {".git", "build", ".dev", ".cache", "node_modules", "__pycache__"}
BINARY_ENDINGS = (".png", ".ico", ".db", ".gz", ".bin", ".woff2")
# Inputs for fuzzers and recorded bytes are not text that anybody wrote.
SKIPPED_PATHS = ("tests/fuzz/corpus/", "tests/fuzz/crashes/", "tests/fuzz/seeds/")


def files_of(root):
    """Paths of all text files, relative to the root, with slashes."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
            if not name.endswith(BINARY_ENDINGS) and not path.startswith(SKIPPED_PATHS):
                yield path


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def is_generated(path):
    """Tables that a script writes are as long as they have to be, and say so in their name."""
    return re.search(r"_table\.(cpp|hpp|inc)$", path) is not None


TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<raw>R"(?P<mark>[^ ()\\\t\n]{0,16})\(.*?\)(?P=mark)")"""
    r"""|(?P<string>"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*')""",
    re.DOTALL | re.VERBOSE,
)


def code_only(text):
    """C++ with comments and literals blanked, so that lines and columns stay where they are. Includes keep theirs."""

    def blank(match):
        whole = match.group(0)
        line_start = text.rfind("\n", 0, match.start()) + 1
        if match.group("string") and text[line_start:match.start()].lstrip().startswith("#"):
            return whole
        return re.sub(r"[^\n]", " ", whole)

    return TOKEN.sub(blank, text)
