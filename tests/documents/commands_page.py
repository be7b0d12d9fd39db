#!/usr/bin/env python3
"""Is docs/reference/commands.md what the program's --help says, command by command?

    commands_page.py [--update] PROGRAM PAGE.md

--update writes the page anew. Exit status: 0 the page is true, 1 it is not, 2 unusable arguments.
"""

import re
import subprocess
import sys
from pathlib import Path

HEAD = """# Commands

What `--help` says of every command. `softlin --version` names the version and those of the numeric libraries.

Common to all: `--format`, `--digits P` (correct significant digits), `--output FILE`. Work of more than a second shows a progress bar when standard error
is a terminal. [Verdicts](verdicts.md) explains answers and exit statuses, [files](files.md) what goes in.
"""


def sections(program, words):
    """Yields (words of a command, its help), the command itself first, then its subcommands."""
    text = subprocess.run([program, *words, "--help"], check=True, capture_output=True, text=True).stdout
    yield words, "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    if "\nSubcommands:\n" in text:
        listed = text.split("\nSubcommands:\n", 1)[1].split("\n\n", 1)[0]
        for name in re.findall(r"^  (\S+) ", listed, re.MULTILINE):
            yield from sections(program, [*words, name])


def main():
    arguments = [word for word in sys.argv[1:] if word != "--update"]
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    program, page = arguments[0], Path(arguments[1])
    parts = [HEAD]
    for words, text in sections(program, []):
        command = " ".join(["softlin", *words])
        parts.append(f"## {' '.join(words) or 'softlin'}\n\n<!-- not run -->\n```console\n$ {command} --help\n{text}\n```\n")
    made = "\n".join(parts)
    if "--update" in sys.argv:
        page.write_text(made)
        return 0
    if page.read_text() == made:
        return 0
    print(f"{page} is not what the program says; write it anew with\n  {sys.argv[0]} --update {program} {page}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
