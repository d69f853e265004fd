"""How near the instrument comes to recordings that it was not trained on, against a sampler that has all the others.

As the referee does it: each held-out recording is played at its measured pitch and length at five velocities, the
nearest counts; the sampler resamples the five known recordings nearest in pitch, the nearest counts.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from analyse import metrics
from analyse.audio import load
from analyse.config import RATE

from .playing import Stroke, play

VELOCITIES = (20, 45, 70, 95, 120)
SECONDS = 3.0
FIRST_S = 0.12


@lru_cache(maxsize=2000)
def _recording(file):
    return load(file).astype(np.float32)


def held_seconds(x):
    """From the onset to the last 20 ms within 25 dB of the loudest."""
    x = x[metrics.onset(x) :]
    width = RATE // 50
    level = np.sqrt(np.mean(x[: len(x) // width * width].reshape(-1, width) ** 2, axis=1))
    return (np.flatnonzero(level > level.max() * 10 ** (-25 / 20))[-1] + 1) / 50


def _early(x):
    return x[: metrics.onset(x) + int(FIRST_S * RATE)]


@dataclass
class Judged:
    """One held-out note. Distances in dB; ratios and biases NaN where the note is too short for them."""

    file: str
    ours: float
    sampler: float
    first: float
    sampler_first: float
    movement: float
    slow: float
    noise: float
    attack_ms: float


def _sampler(x, hz, known):
    """(distance, distance of the first 120 ms) of the nearest of five resampled recordings; known: [Track]."""
    key = 69 + 12 * np.log2(hz / 440)
    best = (np.inf, np.inf)
    for t in sorted(known, key=lambda t: abs(t.key - key))[:5]:
        y, ratio = _recording(t.file), hz / t.hz
        y = np.interp(np.arange(0, len(y), ratio), np.arange(len(y)), y)
        d = metrics.distance_db(x, y, SECONDS)
        if d < best[0]:
            best = (d, metrics.distance_db(_early(x), _early(y)))
    return best


_sampled = {}


def sampler(track, known):
    """The same, remembered."""
    key = (track.file, tuple(sorted(t.file for t in known if abs(t.key - track.key) < 25)))
    if key not in _sampled:
        _sampled[key] = _sampler(_recording(track.file), track.hz, known)
    return _sampled[key]


def judge(patch, place, held, known, controls=None):
    """[Judged] of one place's held-out tracks."""
    strokes = []
    for t in held:
        x = _recording(t.file)
        length = min(held_seconds(x), SECONDS)
        strokes += [Stroke(t.key, v, length, SECONDS + 0.5) for v in VELOCITIES]
    clips, found = play(patch, place, strokes, controls), []
    for i, t in enumerate(held):
        x = _recording(t.file)
        tries = [c for c in clips[5 * i : 5 * i + 5] if np.abs(c).max() > 1e-5]
        ours, y = min(((metrics.distance_db(x, c, SECONDS), c) for c in tries), key=lambda d: d[0])
        theirs, theirs_first = sampler(t, known)
        n = min(len(x), int(SECONDS * RATE))
        ratios = []
        for rates in ((2.0, 30.0), (0.3, 2.0)):
            a, b = metrics.movement_db(x[:n], *rates), metrics.movement_db(y[:n], *rates)
            ratios.append(b / a if a and b else np.nan)
        noise = [metrics.harmonic_to_noise_db(s, t.hz) for s in (y, x)]
        found.append(
            Judged(
                t.file, ours, theirs, metrics.distance_db(_early(x), _early(y)), theirs_first, *ratios,
                noise[0] - noise[1] if None not in noise else np.nan,
                1000 * abs(metrics.attack_seconds(y) - metrics.attack_seconds(x)),
            )
        )
    return found


def summary(judged):
    """Figures of one place, by name."""

    def values(name):
        return np.array([getattr(j, name) for j in judged], float)

    def middle(name):
        v = values(name)
        return float(np.nanmedian(v)) if np.isfinite(v).any() else float("nan")

    noise = values("noise")
    return {
        "notes": len(judged),
        "ours": values("ours").mean(),
        "sampler": values("sampler").mean(),
        "ratio": values("ours").mean() / values("sampler").mean(),
        "nearer": float(np.mean(values("ours") < values("sampler"))),
        "first": values("first").mean() / values("sampler_first").mean(),
        "movement": middle("movement"),
        "slow": middle("slow"),
        "noise": float(np.nanmean(noise)) if np.isfinite(noise).any() else float("nan"),
        "attack_ms": middle("attack_ms"),
    }


COLUMNS = ("notes", "ours", "sampler", "ratio", "nearer", "first", "movement", "slow", "noise", "attack_ms")


def table(rows):
    """rows: {place: summary}. Lines of text, the mean over places last."""
    lines = ["| place | " + " | ".join(COLUMNS) + " |", "| --- |" + " --- |" * len(COLUMNS)]
    for name, row in rows.items():
        lines.append(f"| {name} | " + " | ".join(f"{row[c]:.2f}" if c != "notes" else str(row[c]) for c in COLUMNS) + " |")
    mean = {c: np.nanmean([row[c] for row in rows.values()]) for c in COLUMNS}
    lines.append("| mean over places | " + " | ".join(f"{mean[c]:.2f}" for c in COLUMNS) + " |")
    return lines
