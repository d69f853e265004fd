"""Drums against the players' of the validation split: how loud, how early or late, and what is struck.

Distances are Jensen and Shannon's (the root of the divergence, in nats). What the program plays by itself, in the styles
and tempos of the validation split, is held against how far the training split is from the validation split.
"""

import numpy as np

from . import playing
from .events import DRUM_VALUES
from .grid import TICKS_PER_QUARTER, micro_of, velocity_step
from .groove import KIT
from .song import STYLES

BARS = 24  # played for each take


def distance(p, q):
    """Between two histograms."""
    p, q = p / p.sum(), q / q.sum()
    middle = (p + q) / 2

    def part(a):
        there = a > 0
        return (a[there] * np.log(a[there] / middle[there])).sum()

    return float(np.sqrt(max(0.0, (part(p) + part(q)) / 2)))


def histograms(ticks, pitch, velocity):
    """{name: histogram} of hits."""
    return {
        "velocity": np.bincount(velocity_step(np.clip(velocity, 0, 127).astype(int)), minlength=32).astype(float),
        "timing": np.bincount(micro_of(ticks.astype(int)), minlength=24).astype(float),
        "instrument": np.bincount(pitch.astype(int), minlength=DRUM_VALUES)[list(KIT)].astype(float),
    }


def of_takes(takes):
    """Histograms of players."""
    notes = np.concatenate([t.notes for t in takes])
    return histograms(notes["onset"], notes["pitch"], notes["velocity"])


def of_program(takes, *options):
    """Histograms of what the program plays in the styles and tempos of these takes."""
    parts = []
    for i, take in enumerate(takes):
        roles = playing.dream(BARS, take.tempo, "--roles", "drums", "--style", STYLES[take.style], "--seed", i + 1, *options)
        parts.append(roles["drums"])
    notes = np.concatenate(parts)
    return histograms(np.round(notes[:, 0] * TICKS_PER_QUARTER), notes[:, 2], notes[:, 3])


def table(takes, *options):
    """Lines to print, and whether every distance is at most 1.5 times that of the training split."""
    beats = [t for t in takes if t.whole and t.bar_frames == 16]
    valid = [t for t in beats if t.split == "validation"]
    wanted = of_takes(valid)
    people = of_takes([t for t in beats if t.split == "train"])
    ours = of_program(valid, *options)
    lines, good = [f"{'':12s} training split  ours  ratio"], True
    for name in wanted:
        a, b = distance(people[name], wanted[name]), distance(ours[name], wanted[name])
        lines.append(f"{name:12s} {a:14.3f} {b:5.3f} {b / a:6.2f}")
        good &= b <= 1.5 * a
    return lines, good
