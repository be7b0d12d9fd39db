#!/usr/bin/env python3
"""Runs the terminal sessions that a page of documentation shows, and compares what they print.

    sessions.py [--update] [--folder FOLDER] PAGE.md

A session is a fenced block marked `console`: a line that begins with "$ " is a command (a trailing backslash continues it on the next
line), the lines below it are what it prints, on standard output or standard error. All sessions of a page run in one scratch folder,
in order, so that a later one finds what an earlier one left. A command must end with status 0; a page that shows a failure writes
`|| echo "status $?"`.

In what is expected, a line "..." stands for any number of lines, and the character … within a line for any text.

    <!-- file: model.toml -->   the fenced block that follows is written to this file first
    <!-- not run -->            the fenced block that follows is only shown

--folder FOLDER: the scratch folder starts as a copy of it. If it holds session.sh, the commands of the page must be those of that
script, line by line, so that page and example cannot drift apart.
--update: writes what the commands print into the page instead; blocks with a wildcard are compared as before.

Environment: SOFTLIN_BIN, folders put in front of PATH. Exit status: 0 all as shown, 1 something differs, 2 the page cannot be read.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 120  # for one command


class PageError(Exception):
    pass


class Command:
    def __init__(self, line):
        self.line = line  # number of its first line in the page, from 0
        self.text = ""
        self.expected = []


def blocks(lines):
    """Yields (first line of the content, line of the closing fence, language, directive) for every fenced block."""
    directive = None
    i = 0
    while i < len(lines):
        comment = re.fullmatch(r"<!-- (file: \S+|not run) -->", lines[i].strip())
        fence = re.match(r"( *)(`{3,}|~{3,})\s*(\S*)", lines[i])
        if comment:
            directive = comment.group(1)
        elif fence:
            end = i + 1
            while end < len(lines) and lines[end].strip() != fence.group(2):
                end += 1
            if end == len(lines):
                raise PageError(f"line {i + 1}: this block has no end")
            yield i + 1, end, fence.group(3), directive
            directive = None
            i = end
        elif lines[i].strip():
            if directive is not None:
                raise PageError(f"line {i + 1}: found text, expected the block that <!-- {directive} --> speaks of")
        i += 1
    if directive is not None:
        raise PageError(f"<!-- {directive} --> is followed by no block")


def commands(lines, start, end):
    out = []
    i = start
    while i < end:
        if lines[i].startswith("$ "):
            out.append(Command(i))
            out[-1].text = lines[i][2:]
            while out[-1].text.endswith("\\") and i + 1 < end:
                i += 1
                out[-1].text += "\n" + lines[i]
        elif not out:
            raise PageError(f"line {i + 1}: a console block begins with a command, '$ ...'")
        else:
            out[-1].expected.append(lines[i])
        i += 1
    for command in out:
        while command.expected and not command.expected[-1].strip():
            command.expected.pop()  # an empty line between commands
    return out


def line_matches(expected, actual):
    parts = [re.escape(part) for part in expected.split("…")]
    return re.fullmatch(".*".join(parts), actual) is not None


def matches(expected, actual):
    """expected: lines, "..." for any number of them."""
    reach = {0}  # how many lines of `actual` the expected lines so far may have used
    for line in expected:
        if line == "...":
            reach = set(range(min(reach), len(actual) + 1)) if reach else set()
        else:
            reach = {n + 1 for n in reach if n < len(actual) and line_matches(line, actual[n])}
    return len(actual) in reach


def run(command, folder):
    environment = dict(os.environ, LC_ALL="C.UTF-8", COLUMNS="100")
    environment["PATH"] = os.environ.get("SOFTLIN_BIN", "") + ":" + environment["PATH"]
    done = subprocess.run(["bash", "-c", command.text], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, text=True)
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return done.returncode, lines


def script_commands(path):
    """The commands of session.sh: its lines but comments and empty ones."""
    return [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]


def main():
    options = argparse.ArgumentParser(usage="sessions.py [--update] [--folder FOLDER] PAGE.md")
    options.add_argument("page", type=Path)
    options.add_argument("--folder", type=Path)
    options.add_argument("--update", action="store_true")
    options = options.parse_args()
    lines = options.page.read_text().splitlines()
    failed = 0
    shown = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "session"
        if options.folder:
            shutil.copytree(options.folder, folder)
        else:
            folder.mkdir()
        edits = []  # (from line, to line, new lines)
        count = sessions = 0
        for start, end, language, directive in blocks(lines):
            sessions += language == "console"
            if directive == "not run":
                continue
            if directive:
                (folder / directive[len("file: "):]).write_text("\n".join(lines[start:end]) + "\n")
                continue
            if language != "console":
                continue
            for command in commands(lines, start, end):
                count += 1
                shown += command.text.split("\n")
                status, actual = run(command, folder)
                expected = [line.rstrip() for line in command.expected]
                wild = any(line == "..." or "…" in line for line in expected)
                if status != 0:
                    failed += 1
                    print(f"{options.page}:{command.line + 1}: status {status}: {command.text}")
                    print("\n".join(actual))
                elif not matches(expected, actual):
                    if options.update and not wild:
                        first = command.line + 1 + command.text.count("\n")
                        edits.append((first, first + len(command.expected), actual))
                        continue
                    failed += 1
                    print(f"{options.page}:{command.line + 1}: differs: {command.text}")
                    print("shown:\n" + "\n".join(expected) + "\nprinted:\n" + "\n".join(actual))
        script = options.folder / "session.sh" if options.folder else None
        if script and script.exists() and script_commands(script) != [line for line in shown if line.strip()]:
            failed += 1
            print(f"{script}: its commands are not those of {options.page}:")
            print("script:\n" + "\n".join(script_commands(script)) + "\npage:\n" + "\n".join(shown))
        for first, last, new in reversed(edits):
            lines[first:last] = new
        if edits:
            options.page.write_text("\n".join(lines) + "\n")
    if sessions == 0:
        raise PageError("no session")
    print(f"{options.page}: {count} commands" + (f", {failed} failures" if failed else ", all as shown"))
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (PageError, OSError, subprocess.TimeoutExpired) as error:
        print(f"sessions.py: {error}", file=sys.stderr)
        sys.exit(2)
