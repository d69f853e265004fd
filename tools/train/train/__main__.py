"""Command line: `python -m train main|drums|report|behave|learn|jam`; see --help."""

import argparse
import dataclasses
import os
import sys
import time
from pathlib import Path

from .jam import command as jam
from .learn import command as learn

ROOT = Path(__file__).resolve().parents[3]
RECORDINGS = ROOT / "../shared/data/recordings"


def main():
    parser = argparse.ArgumentParser(
        prog="train", description="Trains the neural voice on recordings and writes `.glass` patches."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("main", "drums"):
        command = commands.add_parser(name, help=f"make patches/{name}.glass")
        command.add_argument("recordings", type=Path, nargs="?", default=RECORDINGS)
        command.add_argument("-o", "--out", type=Path, default=ROOT / "patches" / f"{name}.glass")
        command.add_argument("--steps", type=int, help="of training")
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--split", type=int, help="hold out these pitches of every eight (main only)")
        command.add_argument("--workers", type=int, default=2, help="processes of the analysis")
    command = commands.add_parser("report", help="train on three splits and judge each on what it holds out")
    command.add_argument("recordings", type=Path, nargs="?", default=RECORDINGS)
    command.add_argument("-o", "--out", type=Path, required=True, help="folder for patches and figures")
    command.add_argument("--splits", type=int, nargs="+", help="which (default 0 4 6)")
    command.add_argument("--steps", type=int, help="of training")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--sparse", action="store_true", help="one recording per octave and dynamic only")
    command.add_argument("--scattered", action="store_true", help="hold out recordings instead of whole pitches")
    command = commands.add_parser("behave", help="play a patch and say how it answers")
    command.add_argument("patch", type=Path, nargs="?", default=ROOT / "patches" / "main.glass")
    command.add_argument("-o", "--out", type=Path, help="folder for behave.json")
    learn.add(commands)
    jam.add(commands)
    options = parser.parse_args()
    if options.command in ("learn", "behave", "jam") and int(os.environ.get("WORLD_SIZE", 1)) > 1:
        parser.error(f"{options.command} does its work in one process")
    if options.command == "learn":
        return learn.run(options)
    if options.command == "jam":
        return jam.run(options)
    if options.command == "behave":
        from . import behave

        behave.run(options.patch, options.out)
        return 0

    import torch

    from . import distributed, recipes, report, splits

    torch.set_num_threads(1)
    settings = recipes.DRUMS if options.command == "drums" else recipes.MAIN
    settings = dataclasses.replace(settings, seed=options.seed, steps=options.steps or settings.steps)
    say = print if distributed.leads() else lambda _: None
    began = time.time()
    if options.command == "report":
        which = options.splits or splits.REPORTING
        report.run(options.recordings, options.out, which, settings, options.sparse, options.scattered, say)
        return 0
    if options.command == "main":
        recipes.make_main(options.recordings, options.out, settings, options.split, options.workers, say)
    else:
        recipes.make_drums(options.recordings, options.out, settings, options.workers, say)
    if distributed.leads():
        say(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB, {time.time() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
