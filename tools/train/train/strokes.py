"""How far two strokes of one note lie apart: the recordings' takes against the instrument's."""

from collections import defaultdict

import numpy as np
from analyse import metrics

from .evaluate import SECONDS, _recording, held_seconds
from .playing import Stroke, play

NOTES = 8  # of a place, at most


def takes(tracks):
    """[[Track]] of the same place, pitch and named dynamic, two or more each."""
    groups = defaultdict(list)
    for t in tracks:
        groups[t.place, round(t.key), round(t.dynamic, 2)].append(t)
    return [g for g in groups.values() if len(g) > 1]


def apart(patch, place, tracks, controls=None):
    """(dB between two takes, dB between two strokes, dB from a stroke to the nearest take) of a place, means; None where
    it has no takes.
    """
    groups = takes(tracks)
    groups = groups[:: max(1, len(groups) // NOTES)][:NOTES]
    if not groups:
        return None
    strokes = []
    for g in groups:
        held = min(held_seconds(_recording(g[0].file)), SECONDS)
        strokes += [Stroke(g[0].key, max(1, round(127 * g[0].dynamic)), held, SECONDS + 0.5)] * 2
    clips = play(patch, place, strokes, controls)
    rows = []
    for i, g in enumerate(groups):
        x, other = _recording(g[0].file), _recording(g[1].file)
        a, b = clips[2 * i], clips[2 * i + 1]
        rows.append(
            (
                metrics.distance_db(x, other, SECONDS),
                metrics.distance_db(a, b, SECONDS),
                min(metrics.distance_db(x, a, SECONDS), metrics.distance_db(other, a, SECONDS)),
            )
        )
    return tuple(np.mean(rows, axis=0))
