#!/usr/bin/env python3
"""Do the links between the project's pages lead somewhere?

    links.py FOLDER

reads README.md, CHANGELOG.md and docs/**/*.md below FOLDER: every relative link must name a file there, and a fragment a heading of that
page; every page below docs must be reached from docs/README.md. Exit status: 0 all do, 1 some do not.
"""

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *(```|~~~).*?^ *\1 *$", re.MULTILINE | re.DOTALL)


def anchor(heading):
    """The fragment that Git forges give a heading."""
    text = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def main():
    root = Path(sys.argv[1]).resolve()
    pages = [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").rglob("*.md"))]
    texts = {page: FENCE.sub("", page.read_text()) for page in pages}
    anchors = {page: {anchor(h) for h in re.findall(r"^#+ (.*)$", text, re.MULTILINE)} for page, text in texts.items()}
    problems = []
    links = {}
    for page, text in texts.items():
        text = re.sub(r"`[^`\n]*`", "", text)
        links[page] = set()
        for target in LINK.findall(text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                problems.append(f"{page.relative_to(root)}: no such file: {target}")
            elif fragment and file in anchors and fragment not in anchors[file]:
                problems.append(f"{page.relative_to(root)}: no such heading: {target}")
            links[page].add(file)
    reached, ahead = set(), [root / "docs" / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in texts and page not in reached:
            reached.add(page)
            ahead += links[page]
    for page in pages:
        if page.is_relative_to(root / "docs") and page not in reached:
            problems.append(f"{page.relative_to(root)}: docs/README.md does not lead to it")
    print("\n".join(problems) if problems else f"{sum(map(len, links.values()))} links, all lead somewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
