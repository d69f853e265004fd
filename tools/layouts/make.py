#!/usr/bin/env python3
"""Writes the layouts for Open Stage Control and TouchOSC from the registry of parameters.

make.py SEAGLASS FOLDER    asks the program SEAGLASS for its parameters and places, writes seaglass.json and
                           seaglass.tosc to FOLDER (patches/clients/layouts)
"""

import sys
from pathlib import Path

import pages
import registry
import stage_control
import touch_osc


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    all_pages = pages.all_pages(registry.read(sys.argv[1]))
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "seaglass.json").write_text(stage_control.text(all_pages), encoding="utf-8")
    (folder / "seaglass.tosc").write_bytes(touch_osc.packed(all_pages))
    print(f"{len(all_pages)} pages, {sum(len(p.widgets) for p in all_pages)} widgets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
