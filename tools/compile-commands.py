#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""compile-commands.py LINUX FILE: add to FILE (compile_commands.json) how Kbuild
compiled the architecture's own sources, by the names they have in this tree."""
import json
import pathlib
import re
import sys

OVERLAY = "arch/nabla/"
SAVED = re.compile(
    r"^(?:saved)?cmd_[^ ]*\.o := (.* )(%s[^ ]*\.[cS])(?: *;.*| *)$" % OVERLAY, re.M
)


def entries(linux):
    for cmd in sorted((linux / OVERLAY).rglob(".*.o.cmd")):
        found = SAVED.search(cmd.read_text())
        if not found:
            continue
        source = pathlib.Path("kernel", found[2]).resolve()
        if source.exists():
            yield {
                "directory": str(linux.resolve()),
                "file": str(source),
                "command": found[1] + str(source),
            }


def main():
    linux, target = map(pathlib.Path, sys.argv[1:3])
    listed = json.loads(target.read_text())
    listed += entries(linux)
    target.write_text(json.dumps(listed, indent=1) + "\n")


main()
