#!/usr/bin/env python3
"""The Pure Data abstractions, run by the real pd: do they send what the table says, and do their patches look sane?

pd_test.py patches     no box lies on another; every abstraction has a help patch that uses it
pd_test.py messages    each abstraction against the table that the Max ones meet too (max_test.py)
"""

import sys
from collections import Counter

import pd_patch
import pd_player
from max_patch import CLIENTS
from messages import CASES, same

SKIPPED = 77  # what ctest takes for "left out"
ANOTHERS = {"sg.answers"}  # used by [sg] alone


def patches():
    return sorted(CLIENTS.glob("pd/*.pd")) + sorted(CLIENTS.glob("cookbook/*.pd"))


def check_patches():
    found = [f for path in patches() for f in pd_patch.findings(path)]
    for path in sorted(CLIENTS.glob("pd/*.pd")):
        if path.stem.endswith("-help") or path.stem in ANOTHERS:
            continue
        help_path = path.with_name(f"{path.stem}-help.pd")
        if not help_path.exists():
            found.append(f"{path.name}: no help patch")
        elif not any(b.kind == "obj" and b.text.split()[0] == path.stem for b in pd_patch.boxes(help_path)):
            found.append(f"{help_path.name}: does not use [{path.stem}]")
    return found


def words_of(case):
    """How pd's [print] shows what the abstraction says: the outlets of one moment from right to left."""
    return Counter(("out: " if outlet == 0 else f"out{outlet}: ") + words for outlet, words in case.heard)


def check_messages():
    found = []
    for case in CASES:
        inputs = [(inlet, text.replace("'alto sax'", "alto\\ sax")) for inlet, text in case.inputs]
        sent, said = pd_player.play(case.name, inputs, case.answers)
        if not same(case.sent, sent):
            found.append(f"[{case.name}] sent {sent}, not {case.sent}")
        if Counter(said) != words_of(case):
            found.append(f"[{case.name}] printed {said}, not {case.heard}")
    return found


def main():
    if sys.argv[1] == "messages" and not pd_player.installed():
        print("left out: pd (package puredata-core) is not installed")
        return SKIPPED
    problems = {"patches": check_patches, "messages": check_messages}[sys.argv[1]]()
    print(f"{len(patches())} patches, {len(CASES)} cases, {len(problems)} findings")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
