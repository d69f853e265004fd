"""Command line: `python -m analyse main RECORDINGS OUT.glass`."""
import argparse
import sys
import time
from pathlib import Path

from . import glass, ledger, main_patch
from .config import ATTACK_FRAMES, ATTACK_HOP, BANDS, PARTIALS, RATE, SUSTAIN_HOP
from .note import pack


def document(name, described, provenance, notes):
    """The JSON document of FORMAT.md."""
    return {"format": 1, "name": name,
            "model": {"kind": "tracks", "partials": PARTIALS, "noise_bands": BANDS, "weights": 0, "attack_frames": ATTACK_FRAMES,
                      "attack_hop_s": ATTACK_HOP / RATE, "sustain_hop_s": SUSTAIN_HOP / RATE},
            "license": ledger.license_of(provenance), "attribution": ledger.attribution(provenance), "places": described,
            "training": {"tool": "tools/analyse", "notes": len(notes), "frames": sum(len(n.cents) for n in notes)}, "provenance": provenance}


def save(path, name, described, notes, recordings):
    """Checks and writes a patch."""
    provenance = ledger.entries(recordings, [Path(n.file) for n in notes])
    doc, tensors = document(name, described, provenance, notes), pack(notes)
    wrong = glass.check(doc, tensors)
    if wrong:
        raise SystemExit("not a valid patch: " + "; ".join(wrong))
    glass.write(path, doc, tensors)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, {len(notes)} notes, {len(described)} places")


def main():
    parser = argparse.ArgumentParser(prog="analyse", description="Recordings of single notes to a .glass patch.")
    parser.add_argument("patch", choices=["main", "drums"], help="which patch to make")
    parser.add_argument("recordings", type=Path, help="folder with manifest.csv, notes/ and percussive/")
    parser.add_argument("-o", "--out", type=Path, help="file to write (default patches/NAME.glass)")
    parser.add_argument("--only", action="append", help="a place's name; may be given several times")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    out = options.out or Path(__file__).resolve().parents[3] / "patches" / f"{options.patch}.glass"
    start = time.time()
    results = main_patch.analyse(options.recordings, options.workers, options.only)
    notes = main_patch.choose(results)
    described = main_patch.describe(notes)
    print("\n".join(main_patch.movement_report(notes, described)))
    save(out, options.patch, described, notes, options.recordings)
    print(f"{time.time() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
