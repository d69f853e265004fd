"""Command line: `python -m analyse main|drums|check`; see --help."""

import argparse
import sys
import time
from pathlib import Path

from . import check, drums_patch, glass, ledger, main_patch, pictures
from .config import ATTACK_FRAMES, ATTACK_HOP, BANDS, PARTIALS, RATE, SUSTAIN_HOP
from .note import pack

ROOT = Path(__file__).resolve().parents[3]
PATCHES = ROOT / "patches"
RECORDINGS = ROOT / "../shared/data/recordings"


def document(name, described, provenance, notes, recordings):
    """The JSON document of FORMAT.md. training.sources: for each note, its recording's number in
    the provenance.
    """
    number = {entry["file"]: i for i, entry in enumerate(provenance)}
    sources = [number[Path(n.file).relative_to(recordings).as_posix()] for n in notes]
    return {
        "format": 1,
        "name": name,
        "model": {
            "kind": "tracks",
            "partials": PARTIALS,
            "noise_bands": BANDS,
            "weights": 0,
            "attack_frames": ATTACK_FRAMES,
            "attack_hop_s": ATTACK_HOP / RATE,
            "sustain_hop_s": SUSTAIN_HOP / RATE,
        },
        "license": ledger.license_of(provenance),
        "attribution": ledger.attribution(provenance),
        "places": described,
        "training": {
            "tool": "tools/analyse",
            "notes": len(notes),
            "frames": sum(len(n.cents) for n in notes),
            "sources": sources,
        },
        "provenance": provenance,
    }


def save(path, name, described, notes, recordings):
    """Checks and writes a patch."""
    provenance = ledger.entries(recordings, [Path(n.file) for n in notes])
    doc, tensors = document(name, described, provenance, notes, recordings), pack(notes)
    wrong = glass.check(doc, tensors)
    if wrong:
        raise SystemExit("not a valid patch: " + "; ".join(wrong))
    glass.write(path, doc, tensors)
    print(
        f"{path}: {path.stat().st_size / 1e6:.2f} MB, {len(notes)} notes, {len(described)} places"
    )


def make(options):
    """Analyses the recordings and writes the patch."""
    out = options.out or PATCHES / f"{options.command}-tracks.glass"
    start = time.time()
    if options.command == "main":
        notes = main_patch.choose(
            main_patch.analyse(options.recordings, options.workers, options.only)
        )
        described = main_patch.describe(notes)
    else:
        notes, described = (
            drums_patch.analyse(options.recordings, options.workers),
            drums_patch.describe(),
        )
    print("\n".join(main_patch.size_report(notes, described)))
    save(out, options.command, described, notes, options.recordings)
    print(f"{time.time() - start:.0f} s")


def main():
    parser = argparse.ArgumentParser(
        prog="analyse",
        description="Recordings of single notes to .glass patches, and back to see how near.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("main", "make the main patch"), ("drums", "make the drum patch")):
        command = commands.add_parser(name, help=text)
        command.add_argument(
            "recordings",
            type=Path,
            nargs="?",
            default=RECORDINGS,
            help="folder with manifest.csv, notes/ and percussive/",
        )
        command.add_argument(
            "-o", "--out", type=Path, help="file to write (default patches/NAME-tracks.glass)"
        )
        command.add_argument(
            "--only", action="append", help="a place's name (main only); may be given several times"
        )
        command.add_argument("--workers", type=int, default=2, help="processes")
    command = commands.add_parser(
        "check", help="resynthesise a patch's notes and hold them against their recordings"
    )
    command.add_argument("glass", type=Path)
    command.add_argument("recordings", type=Path, nargs="?", default=RECORDINGS)
    command.add_argument("--per-place", type=int, help="so many notes of each place instead of all")
    command.add_argument("--verbose", action="store_true", help="a line per note")
    command.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="spectrograms too (needs matplotlib)"
    )
    options = parser.parse_args()
    if options.command != "check":
        make(options)
        return 0
    check.report(options.glass, options.recordings, options.per_place, options.verbose)
    if options.pictures:
        pictures.draw(options.glass, options.recordings, options.pictures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
