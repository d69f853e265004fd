"""Brings the movement of every place to what its recordings have, by ear: the instrument plays notes that it was
trained on, and the deviations of its bands are compared with theirs.
"""

import numpy as np
from analyse import metrics
from analyse.config import RATE

from . import evaluate, fit, movement
from .playing import Stroke, play

NOTES = 10
LEAST, MOST = 0.1, 2.5  # of the gains
GOAL = 0.95  # of the recordings' movement: the more a note moves, the farther it is from any one recording
RATES = {"slow": (0.3, 2.0), "fast": (2.0, 30.0)}


def measure(patch, place, tracks):
    """{"slow": ratio, "fast": ratio} of the instrument's movement to the recordings', medians; 1 where the
    recordings are too short to tell.
    """
    chosen = [tracks[i] for i in movement.choose(tracks, NOTES)]
    sounds = [evaluate._recording(t.file) for t in chosen]
    strokes = [
        Stroke(t.key, max(1, round(127 * t.dynamic)), min(len(x) / RATE, evaluate.SECONDS), 3.5)
        for t, x in zip(chosen, sounds)
    ]
    ratios = {name: [] for name in RATES}
    for x, y in zip(sounds, play(patch, place, strokes)):
        n = min(len(x), int(evaluate.SECONDS * RATE))
        for name, rates in RATES.items():
            theirs, ours = metrics.movement_db(x[:n], *rates), metrics.movement_db(y[:n], *rates)
            if theirs and ours:
                ratios[name].append(ours / theirs)
    return {name: float(np.median(r)) if r else 1.0 for name, r in ratios.items()}


def adjust(patch, tracks, points, described, say=print):
    """Sets the points' gains from what `patch` does."""
    for number, (point, place) in enumerate(zip(points, described)):
        own = [t for t in tracks if t.place == number]
        most = MOST if len(own) >= fit.FEW_PITCHES else 0.9  # a single recording says too little of what is usual
        found = measure(patch, place["name"], own)
        point.slow = float(np.clip(point.slow * GOAL / max(found["slow"], 0.2), LEAST, most))
        point.fast = float(np.clip(point.fast * GOAL / max(found["fast"], 0.2), LEAST, most))
        say(f"  {place['name']}: movement {found['fast']:.2f}, slow {found['slow']:.2f} of the recordings'")
