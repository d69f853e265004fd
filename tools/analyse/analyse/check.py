"""Judges a patch: every note rendered as recorded and held against its recording; figures per
place.
"""

import numpy as np

from . import glass, metrics, shape
from .audio import db, load, loudness
from .config import RATE, frame_times
from .note import unpack
from .resynth import render

COLUMNS = [
    "distance",
    "first 120 ms",
    "noisiness",
    "movement",
    "slow",
    "attack ms",
    "pitch",
    "gain",
    "LUFS",
    "peak",
]


def pairs(path, recordings, per_place=None):
    """(place object, Note, recording, resynthesis) of the patch's notes, evenly chosen where
    per_place limits them.
    """
    document, tensors = glass.read(path)
    wrong = glass.check(document, tensors)
    if wrong:
        raise SystemExit("; ".join(wrong))
    notes = unpack(tensors)
    for note, source in zip(notes, document["training"]["sources"]):
        note.file = document["provenance"][source]["file"]
    for number, place in enumerate(document["places"]):
        own = [n for n in notes if n.place == number]
        if per_place and len(own) > per_place:
            own = [own[round(i * (len(own) - 1) / (per_place - 1))] for i in range(per_place)]
        for note in own:
            x = load(recordings / note.file)
            x = (
                shape.trim(shape.clean(x), place["sustained"])
                if place["pitched"]
                else shape.trim(x, False)
            )
            seconds = min(len(x), int(3 * RATE), int(frame_times(len(note.cents))[-1]))
            yield place, note, x[:seconds], render(note, seconds)


def figures(place, note, x, y):
    """One row of COLUMNS; NaN where there is nothing to measure."""
    nan = float("nan")
    noisy = (
        (metrics.harmonic_to_noise_db(y, note.hz), metrics.harmonic_to_noise_db(x, note.hz))
        if place["pitched"]
        else (None, None)
    )
    moves = [
        [metrics.movement_db(s, *rates) for s in (y, x)] for rates in ((2.0, 30.0), (0.3, 2.0))
    ]
    cents = (
        metrics.pitch_cents(y[int(0.1 * RATE) : int(0.8 * RATE)], note.hz)
        if place["pitched"] and len(y) > RATE // 4
        else None
    )
    return [
        metrics.distance_db(x, y),
        metrics.distance_db(x, y, 0.12),
        noisy[0] - noisy[1] if None not in noisy else nan,
        *(m[0] / m[1] if None not in m else nan for m in moves),
        1000 * (metrics.attack_seconds(y) - metrics.attack_seconds(x)),
        cents if cents is not None else nan,
        note.gain_db,
        loudness(y),
        float(db(np.abs(y).max())),
    ]


def report(path, recordings, per_place=None, verbose=False, say=print):
    """Prints a line per place: mean distance, medians of the rest, extremes of level."""
    rows = {}
    for place, note, x, y in pairs(path, recordings, per_place):
        row = figures(place, note, x, y)
        rows.setdefault(place["name"], []).append(row)
        if verbose:
            say(
                f"{note.file}: key {note.key:.2f}, {len(note.ratio)} partials, "
                + ", ".join(f"{c} {v:.2f}" for c, v in zip(COLUMNS, row))
            )
    for name, own in rows.items():
        t = np.array(own)
        level = f"{t[:, 8].min():.1f} to {t[:, 8].max():.1f} LUFS, peak {t[:, 9].max():.1f} dBFS"
        cents = np.abs(t[:, 6])
        say(
            f"{name}: {len(t)} notes, distance {t[:, 0].mean():.2f} dB "
            f"(first 120 ms {t[:, 1].mean():.2f}), "
            f"harmonic-to-noise bias {_mean(t[:, 2]):+.1f} dB, "
            f"movement {_middle(t[:, 3]):.2f} and slow {_middle(t[:, 4]):.2f} of the recording's, "
            f"attack off by {_middle(np.abs(t[:, 5])):.0f} ms, "
            f"pitch median {_middle(cents):.2f} "
            f"worst {np.nanmax(np.append(cents, 0)):.2f} cents, {level}"
        )


def _mean(values):
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def _middle(values):
    return float(np.nanmedian(values)) if np.isfinite(values).any() else float("nan")
